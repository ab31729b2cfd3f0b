"""Equilibria of finite games with three and more players: multilinear equations."""
