"""Results of the literature, proved: one file each, in the form of the statements of the theory.

Each has the source, what has to come out, where our reading departs from it, and as controls one
change of a parameter, or of an assumption, after which the result no longer holds.
"""
