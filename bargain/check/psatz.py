"""Refutations by identities, and what the polynomial claims share: the class :class:`Question`.

A *hypothesis* is ``poly rel 0`` with rel in ``= >= >``, or a disjunction of conjunctions of such.
The claim ``never``: no real values satisfy the region and the necessary conditions, where
``functions`` say that a variable is a log or exp in real numbers (a log has a positive argument).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import NamedTuple

from bargain.check.certificate import (
    Budget,
    Raw,
    fields,
    items,
    labels,
    names,
    proof_of,
    rational,
    require,
)
from bargain.check.interval import ONE, enclose, exp
from bargain.check.polynomial import EXPONENTS, Polynomial, Ring


class Hypothesis(NamedTuple):
    """``poly rel 0``, or for ``or`` the alternatives; only stated hypotheses have a name."""

    rel: str
    poly: Polynomial
    any: tuple[tuple[Hypothesis, ...], ...] = ()
    name: str = ""


RELATIONS = {"=", ">=", ">"}
Hypotheses = list[Hypothesis]
Leaf = Callable[[Raw, Hypotheses], None]


class Question:
    """Variables, functions, region and necessary conditions; and the hypotheses that were used."""

    def __init__(self, statement: Raw, budget: Budget) -> None:
        self.ring = ring = Ring(labels(statement["variables"], "variables"), budget)
        self.used: set[str] = set()
        self.taken: list[str] = []
        self.parameters = [self.variable(p) for p in names(statement["parameters"], "parameters")]
        self.functions: list[tuple[str, int, Polynomial]] = []  # log or exp, variable, argument
        later: set[int] = set()
        for entry in reversed(items(statement.get("functions", []), "functions")):
            name, kind, poly = fields(entry, "function", "var of arg")
            v, arg = self.variable(name), ring.read(poly, "function")
            require(kind in ("log", "exp"), "functions: only log and exp are known")
            require(v not in later.union(self.parameters), "functions: a variable has two roles")
            later.add(v)
            require(not ring.mentions(arg) & later, "functions: one uses itself or a later one")
            self.functions.insert(0, (kind, v, arg))
        self.region = self.hypotheses(statement["region"], "region")
        own = all(self.mentions(h) <= set(self.parameters) for h in self.region)
        require(own, "the region mentions more than the parameters")
        self.necessary = self.hypotheses(statement.get("necessary", []), "necessary")

    def variable(self, name: Raw) -> int:
        """Return the position of a variable."""
        return self.ring.names.index(name)

    def mentions(self, h: Hypothesis) -> set[int]:
        """Return the variables that a hypothesis mentions."""
        polynomials = [h.poly, *(part.poly for parts in h.any for part in parts)]
        return set().union(*map(self.ring.mentions, polynomials))

    def hypotheses(self, data: Raw, where: str, *extra: str) -> Hypotheses:
        """Read named hypotheses (or goals, which have one field more)."""
        result = []
        for entry in items(data, where):
            either = entry["rel"] == "or"
            keys = ("name", "text", "rel", "any" if either else "poly", *extra)
            name, text, rel, body, *_ = fields(entry, where, keys, "because")
            self.taken += names([name], where)
            names([text], where)
            cases = body if either else [[[rel, body]]]
            require(cases and all(cases), f"{name}: an alternative is empty")
            parts = [[Hypothesis(r, self.ring.read(p, name)) for r, p in case] for case in cases]
            require({h.rel for part in parts for h in part} <= RELATIONS, "unknown relation")
            whole = Hypothesis("or", self.ring.zero, tuple(map(tuple, parts)))
            result.append((whole if either else parts[0][0])._replace(name=name))
        names(self.taken, where)  # distinct, because `used` must say which one it means
        return result

    def point(self, data: Raw, where: str) -> Hypotheses:
        """Read a point; return parameter - value = 0. It lies in the region, which is not empty."""
        ring = self.ring
        texts = fields(data, where, [ring.names[i] for i in self.parameters])
        values = {i: rational(t, where) for i, t in zip(self.parameters, texts, strict=True)}

        def holds(h: Hypothesis) -> bool:
            v = ring.value(h.poly, values)
            return v == 0 if h.rel == "=" else v > 0 if h.rel == ">" else v >= 0

        for h in self.region:
            true = any(all(map(holds, part)) for part in h.any or ((h,),))
            require(true, f"{where}: the point does not satisfy {h.name}")
        equal = [ring.sum([(1, ring.variable(i)), (-x, ring.one)]) for i, x in values.items()]
        return [Hypothesis("=", p) for p in equal]

    def axiom(self, data: Raw, known: set[int] | None = None) -> Hypothesis:
        """Return an axiom instance; every function in it has a value: it is ``known`` or supposed.

        Either kind of function is a pair (big, small) of polynomials with big = exp(small). In a
        bound a larger big on the left, or a smaller one that is positive on the right, says less:
        exp small > 0 where the bracket is negative.
        """
        ring = self.ring
        kind, _, rule = str(data["rule"]).partition("-")

        def pair(k: Raw) -> tuple[Polynomial, Polynomial]:
            own, var, arg = self.functions[k]
            require(own == kind, "axiom: a function of another kind")
            require(known is None or var in known, "axiom: a function is not defined yet")
            return (arg, ring.variable(var)) if kind == "log" else (ring.variable(var), arg)

        def place(k: Raw, side: int) -> tuple[Polynomial, Polynomial]:
            # a function, exp 0 = 1, or numbers: big >= exp small for i, 0 < big <= exp small for j
            if not isinstance(k, list):
                return (ring.one, ring.zero) if k is None else pair(k)
            big, small = (rational(text, "axiom") for text in items(k, "axiom", 2))
            ends = exp(enclose(small))
            good = big * ONE >= ends[1] if side == 0 else 0 < big * ONE <= ends[0]
            require(good, "axiom: a number is on the wrong side of its exponential")
            return ring.sum([(big, ring.one)]), ring.sum([(small, ring.one)])

        if rule == "bound":  # exp t >= 1 + t at t = small - small', times big' = exp small' > 0
            _, i, j = fields(data, "axiom", "rule i j")
            require(isinstance(i, int) or isinstance(j, int), "axiom: no function")
            (big, small), (of, at) = place(i, 0), place(j, 1)
            tangent = ring.product(of, ring.sum([(1, ring.one), (1, small), (-1, at)]))
            return Hypothesis(">=", ring.less(big, tangent))
        if (kind, rule) in (("log", "positive-arg"), ("exp", "positive")):  # exp is positive
            return Hypothesis(">", pair(fields(data, "axiom", "rule i")[1])[0])
        require(kind in ("log", "exp") and rule == "product", "unknown axiom")
        sides = []
        for side in fields(data, "axiom", "rule left right")[1:]:
            counts = {len(items(side, "axiom")), *(n for _, n in side)}  # there are 200 functions
            require(counts <= {*EXPONENTS}, "axiom: not a power, or too many")
            pairs = [pair(k) for k, n in side for _ in range(n)]
            total = ring.sum((1, small) for _, small in pairs)
            sides.append((ring.product(*(big for big, _ in pairs)), total))
        # exp of a sum is the product of the exps, and exp takes no value twice
        bigs, smalls = (ring.less(p, q) for p, q in zip(*sides, strict=True))
        same, result = (bigs, smalls) if kind == "log" else (smalls, bigs)
        require(not same.terms, "axiom: the two sides differ")
        return Hypothesis("=", result)

    def refute(self, node: Raw, known: Hypotheses, leaf: Leaf | None = None) -> None:
        """Verify that no real values satisfy the hypotheses; record the named ones that it uses.

        With ``leaf``, a tree over the parameters: ``leaf`` verifies what is claimed in each case.
        """
        self.ring.budget.spend(1 + len(known) // 16)  # for the copies of the list
        kind = node["k" if "k" in node else "kind"]
        if kind in ("sign", "split"):  # every real number is negative, zero or positive
            key = "k" if kind == "sign" else "kind"
            _, poly, *children = fields(node, "split", f"{key} p neg zero pos")
            p = self.ring.read(poly, "split")
            free = leaf is None or self.ring.mentions(p) <= set(self.parameters)
            require(free, "a split on more than the parameters")
            cases = (">", self.ring.minus(p)), ("=", p), (">", p)
            for child, case in zip(children, cases, strict=True):
                self.refute(child, [*known, Hypothesis(*case)], leaf)
        elif kind == "or":  # one of the alternatives holds
            _, i, children = fields(node, "or", "k h sub")
            for part, child in zip(self.use(known[i], "or").any, children, strict=True):
                self.refute(child, [*known, *part], leaf)
        elif kind == "vacuous":
            self.refute(fields(node, "vacuous", "kind node")[1], known)
        elif leaf is not None:
            leaf(node, known)
        else:
            require(not self.ring.sum(self.summands(node, known)).terms, "the sum is not zero")

    def use(self, h: Hypothesis, *rels: str) -> Hypothesis:
        """Return a hypothesis that is used as one of the relations."""
        require(h.rel in rels, f"a hypothesis is not one of {rels}")
        self.used |= {h.name} - {""}
        return h

    def summands(self, node: Raw, known: Hypotheses) -> Iterator[tuple[Fraction, Polynomial]]:
        """Yield the summands of sum c prod sq^2 prod H_h + sum cofactor H_i, lazily for memory.

        c > 0, H_h is from >= and >, H_i from =. At a common solution every term is >= 0 and the
        ideal part is 0, but one term at least, with no square and only >, is > 0: the sum is not
        identically 0. (The easy direction of Stengle's Positivstellensatz, Math. Ann. 207, 1974.)
        """
        kind, terms, ideal = fields(node, "node", "k terms", "ideal")
        require(kind == "psatz", "unknown kind of node")
        strict = False
        for term in items(terms, "terms"):
            text, sq, chosen = fields(term, "term", "c", "sq h")
            used = [self.use(known[i], ">=", ">") for i in items(chosen, "term")]
            squares = [self.ring.read(p, "square") for p in items(sq, "term")]
            c = rational(text, "term")
            require(c > 0 and all(p.terms for p in squares), "a term is not positive")
            strict = strict or (not squares and all(h.rel == ">" for h in used))
            yield c, self.ring.product(*(h.poly for h in used), *squares, *squares)
        require(strict, "no term of the identity is strictly positive")
        for i, data in items(ideal, "ideal"):
            cofactor = self.ring.read(data, "cofactor")
            require(cofactor.terms, "a cofactor is zero: its hypothesis would not be used")
            yield Fraction(1), self.ring.product(cofactor, self.use(known[i], "=").poly)

    def fails(self, proof: Raw, known: Hypotheses) -> None:
        """Verify that no values of the variables satisfy the hypotheses and what is necessary."""
        axioms, node = proof_of(proof, "psatz", "axioms node")
        self.refute(node, [*known, *self.necessary, *map(self.axiom, items(axioms, "axioms"))])

    def exists(self, proof: Raw, known: Hypotheses) -> None:
        """Verify that values exist as the claim says; see ``witness`` and ``table``."""
        raise NotImplementedError

    def prove(self, verdict: str, proof: Raw, sample: Raw) -> set[str]:
        """Verify a proof for the whole region, or for ``sometimes`` at a point of it each way."""
        self.point(sample, "sample")
        if verdict != "sometimes":
            self.refute(proof, self.region, self.exists if verdict == "always" else self.fails)
            return self.used
        exists, fails, _ = fields(proof, "proof", "exists fails", "kind")
        for branch, leaf in ((exists, self.exists), (fails, self.fails)):
            point, tree = fields(branch, "branch", "at proof")
            self.refute(tree, self.region + self.point(point, "at"), leaf)
        return self.used
