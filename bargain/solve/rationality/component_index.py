r"""The index of the components of equilibria of a two-player game, degenerate ones included.

The index of a component :math:`C` is the sum of the indices of the equilibria near :math:`C` of
any game that is close enough and not degenerate; it does not depend on that game, and over all
components it adds up to 1. The close game here has a symbol in place of a small number: in the
best-reply polytopes

.. math::
    P_\varepsilon = \{x \ge 0,\; B_j^\top x \le 1 + \varepsilon^{j}\}, \qquad
    Q_\varepsilon = \{y \ge 0,\; A_i y \le 1 + \varepsilon^{i}\}

the payoffs of action :math:`j` are divided by :math:`1 + \varepsilon^{j}`. Signs are those of the
first coefficient that is not zero (`bargain.solve.finite.exact_basis`), which are the signs for all
small :math:`\varepsilon > 0`: no number has to be shown to be small enough. Every vertex of
:math:`P_\varepsilon` and :math:`Q_\varepsilon` has as many labels as there are dimensions, so the
game is not degenerate. Its equilibria are the pairs of complementary bases; with supports
:math:`S, T` of size :math:`k` the index is that of Shapley,

.. math:: (-1)^{k+1} \operatorname{sign} \det A_{S T} \operatorname{sign} \det B_{S T},

and for :math:`\varepsilon \to 0` the equilibrium becomes an extreme equilibrium of the game, which
says to which component it belongs. The bases of the polytope in fewer dimensions are visited along
its edges, from the artificial equilibrium on.

References
----------
L. Shapley (1974), A note on the Lemke-Howson algorithm, Math. Programming Study 1, 175-189.
K. Ritzberger (1994), The theory of normal form games from the differentiable viewpoint,
International Journal of Game Theory 23, 207-236 (components, invariance under perturbation).
S. Govindan, R. Wilson (1997), Equivalence and invariance of the index and degree of Nash
equilibria, Games and Economic Behavior 21, 56-61 (duplicate strategies).
B. von Stengel (2002), Computing equilibria for two-person games, sec. 2.6 (lexicographic rule).
"""

from __future__ import annotations

from collections.abc import Iterator

import flint
import numpy as np

from bargain.arguments import of_type, whole, within_reach
from bargain.budget import spend
from bargain.errors import GameError, InputError, LimitReached
from bargain.game.tables.finite_game import FiniteGame
from bargain.solve.finite.best_reply_polytope import best_reply_constraints
from bargain.solve.finite.exact_basis import exact_labels, exact_point
from bargain.solve.finite.lemke_howson import Tableau, distribution
from bargain.solve.finite.mixed_equilibria import nash_equilibria

__all__ = ["component_indices", "index_of_supports", "perturbed_bases"]

_STEP = 20  # of counted work, for an entry of a tableau


@within_reach
def component_indices(game: FiniteGame, *, max_vertices: int = 20_000) -> tuple[int, ...]:
    """The index of every component of the equilibria of a two-player game.

    Parameters
    ----------
    game : FiniteGame
        Two players, rational payoffs.
    max_vertices : int, default 20000
        Limit on the vertices of the smaller perturbed polytope.

    Returns
    -------
    tuple of int
        One for each entry of ``nash_equilibria(game).components``, in that order; they add up
        to 1. One that is not 0 says that every game nearby has an equilibrium near the
        component.

    Raises
    ------
    GameError
        If the game has not two players.
    InputError
        If not all equilibria are known.
    LimitReached
        If the polytope has more vertices.

    Examples
    --------
    The battle of the sexes, with an outside option of 2 for the first player (Kohlberg and Mertens
    1986): staying out is a component, and its index is 0.

    >>> outside = FiniteGame.from_payoffs(
    ...     [[2, 2], [3, 0], [0, 1]], [[2, 2], [1, 0], [0, 3]], actions=[["out", "T", "B"], "LR"])
    >>> found = nash_equilibria(outside)
    >>> [found.equilibria[c.equilibria[0]].support("1") for c in found.components]
    [('out',), ('T',)]
    >>> component_indices(outside)
    (0, 1)
    """
    of_type(game, FiniteGame, "game", fix="give a FiniteGame", where="component_indices")
    if len(game.players) != 2:
        raise GameError("the index is of two-player games", where=f"{game!r}",
                        fix="give a game of two players")  # fmt: skip
    found = nash_equilibria(game)
    if not found.complete or not found.components:
        raise InputError("not all equilibria are known", where=found.reason,
                         fix="reduce the game: iterated_elimination")  # fmt: skip
    place = {}
    for k, component in enumerate(found.components):
        for position in component.equilibria:
            profile = found.equilibria[position]
            place[tuple(tuple(s.values()) for s in profile.strategies.values())] = k
    indices = [0] * len(found.components)
    a, b = game.numeric_payoffs("component_indices")
    for ends, sign in _perturbed_equilibria(a, b, whole(max_vertices, "max_vertices")):
        indices[place[ends]] += sign
    assert sum(indices) == 1  # Shapley (1974), theorem 2
    return tuple(indices)


