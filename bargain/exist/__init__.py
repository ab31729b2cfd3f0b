"""Witnesses: points, given by formulas in the parameters, that are proved to have properties."""
