"""Every model has a page-long example, and every page runs as it is printed."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

import bargain as bg

PAGES = Path(__file__).parents[2] / "docs" / "models"
#: The modules that define a model: `fixing`, which they share, defines none.
MODELS = sorted({getattr(bg.models, name).__module__.split(".")[-1] for name in bg.models.__all__})


def test_every_model_has_its_page_and_every_page_its_model():
    pages = {path.stem for path in PAGES.glob("*.md")} - {"index"}
    assert sorted(pages) == MODELS


@pytest.mark.parametrize("model", MODELS)
def test_the_page_runs(model):
    outcome = doctest.testfile(
        str(PAGES / f"{model}.md"),
        module_relative=False,
        optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE,
        encoding="utf-8",
    )
    assert outcome.attempted > 3
    assert outcome.failed == 0


@pytest.mark.parametrize("model", MODELS)
def test_the_page_states_a_question_a_control_and_its_source(model):
    text = (PAGES / f"{model}.md").read_text(encoding="utf-8")
    for part in ("**Question", "**Control", "Source: "):
        assert part in text
    assert 35 <= len(text.splitlines()) <= 100  # about a page


@pytest.mark.parametrize(
    "model",
    [
        "ascendancy",
        "autonomy_security",
        "concession",
        "contest",
        "cost_sharing",
        "partnership",
        "policy_lead",
        "private_values",
        "public_good",
        "renegotiation",
        "shifting_power",
        "survival",
    ],
)
def test_every_symbol_of_a_model_has_a_meaning(model):
    game = getattr(bg.models, model)()
    assert set(game.meanings) == set(game.symbols)
