"""A solver with options, or a question, asked at every point of a grid.

Options and conditions may have symbols that are axes of the grid beside the game's parameters: a
discount factor, a weight, a tolerance. At a point the game, and every expression among the options,
gets the point's exact values; the symbols of a condition are fixed by relations of the region.

What an answer gives as columns:

* a **question** (a condition): ``status``, and the SHA-256 of its certificate as 32 bytes
  (``certificate``); the certificate itself is kept as ``SHA256.json`` in a folder;
* a **number**, or a result with `.value` (`bargain.minimum_discount`): ``value``;
* a result with `.lower` and `.upper` (`bargain.equilibrium_gap`): both;
* a result with `.agreement`, or a list of equilibria: the columns of `bargain.study.batch_points`
  or `bargain.study.table_points`.
"""

from __future__ import annotations

import hashlib
import json
import numbers
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import sympy as sp

from bargain.errors import EmptyRegionError, OptionError
from bargain.exact import to_sympy
from bargain.game.conditions.condition import Condition
from bargain.game.game import Game
from bargain.game.symbol_table import put_in
from bargain.game.tables.finite_game import FiniteGame
from bargain.solve.bargaining.batch_bargaining import PointStatus
from bargain.study.batch_points import Columns, agreement_columns, fill_agreement
from bargain.study.table_points import fill_table, table_columns
from bargain.study.zarr_store import writing
from bargain.verdicts.decide import decide
from bargain.verdicts.verdict import Status

__all__ = ["ANSWERS", "NUMBERS", "EachPoint", "symbols_in"]

Point = Mapping[sp.Symbol, Fraction]
OUTSIDE = 3
ANSWERS = "unknown always never outside_assumptions sometimes"
NUMBERS = "unknown established undefined outside_assumptions"
_CODES = {Status.UNKNOWN: 0, Status.ALWAYS: 1, Status.NEVER: 2, Status.SOMETIMES: 4}
_EFFORT = 10.0  # units for a question at a point
_PATIENCE = 3600.0  # seconds: the effort ends first, on any machine


