r"""The first-order system of a continuous game, face by face of its box.

Write :math:`f_v = \partial u_p / \partial v` for an action :math:`v` of player :math:`p`. A *face*
fixes some actions at their lower (``"0"``) or upper (``"1"``) bound and leaves the others free
(``"2"``, strictly inside). A pure Nash equilibrium lies on exactly one face, and there

* :math:`f_v = 0` and :math:`\partial f_v / \partial v \le 0` for every free action,
* :math:`f_v \le 0` at a lower bound, :math:`f_v \ge 0` at an upper bound.

Payoffs with very large or small numbers are divided by a power of two first. The system is a tape
(`bargain.intervals.expression_tape`): payoffs, the :math:`f_v` and their derivatives
:math:`J_{vw}`, differentiated by the checker (`bargain.check.nash`), whose rules also judge every
step of a proof while it is looked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import sympy as sp

from bargain.check import nash
from bargain.check.certificate import Budget, CertificateError
from bargain.errors import GameError, LimitReached
from bargain.exact import to_fraction, to_sympy
from bargain.game import faces as boxes
from bargain.game.feasible_set import refuse_feasible_sets
from bargain.game.game import Game
from bargain.intervals.enclosures import Node
from bargain.intervals.expression_tape import tape_of
from bargain.solve.payoffs.root_actions import RootAction, in_roots

__all__ = ["FREE", "LOWER", "UPPER", "Face", "KKTSystem", "Token", "faces", "kkt_system"]

LOWER, UPPER, FREE = "0", "1", "2"
_PLAIN = 2**40  # numbers between this and its inverse need no unit
_WORK = 10**15  # the checker limits the work of strangers; here a mark does
Token = list[int | str | list[str]]  # a leaf or a cut of a tree of boxes
Face = str  # a digit per action


@dataclass(frozen=True, slots=True, kw_only=True)
class KKTSystem:
    """Payoffs, first and second derivatives of a numeric game on one tape.

    Parameters
    ----------
    players : tuple of str
        Those with an action: a player without one cannot deviate, so an equilibrium asks nothing
        of it.
    variables : tuple of sympy.Symbol
        All actions, in player order.
    own : tuple of tuple of int
        The positions of each player's actions.
    owner : tuple of int
        The player of each action.
    box : tuple of (Fraction, Fraction)
    nodes : tuple of Node
        The tape; the first `length` nodes are the payoffs' own.
    length : int
    units : tuple of Fraction
        A power of two per player; the tape has the payoffs divided by these.
    payoffs : tuple of int
        Node of each player's payoff.
    slope : tuple of int
        Node of :math:`f_v`.
    curvature : tuple of tuple of int
        Node of :math:`J_{vw}`.
    rules : bargain.check.nash.Game
        The same game as the checker reads it, and the rules of its proofs.
    game : Game
        The game in these variables.
    roots : mapping of action to RootAction
        Actions of the game that was given which are written in other variables.
    """

    players: tuple[str, ...]
    variables: tuple[sp.Symbol, ...]
    own: tuple[tuple[int, ...], ...]
    owner: tuple[int, ...]
    box: tuple[tuple[Fraction, Fraction], ...]
    nodes: tuple[Node, ...]
    length: int
    units: tuple[Fraction, ...]
    payoffs: tuple[int, ...]
    slope: tuple[int, ...]
    curvature: tuple[tuple[int, ...], ...]
    rules: nash.Game
    game: Game
    roots: Mapping[sp.Symbol, RootAction]


def _node(operation: str, a: str | int, b: str | int | None) -> Node:
    """Return a node of the checker's tape in the form of ours; its constants are dyadic."""
    if operation == "c":
        return ("c", str(b))
    return (operation, a) if b is None else (operation, a, b)


