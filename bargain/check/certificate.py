"""The envelope of a certificate: read it, seal it, refuse everything else (see FORMAT.md).

A file comes from a stranger: each limit is tested *before* the work that it limits, and counts
operations, never seconds: the same file, the same answer, anywhere.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from os import PathLike
from pathlib import Path
from typing import Any, TypeAlias

#: What a stranger's file holds, before anything was required of it.
Raw: TypeAlias = Any
#: Statements, proofs and certificates as JSON holds them, to write and to read.
Plain: TypeAlias = dict[str, Raw]
Data: TypeAlias = Mapping[str, Raw]

FORMAT = "bargain-cert/1"
MAX_BYTES = 1 << 24  # of a file; honest box trees are a few megabytes
MAX_VALUES = 500_000  # in a file: lists, objects and their entries; it bounds the memory
MAX_DEPTH = 200  # of nested lists and objects; it also bounds the recursion of the checkers
MAX_DIGITS = 4_000  # characters of one number; below Python's own limit for int()
MAX_NAME = 200  # characters of the name of a variable or player, which sentences show whole


class CertificateError(ValueError):
    """The certificate proves nothing; the message says where it breaks, on one line."""


class UnreadableError(CertificateError):
    """There is no certificate to speak of: no such file, or not JSON."""


def require(condition: object, message: str) -> None:
    """Refuse the certificate unless the condition holds."""
    if not condition:
        raise CertificateError(" ".join(message.split())[:400])


BROKEN = (  # what a computation with a broken certificate can end in
    ArithmeticError, AttributeError, LookupError, MemoryError, OSError, RuntimeError, TypeError,
    ValueError,
)  # fmt: skip


@contextmanager
def refusing(where: str) -> Iterator[None]:
    """Refuse the certificate for whatever else is broken: an entry is missing, a number a list."""
    try:
        yield
    except BROKEN as error:
        known = isinstance(error, CertificateError)
        require(False, str(error) if known else f"{where}: {type(error).__name__}: {error}")


class Budget:
    """Elementary operations that one certificate may cost; it bounds the time without a clock."""

    def __init__(self, operations: int = 2_500_000) -> None:
        self.left = operations

    def spend(self, operations: int) -> None:
        """Take ``operations`` from what is left."""
        self.left -= operations
        require(self.left >= 0, "the proof needs more work than the checker allows")


def canonical(obj: object) -> bytes:
    """Return the canonical JSON bytes of plain data, the input of every hash."""
    return json.dumps(obj, sort_keys=True, separators=(",", ":")).encode("ascii")


def digest(obj: object) -> str:
    """Return the SHA-256 of the canonical bytes of ``obj`` in hexadecimal."""
    return hashlib.sha256(canonical(obj)).hexdigest()


def seal(statement: Raw, proof: Raw, used: Raw, sample: Raw, made_by: Raw) -> Plain:
    """Put a statement and its proof into an envelope (for producers)."""
    body: Plain = {"format": FORMAT, "statement": statement, "proof": proof}
    body |= {"used": list(used), "sample": dict(sample), "made_by": dict(made_by)}
    return body | {"sha256": digest(body)}


def read(source: str | PathLike[str] | bytes | Plain) -> Plain:
    """Read a file, its bytes or plain data; return the envelope, shape and hash verified."""
    try:
        data = _parsed(source)
    except CertificateError:
        raise
    except BROKEN as error:
        text = " ".join(f"cannot be read as JSON: {type(error).__name__}: {error}".split())
        raise UnreadableError(text[:400]) from None
    _plain(data)
    fields(data, "certificate", "format statement sha256 proof used sample made_by")
    require(data["format"] == FORMAT, f"the format is not {FORMAT!r}")
    content = {key: value for key, value in data.items() if key != "sha256"}
    require(digest(content) == data["sha256"], "sha256 does not match the content")
    require(isinstance(data["made_by"], dict), "made_by: an object is expected")
    return data


def _parsed(source: str | PathLike[str] | bytes | Plain) -> Raw:
    if isinstance(source, dict):
        _counted(source)
        raw = canonical(source)
    elif isinstance(source, bytes):
        raw = source
    else:  # pipes and devices have no end
        if not source or not Path(source).is_file():
            raise UnreadableError("there is no certificate, or no such file")
        with Path(source).open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    require(len(raw) <= MAX_BYTES, f"larger than {MAX_BYTES} bytes")
    # counted before they are made: every value stands behind one of these
    require(sum(map(raw.count, (b",", b"[", b"{"))) <= MAX_VALUES, "too many values")
    # an integer of a gigabyte must cost nothing: with 8 digits it is refused all the same
    hooks: Plain = {"parse_int": lambda text: int(text[:8])}
    return json.loads(raw.decode("utf-8"), object_pairs_hook=_object, **hooks)


def _counted(data: object) -> None:
    """Refuse data of too many values: one list that is in many places is written out in each."""
    stack, count = [data], 0
    while stack:
        item = stack.pop()
        parts = list(item.values()) if isinstance(item, dict) else item
        if isinstance(parts, (list, tuple)):
            count += max(1, len(parts))  # no more than in the text
            require(count <= MAX_VALUES, "too many values")
            stack.extend(parts)


def _object(pairs: list[tuple[str, Raw]]) -> Plain:
    result = dict(pairs)  # of two values of one key, which was proved?
    require(len(result) == len(pairs), "an object has a duplicate key")
    return result


def _plain(data: object) -> None:
    stack: list[tuple[Raw, int]] = [(data, 0)]  # iterative: depth must not cost recursion
    while stack:
        item, depth = stack.pop()
        require(depth <= MAX_DEPTH, "nested too deeply")
        if isinstance(item, str):  # control characters could forge a report
            require(re.sub(r"[\n\t]", "", item).isprintable(), "a text has control characters")
        elif isinstance(item, (dict, list)):
            parts = item if isinstance(item, list) else [*item, *item.values()]
            stack.extend((part, depth + 1) for part in parts)
        else:  # as an index, true would pass for 1, and -1 for the last entry
            index = type(item) is int and 0 <= item < 1_000_000
            require(index or item is None, "a number is neither a string 'p/q' nor an index")


def fields(data: Raw, where: str, need: str | Iterable[str], may: str = "") -> list[Raw]:
    """Return the values of ``need``, then ``may`` (or []), in an object without other fields."""
    required = need.split() if isinstance(need, str) else list(need)
    keys = required + may.split()
    require(isinstance(data, dict), f"{where}: an object is expected")
    wrong = (set(required) - data.keys()) | (data.keys() - set(keys))
    require(not wrong, f"{where}: missing or unknown: {sorted(wrong)}")
    return [data.get(key, []) for key in keys]


def proof_of(proof: Raw, kind: str, need: str, may: str = "") -> list[Raw]:
    """Return the fields of a proof of this kind."""
    found, *rest = fields(proof, "proof", f"kind {need}", may)
    require(found == kind, f"a proof of kind {kind} is expected")
    return rest


def items(data: Raw, where: str, size: int | None = None) -> list[Raw]:
    """Return ``data`` if it is a list (of ``size`` entries)."""
    require(isinstance(data, list), f"{where}: a list is expected")
    require(size is None or len(data) == size, f"{where}: {size} entries are expected")
    return data


def names(data: Raw, where: str) -> tuple[str, ...]:
    """Return a list of distinct texts of one line as a tuple."""
    lines = all(isinstance(n, str) and n.strip() and n.isprintable() for n in items(data, where))
    require(lines and len(set(data)) == len(data), f"{where}: distinct lines are expected")
    return tuple(data)


def labels(data: Raw, where: str) -> tuple[str, ...]:
    """Return the names of variables or players: as `names`, and short enough to be shown."""
    found = names(data, where)
    require(all(len(n) <= MAX_NAME for n in found), f"{where}: a name is too long")
    return found


def rational(data: Raw, where: str) -> Fraction:
    """Return the exact value of ``"p/q"`` or ``"n"``, which has one spelling only."""
    short = isinstance(data, str) and len(data) <= MAX_DIGITS
    match = re.fullmatch(r"(0|-?[1-9][0-9]*)(?:/([1-9][0-9]*))?", data) if short else None
    value = Fraction(int(match[1]), int(match[2] or "1")) if match else Fraction(0)
    require(match and str(value) == data, f"{where}: a number 'p/q' in lowest terms is expected")
    return value
