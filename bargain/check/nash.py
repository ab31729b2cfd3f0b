"""All pure Nash equilibria of a continuous game, with a proof that none is missing: ``equilibria``.

Players choose disjoint sets of the variables, together all, in a box with lo < hi; payoffs are
nodes of a tape. The claim: there are exactly as many equilibria as ``equilibria`` has boxes; the
boxes are disjoint and hold one each. Write f_v for the derivative of its owner's payoff in v.
At an equilibrium every v is at its lower end with f_v <= 0, or at its upper end with f_v >= 0, or
strictly inside with f_v = 0 and not strictly convex. Hence every equilibrium lies on one of the 3^n
*faces*, a text of one digit per variable: 0 lower end, 1 upper end, 2 strictly inside (*free*).

Proof ``{"kind":"nash","faces":{face:{"roots":[root..],"tree":[token..]}},"listed":[..],
"dismissed":{"r":token}}``. Roots are numbered through, faces in ascending order of their text.
A root is ``[[[lo,hi] per free variable],[[Y_vw]..]]``: Krawczyk's operator m - Y f(m) +
(1 - Y J(X)) (X - m) maps the box X into its interior, hence X has exactly one zero of the free
derivatives (Krawczyk 1969; Neumaier 1990, Thm 5.1.8). A third entry ``["p/q" per free variable]``
claims its exact value, verified in rational arithmetic. Tokens, in preorder from the face:

``["s",v]``   bisect; the lower half first
``["n",v]``   no KKT point: f_v has no zero (free), is > 0 (lower end) or < 0 (upper end) on the box
``["h",v]``   v is free and the payoff strictly convex in v on the box: no maximum inside
``["d",i,[t..]]``   player i gains by moving to the actions t in its box, from everywhere in the box
``["k",r]``   the box lies in the box of root r of this face (numbered within the face)

``listed`` has for each statement box ``{"root":r,"replies":[tree per player]}``, the trees over the
player's own variables, tokens in preorder from its whole box T, x the equilibrium:

``["s",v]``   bisect   ``["w"]``   u(T) <= u(x)
``["g"]``     sum_v f_v (t_v - x_v) <= 0 with f_v over the hull of T and x (first order)
``["c",[w..]]``   second order, a weight >= 0 per own variable. On S = {v: w_v > 0} the Hessian over
    the hull is diagonally dominant and negative when scaled by w; for other v the bracket
    f_v(x) + sum_S H_vw d_w + 1/2 sum_not-S H_vw d_w times d_v = t_v - x_v is <= 0. With f_v(x) d_v
    <= 0 on S Taylor's theorem gives u(t) <= u(x). All w > 0: u is concave there.

Every other root is in ``dismissed``: ``["d",i,[t..]]``, ``["n",v]``, ``["h",v]``, ``["out"]`` (not
strictly inside), ``["same",r2]``: it is root r2 of the same face, listed or of a smaller number,
``["at",r2]``: root r2 of a face that fixes more variables, whose f_v are 0 there, lies in the box
of r, where the zero is unique: r is r2, at an end of these variables and not strictly inside.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations, product
from typing import Any, NamedTuple

from bargain.check.boxes import Box, Tape, centre, leaves, outer, read_box
from bargain.check.certificate import Budget, fields, index, items, line, names, rational, require
from bargain.check.interval import ONE, Interval, add, dot, enclose, mul, sub

MAX_VARIABLES = 8


class Root(NamedTuple):
    """A zero on a face, unique in ``wide``, enclosed by ``tight``; ``point`` if known exactly."""

    face: str
    wide: Box
    tight: Box
    point: list[Fraction] | None


def within(inner: Box, outside: Box) -> bool:
    """Whether a box lies in another."""
    return all(b[0] <= a[0] and a[1] <= b[1] for a, b in zip(inner, outside, strict=True))


class Game:
    """Payoffs u, their first derivatives f, and second derivatives h of the owners' payoffs."""

    def __init__(self, statement: Mapping[str, Any], budget: Budget) -> None:
        size = len(names(statement["variables"], "variables"))
        require(0 < size <= MAX_VARIABLES, "no variable or too many")
        self.exact = read_box(statement["box"], size)
        require(all(lo < hi for lo, hi in self.exact), "box: an action without a choice")
        self.box, self.size = outer(self.exact), size
        self.tape = tape = Tape(statement["tape"], size, budget)
        self.own: list[list[int]] = []
        for entry in items(statement["players"], "players"):
            fields(entry, "player", ("name", "variables"))
            line(entry["name"], "player")
            own = items(entry["variables"], "player")
            self.own.append([index(v, size, "player") for v in own])
        names([entry["name"] for entry in statement["players"]], "players")
        every = sorted(v for own in self.own for v in own)
        require(every == list(range(size)) and all(self.own), "players: not disjoint actions")
        payoffs = items(statement["payoffs"], "payoffs", len(self.own))
        self.u = [index(k, len(statement["tape"]), "payoff") for k in payoffs]
        owner = {v: i for i, own in enumerate(self.own) for v in own}
        self.f = [tape.derivative(self.u[owner[v]], v) for v in range(size)]
        self.h = [[tape.derivative(f, w) for w in range(size)] for f in self.f]

    def face(self, face: str) -> Box:
        """Return the box of a face; an end that is no dyadic number becomes a narrow interval."""
        whole = zip(self.exact, self.box, strict=True)
        ends = [(enclose(lo), enclose(hi), box) for (lo, hi), box in whole]
        return [end[int(digit)] for digit, end in zip(face, ends, strict=True)]

    def free(self, face: str) -> list[int]:
        """Return the free variables of a face."""
        return [v for v in range(self.size) if face[v] == "2"]

    def middle(self, box: Box, face: str) -> Box:
        """Return the box with the free variables at their midpoints."""
        pairs = zip(face, box, centre(box), strict=True)
        return [m if digit == "2" else x for digit, x, m in pairs]

    def krawczyk(self, box: Box, face: str, inverse: list[list[Interval]]) -> Box:
        """Return Krawczyk's operator on the free variables of a box."""
        free, point, tape = self.free(face), self.middle(box, face), self.tape
        f = tape.values(point, *(self.f[v] for v in free))
        columns = [tape.values(box, *(self.h[v][w] for v in free)) for w in free]
        offset = [sub(box[v], point[v]) for v in free]
        result = []
        for r, v in enumerate(free):
            unit = [enclose(int(r == c)) for c in range(len(free))]
            rest = [sub(e, dot(inverse[r], c)) for e, c in zip(unit, columns, strict=True)]
            result.append(add(sub(point[v], dot(inverse[r], f)), dot(rest, offset)))
        return result

    def root(self, data: Any, face: str) -> Root:
        """Verify that a box holds exactly one zero on the face, and tighten it."""
        require(len(items(data, "root")) in (2, 3), "root: two or three entries are expected")
        pair, inverse, *exact = data
        free, wide = self.free(face), self.face(face)
        for v, x in zip(free, outer(read_box(pair, len(free))), strict=True):
            wide[v] = x
        rows = [items(row, "root", len(free)) for row in items(inverse, "root", len(free))]
        y = [[enclose(rational(entry, "root")) for entry in row] for row in rows]
        image = zip(free, self.krawczyk(wide, face, y), strict=True)
        inside = all(wide[v][0] < a and b < wide[v][1] for v, (a, b) in image)
        require(inside, f"a root of face {face} is not proved")
        tight, point = list(wide), None
        if exact:
            point = [self.exact[v][face[v] == "1"] for v in range(self.size)]
            for v, text in zip(free, items(exact[0], "root", len(free)), strict=True):
                point[v] = rational(text, "root")
                tight[v] = enclose(point[v])
            require(within(tight, wide), "an exact root is not in its box")
        for _ in range(0 if exact else 8):  # the zero stays in the image: intersect
            for v, k in zip(free, self.krawczyk(tight, face, y), strict=True):
                tight[v] = max(tight[v][0], k[0]), min(tight[v][1], k[1])
        root = Root(face, wide, tight, point)
        zero = point is None or all(self.slope(v, root) == (0, 0) for v in free)
        require(zero, "an exact root is no zero")
        return root

    def slope(self, v: int, x: Root) -> tuple[Fraction | int, Fraction | int]:
        """Return ends of the range of f_v on the box ``x.tight``; exact at a known point."""
        whole = self.tape.values(x.tight, self.f[v])[0]
        if whole == (0, 0) or whole[0] > 0 or whole[1] < 0:
            return whole  # decided, though other numbers at the point may be irrational
        if x.point is not None:
            return (self.tape.exact(x.point, self.f[v]),) * 2
        free, middle = self.free(x.face), self.middle(x.tight, x.face)
        mean = self.tape.values(middle, self.f[v])[0]
        slopes = self.tape.values(x.tight, *(self.h[v][w] for w in free))  # the mean value form
        mean = add(mean, dot(slopes, [sub(x.tight[w], middle[w]) for w in free]))
        return max(whole[0], mean[0]), min(whole[1], mean[1])

    def ends(self, v: int, x: Root) -> tuple[Fraction, Fraction]:
        """Return exact rational bounds on the variable v of a root."""
        if x.point is not None:
            return x.point[v], x.point[v]
        if x.face[v] == "2":
            return Fraction(x.tight[v][0], ONE), Fraction(x.tight[v][1], ONE)
        return (self.exact[v][int(x.face[v])],) * 2

    def excluded(self, token: list[Any], x: Root) -> bool:
        """Whether no point of ``x.tight`` is an equilibrium on the face: ``n``, ``h`` or ``d``."""
        if token[0] in ("n", "h"):
            v = index(items(token, "token", 2)[1], self.size, "token")
            if token[0] == "h":
                return x.face[v] == "2" and self.tape.values(x.tight, self.h[v][v])[0][0] > 0
            low, high = self.slope(v, x)
            return (low > 0 and x.face[v] != "1") or (high < 0 and x.face[v] != "0")
        require(token[0] == "d", "unknown token")
        i = index(items(token, "token", 3)[1], len(self.own), "token")
        moved = list(x.tight)
        for v, text in zip(self.own[i], items(token[2], "token", len(self.own[i])), strict=True):
            t = rational(text, "token")
            require(self.exact[v][0] <= t <= self.exact[v][1], "a deviation leaves the box")
            moved[v] = enclose(t)
        after, before = (self.tape.values(box, self.u[i])[0] for box in (moved, x.tight))
        return after[0] > before[1]

    def worse(self, token: list[Any], i: int, t: Box, x: Root) -> bool:
        """Whether u_i(t) <= u_i(x) for all replies in t, by ``w``, ``g`` or ``c``."""
        own, tape = self.own[i], self.tape
        if token == ["w"]:
            return tape.values(t, self.u[i])[0][1] <= tape.values(x.tight, self.u[i])[0][0]
        hull = [(min(a[0], b[0]), max(a[1], b[1])) for a, b in zip(t, x.tight, strict=True)]
        tape.values(hull, self.u[i])  # refuses if the payoff is not defined there
        d = {v: sub(t[v], x.tight[v]) for v in own}
        for v in own:  # no reply is below a lower end or above an upper end
            low = max(d[v][0], 0) if x.face[v] == "0" else d[v][0]
            d[v] = low, min(d[v][1], 0) if x.face[v] == "1" else d[v][1]
        if token == ["g"]:
            return dot(tape.values(hull, *(self.f[v] for v in own)), d.values())[1] <= 0
        require(token[0] == "c", "unknown token")
        given = items(items(token, "token", 2)[1], "token", len(own))
        weight = {v: rational(w, "token") for v, w in zip(own, given, strict=True)}
        good = all(w >= 0 for w in weight.values())
        for v in own:
            row = dict(zip(own, tape.values(hull, *(self.h[v][w] for w in own)), strict=True))
            if weight[v] > 0:
                rest = sum(weight[w] * max(-row[w][0], row[w][1]) for w in own if w != v)
                good = good and weight[v] * row[v][1] + rest <= 0
                continue
            halved = [mul(enclose(Fraction(1, 1 if weight[w] > 0 else 2)), row[w]) for w in own]
            bracket = add(tape.values(x.tight, self.f[v])[0], dot(halved, d.values()))
            good = good and mul(bracket, d[v])[1] <= 0
        return good


