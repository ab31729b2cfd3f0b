"""Certificates for the list of all equilibria of a table with numbers: one case without letters.

`bargain.solve.cases.table_cases` proves of a cell of the parameters, support by support, that what
it lists are the extreme equilibria. Without parameters there is one cell, and its list is compared
with the one that the enumeration of vertices gave.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

import sympy as sp

from bargain.check.certificate import Plain
from bargain.errors import BargainError
from bargain.game.tables.finite_game import FiniteGame
from bargain.solve.cases.table_cases import MIXED, table_cases
from bargain.solve.equilibria import Equilibria

__all__ = ["certificate_by_supports"]

_EFFORT, _SECONDS = 300.0, 300.0


def certificate_by_supports(game: FiniteGame, found: Equilibria) -> Plain | None:
    """Return a certificate that a complete list is one, or None.

    Parameters
    ----------
    game : FiniteGame
        Two players, numbers.
    found : Equilibria

    Examples
    --------
    >>> game = FiniteGame.from_payoffs([[3, 0, 1], [5, 1, 0]], [[3, 5, 0], [0, 1, 2]])
    >>> from bargain.solve.finite.mixed_equilibria import nash_equilibria
    >>> certificate_by_supports(game, nash_equilibria(game))["statement"]["claim"]
    'region'
    """
    if not found.complete:
        return None
    try:
        cases = table_cases(game, pure=False, effort=_EFFORT, timeout=_SECONDS)
    except BargainError:
        return None
    if not cases.complete or len(cases.cells) != 1 or cases.asked != MIXED:
        return None
    (cell,) = cases.cells
    same = _profiles(game, found.equilibria) == _profiles(game, cell.equilibria)
    return dict(cases.certificate) if same and cases.certificate else None


def _profiles(
    game: FiniteGame, profiles: Iterable[Mapping[str, Mapping[Hashable, object]]]
) -> set[Hashable]:
    return {
        tuple(
            sp.Rational(str(e[p][a])) for p in game.players for a in game.actions[p]
        )
        for e in profiles
    }  # fmt: skip
