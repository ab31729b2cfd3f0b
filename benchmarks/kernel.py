"""Random questions to the end: is every verdict's Coq file accepted by the kernel?

``python -m benchmarks kernel --count 300 --seed 1`` decides questions of
`benchmarks.question_generator`, writes the file of every certificate and compiles it. It prints how
many of each grade were accepted, and every refusal with what the compiler says. Status 1 if there
is one, 3 where Coq is not installed.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from collections import Counter
from collections.abc import Sequence
from statistics import median

import bargain as bg
from bargain.errors import BargainError, OptionError
from bargain.explain.coq import compile_source
from bargain.kernel import graded
from benchmarks.question_generator import question

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Decide, write, compile, count."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks kernel")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=5.0, help="effort for each question")
    given = parser.parse_args(arguments)
    if shutil.which("coqc") is None:
        sys.stdout.write("coqc is not installed\n")
        return 3
    seen: Counter[tuple[str, str]] = Counter()
    seconds: list[float] = []
    for number in range(given.count):
        said = _one(given.seed, number, given.seconds, seconds)
        seen[said[:2]] += 1
        if said[1] == "refused":
            sys.stdout.write(f"question {number}: {said[0]} refused: {said[2]}\n")
    for (grade, status), count in sorted(seen.items()):
        sys.stdout.write(f"{count:4d}  {grade} {status}\n")
    if seconds:
        sys.stdout.write(f"median {median(seconds):.1f} s, longest {max(seconds):.1f} s\n")
    return int(any(status == "refused" for _, status in seen))


def _one(seed: int, number: int, effort: float, seconds: list[float]) -> tuple[str, str, str]:
    """The grade of one question's file, what the kernel says of it, and why."""
    asked = question(seed, number)
    try:
        verdict = bg.decide(
            asked.game, asked.conditions, where=asked.where, timeout=20 * effort, effort=effort
        )
    except BargainError as error:
        return "-", "not asked", error.what
    if verdict.certificate is None:
        return "-", "unknown", ""
    try:
        found = graded(verdict.certificate)
    except OptionError as error:
        return "-", "no form", error.what
    started = time.monotonic()
    result = compile_source(found.source, timeout=300)
    seconds.append(time.monotonic() - started)
    return str(found.grade), result.status, result.detail


if __name__ == "__main__":
    sys.exit(main())
