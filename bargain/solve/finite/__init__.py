"""Equilibria of finite games, in exact arithmetic."""
