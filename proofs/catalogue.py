"""The statements and results by number, and the proof of one of them as plain data.

Apart from the command: a process that is started for a proof does not import ``__main__``.
"""

from __future__ import annotations

import importlib
from pathlib import Path

from proofs.ledger import Statement, prove

__all__ = ["LITERATURE", "NUMBERS", "proved", "result", "statement"]

NUMBERS = tuple(range(1, 27))
#: Results of the literature, by number (``--literature``).
LITERATURE = (
    "bargaining_range", "commitment", "peaceful_mechanisms", "two_sided_values", "burden_sharing",
    "contests", "ratification", "hub_and_spokes", "legislative_bargaining", "alliance_signals",
    "audience_costs", "best_arbitration",
)  # fmt: skip


def statement(number: int) -> Statement:
    """The statement with this number."""
    found: Statement = importlib.import_module(f"proofs.statement_{number:02d}").STATEMENT
    return found


def result(number: int) -> Statement:
    """The result of the literature with this number, from 1."""
    home = importlib.import_module(f"proofs.literature.{LITERATURE[number - 1]}")
    found: Statement = home.STATEMENT
    return found


def proved(
    number: int, folder: str | None, literature: bool
) -> tuple[dict[str, object], tuple[str, ...], list[str]]:
    """Prove one statement in a worker; only plain data crosses the border."""
    proof = prove(result(number) if literature else statement(number))
    if folder is not None:
        proof.save(Path(folder))
    return proof.to_dict(), proof.row(), proof.failures()
