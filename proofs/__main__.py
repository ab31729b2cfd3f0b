"""``python -m proofs [numbers…] [--literature] [--json] [--save DIR] [--scheduler WHERE]``: prove
all, print the ledger.

Status 0 only if every part, control and twin of the statements asked for came out as stated.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Collection, Sequence
from functools import partial
from typing import Any

from bargain.work.progress import kept, steps
from bargain.work.scheduling import each_done, named
from proofs.catalogue import LITERATURE, NUMBERS, proved, result, statement
from proofs.ledger import Ledger, Proof, prove


def _prove_all(
    numbers: Sequence[int], given: argparse.Namespace, found: dict[int, Any]
) -> None:  # fmt: skip
    """Prove statements; each is in `found`, and saved, as soon as it is proved."""
    work = partial(proved, folder=given.save, literature=given.literature)
    with (
        steps("statements", alone=True) as report,
        named(None if given.scheduler == "here" else given.scheduler) as scheduler,
    ):
        report(0, len(numbers))
        for number, answer in each_done(work, numbers, scheduler):
            found[number] = answer
            report(len(found), len(numbers))


def _kept(found: Collection[int], numbers: Sequence[int], folder: str | None) -> str:
    """What an interrupted run leaves behind, and how to do the rest alone."""
    if folder is None:
        return "nothing is kept without --save"
    rest = " ".join(str(n) for n in numbers if n not in found)
    return (
        f"the certificates of {len(found)} of {len(numbers)} statements are in {folder}; "
        f"the others are proved with the numbers {rest}"
    )


def ledger(numbers: Sequence[int] = NUMBERS) -> Ledger:
    """Prove the statements one after the other, in this process."""
    return Ledger(proofs=tuple(prove(statement(n)) for n in numbers))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m proofs", description=__doc__)
    parser.add_argument("numbers", nargs="*", type=int, choices=[*NUMBERS, []], metavar="number")
    parser.add_argument("--literature", action="store_true", help="results of the literature")
    parser.add_argument("--json", action="store_true", help="print plain data")
    parser.add_argument("--markdown", action="store_true", help="print the table of README.md")
    parser.add_argument("--save", metavar="DIR", help="write the certificates here")
    parser.add_argument(
        "--scheduler", default="processes",
        help="here, processes (default) or the address of a Dask cluster",
    )  # fmt: skip
    given = parser.parse_args(arguments)
    known = range(1, len(LITERATURE) + 1) if given.literature else NUMBERS
    numbers = sorted(set(given.numbers)) or list(known)
    if unknown := [n for n in numbers if n not in known]:
        parser.error(f"no result has the number {unknown[0]}; give 1 to {len(known)}")
    found: dict[int, tuple[dict[str, object], tuple[str, ...], list[str]]] = {}
    try:
        with kept(lambda: _kept(found, numbers, given.save)):
            _prove_all(numbers, given, found)
    except KeyboardInterrupt as stop:
        sys.stderr.write(f"interrupted; {'; '.join(stop.__notes__)}\n")
        return 130
    results = [found[n] for n in numbers]
    settled = bool(results) and all(data["settled"] for data, _, _ in results)
    if given.json:
        told = {"settled": settled, "proofs": [data for data, _, _ in results]}
        sys.stdout.write(json.dumps(told, indent=1, ensure_ascii=False) + "\n")
    elif given.markdown:
        sys.stdout.write(Ledger.markdown([data for data, _, _ in results]))
    else:
        table = Ledger.table(
            [row for _, row, _ in results], [line for _, _, lines in results for line in lines]
        )
        tied = Ledger.tied_lines([data for data, _, _ in results])
        sys.stdout.write("\n".join([table, "", *tied]) + "\n")
    return 0 if settled else 1


__all__ = ["LITERATURE", "NUMBERS", "Proof", "ledger", "main", "result", "statement"]

if __name__ == "__main__":
    sys.exit(main())
