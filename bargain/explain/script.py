"""What files for a proof assistant have in common: lines, fresh labels, the name of a theorem."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from bargain.check.certificate import CertificateError, Data
from bargain.check.checker import check, hypotheses_used
from bargain.errors import BargainError, InputError, OptionError

__all__ = ["Lines", "of_certificate", "refuse_name"]

Given = ParamSpec("Given")
Written = TypeVar("Written")


def of_certificate(
    write: Callable[Concatenate[Data, Given], Written],
) -> Callable[Concatenate[Data, Given], Written]:
    """A writer of certificates that says so where it is given something else.

    The checker says what is wrong. Where it finds nothing wrong, the error is the writer's own.
    """

    @wraps(write)
    def written(certificate: Data, /, *args: Given.args, **options: Given.kwargs) -> Written:
        try:
            return write(certificate, *args, **options)
        except BargainError:
            raise
        except Exception as error:  # broken data come to anything, in sympy too
            reason = _wrong(certificate)
            if not reason:
                raise
            raise InputError(
                "this is no certificate: nothing can be written of it", where=reason,
                fix="take it as `save` wrote it; `bargain check FILE` reads it",
            ) from error  # fmt: skip

    return written


def _wrong(certificate: object) -> str:
    """What the checker says against a certificate; empty if nothing."""
    if not isinstance(certificate, Mapping):
        return f"a mapping is expected, not {type(certificate).__name__}"
    for key in ("statement", "proof"):
        if key not in certificate:
            return f"it has no {key!r}"
    try:
        hypotheses_used(
            certificate["statement"], certificate["proof"], certificate.get("sample", {})
        )
    except CertificateError as error:
        return str(error)
    return check(dict(certificate)).reason


class Lines:
    """Lines of a script, and labels that are used once."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._fresh = 0

    def line(self, text: str, depth: int = 0) -> None:
        """Append a line."""
        self._lines.append("  " * depth + text)

    def text(self) -> str:
        """The script."""
        return "\n".join(self._lines) + "\n"

    def fresh(self) -> str:
        """A label that is used once."""
        self._fresh += 1
        return f"X{self._fresh}"


def refuse_name(name: str, reserved: re.Pattern[str] | None = None) -> None:
    """Refuse what cannot name a theorem: other signs, or a reserved word.

    Raises
    ------
    OptionError

    Examples
    --------
    >>> refuse_name("no_agreement")
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or (reserved and reserved.fullmatch(name)):
        raise OptionError(f"{name!r} is not a name for a theorem", fix="lower case letters, _")
