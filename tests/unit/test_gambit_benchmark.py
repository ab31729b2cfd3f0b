"""The comparison with Gambit: what it compares, and that a difference is one."""

from __future__ import annotations

import random

import pytest

from benchmarks import gambit


def test_linear_programmes_agree_with_scipy(capsys):
    assert gambit.main(["--games", "40", "--kind", "programmes"]) == 0
    assert "0 differences" in capsys.readouterr().out


def test_a_difference_is_told_and_ends_with_status_1(capsys, monkeypatch):
    monkeypatch.setitem(gambit.KINDS, "tables", lambda dice: iter([(False, "a game"), (True, "")]))
    assert gambit.main(["--games", "1", "--kind", "tables"]) == 1
    assert "DIFFERENT tables: a game" in capsys.readouterr().out


@pytest.mark.long
@pytest.mark.parametrize("kind", ["tables", "types", "trees", "signalling"])
def test_games_with_letters_agree_at_random_numbers(kind, monkeypatch):
    """Here with the enumeration that needs no other program."""
    monkeypatch.setattr(gambit, "_gambit", lambda: None)
    dice, compared = random.Random(f"{kind} 1"), 0
    for _ in range(3):
        for same, told in gambit.KINDS[kind](dice):
            compared += 1
            assert same, told
    assert compared >= 4


class _Enumpoly:
    """Stands in for pygambit: it finds what it is told to."""

    class nash:  # as pygambit calls it
        @staticmethod
        def enumpoly_solve(game):
            return _Enumpoly

    equilibria = ()


def test_what_enumpoly_finds_is_in_complete_lists(capsys, monkeypatch):
    monkeypatch.setattr(gambit, "_SHAPES", ((2, 2, 2),))
    monkeypatch.setattr(gambit.bg.FiniteGame, "to_pygambit", lambda game: game)
    assert gambit.against_enumpoly(_Enumpoly, 2, 1) == 0
    assert "2 of 2 complete" in capsys.readouterr().out
    monkeypatch.setattr(_Enumpoly, "equilibria", (object(),))
    monkeypatch.setattr(gambit, "_floats", lambda profile: [[0.5, 0.5], [0.3, 0.7], [0.9, 0.1]])
    assert gambit.against_enumpoly(_Enumpoly, 2, 1) == 2
    assert "DIFFERENT several" in capsys.readouterr().out
