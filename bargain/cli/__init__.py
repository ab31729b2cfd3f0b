"""The command line: ``bargain COMMAND``.

Exit status: 0 done, 1 a certificate is refused, 2 bad input, 3 the answer is unknown, 130 Ctrl-C.

Nothing heavy is imported before a command needs it; ``bargain check`` checks proofs by the checker
alone, and loads sympy only to compare what is valid with its game.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from contextlib import nullcontext

import click

from bargain.cli import (
    export_command as exporting,
    game_commands as files,
    question_commands as questions,
    study_commands as studies,
)
from bargain.cli.options import BAD_INPUT, INTERRUPTED, UNKNOWN
from bargain.errors import BargainError, LimitReached, NoClosedForm
from bargain.work.progress import at_work

__all__ = ["main"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="bargain", message="bargain %(version)s")
def _commands() -> None:
    """Bargaining games in sympy: solved, decided, and certified."""


for _command in (
    files.new,
    files.describe,
    files.explore,
    questions.decide,
    questions.region,
    questions.prove,
    questions.check,
    questions.explain,
    exporting.export,
    questions.solve,
    studies.reproduce,
    studies.sweep,
    studies.phase,
    studies.cores,
    studies.gap,
):
    _commands.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its status."""
    try:
        given = sys.argv[1:] if arguments is None else list(arguments)
        command = next((word for word in given if not word.startswith("-")), "it")
        # a page that waits for somebody is not at work
        with nullcontext() if command == "explore" else at_work(command):
            status = _commands.main(arguments, prog_name="bargain", standalone_mode=False)
    except click.exceptions.Abort as stop:  # Ctrl-C, which click catches
        notes = getattr(stop.__cause__, "__notes__", ["nothing is kept"])
        _complain("interrupted; " + "; ".join(notes))
        status = INTERRUPTED
    except click.ClickException as error:
        _complain(_told(error))
        status = BAD_INPUT
    except (LimitReached, NoClosedForm) as limit:
        _complain(str(limit))
        if "--json" in (sys.argv[1:] if arguments is None else arguments):
            click.echo(json.dumps({"status": "unknown", "reason": str(limit)}, indent=1))
        status = UNKNOWN
    except BargainError as error:
        _complain(re.sub(r"game\.at\(\{(\.\.\.|…)\}\)", "--at NAME=VALUE", str(error)))
        status = BAD_INPUT
    except BrokenPipeError:
        sys.stderr.close()
        status = 1
    sys.exit(status or 0)


def _told(error: click.ClickException) -> str:
    """What is wrong with a command line, and what to write."""
    told = error.format_message()
    if isinstance(error, click.MissingParameter) and error.param is not None and error.ctx:
        if not isinstance(error.param, click.Option):
            told = f"{told.rstrip('.')}; {error.ctx.command_path} --help shows how"
        elif error.param.metavar:  # else the choices are named
            told = f"{told.rstrip('.')}; give {error.param.opts[0]} {error.param.metavar}"
    return told


def _complain(message: str) -> None:
    click.echo("bargain: " + " ".join(message.split()), err=True)
