r"""The setting of statements 19 to 22 and 24: a standing agreement, and the state around it.

An agreement :math:`z = (y_P, y_C, c, x)` has two concessions, the client's share of the cost and
the policy toward the adversary. In the state θ (w = 1, e = 0)

.. math::
    u_P = s_P y_C - y_P^2/2 - (1-c) K - γ_P (x - x_P)^2 + B_P, \qquad
    u_C = s_C y_P - y_C^2/2 - c K - γ_C (x - x_C)^2 + B_C,

and no alliance gives both 0. Where the cost share has room the Nash bargain gives each half of the
largest sum W(θ) (statement 10). Ally i *demands* iff :math:`N_i(θ) - u_i(z; θ) > φ_i`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import sympy as sp

__all__ = ["NOW", "Agreement", "State", "bargained", "phi_C", "phi_P", "t"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """What stands; letters or numbers."""

    y_P: Any
    y_C: Any
    c: Any
    x: Any


@dataclass(frozen=True, slots=True)
class State:
    """What both know when they bargain; letters or numbers."""

    s_P: Any
    s_C: Any
    K: Any
    x_P: Any
    x_C: Any
    g_P: Any
    g_C: Any
    B_P: Any
    B_C: Any

    def payoffs(self, z: Agreement) -> tuple[Any, Any]:
        """Patron and client under an agreement."""
        return (
            self.s_P * z.y_C - z.y_P**2 / 2 - (1 - z.c) * self.K
            - self.g_P * (z.x - self.x_P) ** 2 + self.B_P,
            self.s_C * z.y_P - z.y_C**2 / 2 - z.c * self.K
            - self.g_C * (z.x - self.x_C) ** 2 + self.B_C,
        )  # fmt: skip

    @property
    def policy(self) -> Any:
        """The policy with the least loss."""
        return (self.g_P * self.x_P + self.g_C * self.x_C) / (self.g_P + self.g_C)

    @property
    def most(self) -> Any:
        """W, the largest sum of payoffs."""
        return sum(self.payoffs(Agreement(self.s_C, self.s_P, 0, self.policy)))

    @property
    def bargain(self) -> Agreement:
        """The Nash bargain where its cost share lies in [0, 1]: the sum is largest, and halved."""
        z = Agreement(self.s_C, self.s_P, 0, self.policy)
        patron, client = self.payoffs(z)
        return replace(z, c=(client - patron) / (2 * self.K))

    def loss(self, z: Agreement) -> Any:
        """E, what the sum lacks under z."""
        return (
            (self.s_C - z.y_P) ** 2 / 2 + (self.s_P - z.y_C) ** 2 / 2
            + (self.g_P + self.g_C) * (z.x - self.policy) ** 2
        )  # fmt: skip

    def gains(self, z: Agreement) -> tuple[Any, Any]:
        """What each would gain from the bargain of this state over z."""
        patron, client = self.payoffs(z)
        return self.most / 2 - patron, self.most / 2 - client


_names = {f.name: f.name.replace("g_", "gamma_") for f in fields(State)}
NOW = State(
    **{
        at: sp.Symbol(name, real=True) if at[0] in "xB" else sp.Symbol(name, positive=True)
        for at, name in _names.items()
    }
)
"""The state in which the agreement was made."""

phi_P, phi_C = sp.symbols("phi_P phi_C", nonnegative=True)
t = sp.Symbol("t", positive=True)  # the size of a shock


def bargained(state: State) -> tuple[float, float, Agreement] | None:
    """scipy's Nash bargain inside the box, for twins; None where no agreement was found.

    It starts from an agreement with the largest least payoff, so that it has gains to multiply.
    """
    import numpy as np
    from scipy.optimize import minimize

    def u(v: Any) -> Any:
        return np.array(state.payoffs(Agreement(*v[:4])), dtype=float)

    box = [(0.0, 1.0)] * 4
    first = minimize(
        lambda v: -v[4], [0.5, 0.5, 0.5, 0.5, -5.0], bounds=[*box, (None, None)],
        constraints={"type": "ineq", "fun": lambda v: u(v) - v[4]}, method="SLSQP",
    )  # fmt: skip
    if first.x[4] < 1e-4:
        return None
    found = minimize(
        lambda v: -float(np.sum(np.log(np.maximum(u(v), 1e-9)))), first.x[:4], bounds=box,
        method="SLSQP", options={"ftol": 1e-15, "maxiter": 500},
    )  # fmt: skip
    patron, client = u(found.x)
    return float(patron), float(client), Agreement(*map(float, found.x))
