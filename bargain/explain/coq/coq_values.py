"""Values that a witness defines: quotients, zeros between two signs, logarithms, exponentials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bargain.check.certificate import Data
from bargain.explain.coq.coq_axioms import AxiomScript
from bargain.explain.coq.coq_script import Context, named, poly
from bargain.explain.visitor import negated
from bargain.question.encoding import Polynomial
from bargain.refute.ring import Poly, Ring

__all__ = ["ValueScript"]


class ValueScript(AxiomScript):
    """A script that goes through the steps of a witness.

    Parameters
    ----------
    statement : mapping
    """

    def __init__(self, statement: Data) -> None:
        super().__init__()
        self.statement = statement
        self.names = [named(v) for v in statement["variables"]]
        functions = statement.get("functions", [])
        self.arguments: list[Polynomial] = [f["arg"] for f in functions]
        given = [(named(f["var"]), f["of"], poly(f["arg"], self.names)) for f in functions]
        self.context = Context(names=self.names, functions=given)

    def valued(self, step: Data, known: Context, depth: int) -> None:
        """Give a variable its value, and append what is known of it."""
        if "rule" in step:
            self.axiom(step, known, self.fresh(), depth)
        elif "function" in step:
            self._function(step, known, depth)
        elif "root" in step:
            self._root(step, known, depth)
        else:
            self._quotient(step, known, depth)

    def _quotient(self, step: Data, known: Context, depth: int) -> None:
        names, positive, equal = known.names, self.fresh(), self.fresh()
        u, num, den = named(step["var"]), poly(step["num"], names), poly(step["den"], names)
        self.line(f"assert ({positive} : 0 < {den}).", depth)
        lead = "{ apply Rnot_le_lt; intro N."
        self.refuted(">=", negated(step["den"]), step["positive"], known, depth, lead, "M")
        self.line(f"pose ({u} := {num} / {den}).", depth)
        known.add({"rel": ">", "poly": step["den"], "name": ""}, positive)
        equation = f"{den} * {u} - {num}"
        self.line(f"assert ({equal} : {equation} = 0) by (unfold {u}; field; lra).", depth)
        self.line(f"clearbody {u}.", depth)
        known.add_text("=", equation, equal)

    def _function(self, step: Data, known: Context, depth: int) -> None:
        """A logarithm of something positive, or an exponential; `Fk` and `Pk` say which."""
        k = step["function"]
        variable, of, argument = known.functions[k]
        data = self.arguments[k]
        if of == "log":
            self.line(f"assert (P{k} : 0 < {argument}).", depth)
            lead = "{ apply Rnot_le_lt; intro N."
            self.refuted(">=", negated(data), step["positive"], known, depth, lead, "M")
        function = "ln" if of == "log" else "exp"
        self.line(f"pose ({variable} := {function} {argument}).", depth)
        self.line(f"assert (F{k} : {variable} = {function} {argument}) by reflexivity.", depth)
        self.line(f"clearbody {variable}.", depth)
        if of == "log":
            known.add({"rel": ">", "poly": data, "name": ""}, f"P{k}")
        else:
            self.axiom({"rule": "exp-positive", "i": k}, known, self.fresh(), depth)

    def _root(self, step: Data, known: Context, depth: int) -> None:
        """A zero of a polynomial between two ends at which it has both signs."""
        if step.get("through"):
            self._root_through(step, known, depth)
            return
        names, u = known.names, named(step["var"])
        ring, place = Ring(names), names.index(u)
        root, lo, hi = (ring.decode(step[key]) for key in ("root", "lo", "hi"))
        at = [ring.encode(ring.substitute(root, place, end, ring.one)[0]) for end in (lo, hi)]
        low, high = (poly(step[key], names) for key in ("lo", "hi"))
        order, below, above = self.fresh(), self.fresh(), self.fresh()
        over: list[tuple[str, str, Polynomial, Data]] = [
            (order, f"{low} <= {high}", ring.encode(lo - hi), step["order"]),
            (below, f"{poly(at[0], names)} <= 0", at[0], step["at_lo"]),
            (above, f"0 <= {poly(at[1], names)}", negated(at[1]), step["at_hi"]),
        ]
        for label, text, opposite, node in over:
            self.line(f"assert ({label} : {text}).", depth)
            lead = "{ apply Rnot_lt_le; intro N."
            self.refuted(">", opposite, node, known, depth, lead, "M")
        f = f"(fun {u} : R => {poly(step['root'], names)})"
        zero, left, right = (self.fresh() for _ in range(3))
        smooth, begin, end = self.fresh(), self.fresh(), self.fresh()
        self.line(f"assert ({smooth} : continuity {f}) by reg.", depth)
        ends = ((begin, low, f"{f} {low} <= 0", at[0], below),
                (end, high, f"0 <= {f} {high}", at[1], above))  # fmt: skip
        for label, place_text, text, value, known_as in ends:
            same = f"assert (Q : {poly(value, names)} = {f} {place_text}) by (cbv beta; field)."
            self.line(f"assert ({label} : {text}).", depth)
            self.line(f"{{ {same} rewrite <- Q. exact {known_as}. }}", depth)
        given = f"root_between {f} {low} {high} {smooth} {order} {begin} {end}"
        self.line(f"destruct ({given}) as [{u} [[{left} {right}] {zero}]].", depth)
        self.line(f"cbv beta in {zero}.", depth)
        known.add({"rel": "=", "poly": step["root"], "name": ""}, zero)
        self._at_least_zero([ring.gen(u) - lo, hi - ring.gen(u)], ring, known, depth)

    def _at_least_zero(self, facts: Sequence[Poly], ring: Ring, known: Context, depth: int) -> None:
        """What linear arithmetic sees at once."""
        for fact in facts:
            label, data = self.fresh(), ring.encode(fact)
            self.line(f"assert ({label} : 0 <= {poly(data, known.names)}) by lra.", depth)
            known.add({"rel": ">=", "poly": data, "name": ""}, label)

    # --- zeros through functions ------------------------------------------------------------------

    def _root_through(self, step: Data, known: Context, depth: int) -> None:
        """A zero of an equation with logarithms and exponentials of what it defines.

        The steps hold for every u between the ends: they show that the arguments of logarithms are
        positive there, so that the equation is continuous, and its signs at the ends.
        """
        ring, names, u = Ring(known.names), known.names, named(step["var"])
        lo, hi = (ring.decode(step[key]) for key in ("lo", "hi"))
        low, high = (poly(step[key], names) for key in ("lo", "hi"))
        order = self.fresh()
        self.line(f"assert ({order} : {low} <= {high}).", depth)
        lead = "{ apply Rnot_lt_le; intro N."
        self.refuted(">", ring.encode(lo - hi), step["order"], known, depth, lead, "M")
        positive: dict[int, str] = {}
        steps = step["through"]
        for at, inner in enumerate(steps):
            if "positive" in inner:
                k = inner["function"]
                argument = known.functions[k][2]
                label = self._between(step, steps[:at], known, positive, f"0 < {argument}", depth)
                there = known.copy()
                self._walk(step, steps[:at], there, positive, depth + 1)
                lead = "apply Rnot_le_lt; intro N. {"
                self.refuted(">=", negated(self.arguments[k]), inner["positive"], there, depth + 1,
                             lead, "M")  # fmt: skip
                self.line("}", depth)
                positive[k] = label
        signs = []
        minus = negated(step["root"])
        for key, end, way, q in (("lo", lo, "<=", step["root"]), ("hi", hi, ">=", minus)):
            equal = ring.encode(ring.gen(u) - end)
            says = f"{poly(equal, names)} = 0 -> {poly(step['root'], names)} {way} 0"
            label = self._between(step, steps, known, positive, says, depth)
            there = known.copy()
            self._walk(step, steps, there, positive, depth + 1)
            same = self.fresh()
            self.line(f"intro {same}.", depth + 1)
            there.add({"rel": "=", "poly": equal, "name": ""}, same)
            apply = "Rnot_lt_le" if way == "<=" else "Rle_ge, Rnot_lt_le"
            lead = f"apply {apply}; intro N. {{"
            self.refuted(">", q, step[f"at_{key}"], there, depth + 1, lead, "M")
            self.line("}", depth)
            signs.append(label)
        self._zero(step, known, (low, high, order), positive, signs, depth)

    def _between(
        self,
        step: Data,
        steps: Sequence[Data],
        known: Context,
        positive: Mapping[int, str],
        says: str,
        depth: int,
    ) -> str:
        """Begin what holds for all u between the ends, with the values of functions."""
        names, u = known.names, named(step["var"])
        low, high = (poly(step[key], names) for key in ("lo", "hi"))
        values = ""
        for k in (s["function"] for s in steps if "function" in s):
            v, of, argument = known.functions[k]
            values += f"forall {v} : R, {v} = {'ln' if of == 'log' else 'exp'} {argument} -> "
        label = self.fresh()
        lead = f"forall {u} : R, {low} <= {u} -> {u} <= {high} -> "
        self.line(f"assert ({label} : {lead}{values}{says}).", depth)
        self.line("{", depth)
        return label

    def _walk(
        self,
        step: Data,
        steps: Sequence[Data],
        known: Context,
        positive: Mapping[int, str],
        depth: int,
    ) -> None:
        """Introduce such a u with the values of functions, and what the steps say of them."""
        u = named(step["var"])
        self.line(f"intros {u} L U.", depth)
        for k in (s["function"] for s in steps if "function" in s):
            self.line(f"intros {known.functions[k][0]} F{k}.", depth)
        self._inside(step, steps, known, positive, depth)

    def _inside(
        self,
        step: Data,
        steps: Sequence[Data],
        known: Context,
        positive: Mapping[int, str],
        depth: int,
    ) -> None:
        """What is known of u, between the ends by ``L`` and ``U``, and of the functions."""
        ring, u, before = Ring(known.names), named(step["var"]), ""
        low, high = ring.decode(step["lo"]), ring.decode(step["hi"])
        self._at_least_zero([ring.gen(u) - low, high - ring.gen(u)], ring, known, depth)
        for inner in steps:
            if "rule" in inner:
                self.axiom(inner, known, self.fresh(), depth)
                continue
            k = inner["function"]
            variable, of, argument = known.functions[k]
            if of == "log":
                proof = f"({positive[k]} {u} L U{before})"
                self.line(f"assert (P{k} : 0 < {argument}) by exact {proof}.", depth)
                known.add({"rel": ">", "poly": self.arguments[k], "name": ""}, f"P{k}")
            else:
                self.axiom({"rule": "exp-positive", "i": k}, known, self.fresh(), depth)
            before += f" {variable} F{k}"

    def _zero(
        self,
        step: Data,
        known: Context,
        ends: tuple[str, str, str],
        positive: Mapping[int, str],
        signs: Sequence[str],
        depth: int,
    ) -> None:
        """The zero by the intermediate value theorem, then the functions at it."""
        u, (low, high, order) = named(step["var"]), ends
        functions = [s["function"] for s in step["through"] if "function" in s]
        closed = list(known.names)  # the functions in place of their names
        values, needs = "", []
        for k in functions:
            variable, of, _ = known.functions[k]
            inside = poly(self.arguments[k], closed)
            if of == "log":
                needs.append(f"pose proof ({positive[k]} {u} L U{values}) as P{k}.")
            closed[known.names.index(variable)] = f"({'ln' if of == 'log' else 'exp'} {inside})"
            values += " _ eq_refl"
        f = f"(fun {u} : R => {poly(step['root'], closed)})"
        smooth, begin, end, zero = (self.fresh() for _ in range(4))
        self.line(f"assert ({smooth} : forall {u}, {low} <= {u} -> {u} <= {high} -> "
                  f"continuity_pt {f} {u}).", depth)  # fmt: skip
        self.line(f"{{ intros {u} L U. {' '.join(needs)} smooth. }}", depth)
        for label, fact, says, place in (
            (begin, signs[0], f"{f} {low} <= 0", f"{low} (Rle_refl _) {order}"),
            (end, signs[1], f"0 <= {f} {high}", f"{high} {order} (Rle_refl _)"),
        ):
            self.line(f"assert ({label} : {says}).", depth)
            turn = "apply Rge_le. " if label == end else ""
            self.line(f"{{ {turn}refine ({fact} {place}{values} _). field. }}", depth)
        given = f"root_inside {f} {low} {high} {smooth} {order} {begin} {end}"
        self.line(f"destruct ({given}) as [{u} [[L U] {zero}]].", depth)
        self.line(f"cbv beta in {zero}.", depth)
        for k in functions:
            variable, of, argument = known.functions[k]
            function = "ln" if of == "log" else "exp"
            self.line(f"pose ({variable} := {function} {argument}).", depth)
            self.line(f"assert (F{k} : {variable} = {function} {argument}) by reflexivity.", depth)
        equation = poly(step["root"], known.names)
        here = self.fresh()
        self.line(f"assert ({here} : {equation} = 0) by exact {zero}.", depth)
        self.line(f"clear {zero} {begin} {end} {smooth} {' '.join(signs)}.", depth)
        for k in reversed(functions):
            self.line(f"clearbody {known.functions[k][0]}.", depth)
        known.add({"rel": "=", "poly": step["root"], "name": ""}, here)
        self._inside(step, step["through"], known, positive, depth)