@dataclass(frozen=True, slots=True)
class EachPoint:
    """A solver or a condition with its options.

    Attributes
    ----------
    subject : Condition or callable
    options : mapping of str to anything
        Expressions in it get the values of a point.
    certificates : Path or None
        The folder for certificates of questions.
    """

    subject: Condition | Callable[..., object]
    options: Mapping[str, object] = field(default_factory=dict)
    certificates: Path | None = field(default=None, compare=False)

    def __reduce__(self) -> tuple[object, ...]:
        return EachPoint, (self.subject, dict(self.options), self.certificates)

    @property
    def label(self) -> str:
        """What is asked, as text."""
        if isinstance(self.subject, Condition):
            return self.subject.name
        # of an object its class: its own text may hold where it lies in memory
        named = self.subject if hasattr(self.subject, "__qualname__") else type(self.subject)
        return f"{named.__module__}.{named.__qualname__}"

    @property
    def symbols(self) -> set[sp.Symbol]:
        """The symbols of the condition and of the options."""
        return symbols_in(self.subject) | symbols_in(dict(self.options))

    def identity(self) -> EachPoint:
        """The same without where certificates go: what answers depend on."""
        return EachPoint(self.subject, self.options)

    def columns(self, game: Game | FiniteGame, points: Sequence[Point]) -> Columns:
        """The answers at some points, exact values given."""
        found: Columns = {}
        for k, point in enumerate(points):
            numeric = game.at({s: v for s, v in point.items() if s in game.parameters})
            try:
                answer = self._answer(numeric, point)
                if not found:
                    found = self._empty(game, answer, len(points))
                self._fill(found, k, game, answer)
            except (TypeError, AttributeError, LookupError, ArithmeticError) as error:
                name = self.label.rpartition(".")[2]
                raise OptionError(
                    f"{name} does not work as a solver: {type(error).__name__}: {error}",
                    where=", ".join(f"{s} = {v}" for s, v in point.items()),
                    fix="give a function from a game without parameters to a number or a result",
                ) from error
        return found

    def _answer(self, numeric: Game | FiniteGame, point: Point) -> Any:
        if not isinstance(self.subject, Condition):
            given = {name: _at(value, point) for name, value in self.options.items()}
            return self.subject(numeric, **given)
        beside = [sp.Eq(s, to_sympy(v), evaluate=False) for s, v in point.items()
                  if s in symbols_in(self.subject)]  # fmt: skip
        more = {"effort": _EFFORT, "timeout": _PATIENCE} | dict(self.options)
        try:
            return decide(numeric, self.subject, beside, **more)  # type: ignore[arg-type]
        except EmptyRegionError:
            return None

    def _empty(self, game: Game | FiniteGame, answer: object, count: int) -> Columns:
        status = {"status": np.zeros(count, dtype=np.int8)}
        if isinstance(self.subject, Condition):
            return status | {"certificate": np.zeros((32, count), dtype=np.uint8)}
        names = _numbers_of(answer)
        if names is not None:
            return {name: np.full(count, np.nan) for name in names} | status
        if isinstance(game, FiniteGame):
            return table_columns(game, answer, count)
        return agreement_columns(game, count)

    def _fill(self, found: Columns, k: int, game: Game | FiniteGame, answer: Any) -> None:
        if "certificate" in found:
            found["status"][k] = OUTSIDE if answer is None else _CODES[answer.status]
            if answer is not None and answer.certificate is not None:
                found["certificate"][:, k] = self._kept(answer.certificate)
            return
        numbers_ = _numbers_of(answer)
        if numbers_ is not None:
            for name, value in numbers_.items():
                if name not in found:
                    raise TypeError(f"it gave {', '.join(found)} before, and now {name}")
                found[name][k] = np.nan if value is None else float(value)
            known = all(v is not None for v in numbers_.values())
            found["status"][k] = PointStatus.AGREEMENT if known else PointStatus.UNKNOWN
        elif isinstance(game, FiniteGame):
            fill_table(found, k, game, answer)
        else:
            fill_agreement(found, k, game, answer)

    def _kept(self, certificate: Mapping[str, object]) -> np.ndarray:
        """The digest of a certificate, which is written under it."""
        text = json.dumps(certificate, sort_keys=True, indent=1).encode()
        digest = hashlib.sha256(text)
        if self.certificates is not None:
            file = self.certificates / f"{digest.hexdigest()}.json"
            if not file.exists():
                part = file.with_name(f".{file.name}.{uuid4().hex}")
                try:
                    with writing(self.certificates):
                        part.write_bytes(text)
                        part.replace(file)
                finally:
                    part.unlink(missing_ok=True)
        return np.frombuffer(digest.digest(), dtype=np.uint8)


def symbols_in(value: object) -> set[sp.Symbol]:
    """The symbols of the expressions in an option, keys of mappings left out; of a condition."""
    if isinstance(value, sp.Basic):
        return set(value.free_symbols)
    if isinstance(value, Condition):
        return set(value.parameters)
    parts = value.values() if isinstance(value, Mapping) else value
    if isinstance(value, (Mapping, tuple, list)):
        return {s for part in parts for s in symbols_in(part)}  # type: ignore[attr-defined]
    return set()


def _at(value: object, point: Point) -> object:
    """An option with the values of a point in its expressions."""
    if isinstance(value, sp.Basic):
        values = {s: to_sympy(v) for s, v in point.items()}
        if isinstance(value, sp.core.relational.Relational):
            return put_in(value, values)
        return value.subs(values, simultaneous=True)
    if isinstance(value, Mapping):
        return {k: _at(v, point) for k, v in value.items()}
    if isinstance(value, (tuple, list)):
        return type(value)([_at(v, point) for v in value])
    return value


def _numbers_of(answer: object) -> dict[str, Any] | None:
    """The numbers that an answer is, if it is no agreement."""
    if isinstance(answer, numbers.Real) or getattr(answer, "is_number", False):
        return {"value": answer}
    if hasattr(answer, "lower") and hasattr(answer, "upper"):
        return {"lower": answer.lower, "upper": answer.upper}
    if hasattr(answer, "value") and not hasattr(answer, "agreement"):
        return {"value": answer.value}
    return None
