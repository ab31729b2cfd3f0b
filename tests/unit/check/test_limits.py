"""Files that would cost a checker its time or memory: refused by counting, before the work.

No clock is read here. What bounds the work is watched itself: the size of the numbers that are
made, the operations that are spent, the values that are parsed.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from bargain.check import certificate as envelope, checker, tape
from bargain.check.certificate import MAX_VALUES, Budget, seal
from bargain.check.checker import check
from bargain.check.interval import LIMIT
from bargain.check.polynomial import Ring
from bargain.check.tape import MAX_BITS

VALID = Path(__file__).parents[2] / "certificates" / "valid"
PARTS = ("statement", "proof", "used", "sample", "made_by")


def boxes(
    operations: list[Any], *, region: int = 0, copies: int = 1, leaf: Any = ("n", 0)
) -> dict[str, Any]:
    """A certificate about the last entry of a tape; the first ``region`` constraints are one."""
    constraints = [
        {
            "name": f"c{k}",
            "text": "t",
            "node": len(operations) - 1,
            "lo": None,
            "hi": None if region else "0",
        }
        for k in range(max(region, copies))
    ]
    statement = {
        "claim": "empty-box", "verdict": "never", "words": ["w"], "variables": ["x"],
        "box": [["0", "1"]], "tape": operations, "constraints": constraints,
        "parameters": ["x"], "region": [c["name"] for c in constraints[:region]],
    }  # fmt: skip
    proof = {"kind": "boxes", "tree": [list(leaf)]}
    return seal(statement, proof, ["c0"], {"x": "1/2"}, {})


@pytest.fixture
def spent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What every call of a budget takes, without the call that is refused."""
    taken: list[int] = []
    original = Budget.spend

    def spend(self: Budget, operations: int) -> None:
        original(self, operations)
        taken.append(operations)

    monkeypatch.setattr(Budget, "spend", spend)
    return taken


