r"""Lists of all Nash equilibria in pure actions: every one is listed, and what is listed is one.

The theorem defines the payoffs and says of the box X of actions:

.. math::
   \mathrm{nash}(x) \iff x \in X \wedge \forall i\ \forall t \in X_i:\; u_i(t, x_{-i}) \le u_i(x),

that every :math:`x` with :math:`\mathrm{nash}(x)` lies in one of the listed boxes, and that in each
of these there is exactly one. `Equilibria.v` proves a checker of the proofs of such claims, once
for all games: slopes and second derivatives exclude parts of the faces of X, Newton's operator maps
a box into itself and shrinks it, so that there is exactly one zero in it (Banach's theorem), and no
reply is better because payoffs are concave on the way, downhill, or lower. A file holds the game,
the certificate as data, and one call of Coq's evaluation.

References
----------
.. [1] Krawczyk, R. (1969). Newton-Algorithmen zur Bestimmung von Nullstellen mit Fehlerschranken.
   Computing 4, 187-201.
.. [2] Neumaier, A. (1990). Interval Methods for Systems of Equations. Cambridge, 5.1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Any

from bargain.check.certificate import Data
from bargain.explain.coq.coq_boxes import Functions, library, listed, ratio, tree
from bargain.explain.coq.coq_script import conjunction, exists

__all__ = ["Equilibria"]

_DIGITS = ("Low", "High", "Free")
Matrix = list[list[Fraction]]


class Equilibria(Functions):
    """Writes that a game has exactly the listed equilibria."""

    def __init__(self, statement: Data) -> None:
        super().__init__(statement)
        self.box = statement["box"]
        self.own = [player["variables"] for player in statement["players"]]
        self.payoffs = [
            f"payoff_{re.sub(r'[^A-Za-z0-9_]', '_', player['name'])}_{k + 1}"
            for k, player in enumerate(statement["players"])
        ]
        self.owner = [
            next(i for i, own in enumerate(self.own) if v in own) for v in range(len(self.names))
        ]

    def all(self, proof: Data, name: str) -> None:
        """The game, the theorem and its proof."""
        self._game()
        self.line(library("Boxes", "Equilibria"))
        self._data(proof)
        self._between_points()
        self._theorem(name)

    # --- what is stated ---------------------------------------------------------------------------

    def _game(self) -> None:
        given = f"({' '.join(self.names)} : R)"
        for payoff, node in zip(self.payoffs, self.statement["payoffs"], strict=True):
            self.line(f"Definition {payoff} {given} : R :=\n  {self.shown[node]}.")
        self.line(f"Definition nash {given} : Prop :=")
        parts = self.between(self.box)
        for i, payoff in enumerate(self.payoffs):
            moved = {v: f"dev_{self.names[v]}" for v in self.own[i]}
            inside = "".join(f"{self._in(v, t)} -> " for v, t in moved.items())
            there = [moved.get(v, n) for v, n in enumerate(self.names)]
            parts.append(
                f"(forall {' '.join(moved.values())} : R, {inside}"
                f"{payoff} {' '.join(there)} <= {payoff} {' '.join(self.names)})"
            )
        self.line("  " + " /\\\n  ".join(parts) + ".")
        for k, box in enumerate(self.statement["equilibria"], 1):
            self.line(f"Definition place_{k} {given} : Prop :=")
            self.line("  " + " /\\ ".join(self.between(box)) + ".")

    def _in(self, v: int, text: str) -> str:
        return self.between(self.box)[v].replace(f" {self.names[v]} ", f" {text} ", 1)

    # --- the certificate as data ------------------------------------------------------------------

    def _data(self, proof: Data) -> None:
        self.line(f"Definition bounds : ends := {self.bounds(self.box)}.")
        self.line(f"Definition owners : list nat := {listed([f'{i}%nat' for i in self.owner])}.")
        pays = [self.data[node] for node in self.statement["payoffs"]]
        self.line(f"Definition pays : list expr := {listed(pays)}.")
        roots, trees, first = [], [], 0
        for digits in product("012", repeat=len(self.names)):
            entry = proof["faces"]["".join(digits)]
            roots += [self._root("".join(digits), root) for root in entry["roots"]]
            trees.append(tree(entry["tree"], partial(self._token, first=first)))
            first += len(entry["roots"])
        fates = [self._token(proof["dismissed"].get(str(r), ["out"]), 0) for r in range(first)]
        entries = [
            f"(Entry {entry['root']} {self.bounds(box)} "
            f"{listed([self._replies(i, t) for i, t in enumerate(entry['replies'])])})"
            for entry, box in zip(proof["listed"], self.statement["equilibria"], strict=True)
        ]
        for what, of, items in (
            ("zeros", "root", roots), ("faces_of", "(tree token)", trees),
            ("list_of", "entry_of", entries), ("fates", "token", fates),
        ):  # fmt: skip
            self.line(f"Definition {what} : list {of} := [" + ";\n  ".join(items) + "].")
        self.line(
            "Lemma checked : accounted bounds owners pays zeros faces_of list_of fates = true."
        )
        self.line("Proof. vm_cast_no_check (eq_refl true). Qed.")

    def _root(self, face: str, data: Sequence[Any]) -> str:
        pairs, rows, *exact = data
        free = [v for v, digit in enumerate(face) if digit == "2"]
        ends = [[pair[int(digit) % 2]] * 2 for digit, pair in zip(face, self.box, strict=True)]
        for v, pair in zip(free, pairs, strict=True):
            ends[v] = pair
        matrix = [[Fraction(e) for e in row] for row in rows]
        known = "None"
        if exact:
            values = [low for low, _ in ends]
            for v, value in zip(free, exact[0], strict=True):
                values[v] = value
            known = f"(Some {listed([ratio(value) for value in values])})"
        digits = listed([_DIGITS[int(digit)] for digit in face])
        whole = (self._matrix(m, free) for m in (matrix, _inverse(matrix)))
        return f"Root {digits} {self.bounds(ends)} {' '.join(whole)} {known}"

    def _matrix(self, matrix: Matrix, free: Sequence[int]) -> str:
        """The matrix over all variables; others have zeros."""
        size = range(len(self.names))
        full = [[Fraction(0) for _ in size] for _ in size]
        for v, row in zip(free, matrix, strict=True):
            for w, value in zip(free, row, strict=True):
                full[v][w] = value
        return listed([listed([ratio(value) for value in row]) for row in full])

    def _token(self, token: Sequence[Any], first: int) -> str:
        kind, *given = token
        if kind == "out":
            return "Out"
        if kind == "d":
            i, to = given
            moves = [f"({v}%nat, {ratio(t)})" for v, t in zip(self.own[i], to, strict=True)]
            return f"(Gains {i} {listed(moves)})"
        constructor = {"n": "Slope", "h": "Convex", "k": "InRoot", "at": "At"}[kind]
        return f"({constructor} {given[0] + (first if kind == 'k' else 0)})"

    def _replies(self, i: int, tokens: Sequence[Sequence[Any]]) -> str:
        def leaf(token: Sequence[Any]) -> str:
            if token[0] != "c":
                return {"w": "Worse", "g": "Downhill"}[token[0]]
            weights = dict(zip(self.own[i], map(Fraction, token[1]), strict=True))
            heavy = [f"({v}%nat, {ratio(w)})" for v, w in weights.items() if w > 0]
            light = [f"{v}%nat" for v, w in weights.items() if w == 0]
            return f"(Concave {listed(heavy)} {listed(light)})"

        return tree(tokens, leaf)

    # --- from numbers to points and back ----------------------------------------------------------

    def _between_points(self) -> None:
        names, size = self.names, len(self.names)
        count = len(self.own)
        is_one = f"equilibrium bounds owners pays {self.point(names)}"
        inside, best = [f"B{v}" for v in range(size)], [f"M{i}" for i in range(count)]
        self.line(f"Lemma to_point : forall {' '.join(names)}, nash {' '.join(names)} -> {is_one}.")
        self.line("Proof.")
        self.line(f"  intros {' '.join([*names, conjunction([*inside, *best])])}. split.")
        self.line("  {")
        self.each_place(inside, 2)
        self.line("  }")
        self.line("  intros i__ L q__ Q O.")
        for i, payoff in enumerate(self.payoffs):
            self.line("  destruct i__ as [| i__].")
            self.line("  {")
            there = [f"(q__ {v}%nat)" for v in range(size)]
            self.line(f"change ({payoff} {' '.join(there)} <= {payoff} {' '.join(names)}).", 2)
            for v in range(size):
                if v not in self.own[i]:
                    self.line(f"rewrite (O {v}%nat (fun E => ltac:(discriminate E))).", 2)
            moves = " ".join(f"(q__ {v}%nat)" for v in self.own[i])
            proofs = " ".join(f"(Q {v}%nat)" for v in self.own[i])
            self.line(f"exact (M{i} {moves} {proofs}).", 2)
            self.line("  }")
        self.line("  exfalso. cbn in L. Lia.lia.")
        self.line("Qed.")
        at = " ".join(f"(p__ {v}%nat)" for v in range(size))
        self.line(
            f"Lemma from_point : forall p__, equilibrium bounds owners pays p__ -> nash {at}."
        )
        self.line("Proof.")
        self.line("  intros p__ [A B].")
        whole = [f"(A {v}%nat)" for v in range(size)]
        for i in range(count):
            moved = [f"t__{v}" if v in self.own[i] else f"(p__ {v}%nat)" for v in range(size)]
            turned = f"(fun k__ : nat => List.nth k__ {listed(moved)} (p__ k__))"
            lead = f"forall {' '.join(f't__{v}' for v in self.own[i])}, "
            lead += "".join(f"{self._in(v, f't__{v}')} -> " for v in self.own[i])
            says = f"{self.payoffs[i]} {' '.join(moved)} <= {self.payoffs[i]} {at}"
            self.line(f"  assert (M{i} : {lead}{says}).")
            self.line("  {")
            self.line(f"intros {' '.join(f't__{v}' for v in self.own[i])} "
                      f"{' '.join(f'T{v}' for v in self.own[i])}.", 2)  # fmt: skip
            self.line(f"refine (B {i}%nat _ {turned} _ _).", 2)
            self.line("- cbn. Lia.lia.", 2)
            self.line("- intro k__.", 2)
            for v in range(size):
                proof = f"T{v}" if v in self.own[i] else f"(A {v}%nat)"
                self.line(f"destruct k__ as [| k__]; [exact {proof} |].", 3)
            self.line(f"destruct k__; exact (A ({'S (' * size}_{')' * size})).", 3)
            self.line("- intros k__ K.", 2)
            for v in range(size):
                end = "destruct (K eq_refl)" if v in self.own[i] else "reflexivity"
                self.line(f"destruct k__ as [| k__]; [{end} |].", 3)
            self.line("destruct k__; reflexivity.", 3)
            self.line("  }")
        self.line(f"  exact {_conj([*whole, *best])}.")
        self.line("Qed.")

    def _theorem(self, name: str) -> None:
        names, boxes = self.names, self.statement["equilibria"]
        given, others = " ".join(names), [f"{n}_" for n in names]
        parts = []
        places = " \\/ ".join(f"place_{k} {given}" for k in range(1, len(boxes) + 1)) or "False"
        parts.append(f"(forall {given} : R, nash {given} -> {places})")
        for k in range(1, len(boxes) + 1):
            same = " /\\ ".join(f"{o} = {n}" for o, n in zip(others, names, strict=True))
            there = " ".join(others)
            parts.append(
                f"({exists(names)}nash {given} /\\ place_{k} {given} /\\\n   forall {there} : R, "
                f"nash {there} -> place_{k} {there} -> {same})"
            )
        self.line(f"Theorem {name} :\n  " + " /\\\n  ".join(parts) + ".")
        self.line("Proof.")
        self.line("  destruct (all_listed _ _ _ _ _ _ _ checked) as [A B].")
        size = range(len(names))
        for k in range(-1, len(boxes)):
            self.line("  {" if k == len(boxes) - 1 else "  split. {")
            if k < 0:
                self.line(
                    f"intros {given} N. destruct (A _ (to_point {given} N)) as [e__ [I P]].", 2
                )
                for j in range(len(boxes)):
                    way = "".join(["right; "] * j) + ("left; " if j < len(boxes) - 1 else "")
                    inside = _conj([f"(P {v}%nat)" for v in size])
                    self.line(f"destruct I as [I | I]; [subst e__; {way}exact {inside} |].", 2)
                self.line("destruct I.", 2)
                self.line("  }")
                continue
            member = "(or_intror " * k + "(or_introl eq_refl)" + ")" * k
            self.line(f"destruct (B _ {member}) as [p__ [N [P U]]].", 2)
            self.line(f"exists {', '.join(f'(p__ {v}%nat)' for v in size)}.", 2)
            self.line("split; [exact (from_point p__ N) |].", 2)
            self.line(f"split; [exact {_conj([f'(P {v}%nat)' for v in size])} |].", 2)
            self.line(
                f"intros {' '.join([*others, 'O', conjunction([f'I{v}' for v in size])])}.", 2
            )
            self.line(f"assert (V := U _ (to_point {' '.join(others)} O)).", 2)
            self.line("match type of V with ?H -> _ => assert (W : H) end.", 2)
            self.line("{", 2)
            self.each_place([f"I{v}" for v in size], 3)
            self.line("}", 2)
            self.line(f"exact {_conj([f'(V W {v}%nat)' for v in size])}.", 2)
            self.line("  }")
        self.line("Qed.")


def _conj(proofs: Sequence[str]) -> str:
    """Proofs of all as one of their conjunction."""
    *first, whole = proofs
    for proof in reversed(first):
        whole = f"(conj {proof} {whole})"
    return whole


def _inverse(matrix: Matrix) -> Matrix:
    """The inverse, by elimination; zeros if there is none, which Coq then refuses."""
    size = len(matrix)
    rows = [[*row, *(Fraction(int(i == j)) for j in range(size))] for i, row in enumerate(matrix)]
    for c in range(size):
        chosen = next((r for r in range(c, size) if rows[r][c]), None)
        if chosen is None:
            return [[Fraction(0)] * size for _ in range(size)]
        rows[c], rows[chosen] = rows[chosen], rows[c]
        rows[c] = [value / rows[c][c] for value in rows[c]]
        for r in range(size):
            if r != c and rows[r][c]:
                rows[r] = [a - rows[r][c] * b for a, b in zip(rows[r], rows[c], strict=True)]
    return [row[size:] for row in rows]
