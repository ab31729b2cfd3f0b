"""Errors: what is wrong, where, and what to do about it.

Every error that a user can meet is a `BargainError` with three parts. Bad input is an
`InputError` (also a `ValueError`); on the command line it ends with exit status 2 and one line.
"""

from __future__ import annotations

__all__ = [
    "BargainError",
    "CallError",
    "DataError",
    "EmptyRegionError",
    "ExpressionError",
    "FileError",
    "GameError",
    "InputError",
    "LimitReached",
    "NoClosedForm",
    "OptionError",
    "RegionError",
    "StoreError",
]


_LONGEST = 500


class BargainError(Exception):
    """Base class of every error of this package.

    Parameters
    ----------
    what : str
        What is wrong.
    where : str, optional
        The place: the argument, the expression, the file and line.
    fix : str, optional
        What to do.

    Examples
    --------
    >>> str(BargainError("the box is reversed", where="y_P: (1, 0)", fix="write (0, 1)"))
    'the box is reversed [y_P: (1, 0)]; write (0, 1)'
    """

    def __init__(self, what: str, *, where: str = "", fix: str = "") -> None:
        what, where, fix = (_clipped(part) for part in (what, where, fix))
        self.what, self.where, self.fix = what, where, fix
        message = what
        if where:
            message += f" [{where}]"
        if fix:
            message += f"; {fix}"
        super().__init__(message)


def _clipped(part: str) -> str:
    """A message fits a screen: of long expressions it shows the beginning."""
    return part if len(part) <= _LONGEST else part[:_LONGEST] + "…"


class InputError(BargainError, ValueError):
    """The input cannot be used as it stands."""


class GameError(InputError):
    """A game is not well defined."""


class ExpressionError(InputError):
    """A text is not an expression of the accepted language."""


class RegionError(InputError):
    """A region of parameters is not well defined."""


class EmptyRegionError(RegionError):
    """No parameter value satisfies the region: nothing can be claimed about it."""


class FileError(InputError):
    """A file cannot be read, or does not say what it should."""


class StoreError(FileError):
    """A store cannot be used, or holds other work than what is asked."""


class DataError(InputError):
    """An observation or a data file is not what its schema says."""


class CallError(InputError, TypeError):
    """A function was called with arguments that it does not have, or without one that it needs."""


class OptionError(InputError):
    """An option or an argument is outside its domain."""


class NoClosedForm(BargainError):
    """No closed form was found and verified; numbers may still exist."""


class LimitReached(BargainError):
    """A time or size limit ended the work before an answer was established."""
