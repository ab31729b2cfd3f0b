"""Statement 23: how long an agreement lapses, as a function of what is asked."""

from __future__ import annotations

import sympy as sp

from bargain.verdicts.relation import prove_relation
from bargain.verdicts.verdict import Proof
from proofs.ledger import Part, Statement, Twin
from proofs.setting import FAILS, HOLDS, Eq

# One demand d; if it is refused the agreement lapses for T periods and stands again. A period
# costs the client k, uniform on [0, a], and the patron l, uniform on [0, b]: each knows its own.
_d, _T, _a, _b = sp.symbols("d T a b", positive=True)
_k, _l, _p = sp.symbols("k l p", nonnegative=True)  # p: the chance of a refusal
_L, _r, _s = sp.symbols("L r s", positive=True)


def _client() -> Proof:
    return prove_relation(
        sp.And(Eq(_p * _a, _d / _T), _p <= 1),
        [_d <= _a * _T, Eq(_k * _T, _d), Eq(_p * _a, _k)],
        words="The client grants d iff a lapse costs it at least that, k T ≥ d; so it refuses with "
        "probability d/(a T).",
    )


def _patron() -> Proof:
    """A demand pays iff d (1 - p) ≥ l T p, with p = d/(a T)."""
    return prove_relation(
        _l <= _a - _d / _T,
        [_d * (1 - _p) >= _l * _T * _p, Eq(_p * _a * _T, _d), _d <= _a * _T],
        words="A patron that gets d if granted and bears l T if refused makes the demand only if l "
        "≤ a (1 - x), x = d/(a T)",
    )


def _patron_enough() -> Proof:
    return prove_relation(
        _d * (1 - _p) >= _l * _T * _p,
        [_l <= _a - _d / _T, Eq(_p * _a * _T, _d), _d <= _a * _T],
        words="and always then: with probability q = min(1, a (1 - x)/b).",
    )


_q_r, _q_s = sp.symbols("q_r q_s", nonnegative=True)  # the chances of a demand of x = r, x = s


def _chance(q: sp.Symbol, x: sp.Symbol) -> sp.Basic:
    """That q = min(1, a (1 - x)/b)."""
    few = _a * (1 - x)
    return sp.Or(sp.And(Eq(q, 1), few >= _b), sp.And(Eq(q * _b, few), few <= _b))


def _shape(claim: sp.Basic, *where: sp.Basic) -> Proof:
    """The expected lapses T x q at x = r and x = s, r < s < 1."""
    return prove_relation(claim, [_r < _s, _s < 1, _chance(_q_r, _r), _chance(_q_s, _s), *where])


_AT_R, _AT_S = _r * _q_r, _s * _q_s


def _slope() -> Proof:
    """Both wait, each concedes at its own time: t(k) = d (1/k - 1/a)."""
    stop = sp.Symbol("h", positive=True)  # the type whose time is taken
    waited = sp.Symbol("w", real=True)  # the slope of the time in the type, -d/h²
    slope = -_d / _a - _k * stop / _a * waited
    return prove_relation(
        sp.And(
            Eq(slope, _d * (_k - stop) / (_a * stop)), slope * (_k - stop) >= 0,
        ),
        [Eq(waited * stop**2, -_d), stop <= _a, _k <= _a, _k > 0],
        words="A type k that waits as long as type h has the slope d (k - h)/(a h) in h: it "
        "does best at its own time, h = k.",
    )  # fmt: skip


def _mean() -> Proof:
    """The lapse ends at the time of the larger cost m, with density 2m/a² on [0, a]."""
    m = sp.Symbol("m", positive=True)
    mean = sp.integrate(sp.expand(_d * (1 / m - 1 / _a) * 2 * m / _a**2), (m, 0, _a))
    return prove_relation(
        Eq(_L * _a, _d), [Eq(_L, mean)],
        words="If both wait and either may give in, the expected lapse is d/a: proportional to d.",
    )  # fmt: skip


