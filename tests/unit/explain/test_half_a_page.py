"""Arguments that fit on half a page: brought games, typeset (11 pt, A4, margins of 2.5 cm)."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import sympy as sp

import bargain as bg
from bargain.explain.prose import latex, text

c = bg.conditions
x, y, t = sp.symbols("x y t")
a, b, k, p, c_A, c_B, delta = sp.symbols("a b k p c_A c_B delta", positive=True)
g_A, g_B = sp.symbols("g_A g_B", real=True)
PAGE = r"""\documentclass[11pt]{article}
\usepackage[a4paper,margin=2.5cm]{geometry}\usepackage{amsmath}\setlength{\parindent}{0pt}
\begin{document}\newsavebox{\whole}\newlength{\high}
\setbox\whole=\vbox{\hsize=\textwidth %s}
\high=\ht\whole \advance\high by \dp\whole
\typeout{HEIGHT \the\high\space OF \the\textheight}\unvbox\whole\end{document}"""


def pie(first: sp.Expr, second: sp.Expr) -> bg.Game:
    outside = {"A": first, "B": second}
    return bg.Game(
        {"A": {}, "B": {}}, {"A": x, "B": 1 - x}, terms={x: (0, 1)}, disagreement=outside
    )


def two(first: sp.Expr, second: sp.Expr, most: int = 1) -> bg.Game:
    return bg.Game({"1": {x: (0, most)}, "2": {y: (0, most)}}, {"1": first, "2": second})


COURNOT = two(x * (1 - x - y) - a * x, y * (1 - x - y) - b * y)
RICHARDSON = two(-((x - k * y - a) ** 2), -((y - k * x - b) ** 2), 10)
TARIFFS = two(a * x - x**2 / 2 - b * y, a * y - y**2 / 2 - b * x)
TULLOCK = bg.Game(
    {"1": {x: (sp.Rational(1, 100), 4)}, "2": {y: (sp.Rational(1, 100), 4)}},
    {"1": a * x / (x + y) - x, "2": b * y / (x + y) - y},
)
JOHNSON = two(
    (1 + x) / ((2 + x) * (1 + y)) + a * x - x**2, (1 + y) / ((2 + y) * (1 + x)) + a * y - y**2
)
INSIDE = [c.nash(), c.holds(x > 0), c.holds(y > 0)]
QUESTIONS = {
    "Fearon's range": (pie(p - c_A, 1 - p - c_B), c.participation(), [p < 1]),
    "no range": (pie(p - g_A, 1 - p - g_B), c.participation(), [p < 1, g_A + g_B < 0]),
    "a range for some": (pie(p - g_A, 1 - p - g_B), c.participation(),
                         [p < 1, g_A > -1, g_B > -1, g_A < 1, g_B < 1]),
    "Cournot": (COURNOT, c.nash(), [a < 1, b < 1]),
    "Cournot inside": (COURNOT, INSIDE, [3 * a < 1, 3 * b < 1]),
    "the cheaper firm": (COURNOT, [c.nash(), c.holds(x < y)], [a < b, b < 1]),
    "stable arms": (RICHARDSON, [c.nash(), c.holds(x < 10), c.holds(y < 10)],
                    [2 * k < 1, a < 1, b < 1]),
    "runaway": (RICHARDSON, [c.nash(), c.holds(x < 10), c.holds(y < 10)],
                [k > 1, k < 2, a < 1, b < 1]),
    "tariffs": (TARIFFS,
                [c.nash(), c.efficient()], [a < 1]),
    "a contest": (TULLOCK, [c.nash(), c.holds(x > y)], [a >= 1, a <= 4, b > a, b <= 4]),
    "a contest has one": (TULLOCK, c.nash(), [a >= 1, a <= 4, b >= 1, b <= 4]),
    "arms": (RICHARDSON, c.nash(), [k < 1, a < 1, b < 1]),
    "tariffs that are ratios": (JOHNSON, c.nash(), [a < 1]),
}  # fmt: skip


def _height(source: str, folder: Path) -> float:
    (folder / "argument.tex").write_text(PAGE % source, encoding="ascii")
    run = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "argument.tex"],
        cwd=folder, capture_output=True, text=True, timeout=120, check=False, errors="replace",
    )  # fmt: skip
    found = re.search(r"HEIGHT ([\d.]+)pt OF ([\d.]+)pt", run.stdout)
    assert found, run.stdout[-800:]
    return float(found[1]) / float(found[2])


@pytest.mark.long(every=7)
@pytest.mark.parametrize("name", QUESTIONS)
def test_half_a_page(name: str, tmp_path: Path) -> None:
    game, conditions, where = QUESTIONS[name]
    verdict = bg.decide(game, conditions, where, effort=20)
    assert verdict.certificate is not None
    written = text(verdict.certificate)
    assert not re.search(
        r"\w+\(|\bnash\b", written.partition("Proof")[0].partition("not checked")[2]
    )
    assert not re.search(r"^\s*[+ ] *1 +> 0", written, re.M)
    if shutil.which("pdflatex") is None:
        assert len(written) < 4000
    else:
        assert _height(latex(verdict.certificate), tmp_path) <= 0.5
