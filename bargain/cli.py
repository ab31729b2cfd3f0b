"""The command line: ``bargain COMMAND``; exit status 0 done, 2 bad input, 3 the answer is unknown.

Nothing heavy is imported before a command needs it; ``bargain check`` runs the checker alone.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bargain.errors import BargainError, InputError, LimitReached, NoClosedForm, OptionError

if TYPE_CHECKING:
    from bargain.decide.verdict import Verdict
    from bargain.game.game import Game

__all__ = ["main"]

UNKNOWN, BAD_INPUT = 3, 2
METHODS = {
    "nash": "nash_equilibria",
    "nash-bargaining": "nash_bargaining",
    "kalai-smorodinsky": "kalai_smorodinsky",
    "egalitarian": "egalitarian",
    "utilitarian": "utilitarian",
    "stackelberg": "stackelberg",
    "alternating-offers": "alternating_offers",
}

_game = click.argument("game", type=click.Path(dir_okay=False), metavar="GAME.toml")
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_where = click.option("--where", multiple=True, metavar="RELATION",
                      help='Restrict the parameters, e.g. "s_C > s_P". May be repeated.')
_at = click.option("--at", multiple=True, metavar="NAME=VALUE",
                   help="Fix a parameter, exactly (3, 0.25, 1/3). May be repeated.")
_conditions = click.option("--conditions", "-c", multiple=True, default=("full",), show_default=True,
                           metavar="CONDITION",
                           help="full, full(beta), efficient, balanced(security), holds(y_C > y_P)…")
_timeout = click.option("--timeout", type=float, default=60.0, show_default=True, help="Seconds.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="bargain", message="bargain %(version)s")
def _commands() -> None:
    """Bargaining games in sympy: solved, decided, and certified."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its status."""
    try:
        status = _commands.main(arguments, prog_name="bargain", standalone_mode=False)
    except click.exceptions.Abort:
        status = 130
    except click.ClickException as error:
        _complain(error.format_message())
        status = BAD_INPUT
    except (LimitReached, NoClosedForm) as limit:
        _complain(str(limit))
        status = UNKNOWN
    except BargainError as error:
        _complain(str(error))
        status = BAD_INPUT
    except BrokenPipeError:
        sys.stderr.close()
        status = 1
    sys.exit(status or 0)


def _complain(message: str) -> None:
    click.echo("bargain: " + " ".join(message.split()), err=True)


def _show(result: Any, as_json: bool) -> None:
    click.echo(json.dumps(result.to_dict(), indent=1) if as_json else result.summary())


def _load(path: str, at: Sequence[str] = ()) -> Game:
    from bargain.game.game import Game

    game = Game.from_file(path)
    values = {}
    for item in at:
        name, equals, value = item.partition("=")
        if not equals:
            raise OptionError(f"{item!r} does not fix a parameter", where="--at",
                              fix="write --at s_C=3")
        values[name.strip()] = value.strip()
    return game.at(values) if values else game


def _condition(game: Game, texts: Sequence[str]) -> Any:
    """The conditions of the command line; ``beta`` is the discount factor unless the game has it."""
    import sympy as sp

    from bargain.game.conditions import all_of, conditions_from_text

    symbols = dict(game.symbols)
    symbols.setdefault("beta", sp.Symbol("beta", positive=True))
    parsed = conditions_from_text(list(texts), symbols)
    return parsed[0] if len(parsed) == 1 else all_of(*parsed)


def _range(item: str) -> tuple[str, list[str]]:
    """``NAME=LOW:HIGH`` or ``NAME=LOW:HIGH:COUNT``."""
    name, equals, rest = item.partition("=")
    parts = rest.split(":")
    if not equals or len(parts) not in (2, 3):
        raise OptionError(f"{item!r} is not a range", where="--over", fix="write s_C=1:8 or s_C=1:8:50")
    return name.strip(), parts


def _verdict(verdict: Verdict, as_json: bool, save: str | None) -> int:
    from bargain.decide.verdict import Status

    if save and verdict.certificate is not None:
        verdict.save(save)
    if as_json:
        click.echo(json.dumps(verdict.to_dict() | {"saved": save if verdict.certificate else None},
                              indent=1))
    else:
        click.echo(verdict.summary())
        if save:
            click.echo(f"  saved: {save}" if verdict.certificate else "  not saved: no certificate")
    return UNKNOWN if verdict.status is Status.UNKNOWN else 0


