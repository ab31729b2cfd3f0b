"""The balance: capability, threat, and how much one ally depends on the other.

======================  =========================================================================
`exposure`              D, gap, predicted concessions and survival margin by year
`nash_corners`          the Nash bargain of the base model, corners included
`threat_index`          balance of threat: capability, distance, arsenal and intention
`rising_client`         the client against the adversary: reversal or not, by measure
======================  =========================================================================
"""

from __future__ import annotations

from bargain.extras import require

require("alliances", "the balance")
