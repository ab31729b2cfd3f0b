"""Commands over many parameters, and the main job: sweep, phase, cores, gap, reproduce."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from bargain.cli.options import (
    METHODS,
    UNKNOWN,
    at_option,
    condition_of,
    conditions_option,
    effort_option,
    game_argument,
    json_option,
    load,
    over_option,
    ranges_of,
    scheduler_option,
    show,
    timeout_option,
    where_option,
)
from bargain.errors import FileError, OptionError
from bargain.work.scheduling import named

_LONGEST_AXIS = 10**6  # points


def _without_nan(content: object) -> Any:
    """The same data with null for what is no number: JSON has no NaN."""
    if isinstance(content, dict):
        return {key: _without_nan(value) for key, value in content.items()}
    if isinstance(content, (list, tuple)):
        return [_without_nan(value) for value in content]
    return None if isinstance(content, float) and not math.isfinite(content) else content


@click.command()
@game_argument
@over_option
@at_option
@click.option(
    "--method",
    type=click.Choice([m for m, s in METHODS.items() if not s.needs and "continuous" in s.games]),
    default="nash-bargaining",
    show_default=True,
)
@click.option(
    "--conditions",
    "-c",
    multiple=True,
    help="Ask whether such an agreement exists instead of solving; statuses at every point.",
)
@click.option(
    "--out",
    type=click.Path(),
    help="A Zarr store, continued if it exists; or a file FILE.nc (netCDF).",
)
@click.option(
    "--chunk", type=int, help="Points in a task; default: 4096, or 16384 of fast solvers."
)
@scheduler_option
@json_option
def sweep(
    game: str,
    over: Sequence[str],
    at: Sequence[str],
    method: str,
    conditions: Sequence[str],
    out: str | None,
    chunk: int | None,
    scheduler: str | None,
    as_json: bool,
) -> int:
    """Solve a game, or ask a question of it, at every point of a grid of parameters."""
    import numpy as np

    from bargain.study.sweep import sweep as run

    grid = {}
    for name, (low, high, *rest) in ranges_of(over, counted=True).items():
        count = rest[0] if rest else Fraction(50)
        if not (count.denominator == 1 and 1 <= count <= _LONGEST_AXIS):
            raise OptionError(
                f"{count} is no count of points",
                where=f"--over {name}",
                fix=f"give a whole number from 1 to {_LONGEST_AXIS}",
            )
        try:
            grid[name] = np.linspace(float(low), float(high), int(count))
        except OverflowError:
            raise OptionError(
                "a bound is beyond floating-point numbers", where=f"--over {name}"
            ) from None
    loaded = load(game, at)
    asked = condition_of(loaded, conditions) if conditions else METHODS[method].name
    file = out is not None and out.endswith(".nc")
    with named(scheduler) as used:
        result = run(
            loaded,
            asked,
            over=grid,
            store=None if file else out,
            chunk="auto" if chunk is None else chunk,
            scheduler=used,
        )
    if file:
        if "certificate" in result:  # netCDF 3 has no unsigned bytes but by this convention
            signed = result.certificate.astype(np.int8)
            result = result.assign(certificate=signed.assign_attrs(_Unsigned="true"))
        try:
            result.to_netcdf(out, engine="scipy")
        except OSError as error:
            raise FileError(f"cannot be written: {error}", where=f"--out {out}") from None
    if as_json:
        click.echo(json.dumps(_without_nan(result.to_dict()), default=str, allow_nan=False))
    else:
        click.echo(str(result))
    return 0


@click.command()
@game_argument
@conditions_option
@over_option
@where_option
@at_option
@click.option(
    "--resolution",
    type=float,
    default=0.02,
    show_default=True,
    help="Smallest cell, as a share of each side.",
)
@click.option(
    "--boundary",
    multiple=True,
    metavar="POLYNOMIAL",
    help="A polynomial that may separate the phases; fitted if none is given.",
)
@click.option("--timeout", type=float, default=120.0, show_default=True, help="Seconds.")
@effort_option
@scheduler_option
@json_option
def phase(
    game: str,
    conditions: Sequence[str],
    over: Sequence[str],
    where: Sequence[str],
    at: Sequence[str],
    resolution: float,
    boundary: Sequence[str],
    timeout: float,
    effort: float | None,
    scheduler: str | None,
    as_json: bool,
) -> int:
    """Pave a box of parameters into cells with a proved status."""
    from bargain.study.phase import phase_diagram

    loaded = load(game, at)
    ranges = {name: (low, high) for name, (low, high) in ranges_of(over, counted=False).items()}
    with named(scheduler) as used:
        diagram = phase_diagram(
            loaded,
            condition_of(loaded, conditions),
            ranges,
            where=list(where),
            resolution=resolution,
            boundaries=list(boundary) or None,
            timeout=timeout,
            effort=effort,
            scheduler=used,
        )
    show(diagram, as_json)
    return UNKNOWN if diagram.unknown_share == 1 else 0


@click.command()
@game_argument
@click.option(
    "--demand",
    multiple=True,
    required=True,
    metavar="CONDITION",
    help="A demand; every set of demands is looked at. Repeat it.",
)
@click.option("--given", multiple=True, metavar="CONDITION", help="A condition that always holds.")
@where_option
@click.option("--control", multiple=True, metavar="RELATION", help="The control region.")
@at_option
@click.option("--timeout", type=float, default=60.0, show_default=True, help="Seconds per set.")
@effort_option
@scheduler_option
@json_option
def cores(
    game: str,
    demand: Sequence[str],
    given: Sequence[str],
    where: Sequence[str],
    control: Sequence[str],
    at: Sequence[str],
    timeout: float,
    effort: float | None,
    scheduler: str | None,
    as_json: bool,
) -> int:
    """Minimal clashing sets of demands in a region that are compatible in a control region."""
    from bargain.verdicts.cores import impossibility_cores

    loaded = load(game, at)
    with named(scheduler) as used:
        found = impossibility_cores(
            loaded,
            condition_of(loaded, demand).simple(),
            list(where),
            list(control),
            given=condition_of(loaded, given).simple() if given else (),
            timeout=timeout,
            effort=effort,
            scheduler=used,
        )
    show(found, as_json)
    return UNKNOWN if found.undecided or found.perhaps_minimal else 0


@click.command()
@game_argument
@conditions_option
@at_option
@click.option(
    "--width",
    type=float,
    default=0.01,
    show_default=True,
    help="Requested distance of the two bounds.",
)
@timeout_option
@effort_option
@json_option
def gap(
    game: str,
    conditions: Sequence[str],
    at: Sequence[str],
    width: float,
    timeout: float,
    effort: float | None,
    as_json: bool,
) -> int:
    """Proven bounds on the least total residual of the balances."""
    from bargain.verdicts.gaps.gap import equilibrium_gap

    loaded = load(game, at)
    found = equilibrium_gap(
        loaded, condition_of(loaded, conditions), width=width, timeout=timeout, effort=effort
    )
    show(found, as_json)
    return 0 if found.complete else UNKNOWN


@click.command()
@click.option("--out", type=click.Path(file_okay=False), help="Write the report into this folder.")
@click.option(
    "--case",
    default="us_rok",
    show_default=True,
    help="The alliance: a packaged one, or a folder of files (docs/alliances.md).",
)
@click.option(
    "--full", is_flag=True, help="The long form of the multiverse: hours; it can be interrupted."
)
@scheduler_option
@json_option
def reproduce(out: str | None, case: str, full: bool, scheduler: str | None, as_json: bool) -> int:
    """The main job: every claim decided, solved and set against the data.

    One to two minutes on two idle cores; by default it uses all cores of this machine. Ctrl-C keeps
    what is finished (with --out), and the same command goes on from there.
    """
    from bargain.alliances.report.reproduce import reproduce as run

    with named(scheduler or "processes") as used:
        return run(
            case=case, out=Path(out) if out else None, full=full, as_json=as_json, scheduler=used
        )
