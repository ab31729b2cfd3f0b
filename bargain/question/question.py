"""The bridge: from a game, a condition and a region to an exact question in plain data.

This step is trusted: what it writes is what provers and the checker read. It is therefore short,
and a second path (evaluation of the sympy game at random rational points) tests it. The three
statements of a question share their variables and region:

- ``never``: region and necessary clauses have no common real point;
- ``always``: for every point of the region some agreement meets the sufficient clauses;
- ``sometimes``: one of each, at two rational points of the region.

No statement leaves without its guards: symbols keep what is assumed of them, relations of the
region keep their domains, and payoffs and measures are defined on the whole box and region.

Names and orders of declaration do not matter: everything is encoded in positional symbols, in a
canonical order (`bargain.question.canonical`), and named only where it is written down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeVar

import sympy as sp
from sympy.core.relational import Relational

from bargain.arguments import not_too_deep
from bargain.check.certificate import Data, Plain
from bargain.errors import OptionError, RegionError
from bargain.game.alternatives import combination, one_of, ways_of
from bargain.game.auxiliary import deviation
from bargain.game.conditions import Clause, Condition, Encoding
from bargain.game.conditions.clauses import Bound
from bargain.game.conditions.condition import by_name, said_of_part
from bargain.game.conditions.sufficient_clauses import Reading, readings
from bargain.game.expression import to_text
from bargain.game.game import Game, a_game
from bargain.game.symbol_table import SymbolTable, assumption_relations
from bargain.question.canonical import Frame
from bargain.question.case_by_case import goals_of, in_cases
from bargain.question.defined_payoffs import refuse_reversed_boxes, refuse_undefined_payoffs
from bargain.question.deviations import (
    guarded,
    named_after_twins,
    needed,
    quantified,
    signs_in_boxes,
    without_roots,
)
from bargain.question.encoding import Definition, Encoder, Formula, Polynomial
from bargain.question.goals import Asked, Goals, in_box, one_condition
from bargain.question.joined_clauses import Encoded, encoded_clauses, originals, parts_with_values
from bargain.question.region_relations import (
    Where,
    cleared,
    given_relations,
    put_in,
    solve_equations,
    with_domains,
)
from bargain.question.shares import Shares, in_shares
from bargain.question.statement import DEFINES, Role, Statement, Variable, Writer, functions
from bargain.question.variables import declared

__all__ = ["Question", "given_relations", "put_in"]

_T = TypeVar("_T")
EncodedRegion = list[tuple[sp.Basic, Formula]]


@dataclass(frozen=True, slots=True, init=False)
class Question:
    """Does an agreement that satisfies the condition exist, over the region?

    Parameters
    ----------
    game : Game
    condition : Condition or sequence of Condition
    where : iterable of relations, texts or booleans
        Restrictions on the parameters, beyond the game's and the condition's own.
    beside : iterable of Symbol
        Parameters that `where` may speak of although neither game nor condition does: a question
        that is a part of a larger one has the larger one's region.
    """

    game: Game
    condition: Condition
    where: tuple[Relational, ...]
    beside: tuple[sp.Symbol, ...] = field(repr=False, compare=False)
    asked: tuple[Game, Condition] = field(init=False, repr=False)  # before boxes became shares
    shares: Shares = field(init=False, repr=False, compare=False)
    table: SymbolTable = field(init=False, repr=False, compare=False)
    stated: tuple[Relational, ...] = field(init=False, repr=False)  # the region as it was given
    solved: tuple[tuple[sp.Symbol, sp.Expr], ...] = field(init=False, repr=False)
    region: tuple[Relational, ...] = field(init=False, repr=False)  # with `solved` put in
    parameters: tuple[sp.Symbol, ...] = field(init=False, repr=False)  # that are left
    variables: Mapping[sp.Symbol, Variable] = field(init=False, repr=False, compare=False)
    frame: Frame = field(init=False, repr=False, compare=False)
    _solved: tuple[tuple[sp.Symbol, sp.Expr], ...] = field(init=False, repr=False, compare=False)
    _implied: Encoding = field(init=False, repr=False, compare=False)  # what the condition implies
    _once: dict[object, Any] = field(init=False, repr=False, compare=False)  # what was worked out

    @not_too_deep
    def __init__(
        self,
        game: Game,
        condition: Asked | Sequence[Asked],
        where: Where = (),
        *,
        beside: Iterable[sp.Symbol] = (),
    ) -> None:
        def keep(name: str, value: object) -> None:
            object.__setattr__(self, name, value)

        condition = one_condition(condition, a_game(game).symbols)
        keep("asked", (game, condition))
        game, condition, shares = in_shares(game, condition)
        keep("game", game)
        keep("shares", shares)
        # necessary() also refuses measures that the game does not have
        clauses = condition.necessary(game)
        free = {s for k in clauses.clauses for s in k.relation.free_symbols}
        free -= set(clauses.auxiliary) | set(game.variables)
        known = [*game.symbols.values(), *sorted(free, key=sp.default_sort_key)]
        names = {s.name for s in known}
        keep("beside", by_name({s for s in beside if s.name not in names}))
        table = SymbolTable([*known, *self.beside])
        given = given_relations(where, table)
        spoken_of = {s for r in given for s in r.free_symbols}
        free |= spoken_of & set(self.beside)
        parameters = sorted(free | set(game.parameters), key=lambda s: s.name)
        own = assumption_relations(parameters)
        groups = (own, game.assumptions, condition.domain, given)
        stated = with_domains(groups)
        for relation in stated:
            if mixed := relation.free_symbols & set(game.variables):
                raise RegionError(
                    f"the region restricts {', '.join(sorted(map(str, mixed)))}, not parameters",
                    where=str(relation),
                    fix="restrict agreements with conditions.holds(…)",
                )
        bounded = {s for relation in stated for s in relation.free_symbols}
        for p in parameters:
            if p not in bounded and not p.is_extended_real:
                raise RegionError(
                    f"the region says nothing of {p}",
                    where="where=[…]",
                    fix=f"add a relation on {p}, or make the symbol with real=True",
                )

        keep("condition", condition)
        keep("where", tuple(given))
        keep("table", table)
        keep("_implied", clauses)
        keep("_once", {})
        variables, facts = declared(game, condition, parameters, stated, clauses)
        frame = Frame({s: v.kind for s, v in variables.items()}, facts)
        keep("variables", variables)
        ordered = sorted(stated, key=lambda r: (stated[r], frame.key(r)))
        keep("frame", frame)
        keep("stated", tuple(ordered))
        solved, left = solve_equations([frame.put(r) for r in ordered])
        keep("_solved", solved)
        keep("solved", tuple((frame.back[p], frame.shown(e)) for p, e in solved))
        keep("region", tuple(frame.shown(r) for r in left))
        gone = {p for p, _ in self.solved}
        keep("parameters", tuple(frame.sorted(p for p in parameters if p not in gone)))

    # --- guards -----------------------------------------------------------------------------------

    @not_too_deep
    def undecided(self) -> str:
        """What is not known of the payoffs' being defined everywhere; empty if they are.

        Raises
        ------
        GameError
            If a payoff, outside option or measure has no value somewhere in box and region.
        """
        return self._kept("guards", self._guards)

    def _guards(self) -> str:
        game, frame, region = self.game, self.frame, self.region
        refuse_reversed_boxes(self.shares.ends, game, frame, region, self.put)
        return refuse_undefined_payoffs(game, frame, self.parameters, region, self.put)

    def _kept(self, what: object, work: Callable[[], _T]) -> _T:
        """What was worked out for one statement serves the others."""
        if what not in self._once:
            self._once[what] = work()
        found: _T = self._once[what]
        return found

    # --- statements -------------------------------------------------------------------------------

    @not_too_deep
    def never(self) -> Statement:
        """The statement that no agreement exists, for any parameter of the region."""
        encoder, region = self._region()
        necessary, auxiliary, partial = self._necessary(encoder)
        writer = self._writer(encoder, auxiliary, ())
        own = encoder.definitions
        return self._stated(
            "never",
            writer,
            encoder,
            region=self._plain_region(region, writer),
            necessary=self._plain_necessary(necessary, own, writer, partial),
        )

    @not_too_deep
    def readings(self) -> tuple[Reading, ...]:
        """The sets of clauses from each of which existence follows; `bargain.game.conditions`."""
        return readings(self.condition, self.game, defined=not self.undecided())

    @not_too_deep
    def always(self, reading: Reading | None = None) -> Statement:
        """The statement that an agreement exists for every parameter of the region."""
        encoder, region = self._region()
        goals = self._goals(encoder, reading)
        writer = self._writer(encoder, goals.auxiliary, goals.bound, goals.agreement)
        return self._stated(
            "always",
            writer,
            encoder,
            goals.words,
            region=self._plain_region(region, writer),
            **self._plain_goals(goals, encoder.definitions, writer),
        )

    @not_too_deep
    def sometimes(self, reading: Reading | None = None) -> Statement:
        """The statement that an agreement exists at one point of the region and at another none."""
        encoder, region = self._region()
        necessary, auxiliary, partial = self._necessary(encoder)
        own = len(encoder.definitions)
        goals = self._goals(encoder, reading)
        writer = self._writer(encoder, (*auxiliary, *goals.auxiliary), goals.bound)
        own_needs = needed([g for _, g in goals.clauses], encoder.definitions)
        return self._stated(
            "sometimes",
            writer,
            encoder,
            goals.words,
            region=self._plain_region(region, writer),
            necessary=self._plain_necessary(necessary, encoder.definitions[:own], writer, partial),
            **self._plain_goals(goals, own_needs, writer),
        )

    @not_too_deep
    def meanings(self, claim: str, reading: Reading | None = None) -> dict[str, sp.Expr]:
        """What a statement's own quantities stand for, by name, in the user's symbols."""
        encoder, _ = self._region()
        if claim != "always":
            self._necessary(encoder)
        bound = () if claim == "never" else self._goals(encoder, reading).bound
        found: dict[sp.Symbol, sp.Expr] = {}
        for d in encoder.definitions:
            inner: Any = d.meaning
            if d.argument is not None:
                inner = getattr(sp, d.function)(d.argument)
            found[d.symbol] = inner.xreplace(found)
        for r, _, _ in bound:  # a root of a deviation
            if (root := getattr(r, "of", None)) in found:
                own = {v: self.frame.labels[deviation(self.frame.back[v])]
                       for v in found[root].free_symbols}  # fmt: skip
                found[r] = found[root].xreplace(own)
        return {s.name: self.frame.shown(meaning) for s, meaning in found.items()}

    # --- their pieces -----------------------------------------------------------------------------

    def _region(self) -> tuple[Encoder, EncodedRegion]:
        self.undecided()
        taken = frozenset(self.frame.names.values())
        encoder = Encoder(signs=self._signs(), taken=taken)
        encoded = self._kept("region", lambda: self._encoded_region(encoder))
        return encoder, encoded

    def _encoded_region(self, encoder: Encoder) -> EncodedRegion:
        encoded = [(r, encoder.formula(cleared(self.frame.put(r)))) for r in self.region]
        if encoder.definitions:
            raise RegionError(
                "the region is not given by polynomials",
                where=encoder.definitions[0].text,
                fix="clear the fraction or root, or name it with a parameter",
            )
        return encoded

    def _signs(self, *, strict: bool = False) -> dict[sp.Symbol, sp.Symbol]:
        labels = self.frame.labels
        return signs_in_boxes({labels[v]: b for v, b in self.game.box.items()}, strict=strict)

    def _in_order(self, encoding: Encoding, own: Callable[[Condition], Encoding]) -> list[Clause]:
        """Clauses by the conjunct that they come from, and in canonical order within it."""
        group: dict[str, int] = {}
        parts = self.condition.simple()
        for number, part in enumerate(parts if len(parts) > 1 else ()):
            for k in own(part).clauses:
                group.setdefault(k.name, number)
        clauses = [replace(k, relation=self._ordered(k.relation)) for k in encoding.clauses]
        return sorted(clauses, key=lambda k: (group.get(k.name, -1), self.frame.key(k.relation)))

    def _ordered(self, relation: sp.Basic) -> sp.Basic:
        """An or of sympy, whose parts stand in the order of their names, in canonical order."""
        if not isinstance(relation, sp.Or):
            return relation
        key = self.frame.key
        ways = (tuple(sorted(way, key=key)) for way in ways_of(relation))
        return combination(sorted(ways, key=lambda way: list(map(key, way))))

    @not_too_deep
    def necessary_clauses(self) -> list[Clause]:
        """What follows from the condition, in canonical order."""
        work = partial(self._in_order, self._implied, lambda c: c.necessary(self.game))
        return list(self._kept("clauses", work))

    def _necessary(
        self, encoder: Encoder
    ) -> tuple[Encoded, tuple[sp.Symbol, ...], frozenset[sp.Symbol]]:
        clauses = [*in_box(self.game, self.frame), *self.necessary_clauses()]
        plain = encoder.signs  # goals keep their quotients: tight ones are shorter with them
        encoder.signs = {**plain, **self._signs(strict=True)}
        put = [replace(k, relation=in_cases(self.put(k.relation), encoder.signs)) for k in clauses]
        encoded, partial = self._encoded(put, encoder)
        encoder.signs = plain
        auxiliary = [self.frame.labels[a] for a in self._implied.auxiliary]
        return encoded, by_name(auxiliary), partial

    def _encoded(
        self, clauses: Iterable[Clause], encoder: Encoder
    ) -> tuple[Encoded, frozenset[sp.Symbol]]:
        known, again = parts_with_values(self.game), originals(self.frame.order)
        return encoded_clauses(
            clauses, encoder, known, lambda e: self.frame.shown(e).xreplace(again)
        )

    def put(self, relation: sp.Basic) -> sp.Basic:
        """A relation or expression in positional symbols, without the parameters solved for."""
        positional = self.frame.put(relation)
        if isinstance(positional, sp.Expr):
            return positional.subs(dict(self._solved))
        return put_in(self._solved, positional)

    def _goals(self, encoder: Encoder, reading: Reading | None) -> Goals:
        """Goals with the quotients that they have; multiplied out where these have no bounds."""
        reading = reading or Reading(encoding=self.condition.sufficient(self.game))
        signs, before = encoder.signs, encoder.state()
        goals = self._encoded_goals(encoder, reading)
        try:
            if encoder.definitions:
                self._quantified(needed([g for _, g in goals.clauses], encoder.definitions), goals)
        except OptionError:
            encoder.signs = {**signs, **self._signs(strict=True)}
            encoder.restore(before)
            return self._encoded_goals(encoder, reading, strict=True)
        return goals

    def _encoded_goals(self, encoder: Encoder, reading: Reading, *, strict: bool = False) -> Goals:
        labels = self.frame.labels
        encoding = reading.encoding
        inside = in_box(self.game, self.frame) if reading.agreement else []
        others = [] if reading.agreement else encoding.auxiliary
        theirs = signs_in_boxes({labels[z]: self.game.box[z.of] for z in others}, strict=strict)
        encoder.signs = {**encoder.signs, **theirs}

        def put(k: Clause) -> Clause:
            ends = ((labels[z], low, high) for z, low, high in k.bound)
            bound = tuple(sorted(ends, key=lambda b: str(b[0].name)))
            return replace(k, relation=self.put(k.relation), bound=bound)

        own = self._in_order(encoding, lambda c: c.sufficient(self.game))
        clauses = [put(k) for k in (*inside, *own)]
        boxes = {z: (a, b) for k in clauses for z, a, b in k.bound}
        signs = {**encoder.signs, **signs_in_boxes(boxes, strict=strict)}
        ways = [(k, g) for k in clauses for g in goals_of(k.relation, signs)]
        cases = [without_roots(replace(k, relation=one_of(g)), encoder) for k, g in ways]
        bound = tuple(dict.fromkeys(b for k in cases for b in k.bound))
        ends = signs_in_boxes({z: (a, b) for z, a, b in bound}, strict=strict)
        encoder.signs = {**encoder.signs, **ends}
        encoded, partial = self._encoded(cases, encoder)
        encoded = named_after_twins(encoder, encoded, bound)
        auxiliary = by_name(labels[a] for a in encoding.auxiliary)
        agreement = self.frame.sorted(self.game.variables) if reading.agreement else ()
        unknowns = tuple(labels[v] for v in agreement)
        return Goals(encoded, auxiliary, bound, partial, unknowns, reading.words)

    def _writer(
        self,
        encoder: Encoder,
        auxiliary: Iterable[sp.Symbol],
        bound: Iterable[Bound],
        agreement: Sequence[sp.Symbol] | None = None,
    ) -> Writer:
        labels = self.frame.labels
        every = [labels[v] for v in self.frame.sorted(self.game.variables)]
        blocks = (
            [labels[p] for p in self.parameters],
            every if agreement is None else agreement,
            by_name(set(auxiliary)),
            # roots of deviations are named after what they are roots of
            list(dict.fromkeys(z for z, _, _ in sorted(bound, key=lambda b: str(b[0].name)))),
            [d.symbol for d in encoder.definitions],
        )
        encoder.definitions[:] = [
            d if d.meaning is None else replace(d, text=f"{d.symbol} = {self._shown(d.meaning)}")
            for d in encoder.definitions
        ]
        symbols = tuple(s for block in blocks for s in block)
        known: dict[tuple[str, sp.Expr], Polynomial] = self._kept(symbols, dict)
        return Writer(symbols, known)

    def _shown(self, expression: sp.Basic) -> str:
        return self._text(expression, printed=True)

    def _text(self, expression: sp.Basic, *, printed: bool = False) -> str:
        """An expression in the user's symbols, or in positional ones as they are printed."""
        own = self.frame.printed if printed else lambda e: e
        return self._kept((printed, expression), lambda: to_text(own(expression)))

    def common(self, claim: str) -> Plain:
        """What every statement of this question says, whatever the claim."""
        return {
            "words": self.words(claim),
            "game": self._kept("game", self.asked[0].to_toml),
            "conditions": [c.name for c in self.asked[1].simple()],
            "where": [self._text(r) for r in self.where],
        }

    def _stated(
        self, claim: str, writer: Writer, encoder: Encoder, by: str = "", **content: object
    ) -> Statement:
        variables = [self.variable(s) for s in writer.variables]
        content["functions"] = functions(encoder.definitions, writer.variables)
        common = self.common(claim)
        common["words"] += [by] if by else []
        return Statement(claim=claim, variables=variables, content=content, **common)

    def variable(self, symbol: sp.Symbol) -> Variable:
        """The variable that a symbol of a statement stands for."""
        own = self.frame.back.get(symbol)
        known = self.variables.get(own) if own is not None else None
        found = Variable.of(symbol)
        return found if known is None else replace(found, role=known.role, box=known.box)

    def words(self, verdict: str) -> list[str]:
        """The statement in words."""
        region = ", ".join(self._text(r) for r in self.stated) or "no restriction"
        who = f"the game {self.game.name!r}" if self.game.name else "the game"
        asked = self.asked[1].simple()
        said = " and ".join(map(said_of_part, asked))
        none = self.asked[1] if len(asked) > 1 else asked[0]
        text = {
            "never": f"{none.none_has(who)}, for any parameters with {region}.",
            "always": f"For all parameters with {region}, {who} has an agreement that {said}.",
            "sometimes": f"For some parameters with {region}, {who} has an agreement that {said}; "
            "for others it has none.",
        }
        replaced = [f"from the region: {p} = {to_text(e)}" for p, e in self.solved]
        return [
            text[verdict],
            *(f"{c.title}: {c.definition}" for c in asked if c.title != c.definition),
            *replaced,
        ]

    def _plain_region(self, region: EncodedRegion, writer: Writer) -> list[Plain]:
        said = [(self._text(r), e) for r, e in region]
        return [writer.write(f"region: {text}", text, e) for text, e in said]

    def _plain_necessary(
        self,
        necessary: Encoded,
        definitions: Iterable[Definition],
        writer: Writer,
        partial: frozenset[sp.Symbol],
    ) -> list[Plain]:
        plain = [
            writer.write(k.name, self._shown(k.relation), encoded, because=k.because)
            for k, encoded in necessary
        ]
        return plain + writer.defining(definitions, partial=partial, because=DEFINES)

    def _quantified(
        self, definitions: Sequence[Definition], goals: Goals
    ) -> tuple[list[Definition], list[Bound]]:
        labels = self.frame.labels
        box = {labels[v]: ends for v, ends in self.game.box.items()}
        box |= {
            labels[s]: self.game.box[v]
            for s, v in originals(self.frame.order).items()
            if self.variables[s].role in (Role.BESIDE, Role.BEST_REPLY)
        }
        return quantified(definitions, goals.bound, box)

    def _plain_goals(self, goals: Goals, definitions: list[Definition], writer: Writer) -> Plain:
        dependent, more = self._quantified(definitions, goals)
        free = [d for d in definitions if not d.function and d not in dependent]
        plain = [h | {"forall": []} for h in writer.defining(free, "goal: ", partial=goals.partial)]
        for clause, formula in goals.clauses:
            guards = needed([formula], dependent)
            whole = guarded(formula, guards) if guards else formula
            goal = writer.write(f"goal: {clause.name}", self._shown(clause.relation), whole)
            used = [str(z) for z, _, _ in clause.bound] + [str(d.symbol) for d in guards]
            plain.append(goal | {"forall": used})
        unknowns = [*goals.agreement, *goals.auxiliary, *(d.symbol for d in free)]
        return {
            "unknowns": [str(v) for v in unknowns],
            "bound": [[str(z), str(low), str(high)] for z, low, high in (*goals.bound, *more)],
            "goals": plain,
        }

    def polynomial_symbols(self, statement: Data) -> list[sp.Symbol]:
        """The symbols behind a statement's variable names, fresh ones included."""
        known = {name: s for s, name in self.frame.names.items()}
        return [known.get(n, sp.Symbol(n, real=True)) for n in statement["variables"]]
