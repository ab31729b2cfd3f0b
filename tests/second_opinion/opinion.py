"""The second opinion on a whole certificate: what is confirmed, left open or refuted.

A certificate is read as plain JSON. `TALLY` counts what was found; the summary of a test run
prints it, so that what was left open is seen.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import statement_smt
from all_equilibria import second_opinion
from empty_boxes import open_parts
from statement_values import (
    Unreached,
    Values,
    failing_goals,
    holds,
    numbers,
    pure_equilibria,
    region_points,
    witness,
)

TALLY: Counter[str] = Counter()


def single_statements(certificate: Mapping[str, Any]) -> Iterator[tuple[Any, Any, Any]]:
    """Yield statement, proof and sample; each part of a claim `all`."""
    statement, proof, sample = (certificate[k] for k in ("statement", "proof", "sample"))
    if statement["claim"] != "all":
        yield statement, proof, sample
        return
    for k, part in enumerate(statement["parts"]):
        yield part, proof["parts"][k], sample[str(k)]


def refutations(
    certificate: Mapping[str, Any], *, seed: int = 0, points: int = 12, tally: Counter[str] = TALLY
) -> list[str]:
    """Return what is wrong with a certificate's statements; what is open is only counted.

    Parameters
    ----------
    certificate : mapping
        Plain JSON.
    seed : int, default 0
        Of the random points.
    points : int, default 12
        Points of a region at which a statement is evaluated.
    tally : Counter
        Counts what was confirmed and what was left open.
    """
    return [
        f"{statement['claim']}: {reason}"
        for statement, proof, sample in single_statements(certificate)
        for reason in _Judge(statement, proof, sample, random.Random(seed), points, tally).reasons()
    ]


@dataclass
class _Judge:
    """One statement with its proof and sample."""

    statement: Any
    proof: Any
    sample: Any
    rng: random.Random
    points: int
    tally: Counter[str]

    def reasons(self) -> list[str]:
        """Return what is wrong, by the method that the claim names."""
        return getattr(self, "_" + self.statement["claim"].replace("-", "_"))()

    def _never(self) -> list[str]:
        found = statement_smt.never(self.statement)
        functions = " with functions" * bool(self.statement.get("functions"))
        self.tally[f"never{functions}: {found}"] += 1
        wrong = ["z3 satisfies region and necessary conditions"] if found == "sat" else []
        return wrong + self._outside(numbers(self.sample))

    def _outside(self, at: Values) -> list[str]:
        names, region = self.statement["variables"], self.statement["region"]
        false = [h["name"] for h in region if not holds(h, names, at)]
        return [f"the point {at} is not in the region: {false}"] if false else []

    def _exists(self, tree: Any, at: Values) -> list[str]:
        statement, wrong = self.statement, self._outside(at)
        try:
            found = witness(statement, tree, at)
        except Unreached:
            return [*wrong, f"the point {at} is in a case that is called vacuous"]
        except AssertionError as error:
            return [*wrong, f"at {at}: {error}"]
        missing = set(statement["unknowns"]) - found.keys()
        self.tally["goals evaluated at a point"] += len(statement["goals"])
        wrong += [f"{goal} fails at {at}" for goal in failing_goals(statement, found, self.rng)]
        return wrong + [f"no value of {u}" for u in missing]

    def _region_points(self) -> list[Values]:
        return list(region_points(self.statement, self.sample, self.rng, self.points))

    def _always(self) -> list[str]:
        at_points = self._region_points()
        self.tally["always: points of regions"] += len(at_points)
        return [reason for at in at_points for reason in self._exists(self.proof, at)]

    def _sometimes(self) -> list[str]:
        exists, fails = self.proof["exists"], self.proof["fails"]
        wrong = self._outside(numbers(self.sample)) + self._outside(numbers(fails["at"]))
        wrong += self._exists(exists["proof"], numbers(exists["at"]))
        found = statement_smt.fails(self.statement, fails["at"])
        self.tally[f"sometimes, where it fails: {found}"] += 1
        return wrong + ["z3 satisfies the necessary conditions where it fails"] * (found == "sat")

    def _table(self) -> list[str]:
        verdict = self.statement["verdict"]
        if verdict == "sometimes":
            both = ("exists", "fails")
            cases = [(numbers(self.proof[k]["at"]), k == "exists") for k in both]
        else:
            cases = [(at, verdict == "always") for at in self._region_points()]
        self.tally["table: points, every deviation tried"] += len(cases)
        wrong = []
        for at, right in cases:
            wrong += self._outside(at)
            if bool(pure_equilibria(self.statement, at)) != right:
                wrong.append(f"{'no' if right else 'an'} equilibrium at {at}")
        return wrong

    def _empty_box(self) -> list[str]:
        statement = self.statement
        left = open_parts(statement, self.proof["tree"])
        self.tally[f"empty-box: {'open' if left else 'confirmed'}"] += 1
        outside = [
            f"the sample is outside the box in {name}"
            for name, (low, high) in zip(statement["variables"], statement["box"], strict=True)
            if not Fraction(low) <= Fraction(self.sample.get(name, low)) <= Fraction(high)
        ]
        return outside + [f"a part is not refuted: {part}" for part in left]

    def _equilibria(self) -> list[str]:
        found = second_opinion(self.statement, self.proof)
        self.tally["equilibria: listed ones confirmed"] += found.confirmed
        complete = "open" if found.undecided else "confirmed complete"
        self.tally[f"equilibria: lists {complete}"] += 1
        return found.undecided
