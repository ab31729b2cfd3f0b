"""A game as a TOML file.

The tables are those of `Game`: ``actions.PLAYER``, ``terms``, ``payoffs``, ``disagreement``,
``measures.NAME``, the lists ``assumptions`` and ``constraints``, and ``parameters``, which declares
each parameter with its sign (`SIGNS`) so that no symbol can appear by a slip of the pen;
``variables`` may give the sign of an action's or a term's symbol, which is otherwise unrestricted.
An action is a box ``[low, high]``, or a table with the list ``values``. ``meanings`` is free text.
Expressions are texts of the language of `bargain.game.expression`.
"""

from __future__ import annotations

import os
import re
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import sympy as sp

from bargain.arguments import of_type
from bargain.errors import BargainError, ExpressionError, FileError, InputError
from bargain.game.expression import parse, parse_relation, to_text
from bargain.game.game_parts import GameParts

__all__ = [
    "SIGNS",
    "declared_parameters",
    "from_toml",
    "read",
    "sign_of",
    "to_toml",
    "toml_lines",
    "write",
    "write_whole",
]

SIGNS = ("positive", "nonnegative", "real", "nonpositive", "negative", "nonzero", "unrestricted")
_TABLES = {
    "name", "parameters", "variables", "actions", "terms", "payoffs", "disagreement", "measures",
    "assumptions", "meanings", "constraints",
}  # fmt: skip
_LARGEST = 2_000_000

_Made = TypeVar("_Made", bound=GameParts)
_ESCAPES = {code: f"\\u{code:04x}" for code in (*range(9), *range(10, 32), 127)} | {
    ord(letter): f"\\{mark}" for letter, mark in zip('\b\n\f\r"\\', 'bnfr"\\', strict=True)
}


def as_path(path: str | os.PathLike[str]) -> Path:
    """A path, or `FileError` for what is none."""
    if not isinstance(path, (str, os.PathLike)):
        raise FileError(
            "the path is no text", where=f"type {type(path).__name__}", fix="name a file"
        )
    return Path(path)


def read(path: str | Path, make: Callable[..., _Made]) -> _Made:
    """Read a game file; `make` is the class of the game."""
    path = as_path(path)
    try:
        if path.stat().st_size > _LARGEST:
            raise FileError("the file is too large for a game", where=str(path))
        text = path.read_text(encoding="utf-8-sig")  # some editors put a mark first
    except OSError as error:
        raise FileError(
            f"cannot read the file: {error.strerror}", where=str(path), fix="name a file of a game"
        ) from None
    except UnicodeDecodeError:
        raise FileError(
            "the file is not UTF-8 text", where=str(path), fix="save it as UTF-8"
        ) from None
    return from_toml(text, str(path), make)


def from_toml(text: str, where: str, make: Callable[..., _Made]) -> _Made:
    """Read a game from TOML text; `where` names the source in errors."""
    of_type(text, str, "a game file", fix="give its text", error=FileError)
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise FileError(
            f"not a TOML file: {error}", where=where, fix="bargain new FILE.toml writes a template"
        ) from None
    if unknown := set(content) - _TABLES:
        raise FileError(
            f"unknown table {sorted(unknown)[0]!r}",
            where=where,
            fix="known: " + ", ".join(sorted(_TABLES)),
        )
    for needed in ("actions", "payoffs"):
        if needed not in content:
            raise FileError(f"the table {needed!r} is missing", where=where)
    try:
        return make(**_arguments(content))
    except FileError:
        raise
    except BargainError as error:
        place = f"{where}: {error.where}" if error.where else where
        raise FileError(error.what, where=place, fix=error.fix) from None