def _perturbed_equilibria(
    a: np.ndarray, b: np.ndarray, limit: int
) -> Iterator[tuple[tuple[tuple[object, ...], ...], int]]:
    """The limits of the equilibria of the perturbed game, each with its index."""
    swapped = a.shape[0] > a.shape[1]  # the first polytope has as many dimensions as actions
    if swapped:
        a, b = b.T, a.T
    m, n = a.shape
    for_x, for_y = best_reply_constraints(b.T), best_reply_constraints(a)
    own, other = (1 << m) - 1, (1 << n) - 1
    for basis in perturbed_bases(for_x, limit):
        unplayed, best = basis & own, basis >> m
        if not best:
            continue  # the artificial equilibrium
        answer = (other & ~best) | (own & ~unplayed) << n
        if exact_labels(for_y, answer) is None:
            continue
        x, y = exact_point(for_x, basis), exact_point(for_y, answer)
        assert x is not None  # a basis that is feasible defines a point
        assert y is not None
        rows = [i for i in range(m) if not unplayed >> i & 1]
        columns = [j for j in range(n) if best >> j & 1]
        ends = distribution(x), distribution(y)
        yield ends[::-1] if swapped else ends, index_of_supports(for_y, for_x.T, rows, columns)


def perturbed_bases(constraints: np.ndarray, limit: int) -> Iterator[int]:
    r"""Yield the label sets of the vertices of :math:`\{z \ge 0,\; G_j z \le 1 + \varepsilon^j\}`.

    Parameters
    ----------
    constraints : object array of positive int, shape (k, d)
    limit : int
        Largest number of vertices.

    Raises
    ------
    LimitReached
        If there are more.

    Examples
    --------
    Two equal constraints: the second is never tight.

    >>> sorted(map(bin, perturbed_bases(np.array([[2, 1], [2, 1]], dtype=object), 9)))
    ['0b1001', '0b1010', '0b11']
    """
    k, d = constraints.shape
    every = (1 << (d + k)) - 1
    first = Tableau(constraints, range(d), range(d, d + k))
    waiting, seen = [first], {(1 << d) - 1}
    while waiting:
        tableau = waiting.pop()
        basic = sum(1 << label for label in tableau.basis)
        yield every & ~basic
        for entering in range(d + k):
            if basic >> entering & 1:
                continue
            leaving = tableau.basis[tableau.leaving(entering)]
            labels = every & ~(basic ^ (1 << entering) ^ (1 << leaving))
            if labels in seen:
                continue
            if len(seen) >= limit:
                raise LimitReached(
                    f"a perturbed best-reply polytope has more than {limit} vertices",
                    where=f"dimension {d}",
                    fix="raise max_vertices, or remove dominated actions first",
                )
            spend(_STEP * k * d)
            seen.add(labels)
            near = tableau.copy()
            near.pivot(entering)
            waiting.append(near)


def index_of_supports(a: np.ndarray, b: np.ndarray, rows: list[int], columns: list[int]) -> int:
    """The index of an equilibrium with these supports, 0 if it is not regular.

    Parameters
    ----------
    a, b : object arrays of positive int, shape (m, n)
        Payoffs with the comparisons of the game.
    rows, columns : list of int
        As many of either, all of them best replies.

    Examples
    --------
    >>> unit = np.array([[2, 1], [1, 2]], dtype=object)
    >>> index_of_supports(unit, unit, [0], [0]), index_of_supports(unit, unit, [0, 1], [0, 1])
    (1, -1)
    """
    first, second = (
        flint.fmpz_mat([[int(m[i, j]) for j in columns] for i in rows]).det() for m in (a, b)
    )
    if not first * second:
        return 0
    return (1 if first * second > 0 else -1) * (-1) ** (len(rows) + 1)
