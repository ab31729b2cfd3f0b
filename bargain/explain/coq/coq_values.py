"""Values that a witness defines: quotients, zeros between two signs, logarithms, exponentials."""

from __future__ import annotations

from bargain.check.certificate import Data
from bargain.errors import OptionError
from bargain.explain.coq.coq_axioms import AxiomScript
from bargain.explain.coq.coq_script import Context, named, poly
from bargain.explain.visitor import negated
from bargain.question.encoding import Polynomial
from bargain.refute.ring import Ring

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
            raise OptionError("a zero of logarithms or exponentials has no Coq form",
                              where=step["var"])  # fmt: skip
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
        here = ring.gen(u)
        for fact in (here - lo, hi - here):
            label, data = self.fresh(), ring.encode(fact)
            self.line(f"assert ({label} : 0 <= {poly(data, names)}) by lra.", depth)
            known.add({"rel": ">=", "poly": data, "name": ""}, label)
