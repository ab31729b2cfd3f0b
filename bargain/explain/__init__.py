"""Certificates as arguments that a person can follow: text, LaTeX, and proof scripts for Coq."""
