"""Bargaining solutions and offers: Nash, Kalai-Smorodinsky, egalitarian, Rubinstein, and more."""
