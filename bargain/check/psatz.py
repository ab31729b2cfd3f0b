"""Refutations by identities, and the claim ``never``.

A *hypothesis* is ``poly rel 0`` with rel in ``= >= >``, or a disjunction of conjunctions of such.
A *node* refutes a list of hypotheses: it shows that no real values of the variables satisfy all.

``{"k":"psatz","terms":[{"c","sq":[poly..],"h":[i..]}..],"ideal":[[i,poly]..]}``
    sum c prod sq^2 prod H_h + sum cofactor H_i = 0 identically, with c > 0, H_h from ``>=`` and
    ``>``, H_i from ``=``. At a common solution every term is >= 0 and the ideal part is 0; at
    least one term, c prod H_h with no square and only ``>``, is > 0: the sum is not 0. (Stengle's
    Positivstellensatz, the easy direction; Math. Ann. 207, 1974.)
``{"k":"sign","p":poly,"neg":node,"zero":node,"pos":node}``
    every real number is negative, zero or positive; a child gets -p > 0, p = 0 or p > 0 appended.
``{"k":"or","h":i,"sub":[node..]}``
    one alternative of H_i holds; child j gets the relations of alternative j appended in order.

Hypotheses are numbered: region, necessary, then one per axiom instance. ``functions`` says
``var = log(arg)`` or ``var = exp(arg)`` for real numbers, so that a log has a positive argument.
Claim ``never``: no real values of the variables satisfy region and necessary.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from bargain.check.certificate import (
    CertificateError,
    fields,
    index,
    items,
    line,
    names,
    rational,
)
from bargain.check.polynomial import MAX_EXPONENT, Polynomial, Ring

COMMON = ("claim", "verdict", "words", "variables")
OPTIONAL = ("game", "conditions", "where", "functions")

Relation = tuple[str, Polynomial]


class Hypothesis(NamedTuple):
    """``poly rel 0``, or for rel ``or`` a tuple of alternatives; ``name`` only if stated."""

    rel: str
    poly: Polynomial
    any: tuple[tuple[Relation, ...], ...] = ()
    name: str = ""


class Function(NamedTuple):
    """The variable at position ``var`` is log or exp of the polynomial ``arg``."""

    kind: str
    var: int
    arg: Polynomial


class Question:
    """What the polynomial claims have in common: variables, functions, region, what was used."""

    def __init__(self, statement: Mapping[str, Any]) -> None:
        self.ring = Ring(names(statement["variables"], "variables"))
        self.position = {name: i for i, name in enumerate(self.ring.names)}
        self.used: set[str] = set()
        self.taken: set[str] = set()
        self.functions: list[Function] = []
        for entry in items(statement.get("functions", []), "functions"):
            fields(entry, "function", ("var", "of", "arg"))
            if entry["of"] not in ("log", "exp"):
                raise CertificateError("functions: only log and exp are known")
            arg = self.ring.read(entry["arg"], "argument of a function")
            self.functions.append(Function(entry["of"], self.variable(entry["var"]), arg))
        # No function may occur in its own argument: each argument uses earlier functions only.
        later = {f.var for f in self.functions}
        if len(later) != len(self.functions):
            raise CertificateError("functions: a variable is defined twice")
        for f in self.functions:
            if later & self.ring.mentions(f.arg):
                raise CertificateError("functions: an argument uses a later function")
            later.discard(f.var)
        given = names(statement["parameters"], "parameters")
        self.parameters = [self.variable(name) for name in given]
        if {f.var for f in self.functions} & set(self.parameters):
            raise CertificateError("a parameter cannot be defined as a function")
        self.region = self.hypotheses(statement["region"], "region", self.parameters)

    def variable(self, name: Any) -> int:
        """Return the position of a variable's name."""
        if type(name) is not str or name not in self.position:
            raise CertificateError(f"{name!r:.60} is not a variable of the statement")
        return self.position[name]

    def relation(self, rel: Any, poly: Any, where: str) -> Relation:
        """Read ``[rel, poly]``."""
        if rel not in ("=", ">=", ">"):
            raise CertificateError(f"{where}: unknown relation {rel!r:.20}")
        return rel, self.ring.read(poly, where)

    def hypotheses(
        self, data: Any, where: str, over: Collection[int] | None = None
    ) -> list[Hypothesis]:
        """Read named hypotheses; ``over`` are the variables they may mention."""
        result = []
        for entry in items(data, where):
            disjunction = type(entry) is dict and entry.get("rel") == "or"
            body = "any" if disjunction else "poly"
            fields(entry, where, ("name", "text", "rel", body), ("because",))
            name = line(entry["name"], where)
            line(entry["text"], name)
            line(entry.get("because", "-"), name)
            if name in self.taken:  # `used` must name one hypothesis, not two
                raise CertificateError(f"the name {name!r:.60} is used twice")
            self.taken.add(name)
            if disjunction:
                h = Hypothesis("or", self.ring.zero, self.alternatives(entry["any"], name), name)
            else:
                h = Hypothesis(*self.relation(entry["rel"], entry["poly"], name), (), name)
            polys = [h.poly, *(p for alternative in h.any for _, p in alternative)]
            if over is not None and any(not self.ring.mentions(p) <= set(over) for p in polys):
                raise CertificateError(f"{where} {name!r:.60} mentions more than its variables")
            result.append(h)
        return result

    def alternatives(self, data: Any, where: str) -> tuple[tuple[Relation, ...], ...]:
        """Read a disjunction of conjunctions, none of them empty."""
        result = tuple(
            tuple(self.relation(*items(pair, where, 2), where) for pair in items(part, where))
            for part in items(data, where)
        )
        if not result or not all(result):
            raise CertificateError(f"{where}: an empty disjunction or alternative")
        return result

    def point(self, data: Any, where: str) -> dict[int, Fraction]:
        """Read values of all parameters and verify that they satisfy the region exactly.

        Without such a point a claim about every parameter value may speak about none.
        """
        fields(data, where, [self.ring.names[i] for i in self.parameters])
        values = {i: rational(data[self.ring.names[i]], where) for i in self.parameters}
        for h in self.region:
            if not any(
                all(self.holds(rel, p, values) for rel, p in alternative)
                for alternative in h.any or (((h.rel, h.poly),),)
            ):
                raise CertificateError(f"{where} does not satisfy {h.name!r:.60}")
        return values

    def holds(self, rel: str, p: Polynomial, values: Mapping[int, Fraction]) -> bool:
        """Decide ``p rel 0`` at a point."""
        value = self.ring.value(p, values)
        return value == 0 if rel == "=" else value > 0 if rel == ">" else value >= 0

    def call(self, k: Any, kind: str, known: Collection[int] | None) -> Function:
        """Return function k, which must be of ``kind`` and, if ``known`` is given, defined."""
        f = self.functions[index(k, len(self.functions), "function")]
        if f.kind != kind or (known is not None and f.var not in known):
            raise CertificateError(f"function {k} is not a {kind} that is defined here")
        return f