@pytest.fixture
def sizes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The bits of every number that a rule of a tape makes, exact or as the end of an interval."""
    made: list[int] = []

    def watched(rule: Callable[..., Any]) -> Callable[..., Any]:
        def apply(*arguments: Any) -> Any:
            found = rule(*arguments)
            ends = found if isinstance(found, tuple) else (found.numerator, found.denominator)
            made.append(max(abs(e).bit_length() for e in ends))
            return found

        return apply

    for rules in (tape.EXACT, tape.INTERVAL):
        for name, rule in list(rules.items()):
            monkeypatch.setitem(rules, name, watched(rule))
    return made


LONG = 10**1900 + 7
SMALLEST = Fraction(LONG, LONG + 2)


@pytest.mark.parametrize(
    "operations",
    [
        [["v", 0], ["c", str(SMALLEST)], ["^", 1, 200]],
        [["v", 0], ["c", str(SMALLEST)], *(["*", k, k] for k in range(1, 60))],
        [["c", "3"], *(["^", k, 200] for k in range(60))],
        [["v", 0], ["c", "7/3"], *(["*", k, 1] for k in range(1, 3000))],
        [["v", 0], ["c", "1/7"], *(["/", 1, k] for k in range(1, 3000)), ["^", 3000, 200]],
    ],
    ids=["power", "squares", "powers", "products", "quotients"],
)
def test_the_size_of_a_power_is_tested_before_the_power(
    operations: list[Any], sizes: list[int]
) -> None:
    """The largest number ever made has the size that one product of allowed numbers has."""
    result = check(boxes(operations, region=1))
    assert not result.valid
    assert sizes
    assert max(sizes) <= 2 * MAX_BITS


@pytest.mark.long
def test_a_sum_that_doubles_is_bounded(sizes: list[int]) -> None:
    result = check(boxes([["c", "1"], *(["+", k, k] for k in range(90_000))]))
    assert result.reason == "an interval is too large"
    assert max(sizes) <= LIMIT.bit_length() + 1
    assert len(sizes) <= 2 * LIMIT.bit_length()


def test_a_difference_that_doubles_is_bounded(sizes: list[int]) -> None:
    tapes = [["c", "1"], ["c", "-1"]]
    for k in range(2, 5_000, 2):
        tapes += [["-", k - 2, k - 1], ["-", k - 1, k - 2]]
    assert check(boxes(tapes)).reason == "an interval is too large"
    assert max(sizes) <= LIMIT.bit_length() + 1


@pytest.mark.long(every=2)
@pytest.mark.parametrize("operation", ["sqrt", "exp", "log"])
def test_functions_cost_operations(operation: str, spent: list[int]) -> None:
    """A file of a thousand functions, evaluated for each of a thousand constraints."""
    operations: list[Any] = [["v", 0], ["c", "2"]]
    for _ in range(1000):
        last = len(operations) - 1
        operations += [[operation, 1], ["+", last, last + 1]]
    result = check(boxes(operations, region=1000))
    assert result.reason == "the proof needs more work than the checker allows"
    assert sum(spent) <= 2_500_000


def test_exact_values_cost_operations_for_every_constraint(spent: list[int]) -> None:
    operations = [["v", 0], ["c", f"{10**40 + 1}/{10**40 + 3}"], ["^", 1, 50]]
    result = check(boxes(operations, region=20_000))
    assert result.reason == "the proof needs more work than the checker allows"
    assert sum(spent) <= 2_500_000


@pytest.mark.long
def test_derivatives_of_a_long_tape_are_bounded(spent: list[int]) -> None:
    operations: list[Any] = [["v", 0], *(["*", 0, k] for k in range(90_000))]
    result = check(boxes(operations, leaf=("m", ["1"])))
    assert not result.valid
    assert sum(spent) <= 2_500_000


def polynomial_bomb(name: str) -> Any:
    data = json.loads((VALID / "never_products.json").read_text())
    wide = [["1", [200 - k, k]] for k in range(201)]
    node = data["proof"]["node"]
    if name == "products of squares":
        node["terms"] = [{"c": "1", "h": [], "sq": [wide] * 6}]
    elif name == "products of hypotheses":
        data["statement"]["necessary"][0]["poly"] = wide
        node["terms"] = [{"c": "1", "h": [1] * 5, "sq": []}] * 900
    elif name == "denominators":
        node["terms"] = [{"c": f"1/{10**3990 + k}", "h": [], "sq": []} for k in range(100)]
    elif name == "powers of numbers":
        node["terms"] = [{"c": "1", "h": [], "sq": [[["9" * 4000, [0, 0]]]] * 60}]
    return seal(*(data[key] for key in PARTS))


@pytest.mark.parametrize(
    "name", ["products of squares", "products of hypotheses", "denominators", "powers of numbers"]
)
def test_polynomials_are_bounded_by_operations_and_by_size(name: str, spent: list[int]) -> None:
    result = check(polynomial_bomb(name))
    assert not result.valid
    assert sum(spent) <= 2_500_000


@pytest.mark.parametrize(
    "raw",
    [
        b"[" + b"[]," * MAX_VALUES + b"0]",
        b'{"a":' * 600_000 + b"0" + b"}" * 600_000,
        b"[" * 600_000,
        b"{" + b",".join(b'"%d":0' % k for k in range(600_000)) + b"}",
        b"0," * 600_000,
    ],
    ids=["lists", "objects", "brackets", "entries", "commas"],
)
def test_values_are_counted_before_they_are_made(
    raw: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json, "loads", None)  # nothing may be parsed
    result = check(raw)
    assert result.reason == "too many values"


def test_data_that_grow_when_they_are_written_out_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Sixty lists of two, each in the next one twice: as text they would fill any memory."""
    bomb: list[Any] = []
    for _ in range(60):
        bomb = [bomb, bomb]
    data = json.loads((VALID / "never_square.json").read_text())
    data["proof"]["node"]["terms"] = bomb
    monkeypatch.setattr(envelope, "canonical", None)  # nothing may be written out
    assert check(data).reason == "too many values"
    data["again"] = data
    assert check(data).reason == "too many values"


def test_what_is_deep_is_refused_without_recursion() -> None:
    result = check(b"[" * 400_000 + b"]" * 400_000)
    assert not result.valid
    assert check(b'{"a":' * 250 + b"0" + b"}" * 250).reason == "nested too deeply"


def test_a_long_number_is_never_made(monkeypatch: pytest.MonkeyPatch) -> None:
    data = json.loads((VALID / "never_products.json").read_text())
    data["statement"]["necessary"][0]["poly"][0][0] = "7" * 5_000_000
    monkeypatch.setattr(envelope, "Fraction", counted := _Counted())
    assert not check(seal(*(data[key] for key in PARTS))).valid
    assert counted.longest <= envelope.MAX_DIGITS
    assert not check(b'{"a":' + b"7" * 5_000_000 + b"}").valid


