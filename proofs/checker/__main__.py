"""``python -m proofs.checker [--mutants N] [--seed S]``: the proved checker beside the package's.

Compiles the proofs, asks what the theorem rests on, and compares both checkers on the saved
certificates and on mutants of them. Where Coq or OCaml is absent that is said, and the status is 0;
it is 1 for a disagreement, or for an axiom beyond those of the classical reals.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bargain.explain.coq.coq_compiler import CLASSICAL_REALS
from proofs.checker import THEOREM, assumed, build, compared, kept, missing
from proofs.checker.mutants import mutants


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m proofs.checker", description=__doc__)
    parser.add_argument("--mutants", type=int, default=1_000, metavar="N", help="how many (1000)")
    parser.add_argument("--seed", type=int, default=0, help="of the mutants (0)")
    given = parser.parse_args(arguments)
    say = sys.stdout.write
    if absent := missing():
        say(f"skipped: {absent} not installed\n")
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            program, more = build(folder), assumed(folder) - CLASSICAL_REALS
        except subprocess.CalledProcessError as error:
            say(f"not compiled: {' '.join(error.stderr.split())[-400:]}\n")
            return 1
        rests = f"besides on {', '.join(sorted(more))}" if more else "on the classical reals alone"
        say(f"{THEOREM}: compiled, rests {rests}\n")
        files, wrong = kept(), bool(more)
        sets = {"certificates": files.items(), "mutants": mutants(files, given.seed, given.mutants)}
        for title, chosen in sets.items():
            tally: Counter[str] = Counter()
            for found in compared(program, chosen, tally):
                wrong = True
                say(f"{found.name}: package {found.package}; proved {found.proved}\n")
            counts = "; ".join(f"{n} {what}" for what, n in tally.most_common() if n)
            say(f"{title}: {counts}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
