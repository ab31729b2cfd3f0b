"""The command that writes a certificate for another system."""

from __future__ import annotations

import json
from pathlib import Path

import click

from bargain.cli.options import REFUSED, UNKNOWN, json_option

__all__ = ["export"]


@click.command()
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--to", "system", type=click.Choice(["coq", "latex"]), required=True,
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
    """Write a certificate as a Coq file about the game, or as LaTeX.

    The certificate is checked first. A Coq file says how much of the question it defines: F0 the
    polynomials, F1 the game's payoffs and region, F2 the conditions too.
    """
    from bargain.check.__main__ import one_line
    from bargain.check.certificate import read
    from bargain.errors import InputError, OptionError
    from bargain.rebuild.tied import check as tied, read_once

    if compiling and system != "coq":
        raise OptionError("only Coq files can be compiled here", where="--compile", fix="--to coq")
    content = read_once(file)
    result = tied(content)
    if not result.valid:
        message = f"{one_line(file)}: the certificate is not valid: {result.reason}"
        if not result.readable:
            raise InputError(message)
        click.echo(f"bargain: {message}", err=True)
        return REFUSED
    row: dict[str, str] = {"file": file, "system": system}
    status = 0
    if system == "latex":
        from bargain.explain import prose

        text = prose.latex(read(content))
    else:
        from bargain.kernel import graded

        found = graded(read(content))
        text = found.source
        row |= {"grade": str(found.grade), "reason": found.reason}
    if out is not None:
        Path(out).write_text(text, encoding="utf-8")
    if compiling:
        kernel = _compiled(text)
        row |= {"kernel": kernel[0], "detail": kernel[1]}
        status = {"compiled": 0, "refused": REFUSED}.get(kernel[0], UNKNOWN)
    if as_json:
        click.echo(json.dumps(row | {"text": text}, indent=1))
        return status
    if out is None:
        click.echo(text.rstrip("\n"))
    said = ", ".join(f"{k} {v}" for k, v in row.items() if k not in ("file", "system") and v)
    click.echo(f"{out or one_line(file)}: {said or 'written'}", err=True)
    return status


def _compiled(text: str) -> tuple[str, str]:
    """What Coq's kernel says of a file."""
    import tempfile

    from bargain.explain.coq import compile_file

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "claim.v"
        path.write_text(text, encoding="utf-8")
        found = compile_file(path)
    return found.status, found.detail
