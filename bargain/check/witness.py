"""Existence by witnesses: the claims ``always`` and ``sometimes`` of continuous games.

``always``: for all parameter values in the region there are values of the unknowns such that every
goal holds for all values of its ``forall`` variables in their boxes. The proof is a tree:

``{"kind":"split","p":poly over parameters,"neg":tree,"zero":tree,"pos":tree}``
``{"kind":"vacuous","node"}``   the hypotheses of this branch have no solution
``{"kind":"witness","define":[step..],"goals":[goal proof..]}``

Hypotheses: region, splits, then what the steps append. Only variables that *have a value* may be
spoken about: first the parameters, then what is defined, in a goal also its ``forall``. So every
hypothesis is a true fact about those values, and refuting the opposite of a fact proves it. Steps:

``{"var":u,"num","den","positive":node}``   u = num/den; refutes -den >= 0; den > 0, den u - num = 0
``{"var":u,"root","lo","hi","order","at_lo","at_hi"}``   a root of root(u) in [lo,hi], which exists
    because a continuous function changes sign (Bolzano); refutes lo-hi > 0, root(lo) > 0,
    -root(hi) > 0; appends root = 0, u-lo >= 0, hi-u >= 0
``{"var":L,"function":k,"positive":node}``   log: refutes -arg >= 0; appends arg > 0
``{"var":E,"function":k}``   exp: appends E > 0
``{"rule":..}``   an axiom instance about defined functions (``axioms`` are read before ``define``)

A goal proof is ``node`` or ``{"define":[function and axiom steps],"node":node}``; for a goal ``=``
``{"pos":node,"neg":node}`` with p > 0 and -p > 0 appended. Order: hypotheses, v-lo >= 0, hi-v >= 0
for v in forall, steps, negated goal (of ``or``: for each alternative, one of its relations fails).

``sometimes``: ``{"exists":{"at":point,"proof":tree},"fails":{"at":point,"proof":psatz}}``: at one
point of the region a witness, at another no values satisfy the necessary conditions. Hypotheses:
region, theta - value = 0 for each parameter, in ``fails`` then necessary and axioms.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from bargain.check.certificate import Budget, fields, index, items, names, rational, require
from bargain.check.polynomial import Polynomial
from bargain.check.psatz import COMMON, OPTIONAL, Hypothesis, Question

Scope = tuple[list[Hypothesis], set[int]]  # what is known, and of which variables
EXISTENCE = (*COMMON, "unknowns", "bound", "goals")


class Existence(Question):
    """A question with unknowns to define, bound variables and goals."""

    def __init__(self, statement: Mapping[str, Any], budget: Budget) -> None:
        super().__init__(statement, budget)
        ring = self.ring
        self.unknowns = {self.variable(u) for u in names(statement["unknowns"], "unknowns")}
        self.bound: dict[int, list[Hypothesis]] = {}
        for entry in items(statement["bound"], "bound"):
            name, lo, hi = items(entry, "bound", 3)
            low, high, v = rational(lo, "bound"), rational(hi, "bound"), self.variable(name)
            require(low <= high and v not in self.bound, "bound: an empty box or a name twice")
            above = ring.sum([(1, ring.variable(v)), (-low, ring.one)])
            below = ring.sum([(-1, ring.variable(v)), (high, ring.one)])
            self.bound[v] = [Hypothesis(">=", above), Hypothesis(">=", below)]
        roles = [*self.parameters, *self.unknowns, *self.bound, *(f.var for f in self.functions)]
        require(len(set(roles)) == len(roles), "a variable has two roles")  # two quantifiers
        self.goals = self.hypotheses(statement["goals"], "goals", "forall")
        self.forall = [names(goal["forall"], "forall") for goal in statement["goals"]]
        require(self.goals, "there is no goal")

    def leaf(self, proof: Any, hypotheses: list[Hypothesis]) -> None:
        """Verify that the steps define every unknown and that every goal holds of the values."""
        fields(proof, "witness", ("kind", "define", "goals"), ("axioms",))
        require(proof["kind"] == "witness", "a proof of kind witness is expected")
        hypotheses, known = list(hypotheses), set(self.parameters)
        for step in items(proof.get("axioms", []), "axioms") + items(proof["define"], "define"):
            self.step(step, (hypotheses, known), self.unknowns)
        require(self.unknowns <= known, "an unknown is not defined")
        proofs = items(proof["goals"], "goals", len(self.goals))
        for goal, forall, sub in zip(self.goals, self.forall, proofs, strict=True):
            self.goal(goal, forall, sub, (hypotheses, known))

    def step(self, data: Any, scope: Scope, unknowns: Collection[int]) -> None:
        """Verify one step; append its hypotheses and the variable that has a value now."""
        ring, (hypotheses, known) = self.ring, scope

        def read(key: str, *also: int) -> Polynomial:
            p = ring.read(data[key], key)
            require(ring.mentions(p) <= {*known, *also}, f"{key}: a variable has no value yet")
            return p

        def refuted(key: str, rel: str, p: Polynomial) -> None:
            self.refute(data[key], [*hypotheses, Hypothesis(rel, p)])

        if not isinstance(data, dict) or "rule" in data:
            hypotheses.append(self.axiom(data, known))
            return
        u = self.variable(data.get("var"))
        x = ring.variable(u)
        require(u not in known, "a variable is defined twice")
        if "function" in data:
            f = self.functions[index(data["function"], len(self.functions), "function")]
            fields(data, f.kind, ("var", "function", *(["positive"] if f.kind == "log" else [])))
            require(f.var == u and ring.mentions(f.arg) <= known, "function: no value yet")
            if f.kind == "log":
                refuted("positive", ">=", ring.negative(f.arg))
            new = [Hypothesis(">", f.arg if f.kind == "log" else x)]
        elif "root" in data:
            fields(data, "root", ("var", "root", "lo", "hi", "order", "at_lo", "at_hi"))
            p, lo, hi = read("root", u), read("lo"), read("hi")
            refuted("order", ">", ring.less(lo, hi))
            refuted("at_lo", ">", ring.substitute(p, u, lo))
            refuted("at_hi", ">", ring.negative(ring.substitute(p, u, hi)))
            ends = [Hypothesis(">=", ring.less(x, lo)), Hypothesis(">=", ring.less(hi, x))]
            new = [Hypothesis("=", p), *ends]
        else:
            fields(data, "definition", ("var", "num", "den", "positive"))
            num, den = read("num"), read("den")
            refuted("positive", ">=", ring.negative(den))
            equation = ring.less(ring.product(den, x), num)
            new = [Hypothesis(">", den), Hypothesis("=", equation)]
        require("function" in data or u in unknowns, "a variable cannot be defined here")
        known.add(u)
        hypotheses += new

    def goal(self, goal: Hypothesis, forall: tuple[str, ...], proof: Any, scope: Scope) -> None:
        """Verify that the negated goal is refuted for arbitrary bound variables in their boxes."""
        hypotheses, known = scope = (list(scope[0]), set(scope[1]))
        for v in map(self.variable, forall):
            require(v in self.bound, "forall: not a bound variable")
            hypotheses += self.bound[v]
            known.add(v)
        proof = {"node": proof} if isinstance(proof, dict) and "k" in proof else proof
        need = ("pos", "neg") if goal.rel == "=" else ("node",)
        fields(proof, goal.name, need, ("define",))
        for step in items(proof.get("define", []), "define"):
            self.step(step, scope, ())
        # This also refuses a bound variable that is missing from forall.
        require(self.speaks(goal, known), f"{goal.name}: mentions a variable without a value")
        if goal.rel == "=":
            for key, h in zip(need, self.negations(goal), strict=True):
                self.refute(proof[key], [*hypotheses, h])
            return
        for part in goal.any or ((goal,),):
            fails = [h for relation in part for h in self.negations(relation)]
            either = Hypothesis("or", self.ring.zero, tuple((h,) for h in fails))
            hypotheses.append(either if len(fails) > 1 else fails[0])
        self.refute(proof["node"], hypotheses)

    def negations(self, h: Hypothesis) -> list[Hypothesis]:
        """Return relations one of which holds wherever h fails."""
        minus = self.ring.negative(h.poly)
        if h.rel == "=":
            return [Hypothesis(">", h.poly), Hypothesis(">", minus)]
        return [Hypothesis(">" if h.rel == ">=" else ">=", minus)]


def always(statement: Mapping[str, Any], proof: Any, sample: Any, budget: Budget) -> set[str]:
    """Verify a proof of ``always``; return the names of the region's hypotheses used."""
    fields(statement, "statement", EXISTENCE, OPTIONAL)
    question = Existence(statement, budget)
    question.point(sample, "sample")
    question.tree(proof, question.region)
    return question.used


def sometimes(statement: Mapping[str, Any], proof: Any, sample: Any, budget: Budget) -> set[str]:
    """Verify a proof of ``sometimes``; return the names of the hypotheses used."""
    fields(statement, "statement", (*EXISTENCE, "necessary"), OPTIONAL)
    question = Existence(statement, budget)
    necessary = question.hypotheses(statement["necessary"], "necessary")
    question.point(sample, "sample")
    fields(proof, "proof", ("exists", "fails"), ("kind",))
    exists, fails = (question.at(proof[key], key) for key in ("exists", "fails"))
    question.tree(proof["exists"]["proof"], exists)
    question.refutation(proof["fails"]["proof"], fails + necessary)
    return question.used
