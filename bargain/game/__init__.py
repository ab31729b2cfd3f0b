"""What a researcher writes: games, conditions and the models of the literature (sympy only)."""
