"""Figures of the application: dependence, the episode, the record.

====================  =========================================================================
`alliance_charts`     dependence by year with threat and events, and where the grievance can go
`episode_charts`      the case move by move, and the multiverse as a specification curve
`record_charts`       contributions, positions and outcomes, burden sharing, duration, troops
====================  =========================================================================
"""

from __future__ import annotations

from bargain.alliances.plot.alliance_charts import frontier, gap
from bargain.alliances.plot.episode_charts import episode, specification_curve
from bargain.alliances.plot.record_charts import (
    burden,
    calibration,
    contributions,
    hazard_ratios,
    ladder,
    pact_survival,
    profiles,
    troops,
)

__all__ = [
    "burden",
    "calibration",
    "contributions",
    "episode",
    "frontier",
    "gap",
    "hazard_ratios",
    "ladder",
    "pact_survival",
    "profiles",
    "specification_curve",
    "troops",
]
