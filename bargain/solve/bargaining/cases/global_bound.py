r"""Global answers without concavity: a neighbourhood of the best points, and boxes elsewhere.

A candidate is globally best in a case (`bargain.solve.bargaining.cases.payoff_cases`) to within a
factor :math:`1 + \varepsilon` if no point that satisfies the limits has

* Nash: all :math:`g_i \ge 0` and :math:`\prod_i (g_i/\hat g_i)^{k_i} \ge 1 + \varepsilon`, the
  weights being in the ratio of the integers :math:`k_i`;
* a least gain: all :math:`g_i \ge (1+\varepsilon)\, w_i \hat t`;
* a sum: all :math:`g_i \ge 0` and :math:`\sum w_i g_i \ge (1+\varepsilon) \sum w_i \hat g_i`,

where every :math:`g_i` is the least of its functions :math:`p_{i\tau}`. Away from the candidates
that is a question of `bargain.intervals.empty_boxes`. Near them bisections would go on and on;
there multipliers :math:`\lambda, \mu` join functions and limits to one function :math:`\Phi`
that bounds the objective from above, and on a box of radius r around a candidate

.. math:: \Phi(x) \le \Phi(z) + \sum_j \max (\pm r_j \partial_j \Phi(z))
          + \tfrac12 \max(0, \bar\eta) \sum_j r_j^2,

with :math:`\bar\eta` a bound on the eigenvalues of its Hessian over that box, by intervals
(Gershgorin). No agreement has positive gains for all if none satisfies all :math:`g_i \ge 0`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import lcm

import numpy as np
import sympy as sp

from bargain.budget import spent
from bargain.errors import ExpressionError
from bargain.exact import to_sympy
from bargain.intervals.empty_boxes import RangeConstraint, prove_empty_box
from bargain.intervals.enclosures import evaluate, needed_nodes
from bargain.intervals.expression_tape import tape_of
from bargain.solve.agreement import NoAgreementProof
from bargain.solve.bargaining.cases.case_program import CaseProgram
from bargain.solve.bargaining.cases.payoff_cases import Case

__all__ = ["EPSILON", "KIND", "no_better_point", "objective", "prove_none_acceptable"]

EPSILON = Fraction(1, 10**6)
_EFFORT = 8.0
_MOST_BOXES = 100_000
_LARGEST_POWER = 12
_MOST_PRODUCTS = 24
_MOST_VARIABLES = 6  # for the Hessian of a neighbourhood
_RADII = [2.0**-k for k in range(10)]
_MOST_PLACES = 60
_NEAR = 1e-2  # peaks that are lower are left to the boxes
_APART = 1e-3  # of the box: nearer points are one
_MOST_PEAKS = 6

#: Which objective each solution concept maximises.
KIND = {
    "nash_bargaining": "log",
    "kalai_smorodinsky": "level",
    "egalitarian": "level",
    "utilitarian": "sum",
}

Ends = tuple[np.ndarray, np.ndarray]  # of a box in unit coordinates


def prove_none_acceptable(case: Case) -> NoAgreementProof | None:
    """Prove that no agreement gives all players non-negative gains, or return `None`."""
    if not case.box:
        return None
    try:
        proof = prove_empty_box(
            tuple(case.box), _acceptable(case), case.box, effort=_EFFORT, max_boxes=_MOST_BOXES,
            floats_only=True,
        )  # fmt: skip
    except ExpressionError:
        return None
    if not proof.empty:
        return None
    certificate = {"statement": proof.statement, "proof": proof.proof} if proof.proof else None
    return NoAgreementProof(
        kind="intervals", boxes=proof.boxes, certificate=certificate,
        words=f"on each of {proof.boxes} boxes that cover all agreements some gain is negative",
    )  # fmt: skip


def _acceptable(case: Case) -> list[RangeConstraint]:
    found = [
        RangeConstraint(name=f"gain of {p}", expression=f, lower=Fraction(0), upper=None)
        for p, functions in case.gains.items()
        for f in functions
        if f.free_symbols & set(case.box)
    ]
    found += [
        RangeConstraint(
            name=f"limit {k}", expression=s, lower=Fraction(0), upper=Fraction(0) if equal else None
        )
        for k, (s, equal) in enumerate(case.limits)
    ]
    return found


def no_better_point(
    program: CaseProgram, kind: str, weights: Mapping[str, Fraction], gains: np.ndarray,
    near: Sequence[np.ndarray], effort: float = _EFFORT,
) -> bool:  # fmt: skip
    """Prove that nothing in a case beats an objective by more than a factor 1 + epsilon.

    Parameters
    ----------
    program : CaseProgram
    kind : str
        ``"log"``, ``"sum"`` or ``"level"``, as in `bargain.solve.bargaining.cases.case_program`.
    weights : mapping of player to Fraction
    gains : numpy.ndarray
        The gains that are not to be beaten.
    near : sequence of numpy.ndarray
        Points of the unit box at which the objective is about as large.
    effort : float
        Units of `bargain.budget`.
    """
    program, near = _without_roots(program, near)
    better = _better(program.case, kind, weights, gains)
    if better is None:
        return False
    n = len(program.variables)
    w = np.array([float(weights[p]) for p in program.players])
    if not n:
        here = program.gains(np.zeros(0))
        return bool(objective(kind, w, here) <= _raised(kind, w, gains))
    stop_at = spent() + effort
    places: list[Ends] = [(np.zeros(n), np.ones(n))]
    value = objective(kind, w, gains)
    for z in distinct([np.clip(z, 0.0, 1.0) for z in near if np.isfinite(z).all()]):
        there = program.gains(z)
        there = np.where(there > -1e-9 * program.size, np.maximum(there, 0.0), there)
        mine = objective(kind, w, there)  # where a gain is zero, up to rounding
        if not mine >= value - _NEAR * max(abs(value), float(w.mean())):
            continue
        covered = _Neighbourhood.of(program, kind, w, gains, z)
        if covered is not None:
            places = [part for place in places for part in _without(place, covered.ends)]
    try:
        for low, high in places:
            box = {
                v: (a + (b - a) * _short(s), a + (b - a) * _short(t))
                for (v, (a, b)), s, t in zip(program.case.box.items(), low, high, strict=True)
            }
            left = stop_at - spent()
            if len(places) > _MOST_PLACES or left <= 0:
                return False
            if not prove_empty_box(
                program.variables, better, box, effort=left, max_boxes=_MOST_BOXES,
                floats_only=True,
            ).empty:  # fmt: skip
                return False
    except ExpressionError:
        return False
    return True


def _without_roots(
    program: CaseProgram, near: Sequence[np.ndarray]
) -> tuple[CaseProgram, Sequence[np.ndarray]]:
    """The same case in variables in which roots that are zero at an end are smooth.

    With low + w**2 (or high - w**2) in the place of a variable v, the root of v - low is w.
    """
    case = program.case
    moved: dict[sp.Symbol, tuple[sp.Symbol, int]] = {}
    for power in sorted(
        {e for f in (*program.functions, *program.limits) for e in f.atoms(sp.Pow)},
        key=sp.default_sort_key,
    ):
        inside = power.base.free_symbols & set(case.box)
        if power.exp.is_integer or len(inside) != 1:
            continue
        (v,) = inside
        if not (power.base.is_polynomial(v) and sp.degree(power.base, v) == 1):
            continue
        for sign, end in ((1, case.box[v][0]), (-1, case.box[v][1])):
            if power.base.subs(v, end) == 0:
                moved.setdefault(v, (sp.Dummy(v.name, nonnegative=True), sign))
    if not moved:
        return program, near
    box, new = {}, {}
    for v, (low, high) in case.box.items():
        if v not in moved:
            box[v] = (low, high)
            continue
        w, sign = moved[v]
        top = sp.Rational(Fraction(float(sp.sqrt(high - low)) * (1 + 1e-15)))
        if top**2 < high - low:
            top += sp.Rational(1, 10**12)
        root = sp.sqrt(high - low)
        box[w] = (sp.S.Zero, root if root.is_Rational else top)
        new[v] = low + w**2 if sign > 0 else high - w**2

    def put(e: sp.Expr) -> sp.Expr:
        return sp.expand(sp.powdenest(e.xreplace(new), force=False), deep=False)

    moved_case = Case(
        fixed=case.fixed,
        box=box,
        limits=tuple((put(s), equal) for s, equal in case.limits),
        gains={p: tuple(map(put, functions)) for p, functions in case.gains.items()},
    )
    found = CaseProgram(moved_case)
    points = []
    for x in near:
        y = np.array(x, dtype=float)
        for j, v in enumerate(program.variables):
            if v in moved:
                sign = moved[v][1]
                length = program.width[j] * (x[j] if sign > 0 else 1 - x[j])
                y[j] = np.clip(np.sqrt(max(length, 0.0)) / found.width[j], 0.0, 1.0)
        points.append(y)
    return found, points


def distinct(points: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Points of the unit box that are apart from each other."""
    found: list[np.ndarray] = []
    for x in points:
        if len(found) < _MOST_PEAKS and all(np.abs(x - y).max() > _APART for y in found):
            found.append(x)
    return found


