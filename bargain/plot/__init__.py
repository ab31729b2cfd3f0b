"""Figures: one function each, from results to a matplotlib ``Axes``; nothing here solves anything.

Colours are Okabe and Ito's, which colour-blind readers can tell apart, and never the only
difference: every series has its own line style or marker, so that a grey print stays readable.
Axes carry units, and `caption` puts the sources below a figure. Pass ``ax=`` to draw into a figure
of your own; without it a new figure is made that no global state knows of (``ax.figure`` shows it).
Figures of an alliance's record are in `bargain.alliances.plot`.

====================  =========================================================================
`verdicts`            what was decided: statements, readings, and the multiverse of specifications
`regions`             where agreements exist, by two parameters
`frontiers`           payoffs of two or three players, with solutions
`replies`             best replies of two players
`diagrams`            phase diagrams, sweeps, bounds on gaps, clashing demands
`paths`               logit equilibria by precision, orbits of the replicator dynamics
`trees`               games in extensive form, with what is reached
====================  =========================================================================

References
----------
Okabe, M. & Ito, K. (2008), Color universal design.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bargain.plot.diagrams import cores, gap, phase, sweep
from bargain.plot.frontiers import frontier, triangle
from bargain.plot.paths import logit_path, replicator
from bargain.plot.regions import region
from bargain.plot.replies import best_replies
from bargain.plot.style import PALETTE, caption, new_axes, save
from bargain.plot.trees import tree
from bargain.plot.verdicts import demand_sets, specifications, verdicts
from bargain.public_names import shown_names

__all__ = [
    "PALETTE",
    "best_replies",
    "caption",
    "cores",
    "demand_sets",
    "frontier",
    "gap",
    "logit_path",
    "new_axes",
    "phase",
    "region",
    "replicator",
    "save",
    "specifications",
    "sweep",
    "tree",
    "triangle",
    "verdicts",
]

if not TYPE_CHECKING:  # or every misspelt name would have a type
    __getattr__, __dir__ = shown_names("bargain.plot", __all__)
