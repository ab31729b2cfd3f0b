"""The envelope of a certificate: read it, seal it, refuse everything else.

A certificate is plain JSON, ``{"format", "statement", "sha256", "proof", "used", "sample",
"made_by"}``. Numbers are strings ``"p/q"`` in lowest terms; JSON integers are only indices and
exponents; there are no floats. ``sha256`` is taken over the canonical bytes of everything else.
A file comes from a stranger: every limit below is tested *before* the work it limits, and counts
operations, never seconds, so that the same file gets the same answer on every machine.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from os import PathLike, fspath
from pathlib import Path
from typing import Any

FORMAT = "bargain-cert/1"
MAX_BYTES = 1 << 24  # of a file; honest box trees are a few megabytes
MAX_DEPTH = 200  # of nested lists and objects; also bounds the recursion of the checkers
MAX_VALUES = 8_000_000  # values in one certificate
MAX_DIGITS = 4_000  # characters of one number; below Python's own limit for int()
MAX_TEXT = 1 << 20  # characters of one string
MAX_INTEGER = 10**6  # indices and exponents
_NUMBER = re.compile(r"(0|-?[1-9][0-9]*)(?:/([1-9][0-9]*))?")


class CertificateError(ValueError):
    """The certificate proves nothing; the message says where it breaks, on one line."""

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split())[:400])


def canonical(obj: object) -> bytes:
    """Return the canonical JSON bytes of plain data, the input of every hash.

    >>> canonical({"b": ["1/2"], "a": 1})
    b'{"a":1,"b":["1/2"]}'
    """
    text = json.dumps(obj, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return text.encode("ascii")


def digest(obj: object) -> str:
    """Return the SHA-256 of the canonical bytes of ``obj`` in hexadecimal."""
    return hashlib.sha256(canonical(obj)).hexdigest()


def seal(
    statement: Mapping[str, Any],
    proof: Mapping[str, Any],
    used: Iterable[str],
    sample: Mapping[str, Any],
    made_by: Mapping[str, str],
) -> dict[str, Any]:
    """Put a statement and its proof into an envelope; for producers.

    >>> sorted(seal({}, {}, [], {}, {"bargain": "0"}))
    ['format', 'made_by', 'proof', 'sample', 'sha256', 'statement', 'used']
    """
    body: dict[str, Any] = {
        "format": FORMAT,
        "statement": statement,
        "proof": proof,
        "used": list(used),
        "sample": dict(sample),
        "made_by": dict(made_by),
    }
    return body | {"sha256": digest(body)}


def read(source: str | PathLike[str] | dict[str, Any]) -> dict[str, Any]:
    """Read a file or plain data and return the envelope, its shape and its hash verified.

    Raises
    ------
    CertificateError
        For anything that is not a well-formed envelope within the limits.
    """
    data = source if isinstance(source, dict) else _load(Path(fspath(source)))
    _plain(data)
    keys = ("format", "statement", "sha256", "proof", "used", "sample", "made_by")
    fields(data, "certificate", keys)
    if data["format"] != FORMAT:
        raise CertificateError(f"format is {data['format']!r:.40}, not {FORMAT!r}")
    if digest({key: value for key, value in data.items() if key != "sha256"}) != data["sha256"]:
        raise CertificateError("sha256 does not match the content")
    made_by = data["made_by"]
    if type(made_by) is not dict or not all(type(value) is str for value in made_by.values()):
        raise CertificateError("made_by must map names to text")
    return data


def _load(path: Path) -> object:
    try:
        if not path.is_file():  # also keeps pipes and devices, which have no end, away
            raise CertificateError(f"no such file: {str(path)!r:.200}")
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise CertificateError(f"cannot read {str(path)!r:.200}: {error}") from None
    if len(raw) > MAX_BYTES:
        raise CertificateError(f"file is larger than {MAX_BYTES} bytes")

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(items)
        if len(result) != len(items):  # two values of one key: which one was hashed and proved?
            raise CertificateError("an object has a duplicate key")
        return result

    def integer(text: str) -> int:
        if len(text) > 8:  # before int(): a number of a gigabyte must cost nothing
            raise CertificateError("a JSON integer is too long; numbers are strings")
        return int(text)

    def refuse(text: str) -> None:
        raise CertificateError(f"{text:.20} is not allowed: numbers are strings 'p/q'")

    try:
        return json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=pairs,
            parse_int=integer,
            parse_float=refuse,
            parse_constant=refuse,
        )
    except RecursionError:
        raise CertificateError("nested too deeply") from None
    except CertificateError:
        raise
    except ValueError as error:  # not UTF-8, or not JSON
        raise CertificateError(f"not JSON: {error}") from None


def _plain(data: object) -> None:
    # Iterative, so that depth costs no recursion; the count also ends cyclic Python data.
    stack: list[tuple[Any, int]] = [(data, 0)]
    count = 0
    while stack:
        item, depth = stack.pop()
        count += 1
        if depth > MAX_DEPTH:
            raise CertificateError("nested too deeply")
        if count + len(stack) > MAX_VALUES:
            raise CertificateError("too many values")
        kind = type(item)  # exact types: True is an int for isinstance, and 1.0 == 1
        if kind is dict:
            stack.extend((key if type(key) is str else 0.0, depth) for key in item)
            stack.extend((value, depth + 1) for value in item.values())
        elif kind is list:
            stack.extend((value, depth + 1) for value in item)
        elif kind is int:
            if not -MAX_INTEGER <= item <= MAX_INTEGER:
                raise CertificateError("a JSON integer is too large; numbers are strings")
        elif kind is str:  # control characters could forge lines of a report
            if len(item) > MAX_TEXT or not re.sub(r"[\n\t]", "", item).isprintable():
                raise CertificateError("a text is too long or has unprintable characters")
        elif item is not None:
            raise CertificateError(f"a value of type {kind.__name__} is not allowed")


def fields(data: Any, where: str, need: Iterable[str], may: Iterable[str] = ()) -> None:
    """Refuse ``data`` unless it is an object with the keys ``need``, and ``may``, and no other."""
    if type(data) is not dict:
        raise CertificateError(f"{where}: an object is expected")
    need = set(need)
    if missing := sorted(need - data.keys()):
        raise CertificateError(f"{where}: field {missing[0]!r} is missing")
    if unknown := sorted(data.keys() - need - set(may)):
        raise CertificateError(f"{where}: unknown field {unknown[0]!r:.60}")


def items(data: Any, where: str, size: int | None = None) -> list[Any]:
    """Return ``data`` if it is a list (of ``size`` entries)."""
    if type(data) is not list or (size is not None and len(data) != size):
        raise CertificateError(f"{where}: a list{'' if size is None else f' of {size}'} expected")
    return data


def line(data: Any, where: str) -> str:
    """Return ``data`` if it is one non-empty printable line of text."""
    if type(data) is not str or not data.strip() or not data.isprintable():
        raise CertificateError(f"{where}: a line of text is expected")
    return data


def names(data: Any, where: str) -> tuple[str, ...]:
    """Return a list of distinct names as a tuple."""
    result = tuple(line(name, where) for name in items(data, where))
    if len(set(result)) != len(result):
        raise CertificateError(f"{where}: a name appears twice")
    return result


def index(data: Any, size: int, where: str) -> int:
    """Return ``data`` if it is an integer in ``range(size)``."""
    if type(data) is not int or not 0 <= data < size:
        raise CertificateError(f"{where}: {data!r:.40} is not an index below {size}")
    return data


def rational(data: Any, where: str) -> Fraction:
    """Return the exact value of ``"p/q"`` or ``"n"``, which must be in lowest terms.

    >>> rational("-3/2", "here")
    Fraction(-3, 2)
    """
    if type(data) is not str or len(data) > MAX_DIGITS or not (m := _NUMBER.fullmatch(data)):
        raise CertificateError(f"{where}: {data!r:.40} is not a number 'p/q' of bounded length")
    value = Fraction(int(m[1]), int(m[2] or "1"))
    if m[2] and (m[2] == "1" or value.denominator != int(m[2])):
        raise CertificateError(f"{where}: {data!r:.40} is not in lowest terms")
    return value
