"""Imported by the server of processes, and by nothing else: what a compiled game needs is there.

Sympy writes functions against names that it collects the first time, with imports of its own: 15 ms
of every process that reads a compiled game, unless the one that it is a copy of has them.
"""

import pickle

from bargain.solve.payoffs.compiled import compile_expressions

pickle.loads(pickle.dumps(compile_expressions([], [])))  # noqa: S301  # of this very line
