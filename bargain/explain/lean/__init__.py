"""Certificates as Lean files, over any ordered field: text that nothing here has compiled."""

from bargain.explain.lean.lean_file import lean

__all__ = ["lean"]
