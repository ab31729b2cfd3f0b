"""Random questions as a theorist asks them: two or three players, few parameters, plain payoffs.

Each question depends on its seed and number alone, so a line of the table can be asked again. Half
of the payoffs are a benefit (by `KINDS`) less a cost, as in textbooks; the others have monomials of
low degree with any coefficients beside the benefit, so that they need be neither concave nor
monotone. Conditions are those of `CONDITIONS`; regions are boxes, some with an order.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sympy as sp

import bargain as bg

__all__ = ["CONDITIONS", "KINDS", "LOW_DEGREE", "Asked", "question"]

_ACTIONS = sp.symbols("x y z")
_TERM = sp.Symbol("t")
_PARAMETERS = sp.symbols("a b k", positive=True)
_NAMES = ("1", "2", "3")

#: The form of payoffs, and what it is drawn from.
KINDS = ("linear", "quadratic", "cubic", "log", "exp", "sqrt", "ratio")
#: Relations of degree two at most in what is agreed on, and nobody acts: only if asked for.
LOW_DEGREE = "low degree"
CONDITIONS = (
    "participation",
    "nash",
    "self_enforcing",
    "holds",
    "efficient",
    "participation, efficient",
    "nash, efficient",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, with its parts as the oracle reads them.

    Attributes
    ----------
    parts : tuple of str
        Names of the conditions; relations of agreements are in `relations`.
    discount : Expr
        Of `self_enforcing`.
    """

    number: int
    kind: str
    parts: tuple[str, ...]
    relations: tuple[sp.Rel, ...]
    discount: sp.Expr
    game: bg.Game
    where: tuple[sp.Rel, ...]

    @property
    def family(self) -> str:
        """The form of the payoffs and the conditions."""
        names = [*self.parts, *(["holds"] if self.relations else [])]
        return ", ".join(names)

    @property
    def conditions(self) -> list[bg.Condition]:
        """As `decide` takes them."""
        c = bg.conditions
        made = [c.self_enforcing(self.discount) if p == "self_enforcing" else getattr(c, p)()
                for p in self.parts]  # fmt: skip
        return [*made, *map(c.holds, self.relations)]

    def __str__(self) -> str:
        payoffs = "; ".join(f"{p}: {u}" for p, u in self.game.payoffs.items())
        outside = "; ".join(f"{p}: {u}" for p, u in self.game.disagreement.items())
        boxes = ", ".join(f"{v} in {tuple(box)}" for v, box in self.game.box.items())
        return (
            f"no. {self.number} {self.kind} {{{self.family}}} {list(self.relations)} "
            f"payoffs {payoffs} outside {outside} box {boxes} where {list(self.where)}"
        )


def question(seed: int, number: int, kinds: Sequence[str] = KINDS) -> Asked:
    """The question of a number."""
    draw = random.Random(f"{seed} {number}")  # noqa: S311  # reproducible, not security
    kind = kinds[number % len(kinds)]
    if kind == LOW_DEGREE:
        return _low_degree(draw, number)
    players = draw.choice((2, 2, 2, 3))
    parameters = _PARAMETERS[: draw.choice((0, 1, 1, 2, 2, 3))]
    own = _ACTIONS[:players]
    coefficients: list[sp.Expr] = [*parameters, sp.S.One, sp.Rational(1, 2), sp.Integer(2)]
    top = sp.Integer(draw.choice((1, 1, 2)))
    term = draw.random() < 0.2
    payoffs: dict[str, sp.Expr] = {}
    for i, mine in enumerate(own):
        others = [v for v in own if v is not mine]
        payoffs[_NAMES[i]] = _payoff(draw, kind, mine, others, coefficients)
    if term:
        payoffs["1"], payoffs["2"] = payoffs["1"] + _TERM, payoffs["2"] - _TERM
    variables = [*own, *([_TERM] if term else [])]
    names = draw.choice(CONDITIONS) if number % 2 else draw.choice(CONDITIONS[:4])
    parts = () if names == "holds" else tuple(names.split(", "))
    relations = _relations(draw, variables, parameters, payoffs, always=not parts)
    discount = draw.choice(coefficients[: len(parameters)] or [sp.Rational(1, 2)])
    outside = {p: draw.choice([sp.S.Zero, sp.S.Zero, sp.Rational(1, 4), *parameters])
               for p in payoffs}  # fmt: skip
    where = _region(draw, parameters, discount if "self_enforcing" in parts else None)
    game = bg.Game(
        actions={p: {v: (0, top)} for p, v in zip(payoffs, own, strict=True)},
        terms={_TERM: (-1, 1)} if term else {},
        payoffs=payoffs,
        disagreement=outside,
    )
    free = {s for r in relations for s in r.free_symbols} | {*game.symbols.values()}
    free |= discount.free_symbols if "self_enforcing" in parts else set()
    where = tuple(r for r in where if r is not sp.true and r.free_symbols <= free)
    return Asked(number, kind, parts, relations, discount, game, where)


