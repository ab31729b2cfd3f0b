"""Labels of finite games: distinct names of players, and distinct labels of their actions.

Without names the players are ``"1", "2", ...``; labels may be any hashable value.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from bargain.arguments import listed, of_type
from bargain.errors import GameError
from bargain.game.written import Action

__all__ = ["action_labels", "numbered_players", "player_names", "refuse_unknown"]


def numbered_players(count: int) -> tuple[str, ...]:
    """Return ``"1", "2", ...``."""
    return tuple(str(k + 1) for k in range(count))


def player_names(players: Sequence[str]) -> tuple[str, ...]:
    """Return the names as a tuple; distinct texts, at least one, else `GameError`."""
    if isinstance(players, str):
        raise GameError("players is one text", where=players, fix="give a sequence of names")
    names = tuple(listed(players, "players", fix="give a sequence of names", error=GameError))
    if not names:
        raise GameError("a game needs players", where="players", fix="name at least one")
    for name in names:
        if not isinstance(name, str) or not name:
            raise GameError("a player's name is not a text", where=f"{name!r}", fix="use a str")
    if len(set(names)) != len(names):
        raise GameError("two players share a name", where=", ".join(names), fix="rename one")
    return names


def action_labels(player: str, actions: Mapping[str, Sequence[Action]]) -> tuple[Action, ...]:
    """Return one player's labels as a tuple; at least one, distinct, else `GameError`."""
    if player not in actions:
        raise GameError("a player has no actions", where=player, fix="give its action labels")
    given = actions[player]
    if not isinstance(given, str):
        given = listed(given, f"actions[{player!r}]", fix="give its labels", error=GameError)
    labels = tuple(given)
    if not labels:
        raise GameError("a player has no actions", where=player, fix="give at least one")
    if odd := [label for label in labels if not isinstance(label, Hashable)]:
        raise GameError(f"{odd[0]!r} is no label", where=player, fix="use texts or numbers")
    if len(set(labels)) != len(labels):
        raise GameError("two actions share a label", where=player, fix="rename one")
    return labels


def refuse_unknown(what: str, given: Mapping[str, object], names: tuple[str, ...]) -> None:
    """Raise `GameError` for a key that is no player, or for what is no mapping."""
    of_type(given, Mapping, what, fix="write {player: …}", error=GameError)
    for name in given:
        if name not in names:
            raise GameError(
                f"{what} of an unknown player {name!r}",
                where=", ".join(names),
                fix="use the players' names",
            )
