"""Comparative statics with a proof: how a solution moves with a parameter."""
