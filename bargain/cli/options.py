"""What the commands share: their options, reading a game, showing a result."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bargain.errors import FileError, InputError, OptionError
from bargain.solve.solvers import SOLVERS

if TYPE_CHECKING:
    from bargain.check.certificate import Plain
    from bargain.check.checker import CheckResult
    from bargain.game.game import Game
    from bargain.game.tables.finite_game import FiniteGame
    from bargain.game.trees.extensive_game import ExtensiveGame
    from bargain.game.written import Action
    from bargain.verdicts.regions.region import Region
    from bargain.verdicts.verdict import Answer

REFUSED, BAD_INPUT, UNKNOWN = 1, 2, 3
INTERRUPTED = 130  # as shells have it
METHODS = {solver.method: solver for solver in SOLVERS}

game_argument = click.argument("game", type=click.Path(dir_okay=False), metavar="GAME.toml")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
where_option = click.option(
    "--where",
    multiple=True,
    metavar="RELATION",
    help='Restrict the parameters, e.g. "s_C > s_P". May be repeated.',
)
at_option = click.option(
    "--at",
    multiple=True,
    metavar="NAME=VALUE",
    help="Fix a parameter, exactly (3, 0.25, 1/3). May be repeated.",
)
conditions_option = click.option(
    "--conditions",
    "-c",
    multiple=True,
    metavar="CONDITION",
    help='participation, efficient, nash, full(beta), balanced(security), "y_C > y_P", … May be '
    "repeated. Without it: participation and efficient, of tables and trees nash.",
)
timeout_option = click.option(
    "--timeout", type=float, default=60.0, show_default=True, help="Seconds of wall time."
)
scheduler_option = click.option(
    "--scheduler",
    metavar="processes|tcp://HOST:PORT",
    help="Do it on the cores of this machine, or on a Dask cluster; default one process.",
)
effort_option = click.option(
    "--effort",
    type=float,
    default=None,
    help="Work allowed, counted in units of about a second of an idle core; the answer then is "
    "the same on every machine. One unit per second of --timeout unless given.",
)


@dataclass(frozen=True, slots=True)
class Given:
    """What every question is asked with: its region, its limits, and where its answer goes."""

    where: list[str]
    at: Sequence[str]
    timeout: float
    effort: float | None
    save: str | None
    as_json: bool


def question_options(seconds: float = 60.0) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """The options of a question; the command gets them as ``given``."""
    timeout = click.option(
        "--timeout", type=float, default=seconds, show_default=True, help="Seconds of wall time."
    )
    save = click.option(
        "--save", type=click.Path(dir_okay=False), help="Write the certificate here."
    )

    def around(command: Callable[..., int]) -> Callable[..., int]:
        @wraps(command)
        def asked(
            *,
            where: Sequence[str],
            at: Sequence[str],
            timeout: float,
            effort: float | None,
            save: str | None,
            as_json: bool,
            **more: object,
        ) -> int:
            return command(given=Given(list(where), at, timeout, effort, save, as_json), **more)

        for option in (json_option, save, effort_option, timeout, at_option, where_option):
            asked = option(asked)
        return asked

    return around


over_option = click.option(
    "--over",
    multiple=True,
    required=True,
    metavar="NAME=LOW:HIGH[:COUNT]",
    help="A parameter and its range. May be repeated.",
)


def show(result: Any, as_json: bool) -> None:
    """Print a result as text or as JSON."""
    click.echo(json.dumps(result.to_dict(), indent=1) if as_json else result.summary())


def checked_certificate(file: str) -> tuple[Plain, CheckResult] | None:
    """A certificate that is valid, with what was said of it; None if it is refused, and says why.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    from bargain.check.__main__ import one_line
    from bargain.check.certificate import read
    from bargain.rebuild.tied import check as tied, read_once

    content = read_once(file)
    result = tied(content)
    if result.valid:
        return read(content), result
    message = f"{one_line(file)}: the certificate is not valid: {result.reason}"
    if not result.readable:
        raise InputError(message)
    click.echo(f"bargain: {message}", err=True)
    return None


def load(path: str, at: Sequence[str] = ()) -> Game:
    """Read a game file and fix the parameters of ``--at``."""
    from bargain.game.game import Game

    game = Game.from_file(path)
    values = numbers_of("--at", at, "s_C=3")
    return game.at(values) if values else game


def numbers_of(option: str, given: Sequence[str], example: str) -> dict[str, Fraction]:
    """``NAME=VALUE`` items of an option; every name once, every value an exact number."""
    from bargain.exact import to_fraction

    values: dict[str, Fraction] = {}
    for item in given:
        name, equals, value = (part.strip() for part in item.partition("="))
        if not equals:
            raise OptionError(
                f"{item!r} gives no value", where=option, fix=f"write {option} {example}"
            )
        if name in values:
            raise OptionError(f"{name} is given twice", where=option, fix="give one value")
        try:
            values[name] = to_fraction(value)
        except InputError as error:
            raise OptionError(
                error.what, where=f"{option} {item}", fix="write 3, 0.75 or 3/4"
            ) from None
    return values


