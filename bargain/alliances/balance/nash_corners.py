r"""The Nash bargain of the base model in closed form, corners included.

Base model without entrapment: :math:`u_P = s_P y_C - w_P y_P^2/2`,
:math:`u_C = s_C y_P - w_C y_C^2/2` on :math:`[0,1]^2`, disagreement 0. The solution maximises
:math:`\log u_P + \log u_C`, which is strictly concave where both gains are positive; such points
exist (small equal concessions), so exactly one point satisfies the first-order conditions.

* *Interior.* :math:`y_P = (s_P^2 s_C/(w_P^2 w_C))^{1/3}`,
  :math:`y_C = (s_P s_C^2/(w_P w_C^2))^{1/3}` (statement 7), if neither exceeds 1.
* *Client at the corner*, :math:`y_C = 1`: the patron's concession is the positive root of
  :math:`\tfrac32 s_C w_P y^2 - \tfrac12 w_P w_C y - s_P s_C = 0`, cut at 1.
* *Patron at the corner*, :math:`y_P = 1`: likewise with the roles exchanged.
* *Both* at 1, if the cut applies on both sides.

At a corner statement 7 does not hold: the concession ratio is smaller than :math:`D^{1/3}` when the
client is the one at the corner.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bargain.errors import OptionError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["REGIMES", "nash_concessions"]

REGIMES = ("interior", "client at corner", "patron at corner", "both at corner")
"""Names of the four regimes."""


def nash_concessions(
    s_P: ArrayLike, s_C: ArrayLike, w_P: float = 1.0, w_C: float = 1.0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the Nash concessions and their regime.

    Parameters
    ----------
    s_P, s_C : array_like
        Security per unit of the partner's concession, positive.
    w_P, w_C : float, default 1
        Autonomy weights, positive.

    Returns
    -------
    y_P, y_C : numpy.ndarray
        Concessions in (0, 1].
    regime : numpy.ndarray of str
        One of `REGIMES`.

    Raises
    ------
    OptionError
        If a parameter is not positive and finite.

    Examples
    --------
    >>> y_P, y_C, regime = nash_concessions([0.1], [0.8])
    >>> float(y_P[0]).__round__(6), float(y_C[0]).__round__(6), str(regime[0])
    (0.2, 0.4, 'interior')
    """
    a, b = np.broadcast_arrays(np.atleast_1d(s_P).astype(float), np.atleast_1d(s_C).astype(float))
    for name, values in (("s_P", a), ("s_C", b), ("w_P", w_P), ("w_C", w_C)):
        if not np.all(np.isfinite(values)) or not np.all(np.asarray(values) > 0):
            raise OptionError(f"{name} must be positive and finite", where="nash_concessions")
    y_P = np.cbrt(a * a * b / (w_P * w_P * w_C))
    y_C = np.cbrt(a * b * b / (w_P * w_C * w_C))
    interior = (y_P <= 1) & (y_C <= 1)
    patron_reply = np.minimum(1.0, _reply(a, b, w_P, w_C))  # to y_C = 1
    client_reply = np.minimum(1.0, _reply(b, a, w_C, w_P))  # to y_P = 1
    # The two corner candidates: of two points of a strictly concave problem the better one is the
    # solution, and the maximum over the box lies on one of these two edges.
    on_client = _log_product((patron_reply, 1.0), (a, b), (w_P, w_C))
    on_patron = _log_product((1.0, client_reply), (a, b), (w_P, w_C))
    client_edge = on_client >= on_patron
    corner_P = np.where(client_edge, patron_reply, 1.0)
    corner_C = np.where(client_edge, 1.0, client_reply)
    y_P, y_C = np.where(interior, y_P, corner_P), np.where(interior, y_C, corner_C)
    index = np.select([interior, (y_P >= 1) & (y_C >= 1), y_C >= 1], [0, 3, 1], default=2)
    return y_P, y_C, np.asarray(REGIMES)[index]


def _reply(own: Any, partner: Any, w_own: float, w_partner: float) -> Any:
    """Return the concession of an ally with security `own` when the partner concedes 1."""
    half = w_own * w_partner / 2
    root = np.sqrt(half * half + 6 * own * partner * partner * w_own)
    return (half + root) / (3 * partner * w_own)


def _log_product(
    concessions: tuple[Any, Any], security: tuple[Any, Any], weights: tuple[float, float]
) -> Any:

    (y_P, y_C), (a, b), (w_P, w_C) = concessions, security, weights
    u_P, u_C = a * y_C - w_P * y_P**2 / 2, b * y_P - w_C * y_C**2 / 2
    both = (u_P > 0) & (u_C > 0)
    safe = np.where(both, u_P, 1.0), np.where(both, u_C, 1.0)
    return np.where(both, np.log(safe[0]) + np.log(safe[1]), -np.inf)
