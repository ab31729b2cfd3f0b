"""Alternating offers: Rubinstein's game, smooth and on polygons of payoffs."""
