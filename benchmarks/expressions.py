"""The reader of expressions beside Python's own parser and sympy's.

Why it is kept by hand: Python's parser refuses ``lambda`` as a name and silently reads ``µ`` (the
micro sign) as another letter, and most of the time goes into sympy's arithmetic, not into reading.
"""

from __future__ import annotations

import ast
import time
from collections.abc import Callable

import sympy as sp
from sympy.parsing.sympy_parser import parse_expr

from bargain.game.expression import parse

__all__ = ["report"]

_TEXT = "s_P*y_C - y_P**2/2 + 0.25*a*b - log(1 + c)/(1 + y_C**2) + sqrt(s_C)*min(a, b)"
_NAMES = {n: sp.Symbol(n) for n in ("a", "b", "c", "y_P", "y_C", "s_P", "s_C")}


def _microseconds(work: Callable[[], object], times: int) -> float:
    work()
    start = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - start) / times * 1e6


def report() -> str:
    """The times of one text, from characters to sympy."""
    ours = _microseconds(lambda: parse(_TEXT, _NAMES), 200)
    theirs = _microseconds(lambda: parse_expr(_TEXT, _NAMES), 50)  # our own text
    tree = _microseconds(lambda: ast.parse(_TEXT, mode="eval"), 200)
    return (
        f"one expression: ours {ours:,.0f} us (exact numbers, whitelist), sympy's parser "
        f"{theirs:,.0f} us (evaluates), ratio {theirs / ours:.2f}; ast.parse alone {tree:,.0f} us, "
        f"{tree / ours:.0%} of ours"
    )
