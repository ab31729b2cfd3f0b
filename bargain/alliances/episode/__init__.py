"""The case of the paper: two governments, two issues, an adversary, move by move.

======================  =========================================================================
`standing`              a standing agreement under shocks, calibrated (THEORY, section 7)
`moves`                 its prediction before each recorded move, against two naive predictors
======================  =========================================================================
"""

from __future__ import annotations

from bargain.extras import require

require("alliances", "the episode")
