"""Bisections as arguments: what excluded every box, and what was left.

A bisection of thousands of boxes is not for reading. It is summed up by what settled how many of
them, face by face for the equilibria of a game, and then every point that is left is shown with
the reason why it is an equilibrium, or is none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from bargain.check.certificate import Data
from bargain.check.words import label
from bargain.explain.argument import Argument

__all__ = ["boxes", "equilibria"]

_SIDES = {"0": 0, "1": 1}
_REPLIES = {
    "w": "the payoff is nowhere higher",
    "g": "the payoff falls on the way there",
    "c": "the payoff is concave on the way there",
}


def boxes(writer: Argument, statement: Data, proof: Data) -> None:
    """Write what excluded the boxes of a bisection."""
    names = [writer.formulas.quoted(c["name"]) for c in statement["constraints"]]
    leaves = [token for token in proof["tree"] if token[0] != "s"]
    cuts = len(leaves) - 1
    writer.say(0, f"Proof. The box {_box(writer, statement, statement['box'])} is bisected {cuts} "
                  f"times into {cuts + 1} boxes. On each of them interval arithmetic shows that "
                  "one condition fails everywhere:")  # fmt: skip
    for why, count in _counted(
        names[value] if kind == "n" else "a combination of constraints" for kind, value in leaves
    ):
        writer.say(1, f"{why}: {count} boxes")


def equilibria(writer: Argument, statement: Data, proof: Data) -> None:
    """Write how all equilibria of a continuous game were found."""
    faces = proof["faces"]
    roots = [(face, root) for face, entry in faces.items() for root in entry["roots"]]
    writer.say(0, f"Proof. At an equilibrium every action is at its lower end, at its upper end, "
                  f"or strictly inside: it lies on one of {len(faces)} faces of the box. On each "
                  "face interval arithmetic settles every box of a bisection:")  # fmt: skip
    for face, entry in faces.items():
        writer.say(1, f"{_face(writer, statement, face)}:")
        leaves = [token for token in entry["tree"] if token[0] != "s"]
        for why, count in _counted(_settled(writer, statement, token) for token in leaves):
            writer.say(2, f"{why}: {count} {'box' if count == 1 else 'boxes'}")
    listed = {entry["root"]: k for k, entry in enumerate(proof["listed"])}
    if roots:
        writer.say(0, "The points that are left, one solution of the first-order conditions each "
                      "(by Krawczyk's theorem):")  # fmt: skip
    for r, (face, root) in enumerate(roots):
        place = _point(writer, statement, face, root)
        if r not in listed:
            why = _dismissed(writer, statement, proof["dismissed"][str(r)])
            writer.say(1, f"({r + 1}) {place}: no equilibrium of this face, for {why}")
            continue
        writer.say(1, f"({r + 1}) {place}: an equilibrium, in the box "
                      f"{_box(writer, statement, statement['equilibria'][listed[r]])}. To every "
                      "other reply of the same player")  # fmt: skip
        replies = proof["listed"][listed[r]]["replies"]
        for player, tree in zip(statement["players"], replies, strict=True):
            counts = _counted(_REPLIES[token[0]] for token in tree if token[0] != "s")
            shown = ", ".join(f"{why} ({count})" for why, count in counts)
            writer.say(2, f"{label(player['name'])}: {shown}")


def _counted(reasons: Iterable[str]) -> list[tuple[str, int]]:
    """Return reasons and how often they hold, the most frequent first."""
    return sorted(Counter(reasons).items(), key=lambda pair: (-pair[1], pair[0]))


def _name(writer: Argument, statement: Data, v: int) -> str:
    return f"«{writer.formulas.name(statement['variables'][v])}»"


def _box(writer: Argument, statement: Data, box: Sequence[Sequence[str]]) -> str:
    ends = zip(statement["variables"], box, strict=True)
    return ", ".join(
        f"«{writer.formulas.name(v)} = {lo}»"
        if lo == hi
        else f"«{writer.formulas.name(v)} ∈ [{lo}, {hi}]»"
        for v, (lo, hi) in ends
    )


def _face(writer: Argument, statement: Data, face: str) -> str:
    parts = []
    for v, side in enumerate(face):
        name = writer.formulas.name(statement["variables"][v])
        end = None if side == "2" else statement["box"][v][_SIDES[side]]
        parts.append(f"«{name}» inside" if end is None else f"«{name} = {end}»")
    return ", ".join(parts)


def _point(writer: Argument, statement: Data, face: str, root: Sequence[Any]) -> str:
    """Return where a root is: exactly, or between the ends of its box."""
    pairs, _, *exact = root
    free = iter(exact[0] if exact else pairs)
    parts = []
    for v, side in enumerate(face):
        name = writer.formulas.name(statement["variables"][v])
        at = next(free) if side == "2" else statement["box"][v][_SIDES[side]]
        parts.append(f"«{name} = {at}»" if isinstance(at, str) else _between(name, at))
    return ", ".join(parts)


def _between(name: str, ends: Sequence[str]) -> str:
    low, high = (_decimal(end) for end in ends)
    return f"«{name}» between {low} and {high}"


def _decimal(number: str) -> str:
    """Return a number for orientation, in six digits."""
    top, _, below = number.partition("/")
    return f"{int(top) / int(below or 1):.6g}"


def _settled(writer: Argument, statement: Data, token: Sequence[Any]) -> str:
    """Return what a token says of a box or a point."""
    kind, k, *more = token
    if kind == "k":
        return "inside the box of a point below"
    if kind == "d":
        player = statement["players"][k]
        moves = zip(player["variables"], more[0], strict=True)
        to = ", ".join(
            f"«{writer.formulas.name(statement['variables'][v])} = {t}»" for v, t in moves
        )
        return f"{label(player['name'])} gains by going to {to}"
    if kind == "h":
        return f"the payoff is strictly convex in {_name(writer, statement, k)}"
    return f"the first-order condition of {_name(writer, statement, k)} fails"


def _dismissed(writer: Argument, statement: Data, token: Sequence[Any]) -> str:
    if token[0] == "out":
        return "it is not strictly inside"
    if token[0] == "at":
        return f"it is the point ({token[1] + 1}), at an end"
    return _settled(writer, statement, token)
