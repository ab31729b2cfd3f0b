r"""The alliance dilemma (Snyder 1984, 1997): commit or keep a distance.

A 2×2 game. An ally that keeps its distance gets 0; one that commits gets :math:`a_i` if the
partner commits and :math:`b_i` if the partner keeps its distance, so that :math:`a_i` and
:math:`b_i` are its incentives to commit in the two cases (adding anything that depends on the
partner's action alone changes no best reply). Fear of entrapment: the incentive falls with the
partner's commitment, :math:`a_i < 0 < b_i`. Fear of abandonment: it rises, :math:`b_i < 0 < a_i`.
"""

from __future__ import annotations

import sympy as sp

from bargain.arguments import flag
from bargain.game.models.fixing import fixed_in
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.written import Number

__all__ = ["alliance_dilemma"]


def alliance_dilemma(*, opposite_fears: bool = False, **fixed: Number) -> FiniteGame:
    """The 2×2 game of committing and keeping a distance, with symbolic payoffs.

    Parameters
    ----------
    opposite_fears : bool, default False
        Assume that the patron fears entrapment and the client abandonment
        (``a_P < 0 < b_P`` and ``b_C < 0 < a_C``).
    **fixed
        Values for ``a_P``, ``b_P``, ``a_C``, ``b_C``.

    Returns
    -------
    FiniteGame
        Players ``patron`` and ``client``, actions ``commit`` and ``distance``.

    References
    ----------
    Snyder, G. H. (1984), The security dilemma in alliance politics, *World Politics* 36(4),
    461-495. THEORY, statement 13.

    Examples
    --------
    >>> game = alliance_dilemma(a_P=-1, b_P=1, a_C=1, b_C=-1)
    >>> game.shape
    (2, 2)
    """
    a_P, b_P, a_C, b_C = sp.symbols("a_P b_P a_C b_C", real=True)
    opposite = flag(opposite_fears, "opposite_fears")
    assumptions = [a_P < 0, b_P > 0, a_C > 0, b_C < 0] if opposite else []
    game = FiniteGame.from_payoffs(
        [[a_P, b_P], [0, 0]],
        [[a_C, 0], [b_C, 0]],
        players=("patron", "client"),
        actions={"patron": ("commit", "distance"), "client": ("commit", "distance")},
        name="alliance dilemma",
        assumptions=assumptions,
    )
    return fixed_in(game, fixed)
