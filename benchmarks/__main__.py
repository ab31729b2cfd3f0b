"""``python -m benchmarks paper`` reproduces the paper; ``python -m benchmarks speed`` compares.

``nightly`` runs the properties on new cases for hours (`benchmarks.nightly`), ``mutants`` asks
whether the tests notice a change of one token (`benchmarks.mutants`), ``same`` whether a busy
machine gives the same answers (`benchmarks.same`), ``questions`` how many random questions are
decided, and that none is decided wrongly (`benchmarks.questions`), ``bargaining-problems`` how many
random bargaining problems are solved, and that none is solved wrongly
(`benchmarks.bargaining_problems`).
``speed`` runs every comparison with the peers in one run. A benchmark that is not part of this
checkout, or whose peer is not installed, is named as left out.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Sequence

__all__ = ["main"]

SPEED = ("finite", "bargaining", "proofs", "expressions")
"""Modules with a comparison: each has ``run()`` (prints) or ``report()`` (returns text)."""


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
    if given[:1] == ["paper"]:
        from bargain.errors import BargainError
        from benchmarks.paper import main as paper

        try:
            return paper(given[1:])
        except BargainError as error:
            sys.stderr.write(f"benchmarks: {' '.join(str(error).split())}\n")
            return 2
    if given == ["speed"]:
        return _speed()
    if given[:1] == ["nightly"]:
        from benchmarks.nightly import main as nightly

        return nightly(given[1:])
    if given[:1] == ["mutants"]:
        from benchmarks.mutants import main as mutants

        return mutants(given[1:])
    if given[:1] == ["questions"]:
        from benchmarks.questions import main as questions

        return questions(given[1:])
    if given[:1] == ["bargaining-problems"]:
        from benchmarks.bargaining_problems import main as bargaining_problems

        return bargaining_problems(given[1:])
    if given[:1] == ["same"]:
        from benchmarks.same import main as same

        return same(given[1:])
    sys.stderr.write(
        "usage: python -m benchmarks {paper [--out DIR] [--case NAME] [--full] "
        "[--json] | speed | "
        "nightly [--hours H] [--seed N] | mutants [--count N] [--seed N] | "
        "same [--jobs N] | questions [--count N] [--seed N] [--seconds T] [--kind KIND] [--z3] | "
        "bargaining-problems [--count N] [--seed N] [--only N]}\n"
    )
    return 2


if __name__ == "__main__":
    sys.exit(main())
