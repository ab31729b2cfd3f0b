"""The bridge: from a game, a condition and a region to an exact question in plain data.

This step is trusted: what it writes is what provers and the checker read. It is therefore short,
and a second path (evaluation of the sympy game at random rational points) tests it. The three
statements of a question share their variables and region:

- ``never``: region and necessary clauses have no common real point;
- ``always``: for every point of the region some agreement meets the sufficient clauses;
- ``sometimes``: one of each, at two rational points of the region.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sympy as sp
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from bargain.arguments import listed
from bargain.decide.deviations import (
    guarded,
    named_after_twins,
    needed,
    quantified,
    signs_in_boxes,
    without_roots,
)
from bargain.decide.encoding import Encoder, hypothesis, polynomial
from bargain.decide.substitution import put_in, solve_equations
from bargain.errors import EmptyRegionError, OptionError, RegionError
from bargain.exact import exact_expression
from bargain.game.conditions import Clause, Condition, Encoding, all_of
from bargain.game.expression import parse_relation, to_text
from bargain.game.game import Game
from bargain.game.symbol_table import SymbolTable, assumption_relations

__all__ = ["Question", "given_relations", "put_in"]


@dataclass(frozen=True, slots=True)
class Question:
    """Does an agreement that satisfies the condition exist, over the region?

    Parameters
    ----------
    game : Game
    condition : Condition
    where : iterable of relations, texts or booleans
        Restrictions on the parameters, beyond the game's and the condition's own.
    """

    game: Game
    condition: Condition
    where: tuple[Any, ...] = ()
    table: SymbolTable = field(init=False, repr=False, compare=False)
    stated: tuple[Relational, ...] = field(init=False, repr=False)  # the region as it was given
    solved: tuple[tuple[sp.Symbol, sp.Expr], ...] = field(init=False, repr=False)
    region: tuple[Relational, ...] = field(init=False, repr=False)  # with `solved` put in
    parameters: tuple[sp.Symbol, ...] = field(init=False, repr=False)  # that are left

    def __post_init__(self) -> None:
        if not isinstance(self.game, Game):
            raise OptionError(f"{self.game!r} is not a Game", where="decide(game, …)")
        condition = _one(self.condition)
        # necessary() also refuses measures that the game does not have
        clauses = condition.necessary(self.game)
        free = {s for k in clauses.clauses for s in k.relation.free_symbols}
        free -= set(clauses.auxiliary) | set(self.game.variables)
        table = SymbolTable([*self.game.symbols.values(), *sorted(free, key=sp.default_sort_key)])
        parameters = sorted(free | set(self.game.parameters), key=lambda s: s.name)
        given = given_relations(self.where, table)
        own = assumption_relations(parameters)
        stated = (*own, *self.game.assumptions, *condition.domain, *given)
        region = dict.fromkeys(r for relation in stated for r in _with_domain(relation))
        for relation in region:
            if mixed := relation.free_symbols & set(self.game.variables):
                raise RegionError(
                    f"the region restricts {', '.join(sorted(map(str, mixed)))}, not parameters",
                    where=str(relation),
                    fix="restrict agreements with conditions.holds(…)",
                )
        bounded = {s for relation in region for s in relation.free_symbols}
        for p in parameters:
            if p not in bounded and not p.is_extended_real:
                raise RegionError(
                    f"the region says nothing of {p}",
                    where="where=[…]",
                    fix=f"add a relation on {p}, or make the symbol with real=True",
                )
        object.__setattr__(self, "condition", condition)
        object.__setattr__(self, "where", tuple(given))
        object.__setattr__(self, "table", table)
        object.__setattr__(self, "stated", tuple(region))
        solved, left = solve_equations(list(region))
        object.__setattr__(self, "solved", solved)
        object.__setattr__(self, "region", left)
        gone = {p for p, _ in solved}
        object.__setattr__(self, "parameters", tuple(p for p in parameters if p not in gone))

    # --- statements -------------------------------------------------------------------------------

    def never(self) -> dict[str, Any]:
        """The statement that no agreement exists, for any parameter of the region."""
        encoder, region = self._region()
        necessary, auxiliary = self._necessary(encoder)
        unknowns = (*self.game.variables, *auxiliary)
        definitions, variables = self._variables(encoder, unknowns, ())
        return self._common("never", variables, encoder) | {
            "region": self._plain_region(region, variables),
            "necessary": self._plain_necessary(necessary, definitions, variables),
        }

    def always(self) -> dict[str, Any]:
        """The statement that an agreement exists for every parameter of the region."""
        encoder, region = self._region()
        goals, auxiliary, bound = self._goals(encoder)
        definitions, variables = self._variables(
            encoder, (*self.game.variables, *auxiliary), [z for z, _, _ in bound]
        )
        return self._common("always", variables, encoder) | {
            "region": self._plain_region(region, variables),
            **self._plain_goals(goals, auxiliary, bound, definitions, variables),
        }

    def sometimes(self) -> dict[str, Any]:
        """The statement that an agreement exists at one point of the region and at another none."""
        encoder, region = self._region()
        necessary, auxiliary = self._necessary(encoder)
        own = len(encoder.definitions)
        goals, weights, bound = self._goals(encoder)
        both = (*self.game.variables, *dict.fromkeys((*auxiliary, *weights)))
        _, variables = self._variables(encoder, both, [z for z, _, _ in bound])
        own_needs = needed([g for _, g in goals], encoder.definitions)
        return self._common("sometimes", variables, encoder) | {
            "region": self._plain_region(region, variables),
            "necessary": self._plain_necessary(necessary, encoder.definitions[:own], variables),
            **self._plain_goals(goals, weights, bound, own_needs, variables),
        }

    # --- their pieces -----------------------------------------------------------------------------

    def _region(self) -> tuple[Encoder, list[tuple[Relational, tuple[str, sp.Expr]]]]:
        game = self.game
        signs = signs_in_boxes(game.box)
        encoder = Encoder(signs=signs)
        encoded = [(r, encoder.relation(_without_logarithm(r))) for r in self.region]
        if encoder.definitions:
            raise RegionError(
                "the region is not given by polynomials",
                where=encoder.definitions[0].text,
                fix="clear the fraction or root, or name it with a parameter",
            )
        return encoder, encoded

    def _encode(
        self, clauses: Iterable[Clause], encoder: Encoder
    ) -> list[tuple[Clause, tuple[str, sp.Expr]]]:
        return [
            (clause, encoder.relation(put_in(self.solved, clause.relation))) for clause in clauses
        ]

    def _necessary(self, encoder: Encoder) -> tuple[list[Any], tuple[sp.Symbol, ...]]:
        encoding = self._in_box() + self.condition.necessary(self.game)
        return self._encode(encoding.clauses, encoder), encoding.auxiliary

    def _goals(self, encoder: Encoder) -> tuple[list[Any], tuple[sp.Symbol, ...], tuple[Any, ...]]:
        encoding = self._in_box() + self.condition.sufficient(self.game)
        clauses = [without_roots(c, encoder, self.game.variables) for c in encoding.clauses]
        bound = tuple(dict.fromkeys(b for clause in clauses for b in clause.bound))
        encoder.signs = {**encoder.signs, **signs_in_boxes({z: (a, b) for z, a, b in bound})}
        encoded = self._encode(clauses, encoder)
        encoded = named_after_twins(encoder, encoded, bound, self.game.variables)
        return encoded, encoding.auxiliary, bound

    def _in_box(self) -> Encoding:
        clauses = []
        for v, (low, high) in self.game.box.items():
            clauses += [
                Clause(name=f"{v} at least {low}", relation=sp.Ge(v - low, 0, evaluate=False)),
                Clause(name=f"{v} at most {high}", relation=sp.Ge(high - v, 0, evaluate=False)),
            ]
        return Encoding(clauses=tuple(clauses))

    def _variables(
        self, encoder: Encoder, unknowns: tuple[sp.Symbol, ...], bound: Iterable[sp.Symbol]
    ) -> tuple[list[Any], list[sp.Symbol]]:
        fresh = [d.symbol for d in encoder.definitions]
        variables = [*self.parameters, *unknowns, *bound, *fresh]
        names = [v.name for v in variables]
        if len(set(names)) < len(names):
            twice = next(n for n in names if names.count(n) > 1)
            raise OptionError(
                f"the name {twice!r} is needed for an auxiliary quantity",
                fix="rename the game's symbol",
            )
        return encoder.definitions, variables

    def _common(self, claim: str, variables: list[sp.Symbol], encoder: Encoder) -> dict[str, Any]:
        return {
            "claim": claim,
            "verdict": claim,
            "words": self.words(claim),
            "game": self.game.to_toml(),
            "conditions": [c.name for c in self.condition.simple()],
            "where": [to_text(r) for r in self.where],
            "variables": [v.name for v in variables],
            "parameters": [p.name for p in self.parameters],
            "functions": [
                {"var": d.symbol.name, "of": d.function, "arg": polynomial(d.argument, variables)}
                for d in encoder.definitions
                if d.function
            ],
        }

    def words(self, verdict: str) -> list[str]:
        """The statement in words."""
        region = ", ".join(to_text(r) for r in self.stated) or "no restriction"
        who = f"the game {self.game.name!r}" if self.game.name else "the game"
        names = " and ".join(c.name for c in self.condition.simple())
        text = {
            "never": f"No agreement of {who} satisfies {names}, for any parameters with {region}.",
            "always": f"For all parameters with {region}, {who} has an agreement that satisfies "
            f"{names}.",
            "sometimes": f"For some parameters with {region}, {who} has an agreement that satisfies"
            f" {names}; for others it has none.",
        }
        replaced = [f"from the region: {p} = {to_text(e)}" for p, e in self.solved]
        return [
            text[verdict],
            *(f"{c.name}: {c.definition}" for c in self.condition.simple()),
            *replaced,
        ]

    def _plain_region(
        self, region: list[tuple[Relational, tuple[str, sp.Expr]]], variables: list[sp.Symbol]
    ) -> list[dict[str, Any]]:
        return [
            hypothesis(f"region: {to_text(r)}", to_text(r), encoded, variables)
            for r, encoded in region
        ]

    def _plain_necessary(
        self, necessary: list[Any], definitions: Iterable[Any], variables: list[sp.Symbol]
    ) -> list[dict[str, Any]]:
        plain = [
            hypothesis(c.name, to_text(c.relation), encoded, variables, because=c.because)
            for c, encoded in necessary
        ]
        plain += [
            hypothesis(
                f"{d.text} ({k + 1})",
                d.text,
                relation,
                variables,
                because="definition of an auxiliary quantity",
            )
            for d in definitions
            for k, relation in enumerate(d.relations)
        ]
        return plain

    def _plain_goals(
        self,
        goals: list[Any],
        auxiliary: tuple[sp.Symbol, ...],
        bound: tuple[Any, ...],
        definitions: list[Any],
        variables: list[sp.Symbol],
    ) -> dict[str, Any]:
        dependent, more = quantified(definitions, bound, self.game.box)
        intervals = {z: (z, low, high) for z, low, high in more}
        plain = []
        extra = []
        for d in definitions:
            if d.function or d in dependent:
                continue
            extra.append(d.symbol.name)
            plain += [
                hypothesis(f"goal: {d.text} ({k + 1})", d.text, relation, variables)
                | {"forall": []}
                for k, relation in enumerate(d.relations)
            ]
        for clause, encoded in goals:
            if encoded[0] == "!=":
                raise OptionError(
                    "an existence claim cannot use !=", where=clause.name, fix="write > or <"
                )
            used = [z.name for z, _, _ in clause.bound]
            goal = hypothesis(f"goal: {clause.name}", to_text(clause.relation), encoded, variables)
            if guards := needed([encoded], dependent):
                used += [d.symbol.name for d in guards]
                alternatives = guarded(encoded, guards, variables)
                goal = {k: v for k, v in goal.items() if k != "poly"}
                goal |= {"rel": "or", "any": alternatives}
            plain.append(goal | {"forall": used})
        every = [*bound, *intervals.values()]
        return {
            "unknowns": [v.name for v in (*self.game.variables, *auxiliary)] + extra,
            "bound": [[z.name, str(low), str(high)] for z, low, high in every],
            "goals": plain,
        }

    def polynomial_symbols(self, statement: Mapping[str, Any]) -> list[sp.Symbol]:
        """The symbols behind a statement's variable names, fresh ones included."""
        return [self.table.by_name.get(n, sp.Symbol(n, real=True)) for n in statement["variables"]]


