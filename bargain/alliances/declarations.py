"""What the application says in TOML beside its code: questions, claims, texts, schemas.

Code that reads such a file names the keys of every table; a key that is missing or unknown is an
error with the file and the key, before any work is done.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib import resources

from bargain.check.certificate import Data, Plain
from bargain.errors import DataError

__all__ = ["checked", "declared", "read_toml"]


def declared(package: str, file: str, keys: Mapping[str, str]) -> Plain:
    """The content of a TOML file of a package, with the keys of every table checked.

    Parameters
    ----------
    package, file : str
        Where it lies.
    keys : mapping of str to str
        The keys of each table by its path (``""`` is the file, ``"claim.conclusion"`` a table in a
        table), separated by spaces; one that may be left out ends in ``?``.

    Raises
    ------
    DataError
        If it is not TOML, a key is unknown or missing, or two entries have one ``key``.
    """
    text = resources.files(package).joinpath(file).read_text(encoding="utf-8")
    return read_toml(text, file, keys)


def read_toml(text: str, file: str, keys: Mapping[str, str]) -> Plain:
    """The content of a TOML text, with the keys of every table checked as in `declared`.

    Raises
    ------
    DataError
        If it is not TOML, a key is unknown or missing, or two entries have one ``key``.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"not a TOML file: {error}", where=file) from None
    checked(content, file, keys)
    return content


def checked(table: Data, file: str, keys: Mapping[str, str], path: str = "") -> None:
    """Raise `DataError` unless a table, and the tables in it, have the keys that they should."""
    known = {key.rstrip("?"): not key.endswith("?") for key in keys[path].split()}
    place = " ".join(filter(None, (f"{file},", path, str(table.get("key", ""))))).rstrip(",")
    for key in table:
        if key not in known:
            raise DataError(f"unknown key {key!r}", where=place, fix="known: " + ", ".join(known))
    for key, needed in known.items():
        if needed and key not in table:
            raise DataError(f"the key {key!r} is missing", where=place, fix="add it")
        inner = f"{path}.{key}".lstrip(".")
        if inner in keys and key in table:
            entries = table[key] if isinstance(table[key], list) else [table[key]]
            named = [entry.get("key") for entry in entries if "key" in entry]
            if twice := {name for name in named if named.count(name) > 1}:
                raise DataError(
                    f"two entries have the key {min(twice)!r}", where=f"{file}, {inner}"
                )
            for entry in entries:
                checked(entry, file, keys, inner)
