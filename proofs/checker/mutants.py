"""Mutants of certificates: what must be refused, and what must be understood alike.

Certificates with numbers, indices, relations and tokens changed; entries removed, doubled,
exchanged, replaced by rubbish; samples moved; characters of the file changed. Most are hashed
again, so that the hash does not refuse them.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from typing import Any

from bargain.check import seal

__all__ = ["cells_of", "mutants", "random_cells"]

RELATIONS = ["=", ">=", ">"]
TOKENS = [*"nmhdkwgcsv+-*/^", "at", "out", "log", "exp", "sqrt"]
JUNK: list[Any] = [
    None, 0, 1, 7, 999_999, "", "0", "-1", "1/2", "x", "n0", "v0", "c1", [], {}, [[]], [0], ["1"],
    ["s", 0], ["n", 0], ["1", [0]], {"k": "psatz"}, {"rule": "log-bound"}, {"__proto__": []},
    {"constructor": "0"}, "never", "all", "__proto__", "length", "2/4", "1" * 30, "1/" + "3" * 30,
]  # fmt: skip
Path_ = tuple[Any, ...]


def mutants(kept: dict[str, bytes], seed: int, count: int) -> Iterator[tuple[str, bytes]]:
    """Yield ``count`` mutants of the files that are certificates, the same for the same seed."""
    draw = random.Random(seed)
    names = [name for name, raw in kept.items() if "malformed" not in name and len(raw) < 100_000]
    for number in range(count):
        name = draw.choice(names)
        data = json.loads(kept[name])
        if draw.random() < 0.1:
            yield f"{name} #{number}", _bytes(kept[name], draw)
            continue
        for _ in range(draw.choice([1, 1, 1, 2, 3])):
            _mutate(data, draw)
            data = json.loads(json.dumps(data))  # what stands in two places is two things
        yield f"{name} #{number}", _sealed(data)


def _sealed(data: Any) -> bytes:
    keys = ("statement", "proof", "used", "sample", "made_by")
    if all(key in data for key in keys) and isinstance(data["used"], list):
        with suppress(TypeError, ValueError):
            data = seal(*(data[key] for key in keys))
    return json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _bytes(raw: bytes, draw: random.Random) -> bytes:
    """A file with a few characters changed, or a key twice."""
    at = draw.randrange(len(raw))
    new = draw.choice([b"", b"0", b'"', b"}", b"]", b",", b":", b"\\", b"-", b"\x00", b"\xff", b" ",
                       b'"used":[],', b"1e9", b"null", b"[[[", "é".encode()])  # fmt: skip
    return raw[:at] + new + raw[at + draw.choice([0, 1]) :]


def _places(data: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    yield path, data
    if isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _places(value, (*path, key))


def _mutate(data: Any, draw: random.Random) -> None:
    """Change one thing in place."""
    start = draw.choice(["statement", "statement", "proof", "proof", "proof", "sample", "used"])
    found = [(path, old) for path, old in _places(data.get(start), (start,)) if len(path) > 1]
    small = [(p, v) for p, v in found if not isinstance(v, dict | list) and "game" not in p]
    chosen = small if draw.random() < 0.7 and small else found
    if not chosen:
        return
    path, old = draw.choice(chosen)
    place = data
    for key in path[:-1]:
        place = place[key]
    kind = draw.random()
    if kind < 0.15 and isinstance(old, str | int) and not isinstance(old, bool):
        place[path[-1]] = draw.choice(JUNK)
    elif isinstance(place, list) and kind < 0.3:
        other = draw.randrange(len(place))
        draw.choice([
            lambda: place.pop(path[-1]),
            lambda: place.insert(other, old),
            lambda: place.__setitem__(slice(None), place[::-1]),
            lambda: place.__setitem__(path[-1], place[other]),
        ])()  # fmt: skip
    elif isinstance(old, list) and kind < 0.5 and all(isinstance(v, str) for v in old):
        # a text and the keys of an object are no list of texts
        place[path[-1]] = draw.choice(["".join(old), dict.fromkeys(old)])
    elif isinstance(place, dict) and kind < 0.25:
        other = draw.choice(
            ["kind", "k", "define", "axioms", "because", "__proto__", path[-1] + " "]
        )
        draw.choice([
            lambda: place.pop(path[-1]),
            lambda: place.setdefault(other, old),
            lambda: place.__setitem__(path[-1], place[draw.choice(list(place))]),
        ])()  # fmt: skip
    else:
        place[path[-1]] = _another(old, draw)


def _another(old: Any, draw: random.Random) -> Any:
    """Something else of the same kind: a little, a lot, or the opposite."""
    if isinstance(old, dict | list) or old is None:
        return draw.choice(JUNK)
    if isinstance(old, int):
        return draw.choice([old + 1, max(old - 1, 0), 0, 2 * old])
    for known in (
        RELATIONS,
        TOKENS,
        ["never", "always", "sometimes", "equilibria", "all", "region"],
    ):
        if old in known:
            return draw.choice(known)
    try:
        q, small = Fraction(old), Fraction(1, 10 ** draw.choice([2, 9, 27, 40]))
    except (ValueError, ZeroDivisionError):
        odd = [
            "",
            "\u200b",
            "\u0130",
            "'",
            '"',
            "\\",
            "\U0001f600",
            " ",
            "é",
            "\u2028",
            "\x7f",
            "ß",
        ]
        return old + draw.choice(odd) if draw.random() < 0.8 else draw.choice(JUNK)
    changes = [-q, q + 1, q - 1, q * 2, q / 2, q + small, q - small, q * (1 + small), Fraction(0),
               Fraction(1), q.limit_denominator(10**6)]  # fmt: skip
    return str(draw.choice(changes))


# --- regions ---


def cells_of(*cells: list[str]) -> bytes:
    """The claim that nowhere is 0 > 0, cell by cell: right wherever the cells leave nothing out."""
    nothing = {"name": "n", "text": "t", "rel": ">", "poly": []}
    part = {"claim": "never", "verdict": "never", "words": ["w"], "variables": [], "parameters": [],
            "region": [], "necessary": [nothing]}  # fmt: skip
    parts = [part | {"where": cell} for cell in cells]
    statement = {"claim": "region", "verdict": "region", "words": ["w"], "cells": cells,
                 "parts": parts, "where": []}  # fmt: skip
    node = {"k": "psatz", "terms": [{"c": "1", "h": [0]}]}
    proof = {
        "kind": "region",
        "parts": [{"kind": "psatz", "axioms": [], "node": node}] * len(cells),
    }
    used = [f"{k}:n" for k in range(len(cells))]
    return json.dumps(
        seal(statement, proof, used, {str(k): {} for k in range(len(cells))}, {})
    ).encode()


def random_cells(draw: random.Random) -> list[list[str]]:
    """Cells over three differences that cover everything, or not any more."""
    cells: list[list[str]] = [[]]
    for sides in ("x {} y", "x {} 1", "y {} 0")[: draw.randint(1, 3)]:
        ways = draw.choice([["<", "==", ">"], ["<=", ">"], ["==", "!="], ["<=", ">=", "!="]])
        cells = [[*cell, sides.format(way)] for cell in cells for way in ways]
    draw.shuffle(cells)
    del cells[: draw.choice([0, 0, 1])]
    for cell in draw.sample(cells, len(cells) // 3):
        cell.pop(draw.randrange(len(cell)))
    return cells
