"""What the record says to each proposition: one test each, that could have come out otherwise.

The words are fixed: the record *supports* a proposition, *contradicts* it, is *silent* (a test was
run and cannot tell, or this case has no data), or it was *not tested* (no test that could fail is
at hand, or the only data are a coding rule in disguise). A test with a p value is judged after
Holm's correction over all such tests of a run, at 5 %; n, p, and what it would take are printed. No
test was registered before the data were seen: these are tests, not confirmations. With few cases
even the most favourable data would not pass the correction; such a test says so (``fit``).

Codes of events are one compiler's judgement; tests that rest on them are run again under two
codings by rule (`recoded`). A pair of codes that agree in every event is a coding rule and no
evidence; such pairs are listed as checks (`evidence.coding_checks`) and judge nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd
from scipy import stats

from bargain.alliances.cases import Case
from bargain.alliances.declarations import declared
from bargain.alliances.record.persistence import LEFT_BEHIND
from bargain.alliances.record.rank_tests import holm
from bargain.alliances.report.evidence import Record, coded_pair
from bargain.errors import DataError
from bargain.result import Result

__all__ = ["ASSUMED", "OTHER", "TESTS", "RecordVerdict", "recoded", "record_verdicts"]

_DECLARED = declared(
    "bargain.alliances.report",
    "study.toml",
    {"": "assumed other president", "other": "key proposition", "president": "name since until"},
)
ASSUMED = tuple(_DECLARED["assumed"])
"""What the record does not give."""

OTHER: dict[str, str] = {entry["key"]: entry["proposition"] for entry in _DECLARED["other"]}
"""Propositions about the record that neither document makes, by the name of their test."""

SUPPORTS, CONTRADICTS, SILENT, UNTESTED = "supports", "contradicts", "silent", "not tested"
_LEVEL = 0.05


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RecordVerdict(Result):
    """The outcome of one test.

    Attributes
    ----------
    key : str
        Name of the test.
    word : str
        ``supports``, ``contradicts``, ``silent`` or ``not tested``.
    detail : str
        The numbers.
    short : str
        What a first page adds to the word; may be empty.
    direction : int
        1 if the data lean toward the proposition, -1 against it, 0 neither.
    n : int or None
    p, p_holm : float or None
        Of a test with a p value.
    least : float
        The smallest p value that its number of cases allows; 0 where that is no bound.
    fit : bool
        Whether, the other tests as they are, data exist for which this one passes the correction.
    """

    key: str
    detail: str
    short: str = ""
    word: str = SILENT
    direction: int = 0
    n: int | None = None
    p: float | None = None
    p_holm: float | None = None
    least: float = 0.0
    fit: bool = True


def _given(word: str, detail: str, short: str = "") -> RecordVerdict:
    return RecordVerdict(key="", word=word, detail=detail, short=short)


def _tested(direction: int, p: float, n: int, detail: str, least: float = 0.0) -> RecordVerdict:
    return RecordVerdict(key="", detail=detail, direction=direction, n=n, p=p, least=least)


def _least_of_signs(n: int) -> float:
    """The two-sided sign test with every one of n signs the same."""
    return min(1.0, 2 * 0.5**n)


def _signs(events: pd.DataFrame, first: str, second: str, expected: int) -> RecordVerdict:
    """The sign test on two codes over events; what it would take to reject is said."""
    pair = coded_pair(events, first, second)
    same, opposite = (pair.same, pair.opposite) if expected > 0 else (pair.opposite, pair.same)
    n = same + opposite
    need = next((k for k in range(n + 1) if 2 * stats.binom.sf(k - 1, n, 0.5) <= _LEVEL), n + 1)
    detail = f"{same} of {n} coded events as claimed ({need} would do at 5 %)"
    return _tested((same > opposite) - (same < opposite), pair.p, n, detail, _least_of_signs(n))


def _overlap(events: pd.DataFrame) -> RecordVerdict:
    return _signs(events, "rok_autonomy", "interest_overlap", -1)


def _price(record: Record) -> RecordVerdict:
    assert record.korea is not None
    return _signs(record.korea.events, "us_leverage_or_control", "us_security_supply", 1)


def _concedes(events: pd.DataFrame) -> RecordVerdict:
    codes = events.loc[events["year"].between(2017, 2021), "rok_autonomy"].dropna()
    lost, won = int((codes < 0).sum()), int((codes > 0).sum())
    p = float(stats.binomtest(lost, lost + won).pvalue) if lost + won else 1.0
    detail = f"2017-21: Seoul's autonomy fell in {lost} coded events and rose in {won}"
    n = lost + won
    return _tested((lost > won) - (lost < won), p, n, detail, _least_of_signs(n))


def _survives(record: Record) -> RecordVerdict:
    case, kept = record.case, record.persistence
    end = "in force" if case.in_force else f"ended {case.treaty_ended}"
    left, detail = _presence(case) if kept is None else (kept.left, kept.summary())
    if kept is None:
        detail = f"treaty {end}; {detail}"
    if not case.in_force:
        return _given(CONTRADICTS, detail, f"treaty {end}")
    return _given(SILENT if left else SUPPORTS, detail)  # troops left and the treaty in force: both


def _presence(case: Case) -> tuple[bool, str]:
    """Whether the troops of a case's own file are gone at its end, and what the file says."""
    if case.troop_table is None:
        return False, "no series of troops"
    series = case.troops().sort_index()
    left = bool(series.iloc[-1] <= LEFT_BEHIND * series.max())
    counts = f"{series.iloc[0]:,} in {series.index[0]}, {series.iloc[-1]:,} in {series.index[-1]}"
    return left, f"troops {counts}: presence {'ended' if left else 'kept'} ({len(series)} counts)"


