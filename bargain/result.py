"""What every result of the package has: written once.

A *result* is a frozen dataclass. It has

* `to_dict`: plain data for JSON; exact numbers are texts ``p/q``, numbers that JSON does not know
  are null;
* `summary`: text, the verdict first;
* `to_dataframe` and `to_xarray`: a row for each thing that it lists, else one, numbers as floats;
* a one-line `repr`, and for notebooks a card in HTML and its formulas in LaTeX (`bargain.cards`);
* `provenance`: the software that made it. It is no part of equality, nor of `to_dict`.

Nothing in it can be edited, so a copy is the same thing. A class of results names its fields, and
its own `summary` where a list of them is not enough::

    @dataclass(frozen=True, slots=True, kw_only=True, repr=False)
    class Orbit(Result): ...
"""

from __future__ import annotations

import dataclasses
import math
import platform
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, ClassVar, Self

from bargain.extras import EXTRAS, require
from bargain.frozen import FrozenDict, freeze
from bargain.version import __version__

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = ["Result", "Versions", "plain", "show_versions", "versions"]

_TOOLS = ("sympy", "numpy", "scipy", "nashpy", "python-flint", "z3-solver")


@cache
def versions(*packages: str) -> Mapping[str, str]:
    """Versions of bargain and of the named packages: nothing that changes from run to run.

    Examples
    --------
    >>> list(versions("numpy"))
    ['bargain', 'numpy']
    """
    found = {"bargain": __version__}
    for package in packages:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return FrozenDict(found)


@cache
def _made_by() -> Mapping[str, str]:
    return FrozenDict({"python": platform.python_version(), **versions(*_TOOLS)})


def plain(value: object) -> Any:
    """A JSON-able form: exact numbers as text ``p/q``, floats as they are, the rest as text.

    Examples
    --------
    >>> from fractions import Fraction
    >>> plain({"half": Fraction(1, 2), "none": float("nan"), "pair": (1, 0.5)})
    {'half': '1/2', 'none': None, 'pair': [1, 0.5]}
    """
    if value is None or isinstance(value, (bool, str, int)):
        return value.value if isinstance(value, Enum) else value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None  # JSON has neither
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        if hasattr(value, "to_dict"):
            return value.to_dict()
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(v) for v in value]
    if hasattr(value, "columns") and hasattr(value, "itertuples"):  # a table of pandas: its rows
        table: Any = value
        return plain(table.astype(object).where(table.notna(), None).to_dict("records"))
    if hasattr(value, "dtype") and hasattr(value, "tolist"):  # an array of numpy, or one number
        return plain(value.tolist())
    return str(value)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Result:
    """The base of all results; see the module."""

    #: Properties that `to_dict` adds to the fields, and fields that it leaves out.
    _also: ClassVar[tuple[str, ...]] = ()
    _without: ClassVar[tuple[str, ...]] = ()
    #: The entry of `to_dict` whose items are the rows of its table, where it lists things.
    _listed: ClassVar[str] = ""

    provenance: Mapping[str, str] = field(default_factory=_made_by, compare=False, repr=False)

    def __post_init__(self) -> None:
        freeze(self)

    def to_dict(self) -> dict[str, Any]:
        """The result as plain data."""
        names = [f.name for f in dataclasses.fields(self) if f.name != "provenance"]
        names = [n for n in names if n not in self._without]
        return {name: plain(getattr(self, name)) for name in (*names, *self._also)}

    def summary(self) -> str:
        """The result as text."""
        return "\n".join(f"{name}: {value}" for name, value in self.to_dict().items())

    def to_dataframe(self) -> pd.DataFrame:
        """The result as a table: a row for each thing that it lists, or one row.

        Columns are the entries of `to_dict`, what is nested with a dot: ``payoffs.North``. Exact
        numbers become floats, lists texts.

        Raises
        ------
        MissingExtra
            Without pandas, which comes with ``bargain[study]``.

        Examples
        --------
        >>> import bargain as bg
        >>> game = bg.FiniteGame.from_payoffs([[2, 0], [0, 1]], [[1, 0], [0, 2]])
        >>> table = bg.nash_equilibria(game).to_dataframe()
        >>> table["payoffs.1"].round(3).tolist()
        [2.0, 1.0, 0.667]
        """
        require("study", f"{type(self).__name__}.to_dataframe")
        import pandas as pd

        content = self.to_dict()
        rows = content[self._listed] if self._listed else [content]
        return pd.json_normalize([_as_row(row) for row in rows])

    def to_xarray(self) -> xr.Dataset:
        """The table of `to_dataframe` as a data set with one dimension, ``row``."""
        return self.to_dataframe().rename_axis("row").to_xarray()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.summary().splitlines()[0]}>"

    def _notes(self) -> Mapping[str, str]:
        """What a card says beside the summary, by label."""
        return {}

    def _repr_html_(self) -> str:
        from bargain.cards import html_card

        return html_card(type(self).__name__, self._status(), self.summary(), self._notes())

    def _repr_latex_(self) -> str | None:
        from bargain.cards import latex_card

        return latex_card(self._status(), self._parts())

    def _parts(self) -> dict[str, Any]:
        """What it consists of, results inside it taken apart."""
        found: dict[str, Any] = {}
        for f in dataclasses.fields(self):
            value = getattr(self, f.name)
            several = value if isinstance(value, tuple) else (value,)
            if not several or not all(isinstance(part, Result) for part in several):
                found[f.name] = value
                continue
            for n, part in enumerate(several, start=1):
                lead = f.name if several == (value,) else f"{f.name} {n}"
                found |= {f"{lead}: {name}": v for name, v in part._parts().items()}
        return {name: v for name, v in found.items() if not name.endswith("provenance")}

    def _status(self) -> str:
        """The word in front of the summary, where it is a status."""
        from bargain.cards import is_status

        word, colon, _ = self.summary().partition(": ")
        return word if colon and is_status(word) else ""

    def __reduce__(self) -> tuple[Any, ...]:
        parts = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        return _made_again, (type(self), parts)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self


