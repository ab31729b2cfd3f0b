r"""Subgame-perfect equilibria, for all parameters.

A profile of pure strategies is *subgame-perfect* (Selten 1965) if in every subgame no player gains
by changing the own strategy there. By backward induction: smaller subgames first; what is played
in them is given, and a player's deviations are other actions at the own information sets in the
*top* of the subgame, those that belong to no smaller one. With perfect information every top is one
move, and this is Zermelo's algorithm.

Where two actions are equally good both are kept: ties are cells of their own, in which every
continuation is followed. With ``mixed=True`` two players who move at once may also mix
(`bargain.solve.trees.mixed_induction`).

References
----------
R. Selten (1965), Spieltheoretische Behandlung eines Oligopolmodells mit Nachfrageträgheit.
E. Zermelo (1913), Über eine Anwendung der Mengenlehre auf die Theorie des Schachspiels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product

import sympy as sp

from bargain.arguments import flag, of_type, within_reach
from bargain.errors import GameError, LimitReached, OptionError
from bargain.game.tables.table_file import text_of
from bargain.game.trees.extensive_game import ExtensiveGame
from bargain.game.trees.strategic_form import expected_payoffs
from bargain.game.trees.tree_file import tree_from_toml, tree_to_toml
from bargain.game.trees.tree_nodes import End, Move
from bargain.game.trees.tree_places import Subgame
from bargain.game.written import Action
from bargain.question.kinds.case_statement import NOTHING, CaseQuestion, Demand
from bargain.question.region_relations import Where
from bargain.solve.cases.answers_by_cases import Answer, Cases, solved_by_cases
from bargain.solve.cases.case_search import Signed
from bargain.solve.trees.mixed_induction import MixedInduction
from bargain.solve.trees.strategy_profile import profile_of, words_of

__all__ = ["ASKED", "entries_of", "subgame_perfect", "tree_question"]

_MOST = 3_000  # profiles that are looked at in one cell
ASKED = {
    "profile": "the subgame-perfect equilibria in pure strategies",
    "payoffs": "the payoffs of subgame-perfect equilibria in pure strategies, with one for each",
    "mixed": "the subgame-perfect equilibria in behaviour strategies",
}
#: An action at each information set of a subgame, by number.
Plan = tuple[tuple[int, Action], ...]


@within_reach
def subgame_perfect(
    game: ExtensiveGame,
    where: Where = (),
    *,
    by: str = "profile",
    mixed: bool = False,
    timeout: float = 120.0,
    effort: float | None = None,
) -> Cases:
    """Find all subgame-perfect equilibria, in pure strategies, with the parameters of each.

    Parameters
    ----------
    game : ExtensiveGame
    where : relation, text, or sequence of them, optional
        Restrictions on the parameters.
    by : {"profile", "payoffs"}, default "profile"
        Whether every profile is listed, or one for each combination of payoffs in equilibrium:
        where there are ties, profiles that differ off the path can be very many.
    mixed : bool, default False
        Whether players may mix where two of them move at once; in which cells the list is then
        complete is said in `bargain.solve.trees.mixed_induction`.
    timeout : float, default 120
        Seconds of wall time. What was proved by then is kept.
    effort : float, optional
        Work allowed, in units of `bargain.budget`. One unit per second of `timeout` unless given.

    Returns
    -------
    Cases
        `.cells`, each with `.region` and `.equilibria`; `.complete` if it is proved that there are
        no others; `.at({...})`; `.certificate`.

    Raises
    ------
    InputError
        For what is no tree, or payoffs that are no quotients of polynomials.
    EmptyRegionError
        If no parameters satisfy the region.

    Examples
    --------
    Entry deterrence (Selten 1978): the threat to fight is empty as long as sharing pays more.

    >>> import bargain as bg
    >>> share, cost = sp.symbols("share cost", real=True)
    >>> game = bg.ExtensiveGame(bg.move("entrant", {
    ...     "out": bg.end({"entrant": 0, "incumbent": 2}),
    ...     "in": bg.move("incumbent", {
    ...         "fight": bg.end({"entrant": -1, "incumbent": 1 - cost}),
    ...         "accommodate": bg.end({"entrant": 1, "incumbent": 1}),
    ...     }, information="reply"),
    ... }, information="entry"))
    >>> found = bg.subgame_perfect(game)
    >>> print(found.summary())
    the subgame-perfect equilibria in pure strategies: 3 cases (all cases, proved)
    cost < 0: 1 equilibrium (all of them, proved)
      entry: out; reply: fight  with payoffs 0, 2
    cost == 0: 2 equilibria (all of them, proved)
      entry: out; reply: fight  with payoffs 0, 2
      entry: in; reply: accommodate  with payoffs 1, 1
    cost > 0: 1 equilibrium (all of them, proved)
      entry: in; reply: accommodate  with payoffs 1, 1
    >>> found.at({cost: 3}).equilibria[0].outcome
    'in, accommodate'

    A patron may stay out; in a crisis it matches what its client does, who does not want to be
    matched.

    >>> def reply(a):
    ...     pay = {b: bg.end({"patron": 2 if a == b else 0, "client": 0 if a == b else 1})
    ...            for b in "lr"}
    ...     return bg.move("client", pay, "second")
    >>> out = sp.Symbol("out", real=True)
    >>> crisis = bg.move("patron", {a: reply(a) for a in "lr"}, "first")
    >>> game = bg.ExtensiveGame(bg.move("patron", {
    ...     "out": bg.end({"patron": out, "client": 1}), "in": crisis}, "entry"))
    >>> found = bg.subgame_perfect(game, [out < 1], mixed=True)
    >>> print(found.cells[0].summary())
    everywhere: 1 equilibrium (all of them, proved)
      entry: in, first: (l 1/2, r 1/2); second: (l 1/2, r 1/2)  with payoffs 1, 1/2
    """
    if by not in ("profile", "payoffs") or (flag(mixed, "mixed") and by != "profile"):
        told = " and mixed" if mixed else ""
        raise OptionError(f"by = {by!r}{told} is not known", fix="give 'profile' or 'payoffs'")
    question, compute = tree_question(game, where, "mixed" if mixed else by)
    return solved_by_cases(question, compute, timeout=timeout, effort=effort)


def tree_question(
    game: ExtensiveGame, where: Where, by: str
) -> tuple[CaseQuestion, Callable[[Signed], Answer]]:
    """What `subgame_perfect` asks of the parameters, and how a cell is answered."""
    fix = "give a bg.ExtensiveGame"
    of_type(game, ExtensiveGame, "game", where="subgame_perfect", fix=fix, error=GameError)
    told = text_of(game, tree_to_toml, tree_from_toml)
    question = CaseQuestion(
        game.parameters, game.assumptions, where, ASKED[by], entries_of(game), told
    )
    if by == "mixed":
        return question, MixedInduction(game, question).solve
    return question, _Induction(game, question, by_payoffs=by == "payoffs").solve


def entries_of(game: ExtensiveGame) -> Mapping[sp.Expr, None]:
    """The payoffs and probabilities of a tree, each once."""
    nodes = [place.node for place in game.places if not isinstance(place.node, Move)]
    tables = (n.payoffs if isinstance(n, End) else n.probabilities for n in nodes)
    return dict.fromkeys(sp.sympify(entry) for table in tables for entry in table.values())


class _Induction:
    """Backward induction over the subgames of one game."""

    def __init__(self, game: ExtensiveGame, question: CaseQuestion, *, by_payoffs: bool) -> None:
        self.game, self.question, self.by_payoffs = game, question, by_payoffs
        self._values: dict[tuple[int, Plan], dict[str, sp.Expr]] = {}
        self._gains: dict[tuple[int, Plan], list[tuple[str, sp.Expr]]] = {}

    def solve(self, signs: Signed) -> Answer:
        """The equilibria in a cell, and what has to be proved of them."""
        listed: list[list[Plan]] = []
        demands: dict[object, Demand] = {}
        count = 0
        for number, subgame in enumerate(self.game.subgames):
            kept: list[Plan] = []
            paid: set[tuple[sp.Expr, ...]] = set()
            for plan in self._candidates(subgame, listed):
                count += 1
                if count > _MOST:
                    raise LimitReached(
                        f"more than {_MOST} profiles are to be looked at in one cell",
                        where=repr(self.game),
                        fix="write a shorter game, or restrict the parameters with where=",
                    )
                gains = self._gains_of(number, subgame, plan)
                if not any(signs.positive(gain) for _, gain in gains):
                    payoffs = tuple(map(sp.expand, self._value(number, plan).values()))
                    if not self.by_payoffs or payoffs not in paid:
                        kept.append(plan)
                        self._add_best(demands, plan, gains)
                    paid.add(payoffs)
                else:
                    self._add_worse(demands, plan, gains)
            listed.append(kept)
        plans = listed[-1] if listed else [()]
        return Answer(
            equilibria=tuple(profile_of(self.game, dict(plan)) for plan in plans),
            demands=tuple(demands.values()) or (NOTHING,),
        )

    def _candidates(self, subgame: Subgame, listed: Sequence[Sequence[Plan]]) -> Iterator[Plan]:
        """Profiles of a subgame that are equilibria in every smaller one."""
        sets = self.game.information_sets
        top = [[(k, a) for a in sets[k].actions] for k in subgame.top]
        for inner in product(*(listed[k] for k in subgame.inner)):
            for chosen in product(*top):
                yield tuple(sorted((*chosen, *(step for plan in inner for step in plan)),
                                   key=lambda step: step[0]))  # fmt: skip

    def _value(self, number: int, plan: Plan) -> dict[str, sp.Expr]:
        key = (number, plan)
        if key not in self._values:
            root = self.game.subgames[number].root
            self._values[key] = expected_payoffs(self.game, dict(plan), root)
        return self._values[key]

    def _gains_of(self, number: int, subgame: Subgame, plan: Plan) -> list[tuple[str, sp.Expr]]:
        """What each deviation in the top of the subgame gains, with the deviation in words."""
        key = (number, plan)
        if key in self._gains:
            return self._gains[key]
        sets, chosen = self.game.information_sets, dict(plan)
        here = self._value(number, plan)
        found = []
        for player in self.game.players:
            own = [k for k in subgame.top if sets[k].player == player]
            for actions in product(*(sets[k].actions for k in own)):
                changed = {k: a for k, a in zip(own, actions, strict=True) if chosen[k] != a}
                if changed:
                    other = tuple(sorted({**chosen, **changed}.items()))
                    gain = sp.expand(self._value(number, other)[player] - here[player])
                    words = ", ".join(f"{sets[k].name}: {a}" for k, a in changed.items())
                    found.append((words, gain))
        self._gains[key] = found
        return found

    def _add_best(
        self, demands: dict[object, Demand], plan: Plan, gains: Sequence[tuple[str, sp.Expr]]
    ) -> None:
        for words, gain in gains:
            loss = -self.question.polynomial(gain)
            name = f"nobody gains by {words} against {words_of(self.game, plan)}"
            demands.setdefault(("best", loss), Demand(name[:300], (((">=", loss),),)))

    def _add_worse(
        self, demands: dict[object, Demand], plan: Plan, gains: Sequence[tuple[str, sp.Expr]]
    ) -> None:
        polynomials = dict.fromkeys(self.question.polynomial(g) for _, g in gains)
        ways = tuple(((">", p),) for p in polynomials)
        name = f"somebody gains by leaving {words_of(self.game, plan)}"
        demands.setdefault(("worse", frozenset(polynomials)), Demand(name[:300], ways))
