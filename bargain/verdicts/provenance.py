"""Who made a certificate: versions of the software, nothing that changes from run to run."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

import bargain

__all__ = ["made_by"]

_TOOLS = ("sympy", "z3-solver", "scipy", "python-flint")


@lru_cache(maxsize=1)
def _versions() -> tuple[tuple[str, str], ...]:
    found = [("bargain", bargain.__version__)]
    for tool in _TOOLS:
        try:
            found.append((tool, version(tool)))
        except PackageNotFoundError:
            found.append((tool, "not installed"))
    return tuple(found)


def made_by() -> dict[str, str]:
    """Versions of bargain and of the tools behind its proofs."""
    return dict(_versions())
