"""Statement 25: an adversary that keeps or gives up, and allies that coerce or engage."""

from __future__ import annotations

from fractions import Fraction as F
from itertools import product
from random import Random
from typing import Any

import sympy as sp

import bargain as bg
from bargain.verdicts.relation import prove_relation
from bargain.verdicts.verdict import Proof, Verdict
from proofs.ledger import Part, Statement, Twin
from proofs.setting import ALWAYS, FAILS, HOLDS, NEVER, SOMETIMES, C, Eq, verdict

# An ally has v if the adversary gives up; it pays m to coerce, and to engage q if the adversary
# keeps and r if it gives up (aid). The adversary has a from keeping, less σ for each ally that
# coerces; for giving up ρ from each ally that engages, less f (fear) for each that coerces.
_v_P, _m_P, _q_P, _r_P = _PATRON = sp.symbols("v_P m_P q_P r_P", positive=True)
_v_C, _m_C, _q_C, _r_C = _CLIENT = sp.symbols("v_C m_C q_C r_C", positive=True)
_a, _sigma, _rho, _f = _FOE = sp.symbols("a sigma rho f", positive=True)
_ALLIES = ("patron", "client")
_WAYS = ("coerce", "engage")


def _ally(own: tuple[Any, ...], engages: int, given_up: int) -> Any:
    v, m, q, r = own
    return v * given_up - (m if not engages else r if given_up else q)


def _adversary(foe: tuple[Any, ...], engaging: int, given_up: int) -> Any:
    a, sigma, rho, f = foe
    coercing = 2 - engaging
    return rho * engaging - f * coercing if given_up else a - sigma * coercing


def _incentive(engaging: int, foe: tuple[Any, ...] = _FOE) -> Any:
    """What the adversary gains by giving up, δ_n with n allies that engage."""
    return _adversary(foe, engaging, 1) - _adversary(foe, engaging, 0)


_NONE, _APART, _BOTH = (_incentive(n) for n in range(3))


def _at_once() -> bg.FiniteGame:
    cells = [[[(i, j, k) for k in (0, 1)] for j in (0, 1)] for i in (0, 1)]
    return bg.FiniteGame.from_payoffs(
        [[[_ally(_PATRON, i, k) for i, j, k in row] for row in rows] for rows in cells],
        [[[_ally(_CLIENT, j, k) for i, j, k in row] for row in rows] for rows in cells],
        [[[_adversary(_FOE, i + j, k) for i, j, k in row] for row in rows] for rows in cells],
        players=(*_ALLIES, "adversary"), actions=[_WAYS, _WAYS, ("keep", "give up")],
    )  # fmt: skip


def _first(replies: tuple[int, int, int]) -> bg.FiniteGame:
    """The allies' game where the adversary moves last: it gives up iff replies[n]."""
    return bg.FiniteGame.from_payoffs(
        [[_ally(_PATRON, i, replies[i + j]) for j in (0, 1)] for i in (0, 1)],
        [[_ally(_CLIENT, j, replies[i + j]) for j in (0, 1)] for i in (0, 1)],
        players=_ALLIES, actions=[_WAYS, _WAYS],
    )  # fmt: skip


_UNITED = (0, 0, 1)  # gives up iff both engage: δ_1 < 0 ≤ δ_2
_TURNING = [_m_P < _q_P, _m_C < _q_C, _r_P < _m_P, _r_C < _m_C]  # coerce iff it keeps


def _replies() -> Proof:
    game, facts = _at_once(), []
    for other, y in product(_WAYS, ("keep", "give up")):
        for i, (player, own) in enumerate(zip(_ALLIES, (_PATRON, _CLIENT), strict=True)):
            hard, soft = (
                game.payoff(player, *((w, other, y) if i == 0 else (other, w, y))) for w in _WAYS
            )
            facts.append(Eq(hard - soft, own[2 if y == "keep" else 3] - own[1], evaluate=False))
    for i, j in product((0, 1), repeat=2):
        keep, give = (game.payoff("adversary", _WAYS[i], _WAYS[j], y) for y in ("keep", "give up"))
        n = i + j
        facts.append(Eq(give - keep, n * _rho - (2 - n) * (_f - _sigma) - _a, evaluate=False))
    return prove_relation(
        sp.And(*facts),
        words="An ally gains by coercing q_i - m_i if the adversary keeps, r_i - m_i if it gives "
        "up; the adversary gains by giving up δ_n = nρ - (2 - n)(f - σ) - a.",
    )


