r"""Balance of threat (Walt 1987) as a log-linear index.

Walt names four sources of threat: aggregate power :math:`A`, geographic proximity :math:`G`,
offensive capability :math:`O` and aggressive intentions :math:`I`. The index is

.. math:: \log v = α_A \log A + α_G \log G + α_O \log O + α_I \log I,

a product of powers: doubling one source multiplies the threat by :math:`2^{α}`, whatever the
others are, and a source that is absent (0) removes the threat. The functional form and the
weights are assumptions of the index, not of Walt's text, which gives none.
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from bargain.arguments import called, mapping
from bargain.errors import InputError, OptionError
from bargain.exact import exact_expression
from bargain.game.written import Number

__all__ = ["SOURCES", "threat"]

SOURCES = ("aggregate_power", "proximity", "offensive_capability", "intentions")


@called
def threat(
    aggregate_power: Number,
    proximity: Number = 1,
    offensive_capability: Number = 1,
    intentions: Number = 1,
    *,
    weights: Mapping[str, Number] | None = None,
) -> sp.Expr:
    r"""The log-linear balance-of-threat index :math:`v = A^{α_A} G^{α_G} O^{α_O} I^{α_I}`.

    Parameters
    ----------
    aggregate_power : number or sympy expression
        The threatening state's capability, e.g. its CINC share; at least 0.
    proximity : number or expression, default 1
        In (0, 1], 1 for a neighbour, e.g. 1 / (1 + distance in 1,000 km).
    offensive_capability : number or expression, default 1
        Share of its capability that can attack, at least 0.
    intentions : number or expression, default 1
        How aggressive it is believed to be, at least 0; 1 is neutral.
    weights : mapping of source to number, default all 1
        The exponents :math:`α \ge 0`, by the names in `SOURCES`.

    Returns
    -------
    sympy.Expr
        Dimensionless, to be used as :math:`v_i` of the autonomy-security exchange.

    Raises
    ------
    OptionError
        For a negative source or weight, or an unknown source.

    References
    ----------
    Walt, S. M. (1987), *The Origins of Alliances*, Cornell University Press, ch. 2.

    Examples
    --------
    >>> threat("0.02", proximity=1, offensive_capability="0.5", intentions=2)
    1/50
    >>> threat(4, weights={"aggregate_power": "1/2"})
    2
    """
    values = (aggregate_power, proximity, offensive_capability, intentions)
    given = mapping(weights, "weights", fix="write {source: number}")
    if unknown := set(given) - set(SOURCES):
        raise OptionError(
            f"unknown source of threat {min(unknown, key=str)!r}",
            fix="sources: " + ", ".join(SOURCES),
        )
    index = sp.S.One
    for source, value in zip(SOURCES, values, strict=True):
        level = _level(value, source)
        weight = _level(given.get(source, 1), f"weights[{source!r}]")
        index *= level**weight
    return index


def _level(value: Number, where: str) -> sp.Expr:
    try:
        level = exact_expression(value)
    except InputError as error:
        raise OptionError(error.what, where=where, fix=error.fix) from None
    if level.is_negative:
        raise OptionError(f"{level} is negative", where=where, fix="give at least 0")
    return level
