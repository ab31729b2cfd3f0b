"""Crises: a signalling game with all its equilibria, and its parameters estimated from outcomes.

======================  =========================================================================
`signalling`            the game of Lewis and Schultz with uniform shocks: all equilibria, exactly
`normal_shocks`         with the normal shocks of the literature: all equilibria, by balls
`crisis_estimator`      likelihood of outcomes, with what several equilibria do to it
======================  =========================================================================
"""

from __future__ import annotations