def _none() -> Verdict:
    return verdict(_at_once(), C.nash(), [*_TURNING, _NONE > 0, _BOTH < 0])


def _both_ways() -> Proof:
    """Both united ways are equilibria of the allies' game, and both prefer to engage."""
    facts = []
    for own in (_PATRON, _CLIENT):
        engaged, alone = _ally(own, 1, 1), _ally(own, 0, 0)
        facts += [engaged > alone, alone > _ally(own, 1, 0)]  # staying, and not following alone
    return prove_relation(
        sp.And(*facts), [_r_P < _v_P + _m_P, _r_C < _v_C + _m_C, _m_P < _q_P, _m_C < _q_C]
    )


def _enumerated() -> tuple[bool, str]:
    """Random games in fractions: every profile tried, in both orders of moves."""
    draw, wrong, looked = Random(25), 0, 0
    for _ in range(1500):
        own = [tuple(F(draw.randint(1, 8)) for _ in range(4)) for _ in range(2)]
        foe = tuple(F(draw.randint(1, 8)) for _ in range(4))
        a, sigma, rho, f = foe
        delta = [n * rho - (2 - n) * (f - sigma) - a for n in range(3)]
        for i, j, k in product((0, 1), repeat=3):  # at once
            stays = (
                _ally(own[0], i, k) >= _ally(own[0], 1 - i, k)
                and _ally(own[1], j, k) >= _ally(own[1], 1 - j, k)
                and _adversary(foe, i + j, k) >= _adversary(foe, i + j, 1 - k)
            )
            said = all(
                (o[3 if k else 2] <= o[1]) if e else (o[3 if k else 2] >= o[1])
                for o, e in zip(own, (i, j), strict=True)
            ) and (delta[i + j] >= 0 if k else delta[i + j] <= 0)
            wrong += stays != said
        if 0 in delta:
            continue
        last = [d > 0 for d in delta]  # the adversary moves last
        looked += 1
        gives = last == [False, False, True]
        wrong += gives != (rho + sigma - f < a <= 2 * rho)
        wrong += last[1] and not (last[0] or last[2])
        if gives:
            for (i, j), said in (
                ((1, 1), all(o[3] <= o[0] + o[1] for o in own)),
                ((0, 0), all(o[1] <= o[2] for o in own)),
                ((0, 1), own[0][3] >= own[0][0] + own[0][1] and own[1][2] <= own[1][1]),
            ):
                wrong += said != (
                    _ally(own[0], i, last[i + j]) >= _ally(own[0], 1 - i, last[1 - i + j])
                    and _ally(own[1], j, last[i + j]) >= _ally(own[1], 1 - j, last[1 - j + i])
                )
    return wrong == 0, f"{looked} games without ties, 1500 in all; wrong: {wrong}"


