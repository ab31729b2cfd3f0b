r"""The checker of polynomial claims, proved in Coq and run beside the one of the package.

The folder holds a second reading of ``bargain/check/FORMAT.md`` as Coq functions, with a theorem
for each claim: what is accepted holds (``never_sound``, ``always_sound``, ``sometimes_sound``,
``table_never_sound`` and so on). For ``never``, with the region r and the necessary conditions n,

.. math:: \mathtt{never}(r, n, \mathrm{proof}) = \mathtt{true} \;\Longrightarrow\;
   (\exists x.\ r(x)) \wedge \forall x.\ r(x) \Rightarrow \neg n(x).

The functions are extracted to OCaml. What is not proved is the extraction itself, and the reader
(``json.ml``, ``main.ml``), which says what the text of a certificate means. Not covered: boxes,
lists of equilibria, functions of unknowns, bounds of exp at numbers, that cells cover a region
(their parts are), and the limits of size, which concern no theorem.

References
----------
Stengle, G. (1974). A Nullstellensatz and a Positivstellensatz in semialgebraic geometry.
Mathematische Annalen 207, 87-97.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from bargain.check import check, seal
from bargain.check.certificate import CertificateError
from bargain.check.checker import COMPOUND, hypotheses_used

__all__ = ["THEOREMS", "Disagreement", "ask", "assumed", "build", "compared", "kept", "missing"]

HERE = Path(__file__).parent
#: In the order in which they are compiled.
SOURCES = ("Polynomial", "Refutation", "Never", "Points", "Table", "Witness", "Extract")
THEOREMS = (
    "Never.never_sound", "Witness.always_sound", "Witness.sometimes_sound",
    "Table.table_always_sound", "Table.table_never_sound", "Table.table_sometimes_sound",
)  # fmt: skip
FOLDERS = ("certificates", "literature/certificates")
BATCH = 500
#: What the checker of the package refuses for its size alone.
LIMITS = ("needs more work", "is large", "too large")


class Disagreement(NamedTuple):
    """A certificate of which the two checkers do not say the same."""

    name: str
    package: str
    proved: str


def missing() -> str:
    """What is not installed of what is needed (``apt install coq ocaml-nox``); empty if nothing."""
    return ", ".join(name for name in ("coqc", "ocamlopt") if shutil.which(name) is None)


def build(folder: Path) -> Path:
    """Compile the proofs and the extracted program in a folder; return the program.

    Raises
    ------
    subprocess.CalledProcessError
        If Coq refuses a proof, or OCaml a file.
    """
    for path in [*HERE.glob("*.v"), *HERE.glob("*.ml")]:
        shutil.copy(path, folder)
    for source in SOURCES:
        _run(folder, "coqc", "-q", "-Q", ".", "Checker", f"{source}.v")
    # the extracted file has functions that it does not use
    program = ("checker.mli", "checker.ml", "json.ml", "main.ml", "-o", "proved")
    _run(folder, "ocamlopt", "-w", "-a", *program)
    return folder / "proved"


def assumed(folder: Path) -> frozenset[str]:
    """What the theorems rest on, as Coq's ``Print Assumptions`` tells; in a folder of `build`."""
    lines = ["From Checker Require Import Never Points Table Witness."]
    lines += [f"Print Assumptions {name}." for name in THEOREMS]
    (folder / "Audit.v").write_text("\n".join(lines) + "\n", encoding="utf-8")
    said = _run(folder, "coqc", "-q", "-Q", ".", "Checker", "Audit.v")
    assert said.count("Axioms:") == len(THEOREMS), said
    return frozenset(re.findall(r"^(\S+)(?= :|$)", said, re.M)) - {"Axioms:"}


def ask(program: Path, certificates: Sequence[Any]) -> list[str]:
    """What the proved checker says: ``accepted``, ``refused: …`` or ``not covered: …``."""
    keys = ("statement", "proof", "sample")
    lines = "".join(json.dumps({k: c[k] for k in keys}) + "\n" for c in certificates)
    done = subprocess.run(  # noqa: S603  (the program that was built here)
        [str(program)], input=lines, capture_output=True, text=True, check=True
    )
    said = done.stdout.splitlines()
    assert len(said) == len(certificates), done.stderr
    return said


def kept(folders: Sequence[str] = FOLDERS) -> dict[str, bytes]:
    """The saved certificates; of a claim with parts each part, as a certificate of its own."""
    found = {}
    for folder in folders:
        for path in sorted((HERE.parent / folder).glob("*.json")):
            data = json.loads(path.read_text(encoding="utf-8"))
            statement, proof, sample = (data[k] for k in ("statement", "proof", "sample"))
            if statement["claim"] not in COMPOUND:
                found[path.stem] = path.read_bytes()
                continue
            for k, part in enumerate(statement["parts"]):
                own = seal(part, proof["parts"][k], [], sample[str(k)], {})
                found[f"{path.stem}:{k}"] = json.dumps(own).encode()
    return found


def compared(
    program: Path, files: Iterable[tuple[str, bytes]], tally: Counter[str]
) -> Iterator[Disagreement]:
    """Yield what the checkers disagree about; count what each file came to.

    What a proof must list as ``used`` is a label: it is written anew before the checker of the
    package is asked.
    """
    left = iter(files)
    while batch := list(islice(left, BATCH)):
        read = [(name, data) for name, raw in batch if (data := _parts(raw)) is not None]
        tally["no certificate, or letters that no page shows"] += len(batch) - len(read)
        for (name, data), proved in zip(read, ask(program, [d for _, d in read]), strict=True):
            package = _package(data)
            kinds = package.partition(":")[0], proved.partition(":")[0]
            if kinds[1] == "not covered":
                tally[proved] += 1
            elif any(word in package for word in LIMITS):
                tally["refused for its size by the package"] += 1
            elif kinds[0] == kinds[1]:
                tally[f"{kinds[0]} by both"] += 1
            else:
                tally["disagreement"] += 1
                yield Disagreement(name, package, proved)


def _parts(raw: bytes) -> Any:
    """The data of a file, None if it is no certificate to speak of.

    Which letters can be printed is for the Unicode tables of a program: the proved one has none.
    """
    try:
        data = json.loads(raw)
        shown = json.dumps(data, ensure_ascii=False).isprintable()
        return data if shown and all(k in data for k in ("statement", "proof", "sample")) else None
    except (ValueError, TypeError, RecursionError):
        return None


def _package(data: Any) -> str:
    """What `bargain.check` says of a statement, a proof and a sample."""
    statement, proof, sample = (data[k] for k in ("statement", "proof", "sample"))
    try:
        used = hypotheses_used(statement, proof, sample)
        result = check(seal(statement, proof, used, sample, {}))
    except (CertificateError, ValueError, TypeError) as error:  # also what seal cannot write
        return f"refused: {error}"
    return "accepted" if result.valid else f"refused: {result.reason}"


def _run(folder: Path, *command: str) -> str:
    done = subprocess.run(  # noqa: S603  (compilers found on the PATH, on files of our own)
        command, cwd=folder, capture_output=True, text=True, timeout=300, check=False
    )
    if done.returncode:
        raise subprocess.CalledProcessError(done.returncode, command, done.stdout, done.stderr)
    return done.stdout
