"""Optional libraries: which extra brings which, and the one error for an extra that is missing.

The core needs sympy, numpy, scipy, nashpy, z3, flint, click and rich. A room that needs more calls
`require` before it imports, so that a missing library is one line that says what to install.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec

from bargain.errors import InputError

__all__ = ["EXTRAS", "MissingExtra", "missing", "require"]

EXTRAS = {
    "study": ("xarray", "zarr"),
    "cluster": ("dask", "distributed", "xarray", "zarr"),
    "plot": ("matplotlib",),
    "fast": ("numba",),
    "alliances": ("pandas", "lifelines", "jinja2", "matplotlib"),
    "test": ("hypothesis",),
}
"""Extra -> the libraries that this package imports with it."""


class MissingExtra(InputError, ImportError):
    """A library that comes with an extra of this package is not installed."""


def missing(extra: str) -> list[str]:
    """The libraries of an extra that are not installed.

    Examples
    --------
    >>> missing("study")
    []
    """
    return [library for library in EXTRAS[extra] if not _installed(library)]


def _installed(library: str) -> bool:
    if library in sys.modules:
        return sys.modules[library] is not None  # None: someone has barred the import
    return find_spec(library) is not None


def require(extra: str, what: str) -> None:
    """Refuse, in one line, what needs an extra that is not installed.

    Parameters
    ----------
    extra : str
        One of `EXTRAS`.
    what : str
        What needs it.

    Raises
    ------
    MissingExtra
        Naming the extra and how to install it.
    """
    if absent := missing(extra):
        raise MissingExtra(
            f"{what} needs what is not installed: {', '.join(absent)}",
            fix=f'pip install "bargain[{extra}]"',
        )