def _vitality(record: Record) -> RecordVerdict:
    fair = record.duration.estimate("bilateral")
    direction = (fair.coefficient < 0) - (fair.coefficient > 0)
    return _tested(direction, fair.p, fair.spells, record.duration.finding)


_TELLS = 0.1  # a smaller change of dependence is within what measures differ by


def _dependence(record: Record) -> RecordVerdict:
    if record.korea is None:
        always = bool((record.dependence.table["D"] > 1).all())
        return _given(SILENT, record.always_unequal() + ("" if always else "; D was below 1"))
    threat = record.korea.threat
    return _given(SUPPORTS if threat.always_unequal else CONTRADICTS, threat.summary())


def _recurs(record: Record) -> RecordVerdict:
    assert record.korea is not None
    found = record.korea.chronicle
    counts = ", ".join(f"{decade}s {count}" for decade, count in found.conflicts.items())
    return _given(
        SUPPORTS if not found.quiet_decades else SILENT,
        f"events that lowered the overlap, by decade: {counts}; an empty decade of a compiled "
        "list is no evidence of quiet",
    )


def _presidents(record: Record) -> RecordVerdict:
    assert record.korea is not None
    events = record.korea.events
    strained = events[
        (events["interest_overlap"].fillna(0) < 0) | (events["rok_abandonment_fear"].fillna(0) > 0)
    ]["year"]
    without = [
        p["name"]
        for p in _DECLARED["president"]
        if not strained.between(p["since"], p["until"]).any()
    ]
    total = len(_DECLARED["president"])
    return _given(
        SUPPORTS if not without else SILENT,
        f"{total - len(without)} of {total} presidents have a coded strain; none on the compiled "
        f"list for {', '.join(without)}"
        if without
        else f"all {total} presidents",
    )


def _reversal(record: Record) -> RecordVerdict:
    assert record.korea is not None
    found = record.korea.ascendancy
    military = [found.crossing(m) for m in ("cinc", "troops", "milex")]
    hits = [c for c in military if c.reversed and (c.ahead_since or 0) >= 1980]
    shown = []
    for c in military:
        if c.reversed:
            word = f"ahead for good since {c.ahead_since} (first in {c.first_ahead}; ends {c.last})"
        elif c.ahead_since == c.first:
            word = "ahead throughout"
        else:
            word = f"behind, {c.last_ratio:.2f} in {c.last}"
        shown.append(f"{c.measure} {word}")
    return _given(
        SUPPORTS if 2 * len(hits) > len(military) else CONTRADICTS,
        f"reversed after 1980 on {len(hits)} of {len(military)} military measures: "
        + ", ".join(shown),
        f"on {len(military) - len(hits)} of {len(military)} measures",
    )


def _role_reversal(events: pd.DataFrame) -> RecordVerdict:
    lowered = events["interest_overlap"].fillna(0) < 0
    later = events["year"] >= 1994
    a, b = int((lowered & later).sum()), int(later.sum())
    c, d = int((lowered & ~later).sum()), int((~later).sum())
    p = float(stats.fisher_exact([[a, b - a], [c, d - c]]).pvalue)
    detail = f"{a} of {b} events since 1994 lowered the overlap, {c} of {d} before"
    return _tested((a * d > c * b) - (a * d < c * b), p, b + d, detail)


