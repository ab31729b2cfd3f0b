"""The equilibrium gap: bounds of a number, or a formula, proved."""
