"""Existence where the goals are linear in the unknowns: `bargain.exist.linear.cases`."""