def _enumerated() -> tuple[bool, str]:
    """Best replies of 300 types each; then pairs that wait, by the larger cost."""
    wrong, looked = 0, 0
    n, T = 300, 4.0
    for a, b in ((1.0, 0.5), (1.0, 2.0), (1.0, 1.0), (2.0, 0.4)):
        lapse = []
        for j in range(1, 40):
            d = j / 40 * a * T
            refuse = sum((i + 0.5) * a / n * T < d for i in range(n)) / n
            ask = sum(d * (1 - refuse) > (i + 0.5) * b / n * T * refuse for i in range(n)) / n
            lapse.append(ask * refuse * T)
            looked += 1
            wrong += abs(lapse[-1] - T * j / 40 * min(1, a * (1 - j / 40) / b)) > 0.05
        top = (1 + max(range(39), key=lapse.__getitem__)) / 40
        wrong += abs(top - max(0.5, 1 - b / a)) > 0.03
    count = 100_000  # the larger of two costs is below a √u with probability u
    for d, a in ((1.0, 1.0), (2.0, 1.0), (2.0, 4.0)):
        costs = (a * ((i + 0.5) / count) ** 0.5 for i in range(count))
        wrong += abs(sum(d / m - d / a for m in costs) / count / (d / a) - 1) > 0.01
        looked += 1
    return wrong == 0, f"{looked} demands; wrong: {wrong}"


STATEMENT = Statement(
    number=23,
    title="Delay",
    text="One demand d, refused or granted; refused, the agreement lapses T periods and stands "
    "again. Costs of a period are known to their bearer: uniform on [0, a] (client) and [0, b] "
    "(patron). With x = d/(aT) < 1 the expected lapse is T x min(1, a(1 - x)/b): increasing up to "
    "x = max(1/2, 1 - b/a), decreasing after, 0 at x = 1. If the patron cannot but ask it is T x, "
    "increasing, and T beyond. If both wait until one gives in, it is d/a when both costs are "
    "uniform on [0, a]: increasing.",
    assumptions=(
        "costs independent and uniform, from 0",
        "the patron gets d if it is granted; the client then loses d",
        "both wait: the equilibrium with times t(k) = d (1/k - 1/a); other equilibria exist",
    ),
    parts=(
        Part(slug="client", expected=HOLDS, run=_client, claim="who refuses"),
        Part(slug="patron", expected=HOLDS, run=_patron, claim="who asks"),
        Part(slug="patron-enough", expected=HOLDS, run=_patron_enough, claim="and always then"),
        Part(
            slug="rises",
            expected=HOLDS,
            claim="the lapse rises up to x = max(1/2, 1 - b/a)",
            run=lambda: _shape(_AT_R < _AT_S, sp.Or(2 * _s <= 1, _a * (1 - _s) >= _b)),
        ),
        Part(
            slug="falls",
            expected=HOLDS,
            claim="and falls after",
            run=lambda: _shape(_AT_R > _AT_S, 2 * _r >= 1, _a * (1 - _r) <= _b),
        ),
        Part(slug="waits", expected=HOLDS, run=_slope, claim="both wait: each at its own time"),
        Part(slug="mean", expected=HOLDS, run=_mean, claim="both wait: the expected lapse"),
        Part(
            slug="control-increasing",
            expected=FAILS,
            control=True,
            claim="one demand: not increasing throughout",
            run=lambda: _shape(_AT_R < _AT_S),
        ),
        Part(
            slug="control-decreasing",
            expected=FAILS,
            control=True,
            claim="nor decreasing throughout",
            run=lambda: _shape(_AT_R > _AT_S),
        ),
        Part(
            slug="control-half",
            expected=FAILS,
            control=True,
            claim="the top is not at x = 1/2 if the patron's costs are small",
            run=lambda: _shape(_AT_R > _AT_S, 2 * _r >= 1),
        ),
    ),
    twins=(Twin(claim="best replies type by type; pairs that wait", run=_enumerated),),
    outcome="restated",
    findings=(
        (
            "The page asks for one shape; it depends on the protocol. One demand that may be left "
            "unmade: hump-shaped, for large demands are refused, and so not made. A demand that "
            "has to be made: increasing, then flat. A war of attrition: proportional to d."
        ),
    ),
)
