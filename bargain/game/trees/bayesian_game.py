r"""Games with private information: finite types, a common prior, payoffs by type (Harsanyi 1967).

Nature draws a profile of types :math:`θ = (θ_1, \dots, θ_N)` with the prior; each player learns the
own type. Either players then choose actions at the same time, and a strategy is a function from
types to actions: the game in extensive form, and its strategic form, follow. Or they settle *terms*
by a rule that asks for their types (`bargain.mechanism`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from typing import Any, TypeAlias

import numpy as np
import sympy as sp

from bargain.arguments import listed, mapping, of_type, within_reach
from bargain.errors import GameError
from bargain.exact import exact_expression
from bargain.frozen import FrozenDict
from bargain.game.symbol_table import SymbolTable, assumption_relations
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.tables.payoff_entry import exact_entry, exact_table, exact_term, relation
from bargain.game.trees.extensive_game import ExtensiveGame
from bargain.game.trees.tree_nodes import Chance, End, Move, Node
from bargain.game.written import Action, Boolean, Bounds, Exact, Number

__all__ = ["BayesianGame"]

TypeProfile: TypeAlias = tuple[Action, ...]
#: Per type profile, or as a function of the types, one argument per player in their order.
ByType: TypeAlias = Mapping[TypeProfile, Any] | Callable[..., Any]
Prior: TypeAlias = Mapping[TypeProfile, Number] | Mapping[str, Mapping[Action, Number]]
_MOST = 400  # profiles of types


class BayesianGame:
    r"""A game with private types; immutable.

    Parameters
    ----------
    types : mapping of player to sequence of labels
        In this order of players. A player without private information has one type.
    prior : mapping
        The probability of each profile of types, as a tuple in the order of the players; or per
        player the probability of each type, for independent types. Numbers or expressions that add
        up to 1 identically.
    payoffs : mapping of player to function or mapping
        Of the types, in the order of the players: with actions a table with one axis per player,
        with terms an expression in the terms.
    actions : mapping of player to sequence of labels, optional
    terms : mapping of symbol to (low, high), optional
        What a mechanism settles; either actions or terms are given.
    constraints : sequence of relations, optional
        Of the terms, at every profile of types, with >= or <= and linear in the terms: one object
        for two bidders is ``a + b <= 1``.
    outside : mapping of player to function or mapping, optional
        Of the types: what a player has without an agreement; 0 unless given.
    assumptions : sequence of relations, optional
    name : str, optional

    Raises
    ------
    GameError
        If probabilities do not add up to 1 for all parameters, a type has no mass, or a payoff is
        missing.

    Examples
    --------
    One offer to an opponent who is weak with probability q, as a choice between two offers:

    >>> import bargain as bg
    >>> q = sp.Symbol("q")
    >>> game = bg.BayesianGame(
    ...     types={"A": ["only"], "B": ["weak", "strong"]},
    ...     prior={"A": {"only": 1}, "B": {"weak": q, "strong": 1 - q}},
    ...     actions={"A": ["low", "high"], "B": ["accept", "fight"]},
    ...     payoffs={"A": lambda a, b: [["3/4", "1/4"], ["1/2", "1/4"]],
    ...              "B": lambda a, b: [["1/4", "1/8" if b == "weak" else "3/8"],
    ...                                 ["1/2", "1/8" if b == "weak" else "3/8"]]},
    ... )
    >>> game.to_finite().shape
    (2, 4)

    References
    ----------
    J. Harsanyi (1967), Games with incomplete information played by "Bayesian" players.
    """

    __slots__ = (
        "actions", "assumptions", "constraints", "name", "outside", "parameters", "payoffs",
        "players", "prior", "terms", "types",
    )  # fmt: skip

    types: Mapping[str, tuple[Action, ...]]
    prior: Mapping[TypeProfile, sp.Expr]
    payoffs: Mapping[str, Mapping[TypeProfile, Any]]
    actions: Mapping[str, tuple[Action, ...]]
    terms: Mapping[sp.Symbol, tuple[sp.Expr, sp.Expr]]
    constraints: tuple[Boolean, ...]
    outside: Mapping[str, Mapping[TypeProfile, sp.Expr]]
    assumptions: tuple[Boolean, ...]
    parameters: tuple[sp.Symbol, ...]
    players: tuple[str, ...]
    name: str

    @within_reach
    def __init__(
        self,
        types: Mapping[str, Sequence[Action]],
        prior: Prior,
        payoffs: Mapping[str, ByType],
        *,
        actions: Mapping[str, Sequence[Action]] | None = None,
        terms: Mapping[sp.Symbol, Bounds] | None = None,
        constraints: Sequence[Boolean] = (),
        outside: Mapping[str, ByType] | None = None,
        assumptions: Sequence[Boolean] = (),
        name: str = "",
    ) -> None:
        given = mapping(types, "types", fix="write {player: [type, …]}", error=GameError)
        own = {p: tuple(listed(t, f"types of {p!r}", fix="give a list of labels", error=GameError))
               for p, t in given.items()}  # fmt: skip
        for player, labels in own.items():
            if not labels or len(set(labels)) < len(labels):
                raise GameError("types are missing, or two share a label", where=f"{player!r}",
                                fix="give each player one or more different types")  # fmt: skip
        if (actions is None) == (terms is None):
            raise GameError("give either actions or terms", where="BayesianGame",
                            fix="actions= for a game, terms= for a mechanism")  # fmt: skip
        profiles = list(product(*own.values()))
        if len(own) < 1 or len(profiles) > _MOST:
            raise GameError(f"{len(profiles)} profiles of types are too many or none",
                            where="types", fix=f"give up to {_MOST}")  # fmt: skip
        odds = _prior(prior, own, profiles)
        assumed = [relation(r) for r in listed(assumptions, "assumptions",
                                               fix="write a list", error=GameError)]  # fmt: skip
        assumed = list(dict.fromkeys(r for r in (*assumed, *_massive(odds, own)) if r is not None))
        boxes = {}
        for term, ends in (terms or {}).items():
            if not isinstance(term, sp.Symbol) or not isinstance(ends, (tuple, list)):
                raise GameError(f"{term} is no term", where="terms", fix="write {x: (0, 1)}")
            low, high = ends
            boxes[term] = (exact_term(low, f"{term}"), exact_term(high, f"{term}"))
        several = listed(
            constraints, "constraints", fix="write a list: [a + b <= 1]", error=GameError
        )
        joint = tuple(_joint(r, tuple(boxes)) for r in several)
        moves = {p: tuple(a) for p, a in (actions or {}).items()}
        if actions is not None and set(moves) != set(own):
            raise GameError("the players of types and actions differ", where="actions",
                            fix="give every player types and actions")  # fmt: skip
        shape = tuple(map(len, (moves[p] for p in own))) if moves else ()
        paid = _by_type(payoffs, own, profiles, "payoffs", shape)
        without = _by_type(outside or {p: lambda *_: 0 for p in own}, own, profiles, "outside", ())
        free = {s for e in _expressions(odds, paid, without, boxes) for s in e.free_symbols}
        free |= {s for r in (*assumed, *joint) for s in r.free_symbols}
        parameters = tuple(sorted(free - set(boxes), key=lambda s: s.name))
        SymbolTable([*parameters, *boxes])
        title = of_type(name, str, "name", fix="give a text")
        values = (moves, tuple(assumed), joint, title, without, parameters, paid, tuple(own), odds,
                  boxes, own)  # fmt: skip
        for slot, value in zip(self.__slots__, values, strict=True):
            frozen = FrozenDict(value) if isinstance(value, dict) else value
            object.__setattr__(self, slot, frozen)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a BayesianGame is immutable; build a new one")

    @property
    def profiles(self) -> tuple[TypeProfile, ...]:
        """The profiles of types."""
        return tuple(self.prior)

    @property
    def parameter_relations(self) -> tuple[sp.Basic, ...]:
        """What is assumed of the parameters, as relations: of their symbols, then the rest."""
        return (*assumption_relations(self.parameters), *self.assumptions)

    def to_extensive(self) -> ExtensiveGame:
        """The game in extensive form: nature draws types, then all choose unseen by the others.

        Raises
        ------
        GameError
            If the game has terms and no actions.
        """
        if not self.actions:
            raise GameError("the game has terms and no actions", where="to_extensive",
                            fix="use bg.mechanism")  # fmt: skip

        def below(types: TypeProfile, chosen: tuple[int, ...]) -> Node:
            if len(chosen) == len(self.players):
                return End(FrozenDict({p: self.payoffs[p][types][chosen] for p in self.players}))
            player = self.players[len(chosen)]
            branches = {a: below(types, (*chosen, k)) for k, a in enumerate(self.actions[player])}
            label = f"{player} {types[len(chosen)]}"
            return Move(player, FrozenDict(branches), label)

        odds = {", ".join(map(str, t)): (p, below(t, ())) for t, p in self.prior.items() if p != 0}
        if len(odds) == 1:
            ((_, root),) = odds.values()
        else:
            nodes = {k: node for k, (_, node) in odds.items()}
            drawn = {k: exact_entry(p, "prior") for k, (p, _) in odds.items()}
            root = Chance(FrozenDict(nodes), FrozenDict(drawn))
        return ExtensiveGame(root, self.players, self.assumptions, self.name)

    def to_finite(self) -> FiniteGame:
        """The strategic form: functions from types to actions, and expected payoffs.

        Its Nash equilibria are the Bayesian Nash equilibria: every type has mass.
        """
        return self.to_extensive().to_finite()

    def __repr__(self) -> str:
        size = "×".join(str(len(t)) for t in self.types.values())
        title = f" {self.name!r}" if self.name else ""
        free = ", ".join(s.name for s in self.parameters)
        free = f", parameters {free}" if free else ""
        return f"<BayesianGame{title} {size} types, players {', '.join(self.players)}{free}>"


def _joint(given: object, terms: tuple[sp.Symbol, ...]) -> Boolean:
    """A constraint on terms."""
    found = relation(given)
    if not isinstance(found, (sp.Ge, sp.Le)) or not found.free_symbols & set(terms):
        raise GameError(f"{given} is no limit on the terms", where="constraints",
                        fix="write it with >= or <= in the terms")  # fmt: skip
    slack = sp.expand(found.lhs - found.rhs)
    if not slack.is_polynomial(*terms) or sp.Poly(slack, *terms).total_degree() > 1:
        raise GameError(f"{given} is not linear in the terms", where="constraints",
                        fix="give a term of its own to what is not")  # fmt: skip
    return found


def _prior(
    prior: Prior, own: Mapping[str, tuple[Action, ...]], profiles: Sequence[TypeProfile]
) -> dict[TypeProfile, sp.Expr]:
    """The probability of each profile of types."""
    given: Mapping[Any, Any] = mapping(prior, "prior", fix="write {player: {type: probability}}",
                                       error=GameError)  # fmt: skip
    odds: dict[TypeProfile, sp.Expr] = {}
    if set(given) == set(own) and all(isinstance(v, Mapping) for v in given.values()):
        for player, labels in own.items():
            if set(given[player]) != set(labels):
                raise GameError("the prior names other types", where=f"{player!r}",
                                fix="name " + ", ".join(map(str, labels)))  # fmt: skip
            _refuse_other_sum(given[player].values(), f"prior of {player!r}")
        for types in profiles:
            parts = (exact_term(given[p][t], f"prior of {p!r}: {t}")
                     for p, t in zip(own, types, strict=True))  # fmt: skip
            odds[types] = sp.expand(sp.Mul(*parts))
        return odds
    if unknown := [k for k in given if k not in profiles]:
        raise GameError(f"{unknown[0]!r} is no profile of types", where="prior",
                        fix="write a tuple with one type per player, in order")  # fmt: skip
    _refuse_other_sum(given.values(), "prior")
    return {t: exact_term(given.get(t, 0), f"prior of {t}") for t in profiles}


def _refuse_other_sum(values: Iterable[Number], where: str) -> None:
    total = sp.Add(*(exact_term(v, where) for v in values))
    if sp.cancel(total) != 1 and sp.simplify(total - 1) != 0:
        raise GameError(f"probabilities add up to {total}, not to 1", where=where,
                        fix="let them add up to 1, for instance by 1 - p")  # fmt: skip


def _massive(
    odds: Mapping[TypeProfile, sp.Expr], own: Mapping[str, tuple[Action, ...]]
) -> list[Boolean]:
    """That no probability is negative and every type has mass; refused where it has none."""
    found: list[Boolean] = []
    for types, p in odds.items():
        if p.is_negative or (p - 1).is_positive:
            raise GameError(f"{p} is no probability", where=f"prior of {types}", fix="give 0 to 1")
        if p.free_symbols and not p.is_nonnegative:
            found.append(sp.Ge(p, 0, evaluate=False))
    for k, (player, labels) in enumerate(own.items()):
        for label in labels:
            mass = sp.expand(sp.Add(*(p for t, p in odds.items() if t[k] == label)))
            if mass == 0:
                raise GameError(f"type {label!r} has no mass", where=f"{player!r}",
                                fix="leave the type out")  # fmt: skip
            if mass.free_symbols and not mass.is_positive:
                found.append(sp.Gt(mass, 0, evaluate=False))
    return list(dict.fromkeys(found))


def _by_type(
    given: Mapping[str, ByType],
    own: Mapping[str, tuple[Action, ...]],
    profiles: Sequence[TypeProfile],
    what: str,
    shape: tuple[int, ...],
) -> dict[str, FrozenDict]:
    """A table of exact entries, or one expression, for every player and profile of types."""
    of_type(given, Mapping, what, fix="write {player: function of the types}", error=GameError)
    if set(given) != set(own):
        raise GameError(f"the players of types and {what} differ", where=what,
                        fix="give every player one: " + ", ".join(own))  # fmt: skip
    found: dict[str, FrozenDict] = {}
    for player, rule in given.items():
        values = {}
        for types in profiles:
            where = f"{what} of {player!r} at {', '.join(map(str, types))}"
            if callable(rule):
                value = rule(*types)
            elif isinstance(rule, Mapping) and types in rule:
                value = rule[types]
            else:
                raise GameError("there is no value", where=where,
                                fix="give a function, or a mapping of all profiles")  # fmt: skip
            if not shape:
                values[types] = exact_expression(exact_term(value, where))
                continue
            table = exact_table(value, len(own), where)
            if table.shape != shape:
                raise GameError(f"shape {table.shape} does not fit the actions: {shape}",
                                where=where, fix="give one axis per player")  # fmt: skip
            values[types] = table
        found[player] = FrozenDict(values)
    return found


def _expressions(
    odds: Mapping[TypeProfile, sp.Expr],
    paid: Mapping[str, Mapping[TypeProfile, object]],
    without: Mapping[str, Mapping[TypeProfile, object]],
    boxes: Mapping[sp.Symbol, tuple[sp.Expr, sp.Expr]],
) -> Iterable[sp.Expr]:
    yield from odds.values()
    for end in boxes.values():
        yield from end
    for group in (paid, without):
        for own in group.values():
            for value in own.values():
                flat: Iterable[Exact] = value.flat if isinstance(value, np.ndarray) else (value,)
                yield from (sp.sympify(e) for e in flat)
