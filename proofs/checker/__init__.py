r"""The checker of polynomial claims, proved in Coq and run beside the one of the package.

The folder holds a second reading of ``bargain/check/FORMAT.md`` as Coq functions, with one theorem
(``Claim.v``): what is accepted holds. For ``never``, with the region r and the necessary conditions
n, that says

.. math:: \mathtt{accepts}(r, n, \mathrm{proof}) = \mathtt{true} \;\Longrightarrow\;
   (\exists x.\ r(x)) \wedge \forall x.\ r(x) \Rightarrow \neg n(x).

The functions are extracted to OCaml. What is not proved is the extraction itself, and the reader
(``json.ml``, ``reader.ml``, ``main.ml``), which says what the text of a certificate means. Not
covered: boxes and lists of equilibria (exported Coq files hold a proved checker of these,
``bargain/explain/coq/Equilibria.v``), and the limits of size, which concern no theorem.

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
from bargain.check.checker import hypotheses_used
from bargain.errors import InputError
from bargain.explain.coq.coq_lemmas import EXPONENTIAL as EXPORTED

__all__ = [
    "EXPORTED", "PROGRAM", "SOURCES", "THEOREM", "Disagreement", "ask", "assumed", "build",
    "compared", "kept", "missing",
]  # fmt: skip

HERE = Path(__file__).parent
#: In the order in which they are compiled.
SOURCES = (
    "Polynomial", "Refutation", "Exponential", "Never", "Points", "Table", "Steps", "Witness",
    "Claim", "Extract",
)  # fmt: skip
THEOREM = "accepts_sound"
PROGRAM = ("checker.mli", "checker.ml", "json.ml", "reader.ml", "main.ml")
FOLDERS = ("certificates", "literature/certificates")
BATCH = 500
#: What the checker of the package refuses for its size alone.
LIMITS = ("needs more work", "is large", "too large")
#: The package knows exp to 2^-96, the proved checker to more digits.
FINER = "on the wrong side of its exponential"


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
    for path in [*HERE.glob("*.v"), *HERE.glob("*.ml"), EXPORTED]:
        shutil.copy(path, folder)
    for source in SOURCES:
        _run(folder, "coqc", "-q", "-Q", ".", "Checker", f"{source}.v")
    # the extracted file has functions that it does not use
    _run(folder, "ocamlopt", "-w", "-a", *PROGRAM, "-o", "proved")
    return folder / "proved"


def assumed(folder: Path) -> frozenset[str]:
    """What the theorem rests on, as Coq's ``Print Assumptions`` tells; in a folder of `build`."""
    text = f"From Checker Require Import Claim.\nPrint Assumptions {THEOREM}.\n"
    (folder / "Audit.v").write_text(text, encoding="utf-8")
    said = _run(folder, "coqc", "-q", "-Q", ".", "Checker", "Audit.v")
    assert said.startswith("Axioms:"), said
    return frozenset(re.findall(r"^(\S+)(?= :|$)", said.partition("Axioms:")[2], re.M))


def ask(program: Path, certificates: Sequence[Any]) -> list[str]:
    """What the proved checker says: ``accepted``, ``refused: …`` or ``not covered: …``.

    Raises
    ------
    InputError
        If one is no certificate to speak of.
    """
    lines = "".join(_line(k, c) for k, c in enumerate(certificates))
    done = subprocess.run(  # noqa: S603  (the program that was built here)
        [str(program)], input=lines, capture_output=True, text=True, check=True
    )
    said = done.stdout.splitlines()
    assert len(said) == len(certificates), done.stderr
    return said


def _line(number: int, certificate: Any) -> str:
    """What the program reads of a certificate."""
    keys = ("statement", "proof", "sample")
    try:
        return json.dumps({k: certificate[k] for k in keys}) + "\n"
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise InputError(
            "this is no certificate", where=f"no. {number}: {type(error).__name__}: {error}",
            fix=f"a mapping with {', '.join(keys)}, as JSON",
        ) from error  # fmt: skip


def kept(folders: Sequence[str] = FOLDERS) -> dict[str, bytes]:
    """The saved certificates."""
    paths = [path for folder in folders for path in sorted((HERE.parent / folder).glob("*.json"))]
    return {path.stem: path.read_bytes() for path in paths}


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
            elif kinds[1] == "accepted" and FINER in package:
                tally["a bound of exp that is too near for the package"] += 1
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
