r"""One patron and several clients: protection and payment, link by link.

The patron cedes :math:`y_i \in [0, 1]` to client i, which is worth :math:`s_i y_i` to it, and is
paid :math:`t_i`:

.. math:: u_P = \sum_i t_i - \frac{w}{2} \sum_i y_i^2 - \frac{k}{2} \Bigl(\sum_i y_i\Bigr)^2,
    \qquad u_i = s_i y_i - t_i .

With k > 0 a commitment to one makes that to another dearer (clients are substitutes). A link that
breaks leaves :math:`y_i = t_i = 0`. Each link's surplus is largest at :math:`w y_i + k \sum_j y_j =
s_i`; of the payment, `bargain.nash_in_nash` says what is given the other agreements, and what if a
broken link is followed by bargaining anew. Two clients and lump sums are statement 26 of the
theory.
"""

from __future__ import annotations

import sympy as sp

from bargain.arguments import whole
from bargain.game.game import Game
from bargain.game.models.fixing import fixed_in
from bargain.game.written import Number

__all__ = ["hub_and_spokes", "spokes"]


def hub_and_spokes(clients: int = 2, **fixed: Number) -> Game:
    r"""A patron that protects several clients, each for a payment.

    .. math:: u_P = \sum_i t_i - \frac{w}{2} \sum_i y_i^2 - \frac{k}{2} \Bigl(\sum_i y_i\Bigr)^2,
        \qquad u_i = s_i y_i - t_i .

    Parameters
    ----------
    clients : int, default 2
        How many, at least 1.
    **fixed
        Values for ``w``, ``k`` and ``s_1``, ``s_2``, …

    Returns
    -------
    Game
        Terms ``y_1, t_1, …`` with :math:`0 \le t_i \le s_i`: no other payment is acceptable to
        both; `spokes` has the links.

    Raises
    ------
    OptionError
        For no clients, or an unknown parameter.

    References
    ----------
    Horn, H. & Wolinsky, A. (1988), Bilateral monopolies and incentives for merger, *RAND Journal of
    Economics* 19, 408-419. Cha, V. (2010), Powerplay: origins of the U.S. alliance system in Asia,
    *International Security* 34(3), 158-196.

    Examples
    --------
    >>> import bargain as bg
    >>> game = hub_and_spokes(2, s_1=1, s_2=1, w=1, k=1)
    >>> game.payoffs["client 1"]
    -t_1 + y_1
    >>> found = bg.nash_in_nash(game, spokes(game))
    >>> found.agreement["y_1"], found.agreement["t_1"], found.proved
    (Fraction(1, 3), Fraction(5, 18), True)
    """
    whole(clients, "clients", least=1)
    numbers = range(1, clients + 1)
    y, t = (sp.symbols(f"{name}_1:{clients + 1}") for name in ("y", "t"))
    s = sp.symbols(f"s_1:{clients + 1}", positive=True)
    w, k = sp.symbols("w k", positive=True)
    names = [f"client {i}" for i in numbers]
    cost = w * sum(v**2 for v in y) / 2 + k * sum(y) ** 2 / 2
    meanings = {"w": "what the patron's own autonomy is worth to it", "k": "how commitments crowd"}
    for i in numbers:
        meanings |= {
            f"y_{i}": f"autonomy that the patron cedes to client {i}",
            f"t_{i}": f"what client {i} pays",
            f"s_{i}": f"security of client {i} per unit ceded",
        }
    game = Game(
        actions={p: {} for p in ("patron", *names)},
        terms={
            v: bounds
            for a, b, worth in zip(y, t, s, strict=True)
            for v, bounds in ((a, (0, 1)), (b, (0, worth)))
        },
        payoffs={
            "patron": sum(t) - cost,
            **{p: a * x - b for p, a, x, b in zip(names, s, y, t, strict=True)},
        },
        name="hub and spokes",
        meanings=meanings,
    )
    return fixed_in(game, fixed)


def spokes(game: Game) -> dict[tuple[str, str], tuple[sp.Symbol, ...]]:
    """The links of `hub_and_spokes`: the patron with each client, and what they settle.

    Parameters
    ----------
    game : Game
        Made by `hub_and_spokes`.

    Returns
    -------
    dict of pair of players to pair of terms
        As `bargain.nash_in_nash` takes them: protection, then payment.

    Raises
    ------
    GameError
        For a game of another kind.

    References
    ----------
    Horn, H. & Wolinsky, A. (1988), *RAND Journal of Economics* 19, 408-419.

    Examples
    --------
    >>> spokes(hub_and_spokes(1))
    {('patron', 'client 1'): (y_1, t_1)}
    """
    return {
        ("patron", p): tuple(game.symbol(f"{n}_{p.removeprefix('client ')}") for n in "yt")
        for p in game.players
        if p != "patron"
    }