@_commands.command()
@_game
@_conditions
@_where
@_at
@_timeout
@click.option("--save", type=click.Path(dir_okay=False), help="Write the certificate here.")
@_json
def decide(
    game: str, conditions: Sequence[str], where: Sequence[str], at: Sequence[str], timeout: float,
    save: str | None, as_json: bool,
) -> int:
    """Decide whether an agreement satisfying the conditions exists; certify the answer."""
    from bargain.decide.decide import decide as decide_game

    loaded = _load(game, at)
    verdict = decide_game(loaded, _condition(loaded, conditions), list(where),
                          timeout=timeout)
    return _verdict(verdict, as_json, save)


@_commands.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(), metavar="FILE…")
@click.option("--rebuild", type=click.Path(dir_okay=False), metavar="GAME.toml",
              help="Also regenerate each statement from this game and compare.")
@_json
def check(files: Sequence[str], rebuild: str | None, as_json: bool) -> int:
    """Re-check certificates with the standard library alone; status 0 only if all are valid."""
    from bargain.check.checker import check as check_file

    results = [check_file(path) for path in files]
    rows = [result.to_dict() | {"file": path} for path, result in zip(files, results, strict=True)]
    if rebuild is not None:
        from bargain.check.certificate import read
        from bargain.decide.rebuild import differences

        game = _load(rebuild)
        for row in rows:
            if row["valid"] and (found := differences(read(row["file"])["statement"], game)):
                row |= {"valid": False, "verdict": "unknown",
                        "reason": f"not a statement about {rebuild}: " + "; ".join(found)}
    if as_json:
        click.echo(json.dumps(rows, indent=1))
    else:
        for row in rows:
            text = (f"valid    {row['verdict']}  {row['file']}: {row['claim']}" if row["valid"]
                    else f"INVALID  {row['file']}: {row['reason']}")
            click.echo(text, err=not row["valid"])
    return 0 if all(row["valid"] for row in rows) else BAD_INPUT


@_commands.command()
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--latex", is_flag=True, help="Print LaTeX instead of text.")
def explain(file: str, latex: bool) -> int:
    """Write a certificate out as an argument in words and formulas."""
    from bargain.check.certificate import CertificateError, read
    from bargain.check.checker import check as check_file

    result = check_file(file)
    if not result.valid:
        raise InputError(f"the certificate is not valid: {result.reason}", where=file)
    from bargain.decide import explain as writer

    try:
        content = read(file)
    except CertificateError as error:
        raise InputError(str(error), where=file) from None
    click.echo(writer.latex(content) if latex else writer.text(content))
    return 0


@_commands.command()
@_game
@click.option("--method", type=click.Choice(list(METHODS)), required=True)
@_at
@click.option("--leader", help="For stackelberg: the player who moves first.")
@click.option("--first", help="For alternating-offers: the player who offers first.")
@click.option("--discount", multiple=True, metavar="PLAYER=VALUE",
              help="For alternating-offers: each player's discount factor.")
@click.option("--symbolic", is_flag=True, help="Ask for a closed form.")
@_json
def solve(
    game: str, method: str, at: Sequence[str], leader: str | None, first: str | None,
    discount: Sequence[str], symbolic: bool, as_json: bool,
) -> int:
    """Solve a game."""
    import bargain

    loaded = _load(game, at)
    solver = getattr(bargain, METHODS[method])
    options: dict[str, Any] = {"symbolic": True} if symbolic else {}
    if method == "stackelberg":
        options["leader"] = leader or loaded.players[0]
    if method == "alternating-offers":
        pairs = dict(item.partition("=")[::2] for item in discount)
        if set(pairs) != set(loaded.players):
            raise OptionError("every player needs a discount factor", where="--discount",
                              fix=" ".join(f"--discount {p}=0.9" for p in loaded.players))
        from bargain.exact import to_fraction

        options |= {"discount": {p: to_fraction(v) for p, v in pairs.items()},
                    "first": first or loaded.players[0]}
    result = solver(loaded, **options)
    _show(result, as_json)
    return UNKNOWN if getattr(result, "status", "") == "unknown" else 0


_over = click.option("--over", multiple=True, required=True, metavar="NAME=LOW:HIGH[:COUNT]",
                     help="A parameter and its range. May be repeated.")


@_commands.command()
@_game
@_over
@_at
@click.option("--method", type=click.Choice([m for m in METHODS if m not in (
    "stackelberg", "alternating-offers")]), default="nash-bargaining", show_default=True)
