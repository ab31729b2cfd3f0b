"""Models of the literature, one module each; every function returns a game.

Every model takes keyword arguments that fix any of its parameters by name
(``autonomy_security(s_P=1)``).
"""

from __future__ import annotations

from bargain.game.models.alliance_dilemma import alliance_dilemma
from bargain.game.models.autonomy_security import autonomy_security
from bargain.game.models.cost_sharing import cost_sharing
from bargain.game.models.threat import threat

__all__ = ["alliance_dilemma", "autonomy_security", "cost_sharing", "threat"]
