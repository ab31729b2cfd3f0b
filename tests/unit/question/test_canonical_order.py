"""The canonical order costs no more than it must where players are alike."""

from itertools import combinations

import sympy as sp

import bargain as bg
from bargain.game.conditions import standard
from bargain.question import canonical
from bargain.question.question import Question


def alike(count):
    """A unit among players who are alike, with shares that add up for each pair."""
    shares = sp.symbols(f"x1:{count + 1}")
    names = [str(k) for k in range(count)]
    game = bg.Game(
        actions={n: {} for n in names},
        terms=dict.fromkeys(shares, (0, 1)),
        payoffs=dict(zip(names, shares, strict=True)),
        disagreement=dict.fromkeys(names, 0),
    )
    pairs = [bg.conditions.holds(sp.Add(*s) >= sp.Rational(1, 5)) for s in combinations(shares, 2)]
    return game, pairs


def counted(monkeypatch, module, name):
    """A list with an entry for each call of a function of a module."""
    calls, whole = [], getattr(module, name)

    def work(*args):
        calls.append(args)
        return whole(*args)

    monkeypatch.setattr(module, name, work)
    return calls


def test_relations_of_one_shape_are_gone_through_once(monkeypatch):
    """15 pairs of six shares say the same of symbols of the same colours."""
    game, pairs = alike(6)
    calls = counted(monkeypatch, canonical, "_digest")
    Question(game, pairs)
    assert len(calls) < 2_500  # 19,972 where each relation is gone through by itself


def test_symbols_that_are_alike_share_their_colours_until_one_comes_first():
    """The order of players who are alike is that of declaration, whatever is kept."""
    game, pairs = alike(4)
    frame = Question(game, pairs).frame
    assert [frame.sorted(frame.order), len(set(frame._colours.values()))] == [
        list(frame.order),
        len(frame.order),
    ]


def test_a_relation_is_printed_once_however_often_its_condition_is_asked(monkeypatch):
    """Names, titles and definitions of one condition are made of one text."""
    game, pairs = alike(3)
    calls = counted(monkeypatch, standard, "to_text")
    bg.decide(game, pairs, effort=1)
    assert len(calls) == len(pairs)  # 45 where each asks by itself
