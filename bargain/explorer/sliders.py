"""The values of parameters that can be chosen: ranges, and the ticks of a slider in each."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, product

import sympy as sp
from sympy.core.relational import Relational

from bargain.arguments import listed
from bargain.errors import InputError, OptionError
from bargain.exact import to_fraction, to_sympy
from bargain.game.symbol_table import put_in
from bargain.game.written import Bounds

__all__ = ["Slider", "outside", "sliders_of", "start_of"]

_TICKS = 100  # at least, of a slider
_WIDTH = 4  # of a range that nobody bounds
_TRIED = 3_000  # combinations of ticks, for a start inside the region
_PLACES = (Fraction(1, 2), Fraction(1, 4), Fraction(3, 4), Fraction(1, 8), Fraction(7, 8))


@dataclass(frozen=True, slots=True)
class Slider:
    """The values that one parameter can be given.

    Attributes
    ----------
    symbol : sympy.Symbol
    low, high : Fraction
    ticks : tuple of str
        Decimals, in order: multiples of a round step.
    chosen : str
        Which end nobody gave, so that it was chosen for the picture; empty if none.
    """

    symbol: sp.Symbol
    low: Fraction
    high: Fraction
    ticks: tuple[str, ...]
    chosen: str = ""

    def refuse_beyond(self, value: Fraction) -> None:
        """Refuse a value that is beyond the slider.

        Raises
        ------
        InputError
        """
        first, last = self.ticks[0], self.ticks[-1]
        if not Fraction(first) <= value <= Fraction(last):
            raise InputError(f"the slider of {self.symbol} goes from {first} to {last}",
                             where=f"{self.symbol} = {value}",
                             fix="stay inside, or give another range")  # fmt: skip


def sliders_of(
    parameters: Iterable[sp.Symbol],
    relations: Sequence[Relational],
    over: Mapping[sp.Symbol, Bounds],
) -> tuple[Slider, ...]:
    """A slider for each parameter.

    Parameters
    ----------
    parameters : iterable of Symbol
    relations : sequence of Relational
        Those that bound one parameter by a number give its range.
    over : mapping of Symbol to (low, high)
        Ranges that are given.

    Raises
    ------
    OptionError
        For what is no finite range.

    Examples
    --------
    >>> t = sp.Symbol("t", real=True)
    >>> slider, = sliders_of([t], [t > 0, t < 1], {})
    >>> slider.ticks[0], slider.ticks[-1], len(slider.ticks), slider.chosen
    ('0.01', '0.99', 99, '')
    """
    return tuple(_slider(s, relations, over.get(s)) for s in parameters)


def _slider(s: sp.Symbol, relations: Sequence[Relational], given: Bounds | None) -> Slider:
    chosen = ""
    low, high = _bounds(s, relations)
    if given is not None:
        low, high = _range(s, given)
    elif low is None and high is None:
        low, high = Fraction(-_WIDTH, 2), Fraction(_WIDTH, 2)
        chosen = f"{low} and {high} were chosen for the picture"
    elif high is None:
        assert low is not None
        high = low + _WIDTH
        chosen = f"{high} was chosen for the picture"
    elif low is None:
        low = high - _WIDTH
        chosen = f"{low} was chosen for the picture"
    assert low is not None
    if not low < high:
        raise OptionError(
            f"the range of {s} is empty or one point", where=f"{low} to {high}",
            fix="give a range with low < high",
        )  # fmt: skip
    own = [r for r in relations if r.free_symbols == {s}]
    return Slider(s, low, high, tuple(_ticks(s, low, high, own)), chosen)


def _range(s: sp.Symbol, given: Bounds) -> tuple[Fraction, Fraction]:
    ends = listed(given, f"over[{s}]", fix="write (low, high)")
    if len(ends) != 2:
        raise OptionError(f"over[{s}] is no range", where=f"{given}", fix="write (low, high)")
    try:
        low, high = map(to_fraction, ends)
    except InputError as error:
        raise OptionError(error.what, where=f"over[{s}]", fix="give two numbers") from None
    return low, high


def _bounds(
    s: sp.Symbol, relations: Sequence[Relational]
) -> tuple[Fraction | None, Fraction | None]:
    """The largest lower and the smallest upper bound that relations give in so many words."""
    lows, highs = list[Fraction](), list[Fraction]()
    plain = sp.Dummy(real=True)  # without a sign of its own, by which sympy would decide
    for relation in relations:
        if relation.free_symbols != {s} or relation.rel_op not in ("<", "<=", ">", ">="):
            continue
        left = (relation.lts - relation.gts).xreplace({s: plain})  # not above 0
        if not left.is_polynomial(plain) or sp.degree(left, plain) != 1:
            continue
        slope, rest = sp.Poly(left, plain).all_coeffs()
        if not (slope.is_Rational and rest.is_Rational):
            continue
        (highs if slope > 0 else lows).append(to_fraction(-rest / slope))
    return max(lows, default=None), min(highs, default=None)


def _ticks(s: sp.Symbol, low: Fraction, high: Fraction, own: Sequence[Relational]) -> list[str]:
    power = math.floor(_log10((high - low) / _TICKS))
    step = next(
        step
        for step in (m * Fraction(10) ** (power + more) for more in (1, 0, -1) for m in (5, 2, 1))
        if (high - low) / step >= _TICKS
    )
    first, last = math.ceil(low / step), math.floor(high / step)
    found = [k * step for k in range(first, last + 1)]
    ends = [found[0], found[-1]]  # strict bounds leave out an end, nothing else
    barred = [x for x in ends if outside(own, {s: x})]
    digits = max(0, -power + 1)
    return [_decimal(x, digits) for x in found if x not in barred]


def _log10(x: Fraction) -> float:
    """Also of what no float can hold."""
    return math.log10(x.numerator) - math.log10(x.denominator)


def _decimal(x: Fraction, digits: int) -> str:
    whole, part = divmod(abs(x) * 10**digits, 10**digits)
    assert Fraction(part).denominator == 1
    text = f"{int(whole)}.{int(part):0{digits}}".rstrip("0").rstrip(".") if digits else f"{whole}"
    return f"-{text}" if x < 0 else text


def outside(relations: Iterable[sp.Basic], values: Mapping[sp.Symbol, Fraction]) -> str:
    """The first relation that does not hold at the values; empty if all hold.

    Examples
    --------
    >>> s, t = sp.symbols("s t", positive=True)
    >>> outside([s < t], {s: Fraction(2), t: Fraction(1)})
    's < t'
    """
    exact = {s: to_sympy(x) for s, x in values.items()}
    return next((str(r) for r in relations if put_in(r, exact) != sp.true), "")


def start_of(
    sliders: Sequence[Slider], relations: Sequence[sp.Basic]
) -> tuple[str, ...]:  # fmt: skip
    """A tick for each slider at which all relations hold, near the middles; else the middles."""
    several = [
        list(dict.fromkeys(s.ticks[int(place * (len(s.ticks) - 1))] for place in _PLACES))
        for s in sliders
    ]
    joint = [r for r in relations if len(r.free_symbols) > 1]
    for ticks in islice(product(*several), _TRIED):
        at = {s.symbol: to_fraction(x) for s, x in zip(sliders, ticks, strict=True)}
        if not outside(joint, at):
            return ticks
    return tuple(ticks[0] for ticks in several)