def _arguments(content: Mapping[str, Any]) -> dict[str, object]:
    symbols = _declared(content)

    def expressions(table: object, place: str) -> dict[str, sp.Expr]:
        return {
            key: _expression(value, symbols, f"{place}.{key}")
            for key, value in _table(table, place).items()
        }

    parameters = {name: symbols[name] for name in content.get("parameters", {})}

    def boxes(table: object, place: str) -> dict[sp.Symbol, Any]:
        found: dict[sp.Symbol, Any] = {}
        for key, bounds in _table(table, place).items():
            if isinstance(bounds, dict) and isinstance(bounds.get("values"), list):
                values = [_expression(b, {}, f"{place}.{key}") for b in bounds["values"]]
                found[symbols[key]] = values
                continue
            if not isinstance(bounds, list) or len(bounds) != 2:
                raise FileError(
                    f"{bounds!r} is not a box",
                    where=f"{place}.{key}",
                    fix="write [low, high], or {values = [0, 1, 2]}",
                )
            found[symbols[key]] = tuple(
                _expression(b, parameters, f"{place}.{key}") for b in bounds
            )
        return found

    relations = {key: content.get(key, []) for key in ("assumptions", "constraints")}
    for key, texts in relations.items():
        if not isinstance(texts, list):
            raise FileError(f"{key} is not a list", fix='write ["s_C >= s_P"]')
    return {
        "name": content.get("name", ""),
        "actions": {p: boxes(t, f"actions.{p}") for p, t in content["actions"].items()},
        "terms": boxes(content.get("terms", {}), "terms"),
        "payoffs": expressions(content["payoffs"], "payoffs"),
        "disagreement": expressions(content.get("disagreement", {}), "disagreement"),
        "measures": {
            m: expressions(t, f"measures.{m}")
            for m, t in _table(content.get("measures", {}), "measures").items()
        },
        **{key: [parse_relation(t, symbols) for t in texts] for key, texts in relations.items()},
        "meanings": _table(content.get("meanings", {}), "meanings"),
        "parameters": [symbols[name] for name in content.get("parameters", {})],
    }


