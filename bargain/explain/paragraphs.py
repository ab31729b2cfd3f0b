r"""Lines and sums set as paragraphs of LaTeX.

What runs on runs on; a case opens a paragraph. A case inside others is called by their numbers, and
the first of them stands beside its own: "Case (1) …, (2) …" is followed by "Case (1), (3) …".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bargain.explain.argument_parts import Line, Sum, flowing
from bargain.explain.typesetting import escaped

__all__ = ["paragraphs"]

#: How lines begin that open a paragraph.
_OPENS = ("Case ", "Part ", "Second half")
_CASE = re.compile(r"Case (\(\d+\)) ")
_HEADING = re.compile(r"Case \(\d+\) «[^«»]*»\.").fullmatch
_DEFINITION = re.compile(r"Let \(\d+\) «[^«»]*»\.").fullmatch
_REASONS = re.compile(r"(?<=by )\(\d+\)(?:, \(\d+\))+")
_GIVEN = "Let such parameters be given."  # a case stands beside it


def paragraphs(pieces: Iterable[Line | Sum], *, separate: bool = False) -> str:
    """The pieces of an argument as LaTeX; each on its own if they are `separate`."""
    lines: list[str] = []
    running = listed = False
    last, opened, depth = "", "", 0  # the last words; how the paragraph began, and how deep
    cases: list[tuple[int, str]] = []  # the cases that are open: depth and number
    heading = False  # whether the last piece was nothing but the heading of a case
    defines: int | None = None  # how deep the last piece is, if it is a definition
    for piece in pieces:
        while cases and cases[-1][0] >= piece.depth:
            cases.pop()
        case = _CASE.match(piece.words)
        said, beside = piece.words, False
        if case:
            rest = piece.words.removeprefix("Case ")
            beside = heading and bool(cases)
            path = "".join(f"{number}, " for _, number in cases)
            said = rest if beside else f"Case {path}{rest}"
            cases.append((piece.depth, case[1]))
        one = _DEFINITION(piece.words) is not None
        if one and defines == piece.depth:
            said, beside = piece.words.removeprefix("Let "), True
        head, dot, rest = said.partition(". ")
        lead = f"\\textbf{{{head}.}} " if dot and head in ("Claim", "Proof") else ""
        words = escaped(rest if lead else said)
        runs = isinstance(piece, Line) and piece.runs
        words += f" {flowing(piece)}" if isinstance(piece, Sum) else ""
        ends = last.endswith(".") or (last.endswith(":") and words.endswith("."))
        opens = words.startswith(_OPENS) and last != _GIVEN
        goes_on = ends and not separate and not opens
        goes_on = goes_on and piece.depth >= depth and "Claim" not in opened
        if goes_on and last.endswith(".") and not beside:
            words = words[:1].upper() + words[1:]
        if beside:
            lines[-1] = f"{lines[-1].removesuffix('.')}, {words}"
            depth = piece.depth
        elif (goes_on or (running and runs)) and not lead:
            comma = "," if listed and words.startswith("(") and not last.endswith(".") else ""
            lines[-1] += f"{comma} {words}"
            depth = piece.depth if case else depth
        else:
            opened, depth = lead, piece.depth
            left = cases[0][0] if case else depth
            space = f"\\hspace*{{{left}em}}" if left else ""
            lines.append(f"\\par\\noindent{{}}{space}{lead}{words}")
        lines[-1] = _REASONS.sub(lambda found: _ranges(found[0]), lines[-1])
        last = words
        defines = piece.depth if one else None
        heading = bool(case) and _HEADING(piece.words) is not None
        running, listed = runs, runs and words.startswith("(")
    return "\n".join(lines) + "\n"


def _ranges(numbers: str) -> str:
    """Numbers in their order, three and more in a row as a range.

    Examples
    --------
    >>> _ranges("(7), (1), (2), (3), (5)")
    '(1)--(3), (5), (7)'
    """
    rows: list[list[int]] = []
    for n in sorted(int(n) for n in re.findall(r"\d+", numbers)):
        if rows and n == rows[-1][-1] + 1:
            rows[-1].append(n)
        else:
            rows.append([n])
    shown = []
    for first, *rest in rows:
        many = [first, *rest]
        wide = [f"({first})--({many[-1]})"] if len(many) > 2 else [f"({n})" for n in many]
        shown += wide
    return ", ".join(shown)
