"""The notebooks of the site run as printed; each ends in a figure and a checked certificate.

Their cells are run here in one process, which costs a third of a kernel for each; the site runs
them in kernels (``python -m sphinx``).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from matplotlib.figure import Figure

pytestmark = pytest.mark.needs("study")
NOTEBOOKS = sorted((Path(__file__).parents[2] / "docs" / "notebooks").glob("*.md"))


def shown(text: str, name: str) -> list[Any]:
    """Run the cells of a notebook; what each of them shows, None where it shows nothing."""
    space: dict[str, Any] = {"__name__": "__main__"}
    values = []
    for cell in re.findall(r"^```\{code-cell\}\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE):
        tree = ast.parse(cell)
        last = tree.body[-1]
        tree.body = tree.body[:-1] if isinstance(last, ast.Expr) else tree.body
        exec(compile(tree, name, "exec"), space)
        asked = isinstance(last, ast.Expr) and ast.Expression(last.value)
        values.append(eval(compile(asked, name, "eval"), space) if asked else None)
    return values


def answers(value: object) -> Iterator[bool]:
    """The booleans in what a cell shows."""
    if isinstance(value, (tuple, list)):
        for part in value:
            yield from answers(part)
    elif isinstance(value, bool):
        yield value


def ends_well(values: list[Any]) -> bool:
    """Whether a notebook ends in a figure with something in it, and in certificates all valid."""
    figure, checked = values[-2], list(answers(values[-1]))
    drawn = isinstance(figure, Figure) and any(ax.has_data() for ax in figure.axes)
    return drawn and bool(checked) and all(checked)


def test_there_are_eight() -> None:
    assert len(NOTEBOOKS) == 8


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_ends_in_a_figure_and_a_checked_certificate(notebook: Path) -> None:
    values = shown(notebook.read_text(encoding="utf-8"), notebook.name)
    assert ends_well(values)
    for value in values:  # what a notebook would show of it
        card = getattr(value, "_repr_html_", None)
        assert card is None or "INVALID" not in (card() or "")


CELL = "```{{code-cell}}\n{}\n```\n"
DRAWN = "import bargain as bg\nax = bg.plot.new_axes()\nax.plot([0, 1])\nax.figure"


@pytest.mark.parametrize(
    ("cells", "well"),
    [
        ((DRAWN, "True, 'valid'"), True),
        ((DRAWN, "True, False"), False),
        ((DRAWN, "'valid'"), False),
        ((DRAWN.replace("ax.plot([0, 1])\n", ""), "True"), False),
        (("1 + 1", "True"), False),
    ],
)
def test_what_ends_otherwise_is_refused(cells: tuple[str, ...], *, well: bool) -> None:
    assert ends_well(shown("".join(map(CELL.format, cells)), "control")) is well