STATEMENT = Statement(
    number=25,
    title="Pyongyang's dilemma",
    text="Allies coerce or engage (costs m_i; q_i if it keeps, r_i if it gives up; v_i if it gives "
    "up), the adversary keeps or gives up; with n allies that engage it gains δ_n = nρ - (2 - n)"
    "(f - σ) - a by giving up. At once: a profile is an equilibrium iff each ally coerces "
    "(engages) where m_i ≤ (≥) q_i if it keeps, r_i if it gives up, and it gives up (keeps) where "
    "δ_n ≥ (≤) 0; none is where m_i < q_i, r_i < m_i, δ_0 > 0 > δ_2. Adversary last: it gives up "
    "iff both engage iff ρ + σ - f < a ≤ 2ρ; then both engage iff r_i ≤ v_i + m_i, both coerce "
    "iff m_i ≤ q_i, and it may be that both are equilibria: the allies then prefer to engage. "
    "Allies that move apart get no more than one united way: δ_1 = (δ_0 + δ_2)/2.",
    assumptions=(
        "the reward and the harm of two allies add up (so that δ_n is linear in n)",
        "an ally's costs do not depend on what its partner does",
        "pure strategies; complete information",
    ),
    parts=(
        Part(slug="replies", expected=HOLDS, run=_replies, claim="everybody's incentives"),
        Part(slug="none", expected=NEVER, run=_none, claim="at once: no pure equilibrium there"),
        Part(
            slug="engage",
            expected=ALWAYS,
            claim="at once: one where aid costs less than coercion and δ_2 ≥ 0",
            run=lambda: verdict(_at_once(), C.nash(), [_r_P <= _m_P, _r_C <= _m_C, _BOTH >= 0]),
        ),
        Part(
            slug="coerce",
            expected=ALWAYS,
            claim="at once: one where vain engagement costs more than coercion and δ_0 ≤ 0",
            run=lambda: verdict(_at_once(), C.nash(), [_m_P <= _q_P, _m_C <= _q_C, _NONE <= 0]),
        ),
        Part(
            slug="gesture",
            expected=HOLDS,
            claim="adversary last: it gives up iff both engage where ρ + σ - f < a ≤ 2ρ",
            run=lambda: prove_relation(
                sp.And(_NONE < 0, _APART < 0, _BOTH >= 0), [_rho + _sigma - _f < _a, _a <= 2 * _rho]
            ),
        ),
        Part(
            slug="gesture-only",
            expected=HOLDS,
            claim="and only there",
            run=lambda: prove_relation(
                sp.And(_rho + _sigma - _f < _a, _a <= 2 * _rho), [_APART < 0, _BOTH >= 0]
            ),
        ),
        Part(
            slug="united",
            expected=ALWAYS,
            claim="then the allies' game has a pure equilibrium where r_i ≤ v_i + m_i",
            run=lambda: verdict(
                _first(_UNITED), C.nash(), [_r_P <= _v_P + _m_P, _r_C <= _v_C + _m_C]
            ),
        ),
        Part(slug="both-ways", expected=HOLDS, run=_both_ways, claim="coerce or engage, together"),
        Part(
            slug="opposed",
            expected=NEVER,
            claim="and none where the patron waits for the client, and the client follows it",
            run=lambda: verdict(
                _first(_UNITED),
                C.nash(),
                [_q_P < _m_P, _r_P > _v_P + _m_P, _m_C < _q_C, _r_C < _v_C + _m_C],
            ),
        ),
        Part(
            slug="apart",
            expected=HOLDS,
            claim="apart, it gives up only if it does so against one of the united ways",
            run=lambda: prove_relation(sp.Or(_NONE >= 0, _BOTH >= 0), [_APART >= 0]),
        ),
        Part(
            slug="apart-loses",
            expected=HOLDS,
            claim="where only joint engagement works, a patron that parts harms the client",
            run=lambda: prove_relation(
                _ally(_CLIENT, 1, 1) > _ally(_CLIENT, 1, 0), [_r_C < _v_C + _m_C, _m_C <= _q_C]
            ),
        ),
        Part(
            slug="control-three-incentives",
            expected=FAILS,
            control=True,
            claim="with three unrelated incentives, moving apart can do what no united way does",
            run=lambda: prove_relation(
                sp.Or(*(sp.Symbol(f"d_{n}", real=True) >= 0 for n in (0, 2))),
                [sp.Symbol("d_1", real=True) >= 0],
            ),
        ),
        Part(
            slug="control-order",
            expected=FAILS,
            control=True,
            claim="engaging first may pay where at once it does not",
            run=lambda: prove_relation(_r_P <= _m_P, [_r_P <= _v_P + _m_P]),
        ),
        Part(
            slug="control-any",
            expected=SOMETIMES,
            control=True,
            claim="at once, without conditions: some games have a pure equilibrium, some none",
            run=lambda: verdict(_at_once(), C.nash()),
        ),
    ),
    twins=(Twin(claim="every profile of random games in fractions", run=_enumerated),),
    outcome="with hypotheses",
    findings=(
        (
            "The page leaves payoffs open. “Allies that move apart do worse” needs that "
            "their rewards and threats add up: with three unrelated incentives one that threatens "
            "and one that rewards may succeed where two of a kind fail."
        ),
        (
            "Where the adversary moves last a second equilibrium can be one of joint coercion: "
            "that engagement would succeed does not bring it about."
        ),
    ),
)
