"""Theorems about polynomials: ``never``, ``always``, and ``sometimes`` as two closed statements."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from bargain.check.certificate import Data
from bargain.explain.coq.coq_script import Context, exists, named, number, relation
from bargain.explain.coq.coq_values import ValueScript
from bargain.explain.visitor import needed
from bargain.refute.ring import Disjunction, Ring

__all__ = ["Theorems"]

#: A line of a proposition, with a comment.
Premise = tuple[str, str]


class Theorems(ValueScript):
    """Writes the theorem of a statement with its proof."""

    def __init__(self, statement: Data) -> None:
        super().__init__(statement)
        self.parameters = [named(p) for p in statement["parameters"]]
        self.boxes = {
            name: (Fraction(low), Fraction(high)) for name, low, high in statement.get("bound", ())
        }

    # --- what is claimed at given parameters ------------------------------------------------------

    def exists(self) -> list[str]:
        """The proposition that there is what the statement says."""
        unknowns = [named(u) for u in self.statement["unknowns"]]
        goals = " /\\\n    ".join(self.goal_text(goal) for goal in self.statement["goals"])
        return [f"  {exists(unknowns)}{goals}"]

    def fails(self, used: Sequence[int]) -> list[str]:
        """The proposition that the necessary clauses, or those used, cannot be met."""
        others = [n for n in self.names if n not in self.parameters]
        premises = self.function_premises()
        premises += [(relation(h, self.names), h["name"]) for h in self._necessary(used)]
        lines = [f"  forall {' '.join(others)} : R,"] if others else []
        return [*lines, *(f"  {text} ->  {_comment(said)}" for text, said in premises), "  False"]

    def function_premises(self) -> list[Premise]:
        """What the variables that are logarithms or exponentials are."""
        premises = []
        for variable, of, argument in self.context.functions:
            if of == "log":
                premises.append((f"0 < {argument}", f"the argument of {variable} is positive"))
                premises.append((f"{variable} = ln {argument}", "logarithm"))
            else:
                premises.append((f"{variable} = exp {argument}", "exponential"))
        return premises

    def _necessary(self, used: Sequence[int]) -> list[Data]:
        return [self.statement["necessary"][k] for k in used]

    # --- theorems ---------------------------------------------------------------------------------

    def never(self, proof: Data, name: str) -> None:
        """No values meet the hypotheses that the proof uses."""
        region = len(self.statement["region"])
        used = self.used_by(proof, region)
        necessary = [k - region for k in used if k >= region]
        self.for_all(
            name,
            self.fails(necessary),
            lambda known: self.refutation(proof, known, 1, necessary),
            [k for k in used if k < region],
        )

    def always(self, proof: Data, name: str) -> None:
        """For all parameters there are unknowns that meet the goals."""
        every = range(len(self.statement["region"]))
        self.for_all(name, self.exists(), lambda known: self.tree(proof, known, 1), every)

    def for_all(
        self,
        name: str,
        proposition: Sequence[str],
        prove: Callable[[Context], None],
        region: Sequence[int],
    ) -> None:
        """A proposition for all parameters that meet some relations of the region."""
        self.line(f"Theorem {name} :{_forall(self.parameters)}")
        for k, h in enumerate(self.statement["region"]):
            self.context.add(h, f"H{k}")
            if k in region:
                self.line(f"  {self.context.text(k)} ->  {_comment(h['name'])}")
        self._block(proposition, ".")
        self.line("Proof.")
        if self.parameters or region:
            self.line(f"  intros {' '.join([*self.parameters, *(f'H{k}' for k in region)])}.")
        prove(self.context)
        self.line("Qed.")

    def sometimes(self, proof: Data, name: str) -> None:
        """At one point of the region it is so, and at another it is not."""
        fails = proof["fails"]
        before = len(self.statement["region"]) + len(self.parameters)
        used = [k - before for k in self.used_by(fails["proof"], before) if k >= before]
        self.at_two_points(
            name,
            (proof["exists"], self.exists(), lambda tree, known: self.tree(tree, known, 2)),
            (fails, self.fails(used), lambda tree, known: self.refutation(tree, known, 2, used)),
        )

    def at_two_points(
        self, name: str, *branches: tuple[Data, Sequence[str], Callable[[Data, Context], None]]
    ) -> None:
        """Two propositions, each at a point of the region."""
        self.line(f"Theorem {name} :")
        lead = exists(self.parameters)
        region = "".join(f"{relation(h, self.names)} /\\ " for h in self.statement["region"])
        for k, (_, proposition, _) in enumerate(branches):
            self.line(f"  ({lead}{region}(")
            self._block([f"  {line}" for line in proposition], "))." if k else ")) /\\")
        self.line("Proof.")
        self.line("  split.")
        for branch, proposition, prove in branches:
            self.line("  {")
            self._at(branch, proposition, prove)
            self.line("  }")
        self.line("Qed.")

    def _at(
        self, branch: Data, proposition: Sequence[str], prove: Callable[[Data, Context], None]
    ) -> None:
        """One of the propositions: first where the parameters equal the point, then there."""
        region, known = self.statement["region"], self.context.copy()
        exact = {named(p): Fraction(branch["at"][p]) for p in self.statement["parameters"]}
        self.line(f"    assert (X :{_forall(self.parameters)}")
        for k, h in enumerate(region):
            known.add(h, f"H{k}")
            self.line(f"      {relation(h, self.names)} ->")
        for k, (p, value) in enumerate(exact.items()):
            place = [int(n == p) for n in self.names]
            known.equal(place, value, f"E{k}")
            self.line(f"      {known.text(-1)} ->")
        self._block([f"    {line}" for line in proposition], ").")
        labels = [f"H{k}" for k in range(len(region))] + [f"E{k}" for k in range(len(exact))]
        self.line("    {")
        if labels:
            self.line(f"      intros {' '.join([*self.parameters, *labels])}.")
        prove(branch["proof"], known)
        self.line("    }")
        values = [number(v) for v in exact.values()]
        shown = [number(exact.get(n, Fraction(0))) for n in self.names]
        for k, h in enumerate(region):
            self.line(f"    assert (G{k} : {relation(h, shown)}).")
            self.line("    { " + _holds(h, exact, self.names) + " }")
        if values:
            self.line(f"    exists {', '.join(values)}.")
        for k in range(len(region)):
            self.line(f"    split. {{ exact G{k}. }}")
        self.line(f"    apply ({' '.join(['X', *values])}); (assumption || lra).")

    # --- leaves -----------------------------------------------------------------------------------

    def used_by(self, proof: Data, before: int) -> list[int]:
        """The hypotheses of the statement that a refutation uses; all, if there are cases."""
        count = before + len(self.statement["necessary"])
        if proof["kind"] != "psatz":
            return list(range(count))
        return sorted(k for k in needed(proof["node"]) if k < count)

    def refutation(self, tree: Data, known: Context, depth: int, used: Sequence[int]) -> None:
        """Introduce what the proposition `fails` quantifies, then refute it in every case."""
        intros = [n for n in self.names if n not in self.parameters]
        for k, (_, of, _) in enumerate(known.functions):
            intros += [f"P{k}", f"F{k}"] if of == "log" else [f"F{k}"]
        first = len(self.statement["region"])
        intros += [f"H{first + k}" for k in used]
        if intros:
            self.line(f"intros {' '.join(intros)}.", depth)
        self._cases(tree, known, depth)

    def _cases(self, tree: Data, known: Context, depth: int) -> None:
        if tree["kind"] == "split":
            self.split(tree, known, depth, self._cases)
            return
        if tree["kind"] == "vacuous":
            self.vacuous(tree, known, depth)
            return
        inner = known.copy()
        first = len(self.statement["region"])
        for k, h in enumerate(self.statement["necessary"]):
            inner.add(h, f"H{first + k}")
        for k, axiom in enumerate(tree["axioms"]):
            self.axiom(axiom, inner, f"A{k}", depth)
        self.node(tree["node"], inner, depth)

    def witness(self, leaf: Data, known: Context, depth: int) -> None:
        """Values of the unknowns, then every goal."""
        inner = known.copy()
        for step in [*leaf.get("axioms", []), *leaf["define"]]:
            self.valued(step, inner, depth)
        unknowns = [named(u) for u in self.statement["unknowns"]]
        if unknowns:
            self.line("exists " + ", ".join(unknowns) + ".", depth)
        goals = self.statement["goals"]
        for k, (goal, proof) in enumerate(zip(goals, leaf["goals"], strict=True)):
            last = k == len(goals) - 1
            self.line("" if last else "split.", depth)
            self.line("" if last else "{", depth)
            self._goal(goal, proof, inner.copy(), depth + 1)
            self.line("" if last else "}", depth)

    # --- goals ------------------------------------------------------------------------------------

    def inside(self, goal: Data) -> list[int]:
        """The functions that a goal mentions, directly or in the argument of another one."""
        parts = goal["any"] if goal["rel"] == "or" else [[[goal["rel"], goal["poly"]]]]
        polys = [p for part in parts for _, p in part]
        found: list[int] = []
        functions = self.statement.get("functions", [])
        for k in reversed(range(len(functions))):
            place = self.statement["variables"].index(functions[k]["var"])
            if any(e[place] for p in polys for _, e in p):
                found.append(k)
                polys.append(functions[k]["arg"])
        return sorted(found)

    def goal_text(self, goal: Data) -> str:
        """A goal as a proposition: for all bound variables, with the functions that it mentions."""
        bounds = "".join(
            f"forall {named(z)} : R, {number(self.boxes[z][0])} <= {named(z)} -> "
            f"{named(z)} <= {number(self.boxes[z][1])} -> "
            for z in goal["forall"]
        )
        functions = [self.context.functions[k] for k in self.inside(goal)]
        values = "".join(
            f"(0 < {a} /\\ {v} = ln {a}) /\\ " if of == "log" else f"{v} = exp {a} /\\ "
            for v, of, a in functions
        )
        lead = exists([v for v, _, _ in functions])
        return f"({bounds}{lead}{values}{relation(goal, self.names)})"

    def _goal(self, goal: Data, proof: Data, known: Context, depth: int) -> None:
        for j, z in enumerate(goal["forall"]):
            self.line(f"intros {named(z)} L{j} U{j}.", depth)
            place, (low, high) = self.names.index(named(z)), self.boxes[z]
            known.bound(place, 1, low, f"B{j}", self, depth)
            known.bound(place, -1, high, f"C{j}", self, depth)
        for step in [] if "k" in proof else proof.get("define", []):
            self.valued(step, known, depth)
        inside = self.inside(goal)
        if inside:
            self.line(f"exists {', '.join(known.functions[k][0] for k in inside)}.", depth)
        for k in inside:
            log = known.functions[k][1] == "log"
            self.line(f"split. {{ {f'exact (conj P{k} F{k})' if log else f'exact F{k}'}. }}", depth)
        self.goal(goal, proof, known, depth)

    def _block(self, lines: Sequence[str], end: str) -> None:
        for line in lines[:-1]:
            self.line(line)
        self.line(lines[-1] + end)


def _forall(names: Sequence[str]) -> str:
    return f" forall {' '.join(names)} : R," if names else ""


def _holds(h: Data, at: Mapping[str, Fraction], names: Sequence[str]) -> str:
    """The tactics that close a relation between numbers, which the first true way makes true."""
    if h["rel"] != "or":
        return "lra."

    ring = Ring(names)
    whole, point = ring.hypothesis(h), ring.point(at)
    assert isinstance(whole, Disjunction)
    ways = [all(r.holds_at(point) for r in way) for way in whole.alternatives]
    way = ways.index(True)
    path = "right. " * way + ("left. " if way < len(ways) - 1 else "")
    return f"{path}repeat split; lra."


def _comment(words: str) -> str:
    return f"(* {words.replace('*', '·')} *)"