def _low_degree(draw: random.Random, number: int) -> Asked:
    """Relations of degree two at most, over one cell of the parameters.

    Where nothing degenerates in a cell (no leading coefficient, discriminant or resultant changes
    its sign) an agreement exists for all parameters or for none, as long as the cell is in one
    piece: a witness has to serve on all of it, and seldom is it a number.
    """
    x, y = _ACTIONS[:2]
    parameters = _PARAMETERS[: draw.choice((1, 2, 2, 3))]
    coefficients = [*parameters, *parameters, sp.S.One, sp.Rational(1, 2), sp.Integer(2)]
    box = draw.choice(((0, 1), (0, 2), (-1, 1)))

    def some(of: Sequence[sp.Expr], count: int) -> sp.Expr:
        return sp.Add(*(draw.choice((-1, 1)) * draw.choice(coefficients) * v
                        for v in draw.sample(of, count)))  # fmt: skip

    count = draw.choice((1, 2, 2, 3))
    gaps = [some([x**2], 1) + some([x, *parameters, sp.S.One], 2) for _ in range(count)]
    kinds = draw.choices((sp.Ge, sp.Gt), k=count)
    if draw.random() < 0.25:
        kinds[0] = sp.Eq
    at = {p: sp.Rational(draw.randint(1, 39), 20) for p in parameters}
    where = [*(p < 2 for p in parameters), *_cell([*gaps, x - box[0], box[1] - x], x, at)]
    relations = [kind(gap, 0) for kind, gap in zip(kinds, gaps, strict=True)]
    terms = {x: box}
    if draw.random() < 0.4:  # the same of the difference of two unknowns
        terms = {x: box, y: box}
        relations = [kind(gap.subs(x, x - y), 0) for kind, gap in zip(kinds, gaps, strict=True)]
        relations.append(sp.Ge(some([x, y], 2), 0))
    game = bg.Game(actions={"1": {}, "2": {}}, terms=terms, payoffs={"1": x, "2": -x})
    relations = [r for r in relations if isinstance(r, sp.Rel)]
    free = {s for r in relations for s in r.free_symbols}
    where = [r for r in where if r.free_symbols <= free]
    return Asked(number, LOW_DEGREE, (), tuple(relations), sp.S.Half, game, tuple(where))


def _cell(polys: Sequence[sp.Expr], x: sp.Symbol, at: dict[sp.Symbol, sp.Rational]) -> list[sp.Rel]:
    """Where nothing degenerates: the signs, at a point, of all that may."""
    borders = [sp.Poly(p, x).LC() for p in polys]
    borders += [sp.discriminant(p, x) for p in polys if sp.degree(p, x) > 1]
    borders += [sp.resultant(p, q, x) for k, p in enumerate(polys) for q in polys[:k]]
    factors = {f for b in borders for f, _ in sp.factor_list(b)[1]}
    signs = [(f, f.subs(at)) for f in sorted(factors, key=sp.default_sort_key)]
    return [r for f, v in signs if v != 0
            if isinstance(r := sp.Gt(f if v > 0 else -f, 0), sp.Rel)]  # fmt: skip


