"""Equilibria of games whose payoffs jump."""
