r"""The best mechanism: a linear programme in the rule, solved for all parameters.

Over direct mechanisms (`bargain.verdicts.mechanism`), with :math:`z` the terms above the ends of
their boxes and the transfers as differences,

.. math:: \max c^\top z \quad\text{subject to}\quad A z \le b,\; z \ge 0,

where :math:`A, b, c` are expressions in the parameters. At a point the programme is solved in
rationals (`bargain.solve.finite.exact_linear_program`); its optimal basis, solved in letters, gives
the rule and the prices :math:`y` of the constraints as quotients of polynomials. They are optimal
wherever :math:`A z \le b, z \ge 0` and :math:`A^\top y \ge c, y \ge 0`: signs, which cut the
parameters into cells. By construction :math:`c^\top z = b^\top y`, so that weak duality does the
rest. Where no rule is possible, prices with :math:`A^\top y \ge 0, b^\top y < 0` say so (Farkas).

References
----------
R. Myerson (1981), Optimal auction design. R. Myerson & M. Satterthwaite (1983), Efficient
mechanisms for bilateral trading. J. Hörner, M. Morelli, F. Squintani (2015), Mediation and peace.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

import sympy as sp
from sympy.polys.matrices import DomainMatrix

from bargain.arguments import flag, of_type, within_reach
from bargain.errors import GameError, LimitReached, OptionError
from bargain.frozen import FrozenDict
from bargain.game.expression import to_text
from bargain.game.tables.payoff_entry import exact_term
from bargain.game.tables.table_file import text_of
from bargain.game.trees.bayesian_game import BayesianGame, TypeProfile
from bargain.question.kinds.case_statement import NOTHING, CaseQuestion, Demand
from bargain.question.region_relations import Where
from bargain.result import Result
from bargain.solve.cases.answers_by_cases import Answer, Cases, solved_by_cases
from bargain.solve.cases.case_search import Point, Signed
from bargain.solve.cases.letter_vertices import quotient
from bargain.solve.finite.exact_linear_program import maximise as solved_in_rationals
from bargain.solve.mechanisms.direct_rule import Rule
from bargain.solve.mechanisms.rule_file import AskedRule, Objective, rule_from_toml, rule_to_toml

__all__ = ["LARGEST", "OptimalRule", "optimal_mechanism", "rule_question"]

LARGEST = "a rule with the largest "  # so begins what such a list is asked for

_MOST = 120  # constraints
_NOUNS = ("best rule", "rules", "proved")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OptimalRule(Result):
    """A direct mechanism with the largest value, as expressions in the parameters.

    Attributes
    ----------
    value : expression
        Of the objective.
    terms : mapping of (types, term) to expression
    transfers : mapping of (types, player) to expression
        What a player receives.
    prices : mapping of constraint to expression
        In words; those that are not zero: by how much the value rises if the constraint is
        relaxed by one unit, the dual solution.
    """

    _without: ClassVar[tuple[str, ...]] = ()

    value: sp.Expr
    terms: Mapping[tuple[TypeProfile, sp.Symbol], sp.Expr]
    transfers: Mapping[tuple[TypeProfile, str], sp.Expr]
    prices: Mapping[str, sp.Expr]

    def at(self, values: Mapping[sp.Symbol, sp.Expr]) -> OptimalRule:
        """The same with values put in."""

        def put(given: Mapping[Any, sp.Expr]) -> FrozenDict:
            return FrozenDict({k: sp.sympify(v).subs(values) for k, v in given.items()})

        return OptimalRule(
            value=sp.sympify(self.value).subs(values),
            terms=put(self.terms),
            transfers=put(self.transfers),
            prices=put(self.prices),
        )

    def line(self) -> str:
        """The value, the terms and the transfers on one line."""
        parts = [f"{x} at {_told(t)}: {to_text(v)}" for (t, x), v in self.terms.items()]
        parts += [f"to {p} at {_told(t)}: {to_text(v)}" for (t, p), v in self.transfers.items()]
        return f"value {to_text(self.value)}  by {'; '.join(parts)}"

    def summary(self) -> str:
        """One line."""
        return self.line()


@within_reach
def optimal_mechanism(
    game: BayesianGame,
    objective: Objective = "welfare",
    *,
    efficient: bool = False,
    incentive_compatible: bool = True,
    individually_rational: bool = True,
    balanced: bool = True,
    transfers: bool = True,
    where: Where = (),
    timeout: float = 120.0,
    effort: float | None = None,
) -> Cases:
    """Find a mechanism with the largest value, and that none has more, for all parameters.

    Parameters
    ----------
    game : BayesianGame
        With terms, and payoffs that are linear in them.
    objective : {"welfare", "revenue"}, mapping or function, default "welfare"
        Welfare is the sum of the players' expected payoffs, transfers included; revenue is what
        they pay in sum (``balanced=False``). Or the weight of each player's expected payoff, or,
        per profile of types, an expression in the terms, whose expectation is taken.
    efficient, incentive_compatible, individually_rational, balanced, transfers : bool
        What is demanded, as for `bargain.mechanism`.
    where : relation, text, or sequence of them, optional
        Restrictions on the parameters.
    timeout, effort
        As `bargain.subgame_perfect`.

    Returns
    -------
    Cases
        In each cell one best rule, or none where no rule has the properties; `.complete` if that
        is proved everywhere (there may be other best rules);
        ``.piecewise(lambda rule: rule.value)`` is the value as a formula,
        ``.where_holds(lambda rule: True)`` the region in which there is a rule.

    Raises
    ------
    GameError
        If the game has no terms, or a payoff is not linear in them.
    OptionError
        For an objective that is not known.

    Examples
    --------
    One buyer, whose value is 2 with chance q, else 1, and a seller who has no use for the good: the
    best price is 2 where the eager are at least half, else 1 (Myerson 1981).

    >>> import bargain as bg
    >>> x, q = sp.Symbol("x"), sp.Symbol("q", positive=True)
    >>> sale = bg.BayesianGame(
    ...     types={"buyer": [1, 2]}, prior={"buyer": {1: 1 - q, 2: q}}, terms={x: (0, 1)},
    ...     payoffs={"buyer": lambda v: v * x})
    >>> best = bg.optimal_mechanism(sale, "revenue", balanced=False)
    >>> best.complete, best.piecewise(lambda rule: rule.value)
    (True, Piecewise((1, q <= 1/2), (2*q, True)))
    """
    of_type(game, BayesianGame, "game", where="optimal_mechanism", fix="give a bg.BayesianGame",
            error=GameError)  # fmt: skip
    given = {
        "efficient": efficient,
        "incentive_compatible": incentive_compatible,
        "individually_rational": individually_rational,
    }
    for name, value in (*given.items(), ("balanced", balanced), ("transfers", transfers)):
        flag(value, name)
    question, compute = rule_question(
        AskedRule(game, objective, {**given, "balanced": balanced, "transfers": transfers}), where
    )
    return solved_by_cases(question, compute, timeout=timeout, effort=effort)


def rule_question(
    asked: AskedRule, where: Where
) -> tuple[CaseQuestion, Callable[[Signed], Answer]]:
    """What `optimal_mechanism` asks of the parameters, and how a cell is answered."""
    game, objective, on = asked.game, asked.objective, dict(asked.demanded)
    balanced, transfers = on.pop("balanced"), on.pop("transfers")
    rule = Rule(game, efficient=on["efficient"], balanced=balanced, transfers=transfers, unit=False)
    programme = _Programme(rule, _total(rule, objective, balanced=balanced), rule.demands(**on))
    named = objective if isinstance(objective, str) else "value"
    words = ", ".join(name.replace("_", " ") for name, wanted in on.items() if wanted)
    question = CaseQuestion(
        game.parameters,
        game.assumptions,
        where,
        f"{LARGEST}{named} among those that are {words or 'feasible'}",
        dict.fromkeys(programme.entries()),
        text_of(asked, rule_to_toml, rule_from_toml),
    )
    return question, _Best(programme, question).solve


def _total(rule: Rule, objective: Objective, *, balanced: bool) -> sp.Expr:
    """The objective, in the symbols of the rule."""
    game = rule.game
    if isinstance(objective, str):
        if objective == "revenue" and balanced:
            raise OptionError("revenue is 0 where transfers are balanced", where="objective",
                              fix="add balanced=False")  # fmt: skip
        if objective not in ("welfare", "revenue"):
            raise OptionError(
                f"the objective {objective!r} is not known",
                fix="give 'welfare', 'revenue', weights or a function of the types",
            )
        if objective == "revenue":
            return -sp.Add(*(game.prior[t] * paid for (t, _), paid in rule.paid.items()))
        objective = dict.fromkeys(game.players, 1)
    given: Any = objective
    named = [k for k in given if isinstance(k, str)] if isinstance(given, Mapping) else []
    if unknown := [p for p in named if p not in game.players]:
        raise OptionError(f"unknown player {unknown[0]!r}", where="objective",
                          fix="players: " + ", ".join(game.players))  # fmt: skip
    if isinstance(given, Mapping) and set(given) <= set(game.players):
        parts = (
            game.prior[t] * exact_term(w, f"weight of {p!r}") * rule.payoff(p, t, t)
            for p, w in given.items()
            for t in game.profiles
        )
        return sp.expand(sp.Add(*parts))
    whole = sp.S.Zero
    for t in game.profiles:
        where = f"objective at {_told(t)}"
        if callable(given):
            worth = given(*t)
        elif isinstance(given, Mapping) and t in given:
            worth = given[t]
        else:
            raise OptionError(
                "there is no value",
                where=where,
                fix="give a function of the types, or a mapping of all profiles",
            )
        own = exact_term(worth, where)
        if stray := own.free_symbols - set(game.terms) - set(game.parameters):
            raise OptionError(f"{min(map(str, stray))} is no term or parameter of the game",
                              where=where, fix="use the game's own symbols")  # fmt: skip
        swap = {x: rule.terms[t, x] for x in game.terms}
        whole += game.prior[t] * own.xreplace(swap)
    total = sp.expand(whole)
    symbols = [*rule.free, *rule.money]
    if symbols and (
        not total.is_polynomial(*symbols) or sp.Poly(total, *symbols).total_degree() > 1
    ):
        raise OptionError("the objective is not linear in the terms", where="objective",
                          fix="give a term of its own to what is not")  # fmt: skip
    return total


class _Programme:
    """The rule as a linear programme: rows with their words, columns with what they stand for."""

    def __init__(self, rule: Rule, total: sp.Expr, demands: Sequence[tuple[str, sp.Expr]]) -> None:
        self.rule = rule
        box = {
            symbol: rule.game.terms[x] for (_, x), symbol in rule.terms.items()
            if symbol in rule.free
        }  # fmt: skip
        #: Each symbol of the rule as a constant and a sum of columns.
        self.meant: dict[sp.Symbol, sp.Expr] = {}
        columns: list[sp.Symbol] = []
        for symbol, (low, _) in box.items():
            columns.append(sp.Dummy(symbol.name))
            self.meant[symbol] = low + columns[-1]
        for symbol in rule.money:
            columns += [sp.Dummy(f"{symbol.name}_more"), sp.Dummy(f"{symbol.name}_less")]
            self.meant[symbol] = columns[-2] - columns[-1]
        tops = [(f"{s} is at most {high}", high - s) for s, (_, high) in box.items()]
        words_of = [*demands, *tops]
        if len(words_of) > _MOST:
            raise LimitReached(
                f"{len(words_of)} constraints are more than {_MOST}",
                where=repr(rule.game),
                fix="give fewer types",
            )
        self.columns = columns
        self.words = [words for words, _ in words_of]
        self.rows, self.bounds = [], []
        for _, least in words_of:
            slopes, constant = self._linear(least)
            self.rows.append([-a for a in slopes])
            self.bounds.append(constant)
        self.costs, self.constant = self._linear(total)

    def _linear(self, expression: sp.Expr) -> tuple[list[sp.Expr], sp.Expr]:
        whole = sp.expand(sp.sympify(expression).xreplace(self.meant))
        slopes = [sp.expand(whole.coeff(z)) for z in self.columns]
        return slopes, sp.expand(whole.subs(dict.fromkeys(self.columns, 0)))

    def entries(self) -> list[sp.Expr]:
        """All coefficients."""
        inside = [e for row in self.rows for e in row if e != 0]
        return [*inside, *self.bounds, *self.costs, self.constant]

    def rule_of(
        self, z: Sequence[sp.Expr], value: sp.Expr, prices: Sequence[sp.Expr]
    ) -> OptimalRule:
        """The mechanism that columns and prices stand for."""
        at = dict(zip(self.columns, z, strict=True))

        def meant(expression: sp.Expr) -> sp.Expr:
            return quotient(sp.sympify(expression).xreplace(self.meant).xreplace(at))

        return OptimalRule(
            value=quotient(value),
            terms=FrozenDict({k: meant(e) for k, e in self.rule.terms.items()}),
            transfers=FrozenDict({k: meant(e) for k, e in self.rule.paid.items() if e != 0}),
            prices=FrozenDict({w: y for w, y in zip(self.words, prices, strict=True) if y != 0}),
        )


class _Best:
    """The programme, cell by cell."""

    def __init__(self, programme: _Programme, question: CaseQuestion) -> None:
        self.programme, self.question = programme, question
        n = len(programme.columns)
        self.slack_rows = [[*row, -sp.S.One] for row in programme.rows]  # one column of relief
        self.slack_costs = [*[sp.S.Zero] * n, -sp.S.One]

    def solve(self, signs: Signed) -> Answer:
        """The best rule in a cell, or none, and what proves it."""
        if signs.point is None:
            raise LimitReached("no rational point of the cell was found")
        given, point = self.programme, signs.point
        numbers = self._numbers(point, given.rows, given.bounds, given.costs)
        found = solved_in_rationals(numbers[2], list(zip(*numbers[:2], strict=True)))
        if found.status == "unbounded":
            raise LimitReached("the value has no bound", fix="demand individual rationality")
        if found.status == "optimal":
            return self._proved(signs, given.rows, given.costs, found.basis, possible=True)
        numbers = self._numbers(point, self.slack_rows, given.bounds, self.slack_costs)
        found = solved_in_rationals(numbers[2], list(zip(*numbers[:2], strict=True)))
        return self._proved(signs, self.slack_rows, self.slack_costs, found.basis, possible=False)

    def _numbers(
        self,
        point: Point,
        rows: Sequence[Sequence[sp.Expr]],
        bounds: Sequence[sp.Expr],
        costs: Sequence[sp.Expr],
    ) -> tuple[list[list[Fraction]], list[Fraction], list[Fraction]]:
        swap = {
            p: sp.Rational(point[p.name].numerator, point[p.name].denominator)
            for p in self.question.parameters
        }

        def number(entry: sp.Expr) -> Fraction:
            value = sp.Rational(entry.xreplace(swap))
            return Fraction(int(value.p), int(value.q))

        return (
            [list(map(number, row)) for row in rows],
            list(map(number, bounds)),
            list(map(number, costs)),
        )

    def _proved(
        self,
        signs: Signed,
        rows: Sequence[Sequence[sp.Expr]],
        costs: Sequence[sp.Expr],
        basis: Sequence[int],
        *,
        possible: bool,
    ) -> Answer:
        """A basis in letters: the rule and the prices, with the signs that make them optimal."""
        n, bounds, words = len(costs), self.programme.bounds, self.programme.words
        used = [j for j in basis if j < n]
        tight = [i for i in range(len(rows)) if n + i not in basis]
        square = [[rows[i][j] for j in used] for i in tight]
        z, y = [sp.S.Zero] * n, [sp.S.Zero] * len(rows)
        turned = [list(column) for column in zip(*square, strict=True)]
        for j, v in zip(used, _solution(square, [bounds[i] for i in tight]), strict=True):
            z[j] = v
        for i, v in zip(tight, _solution(turned, [costs[j] for j in used]), strict=True):
            y[i] = v
        value = quotient(sp.Add(*(c * v for c, v in zip(costs, z, strict=True))))
        needed = [(f"price: {words[i]}", y[i]) for i in tight]  # what is not negative
        for j in range(n):
            if j not in used:
                gain = sp.Add(*(rows[i][j] * y[i] for i in tight)) - costs[j]
                needed.append((f"more of variable {j + 1} does not pay", quotient(gain)))
        if possible:
            needed += [(f"variable {j + 1} is not negative", z[j]) for j in used]
            for i, row in enumerate(rows):
                if i not in tight:
                    room = bounds[i] - sp.Add(*(a * v for a, v in zip(row, z, strict=True)))
                    needed.append((words[i], quotient(room)))
        demands = self._demands(signs, (*z, *y, value), needed)
        if not possible:
            if not signs.positive(-value):
                raise LimitReached("rules that are just impossible were not told apart")
            short = (((">", self.question.polynomial(-value)),),)
            demands.append(Demand("what is demanded adds up to a contradiction", short))
            return Answer((), tuple(demands), nouns=_NOUNS)
        rule = self.programme.rule_of(z, value + self.programme.constant, y)
        return Answer((rule,), tuple(demands) or (NOTHING,), nouns=_NOUNS)

    def _demands(
        self, signs: Signed, quotients: Sequence[sp.Expr], needed: Sequence[tuple[str, sp.Expr]]
    ) -> list[Demand]:
        """That quotients have values and the needed ones are not negative; cuts cells by them."""
        demands: dict[sp.Expr, Demand] = {}
        poly = self.question.polynomial
        for d in dict.fromkeys(sp.fraction(e)[1] for e in quotients):
            if d.free_symbols:
                if not signs.positive(d) and not signs.positive(-d):
                    raise LimitReached("the optimal basis is singular in the cell")
                apart = (((">", poly(d)),), ((">", poly(-d)),))
                demands[d] = Demand(f"{to_text(d)} is not zero"[:300], apart)
        for name, least in needed:
            if signs.positive(-least):
                raise LimitReached("the basis at a point is not optimal in the cell")
            if least != 0:
                demands.setdefault(least, Demand(name[:300], (((">=", poly(least)),),)))
        return list(demands.values())


def _solution(matrix: list[list[sp.Expr]], right: list[sp.Expr]) -> list[sp.Expr]:
    """The solution of linear equations in letters, as quotients."""
    if not matrix:
        return []
    joined = DomainMatrix.from_Matrix(
        sp.Matrix([[*row, b] for row, b in zip(matrix, right, strict=True)])
    )
    field = joined.to_field()
    size = len(matrix)
    solved = field.extract(range(size), range(size)).lu_solve(field.extract(range(size), [size]))
    return [quotient(e) for e in solved.to_Matrix()]


def _told(types: TypeProfile) -> str:
    return ", ".join(map(str, types))
