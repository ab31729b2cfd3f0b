"""The paper's claims against the model and the record: the same study as ``bargain reproduce``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from bargain.alliances.report.reproduce import reproduce

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the study; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks paper", description=__doc__)
    parser.add_argument("--out", type=Path, help="write the report into this folder")
    parser.add_argument("--case", default="us_rok", help="the alliance")
    parser.add_argument("--full", action="store_true", help="the long form of the multiverse")
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args(arguments)
    return reproduce(case=given.case, out=given.out, full=given.full, as_json=given.json)
