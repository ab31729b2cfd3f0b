"""A finite game as TOML text: what a certificate of its equilibria carries.

``kind = "table"``, ``players``, ``parameters`` with their signs, ``assumptions``,
``actions.PLAYER`` and ``payoffs.PLAYER``, whose entries are in C order (the last player's action
runs fastest).
Expressions are texts of the language of `bargain.game.expression`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

import numpy as np
import sympy as sp

from bargain.errors import FileError, InputError
from bargain.game.expression import parse, parse_relation, to_text
from bargain.game.game_file import declared_parameters, sign_of, toml_lines
from bargain.game.tables.finite_game import FiniteGame

__all__ = ["as_text", "heading", "read_heading", "table_from_toml", "table_to_toml", "text_of"]

_LONGEST = 30_000  # of a text: every part of a certificate has it again


class _Told(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def players(self) -> Sequence[str]: ...
    @property
    def parameters(self) -> Sequence[sp.Symbol]: ...
    @property
    def assumptions(self) -> Sequence[Any]: ...


_Game = TypeVar("_Game", bound=_Told)


def heading(kind: str, game: _Told) -> dict[str, Any]:
    """What the texts of all such games begin with."""
    found: dict[str, Any] = {"kind": kind, "name": game.name, "players": list(game.players)}
    found["assumptions"] = [to_text(r) for r in game.assumptions]
    found["parameters"] = {p.name: sign_of(p) for p in game.parameters}
    return found


def read_heading(text: str, kind: str) -> tuple[dict[str, Any], dict[str, sp.Symbol]]:
    """A text's content, if it is of this kind, with its symbols; assumptions as relations.

    Raises
    ------
    FileError
        If it is not.
    """
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise FileError(f"not a TOML text: {error}", where="the certificate's game") from None
    if content.get("kind") != kind:
        raise FileError(f"it is no {kind}", where="the certificate's game")
    symbols = declared_parameters(content.get("parameters", {}))
    content["assumptions"] = [parse_relation(t, symbols) for t in content.get("assumptions", [])]
    return content, symbols


def table_to_toml(game: FiniteGame) -> str:
    """The table as TOML text, without its outside options.

    Examples
    --------
    >>> a = sp.Symbol("a", positive=True)
    >>> game = FiniteGame.from_payoffs([[a, 0], [0, 1]], [[a, 0], [0, 1]], players=["A", "B"])
    >>> table_from_toml(table_to_toml(game)).payoffs["A"][0, 0] == a
    True
    """
    content = heading("table", game)
    content["actions"] = {p: [str(a) for a in game.actions[p]] for p in game.players}
    content["payoffs"] = {
        p: [to_text(sp.sympify(x)) for x in game.payoffs[p].flat] for p in game.players
    }
    return as_text(content)


def table_from_toml(text: str) -> FiniteGame:
    """The table of a text."""
    content, symbols = read_heading(text, "table")
    try:
        shape = [len(content["actions"][p]) for p in content["players"]]
        payoffs = {}
        for player in content["players"]:
            entries = np.empty(len(content["payoffs"][player]), dtype=object)
            entries[:] = [parse(e, symbols) for e in content["payoffs"][player]]
            payoffs[player] = entries.reshape(shape)
        return FiniteGame(content["players"], content["actions"], payoffs, content["assumptions"],
                          content.get("name", ""))  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise FileError(f"no table: {error}", where="the certificate's game") from None


def as_text(content: Mapping[str, Any]) -> str:
    """TOML text."""
    return "\n".join(toml_lines(content)).lstrip("\n") + "\n"


def text_of(game: _Game, write: Callable[[_Game], str], read: Callable[[str], _Game]) -> str:
    """The text of a game; empty if it is long, or another game is read from it."""
    try:
        text = write(game)
        if len(text) > _LONGEST:
            return ""
        again = read(text)
        same = again.parameters == game.parameters and again.assumptions == game.assumptions
        return text if same and write(again) == text else ""
    except (InputError, RecursionError):
        return ""