def _payoff(
    draw: random.Random,
    kind: str,
    mine: sp.Symbol,
    others: Sequence[sp.Symbol],
    coefficients: Sequence[sp.Expr],
) -> sp.Expr:
    """A benefit of all actions less a cost of one's own."""
    c: Callable[[], sp.Expr] = lambda: draw.choice(coefficients)  # noqa: E731
    rest, total = sp.Add(*others), sp.Add(mine, *others)
    tenth = sp.Rational(1, 10)
    benefits: dict[str, list[sp.Expr]] = {
        "linear": [c() * rest, c() * total, c() * (1 - mine), c() * mine - c() * rest],
        "quadratic": [c() * rest, c() * total, c() * mine * rest, mine * (c() - total)],
        "cubic": [c() * total, c() * mine * rest, c() * mine**2 * others[0], c() * rest],
        "log": [c() * sp.log(1 + total), c() * sp.log(1 + c() * rest), c() * sp.log(1 + mine)],
        "exp": [c() * (1 - sp.exp(-total)), c() * rest - sp.exp(mine) / 2, c() * sp.exp(-mine)],
        "sqrt": [c() * sp.sqrt(total + tenth), 2 * sp.sqrt(mine) * c(), sp.sqrt(1 + c() * rest)],
        "ratio": [c() * (mine + tenth) / (total + 2 * tenth), c() * mine / (1 + total),
                  c() * total / (1 + total)],
    }  # fmt: skip
    costs: dict[str, list[sp.Expr]] = {
        "linear": [c() * mine, sp.S.Zero],
        "quadratic": [mine**2 / 2, c() * mine**2 / 2, c() * mine],
        "cubic": [mine**3 / 3, mine**2, c() * mine],
    }
    cost = draw.choice(costs.get(kind, [mine**2 / 2, c() * mine, c() * mine]))
    if draw.random() < 0.5:
        return draw.choice(benefits[kind]) - cost
    other = draw.choice(others)
    monomials = [mine, rest, mine * other, -(mine**2) / 2, mine**2, other**2, mine**2 * other]
    count = {"linear": 2, "quadratic": 6}.get(kind, 7)
    chosen = draw.sample(monomials[:count], 2)
    signed = [sp.Rational(draw.choice((-4, -2, -1, 1, 2, 4)), 2) * v for v in chosen]
    lead = draw.choice(benefits[kind]) if draw.random() < 0.7 else c() * mine
    return sp.Add(lead, *signed)


def _relations(
    draw: random.Random,
    variables: Sequence[sp.Symbol],
    parameters: Sequence[sp.Symbol],
    payoffs: dict[str, sp.Expr],
    *,
    always: bool,
) -> tuple[sp.Rel, ...]:
    """Up to two relations of agreements."""
    x, y = variables[:2]
    level = draw.choice([sp.Rational(1, 2), sp.S.One, sp.Rational(1, 4), *parameters])
    options = [
        sp.Gt(x, y),
        sp.Ge(x, y),
        sp.Gt(x, 0),
        sp.Le(sp.Add(*variables), level),
        sp.Ge(sp.Add(*variables), level),
        sp.Eq(x, y),
        sp.Ge(payoffs["1"], payoffs["2"]),
        sp.Gt(payoffs["2"], level),
        sp.Le(x, level / 2),
    ]
    count = draw.choice((1, 2)) if always else draw.choice((0, 0, 1))
    chosen = draw.sample(options, count)
    return tuple(r for r in chosen if r not in (sp.true, sp.false))


def _region(
    draw: random.Random, parameters: Sequence[sp.Symbol], discount: sp.Expr | None
) -> tuple[sp.Rel, ...]:
    """A box, and perhaps an order or a budget."""
    where: list[sp.Rel] = []
    tops = {}
    for p in parameters:
        unit = discount is not None and p in discount.free_symbols
        low, high = (0, 1) if unit else draw.choice(((0, 1), (0, 1), (1, 2), (0, 2)))
        tops[p] = (low, high)
        where += [p > low, p < high]
    if len(parameters) > 1:
        a, b = parameters[:2]
        mixed: list[sp.Rel | None] = [None, a > b if tops[a][1] > tops[b][0] else None]
        if tops[a][0] + tops[b][0] < 1:
            mixed.append(a + b < 1)
        if (chosen := draw.choice(mixed)) is not None:
            where.append(chosen)
    return tuple(where)