def _without(place: Ends, hole: Ends) -> list[Ends]:
    """A box without another one, as boxes."""
    low, high = place[0].copy(), place[1].copy()
    inner = np.maximum(low, hole[0]), np.minimum(high, hole[1])
    if (inner[0] >= inner[1]).any():
        return [place]
    found = []
    for j in range(len(low)):
        if low[j] < inner[0][j]:
            end = high.copy()
            end[j] = inner[0][j]
            found.append((low.copy(), end))
        if inner[1][j] < high[j]:
            start = low.copy()
            start[j] = inner[1][j]
            found.append((start, high.copy()))
        low[j], high[j] = inner[0][j], inner[1][j]
    return found


def objective(kind: str, weights: np.ndarray, gains: np.ndarray) -> float:
    """The value of an objective; minus infinity where somebody loses."""
    if not (gains >= 0).all():
        return -np.inf
    if kind == "level":
        return float((gains / weights).min())
    with np.errstate(all="ignore"):
        return float((weights * (np.log(gains) if kind == "log" else gains)).sum())


def _raised(kind: str, weights: np.ndarray, gains: np.ndarray) -> float:
    value, eps = objective(kind, weights, gains), float(EPSILON)
    return value + eps * (weights.mean() if kind == "log" else abs(value))


def _short(value: float) -> sp.Rational:
    return (
        to_sympy(Fraction(f"{value:.12e}")) if value not in (0.0, 1.0) else sp.Integer(int(value))
    )