def axiom(data: Any, question: Question, known: Collection[int] | None = None) -> Hypothesis:
    """Return the hypothesis of one axiom instance, true wherever the functions are defined.

    ``known`` are the variables that have values; None in claims that assume values of all.
    """
    ring = question.ring
    rule = data.get("rule") if type(data) is dict else None
    kind = "log" if type(rule) is str and rule.startswith("log-") else "exp"

    def pair(k: Any) -> tuple[Polynomial, Polynomial]:  # (argument, value)
        f = question.call(k, kind, known)
        return f.arg, ring.variable(f.var)

    if rule in ("log-bound", "exp-bound"):
        fields(data, "axiom", ("rule", "i", "j"))
        a, x = pair(data["i"])
        one, zero = ring.one, ring.zero
        b, y = ((one, zero) if kind == "log" else (zero, one)) if data["j"] is None else pair(
            data["j"]
        )
        if kind == "log":  # log t <= t - 1 at t = a/b, times b > 0:  a - b - b (x - y) >= 0
            slope = ring.product([b, ring.sum([(1, x), (-1, y)])])
            return Hypothesis(">=", ring.sum([(1, a), (-1, b), (-1, slope)]))
        # exp t >= 1 + t at t = a - b, times exp b = y > 0:  x - y (1 + a - b) >= 0
        line_ = ring.product([y, ring.sum([(1, one), (1, a), (-1, b)])])
        return Hypothesis(">=", ring.sum([(1, x), (-1, line_)]))
    if rule == "log-positive-arg":  # a real logarithm exists only of a positive number
        fields(data, "axiom", ("rule", "i"))
        return Hypothesis(">", pair(data["i"])[0])
    if rule == "exp-positive":
        fields(data, "axiom", ("rule", "i"))
        return Hypothesis(">", pair(data["i"])[1])
    if rule in ("log-product", "exp-product"):
        fields(data, "axiom", ("rule", "left", "right"))
        sums, products = [], []
        for side in (data["left"], data["right"]):
            factors = [items(entry, "axiom", 2) for entry in items(side, "axiom")]
            for _, n in factors:
                if index(n, MAX_EXPONENT + 1, "axiom exponent") == 0:
                    raise CertificateError("axiom: an exponent is zero")
            parts = [(pair(k), n) for k, n in factors]
            pick = (1, 0) if kind == "log" else (0, 1)  # what is added, what is multiplied
            sums.append(ring.sum((n, p[pick[0]]) for p, n in parts))
            products.append(ring.product(p[pick[1]] for p, n in parts for _ in range(n)))
        # log of a product of positive numbers is the sum of logs; exp of a sum the product.
        same, result = (products, sums) if kind == "log" else (sums, products)
        if ring.sum([(1, same[0]), (-1, same[1])]).terms:
            raise CertificateError(f"axiom {rule}: the two sides differ")
        return Hypothesis("=", ring.sum([(1, result[0]), (-1, result[1])]))
    raise CertificateError(f"unknown axiom {rule!r:.40}")