def _accommodation(record: Record) -> RecordVerdict:
    assert record.korea is not None
    found = record.korea.ladder
    n, inside = found.negotiations, found.inside
    p = float(stats.binomtest(inside, n).pvalue)
    return _tested((2 * inside > n) - (2 * inside < n), p, n, found.summary(), _least_of_signs(n))


def _partnership(record: Record) -> RecordVerdict:
    """Whether dependence fell on every measure, by more than a measure can tell."""
    path = []
    for measure, rows in record.dependence.table.groupby("measure", sort=False):
        third = (len(rows) - 1) / 3
        marks = [rows.iloc[round(k * third)] for k in range(4)]
        path.append((measure, [(int(r["year"]), float(r["D"])) for r in marks]))
    ratios = [values[-1][1] / values[0][1] for _, values in path]
    word = SILENT
    if max(ratios) < 1 - _TELLS:
        word = SUPPORTS
    elif min(ratios) > 1 + _TELLS:
        word = CONTRADICTS
    measure, values = path[0]
    steps = ", ".join(f"{D:.1f} in {year}" for year, D in values)
    return _given(word, f"{record.dependence_moved()}; by thirds ({measure}): {steps}")


def _pyongyang(record: Record) -> RecordVerdict:
    assert record.korea is not None
    rows = record.korea.episode.table
    rows = rows[rows["actor"] == "PRK"]
    hits, n = int((rows["verdict"] == "hit").sum()), len(rows)
    p = float(stats.binomtest(hits, n).pvalue)
    detail = f"answered the allies' last moves as the model says in {hits} of {n} moves"
    return _tested((2 * hits > n) - (2 * hits < n), p, n, detail, _least_of_signs(n))


def _dissatisfaction(record: Record) -> RecordVerdict:
    assert record.korea is not None
    pair = coded_pair(record.korea.events, "us_security_supply", "rok_abandonment_fear")
    return _given(
        UNTESTED,
        f"the two codes disagree in sign in {pair.opposite} of {pair.same + pair.opposite} events: "
        "a coding rule, no evidence",
    )


# --- propositions of the record that neither document makes ---------------------------------------


def _indexation(record: Record) -> RecordVerdict:
    assert record.korea is not None
    found = record.korea.indexation
    tested = [s for s in found.steps if s.predicted is not None]
    good = all(s.reproduced for s in tested)
    return _given(SUPPORTS if good else CONTRADICTS, found.summary().splitlines()[0])


def _calibration(record: Record) -> RecordVerdict:
    assert record.korea is not None
    found = record.korea.calibration
    scores = ", ".join(
        f"{rule} {s['mape']:.1f} % ({s['rolling']:.1f})" for rule, s in found.scores.items()
    )
    return _given(
        CONTRADICTS if found.model_loses else SUPPORTS,
        f"mean error leaving a round out (rolling): {scores}",
    )


def _share(record: Record) -> RecordVerdict:
    assert record.korea is not None
    found = record.korea.calibration.shares
    return _given(CONTRADICTS if "not rejected" not in found else SUPPORTS, found)


def _order(record: Record) -> RecordVerdict:
    assert record.korea is not None
    hosts = record.korea.hosts
    return _given(
        SUPPORTS if hosts.order_holds else CONTRADICTS, hosts.summary().splitlines()[2].strip()
    )


def _response(record: Record) -> RecordVerdict:
    assert record.korea is not None
    hosts = record.korea.hosts
    detail = hosts.summary().splitlines()[3].strip()
    return _tested(1 if hosts.response_rho > 0 else -1, hosts.response_p, len(hosts.responses),
                   detail)  # fmt: skip


def _carried_over(record: Record) -> RecordVerdict:
    assert record.korea is not None
    hosts = record.korea.hosts
    return _given(
        SUPPORTS if hosts.model_beats_no_change else CONTRADICTS,
        hosts.summary().splitlines()[4].strip(),
    )


def _delay(record: Record) -> RecordVerdict:
    assert record.korea is not None
    delay = record.korea.delay
    n = len(delay.table)
    detail = delay.summary().splitlines()[0]
    return _tested(1 if delay.ordered else 0, delay.rank_p, n, detail, 1 / math.factorial(n))


def _burden(record: Record) -> RecordVerdict:
    table = record.burden_periods
    alone = table[(table["without"] == "USA") & (table["p"] <= _LEVEL)]
    return _given(
        SUPPORTS if (table["p_holm"] <= _LEVEL).any() else SILENT,
        f"{len(table)} tests by period and sample: smallest corrected p "
        f"{table['p_holm'].min():.2f}; without the United States {len(alone)} of "
        f"{(table['without'] == 'USA').sum()} periods have p below 5 % before correction; "
        f"lag-one autocorrelation of the yearly series {record.burden.table['rho'].autocorr():.2f}",
    )


