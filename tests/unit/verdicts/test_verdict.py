"""Verdicts and results as Python objects: compared, hashed, copied, pickled, never edited."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sympy as sp

import bargain as bg
from bargain.frozen import frozen
from bargain.solve.bargaining.feasible import AgreementSet
from bargain.verdicts.verdict import Verdict

c = bg.conditions
y, z, x = sp.symbols("y z x")
GAME = bg.Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": z - y**2 / 2, "C": y - z**2 / 2})
PIE = bg.Game({"1": {}, "2": {}}, {"1": x, "2": 1 - x}, terms={x: (0, 1)})
FINITE = bg.FiniteGame.from_payoffs([[3, 0], [5, 1]], [[3, 5], [0, 1]])


@pytest.fixture(scope="module")
def always() -> Verdict:
    return bg.decide(GAME, c.participation())


def test_what_was_accepted_is_read_again_however_large(
    always: Verdict, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A certificate that only its line ends and blanks make too long is saved without them."""
    always.save(tmp_path / "claim.json")
    indented = (tmp_path / "claim.json").read_text()
    limit = len(indented) - 100
    monkeypatch.setattr("bargain.question.certificate_file.MAX_BYTES", limit)
    monkeypatch.setattr("bargain.check.certificate.MAX_BYTES", limit)
    assert not bg.check.check(tmp_path / "claim.json").valid
    always.save(tmp_path / "claim.json")
    assert (tmp_path / "claim.json").stat().st_size < limit
    assert bg.check.check(tmp_path / "claim.json").valid


def test_a_verdict_compares_with_the_names_of_the_statuses(always: Verdict) -> None:
    assert always == "always"
    assert always == bg.Status.ALWAYS
    assert always != "never"
    assert always in {"always"}
    assert always not in ["never", "unknown"]
    assert always != 3
    assert Verdict() == Verdict(seconds=3.0)
    assert Verdict() != Verdict(claim="other")
    assert hash(Verdict()) == hash(Verdict(seconds=3.0))


@pytest.mark.parametrize(
    "question",
    [lambda v: v == "alwyas", lambda v: v != "", lambda v: v == True, bool],  # noqa: E712
)
def test_comparisons_that_say_nothing_raise(
    always: Verdict, question: Callable[[Any], Any]
) -> None:
    with pytest.raises(TypeError):
        question(always)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    found = [path]
    for key, part in inside:
        if isinstance(part, (dict, list)):
            found += _paths(part, (*path, key))
    return found


def test_nothing_in_a_verdict_can_be_edited(always: Verdict) -> None:
    before = json.dumps(always.certificate)
    edits: list[Callable[[Any], Any]] = [
        lambda d: d.clear(), lambda d: d.pop(0), lambda d: d.__setitem__(0, 1),
        lambda d: d.__delitem__(0), lambda d: d.update(a=1), lambda d: d.append(1),
        lambda d: d.extend([1]), lambda d: d.insert(0, 1), lambda d: d.remove(1),
        lambda d: d.sort(), lambda d: d.reverse(), lambda d: d.setdefault(0, 1),
        lambda d: d.popitem(), lambda d: d.__ior__({0: 1}), lambda d: d.__iadd__([1]),
        lambda d: d.__imul__(2),
    ]  # fmt: skip
    for whole in (always.certificate, always.witness):
        for path in _paths(whole):
            part: Any = whole
            for key in path:
                part = part[key]
            for edit in edits:
                with pytest.raises((TypeError, AttributeError)):
                    edit(part)
    with pytest.raises(AttributeError):
        always.status = "never"  # type: ignore[misc]
    assert json.dumps(always.certificate) == before


def test_what_it_was_made_from_is_not_shared() -> None:
    given: dict[str, Any] = {"a": [1]}
    verdict = Verdict(certificate=given)
    given["a"].append(2)
    assert verdict.certificate == {"a": [1]}


@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v))]
)
def test_copies_are_equal_valid_and_as_frozen(always: Verdict, again: Any) -> None:
    other = again(always)
    assert other == always
    assert bg.check(other).valid
    assert bg.check(other.certificate).valid
    with pytest.raises(TypeError):
        other.certificate["statement"]["words"].append("x")


def test_a_certificate_is_plain_data_to_every_reader(always: Verdict) -> None:
    assert json.loads(json.dumps(always.certificate)) == always.certificate
    assert json.loads(json.dumps(always.to_dict()))["status"] == "always"
    edited = copy.deepcopy(always.certificate)
    edited["statement"]["words"] = ["another"]
    assert not bg.check(edited).valid
    assert bg.check(always).valid


def test_frozen_data_keeps_its_shape() -> None:
    data = {"a": [1, (2, [3])], "b": {"c": None}}
    assert frozen(data) == data
    assert frozen(frozen(data)) == data
    assert pickle.loads(pickle.dumps(frozen(data))) == data


s = sp.Symbol("s", positive=True)
RESULTS: dict[str, Callable[[], Any]] = {
    "Game": lambda: GAME,
    "FiniteGame": lambda: FINITE,
    "AgreementSet": lambda: AgreementSet.from_polygon([(0, 0), (2, 0), (0, 1)]),
    "BargainingSolution": lambda: bg.nash_bargaining(GAME),
    "no agreement": lambda: bg.nash_bargaining(
        bg.Game(GAME.actions, {"P": -y, "C": -z}, disagreement={"P": 1, "C": 1})
    ),
    "closed form": lambda: bg.nash_bargaining(
        bg.Game(GAME.actions, {"P": s * z - y**2 / 2, "C": y - z**2 / 2}), symbolic=True
    ),
    "AlternatingOffers": lambda: bg.alternating_offers(PIE, {"1": 0.5, "2": 0.5}),
    "StackelbergSolution": lambda: bg.stackelberg(GAME),
    "Equilibria": lambda: bg.nash_equilibria(GAME),
    "finite Equilibria": lambda: bg.nash_equilibria(FINITE),
    "MinimumDiscount": lambda: bg.minimum_discount(GAME, {y: 0.5, z: 0.5}),
    "CheckResult": lambda: bg.check(bg.decide(GAME, c.participation())),
    "Gap": lambda: bg.equilibrium_gap(
        bg.Game(GAME.actions, GAME.payoffs, measures={"m": {"P": y, "C": z}}), [c.balanced("m")]
    ),
    "Cores": lambda: bg.impossibility_cores(GAME, [c.nash(), c.holds(y > 0)], timeout=10),
}


@pytest.mark.long(every=2)
@pytest.mark.parametrize("name", RESULTS)
def test_public_results_are_pickled_copied_and_written_as_json(name: str) -> None:
    result = RESULTS[name]()
    again = pickle.loads(pickle.dumps(result))
    assert type(again) is type(result)
    assert repr(again) == repr(result)
    assert "\n" not in repr(result)
    copied = copy.deepcopy(result)
    assert repr(copied) == repr(result)
    if hasattr(result, "to_dict"):
        assert json.dumps(again.to_dict(), allow_nan=False) == json.dumps(result.to_dict())
