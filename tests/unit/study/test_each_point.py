"""Questions, numbers and options over a grid: what single calls say, point by point."""

from __future__ import annotations

import json
from fractions import Fraction as F
from pathlib import Path

import numpy as np
import pytest
import sympy as sp

import bargain as bg
from bargain.errors import InputError, OptionError, RegionError

c = bg.conditions
x, y, z = sp.symbols("x y z")
t, s, beta = sp.symbols("t s beta", positive=True)
PIE = bg.Game(
    actions={"A": {}, "B": {}}, terms={x: (0, 1)}, payoffs={"A": x, "B": 1 - x},
    disagreement={"A": t, "B": t},
)  # fmt: skip
HELP = bg.Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": 2 * t * z - y, "C": 2 * y - z})
FULL = {y: 1, z: 1}


def test_statuses_are_those_of_decide(tmp_path: Path) -> None:
    found = bg.sweep(PIE, c.participation(), {t: ["1/4", "1/2", "3/4"]}, store=tmp_path / "s.zarr")
    names = found.status.attrs["flag_meanings"].split()
    told = [names[k] for k in found.status.values]
    assert told == [str(bg.decide(PIE.at({t: v}), c.participation()).status)
                    for v in (F(1, 4), F(1, 2), F(3, 4))]  # fmt: skip
    assert told == ["always", "always", "never"]
    for k in range(3):
        digest = found.certificate.values[:, k].tobytes().hex()
        file = tmp_path / "s.zarr.certificates" / f"{digest}.json"
        assert bg.check(file).valid
        assert json.loads(file.read_text())


def test_a_discount_factor_is_an_axis() -> None:
    asked = c.self_enforcing(beta) & c.holds(sp.Eq(y, 1)) & c.holds(sp.Eq(z, 1))
    found = bg.sweep(HELP, asked, {t: [1, 2], beta: ["1/4", "1/2", "3/4", 1]})
    assert found.status.dims == ("t", "beta")
    names = np.array(found.status.attrs["flag_meanings"].split())
    # deviating gives 2t and 2, keeping 2t - 1 and 1: beta >= 1/(2t) and 1/2; beta = 1 is outside
    expected = [["never", "always", "always", "outside_assumptions"]] * 2
    assert names[found.status.values].tolist() == expected


def test_weights_are_an_axis() -> None:
    found = bg.sweep(
        PIE, bg.nash_bargaining, {t: ["1/100"], s: [1, 2, 3]}, weights={"A": s, "B": 1}
    )
    assert found.x.values.ravel() == pytest.approx([0.5, 0.01 + 0.98 * 2 / 3, 0.01 + 0.98 * 3 / 4])
    one = bg.sweep(PIE, bg.nash_bargaining, {t: ["1/100"]}, weights={"A": 2, "B": 1})
    assert found.x.values[0, 1] == pytest.approx(one.x.values[0])


def test_numbers() -> None:
    found = bg.sweep(HELP, bg.minimum_discount, {t: [1, 2], s: [2]}, agreement={y: 1, z: s / 2})
    singles = [float(bg.minimum_discount(HELP.at({t: v}), FULL)) for v in (1, 2)]
    assert found.value.values.ravel() == pytest.approx(singles)
    assert found.status.attrs["flag_meanings"].startswith("unknown established")


def test_a_function_that_gives_a_number() -> None:
    found = bg.sweep(PIE, lambda game: game.disagreement["A"], {t: [1, "1/2"]})
    assert found.value.values.tolist() == [1.0, 0.5]


def test_options_of_a_solver() -> None:
    found = bg.sweep(
        bg.Game({"A": {}, "B": {}}, {"A": x, "B": t - t * x}, terms={x: (0, 1)}),
        bg.alternating_offers, {t: [1], s: ["1/2", "9/10"]}, discount={"A": s, "B": s}, horizon=2,
    )  # fmt: skip
    assert found.x.values.ravel() == pytest.approx([0.5, 0.1])


def test_points_that_the_region_leaves_out() -> None:
    found = bg.sweep(
        PIE, bg.nash_bargaining, {t: ["1/9", "1/8", "1/4"]}, where=[t < sp.Rational(1, 5)]
    )
    assert found.status.values.tolist() == [1, 1, 3]
    text = bg.sweep(PIE, bg.nash_bargaining, {t: ["1/9", "1/8", "1/4"]}, where="t < 1/5")
    assert text.status.values.tolist() == [1, 1, 3]


def test_the_first_points_may_be_outside() -> None:
    found = bg.sweep(
        HELP,
        bg.minimum_discount,
        {t: ["1/8", "1/4", 1]},
        agreement=FULL,
        where=[t > 1 / 5],
        chunk=1,
    )
    assert found.status.values.tolist() == [
        3,
        0,
        1,
    ]  # at 1/4 the agreement is worth less than nothing
    assert np.isnan(found.value.values[0])
    nowhere = bg.sweep(HELP, bg.minimum_discount, {t: [1]}, agreement=FULL, where=[t > 5])
    assert nowhere.status.values.tolist() == [3]


def test_tables() -> None:
    v = sp.Symbol("v", positive=True)
    game = bg.FiniteGame.from_payoffs([[v, 0], [3, 1]], [[v, 3], [0, 1]])
    defects = c.holds(game.plays("1", 1))
    found = bg.sweep(game, c.nash() & defects, {v: [1, 4]})
    assert (found.status == 1).all()
    other = bg.sweep(game, c.nash() & c.holds(game.plays("1", 0)), {v: [1, 4]})
    assert other.status.values.tolist() == [2, 1]


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"wieghts": {}}, "no option wieghts"),
        ({"weights": {"A": s, "B": 1}}, "parameters without values: s"),
    ],
)
def test_options_that_are_none(more: dict[str, object], word: str) -> None:
    with pytest.raises(OptionError if "no option" in word else InputError, match=word):
        bg.sweep(PIE, bg.nash_bargaining, {t: [0]}, **more)  # type: ignore[arg-type]


def test_a_question_has_no_weights_and_a_region_is_of_relations() -> None:
    with pytest.raises(OptionError, match="no weights"):
        bg.sweep(PIE, c.participation(), {t: [0]}, weights={"A": 1})
    with pytest.raises(RegionError):
        bg.sweep(PIE, bg.nash_bargaining, {t: [0]}, where=[3])
