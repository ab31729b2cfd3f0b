"""Tapes in ball arithmetic (Arb): values, gradients and Hessians over a box, by one forward sweep.

Nothing here comes from the package: the tape of a statement is read again, and derivatives are
carried along with the values instead of being written down as further operations. A value that is
not defined on the whole box is NaN, and every comparison with NaN is False: what is found `True`
is certain.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

from flint import arb, ctx, fmpq

BITS = 160
ctx.prec = BITS  # nothing else here computes with balls

Ends = list[tuple[Fraction, Fraction]]


def ball(low: Fraction, high: Fraction | None = None) -> arb:
    """Return a ball that holds an exact interval, or an exact number."""
    ends = [arb(fmpq(x.numerator, x.denominator)) for x in (low, low if high is None else high)]
    return ends[0] if high is None or low == high else ends[0].union(ends[1])


def balls(box: Ends) -> list[arb]:
    """Return a box of balls."""
    return [ball(low, high) for low, high in box]


def even(x: arb, n: int) -> arb:
    """Return x^n for an even n; never below 0."""
    low, high = x.abs_lower(), x.abs_upper()
    return power(low, n).union(power(high, n))


def power(x: arb, n: int) -> arb:
    """Return x^n by multiplications, odd powers of balls included."""
    result = arb(1)
    for bit in bin(n)[2:]:
        result = result * result * (x if bit == "1" else 1)
    return result


class Jet(NamedTuple):
    """A function over a box: its range, its gradient and its Hessian."""

    value: arb
    gradient: list[arb]
    hessian: list[list[arb]]


def _chain(x: Jet, value: arb, first: arb, second: arb) -> Jet:
    """Return g(x) with g' and g'' on the range of x."""
    n, g = range(len(x.gradient)), x.gradient
    return Jet(
        value,
        [first * g[i] for i in n],
        [[first * x.hessian[i][j] + second * g[i] * g[j] for j in n] for i in n],
    )


def _product(x: Jet, y: Jet) -> Jet:
    n, f, g = range(len(x.gradient)), x.gradient, y.gradient
    return Jet(
        x.value * y.value,
        [f[i] * y.value + x.value * g[i] for i in n],
        [
            [
                x.hessian[i][j] * y.value + f[i] * g[j] + f[j] * g[i] + x.value * y.hessian[i][j]
                for j in n
            ]
            for i in n
        ],
    )


def _sum(x: Jet, y: Jet, sign: int) -> Jet:
    n = range(len(x.gradient))
    return Jet(
        x.value + sign * y.value,
        [x.gradient[i] + sign * y.gradient[i] for i in n],
        [[x.hessian[i][j] + sign * y.hessian[i][j] for j in n] for i in n],
    )


def _unary(op: str, x: Jet, exponent: int = 0) -> Jet:
    t = x.value
    if op == "^":
        up = [even(t, k) if k % 2 == 0 else power(t, k) for k in range(exponent + 1)]
        n = exponent
        second = n * (n - 1) * up[n - 2] if n > 1 else arb(0)
        return _chain(x, up[n], n * up[n - 1], second)
    if op == "exp":
        e = t.exp()
        return _chain(x, e, e, e)
    if op == "log":
        return _chain(x, t.log(), 1 / t, -1 / even(t, 2))
    if op == "sqrt":
        root = t.sqrt()
        return _chain(x, root, 1 / (2 * root), -1 / (4 * root * t))
    inverse = 1 / t  # op == "/"
    return _chain(x, inverse, -1 * even(inverse, 2), 2 * power(inverse, 3))


def jets(tape: list[list[Any]], box: list[arb], wanted: list[int]) -> list[Jet]:
    """Return the jets of the entries ``wanted`` over a box."""
    n = len(box)
    zero, flat = [arb(0)] * n, [[arb(0)] * n] * n
    found: dict[int, Jet] = {}
    for k in _order(tape, wanted):
        op, a, *more = tape[k]
        if op == "v":
            found[k] = Jet(box[a], [arb(int(i == a)) for i in range(n)], flat)
        elif op == "c":
            found[k] = Jet(ball(Fraction(a)), zero, flat)
        elif op in "+-":
            found[k] = _sum(found[a], found[more[0]], 1 if op == "+" else -1)
        elif op == "*":
            same = a == more[0]
            found[k] = _unary("^", found[a], 2) if same else _product(found[a], found[more[0]])
        elif op == "/":
            found[k] = _product(found[a], _unary("/", found[more[0]]))
        else:
            found[k] = _unary(op, found[a], *more)
    return [found[k] for k in wanted]


