"""Commands on one game: decide, check, explain, solve."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
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
    load_any,
    numbers_of,
    show,
    show_verdict,
    timeout_option,
    where_option,
)
from bargain.errors import InputError, OptionError


@click.command()
@game_argument
@conditions_option
@where_option
@at_option
@timeout_option
@effort_option
@click.option("--save", type=click.Path(dir_okay=False), help="Write the certificate here.")
@json_option
def decide(
    game: str,
    conditions: Sequence[str],
    where: Sequence[str],
    at: Sequence[str],
    timeout: float,
    effort: float | None,
    save: str | None,
    as_json: bool,
) -> int:
    """Decide whether an agreement satisfying the conditions exists; certify the answer."""
    from bargain.decide.decide import decide as decide_game

    loaded = load(game, at)
    verdict = decide_game(loaded, condition_of(loaded, conditions), list(where), timeout=timeout,
                          effort=effort)
    return show_verdict(verdict, as_json, save)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(), metavar="FILE|FOLDER|-…")
@click.option(
    "--rebuild",
    type=click.Path(dir_okay=False),
    metavar="GAME.toml",
    help="Compare with this game (.toml, or .nfg for tables) instead of the certificate's own.",
)
@at_option
@json_option
def check(files: Sequence[str], rebuild: str | None, at: Sequence[str], as_json: bool) -> int:
    """Re-check certificates, and that their statements are those of their games.

    A folder is walked; "-" is standard input. Status 0 if all are valid, 1 if one is refused, 2 if
    one cannot be read. The proofs are checked with the standard library alone.
    """
    from bargain.check.__main__ import sources, status
    from bargain.decide.tied import ABOUT, check_against
    from bargain.decide.tied import check as tied

    if at and rebuild is None:
        raise OptionError("fixes parameters of no game", where="--at", fix="give --rebuild too")
    game = None if rebuild is None else load_any(rebuild, at)
    looked_at = tied if game is None else partial(check_against, game=game, name=str(rebuild))
    found = [(file, list(sources(file, looked_at))) for file in files]
    every = [result for _, several in found for _, result in several]
    if as_json:
        rows = [result.to_dict() | {"file": name} for _, s in found for name, result in s]
        click.echo(json.dumps(rows, indent=1))
        return status(every)
    for file, several in found:
        folder = file != "-" and Path(file).is_dir()
        for name, result in several:
            if result.valid and not folder:
                click.echo(f"valid    {result.verdict}  {name}: {result.claim}")
                click.echo(f"         {result.tied}")
                click.echo(f"         the author's words, not checked: {result.words}")
            elif not result.valid:
                click.echo(f"INVALID  {name}: {result.reason}", err=True)
        if folder:
            good = [result for _, result in several if result.valid]
            loose = sum(result.tied != ABOUT for result in good)
            click.echo(
                f"{file}: {len(several)} certificates, {len(good)} valid ({loose} of them not tied "
                f"to a game), {len(several) - len(good)} refused"
            )
    return status(every)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--latex", is_flag=True, help="Print LaTeX instead of text.")
@json_option
def explain(file: str, latex: bool, as_json: bool) -> int:
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
    text = writer.latex(content) if latex else writer.text(content)
    row = {"file": file, "verdict": result.verdict, "latex" if latex else "text": text}
    click.echo(json.dumps(row, indent=1) if as_json else text)
    return 0


@click.command()
@game_argument
@click.option("--method", type=click.Choice(list(METHODS)), required=True)
@at_option
@click.option("--leader", help="For stackelberg: the player who moves first.")
@click.option("--first", help="For alternating-offers: the player who offers first.")
@click.option(
    "--discount",
    multiple=True,
    metavar="PLAYER=VALUE",
    help="For alternating-offers: each player's discount factor.",
)
@click.option("--symbolic", is_flag=True, help="Ask for a closed form.")
@json_option
def solve(
    game: str,
    method: str,
    at: Sequence[str],
    leader: str | None,
    first: str | None,
    discount: Sequence[str],
    symbolic: bool,
    as_json: bool,
) -> int:
    """Solve a game."""
    import bargain

    loaded = load(game, at)
    solver = getattr(bargain, METHODS[method])
    options: dict[str, Any] = {"symbolic": True} if symbolic else {}
    for name, value, wanted in (
        ("--leader", leader, "stackelberg"),
        ("--first", first, "alternating-offers"),
        ("--discount", discount, "alternating-offers"),
    ):
        if value and method != wanted:
            raise OptionError(f"{method} has no such option", where=name, fix=f"it is for {wanted}")
    if symbolic and method in ("stackelberg", "alternating-offers"):
        raise OptionError(
            f"no closed form of {method}", where="--symbolic", fix="fix parameters with --at"
        )
    if method == "stackelberg":
        options["leader"] = leader or loaded.players[0]
    if method == "alternating-offers":
        pairs = numbers_of("--discount", discount, f"{loaded.players[0]}=0.9")
        if set(pairs) != set(loaded.players):
            raise OptionError(
                "every player needs a discount factor",
                where="--discount",
                fix=" ".join(f"--discount {p}=0.9" for p in loaded.players),
            )
        options |= {"discount": pairs, "first": first or loaded.players[0]}
    result = solver(loaded, **options)
    show(result, as_json)
    return UNKNOWN if getattr(result, "status", "") == "unknown" else 0