def _table(value: object, place: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise FileError(f"{place} is not a table", where=f"{place} = {value!r}")
    return value


def _expression(value: object, symbols: Mapping[str, sp.Symbol], place: str) -> sp.Expr:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise FileError(f"{value!r} is not an expression", where=place, fix="write it in quotes")
    try:
        return parse(value if isinstance(value, str) else repr(value), symbols)
    except ExpressionError as error:
        raise FileError(error.what, where=f"{place}: {error.where}", fix=error.fix) from None


def _declared(content: Mapping[str, object]) -> dict[str, sp.Symbol]:
    symbols: dict[str, sp.Symbol] = {}

    def declare(name: str, sign: object, place: str) -> None:
        if not name.isidentifier():
            raise FileError(f"{name!r} is not a name", where=place)
        if name in symbols:
            raise FileError(f"{name!r} is declared twice", where=place)
        if sign not in SIGNS:
            raise FileError(
                f"{sign!r} is not a sign", where=f"{place}.{name}", fix="one of " + ", ".join(SIGNS)
            )
        symbols[name] = _symbol(name, sign)

    signs = dict(_table(content.get("variables", {}), "variables"))
    for player, table in _table(content["actions"], "actions").items():
        for name in _table(table, f"actions.{player}"):
            declare(name, signs.pop(name, "unrestricted"), f"actions.{player}")
    for name in _table(content.get("terms", {}), "terms"):
        declare(name, signs.pop(name, "unrestricted"), "terms")
    if signs:
        raise FileError(f"{sorted(signs)[0]!r} is neither an action nor a term", where="variables")
    for name, sign in _table(content.get("parameters", {}), "parameters").items():
        declare(name, sign, "parameters")
    return symbols


def declared_parameters(table: object) -> dict[str, sp.Symbol]:
    """The symbols that a table of parameters declares, each with its sign."""
    return _declared({"actions": {}, "parameters": table})


def _symbol(name: str, sign: str) -> sp.Symbol:
    return sp.Symbol(name) if sign == "unrestricted" else sp.Symbol(name, **{sign: True})


def to_toml(game: GameParts) -> str:
    """The TOML text of a game."""
    content: dict[str, object] = {}
    if game.name:
        content["name"] = game.name
    if game.assumptions:
        content["assumptions"] = [to_text(a) for a in game.assumptions]
    if game.constraints:
        content["constraints"] = [to_text(a) for a in game.constraints]
    if game.parameters:
        content["parameters"] = {p.name: sign_of(p) for p in game.parameters}
    if signed := {v.name: sign_of(v) for v in game.variables if v != sp.Symbol(v.name)}:
        content["variables"] = signed

    def numbers(ends: Iterable[sp.Expr]) -> list[int | str]:
        return [int(b) if b.is_Integer else to_text(b) for b in ends]

    def bounds(boxes: Mapping[sp.Symbol, tuple[sp.Expr, sp.Expr]]) -> dict[str, Any]:
        return {
            v.name: {"values": numbers(game.choices[v])} if v in game.choices else numbers(box)
            for v, box in boxes.items()
        }

    content["actions"] = {p: bounds(game.actions[p]) for p in game.players}
    if game.terms:
        content["terms"] = bounds(game.terms)
    content["payoffs"] = {p: to_text(e) for p, e in game.payoffs.items()}
    content["disagreement"] = {p: to_text(e) for p, e in game.disagreement.items()}
    if game.measures:
        content["measures"] = {
            m: {p: to_text(e) for p, e in per.items()} for m, per in game.measures.items()
        }
    if game.meanings:
        content["meanings"] = dict(game.meanings)
    return "\n".join(toml_lines(content)).lstrip("\n") + "\n"


def toml_lines(table: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[str]:
    """The lines of a table: its own values, then its tables, each under its full name."""
    values = {key: value for key, value in table.items() if not isinstance(value, dict)}
    if path and (values or not table):
        yield f"\n[{'.'.join(map(_toml_key, path))}]"
    for key, value in values.items():
        yield f"{_toml_key(key)} = {_toml_value(value)}"
    for key, value in table.items():
        if isinstance(value, dict):
            yield from toml_lines(value, (*path, key))


def _toml_key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _toml_value(key)


def _toml_value(value: str | int | list[Any]) -> str:
    """A text, a whole number or a list; certificates hold these bytes, so they never change."""
    if isinstance(value, list):
        return "".join(["[\n", *(f"    {_toml_value(v)},\n" for v in value), "]"])
    return f'"{value.translate(_ESCAPES)}"' if isinstance(value, str) else str(value)


def sign_of(symbol: sp.Symbol) -> str:
    """The entry of `SIGNS` that makes this very symbol again."""
    for sign in SIGNS:
        if _symbol(symbol.name, sign) == symbol:
            return sign
    raise FileError(
        f"the assumptions on {symbol} cannot be written",
        where=str(symbol._assumptions_orig),
        fix="use one of " + ", ".join(SIGNS),
    )


def write(game: GameParts, path: str | Path) -> None:
    """Write a game file, whole or not at all."""
    if bad := [s for s in (*game.variables, *game.parameters) if not s.name.isidentifier()]:
        raise FileError(
            f"{bad[0].name!r} is not a name, so the file could not be read back",
            where=str(path),
            fix="rename the symbol: letters, digits and underscores",
        )
    text = to_toml(game)
    try:
        same = from_toml(text, str(path), type(game)) == game
    except InputError as error:  # a function or a constant that the language does not have
        raise FileError(
            f"the game could not be read back: {error.what}", where=str(path), fix=error.fix
        ) from None
    if not same:
        raise FileError(
            "the file would hold another game",
            where=str(path),
            fix="make symbols with no assumption but their sign",
        )
    write_whole(path, text)


def write_whole(path: str | Path, text: str) -> None:
    """Write a text file so that a failure leaves the old content, never a part of the new."""
    try:
        content = text.encode()
    except UnicodeEncodeError as error:
        raise FileError(f"cannot write: {error.reason}", where=str(path)) from None
    path = Path(os.path.realpath(as_path(path)))  # what a link points to is written, not the link
    if path.exists() and not path.is_file():
        kind = "Is a directory" if path.is_dir() else "Not a regular file"
        raise FileError(f"cannot write: {kind}", where=str(path), fix="name another file")
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent or ".", prefix=f".{path.name}.")
    except OSError as error:
        raise FileError(
            f"cannot write: {error.strerror}", where=str(path), fix="name another file"
        ) from None
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        umask = os.umask(0)
        os.umask(umask)
        Path(temporary).chmod(0o666 & ~umask)
        Path(temporary).replace(path)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise FileError(
            f"cannot write: {error.strerror}", where=str(path), fix="name another file"
        ) from None
