"""``python -m benchmarks same --jobs 4``: the same answers on an idle machine and on a busy one.

`bargain reproduce` and ``python -m proofs`` run twice, by themselves and beside jobs that keep the
processor busy, each time with another hash seed. What they write is compared byte for byte:
the report, its tables and figures, and every certificate. Only ``timing.json`` is left out, which
says how long things took.

Exit status: 0 if nothing differs, 1 if something does.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

__all__ = ["differences", "main"]

_ROOT = Path(__file__).parents[1]
TIMES = "timing.json"


def differences(first: Path, second: Path) -> list[str]:
    """Return what two folders do not have alike, apart from times."""
    names = {
        path.relative_to(folder).as_posix()
        for folder in (first, second)
        for path in folder.rglob("*")
        if path.is_file() and path.name != TIMES
    }
    return [
        name for name in sorted(names)
        if not (first / name).is_file() or not (second / name).is_file()
        or (first / name).read_bytes() != (second / name).read_bytes()
    ]  # fmt: skip


def _write(folder: Path, seed: str) -> float:
    """Run both into a folder; return the seconds that it took."""
    started = time.monotonic()
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    for command in (
        ["-m", "bargain", "reproduce", "--out", str(folder / "report")],
        ["-m", "proofs", "--save", str(folder / "certificates")],
    ):
        subprocess.run(
            [sys.executable, *command], cwd=_ROOT, check=True, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env=environment,
        )  # fmt: skip
    return time.monotonic() - started


def main(arguments: Sequence[str] | None = None) -> int:
    """Run both ways and compare; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks same", description=__doc__)
    parser.add_argument("--jobs", type=int, default=4, help="other jobs (default 4)")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        idle, busy = Path(folder) / "idle", Path(folder) / "busy"
        for path in (idle, busy):
            path.mkdir()
        alone = _write(idle, "0")
        spin = [sys.executable, "-c", "while True: pass"]
        jobs = [subprocess.Popen(spin) for _ in range(max(0, given.jobs))]
        try:
            beside = _write(busy, "4242")
        finally:
            for job in jobs:
                job.kill()
                job.wait()
        found = differences(idle, busy)
        count = sum(1 for path in idle.rglob("*") if path.is_file())
    sys.stdout.write(
        f"{count} files; alone {alone:.0f} s, beside {len(jobs)} other jobs "
        f"{beside:.0f} s ({beside / alone:.1f} times); {len(found)} differ\n"
    )
    sys.stdout.writelines(f"differs: {name}\n" for name in found)
    return 1 if found else 0
