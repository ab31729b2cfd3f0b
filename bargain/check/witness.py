"""What exists: ``always``, and ``sometimes`` at points.

``always``: for all parameter values in the region there are values of the unknowns such that every
goal holds for all values of its ``forall`` variables in their boxes. The steps of a witness define
values one after the other. Only variables that *have a value* may be spoken about: the parameters,
then what is defined, and in a goal its ``forall``. So every hypothesis is a true fact about those
values, and refuting the opposite of a fact proves it.
"""

from bargain.check.certificate import Budget, Raw, fields, items, names, proof_of, rational, require
from bargain.check.polynomial import Polynomial
from bargain.check.psatz import Hypotheses, Hypothesis, Question


class Existence(Question):
    """A question with unknowns to define, bound variables and goals."""

    def __init__(self, statement: Raw, budget: Budget) -> None:
        super().__init__(statement, budget)
        ring = self.ring
        self.unknowns = {self.variable(u) for u in names(statement["unknowns"], "unknowns")}
        self.bound: dict[int, Hypotheses] = {}
        for name, lo, hi in (items(b, "bound") for b in items(statement["bound"], "bound")):
            low, high, v = rational(lo, "bound"), rational(hi, "bound"), self.variable(name)
            require(low <= high and v not in self.bound, "bound: an empty box or a name twice")
            x = ring.variable(v)
            ends = ring.sum([(1, x), (-low, ring.one)]), ring.sum([(-1, x), (high, ring.one)])
            self.bound[v] = [Hypothesis(">=", end) for end in ends]
        roles = [*self.parameters, *self.unknowns, *self.bound, *(v for _, v, _ in self.functions)]
        require(len(set(roles)) == len(roles), "a variable has two roles")  # two quantifiers
        self.goals = self.hypotheses(statement["goals"], "goals", "forall")
        self.forall = {g["name"]: names(g["forall"], "forall") for g in statement["goals"]}
        require(self.goals, "there is no goal")

    def exists(self, proof: Raw, known: Hypotheses) -> None:
        """Verify that the steps define every unknown and that every goal holds of the values."""
        define, goals, axioms = proof_of(proof, "witness", "define goals", "axioms")
        known, valued = list(known), set(self.parameters)
        for step in items(axioms, "axioms") + items(define, "define"):
            self.step(step, known, valued, self.unknowns)
        require(self.unknowns <= valued, "an unknown is not defined")
        for goal, sub in zip(self.goals, items(goals, "goals"), strict=True):
            self.goal(goal, sub, list(known), set(valued))

    def step(self, data: Raw, known: Hypotheses, valued: set[int], new: set[int]) -> None:
        """Verify a step; append its hypotheses and the variable of ``new`` that it defines."""
        ring = self.ring

        def read(poly: Raw, *also: int) -> Polynomial:
            p = ring.read(poly, "define")
            require(ring.mentions(p) <= {*valued, *also}, "define: a variable has no value yet")
            return p

        if "rule" in data:
            known.append(self.axiom(data, valued))
            return
        u = self.variable(data["var"])
        x = ring.variable(u)
        require(u not in valued, "a variable is defined twice")
        require("function" in data or u in new, "a variable cannot be defined here")
        facts: Hypotheses
        if "function" in data:  # exp is defined everywhere, log where the argument is positive
            kind, var, arg = self.functions[data["function"]]
            require(var == u and ring.mentions(arg) <= valued, "function: no value yet")
            nodes = fields(data, kind, "var function" + " positive" * (kind == "log"))[2:]
            opposite = [[Hypothesis(">=", ring.minus(arg))]] * len(nodes)
            facts = [Hypothesis(">", arg if kind == "log" else x)]
        elif "root" in data:  # a continuous function with both signs has a zero between (Bolzano)
            keys = "var root lo hi order at_lo at_hi"
            _, root, low, high, *nodes, through = fields(data, "root", keys, "through")
            lo, hi, here = read(low), read(high), {*valued, u}
            inside = [Hypothesis(">=", p) for p in (ring.less(x, lo), ring.less(hi, x))]
            facts = [*known, *inside]
            for inner in items(through, "through"):  # functions that have values from lo to hi
                self.step(inner, facts, here, set())
            p, inside = read(root, *here), facts[len(known) :]
            opposite = [[Hypothesis(">", ring.less(lo, hi))]]
            for end, q in ((lo, p), (hi, ring.minus(p))):
                at = [*inside, Hypothesis("=", ring.less(x, end)), Hypothesis(">", q)]
                opposite += [at] if through else [[Hypothesis(">", ring.substitute(q, u, end))]]
            facts = [Hypothesis("=", p), *inside]
            valued |= here
        else:  # a quotient with a positive denominator
            _, top, below, *nodes = fields(data, "definition", "var num den positive")
            num, den = read(top), read(below)
            opposite = [[Hypothesis(">=", ring.minus(den))]]
            facts = [Hypothesis(">", den), Hypothesis("=", ring.less(ring.product(den, x), num))]
        for node, case in zip(nodes, opposite, strict=True):
            self.refute(node, [*known, *case])
        valued.add(u)
        known += facts

    def goal(self, goal: Hypothesis, proof: Raw, known: Hypotheses, valued: set[int]) -> None:
        """Verify that the negated goal is refuted for arbitrary bound variables in their boxes."""
        for v in map(self.variable, self.forall[goal.name]):
            require(v in self.bound, "forall: not a bound variable")
            known += self.bound[v]
            valued.add(v)
        proof = {"node": proof} if "k" in proof else proof
        *nodes, steps = fields(proof, goal.name, "pos neg" if goal.rel == "=" else "node", "define")
        for step in items(steps, "define"):
            self.step(step, known, valued, set())
        # This also refuses a bound variable that is missing from forall.
        require(self.mentions(goal) <= valued, f"{goal.name}: mentions a variable without a value")
        if goal.rel != "or":  # one of the negations holds where the goal fails
            for node, h in zip(nodes, self.negations(goal), strict=True):
                self.refute(node, [*known, h])
            return
        for part in goal.any:  # every alternative fails, each in one of its relations
            fails = [h for relation in part for h in self.negations(relation)]
            either = Hypothesis("or", goal.poly, tuple((h,) for h in fails))
            known.append(either if len(fails) > 1 else fails[0])
        self.refute(nodes[0], known)

    def negations(self, h: Hypothesis) -> Hypotheses:
        """Return relations one of which holds wherever h fails."""
        minus = self.ring.minus(h.poly)
        if h.rel == "=":
            return [Hypothesis(">", h.poly), Hypothesis(">", minus)]
        return [Hypothesis(">" if h.rel == ">=" else ">=", minus)]
