"""The claim that a list of boxes holds every pure Nash equilibrium of a game, as certificate data.

The statement (claim ``equilibria``) is the game's payoffs as a tape, its box, and one small box
per equilibrium: each holds exactly one, and there is no other. The proof (kind ``nash``) has, per
face of the box, the tree of `bargain.solve.continuous.face_search` and the root boxes, and then for
every root the judgement of `bargain.solve.continuous.best_reply_proof`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from bargain.check import nash
from bargain.check.certificate import Budget, CertificateError, Data, seal
from bargain.check.interval import ONE
from bargain.game.game import Game
from bargain.question.kinds.equilibria_statement import equilibria_statement
from bargain.question.statement import Statement
from bargain.result import versions
from bargain.signs import about
from bargain.solve.continuous.best_reply_proof import TIED, Judgement
from bargain.solve.continuous.face_search import FaceResult
from bargain.solve.continuous.kkt_system import KKTSystem
from bargain.solve.continuous.root_boxes import RootBox

__all__ = ["holds_but_for_ties", "listed_box", "nash_certificate", "nash_statement"]

_WORK = 10**15  # the checker limits the work of strangers
_LISTED = 1 << 80  # ends of listed boxes are multiples of 2**-80, rounded outward

Box = tuple[tuple[Fraction, Fraction], ...]


def listed_box(root: RootBox) -> Box:
    """Return the box in which an equilibrium is reported: the point itself where it is exact."""
    if root.exact is not None:
        return tuple((t, t) for t in root.exact)
    low_high = []
    for a, b in root.root.tight:
        low = Fraction(a * _LISTED // ONE, _LISTED)
        high = -Fraction(-b * _LISTED // ONE, _LISTED)
        low_high.append((low, high))
    return tuple(low_high)


def nash_certificate(
    game: Game, system: KKTSystem, results: Sequence[FaceResult], judgements: Sequence[Judgement]
) -> dict[str, Any]:
    """Return the sealed certificate of a complete search.

    Parameters
    ----------
    game : Game
    system : KKTSystem
    results : sequence of FaceResult
        One per face, in order, all settled.
    judgements : sequence of Judgement
        One per root, in the order of the faces.

    Returns
    -------
    dict
    """
    roots = [root for result in results for root in result.roots]
    boxes, equilibria, dismissed = [], [], {}
    for r, (root, judgement) in enumerate(zip(roots, judgements, strict=True)):
        if judgement.best is not None:
            boxes.append(listed_box(root))
            equilibria.append({"root": r, "replies": judgement.best})
        else:
            dismissed[str(r)] = judgement.dismissal
    proof = {
        "kind": "nash",
        "faces": {
            result.face: {"tree": result.tree, "roots": [root.data for root in result.roots]}
            for result in results
        },
        "listed": equilibria,
        "dismissed": dismissed,
    }
    statement = nash_statement(game, system, boxes).plain()
    return seal(statement, proof, [], {}, versions("numpy", "sympy"))


class _WithTies(nash.Game):
    """The checker's rules, and best replies that were shown by roots."""

    def worse(self, token: Any, i: int, t: Any, x: Any) -> bool:
        return bool(token == TIED) or super().worse(token, i, t, x)


def holds_but_for_ties(certificate: Data) -> bool:
    """Whether the checker's rules accept everything except the leaves `TIED`.

    Parameters
    ----------
    certificate : mapping
        Of `nash_certificate`.
    """
    try:
        rules = _WithTies(certificate["statement"], Budget(_WORK))
        rules.prove("equilibria", certificate["proof"], {})
    except CertificateError:
        return False
    return True


def nash_statement(
    game: Game, system: KKTSystem, boxes: Sequence[Box], verdict: str = "equilibria"
) -> Statement:
    """Return the exact statement that these boxes hold one equilibrium each, and no other is.

    Parameters
    ----------
    game : Game
    system : KKTSystem
        Of the game.
    boxes : sequence of tuple of (Fraction, Fraction)
    verdict : str
        ``always`` or ``never`` where whether there is one was asked.

    Returns
    -------
    Statement
    """
    return equilibria_statement(
        game,
        system.variables,
        system.box,
        boxes,
        words=[
            *_words(game, list(map(str, system.variables)), boxes),
            *_roots(system),
            *_units(system),
        ],
        players=[
            {"name": player, "variables": list(mine)}
            for player, mine in zip(system.players, system.own, strict=True)
        ],
        tape=[list(node) for node in system.nodes[: system.length]],
        payoffs=list(system.payoffs),
        verdict=verdict,
    )


def _roots(system: KKTSystem) -> list[str]:
    return [
        f"{v} is written as {root.expression} with {root.letter} from 0 to 1, one to one."
        for v, root in system.roots.items()
    ]


def _units(system: KKTSystem) -> list[str]:
    return [
        f"The payoff of {player} is divided by {unit}, which changes no best reply."
        for player, unit in zip(system.players, system.units, strict=True)
        if unit != 1
    ]


def _words(game: Game, names: Sequence[str], boxes: Sequence[Box]) -> list[str]:
    title = f"The game {game.name!r}" if game.name else "The game"
    if not boxes:
        return [f"{title} has no Nash equilibrium in pure actions."]
    noun = "equilibrium" if len(boxes) == 1 else "equilibria"
    listed = [
        "; ".join(
            f"{name} = {a}" if a == b else f"{name} = {about((a + b) / 2, 12)}"
            for name, (a, b) in zip(names, box, strict=True)
        )
        for box in boxes
    ]
    return [f"{title} has exactly {len(boxes)} Nash {noun} in pure actions:", *listed]
