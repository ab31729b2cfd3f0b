"""Statements of other kinds: boxes, lists of equilibria, finite games, regimes, relations."""
