r"""Contests: who wins a prize by effort (Tullock 1980), alone or in alliances.

A *contest success function* says with which chance each side wins. In the ratio form

.. math:: p_i = \frac{a_i x_i^r}{\sum_j a_j x_j^r},

:math:`a_i > 0` is how good side i is at it and the exponent :math:`r > 0` how much effort decides.
Where nobody makes an effort the quotient has no value, so the outcome there has to be declared.
The difference form (Hirshleifer 1989), :math:`p_i = a_i e^{r x_i} / \sum_j a_j e^{r x_j}`, has one.

Contestant i is paid :math:`V_i p_i - x_i`. Known of the ratio form with :math:`a_i = 1`:

- n alike with the prize V: each makes the effort :math:`r (n-1) V / n^2` if
  :math:`r \le n / (n-1)`; beyond that nobody would stay in it;
- two who value the prize differently:
  :math:`x_i = r V_i^{r+1} V_j^r / (V_1^r + V_2^r)^2` for :math:`r \le 1` (Nti 1999), and i is left
  with :math:`V_i^{r+1} (V_i^r + (1-r) V_j^r) / (V_1^r + V_2^r)^2`.

An alliance adds up the efforts of its members, and if it wins

- each has the whole prize (``"public"``): its keenest member makes all of its effort, however large
  it is (Katz, Nitzan & Rosenberg 1990; Baik 1993);
- they split it (``"split"``);
- two members fight over it again (``"fought over"``), which leaves to each what is said above
  (Esteban & Sákovics 2003).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sympy as sp

from bargain.arguments import called, mapping, whole
from bargain.errors import InputError, OptionError
from bargain.exact import exact_expression
from bargain.game.game import Game
from bargain.game.models.fixing import fixed_in
from bargain.game.written import Number

__all__ = ["contest", "success"]

_PRIZES = ("public", "split", "fought over")


@called
def success(
    efforts: Mapping[str, Number],
    *,
    tie: str | Mapping[str, Number],
    exponent: Number = 1,
    strengths: Mapping[str, Number] | None = None,
    form: str = "ratio",
) -> dict[str, sp.Expr]:
    r"""The chance of each side to win, as expressions for payoffs.

    .. math:: p_i = \frac{a_i x_i^r}{\sum_j a_j x_j^r} \quad\text{or}\quad
        p_i = \frac{a_i e^{r x_i}}{\sum_j a_j e^{r x_j}}

    Parameters
    ----------
    efforts : mapping of side to number or expression
        :math:`x_i \ge 0`; of an alliance, the sum of its members' efforts.
    tie : {"equal", "nobody", "excluded"} or mapping of side to number
        Who wins where nobody makes an effort: each with the same chance, nobody, or with these
        chances. ``"excluded"`` says that there is always some effort: the chance is the quotient
        alone. The difference form has no such case: there it is ``"excluded"``.
    exponent : positive number or expression, default 1
        :math:`r`: how much effort decides.
    strengths : mapping of side to number or expression, default all 1
        :math:`a_i > 0`.
    form : {"ratio", "difference"}, default "ratio"

    Returns
    -------
    dict of str to sympy.Expr
        They add up to 1, except where nobody wins.

    Raises
    ------
    OptionError
        For fewer than two sides, an exponent or strength that is not positive, an unknown tie.

    References
    ----------
    Tullock, G. (1980), Efficient rent seeking, in: *Toward a Theory of the Rent-Seeking Society*,
    97-112. Skaperdas, S. (1996), Contest success functions, *Economic Theory* 7, 283-290.
    Hirshleifer, J. (1989), Conflict and rent-seeking success functions, *Public Choice* 63.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> success({"A": x, "B": y}, tie="equal")["A"]
    Piecewise((1/2, Eq(x + y, 0)), (x/(x + y), True))
    >>> success({"A": x, "B": y}, tie="excluded", exponent=2, strengths={"A": 3})["B"]
    y**2/(3*x**2 + y**2)
    >>> success({"A": x, "B": y}, tie="excluded", form="difference")["A"]
    exp(x)/(exp(x) + exp(y))
    """
    sides = mapping(efforts, "efforts", fix="write {side: effort}")
    if len(sides) < 2:
        raise OptionError("a contest has at least two sides", where="efforts")
    if form not in ("ratio", "difference"):
        raise OptionError(f"unknown form {form!r}", where="form", fix='"ratio" or "difference"')
    r = _positive(exponent, "exponent")
    given = mapping(strengths, "strengths", fix="write {side: strength}")
    if unknown := set(given) - set(sides):
        raise OptionError(f"{min(unknown, key=str)!r} is no side", where="strengths")
    impacts = {}
    for side, effort in sides.items():
        x = _expression(effort, f"efforts[{side!r}]")
        impact = x**r if form == "ratio" else sp.exp(r * x)
        impacts[side] = _positive(given.get(side, 1), f"strengths[{side!r}]") * impact
    total = sp.Add(*impacts.values())
    if form == "difference" and tie != "excluded":
        raise OptionError("the difference form has no tie", where="tie", fix='tie="excluded"')
    at_nothing = _declared(tie, tuple(sides))
    return {
        side: impact / total
        if at_nothing is None
        else sp.Piecewise((at_nothing[side], sp.Eq(total, 0)), (impact / total, True))
        for side, impact in impacts.items()
    }


@called
def contest(
    contestants: int = 2,
    *,
    exponent: Number = 1,
    tie: str | Mapping[str, Number] = "equal",
    least: Number = 0,
    alliances: Sequence[Sequence[str]] = (),
    prize: str = "public",
    **fixed: Number,
) -> Game:
    r"""A contest for a prize, in which some may be allied.

    .. math:: u_i = w_i p_{A(i)} - x_i, \qquad p_A = \frac{X_A^r}{\sum_B X_B^r},
        \quad X_A = \sum_{j \in A} x_j

    Parameters
    ----------
    contestants : int, default 2
        At least 2: players ``"1"``, ``"2"``, ….
    exponent : positive number, default 1
        :math:`r`.
    tie : as for `success`, default "equal"
        By side: an alliance is named by its members, as in ``"1+2"``.
    least : number, default 0
        The least effort. Above 0 there is no tie, and solvers that follow slopes can be asked.
    alliances : sequence of sequences of players, optional
        Who is allied; all others are alone.
    prize : {"public", "split", "fought over"}, default "public"
        What victory is worth to each of k: :math:`w_i = V_i`, or :math:`V_i / k`, or of two what
        is left to it after a contest between them with the same exponent, which is at most 1.
    **fixed
        Values for ``V_1``, ``V_2``, …: what the prize is worth.

    Returns
    -------
    Game
        Actions ``x_i`` in [least, V_i]; measures ``effort`` and ``chance`` (of its side).

    Raises
    ------
    OptionError
        For an alliance of strangers, somebody in two, a single side, three who fight again.

    References
    ----------
    Tullock, G. (1980), Efficient rent seeking. Katz, E., Nitzan, S. & Rosenberg, J. (1990),
    Rent-seeking for pure public goods, *Public Choice* 65, 49-60. Baik, K. H. (1993), Effort levels
    in contests: the public-good prize case, *Economics Letters* 41, 363-367. Nti, K. O. (1999),
    Rent-seeking with asymmetric valuations, *Public Choice* 98, 415-430. Esteban, J. & Sákovics, J.
    (2003), Olson vs. Coase: coalitional worth in conflict, *Theory and Decision* 55, 339-357.

    Examples
    --------
    >>> contest(V_1=1, V_2=1, tie="nobody").payoffs["1"]
    -x_1 + Piecewise((0, Eq(x_1 + x_2, 0)), (x_1/(x_1 + x_2), True))
    >>> import bargain as bg
    >>> found = bg.nash_equilibria(contest(3, V_1=1, V_2=1, V_3=1, least="1/100"))
    >>> [str(x) for x in found.equilibria[0].values.values()], found.complete
    (['2/9', '2/9', '2/9'], True)
    >>> contest(3, alliances=[("1", "2")], prize="split", least="1/100").payoffs["1"]
    V_1*(x_1 + x_2)/(2*(x_1 + x_2 + x_3)) - x_1
    """
    players = [str(k + 1) for k in range(whole(contestants, "contestants", least=2))]
    r = _positive(exponent, "exponent")
    floor = _expression(least, "least")
    if not (floor.is_nonnegative and floor.is_number):
        raise OptionError(f"{floor} is no least effort", where="least", fix="a number, at least 0")
    if prize not in _PRIZES:
        fix = ", ".join(map(repr, _PRIZES))
        raise OptionError(f"unknown prize {prize!r}", where="prize", fix=fix)
    sides = _sides(players, alliances)
    effort = {p: sp.Symbol(f"x_{p}") for p in players}
    value = {p: sp.Symbol(f"V_{p}", positive=True) for p in players}
    together = {"+".join(side): sp.Add(*(effort[p] for p in side)) for side in sides}
    wins = success(together, exponent=r, tie="excluded" if floor > 0 else tie)
    of_side = dict(zip(together, sides, strict=True))
    chance = {p: wins[name] for name, side in of_side.items() for p in side}
    worth = {p: w for side in sides for p, w in _worth(side, value, prize, r).items()}
    meanings: dict[str, str] = {}
    for p in players:
        meanings |= {
            f"x_{p}": f"effort of contestant {p}, in units of what it costs",
            f"V_{p}": f"what the prize is worth to contestant {p}, in the same unit",
        }
    game = Game(
        actions={p: {effort[p]: (floor, value[p])} for p in players},
        payoffs={p: worth[p] * chance[p] - effort[p] for p in players},
        measures={"effort": effort, "chance": chance},
        assumptions=[v >= floor for v in value.values()] if floor > 0 else [],
        name="contest of alliances" if alliances else "contest",
        meanings=meanings,
    )
    return fixed_in(game, fixed)


def _sides(players: Sequence[str], alliances: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """The alliances, and everybody else alone, in the order of their first members."""
    if isinstance(alliances, str) or any(isinstance(a, str) for a in alliances):
        raise OptionError("an alliance is a sequence of players", where="alliances",
                          fix='alliances=[("1", "2")]')  # fmt: skip
    allied = [p for side in alliances for p in side]
    if strangers := set(allied) - set(players):
        raise OptionError(f"{min(strangers, key=str)!r} is no contestant", where="alliances",
                          fix="contestants: " + ", ".join(players))  # fmt: skip
    if len(allied) != len(set(allied)) or any(not side for side in alliances):
        raise OptionError("an alliance is empty, or somebody is in two", where="alliances")
    alone: list[tuple[str, ...]] = [(p,) for p in players if p not in allied]
    sides = sorted([tuple(side) for side in alliances] + alone, key=lambda s: players.index(s[0]))
    if len(sides) < 2:
        raise OptionError("all are allied: there is nobody to fight", where="alliances")
    return sides


def _worth(
    side: Sequence[str], value: Mapping[str, sp.Expr], prize: str, r: sp.Expr
) -> dict[str, sp.Expr]:
    """What victory of its side is worth to each member."""
    if prize == "public" or len(side) == 1:
        return {p: value[p] for p in side}
    if prize == "split":
        return {p: value[p] / len(side) for p in side}
    if len(side) > 2 or not (1 - r).is_nonnegative:
        raise OptionError(
            "what fighting again leaves is known of two members and an exponent of at most 1",
            where="prize", fix='prize="split", or write the payoffs with success(…)',
        )  # fmt: skip
    one, two = side
    left = {}
    for own, other in ((one, two), (two, one)):
        mine, theirs = value[own] ** r, value[other] ** r
        left[own] = value[own] * mine * (mine + (1 - r) * theirs) / (mine + theirs) ** 2
    return left


def _declared(tie: str | Mapping[str, Number], sides: tuple[str, ...]) -> dict[str, sp.Expr] | None:
    """Each side's chance where nobody makes an effort; None where that is excluded."""
    if tie == "excluded":
        return None
    if tie == "equal":
        return dict.fromkeys(sides, sp.Rational(1, len(sides)))
    if tie == "nobody":
        return dict.fromkeys(sides, sp.S.Zero)
    fix = '"equal", "nobody", "excluded", or {side: chance} for ' + ", ".join(sides)
    if not isinstance(tie, Mapping):
        raise OptionError(f"unknown tie {tie!r}", where="tie", fix=fix)
    if set(tie) != set(sides):
        raise OptionError("a tie says a chance for each side", where="tie", fix=fix)
    chances = {side: _expression(tie[side], f"tie[{side!r}]") for side in sides}
    total = sp.Add(*chances.values())
    if any(c.is_negative for c in chances.values()) or (total - 1).is_positive:
        raise OptionError("chances are not negative, and at most 1 in all", where="tie", fix=fix)
    return chances


def _expression(value: Number, where: str) -> sp.Expr:
    try:
        return exact_expression(value)
    except InputError as error:
        raise OptionError(error.what, where=where, fix=error.fix) from None


def _positive(value: Number, where: str) -> sp.Expr:
    number = _expression(value, where)
    if number.is_nonpositive:
        raise OptionError(f"{number} is not positive", where=where)
    return number
