"""Statement 15: dissolving a partnership efficiently (Cramton, Gibbons and Klemperer 1987)."""

from __future__ import annotations

import sympy as sp

from bargain.verdicts.relation import prove_relation
from bargain.verdicts.verdict import Proof
from proofs.ledger import Part, Statement, Twin
from proofs.setting import FAILS, HOLDS, Eq, R

# An efficient mechanism gives control to the higher value, so a partner of value v gets it with
# probability v. Incentive compatibility: U_i(v) = U_i(0) + v²/2 (the envelope theorem). Budget
# balance: the expected utilities add up to E max(v_P, v_C) = 2/3, so U_P(0) + U_C(0) = 1/3.
_r, _v, _z, _t = sp.symbols("r v z t", real=True)
_UP, _UC = sp.symbols("U_P U_C", real=True)  # utilities of the value 0
_SHARES = [_r >= 0, _r <= 1]
_CIRCLE = _r**2 + (1 - _r) ** 2 <= R(2, 3)


def _necessary() -> Proof:
    return prove_relation(
        _CIRCLE,
        [
            *_SHARES,
            Eq(_UP + _UC, R(1, 3)),
            _UP + _r**2 / 2 >= _r * _r,
            _UC + (1 - _r) ** 2 / 2 >= (1 - _r) ** 2,
        ],
        words="If the partner with value r_i does not lose (its share is worth r_i v), for both "
        "partners, and the budget balances, then r² + (1-r)² ≤ 2/3.",
    )


def _sufficient() -> Proof:
    U_P = R(1, 6) + (_r**2 - (1 - _r) ** 2) / 4
    return prove_relation(
        sp.And(U_P + _v**2 / 2 >= _r * _v, (R(1, 3) - U_P) + _v**2 / 2 >= (1 - _r) * _v),
        [*_SHARES, _CIRCLE],
        squares=(),
        words="With U_P(0) = 1/6 + (r² - (1-r)²)/4 and U_C(0) = 1/3 - U_P(0) no partner of any "
        "value v loses.",
    )


def _truthful() -> Proof:
    return prove_relation(
        _v * _z + (_UP - _z**2 / 2) <= _v * _v + (_UP - _v**2 / 2),
        words="With the expected transfer U(0) - v²/2 reporting z instead of v does not pay.",
    )


def _program() -> tuple[bool, str]:
    """A linear program over transfers on 24 values, well inside and well outside the circle."""
    import numpy as np
    from scipy.optimize import linprog

    n = 24
    values = (np.arange(n) + 0.5) / n
    wins = (np.arange(n) + 0.5) / n  # probability of the higher value, ties by a coin
    answers = {}
    for r in (0.5, 0.7, 0.9, 1.0):
        rows, bounds = [], []
        for share, offset in ((r, 0), (1 - r, n)):
            for i, v in enumerate(values):
                row = np.zeros(2 * n)
                row[offset + i] = -1
                rows.append(row)  # individual rationality
                bounds.append(v * wins[i] - share * v)
                for j in range(n):
                    if j != i:  # incentive compatibility
                        row = np.zeros(2 * n)
                        row[offset + j], row[offset + i] = 1, -1
                        rows.append(row)
                        bounds.append(v * wins[i] - v * wins[j])
        budget = np.full((1, 2 * n), 1 / n)
        found = linprog(
            np.zeros(2 * n),
            A_ub=np.array(rows),
            b_ub=np.array(bounds),
            A_eq=budget,
            b_eq=[0.0],
            bounds=[(None, None)] * (2 * n),
            method="highs",
        )
        answers[r] = found.status == 0
    x, y = sp.symbols("x y")
    surplus = 2 * sp.integrate(sp.integrate(x, (y, 0, x)), (x, 0, 1))
    good = answers == {0.5: True, 0.7: True, 0.9: False, 1.0: False} and surplus == R(2, 3)
    return good, f"feasible at r: {[r for r, ok in answers.items() if ok]}; E max = {surplus}"


def _transfers() -> tuple[bool, str]:
    """The transfer k + (v_C² - v_P²)/2 to the patron, from the client: balanced at every report."""
    a, b, k = sp.symbols("a b k")
    to_patron = k + (b**2 - a**2) / 2
    interim = sp.integrate(to_patron, (b, 0, 1))
    return sp.expand(interim - (k + R(1, 6) - a**2 / 2)) == 0, f"expected transfer {interim}"


STATEMENT = Statement(
    number=15,
    title="Partnership",
    text="Control shares (r, 1-r), independent values uniform on [0, 1], transfers that balance: "
    "an efficient, incentive-compatible, individually rational, budget-balanced agreement "
    "exists iff r² + (1-r)² ≤ 2/3, that is |r - 1/2| ≤ 1/(2√3).",
    assumptions=(
        "values independent and uniform on [0, 1]",
        "payoffs linear in money",
        (
            "incentive compatibility implies U'(v) = probability of control (envelope "
            "theorem, Myerson 1981)"
        ),
    ),
    parts=(
        Part(slug="necessary", expected=HOLDS, run=_necessary, claim="outside the circle: none"),
        Part(slug="sufficient", expected=HOLDS, run=_sufficient, claim="inside: nobody loses"),
        Part(slug="truthful", expected=HOLDS, run=_truthful, claim="and truth-telling is best"),
        Part(
            slug="control-half",
            expected=FAILS,
            control=True,
            claim="the bound 1/2 in place of 2/3 is wrong",
            run=lambda: prove_relation(
                _r**2 + (1 - _r) ** 2 <= R(1, 2),
                [*_SHARES, Eq(_UP + _UC, R(1, 3)), _UP >= _r**2 / 2, _UC >= (1 - _r) ** 2 / 2],
            ),
        ),
        Part(
            slug="control-no-participation",
            expected=FAILS,
            control=True,
            claim="without individual rationality the bound does not follow",
            run=lambda: prove_relation(_CIRCLE, [*_SHARES, Eq(_UP + _UC, R(1, 3))]),
        ),
    ),
    twins=(
        Twin(claim="a linear program over transfers on 24 values", run=_program),
        Twin(claim="ex post balanced transfers by integration", run=_transfers),
    ),
    findings=(
        (
            "r = 1 violates the condition: Myerson and Satterthwaite's impossibility is the "
            "extreme case."
        ),
    ),
)
