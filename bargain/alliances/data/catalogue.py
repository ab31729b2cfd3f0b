"""The schemas of the packaged files, read from ``datapackage.toml``: one resource per CSV file."""

from __future__ import annotations

from types import MappingProxyType

from bargain.alliances.data.schema import Column, Schema
from bargain.alliances.declarations import declared
from bargain.check.certificate import Plain
from bargain.errors import DataError

__all__ = ["CREATED", "MARKS", "SCHEMAS", "SOURCES", "STATES"]

_FILE = "datapackage.toml"
_CONTENT = declared(
    "bargain.alliances.data",
    _FILE,
    {
        "": "name title created source codes resource",
        "source": "key title licence cite",
        "codes": "states nato",
        "resource": "key title sources identifies? series? gaps? caveats marks? field",
        "resource.field": "name type? unit? meaning? low? high? codes? empty?",
    },
)
_CODES = {name: tuple(codes) for name, codes in _CONTENT["codes"].items()}

STATES = _CODES["states"]
"""States of the capability and economy files, by the codes that these files use."""

CREATED: str = _CONTENT["created"]
"""Date of this state of the data."""

SOURCES = MappingProxyType({source["key"]: source for source in _CONTENT["source"]})
"""Who compiled the data, under which licence, and how to cite them."""


def _column(field: Plain) -> Column:
    codes = field.pop("codes", ())
    return Column(
        **{"kind": field.pop("type", "text"), "empty": False} | field,
        codes=_CODES[codes] if isinstance(codes, str) else tuple(codes),
    )


def _schema(resource: Plain) -> Schema:
    if strangers := set(resource["sources"]) - set(SOURCES):
        where = f"{_FILE}, resource {resource['key']}"
        raise DataError(f"no source is called {min(strangers)!r}", where=where)
    series = resource.get("series")
    return Schema(
        name=resource["key"],
        title=resource["title"],
        columns=tuple(map(_column, resource["field"])),
        key=tuple(resource.get("identifies", ())),
        series=None if series is None else tuple(series),
        gaps={group: tuple(years) for group, years in resource.get("gaps", {}).items()},
        caveats=tuple(resource["caveats"]),
    )


MARKS = MappingProxyType({r["key"]: dict(r.get("marks", {})) for r in _CONTENT["resource"]})
"""Columns of which every filled cell is derived, from memory, judged or second-hand, by file."""

SCHEMAS = MappingProxyType({s.name: s for s in map(_schema, _CONTENT["resource"])})
"""Schemas of the packaged files, by name."""
