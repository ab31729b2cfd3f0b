"""Studies: sweeps and phase diagrams of games, the equilibrium gap, and the record.

The record (`bargain.alliances.record`) sets the statements of the theory against observations, one
module per piece of evidence; cases (`bargain.alliances.cases`) say which alliance is meant.
"""
