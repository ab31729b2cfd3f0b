"""Commands on one game: decide, check, explain, solve."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bargain.cli.options import (
    METHODS,
    REFUSED,
    UNKNOWN,
    Given,
    agreement_of,
    at_option,
    checked_certificate,
    condition_of,
    conditions_option,
    game_argument,
    json_option,
    kind_of,
    load_any,
    load_asked,
    numbers_of,
    question_options,
    show,
    show_answer,
)
from bargain.errors import InputError, OptionError
from bargain.exact import to_fraction

if TYPE_CHECKING:
    from bargain.check.checker import CheckResult


@click.command()
@game_argument
@conditions_option
@question_options()
def decide(game: str, conditions: Sequence[str], given: Given) -> int:
    """Decide whether an agreement satisfying the conditions exists; certify the answer."""
    from bargain.verdicts.decide import decide as decide_game

    loaded = load_asked(game, given.at)
    condition = condition_of(loaded, conditions)
    verdict = decide_game(
        loaded, condition, given.where, timeout=given.timeout, effort=given.effort
    )
    return show_answer(verdict, given)


@click.command()
@game_argument
@conditions_option
@question_options(120.0)
def region(game: str, conditions: Sequence[str], given: Given) -> int:
    """For which parameters does such an agreement exist? A formula, certified cell by cell."""
    from bargain.verdicts.regions.region import region as find

    loaded = load_asked(game, given.at)
    condition = condition_of(loaded, conditions)
    found = find(loaded, condition, given.where, timeout=given.timeout, effort=given.effort)
    return show_answer(found, given)


@click.command()
@game_argument
@click.option(
    "--then",
    "-t",
    multiple=True,
    required=True,
    metavar="CONDITION",
    help='What is claimed: a relation such as "x > y", or a condition. May be repeated.',
)
@click.option(
    "--given",
    "-g",
    "premises",
    multiple=True,
    metavar="CONDITION",
    help='What it is claimed of: nash, efficient, "x > 0", … May be repeated.',
)
@question_options()
def prove(game: str, then: Sequence[str], premises: Sequence[str], given: Given) -> int:
    """Prove that every agreement with what is given has what is claimed, or show one without.

    Status 0 if it is proved or refuted, 3 if it is unknown.
    """
    from bargain.verdicts.theorems.prove import prove as prove_of

    loaded = load_asked(game, given.at)
    theorem = prove_of(
        loaded,
        condition_of(loaded, then),
        condition_of(loaded, premises) if premises else (),
        given.where,
        given.timeout,
        effort=given.effort,
    )
    return show_answer(theorem, given)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(), metavar="FILE|FOLDER|-…")
@click.option(
    "--rebuild",
    type=click.Path(dir_okay=False),
    metavar="GAME.toml",
    help="Compare with this game (.toml, .nfg, .efg) instead of the certificate's own.",
)
@at_option
@json_option
def check(files: Sequence[str], rebuild: str | None, at: Sequence[str], as_json: bool) -> int:
    """Re-check certificates, and that their statements are those of their games.

    A folder is walked, of a report its certificates, and its games and report.json are compared
    with them; "-" is standard input. Status 0 if all are valid, 1 if one is refused, 2 if one
    cannot be read. The proofs are checked with the standard library alone.
    """
    from bargain.check.__main__ import is_folder, one_line, sources, status, totals
    from bargain.rebuild.tied import check as tied, check_against, contradicted

    if at and rebuild is None:
        raise OptionError("fixes parameters of no game", where="--at", fix="give --rebuild too")
    looked_at: Callable[[Any], CheckResult] = tied
    if rebuild is not None:
        looked_at = partial(check_against, game=load_any(rebuild, at), name=rebuild)
    inside = {file: str(Path(file, "certificates")) for file in files}  # of a report
    reports = [file for file in files if is_folder(inside[file])]
    files = [inside[file] if file in reports else file for file in files]
    found = [(file, list(sources(file, looked_at))) for file in files]
    found += [(file, beside) for file in reports if (beside := list(contradicted(Path(file))))]
    every = [result for _, several in found for _, result in several]
    if as_json:
        rows = [result.to_dict() | {"file": name} for _, s in found for name, result in s]
        click.echo(json.dumps(rows, indent=1))
        return status(every)
    for file, several in found:
        for name, result in several:
            if result.valid and not is_folder(file):
                click.echo(one_line(f"valid    {result.verdict}  {name}: {result.claim}"))
                click.echo(one_line(f"         {result.tied}"))
                if result.means:
                    click.echo(one_line(f"         it means: {_short(result.means)}"))
                    continue
                shown = _short(result.words)
                click.echo(one_line(f"         the author's words, not checked: {shown}"))
            elif not result.valid:
                fix = "" if result.readable else "; name a file that --save or .save wrote"
                click.echo(one_line(f"INVALID  {name}: {result.reason}{fix}"), err=True)
        if is_folder(file):
            loose = sum(r.valid and r.tied.startswith("not tied") for _, r in several)
            more = f" ({loose} of the valid ones not tied to a game)" if loose else ""
            click.echo(one_line(f"{file}: {totals(several)}{more}"))
    return status(every)


def _short(text: str) -> str:
    return text if len(text) <= 2000 else text[:2000] + "…"


@click.command()
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--latex", is_flag=True, help="Print LaTeX instead of text.")
@json_option
def explain(file: str, latex: bool, as_json: bool) -> int:
    """Write a certificate out as an argument in words and formulas.

    The claim is the sentence of the checker; the author's own words stand below it, as such.
    """
    found = checked_certificate(file)
    if found is None:
        return REFUSED
    from bargain.explain import prose as writer

    certificate, result = found
    text = writer.latex(certificate) if latex else writer.text(certificate)
    if as_json:
        row = {"file": file} | result.to_dict() | {"latex" if latex else "text": text}
        click.echo(json.dumps(row, indent=1))
    else:
        click.echo(text.rstrip("\n"))
        click.echo(f"{'% ' if latex else ''}Checked: valid, {result.tied}.")
    return 0


@click.command()
@game_argument
@click.option("--method", type=click.Choice(list(METHODS)), required=True)
@at_option
@click.option("--leader", help="For stackelberg: the player who moves first.")
@click.option("--first", help="For alternating-offers: the player who offers first.")
@click.option("--horizon", type=int, help="For alternating-offers: the number of periods.")
@click.option(
    "--discount",
    multiple=True,
    metavar="[PLAYER=]VALUE",
    help="For alternating-offers each player's discount factor, for sustainable the common one.",
)
@click.option(
    "--agreement",
    multiple=True,
    metavar="NAME=VALUE",
    help="For minimum-discount: the value of every variable.",
)
@click.option("--symbolic", is_flag=True, help="Ask for a closed form.")
@json_option
def solve(
    game: str,
    method: str,
    at: Sequence[str],
    leader: str | None,
    first: str | None,
    horizon: int | None,
    discount: Sequence[str],
    agreement: Sequence[str],
    symbolic: bool,
    as_json: bool,
) -> int:
    """Solve a game: a .toml file, or Gambit's .nfg and .efg."""
    solver, kind = METHODS[method], kind_of(game)
    if kind not in solver.games:
        takers = [m for m, other in METHODS.items() if kind in other.games]
        raise OptionError(f"{method} takes no {kind} game", where=game,
                          fix="use " + " or ".join(takers))  # fmt: skip
    loaded: Any = load_any(game, at)
    given = {"leader": leader, "first": first, "horizon": horizon, "discount": discount,
             "agreement": agreement}  # fmt: skip
    for name, value in given.items():
        if value not in (None, ()) and name not in solver.options:
            takers = [m for m, other in METHODS.items() if name in other.options]
            raise OptionError(
                f"{method} has no such option",
                where=f"--{name}",
                fix="it is for " + ", ".join(takers),
            )
    if symbolic and "symbolic" not in solver.options:
        raise OptionError(
            f"no closed form of {method}", where="--symbolic", fix="fix parameters with --at"
        )
    options: dict[str, Any] = {"symbolic": True} if symbolic else {}
    if "leader" in solver.options:
        options["leader"] = leader or loaded.players[0]
    if "first" in solver.options:
        options["first"] = first or loaded.players[0]
    if horizon is not None:
        options["horizon"] = horizon
    if "discount" in solver.needs:
        options["discount"] = _discount(method, discount, loaded.players)
    if "agreement" in solver.needs:
        options["agreement"] = agreement_of("--agreement", agreement, loaded)
    try:
        result = solver.load()(loaded, **options)
    except InputError as error:
        if "game.at" not in error.fix or not loaded.parameters:
            raise
        fix = "fix it with " + " ".join(f"--at {p}=1" for p in loaded.parameters)
        fix += ", or ask for --symbolic" if "symbolic" in solver.options else ""
        place = ": ".join(part for part in (game, error.where) if part)
        raise OptionError(error.what, where=place, fix=fix) from None
    show(result, as_json)
    return UNKNOWN if getattr(result, "status", "") == "unknown" else 0


def _discount(
    method: str, given: Sequence[str], players: Sequence[str]
) -> dict[str, Fraction] | Fraction:
    """One discount factor for each player, or the common one."""
    if method == "sustainable":
        if len(given) != 1 or "=" in given[0]:
            raise OptionError(
                "one common discount factor is needed", where="--discount", fix="--discount 0.9"
            )
        return to_fraction(given[0])
    pairs = numbers_of("--discount", given, f"{players[0]}=0.9")
    if set(pairs) != set(players):
        raise OptionError(
            "every player needs a discount factor",
            where="--discount",
            fix=" ".join(f"--discount {p}=0.9" for p in players),
        )
    return pairs