class _Counted:
    longest = 0

    def __call__(self, *numbers: int) -> Fraction:
        digits = max(int(abs(n).bit_length() * math.log10(2)) for n in numbers)
        self.longest = max(self.longest, digits)
        return Fraction(*numbers)


BROKEN = [
    ArithmeticError, AttributeError, IndexError, KeyError, MemoryError, OverflowError,
    RecursionError, RuntimeError, TypeError, ValueError, ZeroDivisionError,
]  # fmt: skip


@pytest.mark.parametrize("error", BROKEN)
@pytest.mark.parametrize("place", ["reading", "proof", "words"])
def test_whatever_breaks_gives_invalid(
    error: type[Exception], place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory that runs out or a list where an object belongs: no verdict, and no traceback."""

    def fail(*_: Any, **__: Any) -> Any:
        raise error("broken\nhere")

    where = {
        "reading": (json, "loads"),
        "proof": (checker.Question, "prove"),
        "words": (checker, "sentence"),
    }
    monkeypatch.setattr(*where[place], fail)
    result = check(VALID / "never_square.json")
    assert (result.valid, result.verdict, result.claim) == (False, "unknown", "")
    assert result.reason.isprintable()
    assert error.__name__ in result.reason
    assert result.readable == (place != "reading")


def places(data: Any, depth: int) -> list[tuple[Any, Any]]:
    if depth == 0 or not isinstance(data, (dict, list)):
        return []
    keys = list(data) if isinstance(data, dict) else range(len(data))
    return [p for k in keys for p in ((data, k), *places(data[k], depth - 1))]


@pytest.mark.long(every=6)
@pytest.mark.parametrize("path", sorted(VALID.glob("*.json")), ids=lambda path: path.stem)
def test_a_value_of_another_kind_gets_an_answer_and_no_exception(path: Path) -> None:
    """A number for a list, a list for an object, nothing for anything; with the right hash."""
    data = json.loads(path.read_text())
    large = path.stem in ("nash_three", "nash_actions")  # each of their checks takes longer
    body = {key: value for key, value in data.items() if key != "sha256"}
    refused = 0
    for holder, key in places(body, 2 if large else 4):
        kept = holder[key]
        for odd in (None, 0, "x", [], {}):
            holder[key] = odd
            result = check(body | {"sha256": envelope.digest(body)})
            assert result.valid == (not result.reason) == bool(result.claim)
            assert result.reason.isprintable()
            refused += not result.valid
        holder[key] = kept
    assert refused > 50


def test_factors_of_an_axiom_are_counted_before_they_are_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """32 million factors in a file of 1.3 megabytes: each was made, with its polynomial."""
    data = json.loads((VALID / "never_log.json").read_text())
    data["proof"]["axioms"][1]["left"] = [[0, 200]] * 160_000
    made: list[int] = []
    variable = Ring.variable
    monkeypatch.setattr(Ring, "variable", lambda self, i: made.append(i) or variable(self, i))
    result = check(seal(*(data[part] for part in PARTS)))
    assert "too many" in result.reason
    assert len(made) < 100


def test_a_budget_is_spent_before_the_work() -> None:
    budget = Budget()
    assert budget.left == 2_500_000
    budget.spend(2_500_000)
    with pytest.raises(envelope.CertificateError):
        budget.spend(1)


def test_the_format_page_says_the_limits_that_are_kept() -> None:
    page = (Path(checker.__file__).parent / "FORMAT.md").read_text()
    for limit in (
        f"{MAX_VALUES:,} values", f"{Budget().left:,} elementary operations",
        f"nesting {envelope.MAX_DEPTH}", f"{envelope.MAX_DIGITS:,} characters",
        f"{envelope.MAX_BYTES >> 20} MiB", f"tapes of {tape.MAX_TAPE:,}",
        f"at most {envelope.MAX_NAME} characters",
    ):  # fmt: skip
        assert limit in " ".join(page.split()), limit


def test_honest_certificates_stay_far_within_the_limits(spent: list[int]) -> None:
    for path in sorted(VALID.glob("*.json")):
        spent.clear()
        assert check(path).valid
        assert sum(spent) < 1_000_000, path.name
