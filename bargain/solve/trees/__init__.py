"""Equilibria of games in extensive form."""