def _one(condition: Any) -> Condition:
    if isinstance(condition, Condition):
        return condition
    if isinstance(condition, (list, tuple)):
        return all_of(*condition)
    raise OptionError(
        f"{condition!r} is not a condition",
        where="decide(game, condition)",
        fix="use bargain.conditions, for instance conditions.efficient()",
    )


def given_relations(where: Any, table: SymbolTable) -> list[Relational]:
    """The relations of a region as they are given: relations, texts, or what sympy decided."""
    if isinstance(where, (str, bool, Boolean)):
        where = [where]
    relations = []
    for item in listed(where, "the region", fix="write [s_C > s_P]", error=RegionError):
        relation = parse_relation(item, table.by_name) if isinstance(item, str) else item
        if relation is True or relation is sp.true:
            continue  # sympy decided it from the symbols' own assumptions
        if relation is False or relation is sp.false:
            raise EmptyRegionError(
                "the region is empty",
                where=f"where: {item}",
                fix="it contradicts the symbols' own assumptions",
            )
        if not isinstance(relation, Relational):
            raise RegionError(
                f"{item!r} is not a relation", where="where=[…]", fix="write for instance s_C > s_P"
            )
        for symbol in relation.free_symbols:
            table.find(symbol)
        relations.append(type(relation)(_exact(relation.lhs), _exact(relation.rhs), evaluate=False))
    return relations


def _exact(side: sp.Expr) -> sp.Expr:
    return exact_expression(side)


def _with_domain(relation: Relational) -> tuple[Relational, ...]:
    """The relation, and that its logarithms' arguments are positive: without that it is false."""
    arguments = sorted({f.args[0] for f in relation.atoms(sp.log)}, key=sp.default_sort_key)
    needed = [a for a in arguments if a.free_symbols and not a.is_positive]
    return (*(sp.Gt(a, 0, evaluate=False) for a in needed), relation)


def _without_logarithm(relation: Relational) -> Relational:
    """``log(a) rel log(b)`` or 0 as ``a rel b``: the logarithm is increasing."""
    left, right = relation.lhs, relation.rhs
    if isinstance(left, sp.log) and (right == 0 or isinstance(right, sp.log)):
        return type(relation)(
            left.args[0], sp.S.One if right == 0 else right.args[0], evaluate=False
        )
    return relation