def values(tape: list[list[Any]], box: list[arb], wanted: list[int]) -> list[arb]:
    """Return the ranges of entries over a box, without derivatives."""
    found: dict[int, arb] = {}
    for k in _order(tape, wanted):
        op, a, *more = tape[k]
        if op in "vc":
            found[k] = box[a] if op == "v" else ball(Fraction(a))
        elif op == "^" or (op == "*" and more == [a]):
            n = more[0] if op == "^" else 2
            found[k] = even(found[a], n) if n % 2 == 0 else power(found[a], n)
        elif op in "+-*/":
            x, y = found[a], found[more[0]]
            found[k] = {"+": x + y, "-": x - y, "*": x * y}[op] if op != "/" else x / y
        else:
            found[k] = {"log": arb.log, "exp": arb.exp, "sqrt": arb.sqrt}[op](found[a])
    return [found[k] for k in wanted]


def _order(tape: list[list[Any]], wanted: list[int]) -> list[int]:
    need, stack = set(wanted), list(wanted)
    while stack:
        op, *arguments = tape[stack.pop()]
        below = {"v": 0, "c": 0, "+": 2, "-": 2, "*": 2, "/": 2}.get(op, 1)
        for k in arguments[:below]:
            if k not in need:
                need.add(k)
                stack.append(k)
    return sorted(need)


Number = Fraction | None  # None: not rational, or not known to be


def _times(x: Number, y: Number) -> Number:
    if 0 in (x, y):
        return Fraction(0)
    return None if x is None or y is None else x * y


def _over(x: Number, y: Number) -> Number:
    if x == 0 and y != 0:
        return Fraction(0)
    return None if x is None or y is None or y == 0 else x / y


def _plus(x: Number, y: Number) -> Number:
    return None if x is None or y is None else x + y


def exact_slope(tape: list[list[Any]], point: list[Fraction], wanted: int, j: int) -> Number:
    """Return the exact derivative of an entry in variable j at a point where it is defined.

    None where it is not seen to be rational. Values may be irrational where slopes are not.
    """
    found: dict[int, tuple[Number, Number]] = {}
    for k in _order(tape, [wanted]):
        op, i, *more = tape[k]
        if op in "vc":
            value = point[i] if op == "v" else Fraction(i)
            found[k] = value, Fraction(int(op == "v" and i == j))
            continue
        x, dx = found[i]
        y, dy = found[more[0]] if op in "+-*/" else (None, None)
        if op in "+-":
            sign = Fraction(1 if op == "+" else -1)
            found[k] = _plus(x, _times(sign, y)), _plus(dx, _times(sign, dy))
        elif op == "*":
            found[k] = _times(x, y), _plus(_times(dx, y), _times(x, dy))
        elif op == "/":
            value = _over(x, y)
            found[k] = value, _over(_plus(dx, _times(Fraction(-1), _times(value, dy))), y)
        elif op == "^":
            n, below = more[0], None if x is None else x ** (more[0] - 1)
            found[k] = _times(below, x), _times(_times(Fraction(n), below), dx)
        elif op == "log":
            found[k] = Fraction(0) if x == 1 else None, _over(dx, x)
        elif op == "exp":
            value = Fraction(1) if x == 0 else None
            found[k] = value, _times(dx, value)
        else:
            value = x if x in (0, 1) else None
            found[k] = value, _over(dx, _times(Fraction(2), value))
    return found[wanted][1]


def halves(box: Ends, j: int) -> tuple[Ends, Ends]:
    """Return both halves of a box, cut at the midpoint of variable j."""
    low, high = box[j]
    cut = (low + high) / 2
    return [*box[:j], (low, cut), *box[j + 1 :]], [*box[:j], (cut, high), *box[j + 1 :]]


def parts(box: Ends, tree: list[Any]) -> list[tuple[Any, Ends]]:
    """Return the leaves of a tree in preorder with their boxes; ``["s", j]`` cuts variable j."""
    stack, found = [box], []
    for token in tree:
        part = stack.pop()
        if token[0] == "s":
            lower, upper = halves(part, token[1])
            stack += [upper, lower]
        else:
            found.append((token, part))
    assert not stack, "the tree leaves a part of the box out"
    return found


def widest(box: Ends, among: list[int]) -> int:
    """Return the variable of the longest edge."""
    return max(among, key=lambda j: box[j][1] - box[j][0])
