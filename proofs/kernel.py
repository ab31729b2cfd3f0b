"""``python -m proofs.kernel [--all | --grades]``: certificates as Coq files, written and compiled.

The files are made from the saved certificates, never by hand: what the kernel accepts is what the
certificates say. Without ``--all`` it is the files of `FILES`, which are kept in ``coq/``; with it
every certificate of the ledger as a file of the highest grade that there is for it
(`bargain.kernel`), each with what it rests on (``Print Assumptions``). Where `coqc` is absent each
file is reported as skipped, and the status is 0. ``--grades`` prints how much of its question each
file defines, as ``README.md`` has it, and compiles nothing.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from bargain.errors import OptionError
from bargain.explain.coq import assumptions, compile_file, coq
from bargain.explain.coq.coq_compiler import CLASSICAL_REALS
from bargain.kernel import graded

__all__ = ["FILES", "graded_lines", "main", "write"]

HERE = Path(__file__).parent
FILES = {
    "01-no-full-equilibrium": "no_full_equilibrium",
    "01-any-positive-sigma": "clash_for_any_sigma",
    "01-any-sigma-enforced": "clash_for_any_sigma_enforced",
    "04-conservation": "conservation_of_grievance",
    "04-attained": "conservation_attained",
    "11-collapse": "collapse",
    "11-survival": "survival",
    "13-no-pure": "alliance_dilemma",
    "13-symmetric": "symmetric_games",
}


def write(folder: Path, certificates: Path = HERE / "certificates") -> list[Path]:
    """Write the Coq files of the saved certificates; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for source, theorem in FILES.items():
        certificate = json.loads((certificates / f"{source}.json").read_text(encoding="utf-8"))
        path = folder / f"{theorem}.v"
        path.write_text(coq(certificate, theorem), encoding="utf-8")
        paths.append(path)
    return paths


def graded_lines(folder: Path = HERE / "certificates") -> list[str]:
    """How much of their questions the Coq files of saved certificates define, for a page."""
    found: dict[tuple[str, str], list[str]] = {}
    for path in sorted(folder.glob("*.json")):
        file = graded(json.loads(path.read_text(encoding="utf-8")))
        found.setdefault((str(file.grade), file.reason), []).append(path.stem)
    total: dict[str, int] = {}
    for (grade, _), names in found.items():
        total[grade] = total.get(grade, 0) + len(names)
    counts = ", ".join(f"{total[grade]} {grade}" for grade in sorted(total, reverse=True))
    lines = [f"Of {sum(total.values())} certificates: {counts}.", ""]
    for (grade, reason), names in sorted(found.items(), key=lambda item: (item[0][0], item[0][1])):
        if reason:
            lines.append(f"- {grade}, {reason}: {', '.join(names)}.")
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Write and compile; 0 unless the kernel refuses a file or one assumes too much."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given not in ([], ["--all"], ["--grades"]):
        sys.stderr.write("usage: python -m proofs.kernel [--all | --grades]\n")
        return 2
    if given == ["--grades"]:
        sys.stdout.write("\n".join([*graded_lines(), ""]))
        return 0
    if given:
        return _every(sorted((HERE / "certificates").glob("*.json")))
    refused = 0
    for path in write(HERE / "coq"):
        started = time.monotonic()
        result = compile_file(path)
        refused += result.status == "refused"
        sys.stdout.write(f"{path.name}: {result.summary()} ({time.monotonic() - started:.1f} s)\n")
    return 1 if refused else 0


def _every(certificates: Sequence[Path]) -> int:
    """Compile all, and ask what each theorem assumes."""
    if shutil.which("coqc") is None:
        sys.stdout.write("skipped: coqc is not installed\n")
        return 0
    seconds, wrong = [], 0
    for path in certificates:
        started = time.monotonic()
        try:
            file = graded(json.loads(path.read_text(encoding="utf-8")))
            more = assumptions(file.source) - CLASSICAL_REALS
            said = f"assumes {', '.join(sorted(more))}" if more else f"compiled, {file.grade}"
        except OptionError as error:
            more, said = frozenset("?"), str(error)
        wrong += bool(more)
        seconds.append(time.monotonic() - started)
        sys.stdout.write(f"{path.stem}: {said} ({seconds[-1]:.1f} s)\n")
    sys.stdout.write(
        f"{len(seconds) - wrong} of {len(seconds)} compiled without an axiom beyond the "
        f"classical reals; median {median(seconds):.1f} s\n"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
