"""All models, those of the literature and those of the application; every function returns a game.

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
`hub_and_spokes`         one patron, several clients (Horn & Wolinsky 1988); `spokes`
`contest`                a prize won by effort (Tullock 1980), alliances; `success`
=======================  ========================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bargain.alliances.models import (
    ascendancy,
    autonomy_security,
    concession,
    cost_sharing,
    pays,
    policy_lead,
    renegotiation,
    rest,
    survival,
    survives,
    tug_of_war,
    worth_keeping,
)
from bargain.game.models import (
    alliance_dilemma,
    contest,
    free_rides,
    hub_and_spokes,
    partnership,
    peaceful_path,
    private_values,
    public_good,
    ratified,
    shifting_power,
    spokes,
    success,
    threat,
)
from bargain.public_names import shown_names

__all__ = [
    "alliance_dilemma",
    "ascendancy",
    "autonomy_security",
    "concession",
    "contest",
    "cost_sharing",
    "free_rides",
    "hub_and_spokes",
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
    "spokes",
    "success",
    "survival",
    "survives",
    "threat",
    "tug_of_war",
    "worth_keeping",
]

if not TYPE_CHECKING:  # or every misspelt name would have a type
    __getattr__, __dir__ = shown_names("bargain.models", __all__)
