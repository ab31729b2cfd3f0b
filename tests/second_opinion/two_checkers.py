"""Both checkers, asked about the same files: kept certificates and mutants of them.

The second checker (`bargain/browser/checker.js`) shares no code with `bargain.check`. Mutants are
those of `proofs.checker.mutants`.
"""

from __future__ import annotations

import base64
import json
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from bargain.browser import CHECKER
from bargain.check.checker import check as checked
from proofs.checker.mutants import mutants

__all__ = ["Disagreement", "Read", "compared", "mutants", "originals", "second"]

_ROOT = Path(__file__).parents[2]
FOLDERS = ("tests/certificates", "proofs/certificates", "proofs/literature/certificates",
           "tests/second_opinion/certificates")  # fmt: skip
BATCH = 200
DRIVER = """
const { check } = require(process.argv[1]);
(async () => {
  for await (const line of require("readline").createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(await check(new Uint8Array(Buffer.from(line, "base64")))));
  }
})();
"""


class Read(NamedTuple):
    """What a checker said of a file."""

    accepted: bool
    sentence: str
    used: tuple[str, ...]
    reason: str


class Disagreement(NamedTuple):
    """A file of which two checkers do not say the same."""

    name: str
    raw: bytes
    first: Read
    second: Read


def originals(folders: Sequence[str] = FOLDERS) -> dict[str, bytes]:
    """Return the kept certificates, refused ones included."""
    paths = [path for folder in folders for path in sorted((_ROOT / folder).rglob("*.json"))]
    return {str(path.relative_to(_ROOT)): path.read_bytes() for path in paths}


def first(raw: bytes) -> Read:
    """Ask the checker of the package."""
    said = checked(raw)
    return Read(said.valid, said.claim, said.used, said.reason)


def second(files: Sequence[bytes]) -> list[Read]:
    """Ask the second checker, in node."""
    lines = "\n".join(base64.b64encode(raw).decode() for raw in files)
    done = subprocess.run(
        ["node", "-e", DRIVER, str(CHECKER)], input=lines + "\n", capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(said) == len(files), done.stderr
    return [Read(s["status"] == "accepted", s["sentence"], tuple(s["used"]), s["reason"])
            for s in said]  # fmt: skip


def compared(files: Iterable[tuple[str, bytes]], tally: Counter[str]) -> Iterator[Disagreement]:
    """Yield what the checkers disagree about; count what each file came to."""
    left = iter(files)
    while batch := list(islice(left, BATCH)):
        for (name, raw), other in zip(batch, second([raw for _, raw in batch]), strict=True):
            own = first(raw)
            tally["accepted by both" if own.accepted and other.accepted else
                  "refused by both" if not own.accepted and not other.accepted else
                  "accepted by one"] += 1  # fmt: skip
            if own.accepted != other.accepted or (own.accepted and own[:3] != other[:3]):
                yield Disagreement(name, raw, own, other)
