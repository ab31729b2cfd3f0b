"""Mutated certificates: what the checker still accepts, the second opinion does not refute.

One to three numbers, relations, names or tokens of a kept certificate are changed, anywhere in the
statement, the proof or the sample, and the hash is made again. Nearly all mutations are refused;
the few that are accepted are true statements with a proof, and are examined as such. Few examples
in the ordinary run, hours of them every night.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import given, settings, strategies as st
from opinion import TALLY, refutations

from bargain.check import check, seal

ROOT = Path(__file__).parents[2]
FOLDERS = ("tests/certificates/valid", "proofs/certificates")
TEXTS = {
    path.stem: path.read_text()
    for folder in FOLDERS
    for path in sorted((ROOT / folder).glob("*.json"))
    if path.stat().st_size < 60_000
}
RELATIONS = ["=", ">=", ">"]
TOKENS = ["n", "m", "h", "d", "k", "w", "g", "c", "s", "+", "-", "*", "/", "log", "exp", "sqrt"]
Place = tuple[Any, ...]


def places(data: Any, path: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Yield what can be mutated: numbers, indices, relations and tokens, with their paths."""
    if isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            if key not in ("words", "game", "conditions", "where", "text", "because", "name"):
                yield from places(value, (*path, key))
    elif isinstance(data, int) or data in RELATIONS or data in TOKENS or number(data) is not None:
        yield path, data


def number(text: Any) -> Fraction | None:
    """Return the number that a text is, None if it is none."""
    try:
        return Fraction(text)
    except (ValueError, TypeError):
        return None


def another(draw: Any, old: Any) -> Any:
    """Return something else of the same kind: a little, a lot, or the opposite."""
    if isinstance(old, int):
        return draw(st.sampled_from([old + 1, max(old - 1, 0), 0]))
    if old in RELATIONS:
        return draw(st.sampled_from(RELATIONS))
    if old in TOKENS:
        return draw(st.sampled_from(TOKENS))
    q, small = Fraction(old), Fraction(1, 10**9)
    changes = [-q, q + 1, q - 1, q * 2, q / 2, q + small, q - small, Fraction(0), Fraction(1)]
    return str(draw(st.sampled_from(changes)))


@settings(max_examples=max(150, settings.default.max_examples))
@given(st.data())
def test_what_is_still_accepted_is_still_true(data: Any) -> None:
    name = data.draw(st.sampled_from(sorted(TEXTS)))
    certificate = json.loads(TEXTS[name])
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.sampled_from(["statement", "statement", "proof", "sample"]))
        found = list(places(certificate[start], (start,)))
        if found:
            path, old = data.draw(st.sampled_from(found))
            place = certificate
            for key in path[:-1]:
                place = place[key]
            place[path[-1]] = another(data.draw, old)
    if certificate == json.loads(TEXTS[name]):
        return
    sealed = seal(*(certificate[k] for k in ("statement", "proof", "used", "sample", "made_by")))
    result = check(copy.deepcopy(sealed))
    TALLY[f"mutated: {'accepted' if result.valid else 'refused'}"] += 1
    if result.valid:
        wrong = refutations(sealed)
        assert wrong == [], (name, certificate["statement"])
