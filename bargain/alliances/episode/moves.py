r"""The case move by move: prediction, hit or miss, and what a naive predictor would have said.

Twenty-nine sourced moves of three actors, January 2017 to March 2021 (table ``moves``). Before each
one the calibrated model (`bargain.alliances.episode.standing`) is asked for the direction of the
mover on the issue; it sees earlier moves, governments and terms of agreements, and nothing later.
It is *silent* on trade, third states and command; silent moves count for nobody.

The rivals know no theory:

* ``no change``: direction 0;
* ``last move``: the direction of the actor's last move on the issue, 0 before the first (an
  agreement
  of both repeats the last move of the United States).

A table of moves has no quiet days in it, which is unfair to ``no change`` and to anybody who must
say *when*. So the same three are judged by quarter as well: for each of the 17 quarters and each
actor and issue (85 cells), is there a move, and in which direction? The model is asked on the first
day of the quarter.

Two predictors are compared by the exact sign test over the cases in which one is right and the
other wrong (McNemar). As nothing fixes the numbers of the model, hits are also counted over a grid
of them.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from itertools import product
from typing import ClassVar

import pandas as pd
from scipy import stats

from bargain.alliances import data
from bargain.alliances.episode.standing import ASSUMED, VARIED, Settings, start
from bargain.result import Result

__all__ = ["Contest", "Episode", "episode"]

_CELLS = (
    ("USA", "money"), ("USA", "policy"), ("ROK", "money"), ("ROK", "policy"), ("PRK", "policy"),
)  # fmt: skip
_FIRST, _LAST = (2017, 1), (2021, 1)  # quarters


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Contest(Result):
    """Hits of the model and of the rivals over the same cases.

    Attributes
    ----------
    cases : int
    model, no_change, last_move : int
        Hits.
    p_no_change, p_last_move : float
        Two-sided exact sign test of the model against the rival.
    """

    cases: int
    model: int
    no_change: int
    last_move: int
    p_no_change: float
    p_last_move: float

    @property
    def verdict(self) -> str:
        """Whether the model beats both rivals at 5 %, beats neither, or in between."""
        for rival, hits, p in (
            ("no change", self.no_change, self.p_no_change),
            ("the last move repeated", self.last_move, self.p_last_move),
        ):
            if self.model <= hits:
                return f"does not beat {rival}"
            if p > 0.05:
                return f"is ahead of {rival}, but not at 5 %"
        return "beats both naive predictors"

    def summary(self) -> str:
        """Hits, and who beats whom."""
        return (
            f"model {self.model}, no change {self.no_change}, last move {self.last_move} of "
            f"{self.cases}; the model {self.verdict} (sign test p = {self.p_no_change:.2g} and "
            f"{self.p_last_move:.2g})"
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Episode(Result):
    """The episode against the model.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per move: ``date, actor, issue, move, size_pct, direction, predicted, why, verdict,
        no_change, last_move, source, from_memory``; ``verdict`` is hit, miss or silent.
    by_move, by_quarter : Contest
    grid : pandas.DataFrame
        One row per setting of the assumed numbers, with hits by move and by quarter.
    """

    _also: ClassVar[tuple[str, ...]] = ("silent", "rows")
    _without: ClassVar[tuple[str, ...]] = ("table",)

    table: pd.DataFrame
    by_move: Contest
    by_quarter: Contest
    grid: pd.DataFrame

    def __repr__(self) -> str:
        return f"<Episode {self.by_move.model} of {self.by_move.cases} moves>"

    @property
    def rows(self) -> pd.DataFrame:
        """The table, as `to_dict` calls it."""
        return self.table

    @property
    def silent(self) -> int:
        """Moves on which the model says nothing."""
        return int((self.table["verdict"] == "silent").sum())

    def summary(self) -> str:
        """Hits by move and by quarter, and the range over the assumed numbers."""
        low, high = self.grid["moves"].min(), self.grid["moves"].max()
        ahead = (self.grid["moves"] > self.by_move.last_move).mean()
        quarters = (self.grid["quarters"] > self.by_quarter.no_change).mean()
        return (
            f"by move: {self.by_move.summary()}; silent on {self.silent} more\n"
            f"by quarter: {self.by_quarter.summary()}\n"
            f"over {len(self.grid)} settings of the assumed numbers: {low} to {high} hits by move, "
            f"more than the last move repeated in {ahead:.0%}; by quarter more than no change in "
            f"{quarters:.0%}"
        )


def episode() -> Episode:
    """Return the episode against the model and its rivals.

    Examples
    --------
    >>> found = episode()
    >>> found.by_move.cases + found.silent == len(found.table)
    True
    """
    found = _episode()
    return Episode(
        table=found.table.copy(),
        by_move=found.by_move,
        by_quarter=found.by_quarter,
        grid=found.grid.copy(),
    )


@lru_cache(maxsize=1)  # the data are constant, and the report asks more than once
def _episode() -> Episode:
    table = data.load("moves").sort_values("date", kind="stable", ignore_index=True)
    moves = [
        (date.fromisoformat(m["date"]), m["actor"], m["issue"], m["direction"])
        for m in table[["date", "actor", "issue", "direction"]].to_dict("records")
    ]
    told = _told(moves, ASSUMED)
    table["predicted"] = pd.array([d for d, _ in told], dtype="Int64")
    table["why"] = [why for _, why in told]
    table["no_change"] = 0
    table["last_move"] = _repeated(moves)
    hit = table["predicted"] == table["direction"]
    table["verdict"] = ["silent" if pd.isna(h) else "hit" if h else "miss" for h in hit]
    spoken = table[table["verdict"] != "silent"]
    quarters = _quarters(moves, ASSUMED)
    grid = []
    for values in product(*(VARIED[f.name] for f in fields(Settings))):
        settings = Settings(**dict(zip((f.name for f in fields(Settings)), values, strict=True)))  # type: ignore[arg-type]  # TOML
        right = [
            d == move[3]
            for (d, _), move in zip(_told(moves, settings), moves, strict=True)
            if d is not None
        ]
        row = {f.name: getattr(settings, f.name) for f in fields(Settings)}
        by_quarter = _quarters(moves, settings)
        grid.append(
            row
            | {
                "moves": sum(right),
                "quarters": int((by_quarter["model"] == by_quarter["direction"]).sum()),
            }
        )
    return Episode(
        table=table,
        by_move=_contest(spoken.rename(columns={"predicted": "model"})),
        by_quarter=_contest(quarters),
        grid=pd.DataFrame(grid),
    )


Move = tuple[date, str, str, int]


def _told(moves: list[Move], settings: Settings) -> list[tuple[int | None, str]]:
    """What the model says before each move."""
    standing, told = start(settings), []
    for day, actor, issue, direction in moves:
        said = standing.predict(actor, issue, day)
        told.append((said.direction, said.why))
        standing = standing.after(actor, issue, direction, day)
    return told


def _repeated(moves: list[Move]) -> list[int]:
    last: dict[tuple[str, str], int] = {}
    found = []
    for _, actor, issue, direction in moves:
        found.append(last.get(("USA" if actor == "both" else actor, issue), 0))
        for who in ("USA", "ROK") if actor == "both" else (actor,):
            last[who, issue] = direction
    return found


def _quarters(moves: list[Move], settings: Settings) -> pd.DataFrame:
    """Direction of each actor and issue by quarter, and what was said on its first day."""
    first, last = (4 * year + number - 1 for year, number in (_FIRST, _LAST))
    standing = start(settings)
    before: dict[tuple[str, str], int] = {}
    rows = []
    for quarter in range(first, last + 1):
        year, number = divmod(quarter, 4)
        opening = max(date(year, 3 * number + 1, 1), date(2017, 1, 20))
        inside = [m for m in moves if 4 * m[0].year + (m[0].month - 1) // 3 == quarter]
        for actor, issue in _CELLS:
            done = [m[3] for m in inside if m[1] in (actor, "both") and m[2] == issue]
            total = sum(done)
            direction = (total > 0) - (total < 0)
            rows.append(
                {
                    "quarter": f"{year}Q{number + 1}",
                    "actor": actor,
                    "issue": issue,
                    "direction": direction,
                    "model": standing.predict(actor, issue, opening).direction,
                    "no_change": 0,
                    "last_move": before.get((actor, issue), 0),
                }
            )
            before[actor, issue] = direction
        for day, actor, issue, direction in inside:
            standing = standing.after(actor, issue, direction, day)
    return pd.DataFrame(rows)


def _contest(table: pd.DataFrame) -> Contest:
    truth = table["direction"].astype(int)
    hits = {n: table[n].astype(int) == truth for n in ("model", "no_change", "last_move")}

    def p(rival: str) -> float:
        won = int((hits["model"] & ~hits[rival]).sum())
        lost = int((~hits["model"] & hits[rival]).sum())
        return float(stats.binomtest(won, won + lost).pvalue) if won + lost else 1.0

    return Contest(
        cases=len(table),
        model=int(hits["model"].sum()),
        no_change=int(hits["no_change"].sum()),
        last_move=int(hits["last_move"].sum()),
        p_no_change=p("no_change"),
        p_last_move=p("last_move"),
    )
