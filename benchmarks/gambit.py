"""Games with letters against Gambit's own solvers, at random numbers.

``python -m benchmarks gambit`` makes games with letters, has them answered for all parameters, and
compares the answer at random points with what another program says of the game with these numbers.
With ``pygambit`` (``pip install ".[peers]"``) that is Gambit: all extreme equilibria by enumeration
in rationals, all pure ones of the agent form (up to version 16). Without it, enumeration here.

=============  ===================================================================================
tables         all extreme equilibria are the same, at every point (ties of small integers included)
types          the same, of the strategic form of a Bayesian game, read by Gambit as its tree
trees          subgame-perfect equilibria are among those of the agent form
signalling     perfect Bayesian ones are among those of the agent form, and each of these that
               reaches all sets is listed: there beliefs are by Bayes' rule
programmes     the optimum of random linear programmes in rationals is that of scipy (HiGHS)
several        tables of three and four players: what Gambit's enumpoly finds is in complete lists
               here; processor times of both, and how many equilibria enumpoly leaves out
=============  ===================================================================================

Exit status 1 for a difference, which is printed with its game.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import sympy as sp
from scipy.optimize import linprog

import bargain as bg
from bargain.exact import to_fraction
from bargain.game.trees.strategic_form import expected_payoffs
from bargain.solve.finite.exact_linear_program import maximise

__all__ = ["main"]

_LETTERS = sp.symbols("a b", real=True)
_POINTS = 4
_NAMES = ("tables", "types", "trees", "signalling", "programmes", "several")
_SHAPES = ((2, 2, 2), (3, 3, 3), (2, 2, 2, 2))
_NEAR = 1e-5  # of probabilities in floats
Shares = tuple[tuple[Fraction, ...], ...]
Outcome = Iterator[tuple[bool, str]]


def _entry(dice: random.Random, letters: Sequence[sp.Symbol]) -> sp.Expr:
    """A small integer, a letter, or both."""
    own = [s * dice.choice((-1, 1)) for s in letters if dice.random() < 0.25]
    return sp.Add(dice.randint(-2, 2), *own)


def _points(dice: random.Random, letters: Sequence[sp.Symbol]) -> Iterator[dict[sp.Symbol, Any]]:
    for _ in range(_POINTS):
        yield {s: sp.Rational(dice.randint(-6, 6), dice.choice((1, 2, 3))) for s in letters}


def _shares(profile: Any) -> Shares:
    return tuple(tuple(to_fraction(q) for q in own.values()) for own in profile.strategies.values())


# --- the other program ---------------------------------------------------------------------


def _gambit() -> Any:
    """The module of Gambit, None if it is not installed."""
    if importlib.util.find_spec("pygambit") is None:
        return None
    return importlib.import_module("pygambit")


def _has_labels_alone(gambit: Any) -> bool:
    """Whether it is version 17, which names no information sets."""
    return hasattr(gambit.Game, "get_strategies")


def _mixed_of_table(game: bg.FiniteGame) -> set[Shares]:
    """All extreme equilibria of a table with numbers, by enumeration."""
    gambit = _gambit()
    if gambit is None:
        return {_shares(e) for e in bg.nash_equilibria(game).equilibria}
    found = gambit.nash.enummixed_solve(game.to_pygambit(), rational=True).equilibria
    return {_read(e) for e in found}


def _read(profile: Any) -> Shares:
    """The probabilities of a mixed profile of Gambit."""
    return tuple(tuple(Fraction(str(q)) for q in row) for row in _by_player(profile))


def _by_player(profile: Any) -> list[list[Any]]:
    """The probabilities of each player; strategies have labels, since version 17 no objects."""
    if hasattr(profile.game, "get_strategies"):
        return [[mixed[s] for s in profile.game.get_strategies(p)]
                for p, mixed in zip(profile.game.players, profile, strict=True)]  # fmt: skip
    return [[profile[s] for s in player.strategies] for player in profile.game.players]


def _agent_form(game: bg.ExtensiveGame) -> set[tuple[tuple[str, object], ...]]:
    """The pure equilibria in which no information set gains alone."""
    gambit = _gambit()
    sets = {s.name: s for s in game.information_sets}
    if gambit is not None and not _has_labels_alone(gambit):
        tree = gambit.read_efg(io.StringIO(game.to_efg()))
        every = [(i, a) for p in tree.players for i in p.infosets for a in i.actions]
        return {
            tuple(sorted((i.label, a.label) for i, a in every if e[a] == 1))
            for e in gambit.nash.enumpure_agent_solve(tree).equilibria
        }
    found = set()
    for plan in product(*(s.actions for s in sets.values())):
        at = dict(zip(sets, plan, strict=True))
        here = dict(enumerate(plan))
        paid = expected_payoffs(game, here)
        if all(
            expected_payoffs(game, {**here, k: other})[s.player] <= paid[s.player]
            for k, s in enumerate(game.information_sets)
            for other in s.actions
        ):
            found.add(tuple(sorted(at.items())))
    return found


# --- the kinds of games --------------------------------------------------------------------


def tables(dice: random.Random) -> Outcome:
    """A table of at most three by three."""
    shape = dice.choice(((2, 2), (2, 3), (3, 2)))
    letters = _LETTERS[: dice.choice((1, 2))] if shape == (2, 2) else _LETTERS[:1]
    both = [
        [[_entry(dice, letters) for _ in range(shape[1])] for _ in range(shape[0])] for _ in "12"
    ]
    game = bg.FiniteGame.from_payoffs(*both)
    if not game.parameters:
        return
    yield from _same_equilibria(game, bg.nash_equilibria(game, timeout=60), dice, str(both))


def _same_equilibria(game: bg.FiniteGame, cases: Any, dice: random.Random, told: str) -> Outcome:
    for point in _points(dice, game.parameters):
        case = cases.at(point) if _inside(game, point) else None
        if case is None or not case.complete:
            continue
        ours = {_shares(e) for e in case.equilibria}
        theirs = _mixed_of_table(game.at(point))
        yield ours == theirs, f"{told} at {point}: {ours ^ theirs}"


def _inside(game: bg.FiniteGame, point: dict[sp.Symbol, Any]) -> bool:
    return all(bool(r.subs(point)) for r in game.assumptions)


def types(dice: random.Random) -> Outcome:
    """One who does not know which of two types the other has; the chance is a letter too."""
    q = sp.Symbol("q", positive=True)
    cells = {
        (p, t): [[_entry(dice, _LETTERS[:1] if dice.random() < 0.3 else ()) for _ in "12"]
                 for _ in "12"]
        for p in "AB" for t in "xy"
    }  # fmt: skip
    chance = sp.Rational(dice.randint(1, 4), 5) if dice.random() < 0.6 else q
    game = bg.BayesianGame(
        types={"A": ["one"], "B": ["x", "y"]},
        prior={"A": {"one": 1}, "B": {"x": chance, "y": 1 - chance}},
        actions={"A": ["u", "d"], "B": ["l", "r"]},
        payoffs={"A": lambda _, t: cells["A", t], "B": lambda _, t: cells["B", t]},
    )
    if not game.parameters:
        return
    cases = bg.nash_equilibria(game, timeout=60)
    for point in _points(dice, [s for s in game.parameters if s != q]):
        here = {**point, **({q: sp.Rational(dice.randint(1, 6), 7)} if chance == q else {})}
        case = cases.at(here)
        if case is None or not case.complete:
            continue
        ours = {_shares(e) for e in case.equilibria}
        numbers = game.to_extensive().at(here)
        gambit = _gambit()
        if gambit is None:
            theirs = _mixed_of_table(numbers.to_finite())
        else:
            tree = gambit.read_efg(io.StringIO(numbers.to_efg()))
            found = gambit.nash.enummixed_solve(tree, rational=True).equilibria
            theirs = {_read(e) for e in found}
        yield ours == theirs, f"{cells} {chance} at {here}: {ours ^ theirs}"


def _end(dice: random.Random, players: Sequence[str], letters: Sequence[sp.Symbol]) -> Any:
    return bg.end({p: _entry(dice, letters) for p in players})


def trees(dice: random.Random) -> Outcome:
    """Three moves in turn with chance, the last ones unseen by each other at times."""
    names = iter(range(100))
    hidden = dice.random() < 0.4

    def grown(depth: int, set_name: str) -> Any:
        if depth == 0:
            return _end(dice, ("A", "B"), _LETTERS)
        below = f"{next(names)}"
        player = "AB"[depth % 2]
        if depth == 1 and hidden:
            below = set_name
        moves = {m: grown(depth - 1, below) for m in ("l", "r")}
        return bg.move(player, moves, information=set_name)

    root = grown(3, "start") if dice.random() < 0.7 else bg.chance(
        {"h": (sp.Rational(1, 3), grown(2, "h")), "t": (sp.Rational(2, 3), grown(2, "t"))}
    )  # fmt: skip
    game = bg.ExtensiveGame(root)
    if not game.parameters:
        return
    perfect = bg.subgame_perfect(game, timeout=60)
    for point in _points(dice, game.parameters):
        case, numbers = perfect.at(point), game.at(point)
        if case is None or not case.complete:
            continue
        agents = _agent_form(numbers)
        listed = {tuple(sorted((k, str(v)) for k, v in e.actions.items())) for e in case.equilibria}
        yield listed <= agents, f"{game.to_latex()} at {point}: {listed - agents}"


def signalling(dice: random.Random) -> Outcome:
    """Two types, two messages, two replies."""

    def reply(message: str) -> Any:
        ends = {r: _end(dice, ("A", "B"), _LETTERS[:1]) for r in ("yes", "no")}
        return bg.move("B", ends, information=message)

    def arrives(kind: str) -> Any:
        return bg.move("A", {m: reply(m) for m in ("m", "n")}, information=kind)

    game = bg.ExtensiveGame(
        bg.chance({"s": (sp.Rational(1, 3), arrives("s")), "w": (sp.Rational(2, 3), arrives("w"))})
    )
    if not game.parameters:
        return
    found = bg.perfect_bayesian(game, timeout=60)
    for point in _points(dice, game.parameters):
        case, numbers = found.at(point), game.at(point)
        if case is None or not case.complete:
            continue
        agents = _agent_form(numbers)
        listed = {tuple(sorted((k, str(v)) for k, v in e.actions.items())) for e in case.equilibria}
        separating = {e for e in agents if dict(e)["s"] != dict(e)["w"]}
        good = listed <= agents and separating <= listed
        yield good, f"{game.to_latex()} at {point}: {listed ^ agents}"


def programmes(dice: random.Random) -> Outcome:
    """At most six variables and eight constraints, some of them equations."""
    n, m, k = dice.randint(1, 6), dice.randint(1, 8), dice.randint(0, 2)

    def row() -> list[int]:
        return [dice.randint(-4, 6) for _ in range(n)]

    costs = row()
    upper = [(row(), dice.randint(-3, 12)) for _ in range(m)]
    equal = [(row(), dice.randint(-2, 6)) for _ in range(k)]
    ours = maximise(costs, at_most=upper, equal=equal)
    theirs = linprog(
        [-c for c in costs], A_ub=[r for r, _ in upper], b_ub=[b for _, b in upper],
        A_eq=[r for r, _ in equal] or None, b_eq=[b for _, b in equal] or None, method="highs",
    )  # fmt: skip
    status = {0: "optimal", 2: "infeasible", 3: "unbounded"}.get(theirs.status, "other")
    if status == "other":  # HiGHS at times does not tell infeasible from unbounded
        return
    same = ours.status == status and (
        status != "optimal" or abs(float(ours.value or 0) + theirs.fun) < 1e-7
    )
    yield same, f"max {costs} with {upper}, {equal}: {ours.status} {ours.value}, {theirs.message}"


def against_enumpoly(gambit: Any, games: int, seed: int) -> int:
    """Compare lists and times, shape by shape; returns the number of differences."""
    wrong = 0
    for shape in _SHAPES:
        dice = np.random.default_rng([seed, *shape])
        times: list[tuple[float, float]] = []
        complete = listed = left_out = 0
        for k in range(games + 1):  # the first is not counted: imports
            game = bg.FiniteGame.from_payoffs(*dice.integers(-99, 100, (len(shape), *shape)))
            other = game.to_pygambit()
            start = time.process_time()
            ours = bg.nash_equilibria(game)
            middle = time.process_time()
            theirs = gambit.nash.enumpoly_solve(other).equilibria
            end = time.process_time()
            if k == 0:
                continue
            times.append((middle - start, end - middle))
            if not ours.complete:
                continue
            complete += 1
            here = [np.array(_shares(e), dtype=float) for e in ours]
            there = [np.array(_floats(e)) for e in theirs]
            listed += len(here)
            left_out += sum(all(_apart(x, y) for y in there) for x in here)
            for y in there:
                if all(_apart(x, y) for x in here):
                    wrong += 1
                    sys.stdout.write(f"DIFFERENT several: {game.to_nfg()}: {y.tolist()}\n")
        here_s, there_s = (statistics.median(t) for t in zip(*times, strict=True))
        name = "x".join(map(str, shape))
        sys.stdout.write(
            f"several {name}: here {1e3 * here_s:.1f} ms, enumpoly {1e3 * there_s:.1f} ms, ratio "
            f"{here_s / there_s:.2f}; {complete} of {games} complete; enumpoly leaves out "
            f"{left_out} of {listed}\n"
        )
        sys.stdout.flush()
    return wrong


def _floats(profile: Any) -> list[list[float]]:
    return [list(map(float, row)) for row in _by_player(profile)]


def _apart(one: np.ndarray, two: np.ndarray) -> bool:
    return bool(np.abs(one - two).max() > _NEAR)


KINDS: dict[str, Callable[[random.Random], Outcome]] = {
    "tables": tables, "types": types, "trees": trees, "signalling": signalling,
    "programmes": programmes,
}  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare; returns the exit status."""
    plain = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks gambit", description=__doc__, formatter_class=plain
    )
    parser.add_argument("--games", type=int, default=20, help="of each kind (default 20)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=_NAMES, action="append", help="default: all")
    given = parser.parse_args(arguments)
    gambit = _gambit()
    told = "Gambit's solvers" if gambit else "enumeration here, without pygambit"
    sys.stdout.write(f"against {told}\n")
    wrong = 0
    for name in given.kind or _NAMES:
        if name == "several":
            if gambit is None:
                sys.stdout.write("several: left out, there is no pygambit\n")
            else:
                wrong += against_enumpoly(gambit, given.games, given.seed)
            continue
        dice = random.Random(f"{name} {given.seed}")  # noqa: S311  # reproducible games
        compared = games = 0
        for _ in range(given.games):
            before = compared
            for good, what in KINDS[name](dice):
                compared += 1
                if not good:
                    wrong += 1
                    sys.stdout.write(f"DIFFERENT {name}: {what}\n")
            games += compared > before
        sys.stdout.write(f"{name}: {games} games, {compared} points compared\n")
        sys.stdout.flush()
    sys.stdout.write(f"{wrong} differences\n")
    return 1 if wrong else 0