def _products(record: Record) -> RecordVerdict:
    found = record.comparison
    table = found.table
    means = table.groupby("ended")["product_change"].mean()
    lead = 1 if float(means[True]) < float(means[False]) else -1
    n = len(table)
    least = 1 / math.comb(n, int(table["ended"].sum()))
    return _tested(lead, found.p_product, n, found.summary(), least)


def _moves(record: Record) -> RecordVerdict:
    assert record.korea is not None
    found = record.korea.episode.by_move
    lead = (found.model > found.last_move) - (found.model < found.last_move)
    return _tested(lead, found.p_last_move, found.cases, found.summary())


def _quarters(record: Record) -> RecordVerdict:
    assert record.korea is not None
    found = record.korea.episode.by_quarter
    lead = (found.model > found.no_change) - (found.model < found.no_change)
    return _tested(lead, found.p_no_change, found.cases, found.summary())


_ON_CODES: dict[str, Callable[[pd.DataFrame], RecordVerdict]] = {
    "overlap": _overlap,
    "concedes": _concedes,
    "role-reversal": _role_reversal,
}
"""Tests with a p value that rest on codes which the rulebooks give as well."""


def _on_codes(name: str) -> Callable[[Record], RecordVerdict]:
    def test(record: Record) -> RecordVerdict:
        assert record.korea is not None
        return _ON_CODES[name](record.korea.codings.events["compiler"])

    return test


TESTS: dict[str, Callable[[Record], RecordVerdict]] = {
    **{name: _on_codes(name) for name in _ON_CODES},
    "survives": _survives,
    "vitality": _vitality,
    "dependence": _dependence,
    "price": _price,
    "dissatisfaction": _dissatisfaction,
    "recurs": _recurs,
    "presidents": _presidents,
    "reversal": _reversal,
    "accommodation": _accommodation,
    "partnership": _partnership,
    "pyongyang": _pyongyang,
    "indexation": _indexation,
    "calibration": _calibration,
    "share": _share,
    "order": _order,
    "response": _response,
    "carried-over": _carried_over,
    "delay": _delay,
    "burden": _burden,
    "products": _products,
    "moves": _moves,
    "quarters": _quarters,
}
"""Every test by name."""

_ANY_CASE = {"survives", "vitality", "dependence", "partnership", "burden", "products"}


def record_verdicts(record: Record) -> dict[str, RecordVerdict]:
    """Every test on a record, corrected for their number.

    Parameters
    ----------
    record : Record

    Returns
    -------
    dict of str to RecordVerdict
        ``silent`` for tests that need what this case does not have.
    """
    found = {}
    for name, test in TESTS.items():
        if record.korea is None and name not in _ANY_CASE:
            found[name] = RecordVerdict(key=name, detail="no data for this case")
        else:
            found[name] = replace(test(record), key=name)
    with_p = [name for name, v in found.items() if v.p is not None]
    raw = [p for name in with_p if (p := found[name].p) is not None]
    for place, (name, p_holm) in enumerate(zip(with_p, holm(raw), strict=True)):
        verdict = found[name]
        best = holm([*raw[:place], verdict.least, *raw[place + 1 :]])[place]
        word = SILENT
        if p_holm <= _LEVEL and verdict.direction:
            word = SUPPORTS if verdict.direction > 0 else CONTRADICTS
        detail = f"{verdict.detail}; p = {verdict.p:.2g}, corrected {p_holm:.2g}"
        fit = best <= _LEVEL
        if not fit:
            detail += f" (too few cases: at best {best:.2g})"
        found[name] = replace(verdict, word=word, p_holm=p_holm, detail=detail, fit=fit)
    return found


def untested(why: str) -> RecordVerdict:
    """The verdict on a proposition without a test."""
    if not why:
        raise DataError(
            "a claim without a test says why", where="claims.toml", fix="add `untested`"
        )
    return RecordVerdict(key="", word=UNTESTED, detail=why)


def recoded(record: Record) -> list[dict[str, object]]:
    """The tests on codes under every coding, with p values that are not corrected.

    A test whose smallest p value stays above 5 % is silent whatever coding one prefers.
    """
    if record.korea is None:
        return []
    return [
        {"test": name, "coding": coding, "detail": found.detail, "n": found.n, "p": found.p,
         "direction": found.direction}
        for name, test in _ON_CODES.items()
        for coding, events in record.korea.codings.events.items()
        for found in [test(events)]
    ]  # fmt: skip
