"""Random questions about boxes: the checker, ball arithmetic and the second checker agree.

The kept certificates hold one box alone. Here two functions of three variables are asked to be
large together, a little more than they are on a grid; what branch and prune proves is read by all.
Each bound is then moved until the claim is false at a point of the grid: all must refuse that.
"""

from __future__ import annotations

import copy
import json
import random
import shutil
from collections import Counter
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
import sympy as sp
import two_checkers
from empty_boxes import open_parts

from bargain.check import seal
from bargain.check.checker import check
from bargain.intervals.empty_boxes import RangeConstraint, prove_empty_box

X = sp.symbols("x y s")
GRID = [Fraction(k, 4) for k in range(5)]


def function(draw: random.Random) -> sp.Expr:
    """A sum of terms of every operation that a tape has; defined where variables are in [0, 1]."""
    x, y, s = draw.sample(X, 3)
    k = [sp.Rational(draw.randint(-8, 8), draw.choice([2, 3, 4])) for _ in range(5)]
    terms = [x * y, x**3 - y, s / (1 + x), sp.log(1 + x * s), sp.exp(x - y), sp.sqrt(1 + s * y),
             (x - y) ** 2, x * s**2]  # fmt: skip
    return sum(c * t for c, t in zip(k, draw.sample(terms, 3), strict=False)) + k[4]


def question(number: int) -> tuple[dict[str, Any], Fraction] | None:
    """A certificate, and by how much the bound of its first constraint makes it false."""
    draw = random.Random(number)
    f, g = function(draw), function(draw)
    both = sp.lambdify(X, [f, g], "math")
    points = [both(*map(float, at)) for at in product(GRID, repeat=3)]
    best = max(points, key=sum)
    cut = [Fraction(v).limit_denominator(1000) for v in best]
    gap = Fraction(draw.choice([1, 5, 20]), 50)
    constraints = [
        RangeConstraint(name="f", expression=f, lower=cut[0] + gap, upper=None, text="f is large"),
        RangeConstraint(name="g", expression=g, lower=cut[1], upper=None, text="g is large"),
    ]
    found = prove_empty_box(X, constraints, dict.fromkeys(X, (0, 1)), effort=1.0, max_boxes=3000)
    if found.proof is None:
        return None
    words = {"words": ["they are not large together"], "verdict": "never", "claim": "empty-box"}
    statement = {**found.statement, **words}
    return seal(statement, found.proof, found.used, {}, {}), gap + Fraction(1, 100)


def agree(count: int) -> Counter[str]:
    """What three readers say of so many questions, and of their false twins."""
    tally: Counter[str] = Counter()
    files: list[bytes] = []
    said: list[bool] = []
    number = 0
    while tally["proved"] < count:
        number += 1
        found = question(number)
        if found is None:
            tally["not proved"] += 1
            continue
        tally["proved"] += 1
        certificate, gap = found
        statement, tree = certificate["statement"], certificate["proof"]["tree"]
        assert check(certificate).valid
        assert open_parts(statement, tree) == [], number
        false = copy.deepcopy(statement)
        for bound in false["constraints"]:
            bound["lo"] = str(Fraction(bound["lo"]) - gap)
        wrong = seal(false, certificate["proof"], certificate["used"], {}, {})
        assert not check(wrong).valid
        assert open_parts(false, tree, 50) != []
        files += [json.dumps(c).encode() for c in (certificate, wrong)]
        said += [True, False]
        tally["weighted sums"] += any(token[0] == "m" for token in tree)
    if shutil.which("node"):
        assert [read.accepted for read in two_checkers.second(files)] == said
    return tally


def test_three_readers_agree_on_random_boxes() -> None:
    assert agree(6)["weighted sums"] > 0


@pytest.mark.long
def test_three_readers_agree_on_a_hundred_random_boxes() -> None:
    assert agree(100)["weighted sums"] > 10
