"""``python -m proofs.lean FOLDER [PROJECT]``: certificates as Lean files; Lean compiles them.

The files of the ledger are written into FOLDER. With PROJECT, a folder of a Lean project that has
Mathlib (of 2025 or later), ``lake env lean`` compiles each there: status 1 if one is refused, 3 if
``lake`` is not installed. Where this package is developed there is no Lean: the files are tested as
text only.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bargain.errors import OptionError
from bargain.explain.lean import lean

__all__ = ["main", "write"]

CERTIFICATES = Path(__file__).parent / "certificates"


def write(folder: Path, certificates: Path = CERTIFICATES) -> tuple[list[Path], dict[str, str]]:
    """Write a file for every certificate that has a Lean form; return them, and why others not."""
    folder.mkdir(parents=True, exist_ok=True)
    paths, without = [], {}
    for source in sorted(certificates.glob("*.json")):
        try:
            text = lean(json.loads(source.read_text(encoding="utf-8")))
        except OptionError as error:
            without[source.stem] = error.what
            continue
        paths.append(folder / f"{source.stem}.lean")
        paths[-1].write_text(text, encoding="utf-8")
    return paths, without


def main(arguments: Sequence[str] | None = None) -> int:
    """Write, and compile where a project is given."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if len(given) not in (1, 2) or given[0].startswith("-"):
        sys.stderr.write("usage: python -m proofs.lean FOLDER [PROJECT]\n")
        return 2
    paths, without = write(Path(given[0]))
    for name, reason in without.items():
        sys.stdout.write(f"{name}: {reason}\n")
    sys.stdout.write(f"{len(paths)} files, {len(without)} without a Lean form\n")
    if len(given) == 1:
        return 0
    if shutil.which("lake") is None:
        sys.stdout.write("lake is not installed: nothing was compiled\n")
        return 3
    refused = 0
    for path in paths:
        done = subprocess.run(  # noqa: S603  # paths made above, no shell
            ["lake", "env", "lean", str(path.resolve())], cwd=given[1], capture_output=True,  # noqa: S607
            text=True, check=False,
        )  # fmt: skip
        refused += done.returncode != 0
        sys.stdout.write(f"{path.name}: {'refused' if done.returncode else 'compiled'}\n")
        sys.stdout.write(done.stdout + done.stderr)
    return int(refused > 0)


if __name__ == "__main__":
    sys.exit(main())
