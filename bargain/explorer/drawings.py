"""Pictures of one choice as SVG: payoffs of two players, and the region in two parameters.

They look like those of `bargain.plot` and need no matplotlib, which takes longer than a slider may.
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from bargain.explorer.explored import Shown
from bargain.explorer.sliders import Slider
from bargain.plot.payoff_points import Floats, undominated
from bargain.plot.style import PALETTE, STATUS
from bargain.study.paving import Cell

__all__ = ["MARKS", "mark", "payoff_picture", "region_picture"]

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _RIGHT, _TOP = 520, 400, 62, 48, 14, 14
_DOTS, _EDGE = 700, 200  # points of the cloud and of the frontier that are drawn
#: A mark for each solution: a path around the origin, and a colour.
MARKS = {
    "nash_bargaining": ("M-6,0A6,6 0 1 0 6,0A6,6 0 1 0 -6,0Z", PALETTE["blue"]),
    "kalai_smorodinsky": ("M-5,-5H5V5H-5Z", PALETTE["vermillion"]),
    "egalitarian": ("M0,-7L6.5,5H-6.5Z", PALETTE["green"]),
    "utilitarian": ("M0,-7L7,0L0,7L-7,0Z", PALETTE["purple"]),
    "nash_equilibria": ("M-6,-6L6,6M-6,6L6,-6", PALETTE["black"]),
}
_HATCHES = (
    '<defs><pattern id="never" width="6" height="6" patternUnits="userSpaceOnUse">'
    f'<rect width="6" height="6" fill="{STATUS["never"][0]}"/>'
    '<path d="M0,6L6,0" stroke="#0006"/></pattern>'
    '<pattern id="sometimes" width="6" height="6" patternUnits="userSpaceOnUse">'
    f'<rect width="6" height="6" fill="{STATUS["sometimes"][0]}"/>'
    '<circle cx="3" cy="3" r="1" fill="#0009"/></pattern></defs>'
)
_FILLS = {"never": "url(#never)", "sometimes": "url(#sometimes)",
          "always": STATUS["always"][0], "unknown": "#FFFFFF"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Axes:
    """Where numbers lie on the picture."""

    left: float
    right: float
    low: float
    high: float

    def x(self, value: float) -> float:
        share = (value - self.left) / (self.right - self.left)
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _BOTTOM - _TOP)

    def frame(self, across: str, up: str) -> str:
        """The axes with their numbers and names."""
        parts = []
        for value in _round_numbers(self.left, self.right):
            x = self.x(value)
            parts.append(f'<path d="M{x:.1f},{_TOP}V{_HEIGHT - _BOTTOM}" class="grid"/>'
                         f'<text x="{x:.1f}" y="{_HEIGHT - _BOTTOM + 18}" class="mid">'
                         f"{value:g}</text>")  # fmt: skip
        for value in _round_numbers(self.low, self.high) if up else ():
            y = self.y(value)
            parts.append(
                f'<path d="M{_LEFT},{y:.1f}H{_WIDTH - _RIGHT}" class="grid"/>'
                f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" class="end">{value:g}</text>'
            )
        parts.append(f'<path d="M{_LEFT},{_TOP}V{_HEIGHT - _BOTTOM}H{_WIDTH - _RIGHT}"'
                     ' class="axis"/>')  # fmt: skip
        parts.append(f'<text x="{(_LEFT + _WIDTH) / 2}" y="{_HEIGHT - 8}" class="mid">'
                     f"{html.escape(across)}</text>")  # fmt: skip
        parts.append(f'<text transform="translate(14,{_HEIGHT / 2}) rotate(-90)" class="mid">'
                     f"{html.escape(up)}</text>")  # fmt: skip
        return "".join(parts)


def _round_numbers(low: float, high: float) -> list[float]:
    """About five round numbers in a range."""
    rough = (high - low) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= rough)
    first = math.ceil(low / step)
    return [k * step for k in range(first, math.floor(high / step) + 1)]


def _svg(label: str, body: str) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{html.escape(label)}">'
        f"{body}</svg>"
    )


def mark(solution: str) -> str:
    """The mark of a solution, for a line of text."""
    shape, colour = MARKS[solution.partition(" ")[0]]
    return (
        f'<svg viewBox="-9 -9 18 18" width="18" height="18" aria-hidden="true">'
        f'<path d="{shape}" fill="none" stroke="{colour}" stroke-width="2.5"/></svg>'
    )


def payoff_picture(
    cloud: Floats, rows: Iterable[Shown], pair: tuple[str, str], outside: Mapping[str, float]
) -> str:
    """Payoffs of two players: feasible ones, the frontier, no agreement, and solutions.

    Parameters
    ----------
    cloud : numpy.ndarray, shape (points, 2)
        Sampled.
    rows : iterable of Shown
    pair : pair of str
    outside : mapping of str to float
        Payoffs of no agreement; may be empty.
    """
    edge = cloud[undominated(cloud)]
    edge = edge[np.unique(np.linspace(0, len(edge) - 1, _EDGE).astype(int))]
    shown = cloud[:: max(1, len(cloud) // _DOTS)]
    marks: list[tuple[str, list[float]]] = [
        (row.solution, [_number(row.payoffs[p]) for p in pair]) for row in rows if row.payoffs
    ]
    none = [[outside[p] for p in pair]] if outside else []
    points = np.vstack([cloud, *map(np.array, [*none, *(at for _, at in marks)])])
    low, high = points.min(axis=0), points.max(axis=0)
    room = np.maximum((high - low) * 0.05, 1e-9 * np.maximum(1, abs(high)))
    axes = _Axes(low[0] - room[0], high[0] + room[0], low[1] - room[1], high[1] + room[1])
    dots = "".join(f"M{axes.x(x):.1f},{axes.y(y):.1f}h0" for x, y in shown)
    line = "M" + "L".join(f"{axes.x(x):.1f},{axes.y(y):.1f}" for x, y in edge)
    body = [axes.frame(f"payoff of {pair[0]}", f"payoff of {pair[1]}"),
            f'<path d="{dots}" class="cloud"/><path d="{line}" class="frontier"/>']  # fmt: skip
    for x, y in none:
        body.append(f'<path d="M{axes.x(x):.1f},{_TOP}V{_HEIGHT - _BOTTOM}M{_LEFT},'
                    f'{axes.y(y):.1f}H{_WIDTH - _RIGHT}" class="none"/>')  # fmt: skip
    for name, (x, y) in marks:
        shape, colour = MARKS[name.partition(" ")[0]]
        body.append(f'<path d="{shape}" transform="translate({axes.x(x):.1f},{axes.y(y):.1f})"'
                    f' fill="none" stroke="{colour}" stroke-width="2.5"/>')  # fmt: skip
    return _svg(f"Payoffs of {pair[0]} and {pair[1]}", "".join(body))


def _number(value: str | float) -> float:
    return float(Fraction(value)) if isinstance(value, str) else value


def region_picture(
    cells: Sequence[Cell], sliders: Sequence[Slider], texts: Sequence[str], plane: Sequence[int]
) -> str:
    """The cells of a paving that the plane through a choice meets, and the choice.

    Parameters
    ----------
    cells : sequence of Cell
        Their sides are the sliders', in order.
    sliders : sequence of Slider
    texts : sequence of str
        The choice.
    plane : sequence of int
        Which parameters are drawn: one or two.
    """
    values = [Fraction(text) for text in texts]
    others = [n for n in range(len(sliders)) if n not in plane]
    across = sliders[plane[0]]
    up = sliders[plane[1]] if len(plane) > 1 else None
    axes = _Axes(float(across.low), float(across.high), float(up.low) if up else 0.0,
                 float(up.high) if up else 1.0)  # fmt: skip
    rects = []
    for cell in cells:
        if cell.outside or not all(cell.box[n][0] <= values[n] <= cell.box[n][1] for n in others):
            continue
        x = [axes.x(float(end)) for end in cell.box[plane[0]]]
        y = [axes.y(float(end)) for end in (cell.box[plane[1]] if up else (0, 1))]
        rects.append(
            f'<rect x="{x[0]:.2f}" y="{y[1]:.2f}" width="{x[1] - x[0]:.2f}"'
            f' height="{y[0] - y[1]:.2f}" fill="{_FILLS[cell.label]}"/>'
        )
    here = axes.x(float(values[plane[0]]))
    if up:
        level = axes.y(float(values[plane[1]]))
        spot = (f'<path d="M{here:.1f},{_TOP}V{_HEIGHT - _BOTTOM}M{_LEFT},{level:.1f}'
                f'H{_WIDTH - _RIGHT}" class="none"/><circle cx="{here:.1f}" cy="{level:.1f}" r="6"'
                ' class="here"/>')  # fmt: skip
    else:
        spot = f'<path d="M{here:.1f},{_TOP}V{_HEIGHT - _BOTTOM}" class="here"/>'
    frame = axes.frame(str(across.symbol), str(up.symbol) if up else "")
    return _svg("Where such an agreement exists", _HATCHES + "".join(rects) + frame + spot)
