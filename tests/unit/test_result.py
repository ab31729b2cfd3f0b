"""Every result of the package has one base: what it can do is written once."""

from __future__ import annotations

import dataclasses
import importlib
import json
import pkgutil
from fractions import Fraction

import numpy as np
import pytest

import bargain
from bargain.result import Result, plain, versions


def classes() -> list[type[Result]]:
    for module in pkgutil.walk_packages(bargain.__path__, "bargain."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found, left = [], [Result]
    while left:
        below = left.pop().__subclasses__()
        found += [c for c in below if c.__module__.startswith("bargain.")]
        left += below
    return found


@pytest.mark.parametrize("made", classes(), ids=lambda c: c.__qualname__)
def test_a_result_prints_in_words_not_as_a_list_of_fields(made: type[Result]) -> None:
    written = "__create_fn__" not in made.__repr__.__qualname__
    assert written, "the dataclass made its own repr: say repr=False"
    assert made.__copy__ is Result.__copy__
    assert made._repr_html_ is Result._repr_html_


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Found(Result):
    """A result for the tests."""

    share: Fraction
    row: list[float]
    table: np.ndarray
    part: Result | None = None
    _without = ("table",)
    _also = ("twice",)

    @property
    def twice(self) -> Fraction:
        """Twice the share."""
        return 2 * self.share


def found(**changes) -> Found:
    return Found(**{"share": Fraction(1, 3), "row": [0.5], "table": np.eye(2)} | changes)


def test_plain_data_is_json_with_exact_numbers_as_text() -> None:
    nested = found(part=found(row=[float("inf")]))
    data = nested.to_dict()
    assert json.loads(json.dumps(data)) == data
    assert data["share"] == "1/3"
    assert data["twice"] == "2/3"
    assert "table" not in data
    assert data["part"]["row"] == [None]
    assert plain(np.array([1.0, np.nan])) == [1.0, None]
    assert plain(np.int64(3)) == 3


def test_it_prints_on_one_line_and_escapes_in_notebooks() -> None:
    assert repr(found()) == "<Found share: 1/3>"
    assert "&lt;" in found(part=None, row=["<"])._repr_html_()


def test_it_cannot_be_edited_and_says_who_made_it() -> None:
    made = found()
    with pytest.raises(TypeError):
        made.row.append(1.0)
    assert made.provenance["bargain"] == bargain.__version__
    assert "python" in made.provenance
    assert list(versions("no such package").values())[1] == "not installed"


@dataclasses.dataclass(frozen=True)
class Part:
    """No result, but a part of one."""

    share: Fraction


def test_parts_of_a_result_are_data_too_and_not_their_repr() -> None:
    assert plain({"part": Part(Fraction(1, 2))}) == {"part": {"share": "1/2"}}
