"""Hypothesis strategies for finite games, degenerate ones on purpose.

Payoffs of hand-made games come from few values, so that ties are the rule; `degenerate_games`
adds duplicated and dominated actions, constant tables and zero rows.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from bargain.game.tables.finite_game import FiniteGame

__all__ = ["degenerate_games", "exact_numbers", "finite_games", "many_player_games"]


def exact_numbers() -> SearchStrategy[Any]:
    """Numbers of every kind and size that a payoff table takes: also beyond 2^63, and tiny.

    Returns
    -------
    strategy of int, Fraction, float or text

    Examples
    --------
    >>> from hypothesis import find
    >>> find(exact_numbers(), lambda number: True)
    0
    """
    return st.one_of(
        st.integers(-9, 9),
        st.integers(-(2**70), 2**70),
        st.fractions(-5, 5, max_denominator=12),
        st.floats(-1e12, 1e12, allow_nan=False, allow_infinity=False),
        st.sampled_from([1e-12, 1e12, -1e-12, Fraction(1, 3), 2**63, -(2**63) - 1]),
    )


def _tables(draw: DrawFn, shape: tuple[int, ...], entries: SearchStrategy[Any]) -> Any:
    if not shape:
        return draw(entries)
    return [_tables(draw, shape[1:], entries) for _ in range(shape[0])]


@composite
def finite_games(
    draw: DrawFn, *, most_actions: int = 4, entries: SearchStrategy[Any] | None = None
) -> FiniteGame:
    """Two-player games with 1 to `most_actions` actions each; small integers by default.

    Parameters
    ----------
    draw : callable
        Supplied by hypothesis.
    most_actions : int, default 4
        Largest number of actions.
    entries : strategy, optional
        For the payoffs.

    Returns
    -------
    strategy of FiniteGame

    Examples
    --------
    >>> from hypothesis import find
    >>> find(finite_games(), lambda game: True).shape
    (1, 1)
    """
    shape = (draw(st.integers(1, most_actions)), draw(st.integers(1, most_actions)))
    if entries is None:
        entries = draw(st.sampled_from([st.integers(0, 1), st.integers(-3, 3), st.integers(0, 99)]))
    return FiniteGame.from_payoffs(_tables(draw, shape, entries), _tables(draw, shape, entries))


@composite
def degenerate_games(draw: DrawFn, *, most_actions: int = 4) -> FiniteGame:
    """Two-player games with duplicated, dominated or constant rows and columns.

    Parameters
    ----------
    draw : callable
        Supplied by hypothesis.
    most_actions : int, default 4
        Largest number of actions.

    Returns
    -------
    strategy of FiniteGame

    Examples
    --------
    >>> from hypothesis import find
    >>> len(find(degenerate_games(), lambda game: True).shape)
    2
    """
    m, n = draw(st.integers(1, most_actions)), draw(st.integers(1, most_actions))
    entries = draw(st.sampled_from([st.just(0), st.integers(0, 1), st.integers(-2, 2)]))
    tables = [_tables(draw, (m, n), entries) for _ in range(2)]
    for table in tables:
        for _ in range(draw(st.integers(0, 2))):
            kind = draw(st.sampled_from(["row", "column", "constant row", "constant column"]))
            i, k = draw(st.integers(0, m - 1)), draw(st.integers(0, m - 1))
            j, r = draw(st.integers(0, n - 1)), draw(st.integers(0, n - 1))
            if kind == "row":
                table[i] = list(table[k])
            elif kind == "constant row":
                table[i] = [table[i][0]] * n
            else:
                for row in table:
                    row[j] = row[r] if kind == "column" else table[0][j]
    return FiniteGame.from_payoffs(*tables)


@composite
def many_player_games(draw: DrawFn, *, players: int = 3, most_actions: int = 2) -> FiniteGame:
    """Games of several players with small integer payoffs.

    Parameters
    ----------
    draw : callable
        Supplied by hypothesis.
    players : int, default 3
        Number of players.
    most_actions : int, default 2
        Largest number of actions.

    Returns
    -------
    strategy of FiniteGame

    Examples
    --------
    >>> from hypothesis import find
    >>> len(find(many_player_games(), lambda game: True).players)
    3
    """
    shape = tuple(draw(st.integers(1, most_actions)) for _ in range(players))
    tables = [_tables(draw, shape, st.integers(-3, 3)) for _ in range(players)]
    return FiniteGame.from_payoffs(*tables)
