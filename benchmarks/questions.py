r"""Random questions: how many are decided, which are wrong, and why the rest is not.

``python -m benchmarks questions --count 100 --seed 1 --seconds 10`` asks questions of
`benchmarks.question_generator` with so much effort each, looks at every verdict with
`benchmarks.grid_oracle`, and prints a table by kind of payoffs and by conditions, the reasons of
what stays unknown with what the oracle guesses of it, and the same questions put to plain z3
(``--z3``): unsatisfiable necessary clauses for `never`, no counter-example with quantifiers for
`always`.

A verdict is *wrong* if the oracle contradicts it: an agreement with room to spare where there is
none, or none on a whole grid where there is one. It says nothing of most corners and ties.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import z3

import bargain as bg
from bargain.errors import BargainError
from bargain.question.question import Question
from benchmarks.grid_oracle import Oracle
from benchmarks.question_generator import KINDS, LOW_DEGREE, Asked, question

__all__ = ["Line", "ask", "main", "plain_z3", "table"]

_POINTS = 6
#: Reasons of an unknown verdict, by what its evidence says; the first of each group that fits.
_REASONS = (
    (
        ("z3: contradictory, but no proof", "unsatisfiable according to z3"),
        ("z3: can be met", "the necessary conditions can be met"),
        ("z3: open", "z3 did not decide"),
        ("never: cut short", "^never: "),
    ),
    (
        ("points without, none with", "parameters without such an agreement"),
        ("a point with, no witness for all", "a witness for the whole region"),
        ("existence not in polynomials", "^existence: "),
        ("no point decided", "decided either way"),
        ("existence: cut short", "^points and always: "),
    ),
)
_STATUSES = ("never", "always", "sometimes", "unknown", "refused")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What became of one question.

    Attributes
    ----------
    status : str
        The verdict, or ``refused`` with the error as the reason.
    reason : str
        Of an unknown.
    guess : str
        What the oracle sees at some points of the region.
    wrong : str
        How the oracle contradicts the verdict; empty if it does not.
    """

    asked: Asked
    status: str
    reason: str
    guess: str
    wrong: str
    seconds: float
    z3_status: str = ""
    z3_seconds: float = 0.0


def ask(asked: Asked, seconds: float, *, with_z3: bool = False) -> Line:
    """Decide a question and compare with the oracle."""
    started = time.perf_counter()
    reason = wrong = ""
    verdict = None
    try:
        verdict = bg.decide(
            asked.game, asked.conditions, where=asked.where, timeout=20 * seconds, effort=seconds
        )
        status = str(verdict.status)
    except BargainError as error:
        status, reason = "refused", f"{type(error).__name__}: {error}".split("\n")[0]
    took = time.perf_counter() - started
    oracle = Oracle(asked)
    seen = [oracle.at(point) for point in oracle.points(_POINTS)]
    if verdict is not None:
        wrong = _contradicted(status, seen, oracle, verdict.certificate)
        if verdict.certificate is not None and not bg.check(verdict).valid:
            wrong = "the checker refuses its own certificate"
        if status == "unknown":
            reason = _reason(verdict.evidence)
    z3_status, z3_seconds = ("", 0.0)
    if with_z3:
        z3_status, z3_seconds = plain_z3(asked.game, asked.conditions, asked.where, seconds)
    return Line(
        asked=asked,
        status=status,
        reason=reason,
        guess=_guess(seen),
        wrong=wrong,
        seconds=took,
        z3_status=z3_status,
        z3_seconds=z3_seconds,
    )


def _guess(seen: Sequence[bool | None]) -> str:
    said = set(seen) - {None}
    if not said:
        return "?"
    return "sometimes" if len(said) == 2 else "always" if True in said else "never"


def _contradicted(
    status: str, seen: Sequence[bool | None], oracle: Oracle, certificate: Any
) -> str:
    if status == "never" and True in seen:
        return "never, but the oracle finds an agreement"
    if status == "always" and False in seen:
        return "always, but the oracle finds none somewhere"
    if status == "sometimes" and certificate is not None:
        for key, opposite in (("exists", False), ("fails", True)):
            at = {n: float(Fraction(v)) for n, v in certificate["proof"][key]["at"].items()}
            if set(map(str, oracle.parameters)) <= set(at) and oracle.at(at) is opposite:
                return f"sometimes, but the oracle contradicts the point of {key!r}"
    return ""


def _reason(evidence: Iterable[str]) -> str:
    text = "\n".join(evidence)
    if "clock" in text:
        return "the clock ended it"
    fits = [next((label for label, p in group if re.search(p, text, re.MULTILINE)), "?")
            for group in _REASONS]  # fmt: skip
    return "; ".join(fits)


# The same statement without us ------------------------------------------------------------------


def plain_z3(
    game: bg.Game, conditions: Sequence[Any], where: Sequence[Any], seconds: float
) -> tuple[str, float]:
    """What z3 alone says: half of the time for each of `never` and `always`.

    Functions are left free, so that an answer is right; where they matter there is none.
    """
    started = time.perf_counter()
    status = "unknown"
    try:
        asks = Question(game, conditions, where)
        never, always = asks.never(), asks.always()
    except BargainError:
        return status, time.perf_counter() - started
    for claim, statement in (("never", never), ("always", always)):
        solver = z3.Solver()
        solver.set("timeout", int(500 * seconds))
        reals = [z3.Real(f"v{i}") for i in range(len(statement["variables"]))]
        solver.add(*(_formula(h, reals) for h in statement["region"]))
        if claim == "never":
            solver.add(*(_formula(h, reals) for h in statement["necessary"]))
        elif statement["functions"]:
            continue
        else:
            solver.add(_no_witness(statement, reals))
        if solver.check() == z3.unsat:
            status = claim
            break
    return status, time.perf_counter() - started


