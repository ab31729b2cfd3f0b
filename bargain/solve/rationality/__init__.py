"""Around equilibrium: dominance, correlation, selection, symmetry, and paths towards it."""
