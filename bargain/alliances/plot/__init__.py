"""Figures of the application: dependence, gap and survival by year, and the record.

====================  =========================================================================
`alliance_charts`     dependence, gap, concessions and survival margin by year
`record_charts`       contributions, demands and delay, burden sharing, duration, troops
====================  =========================================================================
"""

from __future__ import annotations

from bargain.alliances.plot.alliance_charts import concessions, gap, survival_margin
from bargain.alliances.plot.record_charts import (
    burden,
    calibration,
    contributions,
    delay,
    hazard_ratios,
    pact_survival,
    troops,
)

__all__ = [
    "burden",
    "calibration",
    "concessions",
    "contributions",
    "delay",
    "gap",
    "hazard_ratios",
    "pact_survival",
    "survival_margin",
    "troops",
]
