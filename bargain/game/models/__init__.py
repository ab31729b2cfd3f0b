"""Models of the literature, one module each; every function returns a game.

Every model takes keyword arguments that fix any of its parameters by name
(``autonomy_security(s_P=1)``).

=======================  ========================================================================
`autonomy_security`      autonomy for security (Morrow 1991), entrapment, reliability (Snyder)
`cost_sharing`           with the cost share on the table (special measures agreements)
`alliance_dilemma`       commit or keep a distance (Snyder 1984)
`threat`                 balance of threat (Walt 1987)
`policy_lead`            divergence of goals, lead and support, role reversal
`partnership`            control shares under private information (Cramton et al. 1987)
`private_values`         a guarantee under private information (Myerson & Satterthwaite 1983)
`shifting_power`         commitment while power shifts (Powell 2004), with `peaceful_path`
`renegotiation`          the enduring tug-of-war, with `rest` and the path `tug_of_war`
`public_good`            contributions (Olson & Zeckhauser 1966), joint products; `free_rides`
`concession`             asymmetric dependence and concession in D and Π, with `pays`
`survival`               survival under a common shock, with `survives` and `worth_keeping`
`ascendancy`             the client's capability rises, the threat declines
`ratified`               two-level games: what the publics tolerate (Putnam 1988)
=======================  ========================================================================
"""

from __future__ import annotations

from bargain.game.models.alliance_dilemma import alliance_dilemma
from bargain.game.models.ascendancy import ascendancy
from bargain.game.models.autonomy_security import autonomy_security
from bargain.game.models.cost_sharing import cost_sharing
from bargain.game.models.dependence import concession, pays
from bargain.game.models.partnership import partnership
from bargain.game.models.policy_lead import policy_lead
from bargain.game.models.private_values import private_values
from bargain.game.models.public_good import free_rides, public_good
from bargain.game.models.renegotiation import renegotiation, rest, tug_of_war
from bargain.game.models.shifting_power import peaceful_path, shifting_power
from bargain.game.models.survival import survival, survives, worth_keeping
from bargain.game.models.threat import threat
from bargain.game.models.two_level import ratified

__all__ = [
    "alliance_dilemma",
    "ascendancy",
    "autonomy_security",
    "concession",
    "cost_sharing",
    "free_rides",
    "partnership",
    "pays",
    "peaceful_path",
    "policy_lead",
    "private_values",
    "public_good",
    "ratified",
    "renegotiation",
    "rest",
    "shifting_power",
    "survival",
    "survives",
    "threat",
    "tug_of_war",
    "worth_keeping",
]
