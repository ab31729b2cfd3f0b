"""That no agreement meets the conditions, from a theorem that a box is empty.

The theorem is about functions of numbers (`bargain.explain.coq.coq_boxes`). Here each function that
its proof uses is shown to be what the region, the boxes or a condition of the game say: clauses
from facts, as in `bargain.kernel.smooth_facts`. What no definition gives is taken as given, in the
functions of the box.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

import sympy as sp

from bargain.check.certificate import Data
from bargain.errors import OptionError
from bargain.explain.coq.coq_boxes import EmptyBox
from bargain.explain.coq.coq_script import named, number
from bargain.kernel.agreements import Agreements
from bargain.kernel.expressions import function_of
from bargain.kernel.smooth_facts import SIGN, SmoothBridge, compared
from bargain.kernel.terms import is_multiple
from bargain.question.kinds.box_statement import box_constraints

__all__ = ["BoxClauses"]


class BoxClauses(Agreements):
    """Adds claims about boxes."""

    def _none_in_box(self, proof: Data) -> tuple[str, Callable[[str], list[str]]]:
        """That there is no agreement, and its proof from the constraints that the box's uses."""
        game, box = self.game, EmptyBox(self.statement)
        game.smooth = True
        bridge = self.bridge = SmoothBridge(game, self.names)
        functions = _Spelt(box, bridge, self.statement)
        start = len(bridge.lines)
        bridge.values_at({})
        for label, relation in self._given():
            for expression, rel in compared(relation):
                bridge.fact(expression, rel, "", f"pose proof {label} as Z.")
        bridge.lines[start:] = [*bridge.lines[start:], *self._implied()]
        constraints, _ = box_constraints(self.question)
        used = box.used(proof)
        taken, said, mentioned, sides = [], [], set[str](), 0
        for k in used:
            own, data = constraints[k], self.statement["constraints"][k]
            if own.name != data["name"]:
                raise OptionError("the constraints of the box are others")
            meaning = self.question.frame.shown(own.expression)
            mentioned |= {bridge.called.get(s, named(s.name)) for s in meaning.free_symbols}
            rel, bare = ">=" if own.upper is None else "=", box.shown[data["node"]]
            sides += 1 + (rel == "=")
            if not (
                self._is_an_end(meaning)
                or bridge.clause(rel, bare, meaning, functions.spelt(data["node"]))
            ):
                taken.append({"name": own.name})
                said.append(SIGN[rel].format(bare))
        self._take(taken)
        places, free = [], []
        for n, (low, high) in zip(box.names, self.statement["box"], strict=True):
            known = n in game.parameters or n in game.variables or n in bridge.replies
            if not known and n in mentioned:
                free.append(n)
                said.append(f"{number(Fraction(low))} <= {n} <= {number(Fraction(high))}")
            places.append(n if known or n in mentioned else number(Fraction(low)))
        facts = bridge.lines[start:]
        del bridge.lines[start:]
        rest = " ".join([*places, *("_" for _ in range(len(places) + sides))])
        return self._no_agreement(free, said, facts, rest)

    def _is_an_end(self, meaning: sp.Expr) -> bool:
        """Whether it says on which side of an end a best reply lies, that was shown to exist."""
        if len(meaning.free_symbols) != 1:
            return False
        (s,) = meaning.free_symbols
        if self.bridge.called.get(s) not in self.bridge.replies:
            return False
        low, high = self.game.game.box[s.of]
        return any(is_multiple(meaning, end) for end in (s - low, high - s))

    def _given(self) -> Iterator[tuple[str, sp.Basic]]:
        """Relations that the region and the agreement consist of, with their labels."""
        for k, r in enumerate(self.question.stated):
            yield f"R{k}", r
        first = 2 * len(self.game.variables)
        for k, r in enumerate(self.game.game.constraints):
            yield f"B{first + k}", r


class _Spelt:
    """Tactics that spell the functions of a tape as those of the game are spelt."""

    def __init__(self, box: EmptyBox, bridge: SmoothBridge, statement: Data) -> None:
        self.box, self.bridge, self.tape = box, bridge, statement["tape"]
        symbols = {name: s for s, name in bridge.called.items()}
        own = {named(s.name): s for s in bridge.game.symbols}
        self.symbols = [symbols.get(n) or own[n] for n in box.names]
        self._meanings: dict[int, tuple[sp.Expr, str]] = {}
        self._tactics: dict[int, list[str]] = {}

    def spelt(self, node: int) -> list[str]:
        """Of an entry: a replacement for each function in it, inner ones first."""
        self._read(node)
        return self._tactics[node]

    def _read(self, node: int) -> tuple[sp.Expr, str]:
        """What an entry means, and how it is shown when the functions inside are replaced."""
        if node in self._meanings:
            return self._meanings[node]
        kind, *of = self.tape[node]
        inner = [self._read(k) for k in (of[:1] if kind == "^" else of)] if kind not in "vc" else []
        below = [t for k in (of[: len(inner)]) for t in self._tactics[k]]
        expressions, texts = [e for e, _ in inner], [t for _, t in inner]
        if kind == "v":
            found, text = self.symbols[of[0]], self.box.names[of[0]]
        elif kind == "c":
            found, text = sp.Rational(of[0]), number(Fraction(of[0]))
        elif kind in ("log", "exp", "sqrt"):
            found = {"log": sp.log, "exp": sp.exp, "sqrt": sp.sqrt}[kind](*expressions)
            text = f"({'ln' if kind == 'log' else kind} {texts[0]})"
            one = function_of(found)
            if one is not None and (shown := self.bridge.text(found)) != text:
                below.append(f"replace {text} with {shown} by (f_equal; {self.bridge.same}).")
                text = shown
        elif kind == "^" or (kind == "*" and of[0] == of[1]):
            power = of[1] if kind == "^" else 2
            found, text = expressions[0] ** power, f"({texts[0]} ^ {power})"
        else:
            a, b = expressions
            found = {"+": a + b, "-": a - b, "*": a * b, "/": a / b if b != 0 else sp.nan}[kind]
            text = f"({texts[0]} {kind} {texts[1]})"
        self._meanings[node] = found, text
        self._tactics[node] = list(dict.fromkeys(below))
        return self._meanings[node]
