"""Refutations by identities, and the claim ``never``.

A *hypothesis* is ``poly rel 0`` with rel in ``= >= >``, or a disjunction of conjunctions of such.
A *node* refutes a list of hypotheses: no real values of the variables satisfy them all.

``{"k":"psatz","terms":[{"c","sq":[poly..],"h":[i..]}..],"ideal":[[i,poly]..]}``
    sum c prod sq^2 prod H_h + sum cofactor H_i = 0 identically, with c > 0, H_h from ``>=`` and
    ``>``, H_i from ``=``. At a common solution every term is >= 0 and the ideal part is 0, but
    one term at least, with no square and only ``>``, is > 0: the sum is not 0. (The easy
    direction of Stengle's Positivstellensatz, Math. Ann. 207, 1974.)
``{"k":"sign","p":poly,"neg":node,"zero":node,"pos":node}``
    every real number is negative, zero or positive: a child gets -p > 0, p = 0 or p > 0 appended.
``{"k":"or","h":i,"sub":[node..]}``
    one alternative of H_i holds: child j gets the relations of alternative j appended.

Hypotheses are numbered: region, necessary, then one per axiom instance. ``functions`` says that
``var = log(arg)`` or ``var = exp(arg)`` in real numbers, so that a log has a positive argument.
Claim ``never``: no real values of the variables satisfy region, necessary and functions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from bargain.check.certificate import Budget, fields, index, items, line, names, rational, require
from bargain.check.polynomial import MAX_EXPONENT, Polynomial, Ring

COMMON = ("claim", "verdict", "words", "variables", "parameters", "region")
OPTIONAL = ("game", "conditions", "where", "functions")


class Hypothesis(NamedTuple):
    """``poly rel 0``, or for ``or`` the alternatives; only stated hypotheses have a name."""

    rel: str
    poly: Polynomial
    any: tuple[tuple[Hypothesis, ...], ...] = ()
    name: str = ""


class Function(NamedTuple):
    """The variable at position ``var`` is the log or exp of the polynomial ``arg``."""

    kind: str
    var: int
    arg: Polynomial


class Question:
    """What the polynomial claims share: variables, functions, region; and what the proof used."""

    def __init__(self, statement: Mapping[str, Any], budget: Budget) -> None:
        self.ring = Ring(names(statement["variables"], "variables"), budget)
        self.used: set[str] = set()
        self.taken: set[str] = set()
        self.functions: list[Function] = []
        for entry in items(statement.get("functions", []), "functions"):
            fields(entry, "function", ("var", "of", "arg"))
            require(entry["of"] in ("log", "exp"), "functions: only log and exp are known")
            arg = self.ring.read(entry["arg"], "argument of a function")
            self.functions.append(Function(entry["of"], self.variable(entry["var"]), arg))
        self.parameters = [self.variable(p) for p in names(statement["parameters"], "parameters")]
        later = [f.var for f in self.functions]
        distinct = len({*later, *self.parameters}) == len(later) + len(self.parameters)
        require(distinct, "functions: a variable is defined twice or is a parameter")
        for k, f in enumerate(self.functions):  # so no function occurs in its own argument
            ahead = self.ring.mentions(f.arg) & set(later[k:])
            require(not ahead, "functions: an argument uses a later function")
        self.region = self.hypotheses(statement["region"], "region")
        own = all(self.speaks(h, self.parameters) for h in self.region)
        require(own, "the region mentions more than the parameters")

    def variable(self, name: Any) -> int:
        """Return the position of a variable."""
        require(name in self.ring.names, "a name is not a variable of the statement")
        return self.ring.names.index(name)

    def speaks(self, h: Hypothesis, of: Collection[int]) -> bool:
        """Whether the hypothesis mentions only the variables ``of``."""
        polynomials = [h.poly, *(part.poly for parts in h.any for part in parts)]
        return all(self.ring.mentions(p) <= set(of) for p in polynomials)

    def hypotheses(self, data: Any, where: str, *extra: str) -> list[Hypothesis]:
        """Read named hypotheses (or goals, which have one field more)."""

        def relation(rel: Any, poly: Any, name: str = "") -> Hypothesis:
            require(rel in ("=", ">=", ">"), f"{where}: unknown relation")
            return Hypothesis(rel, self.ring.read(poly, where), (), name)

        result = []
        for entry in items(data, where):
            either = isinstance(entry, dict) and entry.get("rel") == "or"
            body = "any" if either else "poly"
            fields(entry, where, ("name", "text", "rel", body, *extra), ("because",))
            name, _ = line(entry["name"], where), line(entry["text"], where)
            require(name not in self.taken, f"{where}: a name is used twice")
            self.taken.add(name)  # because `used` must say which one it means
            if either:
                alternatives = [items(part, name) for part in items(entry["any"], name)]
                require(alternatives and all(alternatives), f"{name}: an alternative is empty")
                pairs = [[items(pair, name, 2) for pair in part] for part in alternatives]
                parts = tuple(tuple(relation(*pair) for pair in part) for part in pairs)
                result.append(Hypothesis("or", self.ring.zero, parts, name))
            else:
                result.append(relation(entry["rel"], entry["poly"], name))
        return result

    def point(self, data: Any, where: str) -> dict[int, Fraction]:
        """Read values of all parameters and verify that they satisfy the region exactly.

        Without such a point a claim about all parameter values might speak about none.
        """
        fields(data, where, [self.ring.names[i] for i in self.parameters])
        values = {i: rational(data[self.ring.names[i]], where) for i in self.parameters}

        def holds(h: Hypothesis) -> bool:
            v = self.ring.value(h.poly, values)
            return v == 0 if h.rel == "=" else v > 0 if h.rel == ">" else v >= 0

        for h in self.region:
            true = any(all(map(holds, part)) for part in h.any or ((h,),))
            require(true, f"{where}: the point does not satisfy {h.name}")
        return values

    def axiom(self, data: Any, known: Collection[int] | None = None) -> Hypothesis:
        """Return the hypothesis of an axiom instance, true wherever its functions are defined.

        ``known`` are the variables that have values; None in claims that suppose values of all.
        """
        ring = self.ring
        rule = str(data.get("rule")) if isinstance(data, dict) else ""
        is_log = rule.startswith("log-")

        def function(k: Any) -> tuple[Polynomial, Polynomial]:
            f = self.functions[index(k, len(self.functions), "function")]
            require(f.kind == ("log" if is_log else "exp"), f"{rule}: a function of another kind")
            require(known is None or f.var in known, f"{rule}: a function is not defined yet")
            return f.arg, ring.variable(f.var)

        if rule in ("log-bound", "exp-bound"):
            fields(data, rule, ("rule", "i", "j"))
            one = (ring.one, ring.zero) if is_log else (ring.zero, ring.one)  # log 1 = 0, exp 0 = 1
            require(data["i"] is not None or data["j"] is not None, f"{rule}: no function")
            (a, x), (b, y) = (one if k is None else function(k) for k in (data["i"], data["j"]))
            if is_log:  # log t <= t - 1 at t = a/b, times b > 0:  a - b - b (x - y) >= 0
                slope = ring.sum([(1, ring.one), (1, x), (-1, y)])
                return Hypothesis(">=", ring.less(a, ring.product(b, slope)))
            # exp t >= 1 + t at t = a - b, times y = exp b > 0:  x - y (1 + a - b) >= 0
            slope = ring.sum([(1, ring.one), (1, a), (-1, b)])
            return Hypothesis(">=", ring.less(x, ring.product(y, slope)))
        if rule in ("log-positive-arg", "exp-positive"):  # only positive numbers have a real log
            fields(data, rule, ("rule", "i"))
            return Hypothesis(">", function(data["i"])[0 if is_log else 1])
        require(rule in ("log-product", "exp-product"), "unknown axiom")
        fields(data, rule, ("rule", "left", "right"))
        sums, products = [], []
        for side in (data["left"], data["right"]):
            powers: list[tuple[Polynomial, Polynomial]] = []
            for entry in items(side, rule):
                k, n = items(entry, rule, 2)
                powers += [function(k)] * index(n, MAX_EXPONENT + 1, "power")
            sums.append(ring.sum((1, f[1 if is_log else 0]) for f in powers))
            products.append(ring.product(*(f[0 if is_log else 1] for f in powers)))
        # log of a product of positive numbers = sum of logs; exp of a sum = product of exps
        same, result = (products, sums) if is_log else (sums, products)
        require(not ring.less(*same).terms, f"{rule}: the two sides differ")
        return Hypothesis("=", ring.less(*result))

    def refute(self, node: Any, hypotheses: list[Hypothesis]) -> None:
        """Verify that ``node`` refutes the hypotheses; record the named ones that it uses."""
        ring = self.ring
        ring.budget.spend(1 + len(hypotheses) // 16)  # for the copies of the list
        kind = node.get("k") if isinstance(node, dict) else None

        def use(i: Any, *rels: str) -> Hypothesis:
            h = hypotheses[index(i, len(hypotheses), "hypothesis")]
            require(h.rel in rels, f"hypothesis {i} is not one of {rels}")
            self.used |= {h.name} - {""}
            return h

        def summands() -> Iterator[tuple[Fraction, Polynomial]]:  # lazily, to save memory
            for term in items(node["terms"], "terms"):
                fields(term, "term", ("c",), ("sq", "h"))
                used = [use(i, ">=", ">") for i in items(term.get("h", []), "term")]
                squares = [ring.read(p, "square") for p in items(term.get("sq", []), "term")]
                c = rational(term["c"], "term")
                require(c > 0 and all(p.terms for p in squares), "a term is not positive")
                strict.append(not squares and all(h.rel == ">" for h in used))
                yield c, ring.product(*(h.poly for h in used), *squares, *squares)
            for pair in items(node.get("ideal", []), "ideal"):
                i, data = items(pair, "ideal", 2)
                cofactor = ring.read(data, "cofactor")
                require(cofactor.terms, "a cofactor is zero: its hypothesis would not be used")
                yield Fraction(1), ring.product(cofactor, use(i, "=").poly)

        if kind == "psatz":
            fields(node, "psatz", ("k", "terms"), ("ideal",))
            strict: list[bool] = []
            require(not ring.sum(summands()).terms, "the identity does not hold")
            require(any(strict), "no term of the identity is strictly positive")
        elif kind == "sign":
            fields(node, "sign", ("k", "p", "neg", "zero", "pos"))
            for key, h in self.signs(ring.read(node["p"], "sign")):
                self.refute(node[key], [*hypotheses, h])
        else:
            require(kind == "or", "unknown kind of node")
            fields(node, "or", ("k", "h", "sub"))
            parts = use(node["h"], "or").any
            for part, sub in zip(parts, items(node["sub"], "or", len(parts)), strict=True):
                self.refute(sub, [*hypotheses, *part])

    def signs(self, p: Polynomial) -> list[tuple[str, Hypothesis]]:
        """Return the three signs of p as hypotheses: at every point exactly one holds."""
        below, above = Hypothesis(">", self.ring.negative(p)), Hypothesis(">", p)
        return [("neg", below), ("zero", Hypothesis("=", p)), ("pos", above)]

    def tree(self, proof: Any, hypotheses: list[Hypothesis]) -> None:
        """Verify ``split``, ``vacuous``, or at a leaf what the claim needs (see witness, table)."""
        kind = proof.get("kind") if isinstance(proof, dict) else None
        if kind == "split":
            fields(proof, "split", ("kind", "p", "neg", "zero", "pos"))
            for key, h in self.signs(self.ring.read(proof["p"], "split")):
                require(self.speaks(h, self.parameters), "a split on more than the parameters")
                self.tree(proof[key], [*hypotheses, h])
        elif kind == "vacuous":
            fields(proof, "vacuous", ("kind", "node"))
            self.refute(proof["node"], hypotheses)
        else:
            self.leaf(proof, hypotheses)

    def leaf(self, proof: Any, hypotheses: list[Hypothesis]) -> None:
        """Verify a leaf of a proof tree."""
        raise NotImplementedError

    def at(self, data: Any, where: str) -> list[Hypothesis]:
        """Read ``{"at","proof"}``; return the region and theta - value = 0 for each parameter."""
        fields(data, where, ("at", "proof"))
        ring, values = self.ring, self.point(data["at"], where)
        equal = [ring.sum([(1, ring.variable(i)), (-x, ring.one)]) for i, x in values.items()]
        return self.region + [Hypothesis("=", p) for p in equal]

    def refutation(self, proof: Any, hypotheses: list[Hypothesis]) -> None:
        """Verify ``{"kind":"psatz","axioms","node"}``; all variables are supposed to exist."""
        fields(proof, "proof", ("kind", "axioms", "node"))
        require(proof["kind"] == "psatz", "a proof of kind psatz is expected")
        extra = [self.axiom(entry) for entry in items(proof["axioms"], "axioms")]
        self.refute(proof["node"], [*hypotheses, *extra])


def never(statement: Mapping[str, Any], proof: Any, sample: Any, budget: Budget) -> set[str]:
    """Verify a proof of ``never``; return the names of the hypotheses used."""
    fields(statement, "statement", (*COMMON, "necessary"), OPTIONAL)
    question = Question(statement, budget)
    necessary = question.hypotheses(statement["necessary"], "necessary")
    question.point(sample, "sample")
    question.refutation(proof, question.region + necessary)
    return question.used
