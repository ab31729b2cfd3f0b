r"""Lead and support on a shared policy: divergence of goals and role reversal.

Two allies need one policy :math:`x \in [0, 1]` toward their adversary (0 containment, 1
engagement). Ally i likes :math:`x_i` best, loses :math:`γ_i (x - x_i)^2` otherwise (salience
:math:`γ_i > 0`), and would rather act alone once the policy is further from :math:`x_i` than its
*reach* :math:`ρ_i > 0`:

.. math:: u_i = γ_i \bigl(ρ_i^2 - (x - x_i)^2\bigr), \qquad d_i = 0,

so :math:`γ_i ρ_i^2` is what the common front is worth to it. The ideal points are
:math:`x_P = 0` and :math:`x_C = Δ`, without loss of generality up to the direction and the origin
of the scale. Then (THEORY, statements 16 and 17)

- both prefer the policies in :math:`[\max(0, Δ - ρ_C), \min(ρ_P, Δ + ρ_C)]` to none: a set that
  shrinks as :math:`Δ` grows and is empty past :math:`Δ^* = ρ_P + ρ_C`;
- when the patron leads, it sets :math:`x = 0` and the total loss is :math:`γ_C Δ^2`; when the
  client leads it is :math:`γ_P Δ^2`: moving the lead to the patron adds strain iff
  :math:`γ_C > γ_P`.

Different ideal points reduce the surplus; different *valuations* of security and autonomy create
it (`bargain.alliances.models.autonomy_security`). The two must not be merged into one parameter.
"""

from __future__ import annotations

import sympy as sp

from bargain.errors import OptionError
from bargain.game.game import Game
from bargain.game.models.fixing import fixed_in
from bargain.game.written import Number

__all__ = ["policy_lead"]

_MEANINGS = {
    "x": "policy toward the adversary, 0 containment to 1 engagement",
    "Delta": "distance of the two ideal points on the policy scale",
    "gamma_P": "salience of the policy to the patron, payoff units per squared unit of policy",
    "gamma_C": "salience of the policy to the client, payoff units per squared unit of policy",
    "rho_P": "reach: distance of policy at which the patron would act alone",
    "rho_C": "reach: distance of policy at which the client would act alone",
}


def policy_lead(*, leader: str | None = None, **fixed: Number) -> Game:
    """One policy for two allies; negotiated, or set by the ally that leads.

    Parameters
    ----------
    leader : {None, "patron", "client"}
        None: the policy is a term, settled jointly. Otherwise it is the leader's own action and
        the other ally supports.
    **fixed
        Values for ``Delta``, ``gamma_P``, ``gamma_C``, ``rho_P``, ``rho_C``.

    Returns
    -------
    Game
        Measure ``loss``: what each ally loses against its ideal policy.

    Raises
    ------
    OptionError
        For an unknown leader or parameter.

    References
    ----------
    The essay on the strained US-ROK alliance ("Role Reversal", "Containment or Engagement?").
    Downs, A. (1957), *An Economic Theory of Democracy*, for the spatial model. THEORY, statements
    16 and 17.

    Examples
    --------
    >>> game = policy_lead(Delta="1/2", gamma_P=1, gamma_C=2, rho_P=1, rho_C=1)
    >>> {p: str(u) for p, u in game.payoffs.items()}
    {'patron': '1 - x**2', 'client': '2 - 2*(x - 1/2)**2'}
    >>> policy_lead(leader="patron").own("patron"), policy_lead(leader="patron").own("client")
    ((x,), ())
    """
    if leader not in (None, "patron", "client"):
        raise OptionError(
            f"{leader!r} cannot lead", where="leader=…", fix="None, 'patron' or 'client'"
        )
    x = sp.Symbol("x")
    delta = sp.Symbol("Delta", nonnegative=True)
    gamma_P, gamma_C, rho_P, rho_C = sp.symbols("gamma_P gamma_C rho_P rho_C", positive=True)
    loss = {"patron": gamma_P * x**2, "client": gamma_C * (x - delta) ** 2}
    game = Game(
        actions={p: {x: (0, 1)} if p == leader else {} for p in ("patron", "client")},
        terms={} if leader else {x: (0, 1)},
        payoffs={
            "patron": gamma_P * rho_P**2 - loss["patron"],
            "client": gamma_C * rho_C**2 - loss["client"],
        },
        measures={"loss": loss},
        assumptions=[delta <= 1],
        name="lead and support",
        meanings=_MEANINGS,
    )
    return fixed_in(game, fixed)
