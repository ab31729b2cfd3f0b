"""Commands about a game file: a template for a new one, what one says, a page to explore it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from bargain.cli.options import (
    at_option,
    condition_of,
    conditions_option,
    json_option,
    load_any,
    load_asked,
    ranges_of,
    where_option,
)
from bargain.errors import FileError

TEMPLATE = """\
# A game: who chooses what, what each gets, and what happens without agreement.
# Expressions: names, numbers (0.1 is 1/10), + - * / **, exp, log, sqrt, abs, min, max, piecewise.
#
#   bargain describe FILE           what this file says
#   bargain decide FILE             is there an efficient agreement that nobody leaves?
#   bargain decide FILE --conditions nash --where "g_B > g_A"
#   bargain solve FILE --method nash-bargaining --at g_A=1 --at g_B=2
name = "Trade war"

# assumptions = ["g_A <= g_B"]    # on parameters, beyond their signs
# constraints = ["x + y <= 1"]    # on choices: what is feasible together

[parameters]                      # the sign of each: positive, nonnegative, real, ...
g_A = "positive"                  # what one point of B's openness is worth to A
g_B = "positive"

[actions.A]                       # each player's own choices, with their boxes [low, high]
x = [0, 1]                        # A's tariff; x = { values = [0, 1] } is a list of values

[actions.B]
y = [0, 1]

[payoffs]                         # one for each player, in its own unit
A = "g_A*(1 - y) + x*(1 - x)"
B = "g_B*(1 - x) + y*(1 - y)"

[disagreement]                    # outside options; 0 without this table
A = "1/4"
B = "1/4"

# [terms]                         # what is settled jointly and belongs to nobody
# c = [0, 1]
#
# [measures.openness]             # named quantities that conditions refer to: balanced(openness)
# A = "1 - x"
# B = "1 - y"

[meanings]                        # free text
x = "tariff of A"
y = "tariff of B"
"""


@click.command()
@click.argument("file", type=click.Path(dir_okay=False), metavar="FILE.toml")
def new(file: str) -> int:
    """Write an annotated template of a game; an existing file is left as it is."""
    path = Path(file)
    if path.exists():
        raise FileError("the file exists", where=file, fix="name another file, or remove it")
    try:
        path.write_text(TEMPLATE, encoding="utf-8")
    except OSError as error:
        raise FileError(
            f"cannot write: {error.strerror}", where=file, fix="name another file"
        ) from None
    click.echo(f"{file}: a game to begin with; bargain describe {file} shows what it says")
    return 0


@click.command()
@click.argument("game", type=click.Path(dir_okay=False), metavar="GAME.toml|.nfg|.efg")
@at_option
@json_option
def describe(game: str, at: tuple[str, ...], as_json: bool) -> int:
    """What a game file says: players, choices, payoffs, parameters."""
    loaded = load_any(game, at)
    if as_json:
        row = {
            "file": game,
            "kind": type(loaded).__name__,
            "players": list(loaded.players),
            "parameters": [str(p) for p in loaded.parameters],
            "text": loaded.describe(),
        }
        click.echo(json.dumps(row, indent=1))
    else:
        click.echo(loaded.describe())
    return 0


@click.command()
@click.argument("game", type=click.Path(dir_okay=False), metavar="GAME.toml|.nfg|.efg")
@conditions_option
@where_option
@at_option
@click.option(
    "--over",
    multiple=True,
    metavar="NAME=LOW:HIGH",
    help="The range of a slider; without it what assumptions say. May be repeated.",
)
@click.option(
    "--timeout", type=float, default=60.0, show_default=True, help="Seconds for each proof."
)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="0 is any that is free.")
@click.option("--open", "opening", is_flag=True, help="Open it in the browser of this machine.")
@json_option
def explore(
    game: str,
    conditions: Sequence[str],
    where: Sequence[str],
    at: Sequence[str],
    over: Sequence[str],
    timeout: float,
    port: int,
    opening: bool,
    as_json: bool,
) -> int:
    """Serve a page on this machine alone: sliders, solutions that move, what is proved.

    Ctrl-C ends it.
    """
    from bargain.explorer.local_page import explore as served

    loaded = load_asked(game, at)
    condition = condition_of(loaded, conditions)
    ranges = {name: (low, high) for name, (low, high) in ranges_of(over, counted=False).items()}
    with served(loaded, condition, ranges, where=where, timeout=timeout, port=port) as page:
        told = json.dumps({"file": game, "url": page.url}) if as_json else page.url
        click.echo(told if as_json else f"{game}: open {told} in a browser here; Ctrl-C ends it")
        if opening:
            click.launch(page.url)
        page.wait()
    return 0
