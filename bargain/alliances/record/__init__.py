"""The record: what observations say about the statements of the theory.

One module per piece of evidence, each a set of pure functions that return frozen results with
``.summary()``, ``.to_dict()`` and tidy tables. Nothing here draws or prints.

======================  =========================================================================
`contributions`         the contribution series against the rules of its agreements
`indexation`            those rules, reproduced to the unit
`calibration`           the cost-share model against naive rules, leaving one round out
`delay`                 length of a lapse against the size of the demand
`ladder`                demand, offer and outcome of each round
`estimation`            bargaining power and cost share with uncertainty, what is identified
`burden`                NATO: rank correlation of GDP with burden, by year
`duration`              survival of defence pacts against asymmetry
`hosts`                 Japan and other hosts, out of sample
`persistence`           presence and treaty, with the hosts where one of them ended as control
`chronicle`             coded events: associations and recurrence (a judgement, marked as one)
======================  =========================================================================
"""

from __future__ import annotations

from bargain.extras import require

require("alliances", "the record")
