"""Crises: a signalling game with all its equilibria, and its parameters estimated from outcomes.

======================  =========================================================================
`signalling`            the game of Lewis and Schultz: every equilibrium, exactly
`crisis_estimator`      likelihood of outcomes, with what several equilibria do to it
======================  =========================================================================
"""

from __future__ import annotations
