"""Models of the documents: the exchange of autonomy for security, and what is built on it.

=======================  ========================================================================
`autonomy_security`      autonomy for security (Morrow 1991), entrapment, reliability (Snyder)
`cost_sharing`           with the cost share on the table (special measures agreements)
`policy_lead`            divergence of goals, lead and support, role reversal
`renegotiation`          the enduring tug-of-war, with `rest` and the path `tug_of_war`
`concession`             asymmetric dependence and concession in D and Π, with `pays`
`survival`               survival under a common shock, with `survives` and `worth_keeping`
`ascendancy`             the client's capability rises, the threat declines
=======================  ========================================================================
"""

from __future__ import annotations

from bargain.alliances.models.ascendancy import ascendancy
from bargain.alliances.models.autonomy_security import autonomy_security
from bargain.alliances.models.cost_sharing import cost_sharing
from bargain.alliances.models.dependence import concession, pays
from bargain.alliances.models.policy_lead import policy_lead
from bargain.alliances.models.renegotiation import renegotiation, rest, tug_of_war
from bargain.alliances.models.survival import survival, survives, worth_keeping

__all__ = [
    "ascendancy",
    "autonomy_security",
    "concession",
    "cost_sharing",
    "pays",
    "policy_lead",
    "renegotiation",
    "rest",
    "survival",
    "survives",
    "tug_of_war",
    "worth_keeping",
]