def refute(node: Any, hypotheses: list[Hypothesis], question: Question) -> None:
    """Verify that ``node`` refutes ``hypotheses``; record the named ones that it uses."""
    ring = question.ring
    kind = node.get("k") if type(node) is dict else None
    size = len(hypotheses)

    def use(data: Any, *rels: str) -> Hypothesis:
        h = hypotheses[index(data, size, "hypothesis")]
        if h.rel not in rels:
            raise CertificateError(f"hypothesis {data} is not of the kind {' '.join(rels)}")
        if h.name:
            question.used.add(h.name)
        return h

    if kind == "psatz":
        fields(node, "psatz", ("k", "terms"), ("ideal",))
        strict = False
        summands: list[tuple[Fraction | int, Polynomial]] = []
        for term in items(node["terms"], "terms"):
            fields(term, "term", ("c",), ("sq", "h"))
            c = rational(term["c"], "term")
            if c <= 0:
                raise CertificateError("a term has a coefficient that is not positive")
            factors = [use(i, ">=", ">") for i in items(term.get("h", []), "term")]
            squares = [ring.read(p, "square") for p in items(term.get("sq", []), "term")]
            strict |= not squares and all(h.rel == ">" for h in factors)
            summands.append((c, ring.product([h.poly for h in factors] + squares + squares)))
        for pair in items(node.get("ideal", []), "ideal"):
            i, data = items(pair, "ideal", 2)
            cofactor = ring.read(data, "cofactor")
            if not cofactor.terms:  # it would list a hypothesis as used that is not
                raise CertificateError("a cofactor is zero")
            summands.append((1, ring.product([cofactor, use(i, "=").poly])))
        if ring.sum(summands).terms:
            raise CertificateError("the identity does not hold")
        if not strict:
            raise CertificateError("no term of the identity is strictly positive")
    elif kind == "sign":
        fields(node, "sign", ("k", "p", "neg", "zero", "pos"))
        for key, extra in cases(ring.read(node["p"], "sign"), ring):
            refute(node[key], [*hypotheses, extra], question)
    elif kind == "or":
        fields(node, "or", ("k", "h", "sub"))
        alternatives = use(node["h"], "or").any
        for part, sub in zip(
            alternatives, items(node["sub"], "or", len(alternatives)), strict=True
        ):
            refute(sub, hypotheses + [Hypothesis(rel, p) for rel, p in part], question)
    else:
        raise CertificateError(f"unknown node {kind!r:.40}")


def cases(p: Polynomial, ring: Ring) -> tuple[tuple[str, Hypothesis], ...]:
    """Return the three signs of p as hypotheses: one of them holds at every point."""
    return (
        ("neg", Hypothesis(">", ring.negative(p))),
        ("zero", Hypothesis("=", p)),
        ("pos", Hypothesis(">", p)),
    )


def refutation(proof: Any, hypotheses: Iterable[Hypothesis], question: Question) -> None:
    """Verify ``{"kind":"psatz","axioms","node"}`` where all variables are assumed to have values."""
    fields(proof, "proof", ("kind", "axioms", "node"))
    if proof["kind"] != "psatz":
        raise CertificateError(f"proof of kind {proof['kind']!r:.40} where psatz is expected")
    extra = [axiom(entry, question) for entry in items(proof["axioms"], "axioms")]
    refute(proof["node"], [*hypotheses, *extra], question)


def never(statement: Mapping[str, Any], proof: Any, sample: Any) -> Collection[str]:
    """Verify a proof of the claim ``never``; return the names of the hypotheses used."""
    fields(statement, "statement", (*COMMON, "parameters", "region", "necessary"), OPTIONAL)
    question = Question(statement)
    necessary = question.hypotheses(statement["necessary"], "necessary")
    question.point(sample, "sample")
    refutation(proof, question.region + necessary, question)
    return question.used
