"""Axiom instances of logarithms and exponentials, proved from Coq's standard library."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from bargain.check.certificate import Data
from bargain.explain.coq.coq_script import Context, Known, Script, number

__all__ = ["AxiomScript"]


class AxiomScript(Script):
    """A script that proves axiom instances.

    The function number k of a statement is known by two facts: ``Fk``, that its variable is the
    logarithm or exponential, and for a logarithm ``Pk``, that its argument is positive.
    """

    def axiom(self, data: Data, context: Context, label: str, depth: int) -> None:
        """Prove an axiom instance and add it to the context."""
        rule, functions = data["rule"], context.functions
        if rule == "log-positive-arg":
            context.known.append(Known(">", functions[data["i"]][2], f"P{data['i']}"))
            return
        if rule == "exp-positive":
            k = data["i"]
            v = functions[k][0]
            self.line(f"assert ({label} : 0 < {v}) by (rewrite F{k}; apply exp_pos).", depth)
            context.known.append(Known(">", v, label))
            return
        if rule.endswith("-bound"):
            self._bound(data, context, label, depth)
            return
        log = rule == "log-product"
        sides = [[k for k, n in side for _ in range(n)] for side in (data["left"], data["right"])]
        join, neutral = (" * ", "1") if log else (" + ", "0")
        inside = [join.join(functions[k][2] for k in side) or neutral for side in sides]
        same = self.fresh()
        self.line(f"assert ({same} : {inside[0]} = {inside[1]}) by ring.", depth)
        for side, text in zip(sides, inside, strict=True):
            self._expand(side, text, functions, log, depth)
        outer = (
            [" + ".join(functions[k][0] for k in side) or "0" for side in sides]
            if log
            else [" * ".join(functions[k][0] for k in side) or "1" for side in sides]
        )
        equation = f"({outer[0]}) - ({outer[1]})"
        rewritten = " ".join(f"rewrite F{k}." for k in dict.fromkeys([*sides[0], *sides[1]]))
        function = "ln" if log else "exp"
        self.line(f"assert ({label} : {equation} = 0).", depth)
        self.line(
            "{ " + rewritten + f" assert (Z : {function} ({inside[0]}) = {function} "
            f"({inside[1]})) by (f_equal; exact {same}). lra." + " }",
            depth,
        )
        context.add_text("=", equation, label)

    def _expand(
        self,
        side: Sequence[int],
        text: str,
        functions: Sequence[tuple[str, str, str]],
        log: bool,
        depth: int,
    ) -> None:
        """``ln (a * b) = ln a + ln b`` for the factors of one side, or the same for exp."""
        function = "ln" if log else "exp"
        name = self.fresh()
        parts = [f"{function} {functions[k][2]}" for k in side]
        value = (" + " if log else " * ").join(parts) or ("0" if log else "1")
        self.line(f"assert ({name} : {function} ({text}) = {value}).", depth)
        if not side:
            self.line("{ apply " + ("ln_1" if log else "exp_0") + ". }", depth)
            return
        steps: list[str] = []
        positive = f"P{side[0]}"
        for j in range(1, len(side)):
            left = " * ".join(functions[k][2] for k in side[:j])
            if log:
                steps.insert(0, f"(ln_mult ({left}) {functions[side[j]][2]} {positive} P{side[j]})")
                positive = f"(Rmult_lt_0_compat _ _ {positive} P{side[j]})"
            else:
                left = " + ".join(functions[k][2] for k in side[:j])
                steps.insert(0, f"(exp_plus ({left}) {functions[side[j]][2]})")
        self.line("{ " + "".join(f"rewrite {s}. " for s in steps) + "reflexivity. }", depth)

    def _bound(self, data: Data, context: Context, label: str, depth: int) -> None:
        functions = context.functions
        log = data["rule"] == "log-bound"
        i, j = data["i"], data["j"]
        if isinstance(i, list) or isinstance(j, list):
            self._number_bound(i, j, log, context, label, depth)
            return
        # no function on one side stands for log 1 = 0, or for exp 0 = 1
        constant = ("0", "1", "Rlt_0_1") if log else ("1", "0", "")
        (x, a, above), (y, b, below) = (
            constant if k is None else (functions[k][0], functions[k][2], f"P{k}") for k in (i, j)
        )
        if log:
            shown, lemma = f"{a} - {b} - {b} * ({x} - {y})", f"log_bound {a} {b} {above} {below}"
        else:
            shown, lemma = f"{x} - {y} * (1 + {a} - {b})", f"exp_bound {a} {b}"
        known = "rewrite ln_1 in Z. " if log else "rewrite exp_0 in Z. "
        zero = known if None in (i, j) else ""
        rewritten = " ".join(
            f"rewrite F{k}." for k in dict.fromkeys(k for k in (i, j) if k is not None)
        )
        self.line(f"assert ({label} : 0 <= {shown}).", depth)
        self.line("{ " + f"{rewritten} pose proof ({lemma}) as Z. {zero}exact Z." + " }", depth)
        context.add_text(">=", shown, label)

    def _number_bound(
        self,
        i: int | Sequence[str],
        j: int | Sequence[str],
        log: bool,
        context: Context,
        label: str,
        depth: int,
    ) -> None:
        """A tangent with two numbers c, r for one function: c >= exp r, or 0 < c <= exp r."""
        upper = not isinstance(i, int)  # the numbers stand for the function that is to be bounded
        k, texts = (j, i) if upper else (i, j)
        assert isinstance(k, int)
        assert not isinstance(texts, int)
        variable, _, argument = context.functions[k]
        big, small = (argument, variable) if log else (variable, argument)
        c, r = (Fraction(text) for text in texts)
        if upper:
            (a, x), (b, y) = (number(c), number(r)), (big, small)
        else:
            (a, x), (b, y) = (big, small), (number(c), number(r))
        shown = f"{a} - {b} - {b} * ({x} - {y})" if log else f"{a} - {b} * (1 + {x} - {y})"
        value, fact = self.fresh(), f"exp {number(r)} <= {number(c)}"
        lemma = "at_most"
        if not upper:
            fact, lemma = f"0 < {number(c)} <= exp {number(r)}", "at_least"
        given = " ".join(f"(QArith_base.Qmake ({q.numerator}) {q.denominator})" for q in (c, r))
        self.line(f"assert ({value} : {fact}).", depth)
        self.line(f"{{ apply (Numbers.{lemma} {given}); Numbers.computed. }}", depth)
        self.line(f"assert ({label} : 0 <= {shown}).", depth)
        tangent = (
            f"exp_bound {number(r)} {small}"
            if upper
            else f"Numbers.tangent {number(c)} {number(r)} {small} {value}"
        )
        known = f"rewrite F{k}, (exp_ln _ P{k}) in Z. " if log else ""
        self.line(f"{{ rewrite F{k}. pose proof ({tangent}) as Z. {known}lra. }}", depth)
        context.add_text(">=", shown, label)
