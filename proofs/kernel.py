"""``python -m proofs.kernel [--all | --grades]``: certificates as Coq files, written and compiled.

The files are made from the saved certificates, never by hand: what the kernel accepts is what the
certificates say. Without ``--all`` it is the files of `FILES`, which are kept in ``coq/``; with it
every certificate of the ledger, each with what it rests on (``Print Assumptions``). Where `coqc` is
absent each file is reported as skipped, and the status is 0. ``--grades`` says how much of each
question that names a game its file defines, and compiles nothing.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from bargain.errors import OptionError
from bargain.explain.coq import assumptions, compile_file, coq
from bargain.explain.coq.coq_compiler import CLASSICAL_REALS
from bargain.kernel import graded

__all__ = ["FILES", "grades", "main", "write"]

HERE = Path(__file__).parent
SAVED = (HERE / "certificates", HERE / "literature" / "certificates")
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


def main(arguments: Sequence[str] | None = None) -> int:
    """Write and compile; 0 unless the kernel refuses a file or one assumes too much."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given not in ([], ["--all"], ["--grades"]):
        sys.stderr.write("usage: python -m proofs.kernel [--all | --grades]\n")
        return 2
    if given == ["--grades"]:
        sys.stdout.write(grades())
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


def grades(folders: Sequence[Path] = SAVED) -> str:
    """Of the saved certificates that name a game: a line for each of less than F2, and counts."""
    lines, seen = [], Counter[str]()
    for path in sorted(p for folder in folders for p in folder.glob("*.json")):
        certificate = json.loads(path.read_text(encoding="utf-8"))
        if certificate["statement"].get("game"):
            found = graded(certificate)
            seen[str(found.grade)] += 1
            if found.reason:
                lines.append(f"{found.grade}  {path.stem}: {found.reason}")
    counts = ", ".join(f"{count} {grade}" for grade, count in sorted(seen.items()))
    return "\n".join([*sorted(lines), f"{seen.total()} certificates of games: {counts}", ""])


def _every(certificates: Sequence[Path]) -> int:
    """Compile all, and ask what each theorem assumes."""
    if shutil.which("coqc") is None:
        sys.stdout.write("skipped: coqc is not installed\n")
        return 0
    seconds, wrong = [], 0
    for path in certificates:
        started = time.monotonic()
        try:
            more = assumptions(coq(json.loads(path.read_text(encoding="utf-8")))) - CLASSICAL_REALS
            said = f"assumes {', '.join(sorted(more))}" if more else "compiled"
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
