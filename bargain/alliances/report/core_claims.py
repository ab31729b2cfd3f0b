r"""Which demands clash: the lattice of sets of demands, from a few decided sets (statement 6).

The game has the cost share on the table, equal weights, no entrapment; participation and positive
concessions always hold. A set of demands *clashes* if no parameter with :math:`D > 1` admits an
agreement that meets it, and is *compatible* if some parameter does. Clashes pass to supersets and
compatibility to subsets, so thirteen decided sets settle all thirty-one; whatever they leave open
is `unknown`. The control is one question: all five demands at once when :math:`D = 1`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from bargain.alliances.models import cost_sharing
from bargain.alliances.report.asked_questions import Answer, Asked
from bargain.check.certificate import Plain
from bargain.game.conditions import (
    Condition,
    all_of,
    balanced,
    efficient,
    equal_gains,
    participation,
    positive,
)
from bargain.result import Result

__all__ = ["CORES", "DEMANDS", "DemandSet", "lattice"]

DEMANDS = ("efficient", "autonomy", "security", "cost", "gains")
_CLASHING = (
    ("autonomy", "security"), ("autonomy", "cost", "gains"), ("security", "cost", "gains"),
    ("efficient", "cost", "gains"), ("efficient", "security", "cost"),
    ("efficient", "security", "gains"),
)  # fmt: skip
# sets that may be compatible, each with parameters and an agreement to try
_COMPATIBLE: dict[tuple[str, ...], tuple[Plain, dict[str, str]]] = {
    ("efficient", "autonomy", "cost"): (
        {"s_P": 1, "s_C": 2, "K": "1/2"},
        {"y_P": "1", "y_C": "1", "c": "1/2"},
    ),
    ("efficient", "autonomy", "gains"): (
        {"s_P": 1, "s_C": 2, "K": "3/2"},
        {"y_P": "1", "y_C": "1", "c": "5/6"},
    ),
    ("efficient", "security"): (
        {"s_P": "1/2", "s_C": "3/4", "K": "1/16"},
        {"y_P": "1/2", "y_C": "3/4", "c": "1"},
    ),
    ("security", "cost"): (
        {"s_P": 1, "s_C": 2, "K": "1/2"},
        {"y_P": "1/4", "y_C": "1/2", "c": "1/2"},
    ),
    ("security", "gains"): (
        {"s_P": 1, "s_C": 2, "K": "1/2"},
        {"y_P": "1/4", "y_C": "1/2", "c": "13/32"},
    ),
    ("cost", "gains"): (
        {"s_P": 1, "s_C": "19/8", "K": "1/2"},
        {"y_P": "1/4", "y_C": "1/2", "c": "1/2"},
    ),
}


def _demand(name: str) -> Condition:
    plain = {"efficient": efficient, "gains": equal_gains}
    return plain[name]() if name in plain else balanced(name)


def _condition(names: Iterable[str]) -> Condition:
    return all_of(*map(_demand, names), participation(), positive("autonomy"))


def _game(**fixed: Any) -> Any:
    return cost_sharing(entrapment=False, **({"w_P": 1, "w_C": 1} | fixed))


def _clash(names: tuple[str, ...]) -> Asked:
    return Asked(
        key="core-" + "-".join(names),
        statement="6",
        title="{" + ", ".join(names) + "} when D > 1",
        build=lambda: (_game(), _condition(names), ["s_C > s_P"]),
    )


def _compatible(names: tuple[str, ...]) -> Asked:
    fixed, agreement = _COMPATIBLE[names]
    numbers = ", ".join(f"{k} = {v}" for k, v in fixed.items())
    return Asked(
        key="compatible-" + "-".join(names),
        statement="6",
        control=True,
        title="{" + ", ".join(names) + "} at one point with D > 1 (" + numbers + ")",
        build=lambda: (_game(**fixed), _condition(names), []),
        witness=agreement,
    )


_CONTROL = Asked(
    key="cores-control",
    statement="6",
    control=True,
    title="all five demands at once when D = 1 (s_P = s_C = 1/2, K = 1/8)",
    build=lambda: (_game(s_P="1/2", s_C="1/2", K="1/8"), _condition(DEMANDS), []),
    witness={"y_P": "1/2", "y_C": "1/2", "c": "1/2"},
)

CORES: tuple[Asked, ...] = (*map(_clash, _CLASHING), *map(_compatible, _COMPATIBLE), _CONTROL)
"""The questions from which the lattice follows."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DemandSet(Result):
    """One set of demands when D > 1.

    Attributes
    ----------
    demands : tuple of str
    status : str
        ``clash``, ``compatible`` or ``unknown``.
    minimal : bool
        A clash all of whose proper subsets are proved compatible: a core.
    because : str
        Key of the question from which the status follows.
    """

    demands: tuple[str, ...]
    status: str = "unknown"
    minimal: bool = False
    because: str = ""


def lattice(answers: Mapping[str, Answer]) -> tuple[DemandSet, ...]:
    """The status of every set of demands, as far as the answers settle it.

    Parameters
    ----------
    answers : mapping of key to Answer

    Returns
    -------
    tuple of DemandSet
        By size, then in the order of `DEMANDS`.
    """
    clashing = {
        frozenset(n): "core-" + "-".join(n)
        for n in _CLASHING
        if answers["core-" + "-".join(n)].status == "never"
    }
    fine = {
        frozenset(n): "compatible-" + "-".join(n)
        for n in _COMPATIBLE
        if answers["compatible-" + "-".join(n)].status == "always"
    }
    rows: list[DemandSet] = []
    status: dict[frozenset[str], str] = {}
    for names in _subsets(DEMANDS):
        chosen = frozenset(names)
        above = next((key for s, key in fine.items() if chosen <= s), "")
        below = next((key for s, key in clashing.items() if s <= chosen), "")
        status[chosen] = "clash" if below else "compatible" if above else "unknown"
        smaller = [frozenset(names) - {name} for name in names]
        minimal = bool(below) and all(not s or status[s] == "compatible" for s in smaller)
        rows.append(
            DemandSet(demands=names, status=status[chosen], minimal=minimal, because=below or above)
        )
    return tuple(rows)


def _subsets(names: Sequence[str]) -> Iterable[tuple[str, ...]]:
    for size in range(1, len(names) + 1):
        yield from combinations(names, size)
