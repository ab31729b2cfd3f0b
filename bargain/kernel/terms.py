"""A statement's own quantities as terms of the game: quotients, roots, extrema, logarithms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sympy as sp

from bargain.check.certificate import Data
from bargain.errors import OptionError
from bargain.explain.coq.coq_script import named, poly, relation
from bargain.game.auxiliary import Auxiliary
from bargain.kernel.expressions import function_of, is_polynomial
from bargain.kernel.smooth_facts import SmoothBridge
from bargain.question.encoding import Polynomial, expression
from bargain.question.question import Question
from bargain.question.statement import DEFINES

__all__ = ["Terms", "is_multiple", "twins"]


class Terms:
    """What stands for the variables of a statement that define a part of an expression.

    Parameters
    ----------
    statement : mapping
    question : Question
    bridge : SmoothBridge
    meanings : mapping of str to sympy.Expr
        Of the variables that stand for something else.
    """

    def __init__(
        self,
        statement: Data,
        question: Question,
        bridge: SmoothBridge,
        meanings: Mapping[str, sp.Expr],
    ) -> None:
        self.statement, self.bridge = statement, bridge
        self.meanings = {n: e for n, e in meanings.items() if n in statement["variables"]}
        symbols = question.polynomial_symbols(statement)
        self.symbols = dict(zip(statement["variables"], symbols, strict=True))
        self.names = [named(n) for n in statement["variables"]]

    def at(self, moved: Mapping[sp.Symbol, str]) -> list[str]:
        """The names of all variables, with terms for the quantities."""
        found = []
        for n in self.statement["variables"]:
            if n in self.meanings:
                found.append(self.bridge.text(self.meanings[n], moved))
            else:
                found.append(moved.get(self.symbols[n], named(n)))
        return found

    def quantities(self) -> list[str]:
        """The names of variables that stand for a part, beside those that functions need."""
        found = []
        functions = self.statement.get("functions", [])
        inside = {f["var"] for f in functions}
        for place, n in enumerate(self.statement["variables"]):
            argued = any(powers[place] for f in functions for _, powers in f["arg"])
            if n in self.meanings and n not in inside and not argued:
                found.append(named(n))
        return found

    def meaning(self, data: Polynomial) -> sp.Expr:
        """A polynomial of the statement in the symbols of the game."""
        variables = [self.meanings.get(n, s) for n, s in self.symbols.items()]
        return expression(data, variables)

    def functions(self, names: Sequence[str], moved: Mapping[sp.Symbol, str]) -> int:
        """Show what logarithms and exponentials are; the number of premises about them."""
        count, bridge = 0, self.bridge
        for f in self.statement.get("functions", []):
            inside = poly(f["arg"], names)
            term = names[self.statement["variables"].index(f["var"])]
            one = function_of(self.meanings[f["var"]])
            if one is None:
                raise OptionError(f"{f['var']} is a number")
            name, argument = one
            shown = bridge.text(argument, moved)
            if f["of"] == "log":
                bridge.line(f"assert ({bridge.label()} : 0 < {inside}).")
                same = f"replace {inside} with {shown} by {bridge.same}"
                bridge.line(f"{{ {same}. positive. }}")
            bridge.line(f"assert ({bridge.label()} : {term} = {name} {inside}).")
            bridge.line(f"{{ f_equal; {bridge.same}. }}")
            count += 1 + (f["of"] == "log")
        return count

    def defining(self, h: Data, names: Sequence[str]) -> bool:
        """Show a relation that defines a quantity; whether it is one that can be shown."""
        if h.get("because") != DEFINES:
            return False
        own = [n for n in self.meanings if h["text"].startswith(f"{n} = ")]
        if not own:
            return False
        meaning, bridge = self.meanings[own[0]], self.bridge
        if not self.has_value(meaning):
            return False
        bridge.equations([meaning])
        label = bridge.label()
        bridge.line(f"assert ({label} : {relation(h, names)}).")
        lead = "left. " if h["rel"] == "or" else ""
        ways = {">=": "nonneg", ">": "positive", "=": bridge.same}
        rel = h["any"][0][0][0] if h["rel"] == "or" else h["rel"]
        close = ways[rel]
        if isinstance(meaning, (sp.Min, sp.Max, sp.Abs)):
            close = "in_pieces"
        bridge.line(f"{{ {lead}{close}. }}")
        return True

    def has_value(self, meaning: sp.Expr) -> bool:
        """Whether the sign of what it needs is known here."""
        if meaning.is_number:
            return is_polynomial(meaning)
        if isinstance(meaning, (sp.Min, sp.Max, sp.Abs)):
            return True
        parts = [part for part, _ in self.bridge.parts]
        base = meaning.base if meaning.is_Pow else meaning
        return base in parts

    def clauses(
        self, hypotheses: Sequence[Data], given: Sequence[Data], names: Sequence[str]
    ) -> list[Data]:
        """Show the clauses that can be shown; those that are taken as given."""
        taken = []
        for h in hypotheses:
            if h in given:
                taken.append(h)
            elif h["rel"] == "or":
                first = self.meaning(h["any"][0][0][1])
                if not (self.defining(h, names) or self.bridge.one_way(h, first, names)):
                    taken.append(h)
            elif self._in_box(h) or self.defining(h, names):
                continue
            elif not self.bridge.clause(h["rel"], poly(h["poly"], names), self.meaning(h["poly"])):
                taken.append(h)
        return taken

    def _in_box(self, h: Data) -> bool:
        """Whether it says that a variable lies in its box."""
        game = self.bridge.game.game
        found = self.meaning(h["poly"])
        if h["rel"] != ">=" or len(found.free_symbols) != 1:
            return False
        (v,) = found.free_symbols
        if v not in game.box:
            return False
        low, high = game.box[v]
        return any(is_multiple(found, end) for end in (v - low, high - v))


def is_multiple(expression: sp.Expr, other: sp.Expr) -> bool:
    """Whether one is the other times a positive number.

    Examples
    --------
    >>> x = sp.Symbol("x")
    >>> is_multiple(2 - 2 * x, 1 - x), is_multiple(x - 1, 1 - x)
    (True, False)
    """
    times = sp.cancel(expression / other)
    return bool(times.is_Rational and times > 0)


def twins(
    symbols: Mapping[str, sp.Symbol], called: Mapping[sp.Symbol, str]
) -> dict[sp.Symbol, str]:
    """For deviations, the values that they deviate from: those are possible, too."""
    found = {}
    for s in symbols.values():
        own = s
        while isinstance(own, Auxiliary) and isinstance(own.of, sp.Symbol):
            own = own.of
        if own is not s and own in called:
            found[s] = called[own]
    return found
