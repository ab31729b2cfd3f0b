"""The refuter: sets of polynomial relations shown to be contradictory, as proof nodes.

Polynomials in, proof node out. No game and no sympy is known here; nothing that this package finds
is trusted: every node is read by `bargain.check` before it counts.
"""
