"""Cases: which alliance is meant, each a folder of files.

A case names a patron and a client and brings what is on record for them; everything else follows:
dependence by year, the gap, presence and treaty. Any folder of this form is a case
(``bargain reproduce --case DIR``); `docs/alliances.md` says what its files hold.
"""

from __future__ import annotations

from importlib import resources
from os import PathLike
from pathlib import Path

from bargain.alliances.cases.case import Case

__all__ = ["Case", "case", "names"]


def names() -> tuple[str, ...]:
    """Return the names of the packaged cases.

    Examples
    --------
    >>> names()
    ('us_japan', 'us_philippines', 'us_rok', 'us_taiwan', 'ussr_china', 'ussr_poland')
    """
    folder = resources.files("bargain.alliances.cases")
    return tuple(sorted(p.name for p in folder.iterdir() if p.joinpath("case.toml").is_file()))


def case(name: str | PathLike[str]) -> Case:
    """Return a packaged case, or that of a folder.

    Parameters
    ----------
    name : str or path-like
        One of `names`, or a folder with a ``case.toml``.

    Raises
    ------
    OptionError
        If there is neither.
    FileError, DataError
        If a file of the folder is not what it should be, naming file, row and column.

    Examples
    --------
    >>> case("us_rok").client
    'ROK'
    """
    from bargain.errors import OptionError

    if not isinstance(name, (str, PathLike)):
        raise OptionError(f"{name!r} is not the name of a case", where="case")
    if str(name) in names():
        with resources.as_file(resources.files("bargain.alliances.cases") / str(name)) as folder:
            return Case.from_folder(folder)
    if Path(name).is_dir():
        return Case.from_folder(Path(name))
    raise OptionError(
        f"there is no case {str(name)!r}",
        where="case",
        fix=f"a folder with a case.toml, or one of {', '.join(names())}",
    )
