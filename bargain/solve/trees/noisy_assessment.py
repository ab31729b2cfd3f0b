r"""An approximate sequential equilibrium of a tree with numbers, with the largest regret.

Let every action of every information set h have some chance, and let :math:`u_h(a)` be what its
player gets from h on by action a, given that h is reached and what the others, and the own later
sets, do. Beliefs follow by Bayes' rule everywhere. In an *agent quantal response equilibrium* with
precision :math:`λ`

.. math:: π_h(a) = \frac{e^{λ u_h(a)}}{\sum_b e^{λ u_h(b)}},

and limits for :math:`λ \to \infty` are sequential equilibria (McKelvey and Palfrey 1998, theorem
4). Precisions grow step by step; at each one the equations are solved from the last solution, and
from drawn ones where that ends at a larger regret. What comes out is judged by what it is, not by
how it was found: the *regret* is

.. math:: \max_h \max_b u_h(b) - \sum_a π_h(a) u_h(a),

in payoff units. An assessment with regret 0 in the limit is sequentially rational: no plan pays
where no single change does.

References
----------
McKelvey, R. & Palfrey, T. (1998), Quantal response equilibria for extensive form games,
*Experimental Economics* 1, 9-41. Kreps, D. & Wilson, R. (1982), Sequential equilibria,
*Econometrica* 50, 863-894.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
from scipy.optimize import root

from bargain.arguments import of_type, whole, within_reach
from bargain.budget import spend
from bargain.errors import GameError, LimitReached, OptionError
from bargain.frozen import FrozenDict
from bargain.game.trees.extensive_game import ExtensiveGame
from bargain.game.trees.tree_nodes import Chance, End, Move
from bargain.game.written import Action
from bargain.result import Result

__all__ = ["NoisyAssessment", "sequential_equilibrium"]

_MOST = 300  # actions of all information sets
_STEPS = np.geomspace(0.05, 3000.0, 60)  # precisions, for payoffs that differ by at most 1
_DAMPED = 60
_GOOD = 1e-3  # of the differences of payoffs: a regret at which no other start is tried


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NoisyAssessment(Result):
    """Behaviour strategies and beliefs in floats; every action has some chance.

    A chance that no float holds is shown as 0; beliefs come from logarithms, which do.

    Attributes
    ----------
    strategies : mapping of information set to mapping of action to float
    beliefs : mapping of information set to mapping of history to float
        By Bayes' rule, at all sets, also those that are nearly never reached.
    payoffs : mapping of player to float
    regret : float
        The most that another action at some information set pays, given the belief there, in
        payoff units.
    precision : float
        Of the quantal response, in inverse units of payoff.
    """

    strategies: Mapping[str, Mapping[Action, float]]
    beliefs: Mapping[str, Mapping[str, float]]
    payoffs: Mapping[str, float]
    regret: float
    precision: float

    def summary(self) -> str:
        """The strategies, the beliefs, and the regret."""
        lines = [f"an approximate sequential equilibrium; largest regret: {self.regret:.2g}"]
        for name, own in self.strategies.items():
            lines.append(f"  {name}: " + ", ".join(f"{a} {p:.4f}" for a, p in own.items()))
            if len(self.beliefs[name]) > 1:
                shown = ", ".join(f"{p:.4f} {h}" for h, p in self.beliefs[name].items())
                lines.append(f"    believing {shown}")
        paid = ", ".join(f"{p} {u:.4f}" for p, u in self.payoffs.items())
        return "\n".join([*lines, f"payoffs: {paid}; arithmetic: float"])


@within_reach
def sequential_equilibrium(
    game: ExtensiveGame, *, starts: int = 8, seed: int = 0
) -> NoisyAssessment:
    """One sequential equilibrium in floats, as the limit of noisy play.

    Parameters
    ----------
    game : ExtensiveGame
        With numbers for all letters.
    starts : int, default 8
        How many other starts are drawn where the regret is not small.
    seed : int, default 0

    Returns
    -------
    NoisyAssessment
        Strategies that give every action some chance, beliefs by Bayes' rule, and the largest
        regret. It says nothing of other equilibria; `perfect_bayesian` lists pure ones.

    Raises
    ------
    GameError
        For what is no tree, or letters without values.
    LimitReached
        For trees with too many actions.

    Examples
    --------
    The weak come with a chance of a third, so that the defender does not know what to do:

    >>> import bargain as bg
    >>> def kind(strong):
    ...     fight = {"A": 1 if strong else -1, "B": -1 if strong else 1}
    ...     return bg.move("A", {
    ...         "stay": bg.end({"A": 0, "B": 2}),
    ...         "come": bg.move("B", {"yield": bg.end({"A": 2, "B": 0}), "fight": bg.end(fight)},
    ...                         information="seen"),
    ...     }, information="strong" if strong else "weak")
    >>> tree = bg.ExtensiveGame(bg.chance({"s": ("1/4", kind(True)), "w": ("3/4", kind(False))}))
    >>> found = bg.sequential_equilibrium(tree)
    >>> round(found.strategies["weak"]["come"], 2), round(found.strategies["seen"]["yield"], 2)
    (0.33, 0.33)
    >>> found.regret < 0.001
    True
    """
    of_type(game, ExtensiveGame, "game", where="sequential_equilibrium",
            fix="give a bg.ExtensiveGame", error=GameError)  # fmt: skip
    whole(starts, "starts", least=0)
    if game.parameters:
        raise OptionError(
            "letters have no values", where=", ".join(map(str, game.parameters)),
            fix="put numbers in with game.at({…}), or ask bg.perfect_bayesian",
        )  # fmt: skip
    play = _Play(game)
    if play.size > _MOST:
        raise LimitReached(f"{play.size} actions are more than {_MOST}", where=repr(game),
                           fix="write a shorter game")  # fmt: skip
    if not play.size:
        return play.told(np.zeros(0), 0.0)
    dice = np.random.default_rng(seed)
    best = play.followed(play.normal(np.zeros(play.size)), _STEPS)
    for _ in range(starts):
        if play.regret(best[0]) <= _GOOD * play.spread:
            break
        start = play.normal(dice.normal(size=play.size) * 3)
        best = min(best, play.followed(start, _STEPS[30:]), key=lambda b: play.regret(b[0]))
    return play.told(*best)


class _Play:
    """A tree as its ends: who took which action on the way, with which odds of nature."""

    def __init__(self, game: ExtensiveGame) -> None:
        self.game = game
        sets = game.information_sets
        self.set_of = {p: k for k, s in enumerate(sets) for p in s.places}
        first = np.cumsum([0, *(len(s.actions) for s in sets)])
        self.slots = [slice(int(a), int(b)) for a, b in pairwise(first)]
        self.size = int(first[-1])
        self.nature: list[float] = []
        self.path: list[tuple[int, ...]] = []
        self.before: dict[int, tuple[float, tuple[int, ...]]] = {}
        paid: list[list[float]] = []
        waiting: list[tuple[int, float, tuple[int, ...]]] = [(0, 0.0, ())]
        while waiting:
            number, odds, taken = waiting.pop()
            node, children = game.places[number].node, game.places[number].children
            self.before[number] = odds, taken
            if isinstance(node, End):
                self.nature.append(odds)
                self.path.append(taken)
                paid.append([float(node.payoffs[p]) for p in game.players])
            for action, child in children:
                if isinstance(node, Chance):
                    chance = float(node.probabilities[action])
                    if chance > 0:
                        waiting.append((child, odds + np.log(chance), taken))
                elif isinstance(node, Move):
                    k = self.set_of[number]
                    slot = self.slots[k].start + list(sets[k].actions).index(action)
                    waiting.append((child, odds, (*taken, slot)))
        self.paid = np.array(paid)
        self.through = np.zeros((len(self.path), self.size))
        for e, taken in enumerate(self.path):
            self.through[e, list(taken)] = 1.0
        self.own = np.array([game.players.index(s.player) for s in sets for _ in s.actions], int)
        spread = float(np.ptp(self.paid, axis=0).max()) if len(self.paid) else 0.0
        self.spread = spread or 1.0
        self.counted = np.array(self.nature)

    def normal(self, x: np.ndarray) -> np.ndarray:
        """Logarithms of chances that add up to 1 at every set."""
        whole = x.copy()
        for s in self.slots:
            top = whole[s].max()
            whole[s] -= top + np.log(np.exp(whole[s] - top).sum())
        return whole

    def worth(self, x: np.ndarray) -> np.ndarray:
        """What each action pays, given that its set is reached."""
        spend(len(self.path) * self.size // 50 + 1)
        ends = self.counted + self.through @ x
        values = np.zeros(self.size)
        for a in range(self.size):
            here = self.through[:, a] > 0
            if not here.any():  # below odds of zero
                continue
            weights = np.exp(ends[here] - ends[here].max())
            values[a] = weights @ self.paid[here, self.own[a]] / weights.sum()
        return values

    def regret(self, x: np.ndarray) -> float:
        """The most that another action pays at some set."""
        u, chances = self.worth(x), np.exp(x)
        return max(float(u[s].max() - chances[s] @ u[s]) for s in self.slots)

    def away(self, x: np.ndarray, precision: float) -> np.ndarray:
        """How far chances are from a quantal response, in logarithms."""
        return x - self.normal(precision * self.worth(self.normal(x)))

    def followed(self, x: np.ndarray, steps: np.ndarray) -> tuple[np.ndarray, float]:
        """The assessment with the smallest regret on the way to large precisions."""
        best = x, 0.0
        least = self.regret(x)
        for step in steps / self.spread:
            found = self._solved(x, float(step))
            if found is None:
                break
            x = found
            if (now := self.regret(x)) < least:
                best, least = (x, float(step)), now
        return best

    def _solved(self, x: np.ndarray, precision: float) -> np.ndarray | None:
        """A quantal response near x; a damped iteration where Newton's method finds none."""
        for _ in range(2):
            solved = root(partial(self.away, precision=precision), x, method="hybr", tol=1e-10)
            if np.isfinite(solved.x).all() and np.abs(solved.fun).max() < 1e-6:
                return self.normal(solved.x)
            for _ in range(_DAMPED):
                x = self.normal(x - 0.2 * self.away(x, precision))
        return None

    def told(self, x: np.ndarray, precision: float) -> NoisyAssessment:
        """The result."""
        chances = np.exp(x)
        strategies, beliefs = {}, {}
        for s, slot in zip(self.game.information_sets, self.slots, strict=True):
            own = map(float, chances[slot])
            strategies[s.name] = FrozenDict(dict(zip(s.actions, own, strict=True)))
            odds = np.array([
                self.before[p][0] + sum(x[a] for a in self.before[p][1]) if p in self.before
                else -np.inf
                for p in s.places
            ])  # fmt: skip
            weights = np.exp(odds - odds.max()) if np.isfinite(odds).any() else np.ones(len(odds))
            histories = [self.game.places[p].where for p in s.places]
            shares = map(float, weights / weights.sum())
            beliefs[s.name] = FrozenDict(dict(zip(histories, shares, strict=True)))
        ends = np.exp(self.counted + self.through @ x) @ self.paid
        return NoisyAssessment(
            strategies=FrozenDict(strategies),
            beliefs=FrozenDict(beliefs),
            payoffs=FrozenDict(dict(zip(self.game.players, map(float, ends), strict=True))),
            regret=self.regret(x) if self.size else 0.0,
            precision=precision,
        )
