"""Broken certificates: every writer says that it is none, in the project's own words."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bargain.errors import BargainError, InputError
from bargain.explain.coq import coq
from bargain.explain.lean import lean
from bargain.explain.prose import latex, text
from bargain.kernel import graded

VALID = Path(__file__).resolve().parents[2] / "certificates" / "valid"
WRITERS: list[Callable[[Any], object]] = [coq, lean, graded, text, latex]
ODD = (None, "", -1, 10**9, 1.5, [], {}, "1/0", True, [[]], ["a"], {"k": "psatz"})


def read(name: str) -> Any:
    return json.loads((VALID / f"{name}.json").read_text("utf-8"))


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where something can be broken."""
    if path:
        yield path
    for k in data if isinstance(data, dict) else range(len(data) if isinstance(data, list) else 0):
        yield from places(data[k], (*path, k))


def broken(data: Any, draw: random.Random) -> Any:
    """One place is left out, cut short or something else."""
    data = copy.deepcopy(data)
    *path, last = draw.choice(list(places(data)))
    at = data
    for k in path:
        at = at[k]
    way = draw.randrange(3)
    if way == 0:
        del at[last]
    elif way == 1 and isinstance(at[last], list):
        at[last] = at[last][: draw.randrange(len(at[last]) + 1)]
    else:
        at[last] = draw.choice(ODD)
    return data


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_broken_is_said_in_our_own_words(seed: int) -> None:
    draw, said = random.Random(seed), 0
    names = sorted(p.stem for p in VALID.glob("*.json") if p.stat().st_size < 6_000)
    for _ in range(15):
        data = broken(read(draw.choice(names)), draw)
        for write in WRITERS:
            try:
                write(data)
            except BargainError:
                said += 1
    assert said > 20


@pytest.mark.parametrize("write", WRITERS)
def test_the_checker_says_what_is_wrong(write: Callable[[Any], object]) -> None:
    data = read("never_products")
    data["proof"]["node"]["terms"][0]["h"] = [77]
    with pytest.raises(InputError, match=r"no certificate.*\[.+\]; take it as `save` wrote it"):
        write(data)
    for other in (None, [], "claim.json", {}, {"statement": {}}):
        with pytest.raises(InputError, match="no certificate"):
            write(other)


def test_an_error_of_the_writer_is_no_fault_of_the_certificate(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def slip(*_: object) -> str:
        raise KeyError("slip")

    monkeypatch.setattr("bargain.explain.coq.coq_file.sentence", slip)
    with pytest.raises(KeyError, match="slip"):
        coq(read("never_products"))
