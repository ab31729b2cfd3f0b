"""Cases: which alliance is meant.

A case names a patron and a client and says where their contributions and troops are on record.
Everything else follows from the names: dependence by year, the gap, the survival margin. Adding an
alliance takes one data file (`bargain.alliances.data.load_case` states its columns) and one short
module that ends in a `Case`; `bargain.alliances.cases.us_japan` is the example.
"""

from __future__ import annotations

from bargain.alliances.cases.case import Case

__all__ = ["Case", "case", "names"]


def names() -> tuple[str, ...]:
    """Return the names of the packaged cases.

    Examples
    --------
    >>> names()
    ('us_japan', 'us_rok')
    """
    return ("us_japan", "us_rok")


def case(name: str) -> Case:
    """Return a packaged case.

    Parameters
    ----------
    name : str
        One of `names`.

    Raises
    ------
    OptionError
        If there is no such case.

    Examples
    --------
    >>> case("us_rok").client
    'ROK'
    """
    import importlib

    from bargain.errors import OptionError

    if name not in names():
        raise OptionError(f"there is no case {name!r}", where="case", fix=", ".join(names()))
    found: Case = importlib.import_module(f"bargain.alliances.cases.{name}").CASE
    return found
