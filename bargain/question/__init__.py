"""The trusted bridge: from a game, a condition and a region to an exact statement in plain data."""