def kkt_system(game: Game, *, rooted: bool = False) -> KKTSystem:
    """Return the first-order system of a game without parameters and terms.

    Parameters
    ----------
    game : Game
    rooted : bool, default False
        Write actions as powers where roots vanish (`bargain.solve.payoffs.root_actions`).

    Raises
    ------
    GameError
        If parameters or terms are left, or no player has an action.
    ExpressionError
        If a payoff uses a function that cannot be bounded; it is named.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> game = Game(actions={"A": {x: (0, 1)}, "B": {y: (0, 1)}}, payoffs={"A": x*y, "B": y - x})
    >>> kkt_system(game).owner
    (0, 1)
    """
    refuse_feasible_sets(game, "the list of equilibria")
    if game.parameters:
        raise GameError(
            f"{game.parameters[0]} has no value",
            where="nash_equilibria",
            fix="give numbers with game.at({...}), or ask for symbolic=True",
        )
    if game.terms:
        raise GameError(
            f"{next(iter(game.terms))} is a term: nobody chooses it alone",
            where="nash_equilibria",
            fix="fix the terms with game.at({...})",
        )
    game, roots = (in_roots(game) if rooted else None) or (game, {})
    players = tuple(p for p in game.players if game.own(p))
    if not players:
        raise GameError(
            "no player has an action, so there is nothing to be in equilibrium",
            where="nash_equilibria",
            fix="give a player an action",
        )
    variables = tuple(v for p in players for v in game.own(p))
    position = {v: k for k, v in enumerate(variables)}
    own = tuple(tuple(position[v] for v in game.own(p)) for p in players)
    owner = tuple(k for k, mine in enumerate(own) for _ in mine)
    units = tuple(_unit(game, p) for p in players)
    payoffs = [game.payoffs[p] / to_sympy(unit) for p, unit in zip(players, units, strict=True)]
    tape = tape_of(payoffs, variables, game.box)
    box = tuple((to_fraction(game.box[v][0]), to_fraction(game.box[v][1])) for v in variables)
    statement = {
        "variables": [str(v) for v in variables],
        "box": [[str(low), str(high)] for low, high in box],
        "tape": tape.to_json(),
        "players": [{"name": p, "variables": list(own[k])} for k, p in enumerate(players)],
        "payoffs": list(tape.roots),
        "equilibria": [],
    }
    try:
        rules = nash.Game(statement, Budget(_WORK))
    except CertificateError as limit:  # a power or a number that no certificate may hold
        raise LimitReached(
            f"the game is too large for a certificate: {limit}",
            where="nash_equilibria",
            fix="use powers up to 200 and at most 8 actions",
        ) from None
    added = [_node(*node) for node in rules.tape.nodes[len(tape.nodes) :]]
    return KKTSystem(
        players=players,
        variables=variables,
        own=own,
        owner=owner,
        box=box,
        nodes=(*tape.nodes, *added),
        rules=rules,
        game=game,
        roots=roots,
        length=len(tape.nodes),
        units=units,
        payoffs=tape.roots,
        slope=tuple(rules.f),
        curvature=tuple(map(tuple, rules.h)),
    )


def _unit(game: Game, player: str) -> Fraction:
    """Return a unit in which a payoff has slopes of ordinary size; dividing changes no best reply.

    The checker's numbers have 96 binary digits after the point.
    """
    payoff = game.payoffs[player]
    numbers = [abs(n) for n in payoff.atoms(sp.Rational) if n != 0]
    if all(n <= _PLAIN and n * _PLAIN >= 1 for n in numbers):
        return Fraction(1)
    middle = {v: (low + high) / 2 for v, (low, high) in game.box.items()}
    slopes = [sp.diff(payoff, v) for v in game.own(player)]
    bends = [sp.diff(slope, w) for slope in slopes for w in game.variables]
    for derivatives in (bends, slopes):
        sizes = [abs(sp.N(d.xreplace(middle))) for d in derivatives]
        largest = max((n for n in sizes if n.is_finite and n != 0), default=None)
        if largest is not None:
            return Fraction(2) ** int(sp.floor(sp.log(largest, 2)))
    return Fraction(1)


def faces(count: int) -> Iterator[Face]:
    """Yield every face of a box with so many actions, corners first."""
    for face in boxes.faces(count, corners_first=True):
        yield "".join(FREE if side is boxes.FREE else str(side) for side in face)
