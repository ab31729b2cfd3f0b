"""Finite games in strategic form: payoff tables, their labels, parameters, and file formats."""