def _as_row(content: object) -> object:
    """Plain data as the cells of a row."""
    if isinstance(content, Mapping):
        return {name: _as_row(value) for name, value in content.items()}
    if isinstance(content, list):
        return "; ".join(map(str, content))
    if isinstance(content, str) and re.fullmatch(r"-?\d+(/[1-9]\d*)?", content):
        return float(Fraction(content))
    return content


def _made_again(kind: type[Result], parts: dict[str, Any]) -> Result:
    """A result from a pickle, which has to have exactly the fields of today."""
    if set(parts) != {f.name for f in dataclasses.fields(kind)}:
        raise ValueError(f"the pickle of a {kind.__name__} has other fields: another version")
    return kind(**parts)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Versions(Result):
    """The software that is installed.

    Attributes
    ----------
    bargain, python, system : str
    packages : mapping of str to str
        Of the core and of every extra; ``not installed`` where it is not.
    """

    bargain: str
    python: str
    system: str
    packages: Mapping[str, str]

    def summary(self) -> str:
        """One line for each."""
        lines = [f"bargain {self.bargain}", f"  python: {self.python}", f"  system: {self.system}"]
        return "\n".join([*lines, *(f"  {name}: {v}" for name, v in self.packages.items())])


def show_versions() -> Versions:
    """What is installed: to be put into a report of an error.

    Returns
    -------
    Versions
        ``print(bg.show_versions().summary())`` prints it.

    Examples
    --------
    >>> import bargain as bg
    >>> bg.show_versions().packages["sympy"] == bg.show_versions().provenance["sympy"]
    True
    """
    extras = {name for libraries in EXTRAS.values() for name in libraries}
    found = dict(versions(*_TOOLS, "click", "rich", *sorted(extras)))
    return Versions(
        bargain=found.pop("bargain"),
        python=platform.python_version(),
        system=platform.platform(),
        packages=found,
    )
