"""The record: what observations say about the statements of the theory.

One module per piece of evidence, each a set of pure functions that return frozen results with
``.summary()``, ``.to_dict()`` and tidy tables. Nothing here draws or prints.

======================  =========================================================================
`dependence`            D, gap, predicted concessions and survival margin by year
`contributions`         the contribution series against the rules of its agreements
`indexation`            those rules, reproduced to the unit
`calibration`           the cost-share model against naive rules, leaving one round out
`delay`                 length of a lapse against the size of the demand
`burden`                NATO: rank correlation of GDP with burden, by year
`duration`              survival of defence pacts against asymmetry
`hosts`                 Japan and other hosts, and the absence of collapse
======================  =========================================================================
"""
