"""``python -m proofs.kernel``: the flagship certificates as Coq files, written and compiled.

The files are made from the saved certificates, never by hand: what the kernel accepts is what the
certificates say. Where `coqc` is absent each file is reported as skipped, and the status is 0.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from bargain.explain.coq import compile_file, coq

__all__ = ["FILES", "main", "write"]

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


def main() -> int:
    """Write and compile every file; 0 unless one is refused."""
    refused = 0
    for path in write(HERE / "coq"):
        started = time.monotonic()
        result = compile_file(path)
        refused += result.status == "refused"
        sys.stdout.write(f"{path.name}: {result.summary()} ({time.monotonic() - started:.1f} s)\n")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
