"""Arguments set as paragraphs."""

from __future__ import annotations

from bargain.explain.argument_parts import Line
from bargain.explain.paragraphs import paragraphs


def test_a_case_is_called_by_the_cases_around_it() -> None:
    shown = paragraphs([
        Line(0, "Proof. Let such parameters be given."),
        Line(0, "Case (1) «a > 0»."),
        Line(1, "Case (2) «b > 0»."),
        Line(2, "Let (3) «x = 1»."),
        Line(2, "Let (4) «y = 2»."),
        Line(1, "Case (5) «b < 0»."),
        Line(2, "Let (6) «x = 0»."),
        Line(0, "Case (7) «a < 0»: «0 = 1»."),
    ]).splitlines()  # fmt: skip
    assert shown[0].endswith("Case (1) $a > 0$, (2) $b > 0$. Let (3) $x = 1$, (4) $y = 2$.")
    assert shown[1].endswith("Case (1), (5) $b < 0$. Let (6) $x = 0$.")
    assert shown[2].endswith("Case (7) $a < 0$: $0 = 1$.")


def test_reasons_are_in_order_and_in_ranges() -> None:
    (shown,) = paragraphs([Line(0, "«x > 0» by (9), (2), (3), (4).")]).splitlines()
    assert shown.endswith("$x > 0$ by (2)--(4), (9).")


def test_hypotheses_are_a_list_and_sentences_are_not() -> None:
    (shown,) = paragraphs([
        Line(0, "The proof uses only", runs=True),
        Line(1, "(1) «a > 0»", runs=True),
        Line(1, "(2) «b > 0»", runs=True),
        Line(0, "(3) «c > 0» by (1).", runs=True),
        Line(0, "(4) «d > 0» by (2).", runs=True),
    ]).splitlines()  # fmt: skip
    assert "$a > 0$, (2) $b > 0$" in shown
    assert "by (1). (4)" in shown
