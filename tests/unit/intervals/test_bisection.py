"""The engine of bisection: trees, limits, and boxes that are too small."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from bargain.budget import spent
from bargain.intervals.bisection import Bisected, Bisection, Judge

UNIT = np.zeros(2), np.ones(2)
FOREVER = float("inf")


def above_the_diagonal(smallest: float) -> Judge[str]:
    """Settles boxes on one side of ``x + y = 3/4``; those across are halved at their widest."""

    def judge(low: np.ndarray, high: np.ndarray) -> Sequence[str | Bisected | None]:
        verdicts: list[str | Bisected | None] = []
        for a, b in zip(low.T, high.T, strict=True):
            if a.sum() > 0.75 or b.sum() < 0.75:
                verdicts.append("above" if a.sum() > 0.75 else "below")
            else:
                wide = int(np.argmax(b - a))
                verdicts.append(Bisected(wide) if (b - a)[wide] > smallest else None)
        return verdicts

    return judge


def run(smallest: float, **limits: object) -> tuple[Bisection[str], str]:
    tree: Bisection[str] = Bisection.of(*UNIT)
    options = {"stop_at": FOREVER, "max_boxes": 10_000, "batch": 16, "small": "small"} | limits
    return tree, tree.run(above_the_diagonal(smallest), **options)


@pytest.mark.parametrize("batch", [1, 3, 256])
def test_a_tree_does_not_depend_on_how_many_boxes_are_judged_together(batch: int) -> None:
    tree: Bisection[int] = Bisection.of(*UNIT)

    def quarters(low: np.ndarray, high: np.ndarray) -> list[int | Bisected]:
        return [Bisected(0) if w[0] > 0.3 else 7 for w in (high - low).T]

    assert tree.run(quarters, stop_at=FOREVER, max_boxes=99, batch=batch, small="") == ""
    halves = [Bisected(0), Bisected(0), 7, 7, Bisected(0), 7, 7]
    assert tree.stream() == halves
    assert (tree.undecided(), [t.plain() for t in halves[:1]]) == (None, [["s", 0]])


def test_what_touches_everywhere_ends_with_small_boxes() -> None:
    tree, reason = run(0.01)
    assert (reason, len(tree.stuck)) == ("small", 1)
    (low, high), _ = tree.stuck[0].ends
    assert high - low <= 0.01
    assert tree.undecided() is tree.stuck[0]
    many, reason = run(0.01, most_small=5)
    assert (reason, len(many.stuck)) == ("small", 5)
    assert all(a.sum() <= 0.75 <= b.sum() for a, b in ((s.low, s.high) for s in many.stuck))


@pytest.mark.parametrize(
    ("limits", "reason"),
    [({"max_boxes": 20}, "number of boxes"), ({"stop_at": spent() - 1}, "the effort was spent")],
)
def test_a_limit_is_named_and_leaves_a_box_open(limits: dict[str, float], reason: str) -> None:
    tree, found = run(0.0, **limits)
    assert found == reason
    assert tree.undecided() is tree.open[-1]
    with pytest.raises(AssertionError, match="settled"):
        tree.stream()
