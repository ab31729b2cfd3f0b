"""Games in which the others matter through a sum of what they do."""