def agreement_of(
    option: str, given: Sequence[str], game: Game | FiniteGame
) -> dict[str, Fraction] | dict[str, Action]:
    """An agreement: a number for each variable, or of a table an action for each player."""
    from bargain.game.tables.finite_game import FiniteGame

    actions = game.actions if isinstance(game, FiniteGame) else {}
    labels = {(p, str(a)): a for p, own in actions.items() for a in own}
    wanted = (
        [f"{p}={own[0]}" for p, own in actions.items()]
        if isinstance(game, FiniteGame)
        else [f"{v}=1/2" for v in game.variables]
    )
    if not given:
        example = " ".join(f"{option} {w}" for w in wanted)
        raise OptionError("no agreement is given", where=option, fix=f"write {example}")
    if not isinstance(game, FiniteGame):
        return numbers_of(option, given, wanted[0])
    found: dict[str, Action] = {}
    for item in given:
        player, _, label = (part.strip() for part in item.partition("="))
        if (player, label) not in labels:
            raise OptionError(f"{item!r} is no action of a player", where=option,
                              fix=f"write {option} {wanted[0]}")  # fmt: skip
        found[player] = labels[player, label]
    return found


def kind_of(path: str) -> str:
    """What a game file holds, by its ending: a kind of `bargain.solve.solvers`."""
    ending = path.lower().rpartition(".")[2]
    return {"nfg": "finite", "efg": "extensive"}.get(ending, "continuous")


def load_any(path: str, at: Sequence[str] = ()) -> Game | FiniteGame | ExtensiveGame:
    """Read a game file: from TOML, a table from ``.nfg``, a tree from ``.efg``.

    Files of Gambit have no parameters.
    """
    if (kind := kind_of(path)) == "continuous":
        return load(path, at)
    if at:
        raise OptionError(f"{path} has no parameters", where="--at", fix="leave it out")
    from bargain.game.tables.finite_game import FiniteGame
    from bargain.game.trees.extensive_game import ExtensiveGame

    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(f"cannot be read: {error}", where=path, fix="give a text file") from None
    return FiniteGame.from_nfg(text) if kind == "finite" else ExtensiveGame.from_efg(text)


def load_asked(path: str, at: Sequence[str] = ()) -> Game | FiniteGame:
    """Read a game file that a question is put to: of a tree, its strategic form."""
    from bargain.game.trees.extensive_game import ExtensiveGame

    found = load_any(path, at)
    return found.to_finite() if isinstance(found, ExtensiveGame) else found


def condition_of(game: Game | FiniteGame, texts: Sequence[str]) -> Any:
    """The conditions of the command line; ``beta`` is the discount factor by default."""
    from bargain.game.tables.pure_profiles import in_variables
    from bargain.question.goals import one_condition, usual_conditions

    return one_condition(list(texts) or usual_conditions(game), in_variables(game).symbols)


def ranges_of(given: Sequence[str], *, counted: bool) -> dict[str, tuple[Fraction, ...]]:
    """The items of ``--over``: ``NAME=LOW:HIGH``, and ``NAME=LOW:HIGH:COUNT`` where one counts."""
    from bargain.exact import to_fraction

    ranges: dict[str, tuple[Fraction, ...]] = {}
    for item in given:
        name, equals, rest = (part.strip() for part in item.partition("="))
        parts = rest.split(":")
        if not equals or len(parts) not in ((2, 3) if counted else (2,)):
            example = "s_C=1:8 or s_C=1:8:50" if counted else "s_C=1:8"
            raise OptionError(f"{item!r} is not a range", where="--over", fix=f"write {example}")
        if name in ranges:
            raise OptionError(f"{name} is given twice", where="--over", fix="give one range")
        try:
            ranges[name] = tuple(map(to_fraction, parts))
        except InputError as error:
            raise OptionError(
                error.what, where=f"--over {item}", fix="write 3, 0.75 or 3/4"
            ) from None
    return ranges


def show_answer(answer: Answer | Region, given: Given) -> int:
    """Print an answer, save its certificate if asked for, and return the exit status."""
    saved = given.save if answer.certificate is not None else None
    if saved:
        answer.save(saved)
    if given.as_json:
        click.echo(json.dumps(answer.to_dict() | {"saved": saved}, indent=1))
    else:
        click.echo(answer.summary())
        if given.save:
            why = answer.undecided or "each part has one of its own"
            click.echo(f"  saved: {saved}" if saved else f"  not saved: no certificate, {why}")
    return UNKNOWN if answer.undecided else 0
