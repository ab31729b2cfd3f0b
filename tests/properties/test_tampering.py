"""Mutations of valid certificates: what was not proved must be refused.

Each property mutates a certificate of the kept corpus at random and hashes it again (otherwise the
hash alone refuses it, which is the first property). A mutation may leave a valid proof of a true
statement; then a twin that shares no code with the checker looks for a counter-example.
"""

from __future__ import annotations

import copy
import json
import math
import random
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from bargain.check import check, seal

VALID = Path(__file__).parents[1] / "certificates" / "valid"
CERTIFICATES = {path.stem: json.loads(path.read_text()) for path in sorted(VALID.glob("*.json"))}
ALGEBRAIC = [name for name in CERTIFICATES if not name.startswith(("boxes", "nash"))]
Path_ = tuple[Any, ...]


def leaves(data: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Yield every path into plain data with what is there, containers included."""
    yield path, data
    if not isinstance(data, (dict, list)):
        return
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        yield from leaves(value, (*path, key))


def replaced(certificate: Any, path: Path_, value: Any) -> Any:
    """Return a copy with another value at ``path``, hashed again."""
    result = copy.deepcopy(certificate)
    place = result
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    keys = ("statement", "proof", "used", "sample", "made_by")
    return seal(*(result[key] for key in keys))


def is_number(value: Any) -> bool:
    return isinstance(value, str) and value.lstrip("-").replace("/", "", 1).isdigit()


def paths(name: str, *start: str) -> list[tuple[Path_, Any]]:
    data = CERTIFICATES[name]
    for key in start:
        data = data[key]
    return list(leaves(data, start))


@given(st.data())
def test_without_a_new_hash_every_mutation_is_refused(data: Any) -> None:
    certificate = CERTIFICATES[data.draw(st.sampled_from(list(CERTIFICATES)))]
    found = [(p, v) for p, v in leaves(certificate) if p and not isinstance(v, (dict, list))]
    path, old = data.draw(st.sampled_from(found))
    new = data.draw(st.sampled_from(["0", "7", "", 0, 3, None]).filter(lambda v: v != old))
    broken = replaced(certificate, path, new) | {"sha256": certificate["sha256"]}
    if path == ("sha256",):
        broken["sha256"] = new
    if path == ("format",):
        broken["format"] = new
    assert not check(broken).valid


@pytest.mark.parametrize("name", ALGEBRAIC)
def test_every_number_of_an_algebraic_proof_matters(name: str) -> None:
    """Coefficients, cofactors, squares, definitions and points: none may be changed."""
    for path, old in paths(name, "proof"):
        if is_number(old) and not _free(name, path):
            for new in (Fraction(old) + 1, -Fraction(old), Fraction(old) / 2):
                if str(new) != old and not ("sq" in path and new == -Fraction(old)):
                    broken = replaced(CERTIFICATES[name], path, str(new))
                    assert not check(broken).valid, (path, old, new)


def _free(name: str, path: Path_) -> bool:
    """Numbers that do not matter: a factor of a polynomial whose sign is asked; c in c 0 > 0."""
    return "p" in path or (name == "table_split" and "best" in path and path[3] == 1)


@pytest.mark.parametrize("name", ALGEBRAIC)
def test_every_index_of_an_algebraic_proof_matters(name: str) -> None:
    """Another hypothesis is another identity, unless it says the same."""
    same = {"always_quotient": {0, 1}, "never_sign": {2, 3}}.get(name, set())
    for path, old in paths(name, "proof"):
        if isinstance(old, int) and "h" in path:
            for new in range(-1, old + 3):
                if new != old and not {new, old} <= same:
                    assert not check(replaced(CERTIFICATES[name], path, new)).valid, (path, new)


@pytest.mark.parametrize("name", list(CERTIFICATES))
def test_removing_or_repeating_anything_in_a_proof_is_noticed(name: str) -> None:
    """Only the exact value of a root may go, where nothing rests on it."""
    found = paths(name, "proof")
    entries = [(p, v) for p, v in found if isinstance(v, list) and v and "roots" not in p[:-1]]
    for path, old in random.Random(name).sample(entries, min(60, len(entries))):
        shorter = check(replaced(CERTIFICATES[name], path, old[1:]))
        assert not shorter.valid, path
        if all(isinstance(v, list) and len(v) == 2 for v in old) and path[-1] != "tree":
            assert not check(replaced(CERTIFICATES[name], path, [*old, old[0]])).valid, path


def polynomial(poly: Any, point: list[Fraction]) -> Fraction:
    """The twin: a polynomial's value, term by term."""
    total = Fraction(0)
    for c, exponents in poly:
        total += Fraction(c) * math.prod((x**e for x, e in zip(point, exponents, strict=True)))
    return total


def holds(h: Any, point: list[Fraction]) -> bool:
    if h["rel"] == "or":
        parts = [[{"rel": r, "poly": p} for r, p in part] for part in h["any"]]
        return any(all(holds(one, point) for one in part) for part in parts)
    value = polynomial(h["poly"], point)
    return {"=": value == 0, ">=": value >= 0, ">": value > 0}[h["rel"]]


NEVER = [n for n in ALGEBRAIC if n.startswith("never") and not n.endswith(("_log", "_exp"))]


@settings(max_examples=150)
@given(st.data())
def test_a_mutated_never_statement_is_refused_or_still_true(data: Any) -> None:
    name = data.draw(st.sampled_from(NEVER))
    kind = data.draw(st.sampled_from(["region", "necessary"]))
    found = [(p, v) for p, v in paths(name, "statement", kind) if is_number(v) or "rel" in p[-1:]]
    if not found:
        return
    path, old = data.draw(st.sampled_from(found))
    changed = [str(Fraction(old) * k) for k in (-1, 2, Fraction(1, 3))] if is_number(old) else []
    new = data.draw(st.sampled_from(changed or ["=", ">=", ">"]))
    broken = replaced(CERTIFICATES[name], path, new)
    if not check(broken).valid:
        return
    statement, rng = broken["statement"], random.Random(0)
    values = [Fraction(k, 4) for k in range(-12, 13)]
    hypotheses = statement["region"] + statement["necessary"]
    for _ in range(500):
        point = [rng.choice(values) for _ in statement["variables"]]
        assert not all(holds(h, point) for h in hypotheses), (path, new, point)


def tape_values(tape: Any, point: list[float]) -> list[float]:
    """The twin: a tape in floating point."""
    v: list[float] = []
    for op, a, *b in tape:
        if op in ("log", "sqrt") and v[a] <= 0:
            v.append(math.nan)  # satisfies nothing
            continue
        binary = {
            "+": lambda x, y: x + y,
            "-": lambda x, y: x - y,
            "*": lambda x, y: x * y,
            "/": lambda x, y: x / y,
        }
        if op in binary:
            v.append(binary[op](v[a], v[b[0]]))
        elif op == "^":
            v.append(v[a] ** b[0])
        elif op in ("v", "c"):
            v.append(point[a] if op == "v" else float(Fraction(a)))
        else:
            v.append({"log": math.log, "exp": math.exp, "sqrt": math.sqrt}[op](v[a]))
    return v


@settings(max_examples=150)
@given(st.data())
def test_a_mutated_box_statement_is_refused_or_still_true(data: Any) -> None:
    start = data.draw(st.sampled_from(["box", "tape", "constraints"]))
    found = [(p, v) for p, v in paths("boxes", "statement", start) if is_number(v)]
    path, old = data.draw(st.sampled_from(found))
    new = Fraction(old) + data.draw(st.sampled_from([Fraction(k, 8) for k in (-9, -4, -1, 1, 4)]))
    broken = replaced(CERTIFICATES["boxes"], path, str(new))
    if not check(broken).valid:
        return
    statement, rng = broken["statement"], random.Random(0)
    box = [[float(Fraction(end)) for end in pair] for pair in statement["box"]]
    for _ in range(500):
        v = tape_values(statement["tape"], [rng.uniform(lo, hi) for lo, hi in box])
        met = [
            (c["lo"] is None or v[c["node"]] >= Fraction(c["lo"]))
            and (c["hi"] is None or v[c["node"]] <= Fraction(c["hi"]))
            for c in statement["constraints"]
        ]
        assert not all(met)


@pytest.mark.parametrize("name", [n for n in CERTIFICATES if n.startswith("nash")])
def test_a_mutated_game_is_refused_or_its_equilibria_are_best_replies(name: str) -> None:
    """Constants of the payoffs are changed a little and a lot; grids look for a better reply."""
    rng = random.Random(name)
    found = [(p, v) for p, v in paths(name, "statement", "tape") if is_number(v)]
    for path, old in rng.sample(found, min(8, len(found))):
        for change in (Fraction(1, 10**30), Fraction(-1, 100), Fraction(3, 4)):
            broken = replaced(CERTIFICATES[name], path, str(Fraction(old) + change))
            if not check(broken).valid:
                continue
            statement = broken["statement"]
            for box in statement["equilibria"]:
                point = [float(Fraction(lo) + Fraction(hi)) / 2 for lo, hi in box]
                for i, player in enumerate(statement["players"]):
                    u = statement["payoffs"][i]
                    best = tape_values(statement["tape"], point)[u]
                    for v in player["variables"]:
                        lo, hi = (float(Fraction(e)) for e in statement["box"][v])
                        for k in range(41):
                            other = [*point[:v], lo + (hi - lo) * k / 40, *point[v + 1 :]]
                            assert tape_values(statement["tape"], other)[u] <= best + 1e-9


JUNK = [
    None,
    0,
    1,
    -1,
    7,
    "",
    "0",
    "-1",
    "x",
    [],
    {},
    [[]],
    ["s", 0],
    ["1", [0, 0]],
    10**6,
    {"k": "psatz"},
    {"rule": "log-bound"},
    {"kind": "split"},
    "never",
    True,
    0.5,
]


@settings(max_examples=400)
@given(st.data())
def test_any_rubbish_gets_an_answer_and_not_an_exception(data: Any) -> None:
    name = data.draw(st.sampled_from(list(CERTIFICATES)))
    path, _ = data.draw(st.sampled_from([pair for pair in paths(name) if len(pair[0]) > 1]))
    result = check(replaced(CERTIFICATES[name], path, data.draw(st.sampled_from(JUNK))))
    assert result.valid or result.reason
    assert "malformed" not in result.reason  # every shape is refused by a rule
