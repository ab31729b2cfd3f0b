"""Models of the literature, one module each; every function returns a game.

=======================  ========================================================================
`alliance_dilemma`       commit or keep a distance (Snyder 1984)
`threat`                 balance of threat (Walt 1987)
`partnership`            control shares under private information (Cramton et al. 1987)
`private_values`         a guarantee under private information (Myerson & Satterthwaite 1983)
`shifting_power`         commitment while power shifts (Powell 2004), with `peaceful_path`
`public_good`            contributions (Olson & Zeckhauser 1966), joint products; `free_rides`
`ratified`               two-level games: what the publics tolerate (Putnam 1988)
`hub_and_spokes`         one patron, several clients (Horn & Wolinsky 1988); `spokes`
`contest`                a prize won by effort (Tullock 1980), alliances; `success`
=======================  ========================================================================
"""

from __future__ import annotations

from bargain.game.models.alliance_dilemma import alliance_dilemma
from bargain.game.models.contest import contest, success
from bargain.game.models.hub_and_spokes import hub_and_spokes, spokes
from bargain.game.models.partnership import partnership
from bargain.game.models.private_values import private_values
from bargain.game.models.public_good import free_rides, public_good
from bargain.game.models.shifting_power import peaceful_path, shifting_power
from bargain.game.models.threat import threat
from bargain.game.models.two_level import ratified

__all__ = [
    "alliance_dilemma",
    "contest",
    "free_rides",
    "hub_and_spokes",
    "partnership",
    "peaceful_path",
    "private_values",
    "public_good",
    "ratified",
    "shifting_power",
    "spokes",
    "success",
    "threat",
]