@click.option("--out", type=click.Path(), help="A folder for finished chunks; continued if it exists.")
@_json
def sweep(
    game: str, over: Sequence[str], at: Sequence[str], method: str, out: str | None, as_json: bool
) -> int:
    """Solve a game at every point of a grid of parameters."""
    import numpy as np

    from bargain.exact import to_fraction
    from bargain.study.sweep import sweep as run

    grid = {}
    for item in over:
        name, parts = _range(item)
        count = int(to_fraction(parts[2])) if len(parts) == 3 else 50
        if count < 1:
            raise OptionError("the count of a grid is at least 1", where=item)
        grid[name] = np.linspace(float(to_fraction(parts[0])), float(to_fraction(parts[1])), count)
    result = run(_load(game, at), METHODS[method], over=grid, store=out)
    if as_json:
        click.echo(json.dumps(result.to_dict(), default=str))
    else:
        click.echo(str(result))
    return 0


@_commands.command()
@_game
@_conditions
@_over
@_where
@_at
@click.option("--resolution", type=float, default=0.02, show_default=True,
              help="Smallest cell, as a share of each side.")
@click.option("--boundary", multiple=True, metavar="POLYNOMIAL",
              help="A polynomial that may separate the phases; fitted if none is given.")
@click.option("--timeout", type=float, default=120.0, show_default=True, help="Seconds.")
@_json
def phase(
    game: str, conditions: Sequence[str], over: Sequence[str], where: Sequence[str],
    at: Sequence[str], resolution: float, boundary: Sequence[str], timeout: float, as_json: bool,
) -> int:
    """Pave a box of parameters into cells with a proved status."""
    from bargain.study.phase import phase_diagram

    loaded = _load(game, at)
    ranges = {name: (parts[0], parts[1]) for name, parts in map(_range, over)}
    diagram = phase_diagram(loaded, _condition(loaded, conditions), ranges, where=list(where),
                            resolution=resolution, boundaries=list(boundary) or None,
                            timeout=timeout)
    _show(diagram, as_json)
    return UNKNOWN if diagram.unknown_share == 1 else 0


@_commands.command()
@_game
@click.option("--demand", multiple=True, required=True, metavar="CONDITION",
              help="A demand; every set of demands is looked at. Repeat it.")
@click.option("--given", multiple=True, metavar="CONDITION", help="A condition that always holds.")
@_where
@click.option("--control", multiple=True, metavar="RELATION", help="The control region.")
@_at
@click.option("--timeout", type=float, default=20.0, show_default=True, help="Seconds per set.")
@_json
def cores(
    game: str, demand: Sequence[str], given: Sequence[str], where: Sequence[str],
    control: Sequence[str], at: Sequence[str], timeout: float, as_json: bool,
) -> int:
    """Minimal clashing sets of demands in a region that are compatible in a control region."""
    from bargain.decide.cores import impossibility_cores

    loaded = _load(game, at)
    found = impossibility_cores(
        loaded, _condition(loaded, demand).simple(), list(where), list(control),
        given=_condition(loaded, given).simple() if given else (), timeout=timeout)
    _show(found, as_json)
    return UNKNOWN if found.undecided else 0


@_commands.command()
@_game
@_conditions
@_at
@click.option("--width", type=float, default=0.01, show_default=True,
              help="Requested distance of the two bounds.")
@_timeout
@_json
def gap(
    game: str, conditions: Sequence[str], at: Sequence[str], width: float, timeout: float,
    as_json: bool,
) -> int:
    """Proven bounds on the least total residual of the balances."""
    from bargain.study.gap import equilibrium_gap

    loaded = _load(game, at)
    found = equilibrium_gap(loaded, _condition(loaded, conditions), width=width, timeout=timeout)
    _show(found, as_json)
    return 0 if found.complete else UNKNOWN


@_commands.command()
@click.option("--out", type=click.Path(file_okay=False), help="Write the report into this folder.")
@click.option("--case", default="us_rok", show_default=True, help="The alliance.")
@click.option("--full", is_flag=True, help="The long form of the multiverse.")
@_json
def reproduce(out: str | None, case: str, full: bool, as_json: bool) -> int:
    """The main job: every claim decided, solved and set against the data."""
    from bargain.report.reproduce import reproduce as run

    return run(case=case, out=Path(out) if out else None, full=full, as_json=as_json)
