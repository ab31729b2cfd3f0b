"""Checked, and tied to its game: `bargain.check` as users call it.

The checker proves a certificate's exact statement. Whether that is the statement that the
certificate's own game and conditions give is looked at here: the statement is written again from
them and compared, in form and in value (`bargain.rebuild.rebuild`). A statement about numbers is
written again from its relation (`bargain.rebuild.relations_again`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bargain.check.certificate import MAX_BYTES, Data, read
from bargain.check.checker import CheckResult, check as verify
from bargain.errors import BargainError
from bargain.version import __version__

if TYPE_CHECKING:
    from bargain.game.game import Game
    from bargain.game.tables.finite_game import FiniteGame
    from bargain.game.trees.extensive_game import ExtensiveGame

__all__ = ["ABOUT", "NUMBERS", "check", "check_against", "contradicted", "read_once", "tie"]

ABOUT = "a statement about this game"
NUMBERS = "a statement about numbers, the one that its relation gives"
_LIST = (
    "not tied to a game: a list of equilibria, proved of the numbers in it; whether they are those "
    "of your game is compared by check_against(…, game=game, name=…), or by "
    "bargain check --rebuild GAME"
)
_REBUILT = ("never", "always", "sometimes", "empty-box")  # claims with words of a question


def check(source: object) -> CheckResult:
    """Check a certificate, and that its statement is the one that its own game gives.

    Parameters
    ----------
    source : path, bytes, mapping, Verdict or anything with ``.certificate``

    Returns
    -------
    CheckResult
        ``.valid``, ``.verdict``, ``.claim`` (written by the checker from what it verified),
        ``.words`` (the author's wording, which nobody checked) and ``.tied``: "a statement about
        this game", "a statement about numbers, the one that its relation gives", or "not tied to a
        game: " with the reason, and ``.means``, what it says of the
        game, in words that were written again ("Every agreement of the game that satisfies …"). A
        statement that contradicts its own game is not valid.

    Examples
    --------
    >>> import bargain as bg
    >>> game = bg.models.autonomy_security()
    >>> verdict = bg.decide(game, bg.conditions.participation())
    >>> result = bg.check(verdict)
    >>> result.valid, result.tied
    (True, 'a statement about this game')
    """
    certificate = read_once(source)
    result = verify(certificate)
    if not result.valid:
        return result
    data = read(certificate)
    tied, differs = tie(data["statement"], data["sample"])
    if differs and data["made_by"].get("bargain") != __version__:
        return replace(
            result, tied="not tied to a game: made by another version, and written otherwise"
        )
    if differs:
        reason = f"valid, but not the statement that its game gives: {tied}"
        return CheckResult(reason=_line(reason), statement_sha256=result.statement_sha256)
    return replace(result, tied=_line(tied), means=_meaning(data["statement"], tied))


def check_against(
    source: object, *, game: Game | FiniteGame | ExtensiveGame, name: str
) -> CheckResult:
    """Check a certificate, and that its statement is one about another game than its own copy.

    Parameters
    ----------
    source
        As for `check`.
    game : Game, FiniteGame or ExtensiveGame
    name : str
        What the game is called in the reason.
    """
    from bargain.game.game import Game
    from bargain.game.trees.extensive_game import ExtensiveGame
    from bargain.rebuild.cases_again import are_cases, cases_differ
    from bargain.rebuild.rebuild import differences

    certificate = read_once(source)
    result = verify(certificate)
    if not result.valid:
        return result
    data = read(certificate)
    if are_cases(data["statement"]) and not isinstance(game, Game):
        found = cases_differ(data["statement"], data["sample"], game)
    else:
        asked = game.to_finite() if isinstance(game, ExtensiveGame) else game
        found = differences(data["statement"], asked)
    if found:
        reason = f"not a statement about {name}: " + "; ".join(found)
        return CheckResult(reason=_line(reason), statement_sha256=result.statement_sha256)
    return replace(result, tied=_line(f"a statement about {name}"))


def contradicted(report: Path) -> Iterator[tuple[str, CheckResult]]:
    """What a report says beside its certificates and they do not, in its games and ``report.json``.

    Parameters
    ----------
    report : Path
        The folder that has ``certificates``.

    Yields
    ------
    (str, CheckResult)
        A file, and why it is refused.
    """
    seals: dict[str, tuple[str, str, str]] = {}
    for path in sorted((report / "certificates").glob("*.json")):
        with suppress(OSError, ValueError, LookupError, TypeError):
            data = read(path)
            said = data["statement"]
            seals[path.stem] = (str(said["game"]), str(said["verdict"]), str(data["sha256"]))
    for path in sorted((report / "games").glob("*.toml")):
        own = seals[path.stem][0] if path.stem in seals else None
        with suppress(OSError, ValueError):
            if own is not None and path.read_text(encoding="utf-8").strip() == own.strip():
                continue
        yield str(path), CheckResult(reason=f"not the game of certificates/{path.stem}.json")
    if not (report / "report.json").is_file():
        return
    try:
        said = json.loads((report / "report.json").read_text(encoding="utf-8"))
        rows = [*said.get("answers", ()), *said.get("multiverse", {}).get("cells", ())]
        stated = [(str(row["key"]), (row["status"], row["sha256"])) for row in rows]
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        reason = "cannot be read as the numbers of a report"
        yield str(report / "report.json"), CheckResult(reason=reason)
        return
    for key, word in stated:
        if key in seals and word != seals[key][1:]:
            reason = f"says of {key} what certificates/{key}.json does not"
            yield str(report / "report.json"), CheckResult(reason=_line(reason))


def read_once(source: object) -> Any:
    """What a path holds, so that what is checked is what is tied; anything else as it is.

    Not more is read than a certificate may hold, and what cannot be read is left to the checker,
    which says so.
    """
    certificate = getattr(source, "certificate", source)
    if isinstance(certificate, (str, PathLike)):
        with suppress(OSError, ValueError):
            if Path(certificate).is_file():
                with Path(certificate).open("rb") as stream:
                    return stream.read(MAX_BYTES + 1)
    return certificate


def _meaning(statement: Data, tied: str) -> str:
    """The sentence of a statement about its game: its words are those that the game gives again."""
    if tied == NUMBERS:
        return " ".join(statement["words"][-1].split())  # the author's own words stand before it
    if tied != ABOUT or "parts" in statement or statement["claim"] not in _REBUILT:
        return ""
    return " ".join(statement["words"][0].split())


def _line(text: str) -> str:
    """A reason on one line; parts of it come from the certificate."""
    words = " ".join(text.split())
    return "".join(c if c.isprintable() else "?" for c in words)[:400]


def _differing_signs(parts: Sequence[Data]) -> list[str]:
    """Whether the parts of a region take different signs of parameters for granted.

    A parameter that only the conditions have is given its sign by each part's own words.
    """
    from bargain.game.game import Game
    from bargain.game.game_file import from_toml
    from bargain.game.symbol_table import assumption_relations
    from bargain.rebuild.rebuild import question_of

    taken = []
    for part in parts:
        question = question_of(part, from_toml(part["game"], "the certificate's game", Game))
        symbols = [*question.parameters, *(p for p, _ in question.solved)]
        taken.append({str(r) for r in assumption_relations(symbols)})
    for k, found in enumerate(taken[1:], 2):
        if found != taken[0]:
            differ = ", ".join(sorted(found ^ taken[0]))
            return [f"part {k}: it takes other signs of parameters for granted: {differ}"]
    return []


def _differing_tables(parts: Sequence[Data]) -> list[str]:
    """Whether the regions of tables say anything else than the texts of their cells."""
    from bargain.rebuild.rebuild import beyond_texts

    more = [beyond_texts(part) for part in parts]
    for k, found in enumerate(more, 1):
        if found is None or found != more[0]:
            return [f"part {k}: its region is not what the texts of its cell say"]
    return []


def _lists_equilibria(statement: Data) -> bool:
    """Whether a region is a list of equilibria, case by case."""
    from bargain.rebuild.cases_again import are_cases

    return are_cases(statement)


def tie(statement: Data, sample: Data) -> tuple[str, bool]:
    """How a verified statement is tied to a game, and whether it contradicts its own.

    Parameters
    ----------
    statement : mapping
    sample : mapping
        Of its certificate.

    Examples
    --------
    >>> tie({"claim": "never", "game": "", "conditions": []}, {})
    ('not tied to a game: it is about numbers and names no game', False)
    """
    if "parts" in statement and statement.get("game") and _lists_equilibria(statement):
        return _tie_to_its_cases(statement, sample)
    if "parts" in statement:
        found = [tie(part, sample.get(str(k), {})) for k, part in enumerate(statement["parts"])]
        bad = [f"part {k}: {text}" for k, (text, differs) in enumerate(found, 1) if differs]
        if statement["claim"] == "region" and all(text == ABOUT for text, _ in found):
            tables = statement["parts"][0]["claim"] == "table"
            bad += (_differing_tables if tables else _differing_signs)(statement["parts"])
        if not bad and statement["claim"] == "region" and _lists_equilibria(statement):
            return _LIST, False
        if not bad and all(text == NUMBERS for text, _ in found):
            return NUMBERS, False
        loose = [f"part {k} is {text}" for k, (text, _) in enumerate(found, 1) if text != ABOUT]
        return ("; ".join(bad or loose) or ABOUT), bool(bad)
    if statement["claim"] == "table":
        own = not statement.get("game") and set(statement.get("conditions", [])) <= {"nash"}
        if own:
            return ABOUT, False  # the table of payoffs is the statement's own
        return "not tied to a game: it is about its table, and names another game or demand", False
    if not statement.get("game"):
        return _tie_to_its_relation(statement)
    if not statement.get("conditions"):
        return "not tied to a game: it names no conditions of its game", False
    from bargain.game.game import Game
    from bargain.game.game_file import from_toml
    from bargain.rebuild.cases_again import is_case
    from bargain.rebuild.rebuild import differences

    if is_case(statement):
        return (
            "not tied to a game: one case of a list of equilibria, which is compared whole",
            False,
        )
    try:
        game = from_toml(statement["game"], "the certificate's game", Game)
    except BargainError as error:
        return f"not tied to a game: {error}", False
    return _compared(differences(statement, game))


def _tie_to_its_cases(statement: Data, sample: Data) -> tuple[str, bool]:
    """How a list of equilibria is tied to the tree or table that it carries."""
    from bargain.rebuild.cases_again import case_game, cases_differ

    try:
        game = case_game(statement)
    except BargainError as error:
        return f"not tied to a game: {error}", False
    found = cases_differ(statement, sample, game)
    return _compared(found)


def _compared(differences: Sequence[str]) -> tuple[str, bool]:
    """What is said where a statement and its game are compared."""
    if not differences:
        return ABOUT, False
    text = "; ".join(differences)
    unread = text.startswith("the question cannot be put")
    return (f"not tied to a game: {text}" if unread else text), not unread


def _tie_to_its_relation(statement: Data) -> tuple[str, bool]:
    """How a statement that names no game is tied to the relation that it says it proves."""
    if not statement.get("conditions") or statement["claim"] not in (
        "never",
        "always",
        "sometimes",
    ):
        return "not tied to a game: it is about numbers and names no game", False
    from bargain.rebuild.relations_again import relation_differs

    try:
        found = relation_differs(statement)
    except BargainError:
        return "not tied to a game: it is about numbers, and says in words alone of which", False
    return ("; ".join(found), True) if found else (NUMBERS, False)