def _better(
    case: Case, kind: str, weights: Mapping[str, Fraction], gains: np.ndarray
) -> list[RangeConstraint] | None:
    """What a better point satisfies."""
    mine = dict(zip(case.gains, map(float, gains), strict=True))
    if kind == "level":
        level = min(g / float(weights[p]) for p, g in mine.items())
        if not level > 0:
            return None
        limits = [c for c in _acceptable(case) if c.name.startswith("limit")]
        found = [
            _beats(f / _short(float(weights[p]) * level), 1 + EPSILON, p)
            for p, functions in case.gains.items()
            for f in functions
        ]
        return [*limits, *found]
    if any(not g > 0 for g in mine.values()) and kind == "log":
        return None
    chosen = list(product(*case.gains.values()))
    if len(chosen) > _MOST_PRODUCTS:
        return None
    found = _acceptable(case)
    if kind == "log":
        # All weights times the common denominator: small integers only.
        shared = lcm(*(weights[p].denominator for p in mine))
        powers = [int(weights[p] * shared) for p in mine]
        if sum(powers) > _LARGEST_POWER:
            return None
        for functions in chosen:
            ratios = [f / _short(g) for f, g in zip(functions, mine.values(), strict=True)]
            whole = sp.Mul(*(r**k for r, k in zip(ratios, powers, strict=True)))
            found.append(_beats(whole, 1 + EPSILON * sum(powers) / len(powers)))
        return found
    total = sum(float(weights[p]) * g for p, g in mine.items())
    if not total > 0:
        return None
    for functions in chosen:
        whole = sp.Add(*(to_sympy(weights[p]) * f for p, f in zip(mine, functions, strict=True)))
        found.append(_beats(whole / _short(total), 1 + EPSILON))
    return found


