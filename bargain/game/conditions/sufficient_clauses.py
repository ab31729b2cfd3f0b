r"""Readings: several sets of clauses, from each of which it follows that an agreement exists.

The first reading of a condition is its sufficient encoding, for efficiency by positive weights.
That says too little where an efficient agreement maximises no positively weighted sum: on frontiers
that are not concave and at ends of frontiers. There are two more for efficiency, and one for what
is self-enforcing.

**An equilibrium of every period.** *Theorem.* A Nash equilibrium y with :math:`u_i(y) \ge d_i` for
all i is self-enforcing at every discount factor in [0, 1]. *Proof.* With
:math:`m_i = \max_{z_i} u_i(z_i, y_{-i})`, :math:`u_i(y) = m_i \ge (1 - β) m_i + β d_i`. ∎

**By definition.** For all :math:`z \in Y`: somebody is worse off at z, or nobody is better off,

.. math:: \bigvee_i u_i(y) > u_i(z) \quad\text{or}\quad \bigwedge_i u_i(y) \ge u_i(z).

**A largest sum.** *Theorem.* Let payoffs be continuous on the compact box Y and let
:math:`z \in Y` satisfy demands that hold wherever nobody is worse off than at z (participation).
Then some :math:`y \in Y` satisfies them and is efficient. *Proof.* The set
:math:`\{y \in Y : u_i(y) \ge u_i(z)\ \forall i\}` is compact and not empty, so the sum of payoffs
has a maximum on it (Weierstrass). What is better than the maximum for one player and worse for none
lies in the set and has a larger sum: there is none. ∎ So the other demands are proved of *some* z;
the efficient agreement is not given by such a proof.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sympy as sp

from bargain.errors import OptionError
from bargain.game.alternatives import combination
from bargain.game.auxiliary import deviation
from bargain.game.conditions.best_replies import Nash, SelfEnforcing
from bargain.game.conditions.clauses import Clause, Encoding, joined
from bargain.game.conditions.condition import Condition
from bargain.game.conditions.efficiency import Efficient, in_own_units
from bargain.game.conditions.feasibility import for_all_feasible
from bargain.game.conditions.slopes import only_boxes
from bargain.game.conditions.standard import Holds, Participation
from bargain.game.game import Game

__all__ = ["Reading", "readings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Clauses from which existence follows.

    Parameters
    ----------
    encoding : Encoding
    agreement : bool
        Whether the clauses are about the agreement itself.
    words : str
        By what existence follows, where it is not the sufficient encoding.
    share : float
        Of the effort, what is kept for these clauses while the first reading is tried.
    """

    encoding: Encoding
    agreement: bool = True
    words: str = ""
    share: float = 0.0

    @property
    def plain(self) -> bool:
        """Whether they speak of the agreement alone: no weights, no deviation that is any."""
        clauses = self.encoding.clauses
        return self.agreement and not self.encoding.auxiliary and not any(c.bound for c in clauses)


def readings(condition: Condition, game: Game, *, defined: bool = True) -> tuple[Reading, ...]:
    """All readings of a condition, the first by its sufficient encoding.

    Parameters
    ----------
    condition : Condition
    game : Game
    defined : bool
        Whether all payoffs are known to have a value on the whole box and region.

    Examples
    --------
    >>> import bargain as bg
    >>> game = bg.models.autonomy_security()
    >>> both = bg.conditions.participation() & bg.conditions.efficient()
    >>> [r.agreement for r in readings(both, game)]
    [True, False]
    >>> [r.agreement for r in readings(bg.conditions.nash() & both, game)]
    [True, True]
    """
    first = Reading(encoding=condition.sufficient(game))
    parts = condition.simple()
    if not any(isinstance(c, Efficient) for c in parts):
        return (first, *_in_every_period(parts, game))
    other = [c for c in parts if not isinstance(c, Efficient)]
    if defined and all(_kept_by_gains(c, game) for c in other) and _continuous_payoffs(game):
        return (first, _largest_sum(other, game))
    try:
        return (first, _by_definition(parts, game))
    except OptionError:  # too many players to be written out
        return (first,)


