"""What is asked of a best mechanism as TOML text: what a certificate of it carries.

As for tables (`bargain.game.tables.table_file`), with ``kind = "rule"``, ``types.PLAYER``,
``terms.TERM`` (its sign and the ends of its box), and at each profile of types, the last player's
type running fastest, ``prior``, ``payoffs.PLAYER`` and ``outside.PLAYER``; then ``constraints``,
``demanded`` and the ``objective``: a word, ``weights.PLAYER``, or ``worth`` at each profile.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, TypeAlias

import sympy as sp

from bargain.errors import FileError
from bargain.game.expression import parse, parse_relation, to_text
from bargain.game.game_file import declared_parameters, sign_of
from bargain.game.tables.table_file import as_text, heading, read_heading
from bargain.game.trees.bayesian_game import BayesianGame, TypeProfile
from bargain.game.written import Boolean, Number

__all__ = ["AskedRule", "Objective", "rule_from_toml", "rule_to_toml"]

#: "welfare", "revenue", weights of the players, or a quantity at each profile of types.
Objective: TypeAlias = (
    str | Mapping[str, Number] | Mapping[TypeProfile, sp.Expr] | Callable[..., object]
)
_DEMANDS = (
    "efficient", "incentive_compatible", "individually_rational", "balanced", "transfers",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AskedRule:
    """A game with terms, an objective, and what is demanded of a rule."""

    game: BayesianGame
    objective: Objective
    demanded: Mapping[str, bool]

    @property
    def name(self) -> str:
        """Of the game."""
        return self.game.name

    @property
    def players(self) -> Sequence[str]:
        """Of the game."""
        return self.game.players

    @property
    def parameters(self) -> Sequence[sp.Symbol]:
        """Of the game."""
        return self.game.parameters

    @property
    def assumptions(self) -> Sequence[Boolean]:
        """Of the game."""
        return self.game.assumptions


def rule_to_toml(asked: AskedRule) -> str:
    """The text."""
    game = asked.game

    def at_profiles(values: Mapping[TypeProfile, Any]) -> list[str]:
        return [to_text(sp.sympify(values[t])) for t in game.profiles]

    content = heading("rule", asked)
    content["types"] = {p: [str(t) for t in own] for p, own in game.types.items()}
    content["prior"] = at_profiles(game.prior)
    content["terms"] = {
        x.name: {"sign": sign_of(x), "low": to_text(low), "high": to_text(high)}
        for x, (low, high) in game.terms.items()
    }
    content["constraints"] = [to_text(r) for r in game.constraints]
    content["payoffs"] = {p: at_profiles(game.payoffs[p]) for p in game.players}
    content["outside"] = {p: at_profiles(game.outside[p]) for p in game.players}
    content["demanded"] = [name for name in _DEMANDS if asked.demanded[name]]
    given: Any = asked.objective
    if isinstance(given, str):
        content["objective"] = given
    elif isinstance(given, Mapping) and set(given) <= set(game.players):
        content["weights"] = {p: to_text(sp.sympify(w)) for p, w in given.items()}
    else:
        worth = given if isinstance(given, Mapping) else {t: given(*t) for t in game.profiles}
        content["worth"] = at_profiles(worth)
    return as_text(content)


def rule_from_toml(text: str) -> AskedRule:
    """What a text asks."""
    content, symbols = read_heading(text, "rule")
    try:
        types = {p: list(content["types"][p]) for p in content["players"]}
        profiles = list(product(*types.values()))
        signs = {x: own["sign"] for x, own in content["terms"].items()}
        terms = declared_parameters(signs)
        every = {**symbols, **terms}

        def at_profiles(texts: Sequence[str]) -> dict[TypeProfile, sp.Expr]:
            return {t: parse(e, every) for t, e in zip(profiles, texts, strict=True)}

        ends = {terms[x]: (parse(own["low"], symbols), parse(own["high"], symbols))
                for x, own in content["terms"].items()}  # fmt: skip
        game = BayesianGame(
            types,
            at_profiles(content["prior"]),
            {p: at_profiles(content["payoffs"][p]) for p in types},
            terms=ends,
            constraints=[parse_relation(t, every) for t in content["constraints"]],
            outside={p: at_profiles(content["outside"][p]) for p in types},
            assumptions=content["assumptions"],
            name=content.get("name", ""),
        )
        objective: Objective = content.get("objective", "")
        if "worth" in content:
            objective = at_profiles(content["worth"])
        elif "weights" in content or not objective:
            weights = content.get("weights", {})
            objective = {p: parse(w, symbols) for p, w in weights.items()}
        demanded = {name: name in content["demanded"] for name in _DEMANDS}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise FileError(f"no rule: {error!r}", where="the certificate's game") from None
    return AskedRule(game, objective, demanded)
