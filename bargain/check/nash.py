"""All pure Nash equilibria of a continuous game, with a proof that none is missing: ``equilibria``.

Players choose disjoint sets of the variables, together all, in a box. The claim: there are exactly
as many equilibria as ``equilibria`` has boxes; these are disjoint and hold one each. Write f_v for
the derivative of its owner's payoff in v. At an equilibrium every v is at its lower end with
f_v <= 0, or at its upper end with f_v >= 0, or strictly inside with f_v = 0 and not strictly
convex. So every equilibrium lies on one of the 3^n *faces*, a text of one digit per variable: 0
lower end, 1 upper end, 2 strictly inside (*free*). Each face is bisected until every part is
excluded or lies in a box with exactly one zero of the free f_v, a *root*; each root is then shown
to be an equilibrium, or to be none.
"""

from fractions import Fraction
from itertools import combinations, product

from bargain.check.boxes import Box, leaves, read_box, within
from bargain.check.certificate import (
    Budget,
    Raw,
    fields,
    items,
    labels,
    proof_of,
    rational,
    require,
)
from bargain.check.interval import add, dot, enclose, mul, sub
from bargain.check.roots import Root, System


class Game(System):
    """Payoffs u, their first derivatives f, and second derivatives h of the owners' payoffs."""

    def __init__(self, statement: Raw, budget: Budget) -> None:
        size = len(labels(statement["variables"], "variables"))
        super().__init__(statement["box"], statement["tape"], size, budget)
        players = [fields(entry, "player", "name variables") for entry in statement["players"]]
        labels([name for name, _ in players], "players")
        self.own, self.u = [own for _, own in players], items(statement["payoffs"], "payoffs")
        every = sorted(v for own in self.own for v in own)
        require(every == list(range(size)) and all(self.own), "players: not disjoint actions")
        require(all(k < len(statement["tape"]) for k in self.u), "payoffs: not on the tape")
        owner = {v: u for u, own in zip(self.u, self.own, strict=True) for v in own}
        self.f = [self.tape.derivative(owner[v], v) for v in range(size)]
        self.h = [[self.tape.derivative(f, w) for w in range(size)] for f in self.f]
        self.listed = [read_box(box, size) for box in items(statement["equilibria"], "equilibria")]
        for one, two in combinations(self.listed, 2):  # so that no equilibrium is counted twice
            apart = any(a[1] < b[0] or b[1] < a[0] for a, b in zip(one, two, strict=True))
            require(apart, "two boxes of equilibria overlap")

    def excluded(self, token: Raw, x: Root) -> bool:
        """Whether no point of ``x.tight`` is an equilibrium on the face."""
        kind, i, *to = token
        if kind == "h" and not to:  # strictly convex in i: no maximum inside
            return x.face[i] == "2" and self.tape.values(x.tight, self.h[i][i])[0][0] > 0
        if kind == "n" and not to:  # not of first order in i
            low, high = self.slope(i, x)
            return (low > 0 and x.face[i] != "1") or (high < 0 and x.face[i] != "0")
        require(kind == "d" and len(to) == 1, "unknown token")
        moved = list(x.tight)  # player i gains by moving to these actions, from everywhere
        for v, text in zip(self.own[i], items(to[0], "token"), strict=True):
            t = rational(text, "token")
            require(self.exact[v][0] <= t <= self.exact[v][1], "a deviation leaves the box")
            moved[v] = enclose(t)
        after, before = (self.tape.values(box, self.u[i])[0] for box in (moved, x.tight))
        return bool(after[0] > before[1])

    def worse(self, token: Raw, i: int, t: Box, x: Root) -> bool:
        """Whether u_i(t) <= u_i(x) for all replies in t, by ``w``, ``g`` or ``c``."""
        own, tape = self.own[i], self.tape
        if token == ["w"]:
            return bool(tape.values(t, self.u[i])[0][1] <= tape.values(x.tight, self.u[i])[0][0])
        hull = [(min(a[0], b[0]), max(a[1], b[1])) for a, b in zip(t, x.tight, strict=True)]
        tape.values(hull, self.u[i])  # refuses if the payoff is not defined there
        d = {}
        for v in own:  # no reply is below a lower end or above an upper end
            low, high = sub(t[v], x.tight[v])
            least, most = max(low, 0) if x.face[v] == "0" else low, min(high, 0)
            d[v] = least, most if x.face[v] == "1" else high
        if token == ["g"]:  # by the mean value theorem
            return dot(tape.values(hull, *(self.f[v] for v in own)), d.values())[1] <= 0
        # Taylor's theorem: the gain is sum_v f_v d_v + 1/2 sum_vw H_vw d_v d_w with H on the hull.
        # On S = {v: w_v > 0} f_v d_v <= 0, for x is of first order, and H is negative: diagonally
        # dominant when scaled by w. What is left is d_v times the bracket, for every other v.
        kind, given = token
        weight = {v: rational(w, "token") for v, w in zip(own, items(given, "token"), strict=True)}
        good = kind == "c" and all(w >= 0 for w in weight.values())
        for v in own:
            row = dict(zip(own, tape.values(hull, *(self.h[v][w] for w in own)), strict=True))
            if weight[v] > 0:
                rest = sum(weight[w] * max(-row[w][0], row[w][1]) for w in own if w != v)
                good = good and weight[v] * row[v][1] + rest <= 0
            else:
                halved = [mul(enclose(Fraction(1, 1 if weight[w] > 0 else 2)), row[w]) for w in own]
                bracket = add(tape.values(x.tight, self.f[v])[0], dot(halved, d.values()))
                good = good and mul(bracket, d[v])[1] <= 0
        return good

    def first_order(self, x: Root) -> bool:
        """Whether a root is strictly inside where it is free, and of first order at its ends."""
        for v, ((lo, hi), (low, high)) in enumerate(zip(self.exact, x.ends, strict=True)):
            falls, rises = self.slope(v, x)
            good = {"0": rises <= 0, "1": falls >= 0, "2": lo < low and high < hi}
            if not good[x.face[v]]:
                return False
        return True

    def equilibrium(self, x: Root, box: list[tuple[Fraction, Fraction]], replies: Raw) -> None:
        """Verify that a root is an equilibrium in ``box``: first order, then every best reply."""
        require(self.first_order(x), "equilibrium: a variable is not of first order")
        require(within(x.ends, box), "equilibrium: not in its box")
        self.tape.values(x.tight, *self.u)  # the payoffs are defined there
        for i, (own, tree) in enumerate(zip(self.own, replies, strict=True)):
            for token, t in leaves(tree, self.replies(i, x), self.tape.budget, own):
                require(self.worse(token, i, t, x), "replies: a reply may be better")

    def replies(self, i: int, x: Root) -> Box:
        """Return all replies of player i to the actions of the others at x."""
        return [self.box[v] if v in self.own[i] else x.tight[v] for v in range(self.size)]

    def dismissed(self, token: Raw, root: Root, roots: list[Root]) -> bool:
        """Whether a root is no equilibrium, or one of another face."""
        free = self.mean(root.tight, root.face)[0]
        if token == ["out"]:  # not strictly inside
            pairs = [(*root.ends[v], *self.exact[v]) for v in free]
            return any(high <= lo or hi <= low for low, high, lo, hi in pairs)
        if token[0] != "at":
            return self.excluded(token, root)
        # Root q of a face that fixes more variables, whose f_v are 0 there, lies in the box of this
        # one, where the zero is unique: they are one, at an end and not strictly inside.
        other, *more = (roots[q] for q in token[1:])
        fixed = [v for v in free if other.face[v] != "2"]
        finer = all(a in ("2", b) for a, b in zip(root.face, other.face, strict=True))
        good = finer and fixed and within(other.tight, root.wide) and not more
        return bool(good) and all(self.slope(v, other) == (0, 0) for v in fixed)

    def prove(self, verdict: str, proof: Raw, sample: Raw) -> set[str]:
        """Verify that the faces hold no equilibria but those listed; no hypotheses are used."""
        fields(sample, "sample", "")
        require({"never": not self.listed, "always": self.listed}.get(verdict, True), "not listed")
        faces, listed, dismissed = proof_of(proof, "nash", "faces listed dismissed")
        keys, budget = ["".join(d) for d in product("012", repeat=self.size)], self.tape.budget
        roots: list[Root] = []
        for face, entry in zip(keys, fields(faces, "faces", keys), strict=True):
            data, tree = fields(entry, "face", "roots tree")
            here = [self.root(root, face) for root in items(data, "roots")]
            roots += here
            for token, box in leaves(tree, self.face(face), budget, range(self.size)):
                good = token[0] == "k" and len(token) == 2 and within(box, here[token[1]].wide)
                good = good or self.excluded(token, Root(face, box, box, []))
                require(good, f"a box of face {face} is not settled")
        pairs = [fields(entry, "listed", "root replies") for entry in items(listed, "listed")]
        for (r, replies), listed_box in zip(pairs, self.listed, strict=True):
            self.equilibrium(roots[r], listed_box, replies)
        chosen = {r for r, _ in pairs}
        others = [r for r in range(len(roots)) if r not in chosen]
        tokens = fields(dismissed, "dismissed", map(str, others))
        for r, token in zip(others, tokens, strict=True):
            require(self.dismissed(token, roots[r], roots), f"root {r} is not dismissed")
        return set()