def _beats(expression: sp.Expr, factor: Fraction, whose: str = "") -> RangeConstraint:
    return RangeConstraint(
        name=f"better {whose}".strip(), expression=expression, lower=factor, upper=None
    )


@dataclass(frozen=True, slots=True)
class _Neighbourhood:
    """A box in unit coordinates in which nothing is better by the factor."""

    ends: Ends

    @classmethod
    def of(
        cls, program: CaseProgram, kind: str, weights: np.ndarray, gains: np.ndarray, z: np.ndarray
    ) -> _Neighbourhood | None:
        """The largest one that is proved, if there is one."""
        n = len(program.variables)
        if n > _MOST_VARIABLES:
            return None
        found = program.bound(kind, weights, z, program.gains(z), reach=1e-3)
        if found is None:
            return None
        whole = _joined(program, kind, weights, found.functions, found.limits)
        unit = {v: a + (b - a) * v for v, (a, b) in program.case.box.items()}
        whole = whole.xreplace(unit)
        first = [sp.diff(whole, v) for v in program.variables]
        second = [sp.diff(f, v) for k, f in enumerate(first) for v in program.variables[: k + 1]]
        cube = dict.fromkeys(program.variables, (sp.S.Zero, sp.S.One))
        try:
            tape = tape_of([whole, *first, *second], program.variables, cube, floats_only=True)
        except ExpressionError:
            return None
        highest = _raised(kind, weights, gains)
        order = needed_nodes(tape.nodes, tape.roots)
        for radius in _RADII:
            low, high = np.maximum(z - radius, 0.0), np.minimum(z + radius, 1.0)
            top = _upper(tape.nodes, tape.roots, order, z, low, high)
            if top <= highest:
                return cls((low, high))
        return None


def _joined(
    program: CaseProgram, kind: str, weights: np.ndarray, functions: np.ndarray, limits: np.ndarray
) -> sp.Expr:
    """The function that bounds the objective from above where the limits hold."""
    whole = sp.Add(
        *(sp.Float(float(m)) * s for m, s in zip(limits, program.limits, strict=True) if m)
    )
    if kind != "log":
        return whole + sp.Add(
            *(
                sp.Float(float(a)) * f
                for a, f in zip(functions, program.functions, strict=True)
                if a
            )
        )
    for i, w in enumerate(weights):
        mine = [(a, f) for a, f, o in zip(functions, program.functions, program.owner, strict=True)
                if o == i]  # fmt: skip
        total = sum(a for a, _ in mine)
        inside = sp.Add(*(sp.Float(float(a / total)) * f for a, f in mine if a))
        if len(mine) == 1:
            inside = mine[0][1]
        whole += sp.Float(float(w)) * sp.log(inside)
    return whole


def _upper(
    nodes: Sequence[tuple[str | int, ...]], roots: Sequence[int], order: Sequence[int],
    z: np.ndarray, low: np.ndarray, high: np.ndarray,
) -> float:  # fmt: skip
    """An upper bound of the first root on a box around a point, of second order."""
    n = len(z)
    here = evaluate(nodes, order, z[:, None], z[:, None]).value
    there = evaluate(nodes, order, low[:, None], high[:, None]).value
    slope_low = np.array([here[r][0][0] for r in roots[1 : n + 1]])
    slope_high = np.array([here[r][1][0] for r in roots[1 : n + 1]])
    up, down = high - z, z - low
    rise = np.maximum(0.0, np.maximum(slope_high * up, -slope_low * down)).sum()
    centre, spread = np.zeros((n, n)), np.zeros((n, n))
    entries = iter(roots[n + 1 :])
    for a in range(n):
        for b in range(a + 1):
            bottom, top = there[next(entries)]
            centre[a, b] = centre[b, a] = 0.5 * (bottom[0] + top[0])
            spread[a, b] = spread[b, a] = 0.5 * (top[0] - bottom[0])
    if not (np.isfinite(centre).all() and np.isfinite(spread).all() and np.isfinite(rise)):
        return np.inf
    most = np.linalg.eigvalsh(centre + np.diag(spread.sum(axis=1))).max()
    most += 1e-12 * np.abs(centre).max()
    far = (np.maximum(up, down) ** 2).sum()
    return float(here[roots[0]][1][0] + rise + 0.5 * max(0.0, most) * far)
