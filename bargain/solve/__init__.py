"""Solvers: numbers with the proof of how good they are (numpy, scipy, nashpy)."""
