"""Theorems: what holds in every agreement of a kind, and how many agreements there are."""
