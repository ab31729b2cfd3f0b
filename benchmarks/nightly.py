"""``python -m benchmarks nightly --hours 6``: the properties on new cases, for hours.

A round runs, with a fresh seed of hypothesis and its profile ``nightly`` (many examples, none of
them fixed):

* ``tests/second_opinion``: freshly produced certificates of random questions, and mutated
  certificates of the corpus and the ledger, against Arb, z3 and evaluation;
* ``tests/properties``: the mutators of the checker, and the properties of solvers and verdicts.

Rounds follow each other until the time is over; the round that is then running is stopped and does
not count. A failure is printed with the command that repeats it, and the night goes on.

Exit status: 0 if every finished round passed, 1 on a failure, 2 on bad input, 3 if no round was
finished in the time allowed (nothing is known then).
"""

from __future__ import annotations

import argparse
import re
import secrets
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

__all__ = ["main"]

_ROOT = Path(__file__).parents[1]
TARGETS = ("tests/second_opinion", "tests/properties", "tests/unit")
_COUNT = re.compile(r"^ *(\d+) (.+: .+|goals .+)$", re.MULTILINE)


def command(target: str, seed: int) -> list[str]:
    """Return the command that runs one target of a round; the same seed gives the same cases."""
    options = ["--hypothesis-profile=nightly", f"--hypothesis-seed={seed}", "--long"]
    options += ["-m", "long"] if target == "tests/unit" else []  # the others ran in every run
    return [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, target]


def counts(output: str) -> Counter[str]:
    r"""Return what a run says that it confirmed and left open.

    >>> counts("==== second opinion ====\n    97 never: unsat\n333 passed in 9.52s")
    Counter({'never: unsat': 97})
    """
    _, _, after = output.partition(" second opinion ")
    return Counter({name: int(number) for number, name in _COUNT.findall(after)})


def main(arguments: Sequence[str] | None = None) -> int:
    """Run rounds until the time is over; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks nightly", description=__doc__)
    parser.add_argument("--hours", type=float, default=6.0, help="how long (default 6)")
    parser.add_argument("--seed", type=int, help="of the first round (default: a random one)")
    parser.add_argument("--target", action="append", help=f"default: {' '.join(TARGETS)}")
    given = parser.parse_args(arguments)
    if not given.hours > 0:
        parser.error("--hours must be positive")
    seed = secrets.randbelow(1_000_000) if given.seed is None else given.seed
    end = time.monotonic() + 3600 * given.hours
    total: Counter[str] = Counter()
    finished, failed = 0, list[str]()
    while time.monotonic() < end:
        for target in given.target or TARGETS:
            run = command(target, seed)
            try:
                done = subprocess.run(
                    run, cwd=_ROOT, capture_output=True, text=True, check=False,
                    timeout=max(1.0, end - time.monotonic()),
                )  # fmt: skip
            except subprocess.TimeoutExpired:
                sys.stdout.write(f"seed {seed}: {target} stopped by the clock, not counted\n")
                return _close(finished, total, failed)
            lines = done.stdout.strip().splitlines()
            sys.stdout.write(f"seed {seed}: {target}: {lines[-1] if lines else done.stderr}\n")
            sys.stdout.flush()
            if done.returncode:
                failed.append(" ".join(run))
                sys.stdout.write(f"{done.stdout}\n{done.stderr}\n")
            total.update(counts(done.stdout))
        finished += 1
        seed += 1
    return _close(finished, total, failed)


def _close(finished: int, total: Counter[str], failed: list[str]) -> int:
    for name, count in sorted(total.items()):
        sys.stdout.write(f"{count:9} {name}\n")
    for run in failed:
        sys.stdout.write(f"failed; to repeat: {run}\n")
    sys.stdout.write(f"{finished} rounds finished, {len(failed)} failures\n")
    return 1 if failed else 0 if finished else 3
