"""Write the kept corpus: small certificates made by hand, and what becomes of them when broken.

``python tests/certificates/write_corpus.py`` rewrites ``valid/``, ``tampered/`` and ``malformed/``.
A tampered certificate is well-formed and correctly hashed, unless its name says otherwise, but does
not prove its statement; a malformed one is not a certificate at all. The ``nash`` certificates come
from the solver, because a list of all equilibria is long even for small games.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bargain.check import seal

HERE = Path(__file__).parent
Json = Any


def monomials(**terms: str) -> Json:
    """Return a polynomial in two variables from ``e10="1"``-like exponents."""
    pairs = [[c, [int(d) for d in key[1:]]] for key, c in terms.items()]
    return sorted(pairs, key=lambda pair: pair[1], reverse=True)


def h(name: str, rel: str, poly: Json, **more: Json) -> Json:
    return {"name": name, "text": name, "rel": rel, "poly": poly} | more


def either(name: str, *alternatives: Json) -> Json:
    return {"name": name, "text": name, "rel": "or", "any": list(alternatives)}


def term(c: str, *hyps: int, sq: Json = ()) -> Json:
    return {"c": c, "h": list(hyps), "sq": list(sq)}


def psatz(*terms: Json, ideal: Json = ()) -> Json:
    return {"k": "psatz", "terms": list(terms), "ideal": list(ideal)}


def envelope(statement: Json, proof: Json, used: list[str], sample: Json) -> Json:
    head = {"game": "", "conditions": [], "where": []}
    return seal(head | statement, proof, used, sample, {"bargain": "0.1.0"})


def never(words: str, variables: str, region: Json, necessary: Json, **more: Json) -> Json:
    return {
        "claim": "never",
        "verdict": "never",
        "words": [words],
        "variables": variables.split(),
        "functions": more.pop("functions", []),
        "parameters": variables.split()[:1],
        "region": region,
        "necessary": necessary,
    }


def refutation(node: Json, *axioms: Json) -> Json:
    return {"kind": "psatz", "axioms": list(axioms), "node": node}


def always(words: str, variables: str, region: Json, goals: Json, **more: Json) -> Json:
    names = variables.split()
    return {
        "claim": "always",
        "verdict": "always",
        "words": [words],
        "variables": names,
        "functions": more.get("functions", []),
        "parameters": names[:1],
        "unknowns": [names[1]],
        "bound": more.get("bound", []),
        "region": region,
        "goals": goals,
    }


def witness(define: Json, *goals: Json) -> Json:
    return {"kind": "witness", "define": list(define), "goals": list(goals)}


def quotient(num: Json, den: Json, node: Json) -> Json:
    return {"var": "u", "num": num, "den": den, "positive": node}


ONE2, ONE3, ONE4 = ([["1", [0] * n]] for n in (2, 3, 4))
P_POSITIVE = h("p > 0", ">", monomials(e10="1"))
UNIT = psatz(term("1"), term("1", 1))  # refutes H1 = -1 >= 0 (after one region hypothesis)


def certificates() -> dict[str, Json]:
    """Return the valid certificates by name."""
    found: dict[str, Json] = {}
    clash = never(
        "if p > 0 then p x > 0 and x < 0 never hold together",
        "p x",
        [P_POSITIVE],
        [
            h("product", ">", monomials(e11="1")),
            h("negative", ">", monomials(e01="-1")),
            h("spare", ">=", monomials(e10="1", e00="-7")),
        ],
    )
    clash_proof = refutation(psatz(term("1", 1), term("1", 0, 2)))
    used = ["p > 0", "product", "negative"]
    found["never_products"] = envelope(clash, clash_proof, used, {"p": "1/2"})

    square = never(
        "a square is never negative",
        "p x",
        [],
        [h("negative square", ">", monomials(e20="-1", e11="2", e02="-1"))],
    )
    proof = refutation(psatz(term("1", 0), term("1", sq=[monomials(e10="1", e01="-1")])))
    found["never_square"] = envelope(square, proof, ["negative square"], {"p": "0"})

    corner = never(
        "x in {0, 1} and x (1 - x) = p never hold together for p > 0",
        "p x",
        [P_POSITIVE],
        [
            either(
                "corner",
                [["=", monomials(e01="1")]],
                [["=", monomials(e01="1", e00="-1")], [">", monomials(e01="1")]],
            ),
            h("interior", "=", monomials(e10="-1", e01="1", e02="-1")),
        ],
    )
    # x - x^2 - p = 0 and x = 0, or x - 1 = 0, give p = 0
    low = psatz(term("1", 0), ideal=[[2, ONE2], [3, monomials(e01="1", e00="-1")]])
    high = psatz(term("1", 0), ideal=[[2, ONE2], [3, monomials(e01="1")]])
    proof = refutation({"k": "or", "h": 1, "sub": [low, high]})
    found["never_corner"] = envelope(corner, proof, ["p > 0", "corner", "interior"], {"p": "3"})

    cube = never(
        "x^3 = p has no root x <= 0 if p > 0",
        "p x",
        [P_POSITIVE],
        [h("cube", "=", monomials(e03="1", e10="-1")), h("low", ">=", monomials(e01="-1"))],
    )
    # on each sign of x: p - x^3 = 0 with x <= 0
    down = [1, monomials(e00="1")]
    proof = refutation(
        {
            "k": "sign",
            "p": monomials(e01="1"),
            "neg": psatz(term("1", 0), term("1", 3, sq=[monomials(e01="1")]), ideal=[down]),
            "zero": psatz(term("1", 0), ideal=[down, [3, monomials(e02="-1")]]),
            "pos": psatz(term("1", 2), term("1", 3)),
        }
    )
    found["never_sign"] = envelope(cube, proof, ["p > 0", "cube", "low"], {"p": "8"})

    logs = never(
        "if D > 1 then log D <= 0 never holds",
        "D L Z",
        [h("D > 1", ">", [["1", [1, 0, 0]], ["-1", [0, 0, 0]]])],
        [h("low", ">=", [["-1", [0, 1, 0]]])],
        functions=[
            {"var": "L", "of": "log", "arg": [["1", [1, 0, 0]]]},
            {"var": "Z", "of": "log", "arg": ONE3},
        ],
    )
    axioms = [
        {"rule": "log-bound", "i": 1, "j": 0},
        {"rule": "log-product", "left": [[1, 1]], "right": []},
        {"rule": "log-positive-arg", "i": 0},
    ]
    node = psatz(
        term("1", 2), term("1", 0, 1), term("1", 1), term("1", 0), ideal=[[3, [["1", [1, 0, 0]]]]]
    )
    used = ["D > 1", "low"]
    found["never_log"] = envelope(logs, refutation(node, *axioms), used, {"D": "2"})

    exps = never(
        "exp x < 1 + p never holds with x >= p >= 0",
        "p x E F",
        [],
        [
            h("x >= p", ">=", [["-1", [1, 0, 0, 0]], ["1", [0, 1, 0, 0]]]),
            h("small", ">", [["1", [1, 0, 0, 0]], ["-1", [0, 0, 1, 0]], ["1", [0, 0, 0, 0]]]),
        ],
        functions=[
            {"var": "E", "of": "exp", "arg": [["1", [0, 1, 0, 0]]]},
            {"var": "F", "of": "exp", "arg": [["2", [0, 1, 0, 0]]]},
        ],
    )
    axioms = [
        {"rule": "exp-bound", "i": 0, "j": None},
        {"rule": "exp-positive", "i": 1},
        {"rule": "exp-product", "left": [[0, 2]], "right": [[1, 1]]},
        {"rule": "exp-bound", "i": 1, "j": 0},
    ]
    node = psatz(term("1", 1), term("1", 0), term("1", 2))
    used = ["x >= p", "small"]
    found["never_exp"] = envelope(exps, refutation(node, *axioms), used, {"p": "0"})

    inverse = always(
        "every p > 0 has a positive inverse",
        "p u",
        [P_POSITIVE],
        [
            h("inverse", "=", monomials(e11="1", e00="-1"), forall=[]),
            h("positive", ">", monomials(e01="1"), forall=[]),
            {
                "name": "far from 1",
                "text": "u >= 1 or u = 1/2 or u < 1",
                "rel": "or",
                "forall": [],
                "any": [
                    [[">=", monomials(e01="1", e00="-1")]],
                    [["=", monomials(e01="2", e00="-1")], [">", monomials(e01="1")]],
                    [[">", monomials(e01="-1", e00="1")]],
                ],
            },
        ],
    )
    define = quotient(ONE2, monomials(e10="1"), psatz(term("1", 0), term("1", 1)))
    # hypotheses: 0 p > 0, 1 den > 0, 2 p u - 1 = 0, 3 negated goal
    goals = [
        {
            "pos": psatz(term("1", 3), ideal=[[2, [["-1", [0, 0]]]]]),
            "neg": psatz(term("1", 3), ideal=[[2, ONE2]]),
        },
        psatz(term("1"), term("1", 1, 3), ideal=[[2, ONE2]]),
        psatz(term("1", 3), term("1", 5)),  # 1 - u > 0 and u - 1 >= 0
    ]
    proof = witness([define], *goals)
    found["always_quotient"] = envelope(inverse, proof, ["p > 0"], {"p": "2"})

    root = always(
        "every p > 0 has a square root",
        "p u",
        [P_POSITIVE],
        [
            h("root", "=", monomials(e02="1", e10="-1"), forall=[]),
            h("sign", ">=", monomials(e01="1"), forall=[]),
        ],
    )
    define = {
        "var": "u",
        "root": monomials(e02="1", e10="-1"),
        "lo": [],
        "hi": monomials(e10="1", e00="1"),
        "order": psatz(term("1", 1), term("1", 0), term("1")),
        "at_lo": psatz(term("1", 0), term("1", 1)),
        "at_hi": psatz(term("1", 1), term("1", sq=[monomials(e10="1")]), term("1", 0), term("1")),
    }
    goals = [
        {
            "pos": psatz(term("1", 4), ideal=[[1, [["-1", [0, 0]]]]]),
            "neg": psatz(term("1", 4), ideal=[[1, ONE2]]),
        },
        psatz(term("1", 4), term("1", 2)),
    ]
    found["always_root"] = envelope(root, witness([define], *goals), ["p > 0"], {"p": "2"})

    bound = always(
        "for every p there is u with u >= p v for all v in [0, 1]",
        "p u v",
        [],
        [h("bound", ">=", [["-1", [1, 0, 1]], ["1", [0, 1, 0]]], forall=["v"])],
        bound=[["v", "0", "1"]],
    )
    plus, minus = [["1", [1, 0, 0]]], [["-1", [1, 0, 0]]]
    unit = psatz(term("1"), term("1", 1))
    # 0 sign of p, 1 den > 0, 2 u - num = 0, 3 v >= 0, 4 1 - v >= 0, 5 p v - u > 0
    proof = {
        "kind": "split",
        "p": plus,
        "neg": witness(
            [quotient(minus, ONE3, unit)],
            psatz(term("1", 5), term("1", 0, 3), term("1", 0), ideal=[[2, ONE3]]),
        ),
        "zero": witness(
            [quotient([], ONE3, unit)],
            psatz(term("1", 5), ideal=[[0, [["-1", [0, 0, 1]]]], [2, ONE3]]),
        ),
        "pos": witness(
            [quotient(plus, ONE3, unit)], psatz(term("1", 5), term("1", 0, 4), ideal=[[2, ONE3]])
        ),
    }
    found["always_split"] = envelope(bound, proof, [], {"p": "-1/3"})

    upper = always(
        "for p > 0 there is u >= log(1 + p) with u >= log(1 + v) for all v in [0, p0], p0 = 1",
        "p u v L M",
        [h("p > 0", ">", [["1", [1, 0, 0, 0, 0]]])],
        [
            h("above L", ">=", [["1", [0, 1, 0, 0, 0]], ["-1", [0, 0, 0, 1, 0]]], forall=[]),
            h("above M", ">=", [["1", [0, 1, 0, 0, 0]], ["-1", [0, 0, 0, 0, 1]]], forall=["v"]),
        ],
        bound=[["v", "0", "1"]],
        functions=[
            {"var": "L", "of": "log", "arg": [["1", [1, 0, 0, 0, 0]], ["1", [0] * 5]]},
            {"var": "M", "of": "log", "arg": [["1", [0, 0, 1, 0, 0]], ["1", [0] * 5]]},
        ],
    )
    one5 = [["1", [0] * 5]]
    define_l = {"var": "L", "function": 0, "positive": psatz(term("1", 0), term("1", 1), term("1"))}
    define_u = quotient(
        [["1", [1, 0, 0, 0, 0]], ["1", [0] * 5]], one5, psatz(term("1"), term("1", 3))
    )
    # 0 p > 0, 1 1 + p > 0, 2 p - L >= 0, 3 den > 0, 4 u - p - 1 = 0
    goal_l = psatz(term("1", 5), term("1", 2), term("1"), ideal=[[4, one5]])
    # 5 v >= 0, 6 1 - v >= 0, 7 1 + v > 0, 8 v - M >= 0, 9 M - u > 0
    goal_m = {
        "define": [
            {"var": "M", "function": 1, "positive": psatz(term("1", 5), term("1", 7), term("1"))},
            {"rule": "log-bound", "i": 1, "j": None},
        ],
        "node": psatz(term("1", 9), term("1", 8), term("1", 6), term("1", 0), ideal=[[4, one5]]),
    }
    proof = witness([define_l, {"rule": "log-bound", "i": 0, "j": None}, define_u], goal_l, goal_m)
    found["always_log"] = envelope(upper, proof, ["p > 0"], {"p": "1"})

    some = always(
        "u^2 = p has a solution for some p in [-1, 1] and not for others",
        "p u",
        [h("range", ">=", monomials(e20="-1", e00="1"))],
        [h("goal", "=", monomials(e02="1", e10="-1"), forall=[])],
    ) | {
        "claim": "sometimes",
        "verdict": "sometimes",
        "necessary": [h("solution", "=", monomials(e02="1", e10="-1"))],
    }
    # 0 range, 1 p - 1 = 0, 2 den > 0, 3 u - 1 = 0, 4 goal: u^2 - p = (u + 1)(u - 1) - (p - 1)
    shift = [[1, [["1", [0, 0]]]], [3, monomials(e01="-1", e00="-1")]]
    back = [[1, [["-1", [0, 0]]]], [3, monomials(e01="1", e00="1")]]
    exists = witness(
        [quotient(ONE2, ONE2, psatz(term("1"), term("1", 2)))],
        {"pos": psatz(term("1", 4), ideal=shift), "neg": psatz(term("1", 4), ideal=back)},
    )
    fails = refutation(
        psatz(
            term("1"),
            term("1", sq=[monomials(e01="1")]),
            ideal=[[1, [["-1", [0, 0]]]], [2, [["-1", [0, 0]]]]],
        )
    )
    proof = {
        "exists": {"at": {"p": "1"}, "proof": exists},
        "fails": {"at": {"p": "-1"}, "proof": fails},
    }
    found["sometimes"] = envelope(some, proof, ["solution"], {"p": "0"})

    def table(words: str, verdict: str, a: Json, b: Json) -> Json:
        return {
            "claim": "table",
            "verdict": verdict,
            "words": [words],
            "variables": ["p"],
            "functions": [],
            "parameters": ["p"],
            "players": ["A", "B"],
            "actions": {"A": ["up", "down"], "B": ["left", "right"]},
            "payoffs": {"A": a, "B": b},
            "region": [h("p > 0", ">", [["1", [1]]])],
        }

    def games(table: Callable[..., Json]) -> None:
        p, m = [["1", [1]]], [["-1", [1]]]
        pennies = table(
            "matching pennies has no pure equilibrium", "never", [p, m, m, p], [m, p, p, m]
        )
        del pennies["functions"]
        pays = psatz(term("2", 0), term("1", 1))  # gain 2 p, refute -2 p >= 0
        moves = [([0, 0], 1, 1), ([0, 1], 0, 1), ([1, 0], 0, 0), ([1, 1], 1, 0)]
        deviations = [{"profile": s, "player": i, "to": to, "node": pays} for s, i, to in moves]
        proof = {"kind": "table", "deviations": deviations}
        found["table_never"] = envelope(pennies, proof, ["p > 0"], {"p": "1"})
        dilemma = table(
            "the prisoners' dilemma has an equilibrium",
            "always",
            [[["2", [0]]], [], [["1", [1]], ["2", [0]]], [["1", [0]]]],
            [[["2", [0]]], [["1", [1]], ["2", [0]]], [], [["1", [0]]]],
        )
        del dilemma["functions"]
        loses = psatz(term("1"), term("1", 1))  # gain -1, refute -1 > 0
        proof = {"kind": "profile", "profile": [1, 1], "best": [loses, loses]}
        found["table_always"] = envelope(dilemma, proof, [], {"p": "5/7"})
        # B: match or mismatch; A gets p - 1 for matching
        q, n = [["1", [1]], ["-1", [0]]], [["-1", [1]], ["1", [0]]]
        some = table("matching pays both only for p >= 1", "sometimes", [q, n, n, q], [p, m, m, p])
        del some["functions"]
        # 0 p > 0, 1 p - 2 = 0, 2 gain > 0: A -2 p + 2, B -2 p
        best = [
            psatz(term("1", 2), term("2"), ideal=[[1, [["2", [0]]]]]),
            psatz(term("1", 2), term("2", 0)),
        ]
        exists = {"at": {"p": "2"}, "proof": {"kind": "profile", "profile": [0, 0], "best": best}}
        # 1 p - 1/2 = 0, 2 -gain >= 0; A gains 2 - 2 p by mismatching, B gains 2 p by matching
        a_pays = psatz(term("1", 2), term("1"), ideal=[[1, [["-2", [0]]]]])
        b_pays = psatz(term("1", 2), term("2", 0))
        nodes = [
            ([0, 0], 0, 1, a_pays),
            ([0, 1], 1, 0, b_pays),
            ([1, 0], 1, 1, b_pays),
            ([1, 1], 0, 0, a_pays),
        ]
        deviations = [{"profile": s, "player": i, "to": to, "node": n} for s, i, to, n in nodes]
        fails = {"at": {"p": "1/2"}, "proof": {"kind": "table", "deviations": deviations}}
        proof = {"exists": exists, "fails": fails}
        found["table_sometimes"] = envelope(some, proof, ["p > 0"], {"p": "3"})
        split = table(
            "for p != 1 or p = 1 matching or mismatching is best for A alone",
            "always",
            [q, n, n, q],
            [[], [], [], []],
        )
        del split["functions"]
        none = psatz(term("1", 2))  # gain 0 > 0 is the hypothesis 0 > 0
        sides = {
            "pos": {
                "kind": "profile",
                "profile": [0, 0],
                "best": [psatz(term("1", 2), term("2", 1)), none],
            },
            "zero": {
                "kind": "profile",
                "profile": [0, 0],
                "best": [psatz(term("1", 2), ideal=[[1, [["2", [0]]]]]), none],
            },
            "neg": {
                "kind": "profile",
                "profile": [0, 1],
                "best": [psatz(term("1", 2), term("2", 1)), none],
            },
        }
        proof = {"kind": "split", "p": q} | sides
        found["table_split"] = envelope(split, proof, [], {"p": "1"})

    games(table)

    box = {
        "claim": "empty-box",
        "verdict": "never",
        "words": ["on the unit square not both x + y >= 8/5 and x y <= 1/5"],
        "variables": ["x", "y"],
        "box": [["0", "1"], ["0", "1"]],
        "parameters": ["x"],
        "region": ["low"],
        "tape": [
            ["v", 0],
            ["v", 1],
            ["+", 0, 1],
            ["*", 0, 1],
            ["c", "1"],
            ["+", 4, 0],
            ["log", 5],
            ["exp", 1],
            ["+", 6, 7],
            ["sqrt", 5],
            ["/", 9, 5],
            ["^", 9, 2],
        ],
        "constraints": [
            {"name": "sum", "text": "x + y >= 8/5", "node": 2, "lo": "8/5", "hi": None},
            {"name": "product", "text": "x y <= 1/5", "node": 3, "lo": None, "hi": "1/5"},
            {
                "name": "growth",
                "text": "log(1 + x) + exp(y) <= 7/3",
                "node": 8,
                "lo": None,
                "hi": "7/3",
            },
            {"name": "low", "text": "1 <= sqrt(1 + x)^2", "node": 11, "lo": "1", "hi": None},
        ],
    }
    tree = [
        ["s", 0],
        ["s", 1],
        ["n", 0],
        ["n", 0],
        ["s", 1],
        ["n", 0],
        ["m", ["1", "-1", "0", "0"]],
    ]
    found["boxes"] = envelope(
        box, {"kind": "boxes", "tree": tree}, ["product", "sum"], {"x": "1/3"}
    )

    found |= games_with_all_equilibria()
    parts = [found["never_products"], found["always_root"]]
    both = {
        "claim": "all",
        "verdict": "all",
        "words": ["both"],
        "parts": [part["statement"] for part in parts],
    }
    proof = {"kind": "all", "parts": [part["proof"] for part in parts]}
    used = ["0:p > 0", "0:product", "0:negative", "1:p > 0"]
    samples = {"0": {"p": "1/2"}, "1": {"p": "2"}}
    found["all"] = envelope(both, proof, used, samples)
    return found


def games_with_all_equilibria() -> dict[str, Json]:
    """Return certificates of kind nash, found by the solver."""
    import sympy as sp

    from bargain import Game, nash_equilibria

    x, y, a, b = sp.symbols("x y a b", real=True)
    half = sp.Rational(1, 2)
    games = {
        # ceding costs and only the other gains: the corner, with f = 0 exactly at the bound
        "nash_corner": Game(
            actions={"P": {x: (0, 1)}, "C": {y: (0, 1)}},
            payoffs={"P": 2 * y - x**2 / 2, "C": 3 * x - y**2 / 2},
        ),
        # a threshold game: both low, both high, and an unstable one between
        "nash_three": Game(
            actions={"P": {x: (0, 1)}, "C": {y: (0, 1)}},
            payoffs={
                "P": x * (3 * y**2 - 2 * y**3) - sp.Rational(2, 5) * x**2 - x**4 / 20 + x / 50,
                "C": y * (3 * x**2 - 2 * x**3) - sp.Rational(2, 5) * y**2 - y**4 / 20 + y / 50,
            },
        ),
        # two actions of one player, logarithm and exponential
        "nash_actions": Game(
            actions={"P": {a: (0, 1), b: (0, 1)}, "C": {y: (0, 1)}},
            payoffs={
                "P": sp.log(1 + a + y) - half * a**2 + b * y - b**2 + a * b / 4,
                "C": y * (1 + b) / 2 - y**2 - sp.exp(-y) / 8,
            },
        ),
    }
    return {name: nash_equilibria(game).certificate for name, game in games.items()}


def reseal(certificate: Json) -> Json:
    """Return the certificate with its hash made right."""
    keys = ("statement", "proof", "used", "sample", "made_by")
    return seal(*(certificate[key] for key in keys))


def changed(certificate: Json, path: str, value: Json) -> Json:
    """Return a copy with the value at a dotted path replaced, hashed again."""
    result = copy.deepcopy(certificate)
    place = result
    *way, last = path.split(".")
    for key in way:
        place = place[int(key) if isinstance(place, list) else key]
    place[int(last) if isinstance(place, list) else last] = value
    return reseal(result)


TAMPERED = [
    # name of the valid certificate, what is wrong, path, value
    ("never_products", "coefficient", "proof.node.terms.0.c", "2"),
    ("never_products", "negative_coefficient", "proof.node.terms.0.c", "-1"),
    ("never_products", "index", "proof.node.terms.0.h", [2]),
    ("never_products", "hypothesis", "statement.necessary.0.poly.0.0", "2"),
    ("never_products", "relation", "statement.region.0.rel", "="),
    ("never_products", "verdict", "statement.verdict", "always"),
    ("never_products", "no_words", "statement.words", []),
    ("never_products", "used_too_little", "used", ["p > 0", "product"]),
    ("never_products", "used_too_much", "used", ["p > 0", "product", "negative", "spare"]),
    ("never_products", "used_twice", "used", ["p > 0", "product", "negative", "negative"]),
    ("never_products", "sample_outside", "sample.p", "0"),
    ("never_products", "no_sample", "sample", {}),
    ("never_products", "region_not_of_parameters", "statement.parameters", []),
    ("never_products", "same_name", "statement.necessary.0.name", "p > 0"),
    ("never_square", "square", "proof.node.terms.1.sq.0.0.0", "2"),
    ("never_square", "weak", "statement.necessary.0.rel", ">="),
    ("never_square", "nothing", "proof.node.terms", []),
    ("never_corner", "missing_case", "proof.node.sub", []),
    ("never_corner", "wrong_disjunction", "proof.node.h", 2),
    ("never_corner", "alternative", "statement.necessary.0.any.1.0.1.1.0", "-2"),
    ("never_sign", "zero_case", "proof.node.zero.ideal.1.1.0.0", "-2"),
    ("never_log", "argument", "statement.functions.0.arg.0.0", "2"),
    ("never_log", "not_a_product", "proof.axioms.1.left", [[0, 1]]),
    ("never_log", "exp_for_log", "statement.functions.0.of", "exp"),
    ("never_log", "circular", "statement.functions.0.arg", [["1", [0, 1, 0]]]),
    ("never_exp", "argument", "statement.functions.1.arg.0.0", "3"),
    ("never_exp", "bound", "proof.axioms.0", {"rule": "exp-positive", "i": 0}),
    ("always_quotient", "numerator", "proof.define.0.num.0.0", "2"),
    ("always_quotient", "denominator", "proof.define.0.positive.terms.0.c", "2"),
    ("always_quotient", "undefined", "proof.define", []),
    ("always_quotient", "defined_twice", "proof.define.0.var", "p"),
    ("always_quotient", "goal", "statement.goals.1.poly.0.0", "-1"),
    ("always_quotient", "missing_goal", "proof.goals", []),
    ("always_quotient", "unknown_is_parameter", "statement.unknowns", ["p"]),
    ("always_root", "no_sign_change", "proof.define.0.hi", []),
    ("always_root", "itself", "proof.define.0.lo", [["1", [0, 1]]]),
    ("always_split", "missing_forall", "statement.goals.0.forall", []),
    ("always_split", "box", "statement.bound.0.2", "2"),
    ("always_split", "empty_box", "statement.bound.0.1", "2"),
    ("always_split", "split_on_unknown", "proof.p", [["1", [0, 1, 0]]]),
    (
        "always_log",
        "axiom_before_definition",
        "proof.define.0",
        {"rule": "log-bound", "i": 0, "j": None},
    ),
    ("always_log", "argument_may_be_negative", "statement.functions.0.arg.1.0", "-1"),
    ("sometimes", "exists_outside_region", "proof.exists.at.p", "4"),
    ("sometimes", "fails_where_it_exists", "proof.fails.at.p", "1"),
    ("sometimes", "always", "statement.verdict", "always"),
    ("table_never", "wrong_deviation", "proof.deviations.0.player", 0),
    ("table_never", "not_every_profile", "proof.deviations", []),
    ("table_never", "profile_twice", "proof.deviations.1.profile", [0, 0]),
    ("table_always", "not_best", "proof.profile", [0, 0]),
    ("table_always", "no_such_action", "proof.profile", [1, 2]),
    ("table_always", "labels_for_actions", "proof.profile", ["1", "1"]),
    ("table_always", "lists_for_actions", "proof.profile", [[1], [1]]),
    ("table_always", "nothing_for_actions", "proof.profile", [None, None]),
    ("table_always", "text_for_a_profile", "proof.profile", "11"),
    ("table_always", "one_action_too_many", "proof.profile", [1, 1, 0]),
    ("table_always", "claims_never", "statement.verdict", "never"),
    ("table_always", "payoff", "statement.payoffs.A.3", []),
    ("table_sometimes", "point", "proof.fails.at.p", "3/2"),
    ("table_split", "side", "proof.neg.profile", [0, 0]),
    ("boxes", "constraint", "statement.constraints.0.lo", "1"),
    ("boxes", "missing_bound", "statement.constraints.1.hi", None),
    ("boxes", "used", "used", ["product", "sum", "growth"]),
    ("boxes", "bigger_box", "statement.box.0.1", "2"),
    ("boxes", "shorter", "proof.tree", [["s", 0], ["n", 0]]),
    ("boxes", "longer", "proof.tree", [["n", 0], ["n", 0]]),
    ("boxes", "weights", "proof.tree.6.1", ["1", "1", "0", "0"]),
    ("boxes", "wrong_constraint", "proof.tree.2", ["n", 2]),
    ("boxes", "tape", "statement.tape.2", ["+", 0, 0]),
    ("boxes", "later_node", "statement.tape.2.1", 5),
    ("boxes", "undefined_log", "statement.tape.4.1", "-3"),
    ("boxes", "sample", "sample.x", "2"),
    ("nash_corner", "misplaced", "statement.equilibria.0.0", ["1/2", "3/4"]),
    ("nash_corner", "another_game", "statement.tape.0", ["c", "1/3"]),
    ("nash_corner", "no_replies", "proof.listed.0.replies", [[], []]),
    ("nash_three", "one_missing", "statement.equilibria", []),
    ("nash_three", "twice", "proof.listed.1.root", 0),
    ("nash_three", "smaller_box", "statement.box.0.1", "1/2"),
    ("nash_three", "shared_action", "statement.players.0.variables", [0, 1]),
    ("nash_actions", "empty_tree", "proof.faces.222.tree", []),
    ("nash_actions", "no_root", "proof.faces.222.roots", []),
    ("nash_actions", "missing_face", "proof.faces", {}),
    ("nash_actions", "swapped_payoffs", "statement.payoffs", [0, 0]),
    # a text is no list of its characters
    ("always_split", "text_for_a_bound", "statement.bound.0", "v01"),
    ("boxes", "text_for_an_operation", "statement.tape.4", "c1"),
    ("nash_corner", "text_for_a_root", "proof.faces.22.roots.0.2", "00"),
    ("nash_three", "text_for_weights", "proof.listed.1.replies.0.0.1", "1"),
    ("all", "part", "proof.parts.1.goals", []),
    ("all", "verdict", "statement.verdict", "never"),
    ("all", "missing_part", "proof.parts", []),
]


def malformed(valid: Json) -> dict[str, bytes]:
    """Return files that are no certificates."""
    text = json.dumps(valid)
    return {
        "empty": b"",
        "not_json": b"{format: bargain-cert/1}",
        "not_utf8": text.encode("utf-16"),
        "list": b"[]",
        "truncated": text[: len(text) // 2].encode(),
        "trailing": (text + "{}").encode(),
        "duplicate_key": text.replace('"used":', '"used": [], "used":', 1).encode(),
        "nan": text.replace('"1/2"', "NaN").encode(),
        "infinity": text.replace('"1/2"', "-Infinity").encode(),
        "float": text.replace('"1/2"', "0.5").encode(),
        "exponent_notation": text.replace('"1/2"', "1e999999999").encode(),
        "boolean": text.replace('"1/2"', "true").encode(),
        "integer_number": json.dumps(changed(valid, "sample.p", 1)).encode(),
        "not_lowest_terms": json.dumps(changed(valid, "sample.p", "2/4")).encode(),
        "unicode_digit": json.dumps(changed(valid, "sample.p", "١")).encode(),
        "whitespace_number": json.dumps(changed(valid, "sample.p", " 1")).encode(),
        "zero_denominator": json.dumps(changed(valid, "sample.p", "1/0")).encode(),
        "long_number": json.dumps(changed(valid, "sample.p", "9" * 5000)).encode(),
        "long_integer": text.replace('"1/2"', "9" * 5000).encode(),
        "deep": b"[" * 100_000,
        "deep_object": (b'{"a":' * 300 + b"1" + b"}" * 300),
        "huge_exponent": json.dumps(
            changed(valid, "statement.region.0.poly.0.1", [201, 0])
        ).encode(),
        "negative_exponent": json.dumps(
            changed(valid, "statement.region.0.poly.0.1", [-1, 0])
        ).encode(),
        "wrong_format": json.dumps(valid | {"format": "bargain-cert/2"}).encode(),
        "wrong_hash": json.dumps(valid | {"sha256": "0" * 64}).encode(),
        "missing_hash": json.dumps({k: v for k, v in valid.items() if k != "sha256"}).encode(),
        "unknown_field": json.dumps(valid | {"note": "hello"}).encode(),
        "unknown_proof_field": json.dumps(changed(valid, "proof.node.note", "hello")).encode(),
        "control_character": json.dumps(
            changed(valid, "statement.words", ["x\u001b[2Jvalid   never"])
        ).encode(),
        "two_lines": json.dumps(changed(valid, "statement.words", ["x\nvalid  always"])).encode(),
    }


def main() -> None:
    """Write the three directories."""
    valid = certificates()
    for folder in ("valid", "tampered", "malformed"):
        (HERE / folder).mkdir(exist_ok=True)
    for name, certificate in valid.items():
        (HERE / "valid" / f"{name}.json").write_text(json.dumps(certificate, indent=1) + "\n")
    for source, wrong, path, value in TAMPERED:
        broken = changed(valid[source], path, value)
        (HERE / "tampered" / f"{source}.{wrong}.json").write_text(json.dumps(broken) + "\n")
    for name, raw in malformed(valid["never_products"]).items():
        (HERE / "malformed" / f"{name}.json").write_bytes(raw)


if __name__ == "__main__":
    main()