def _in_every_period(parts: tuple[Condition, ...], game: Game) -> Iterator[Reading]:
    if any(isinstance(c, Nash) for c in parts):
        return
    stable = [c for c in parts if isinstance(c, SelfEnforcing)]
    if stable:
        other = [c for c in parts if c not in stable and type(c) is not Participation]
        encodings = [c.sufficient(game) for c in (Nash(), Participation(), *other)]
        words = (
            "self-enforcing: a Nash equilibrium in which nobody loses by the agreement is so at "
            "every discount factor"
        )
        yield Reading(encoding=joined(encodings), words=words, share=0.2)


def _by_definition(parts: tuple[Condition, ...], game: Game) -> Reading:
    encodings = [
        _efficient(game) if isinstance(c, Efficient) else c.sufficient(game) for c in parts
    ]
    words = "efficient: at every other agreement one player is worse off, or none is better off"
    return Reading(encoding=joined(encodings), words=words, share=0.3)


def _efficient(game: Game) -> Encoding:
    other = {v: deviation(v) for v in game.variables}
    payoffs = list(in_own_units(game).values())

    def none_better(moved: Mapping[sp.Symbol, sp.Expr]) -> sp.Basic:
        gains = [u - u.subs(moved) for u in payoffs]
        gains = [g for g in dict.fromkeys(gains) if sp.expand(g) != 0]
        nobody = tuple(sp.Ge(g, 0, evaluate=False) for g in gains)
        somebody = [(sp.Gt(g, 0, evaluate=False),) for g in gains] if len(gains) > 1 else []
        return combination([*somebody, nobody]) if gains else sp.true

    name = f"{Efficient.name}: at every other agreement one player loses or none gains"
    found = for_all_feasible(game, other, name, none_better)
    return Encoding(clauses=tuple(k for k in found if k.relation != sp.true))


def _largest_sum(demands: list[Condition], game: Game) -> Reading:
    other = {v: deviation(v) for v in game.variables}
    clauses: list[Clause] = []
    for v, z in other.items():
        low, high = game.box[v]
        clauses += [
            Clause(name=f"start: {v} at least {low}", relation=sp.Ge(z - low, 0, evaluate=False)),
            Clause(name=f"start: {v} at most {high}", relation=sp.Ge(high - z, 0, evaluate=False)),
        ]
    for k in (k for c in demands for k in c.sufficient(game).clauses):
        left, right = (side.subs(other) for side in k.relation.args)
        relation = type(k.relation)(left, right, evaluate=False)
        clauses.append(Clause(name=f"start: {k.name}", relation=relation))
    words = (
        "efficient: there is an agreement to start from; where the sum of payoffs is largest among "
        "those that leave nobody worse off (payoffs are continuous on a compact box: Weierstrass), "
        "the demands still hold, and no agreement is better for one player and worse for none"
    )
    encoding = Encoding(clauses=tuple(clauses), auxiliary=tuple(other.values()))
    return Reading(encoding=encoding, agreement=False, words=words, share=0.75)


def _kept_by_gains(condition: Condition, game: Game) -> bool:
    """Whether it holds at all agreements that leave nobody worse off than one where it holds."""
    own = set(game.variables)
    if type(condition) is Participation:
        return not any(d.free_symbols & own for d in game.disagreement.values())
    return type(condition) is Holds and not condition.relation.free_symbols & own


def _continuous_payoffs(game: Game) -> bool:
    return only_boxes(game) and all(
        _continuous(u, set(game.variables)) for u in game.payoffs.values()
    )


def _continuous(payoff: sp.Expr, variables: set[sp.Symbol]) -> bool:
    """Whether it is made of operations that are continuous wherever they have a value."""
    if not payoff.free_symbols & variables or payoff.is_Symbol:
        return True
    if payoff.is_Pow:
        base, exponent = payoff.as_base_exp()
        if base is not sp.E and not exponent.is_Rational:
            return False  # 0**y jumps at y = 0
    elif not isinstance(payoff, (sp.Add, sp.Mul, sp.exp, sp.log, sp.Min, sp.Max, sp.Abs)):
        return False
    return all(_continuous(part, variables) for part in payoff.args)
