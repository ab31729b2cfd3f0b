"""The command that writes a certificate for another system."""

from __future__ import annotations

import json
from pathlib import Path

import click

from bargain.cli.options import REFUSED, UNKNOWN, checked_certificate, json_option

__all__ = ["export"]


@click.command()
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--to", "system", type=click.Choice(["coq", "lean", "latex"]), required=True,
              help="The system to write for.")  # fmt: skip
@click.option(
    "--compile",
    "compiling",
    is_flag=True,
    help="Let Coq's kernel check the file; status 1 if it refuses, 3 without Coq.",
)
@click.option("--out", type=click.Path(dir_okay=False), help="Write to this file.")
@json_option
def export(file: str, system: str, compiling: bool, out: str | None, as_json: bool) -> int:
    """Write a certificate as a Coq file about the game, as a Lean file, or as LaTeX.

    The certificate is checked first. A Coq file says how much of the question it defines: F0 the
    polynomials, F1 the game's payoffs and region, F2 the conditions too. A Lean file is about the
    polynomials, over any ordered field; nobody has compiled it.
    """
    from bargain.check.__main__ import one_line
    from bargain.errors import OptionError

    if compiling and system != "coq":
        raise OptionError("only Coq files can be compiled here", where="--compile", fix="--to coq")
    found = checked_certificate(file)
    if found is None:
        return REFUSED
    certificate, _ = found
    row: dict[str, str] = {"file": file, "system": system}
    status = 0
    if system == "latex":
        from bargain.explain import prose

        text = prose.latex(certificate)
    elif system == "lean":
        from bargain.explain.lean import lean

        text = lean(certificate)
        row |= {"grade": "F0", "kernel": "not asked: no Lean has compiled it"}
    else:
        from bargain.kernel import graded

        written = graded(certificate)
        text = written.source
        row |= {"grade": str(written.grade), "reason": written.reason}
    if out is not None:
        Path(out).write_text(text, encoding="utf-8")
    if compiling:
        from bargain.explain.coq import compile_source

        kernel = compile_source(text)
        row |= {"kernel": kernel.status, "detail": kernel.detail}
        status = {"compiled": 0, "refused": REFUSED}.get(kernel.status, UNKNOWN)
    if as_json:
        click.echo(json.dumps(row | {"text": text}, indent=1))
        return status
    if out is None:
        click.echo(text.rstrip("\n"))
    said = ", ".join(f"{k} {v}" for k, v in row.items() if k not in ("file", "system") and v)
    click.echo(f"{out or one_line(file)}: {said or 'written'}", err=True)
    return status
