"""Positivstellensatz refutations: products of facts, weighed by a linear programme."""
