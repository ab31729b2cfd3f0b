"""Coq's compiler, where it is installed: does its kernel accept a file, and on which axioms?"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bargain.errors import OptionError

__all__ = ["CLASSICAL_REALS", "CoqResult", "assumptions", "compile_file", "compile_source"]

#: What the real numbers and the analysis of Coq's standard library rest on (the last one is the law
#: of the excluded middle, behind mean values and maxima); nothing else may be assumed.
CLASSICAL_REALS = frozenset(
    {
        "ClassicalDedekindReals.sig_forall_dec",
        "ClassicalDedekindReals.sig_not_dec",
        "FunctionalExtensionality.functional_extensionality_dep",
        "Classical_Prop.classic",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoqResult:
    """Whether Coq's kernel accepted a file.

    `skipped` where `coqc` is not installed, `unanswered` where the clock ended it.
    """

    status: str = "skipped"  # "compiled", "refused", "unanswered" or "skipped"
    detail: str = ""

    def summary(self) -> str:
        """One line."""
        return f"{self.status}{': ' if self.detail else ''}{self.detail}"


def compile_file(path: str | Path, *, timeout: float = 600.0) -> CoqResult:
    """Compile a ``.v`` file, away from where it lies.

    Parameters
    ----------
    path : path
    timeout : float, default 600
        Seconds.
    """
    path = Path(path)
    return compile_source(path.read_text(encoding="utf-8"), path.name, timeout=timeout)


def compile_source(source: str, name: str = "claim.v", *, timeout: float = 600.0) -> CoqResult:
    """Compile what a ``.v`` file would hold.

    Parameters
    ----------
    source : str
    name : str, default "claim.v"
        What the file is called.
    timeout : float, default 600
        Seconds.
    """
    found, _ = _compiled(source, name, timeout)
    return found


def assumptions(source: str, name: str = "claim", *, timeout: float = 600.0) -> frozenset[str]:
    """What a theorem of a file rests on, as Coq's ``Print Assumptions`` tells.

    Raises
    ------
    OptionError
        If Coq is not installed or refuses the file.
    """
    asked = f"{source}\nPrint Assumptions {name}.\n"
    found, said = _compiled(asked, "assumptions.v", timeout)
    if found.status != "compiled":
        raise OptionError("the file was not compiled", where=found.summary())
    return frozenset(re.findall(r"^(\S+)(?= :|$)", said.partition("Axioms:")[2], re.M))


def _compiled(source: str, name: str, timeout: float) -> tuple[CoqResult, str]:
    compiler = shutil.which("coqc")
    if compiler is None:
        return CoqResult(detail="coqc is not installed"), ""
    with tempfile.TemporaryDirectory() as folder:  # the compiler writes files beside its input
        (Path(folder) / name).write_text(source, encoding="utf-8")
        try:
            # the compiler found on the PATH, on a file of our own
            run = subprocess.run(  # noqa: S603
                [compiler, "-q", name],
                cwd=folder,
                capture_output=True,
                text=True,
                timeout=timeout,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return CoqResult(status="unanswered", detail=f"no answer in {timeout:g} s"), ""
    if run.returncode == 0:
        return CoqResult(status="compiled", detail=name), run.stdout
    if "Cannot find a physical path bound to logical path" in run.stderr:  # boxes need it
        return CoqResult(detail="coq-interval is not installed"), ""
    return CoqResult(status="refused", detail=" ".join(run.stderr.split())[-400:]), ""
