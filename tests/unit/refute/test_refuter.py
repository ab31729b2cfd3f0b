"""Refutations: every node is read by the checker; every claim has a control that must not hold."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given, strategies as st

from bargain.budget import spent
from bargain.check.certificate import seal
from bargain.check.checker import check, hypotheses_used
from bargain.refute.cone import Derivation
from bargain.refute.elimination import Simplifier
from bargain.refute.positivstellensatz.products import Products
from bargain.refute.problem import Problem
from bargain.refute.provers import refutation
from bargain.refute.refuter import refute
from bargain.refute.ring import Relation, Ring
from bargain.refute.scout import scout
from bargain.refute.sign_lemmas import Signs

y_P, y_C, s_P, s_C, e_P, e_C, w_P, w_C, w, beta = sp.symbols(
    "y_P y_C s_P s_C e_P e_C w_P w_C w beta"
)
mu_P, mu_C, c, K = sp.symbols("mu_P mu_C c K")
EFFORT = 60.0


def polynomial(expression, variables):
    terms = sp.Poly(sp.expand(expression), *variables).terms()
    return [[str(value), list(exponents)] for exponents, value in terms if value != 0]


def plain(relation, variables):
    """A hypothesis from a sympy relation, or from a list of alternatives (lists of relations)."""
    if isinstance(relation, list):
        alternatives = [
            [[h["rel"], h["poly"]] for h in (plain(r, variables) for r in part)]
            for part in relation
        ]
        return {"name": str(relation), "text": str(relation), "rel": "or", "any": alternatives}
    left = relation.lhs - relation.rhs
    if isinstance(relation, sp.StrictLessThan | sp.LessThan):
        left = -left
    strict = isinstance(relation, sp.StrictLessThan | sp.StrictGreaterThan)
    rel = "=" if isinstance(relation, sp.Eq) else ">" if strict else ">="
    text = str(relation)
    return {"name": text, "text": text, "rel": rel, "poly": polynomial(left, variables)}


def statement(variables, relations, functions=()):
    return {
        "claim": "never",
        "verdict": "never",
        "words": ["a test"],
        "variables": [str(v) for v in variables],
        "parameters": [],
        "functions": list(functions),
        "region": [],
        "necessary": list({str(r): plain(r, variables) for r in relations}.values()),
    }


def valid(question, proof):
    certificate = seal(question, proof, hypotheses_used(question, proof, {}), {}, {})
    return check(certificate).valid


def proved(variables, relations):
    """Whether the relations are refuted, by a node that the checker accepts."""
    question = statement(variables, relations)
    node = refute(Problem.read(question["variables"], question["necessary"]), mark=spent() + EFFORT)
    return node is not None and valid(question, {"kind": "psatz", "axioms": [], "node": node})


def payoffs(entrapment=True, cost=False, w_P=w_P, w_C=w_C, y_P=y_P, y_C=y_C):
    u_P = s_P * y_C - w_P * y_P**2 / 2 - (e_P * y_P if entrapment else 0)
    u_C = s_C * y_P - w_C * y_C**2 / 2 - (e_C * y_C if entrapment else 0)
    return (u_P - (1 - c) * K, u_C - c * K) if cost else (u_P, u_C)


def efficient(u, variables):
    total = mu_P * u[0] + mu_C * u[1]
    result = [mu_P >= 0, mu_C >= 0, sp.Eq(mu_P + mu_C, 1)]
    for v in variables:
        result += [(1 - v) * sp.diff(total, v) <= 0, v * sp.diff(total, v) >= 0]
    return result


def self_enforcing(**form):
    u = payoffs(**form)
    result = []
    for z in (0, 1):
        result.append(u[0] >= (1 - beta) * payoffs(**form | {"y_P": z})[0])
        result.append(u[1] >= (1 - beta) * payoffs(**form | {"y_C": z})[1])
    return result


SIGNS = [s_P > 0, s_C > 0, y_P > 0, y_C > 0, y_P <= 1, y_C <= 1]
AUTONOMY = [sp.Eq(y_P, y_C)]
SECURITY = [sp.Eq(s_P * y_C, s_C * y_P)]


class TestCompleteness:
    variables = (s_P, s_C, e_P, e_C, w_P, w_C, beta, mu_P, mu_C, y_P, y_C)

    def full(self):
        return [
            *SIGNS, w_P > 0, w_C > 0, e_P >= 0, e_C >= 0, beta > 0, beta < 1,
            *self_enforcing(), *efficient(payoffs(), (y_P, y_C)), *AUTONOMY, *SECURITY,
        ]  # fmt: skip

    def test_no_full_equilibrium_under_asymmetry(self):
        assert proved(self.variables, [s_C > s_P, *self.full()])

    def test_either_asymmetry(self):
        assert proved(self.variables, [[[s_C > s_P], [s_C < s_P]], *self.full()])

    def test_symmetric_control(self):
        question = statement(self.variables, [sp.Eq(s_C, s_P), *self.full()])
        problem = Problem.read(question["variables"], question["necessary"])
        found = refutation(problem, mark=spent() + EFFORT)
        assert found.node is None
        assert found.scout.status == "sat"

    def test_only_the_needed_hypotheses(self):
        question = statement(self.variables, [s_C > s_P, *self.full()])
        node = refute(
            Problem.read(question["variables"], question["necessary"]), mark=spent() + EFFORT
        )
        proof = {"kind": "psatz", "axioms": [], "node": node}
        used = set(hypotheses_used(question, proof, {}))
        assert used <= {str(r) for r in (s_C > s_P, *SIGNS, *AUTONOMY, *SECURITY)}


class TestPatience:
    """Statement 2: with equal preferences the discount factor decides."""

    variables = (s_P, w, beta, mu_P, mu_C, y_P, y_C)

    def full(self):
        form = {"entrapment": False, "w_P": w, "w_C": w}
        relations = [
            *SIGNS, w > 0, beta > 0, beta < 1, *self_enforcing(**form),
            *efficient(payoffs(**form), (y_P, y_C)), *AUTONOMY,
        ]  # fmt: skip
        return [r for r in (r.subs(s_C, s_P) for r in relations) if r != sp.true]

    def test_interior(self):
        assert proved(self.variables, [s_P < w, beta < sp.Rational(1, 2), *self.full()])

    def test_corner(self):
        assert proved(self.variables, [s_P >= w, 2 * s_P * beta < w, *self.full()])

    def test_control(self):
        assert not proved(self.variables, [s_P < w, beta >= sp.Rational(1, 2), *self.full()])


GAINS = [sp.Eq(*payoffs(entrapment=False, cost=True, w_P=w, w_C=w))]
COST = [sp.Eq(2 * c, 1)]
PARETO = efficient(payoffs(entrapment=False, cost=True, w_P=w, w_C=w), (y_P, y_C, c))


@pytest.mark.parametrize(
    "core",
    [
        AUTONOMY + SECURITY,
        AUTONOMY + COST + GAINS,
        SECURITY + COST + GAINS,
        PARETO + COST + GAINS,
        PARETO + SECURITY + COST,
    ],
    ids=["AS", "ACG", "SCG", "ECG", "ESC"],
)
def test_impossibility_core(core):
    variables = (s_P, s_C, w, K, mu_P, mu_C, y_P, y_C, c)
    u = payoffs(entrapment=False, cost=True, w_P=w, w_C=w)
    setting = [*SIGNS, w > 0, K > 0, c >= 0, c <= 1, u[0] >= 0, u[1] >= 0, *core]
    assert proved(variables, [s_C > s_P, *setting])
    assert not proved(variables, [sp.Eq(s_C, s_P), *setting])


def test_survival_bound():
    """Statement 11, the half that says never."""
    variables = (s_P, s_C, e_P, e_C, w_P, w_C, beta, y_P, y_C)
    setting = [
        s_P > 0, s_C > 0, w_P > 0, w_C > 0, e_P >= 0, e_C >= 0, beta > 0, beta < 1,
        y_P >= 0, y_C >= 0, [[y_P > 0], [y_C > 0]], *self_enforcing(),
    ]  # fmt: skip
    assert proved(variables, [*setting, e_P * e_C >= beta**2 * s_P * s_C])


def test_opposite_signs():
    """Statement 8: above dependence 4 the client is behind on autonomy and ahead on security."""
    variables = (s_P, s_C, w, mu_P, mu_C, y_P, y_C)
    u = payoffs(entrapment=False, w_P=w, w_C=w)
    total = mu_P * u[0] + mu_C * u[1]
    setting = [
        *SIGNS, w > 0, u[0] >= 0, u[1] >= 0, mu_P >= 0, mu_C >= 0, sp.Eq(mu_P + mu_C, 1),
        sp.Eq(sp.diff(total, y_P), 0), sp.Eq(sp.diff(total, y_C), 0),
    ]  # fmt: skip
    assert proved(variables, [s_C > 4 * s_P, *setting, [[y_C <= y_P], [s_C * y_P <= s_P * y_C]]])
    assert not proved(variables, [s_C > 3 * s_P, *setting, y_C <= y_P])


def test_same_question_same_node():
    variables = (s_P, s_C, y_P, y_C)
    relations = [plain(r, variables) for r in (*AUTONOMY, *SECURITY, y_P > 0, s_C > s_P)]
    names = [str(v) for v in variables]
    nodes = [refute(Problem.read(names, relations), mark=spent() + EFFORT) for _ in range(2)]
    assert nodes[0] == nodes[1] is not None


@given(st.lists(st.integers(-4, 4), min_size=6, max_size=6), st.integers(1, 9))
def test_planted_contradictions(numbers, slack):
    """A strict lower bound on a sum of squares, denied: random forms, always refuted."""
    x, y = sp.symbols("x y")
    a, b, d, e, f, g = numbers
    total = (a * x + b * y + d) ** 2 + (e * x + f * y + g) ** 2
    assert proved((x, y), [sp.Ge(-total - slack, 0, evaluate=False)])


@given(st.fractions(-3, 3, max_denominator=5), st.fractions(-3, 3, max_denominator=5))
def test_a_common_point_is_never_refuted(p, q):
    x, y = sp.symbols("x y")
    at = {x: sp.Rational(p.numerator, p.denominator), y: sp.Rational(q.numerator, q.denominator)}
    forms = [x + y, x * y, x**2 - y, x - y**2]
    relations = [sp.Ge(f - f.subs(at), 0, evaluate=False) for f in forms]
    assert not proved((x, y), relations)


def test_a_variable_between_two_weak_bounds_that_a_product_needs_positive():
    """From q (w - c) > 0 and w > c follows q > 0: it was forgotten where q >= 0 and q <= 0."""
    q = sp.Symbol("q")
    given = [q >= 0, q <= 0, w > c]
    assert proved([q, w, c], [*given, q * (w - c) > 0])
    assert not proved([q, w, c], [*given, q * (w - c) >= 0])  # the control: it has points


def test_scout_names_its_core():
    x = sp.Symbol("x")
    found = scout(
        Problem.read(["x"], [plain(r, (x,)) for r in (x > 1, x < 5, x < 0)]), mark=spent() + EFFORT
    )
    assert found.status == "unsat"
    assert found.names == ("x > 1", "x < 0")


def test_scout_gives_algebraic_values():
    x = sp.Symbol("x")
    found = scout(
        Problem.read(["x"], [plain(r, (x,)) for r in (sp.Eq(x**2, 2), x > 0)]),
        mark=spent() + EFFORT,
    )
    root = found.model["x"]
    assert not isinstance(root, Fraction)
    assert root.lo**2 < 2 < root.hi**2


class TestLogarithm:
    """log a <= a - 1, and what follows from it alone."""

    a, L = sp.symbols("a L")

    def refuted(self, *relations):
        functions = [{"var": "L", "of": "log", "arg": polynomial(self.a, (self.a, self.L))}]
        question = statement((self.a, self.L), relations, functions)
        problem = Problem.read(question["variables"], question["necessary"], functions)
        proof = refutation(problem, mark=spent() + EFFORT).plain(problem.ring)
        return proof is not None and valid(question, proof)

    def test_above_the_tangent(self):
        assert self.refuted(self.a - 1 < self.L)

    def test_control(self):
        assert not self.refuted(self.a - 2 < self.L)


def simplified(relations, eliminate):
    """What is left of hypotheses in x and y, each ``(rel, polynomial)`` as text in x0 and x1."""
    ring = Ring(["x", "y"])
    x, y = ring.gens
    hypotheses = [Relation(rel, make(x, y)) for rel, make in relations]
    every = list(range(len(hypotheses)))
    return Simplifier(
        Derivation(ring, hypotheses), every, every, eliminate=eliminate, mark=spent() + 10_000
    ).run()


class TestTwoBoundsThatMeet:
    """p >= 0 and -p >= 0 make p zero; one of them strict, and there is no such point."""

    MEET = ((">=", lambda x, y: x - y), (">=", lambda x, y: 2 * y - 2 * x),
            (">=", lambda x, y: x + y - 1))  # fmt: skip

    @pytest.mark.parametrize("eliminate", ["constant", "signed", "complete"])
    def test_they_become_an_equation(self, eliminate):
        found = simplified(self.MEET, eliminate)
        assert found.node is None
        assert [lemma.keep for lemma in found.lemmas] == ["zero"]

    def test_not_where_nothing_is_to_be_eliminated(self):
        found = simplified(self.MEET, "none")
        assert found.lemmas == []
        assert len(found.facts) == 3

    @pytest.mark.parametrize("strict", [0, 1])
    def test_a_strict_one_is_a_contradiction(self, strict):
        relations = [(">" if k == strict else rel, p) for k, (rel, p) in enumerate(self.MEET)]
        assert simplified(relations, "constant").node is not None
        assert simplified(relations, "none").node is None


def test_the_sign_of_a_long_factor_is_not_searched_for():
    """Short ones are proved from the hypotheses; long ones only term by term."""
    ring = Ring(["x", "y", "z"])
    x, y, z = ring.gens
    hypotheses = [Relation(">", p) for p in (x - 1, y, z)]
    short, long = (x - 1) * y + z, (x - 1) * (1 + y + z + y * z + y**2 + z**2) + 1
    plain = 1 + y + z + y * z + y**2 + z**2 + y**2 * z + y * z**2 + y**2 * z**2
    found = {}
    for name, factor in (("short", short), ("long", long), ("plain", plain)):
        derivation = Derivation(ring, list(hypotheses))
        signs = Signs(derivation, [0, 1, 2], list, mark=spent() + 10_000, hopeless=set(),
                      products=Products(ring))  # fmt: skip
        found[name] = signs.atom(factor, prove=True) is not None
        assert signs.atom(factor + x**5, prove=False) is None
    assert found == {"short": True, "long": False, "plain": True}
