"""``python -m benchmarks paper`` reproduces the paper; ``python -m benchmarks speed`` compares.

``speed`` runs every comparison with the peers in one run. A benchmark that is not part of this
checkout, or whose peer is not installed, is named as left out. The others, each with ``--help``:

=================== ============================================================================
nightly             the properties on new cases, for hours
mutants             do the tests notice a change of one token?
same                does a busy machine give the same answers?
questions           how many random questions are decided, and is none decided wrongly?
bargaining-problems how many random bargaining problems are solved, and is none solved wrongly?
continuous          how many random continuous games have complete lists, and is no list wrong?
kernel              does Coq accept the file of every verdict?
cost                what does a verdict cost as the question grows, and does it cost more now?
linear              what do linear questions cost beside plain z3?
regions             are the regions of the theory and the literature exact, and right?
gambit              do games agree with Gambit, at random numbers, and how fast is enumpoly beside?
scale               what do sweeps cost in time, processes, chunks and memory?
=================== ============================================================================
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Sequence

from bargain.errors import BargainError

__all__ = ["main"]

SPEED = ("finite", "bargaining", "proofs", "expressions")
"""Modules with a comparison: each has ``run()`` (prints) or ``report()`` (returns text)."""

OTHERS = (
    "paper", "nightly", "mutants", "same", "questions", "bargaining-problems", "continuous",
    "kernel", "cost", "linear", "regions", "gambit", "scale",
)  # fmt: skip
"""Modules with a ``main(arguments)`` of their own."""


def _speed() -> int:
    for name in SPEED:
        sys.stdout.write(f"== {name}\n")
        if importlib.util.find_spec(f"benchmarks.{name}") is None:
            sys.stdout.write("left out: not part of this checkout\n")
            continue
        module = importlib.import_module(f"benchmarks.{name}")
        text = module.report() if hasattr(module, "report") else module.run()
        if isinstance(text, str):
            sys.stdout.write(text + "\n")
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Dispatch; returns the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given == ["speed"]:
        return _speed()
    if given and given[0] in OTHERS:
        module = importlib.import_module(f"benchmarks.{given[0].replace('-', '_')}")
        try:
            return int(module.main(given[1:]))
        except BargainError as error:
            sys.stderr.write(f"benchmarks: {' '.join(str(error).split())}\n")
            return 2
    sys.stderr.write(f"usage: python -m benchmarks {{speed | {' | '.join(OTHERS)}}} [options]\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
