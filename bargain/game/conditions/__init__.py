r"""Conditions: named predicates on an agreement, each with a definition and two encodings.

An agreement is a value for every action and term of a game. A condition is exact: it holds or it
does not. Two of them, efficiency and best replies, quantify over all other agreements, so each
condition offers two encodings that deciders use:

``necessary(game)``
    Clauses (with auxiliary unknowns) that every agreement satisfying the condition satisfies.
    To refute existence it is enough to refute these.
``sufficient(game)``
    Clauses, some with universally quantified ("bound") variables over boxes, that imply the
    condition by its definition. To assert existence these are proved of a witness.

Definitions (players :math:`i`, payoffs :math:`u_i`, outside options :math:`d_i`, own actions
:math:`y_i`, all variables :math:`y` in the box :math:`Y`):

- participation: :math:`u_i(y) \ge d_i` for every :math:`i`;
- nash: :math:`u_i(y) \ge u_i(z_i, y_{-i})` for every :math:`i` and own :math:`z_i`;
- self_enforcing(β): :math:`u_i(y) \ge (1-β)\,u_i(z_i, y_{-i}) + β d_i` for all own :math:`z_i`;
- efficient: no :math:`z \in Y` has :math:`u_i(z) \ge u_i(y)` for all :math:`i`, one strictly;
- balanced(m, ε): the measure :math:`m` is the same for all players up to the tolerance ε
  (`bargain.game.conditions.balance`);
- positive(m): the measure :math:`m` is positive for all players;
- equal_gains: :math:`u_i - d_i` is the same for all players (a balance without tolerance).

Necessary conditions used: for a best reply or a maximiser :math:`y` of a smooth :math:`f` over a
box, :math:`(\bar y_v - y_v)\,\partial_v f \le 0` and :math:`(y_v - \underline y_v)\,\partial_v f
\ge 0` for each of its variables; for a Pareto efficient agreement (Fritz John 1948; a box needs no
constraint qualification) the same with :math:`f = \sum_i μ_i u_i` for some :math:`μ \ge 0`,
:math:`\sum μ_i = 1`. Sufficient for efficiency: :math:`y` maximises :math:`\sum_i μ_i u_i` over
the box for some :math:`μ > 0`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bargain.game.conditions.best_replies import nash, self_enforcing
from bargain.game.conditions.clauses import Clause, Encoding
from bargain.game.conditions.concepts.bargaining_solutions import solution
from bargain.game.conditions.concepts.coalitions import in_core
from bargain.game.conditions.concepts.moving_first import stackelberg
from bargain.game.conditions.concepts.offers_in_turn import alternating_offers
from bargain.game.conditions.condition import Condition, all_of, any_of
from bargain.game.conditions.connectives import among, implies, several
from bargain.game.conditions.efficiency import efficient
from bargain.game.conditions.standard import (
    balanced,
    equal_gains,
    full_equilibrium,
    holds,
    partial_equilibrium,
    participation,
    positive,
)
from bargain.public_names import shown_names

__all__ = [
    "Clause",
    "Condition",
    "Encoding",
    "all_of",
    "alternating_offers",
    "among",
    "any_of",
    "balanced",
    "efficient",
    "equal_gains",
    "full_equilibrium",
    "holds",
    "implies",
    "in_core",
    "nash",
    "partial_equilibrium",
    "participation",
    "positive",
    "self_enforcing",
    "several",
    "solution",
    "stackelberg",
]

if not TYPE_CHECKING:  # or every misspelt name would have a type
    __getattr__, __dir__ = shown_names("bargain.conditions", __all__)