def _formula(hypothesis: Mapping[str, Any], reals: Sequence[Any]) -> Any:
    def compared(rel: str, poly: Iterable[Any]) -> Any:
        terms = [z3.Q(*_pair(c)) * z3.Product([reals[i] ** e for i, e in enumerate(es) if e] or [1])
                 for c, es in poly]  # fmt: skip
        value = z3.Sum(terms) if terms else z3.RealVal(0)
        return value == 0 if rel == "=" else value >= 0 if rel == ">=" else value > 0

    if hypothesis["rel"] == "or":
        return z3.Or(*(z3.And(*(compared(r, p) for r, p in part)) for part in hypothesis["any"]))
    return compared(hypothesis["rel"], hypothesis["poly"])


def _pair(text: str) -> tuple[int, int]:
    number = Fraction(text)
    return number.numerator, number.denominator


def _no_witness(statement: Mapping[str, Any], reals: Sequence[Any]) -> Any:
    named = dict(zip(statement["variables"], reals, strict=True))
    boxes = {z: (lo, hi) for z, lo, hi in statement["bound"]}
    goals = []
    for goal in statement["goals"]:
        body = _formula(goal, reals)
        if goal["forall"]:
            bound = [named[z] for z in goal["forall"]]
            ends = [boxes[z] for z in goal["forall"]]
            inside = [z3.And(z >= z3.Q(*_pair(lo)), z <= z3.Q(*_pair(hi)))
                      for z, (lo, hi) in zip(bound, ends, strict=True)]  # fmt: skip
            body = z3.ForAll(bound, z3.Implies(z3.And(*inside), body))
        goals.append(body)
    unknowns = [named[u] for u in statement["unknowns"]]
    return z3.Not(z3.Exists(unknowns, z3.And(*goals)) if unknowns else z3.And(*goals))


# The table ------------------------------------------------------------------------------------


def table(lines: Sequence[Line]) -> str:
    """Kinds and families by verdict, then what is unknown by reason and by what it looks like."""
    parts = [_by("payoffs", lines, lambda r: r.asked.kind)]
    parts.append(_by("conditions", lines, lambda r: r.asked.family))
    efficient = [r for r in lines if "efficient" in r.asked.parts]
    parts.append(
        f"decided: {_share(lines)} of all, {_share(efficient)} with efficient; "
        f"wrong: {sum(bool(r.wrong) for r in lines)}"
    )
    reasons = Counter((r.reason, r.guess) for r in lines if r.status in ("unknown", "refused"))
    parts += [
        f"{n:5d}  {reason} (looks like {guess})" for (reason, guess), n in reasons.most_common()
    ]
    if any(r.z3_status for r in lines):
        alone = sum(r.z3_status != "unknown" for r in lines)
        parts.append(f"plain z3 decides {alone} of {len(lines)}")
        both = [r for r in lines if r.status in _STATUSES[:3] and r.z3_status != "unknown"]
        if both:
            ratio = sorted(r.seconds / max(r.z3_seconds, 1e-4) for r in both)[len(both) // 2]
            parts.append(f"our time is {ratio:.1f} times its own (median of {len(both)})")
    return "\n".join(parts)


def _share(lines: Sequence[Line]) -> str:
    decided = sum(r.status in _STATUSES[:3] for r in lines)
    return f"{decided}/{len(lines)} ({100 * decided / len(lines):.0f} %)" if lines else "0/0"


def _by(title: str, lines: Sequence[Line], of: Callable[[Line], str]) -> str:
    groups: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        groups[of(line)].append(line)
    head = f"{title:32s}" + "".join(f"{s:>10s}" for s in _STATUSES) + "   decided      wrong"
    rows = [head]
    for name, group in sorted(groups.items()):
        counts = Counter(r.status for r in group)
        cells = "".join(f"{counts[s]:10d}" for s in _STATUSES)
        rows.append(
            f"{name:32s}{cells}   {_share(group):12s}{sum(bool(r.wrong) for r in group):5d}"
        )
    return "\n".join(rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask, print a line each to stderr and the table; exit status 1 if a verdict is wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks questions")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=10.0, help="effort for each question")
    parser.add_argument(
        "--kind", choices=(*KINDS, LOW_DEGREE), action="append", help="of payoffs; all by default"
    )
    parser.add_argument("--only", type=int, action="append", help="the question of this number")
    parser.add_argument("--z3", action="store_true", help="put them to plain z3 too")
    given = parser.parse_args(arguments)
    lines = []
    for number in given.only or range(given.count):
        line = ask(
            question(given.seed, number, given.kind or KINDS), given.seconds, with_z3=given.z3
        )
        lines.append(line)
        mark = "WRONG: " + line.wrong if line.wrong else line.reason
        sys.stderr.write(
            f"{line.status:10s}{line.seconds:6.1f} s  {line.asked}  "
            f"[looks like {line.guess}] {mark}\n"
        )
    sys.stdout.write(table(lines) + "\n")
    return int(any(line.wrong for line in lines))
