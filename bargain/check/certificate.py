"""The envelope of a certificate: read it, seal it, refuse everything else.

A certificate is plain JSON with the keys ``KEYS``. Numbers are strings ``"p/q"`` in lowest terms;
JSON integers are only indices and exponents; there are no floats. ``sha256`` is taken over the
canonical bytes of everything else. A file comes from a stranger: each limit is tested *before* the
work that it limits and counts operations, never seconds: the same file, the same answer, anywhere.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from os import PathLike
from pathlib import Path
from typing import Any

FORMAT = "bargain-cert/1"
KEYS = ("format", "statement", "sha256", "proof", "used", "sample", "made_by")
MAX_BYTES = 1 << 24  # of a file; honest box trees are a few megabytes
MAX_DEPTH = 200  # of nested lists and objects; it also bounds the recursion of the checkers
MAX_DIGITS = 4_000  # characters of one number; below Python's own limit for int()
Plain = Mapping[str, Any]  # an object of plain data
_NUMBER = re.compile(r"(0|-?[1-9][0-9]*)(?:/([1-9][0-9]*))?")


class CertificateError(ValueError):
    """The certificate proves nothing; the message says where it breaks, on one line."""


def require(condition: object, message: str) -> None:
    """Refuse the certificate unless the condition holds."""
    if not condition:
        raise CertificateError(" ".join(message.split())[:400])


class Budget:
    """Elementary operations that one certificate may cost; it bounds the time without a clock."""

    def __init__(self, operations: int = 20_000_000) -> None:
        self.left = operations

    def spend(self, operations: int) -> None:
        """Take ``operations`` from what is left."""
        self.left -= operations
        require(self.left >= 0, "the proof needs more work than the checker allows")


def canonical(obj: object) -> bytes:
    """Return the canonical JSON bytes of plain data, the input of every hash."""
    text = json.dumps(obj, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return text.encode("ascii")


def digest(obj: object) -> str:
    """Return the SHA-256 of the canonical bytes of ``obj`` in hexadecimal."""
    return hashlib.sha256(canonical(obj)).hexdigest()


def seal(
    statement: Plain, proof: Plain, used: Iterable[str], sample: Plain, made_by: Plain
) -> dict[str, Any]:
    """Put a statement and its proof into an envelope (for producers).

    >>> sorted(seal({}, {}, [], {}, {"bargain": "0"})) == sorted(KEYS)
    True
    """
    body: dict[str, Any] = {"format": FORMAT, "statement": statement, "proof": proof}
    body |= {"used": list(used), "sample": dict(sample), "made_by": dict(made_by)}
    return body | {"sha256": digest(body)}


def read(source: str | PathLike[str] | dict[str, Any]) -> dict[str, Any]:
    """Read a file or plain data and return the envelope, its shape and its hash verified."""
    hooks: dict[str, Any] = {"parse_int": _integer, "object_pairs_hook": _object}
    hooks |= {"parse_float": _refuse, "parse_constant": _refuse}
    try:
        if isinstance(source, dict):
            raw = canonical(source)
        else:  # pipes and devices have no end
            require(Path(source).is_file(), "no such file")
            with Path(source).open("rb") as stream:
                raw = stream.read(MAX_BYTES + 1)
        require(len(raw) <= MAX_BYTES, f"larger than {MAX_BYTES} bytes")
        data = json.loads(raw.decode("utf-8"), **hooks)
    except CertificateError:
        raise
    except (OSError, TypeError, ValueError, RecursionError) as error:
        raise CertificateError(f"cannot be read as JSON: {error!s:.200}") from None
    _plain(data)
    fields(data, "certificate", KEYS)
    require(data["format"] == FORMAT, f"the format is not {FORMAT!r}")
    content = {key: value for key, value in data.items() if key != "sha256"}
    require(digest(content) == data["sha256"], "sha256 does not match the content")
    fields(data["made_by"], "made_by", (), data["made_by"])
    return data


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)  # of two values of one key, which was proved?
    require(len(result) == len(pairs), "an object has a duplicate key")
    return result


def _integer(text: str) -> int:  # before int(): a number of a gigabyte must cost nothing
    require(len(text) <= 6, "a JSON integer is too long; numbers are strings 'p/q'")
    return int(text)


def _refuse(text: str) -> None:
    require(False, f"{text:.20} is not allowed; numbers are strings 'p/q'")


def _plain(data: object) -> None:
    stack: list[tuple[Any, int]] = [(data, 0)]  # iterative: depth must not cost recursion
    while stack:
        item, depth = stack.pop()
        require(depth <= MAX_DEPTH, "nested too deeply")
        if isinstance(item, str):  # control characters could forge a report
            printable = item.isprintable() or re.sub(r"[\n\t]", "", item).isprintable()
            require(printable, "a text has control characters")
        elif isinstance(item, (dict, list)):
            parts = item if isinstance(item, list) else [*item, *item.values()]
            stack.extend((part, depth + 1) for part in parts)
        else:  # True would pass for the index 1
            require(not isinstance(item, bool), "true and false are not allowed")


def fields(data: Any, where: str, need: Iterable[str], may: Iterable[str] = ()) -> None:
    """Refuse ``data`` unless it is an object with the keys ``need``, perhaps ``may``, no other."""
    require(isinstance(data, dict), f"{where}: an object is expected")
    required = set(need)
    missing, unknown = required - data.keys(), data.keys() - required - set(may)
    require(not missing, f"{where}: a field is missing: {sorted(missing)}")
    require(not unknown, f"{where}: unknown field: {sorted(unknown)}")


def items(data: Any, where: str, size: int | None = None) -> list[Any]:
    """Return ``data`` if it is a list (of ``size`` entries)."""
    require(isinstance(data, list), f"{where}: a list is expected")
    require(size is None or len(data) == size, f"{where}: {size} entries are expected")
    return data


def line(data: Any, where: str) -> str:
    """Return ``data`` if it is one non-empty line of text."""
    good = isinstance(data, str) and data.strip() and data.isprintable()
    require(good, f"{where}: a line of text is expected")
    return data


def names(data: Any, where: str) -> tuple[str, ...]:
    """Return a list of distinct names as a tuple."""
    result = tuple(line(name, where) for name in items(data, where))
    require(len(set(result)) == len(result), f"{where}: a name appears twice")
    return result


def index(data: Any, size: int, where: str) -> int:
    """Return ``data`` if it is an integer in ``range(size)``."""
    good = isinstance(data, int) and 0 <= data < size
    require(good, f"{where}: an index below {size} is expected")
    return data


def rational(data: Any, where: str) -> Fraction:
    """Return the exact value of ``"p/q"`` or ``"n"``.

    >>> rational("-3/2", "here")
    Fraction(-3, 2)
    """
    match = _NUMBER.fullmatch(data) if isinstance(data, str) and len(data) <= MAX_DIGITS else None
    if match:
        value = Fraction(int(match[1]), int(match[2] or "1"))
        if match[2] is None or (match[2] != "1" and value.denominator == int(match[2])):
            return value
    raise CertificateError(f"{where}: a number 'p/q' in lowest terms is expected")