def equilibria(statement: Mapping[str, Any], proof: Any, sample: Any, budget: Budget) -> set[str]:
    """Verify a proof of ``equilibria``; no hypotheses are used."""
    need = ("claim", "verdict", "words", "players", "variables", "box", "tape", "payoffs")
    may = ("game", "conditions", "where", "functions")
    fields(statement, "statement", (*need, "equilibria"), may)
    require(statement.get("functions", []) == [], "functions belong on the tape")
    fields(sample, "sample", ())
    game = Game(statement, budget)
    boxes = [read_box(box, game.size) for box in items(statement["equilibria"], "equilibria")]
    for one, two in combinations(boxes, 2):  # so that no equilibrium is counted twice
        apart = any(a[1] < b[0] or b[1] < a[0] for a, b in zip(one, two, strict=True))
        require(apart, "two boxes of equilibria overlap")
    fields(proof, "proof", ("kind", "faces", "listed", "dismissed"))
    require(proof["kind"] == "nash", "a proof of kind nash is expected")
    faces = ["".join(digits) for digits in product("012", repeat=game.size)]
    fields(proof["faces"], "faces", faces)
    roots: list[Root] = []
    for face in faces:
        entry = proof["faces"][face]
        fields(entry, "face", ("roots", "tree"))
        here = [game.root(data, face) for data in items(entry["roots"], "roots")]
        roots += here
        for token, box in leaves(entry["tree"], game.face(face), budget, range(game.size)):
            if token[0] == "k":
                root = here[index(items(token, "token", 2)[1], len(here), "token")]
                good = within(box, root.wide)
            else:
                good = game.excluded(token, Root(face, box, box, None))
            require(good, f"a box of face {face} is not settled by {token[0]}")
    listed = items(proof["listed"], "listed", len(boxes))
    for entry, exact in zip(listed, boxes, strict=True):
        fields(entry, "listed", ("root", "replies"))
        _equilibrium(game, roots[index(entry["root"], len(roots), "root")], exact, entry["replies"])
    chosen = {entry["root"] for entry in listed}
    others = [r for r in range(len(roots)) if r not in chosen]
    fields(proof["dismissed"], "dismissed", map(str, others))
    for r in others:
        token, root = items(proof["dismissed"][str(r)], "dismissed"), roots[r]
        if token == ["out"]:
            pairs = [(game.ends(v, root), game.exact[v]) for v in game.free(root.face)]
            good = any(high <= lo or hi <= low for (low, high), (lo, hi) in pairs)
        elif token[:1] == ["at"]:
            end = roots[index(items(token, "dismissed", 2)[1], len(roots), "root")]
            fixed = [v for v in game.free(root.face) if end.face[v] != "2"]
            good = all(a in ("2", b) for a, b in zip(root.face, end.face, strict=True))
            good = good and bool(fixed) and within(end.tight, root.wide)
            good = good and all(game.slope(v, end) == (0, 0) for v in fixed)
        elif token[:1] == ["same"]:
            s = index(items(token, "dismissed", 2)[1], len(roots), "root")
            good = (s in chosen or s < r) and roots[s].face == root.face
            good = good and within(root.tight, roots[s].wide)
        else:
            good = bool(token) and game.excluded(token, root)
        require(good, f"root {r} is neither listed nor dismissed")
    return set()


def _equilibrium(game: Game, x: Root, box: list[tuple[Fraction, Fraction]], replies: Any) -> None:
    """Verify that a root is an equilibrium in ``box``: first order, then every player's reply."""
    for v, (lo, hi) in enumerate(game.exact):
        (falls, rises), (low, high) = game.slope(v, x), game.ends(v, x)
        first_order = {"0": rises <= 0, "1": falls >= 0, "2": lo < low and high < hi}
        require(first_order[x.face[v]], f"equilibrium: variable {v} is not of first order")
        require(box[v][0] <= low and high <= box[v][1], "equilibrium: not in its box")
    game.tape.values(x.tight, *game.u)  # the payoffs are defined there
    for i, tree in enumerate(items(replies, "replies", len(game.own))):
        whole = [game.box[v] if v in game.own[i] else x.tight[v] for v in range(game.size)]
        for token, t in leaves(tree, whole, game.tape.budget, game.own[i]):
            require(game.worse(token, i, t, x), "replies: a reply may be better")
