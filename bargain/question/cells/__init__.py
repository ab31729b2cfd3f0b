"""Cells of a space of parameters, cut by the signs of polynomials."""
