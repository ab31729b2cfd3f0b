r"""Deciding: does an agreement that satisfies a condition exist, for all, some or no parameters?

One way through, and nothing becomes a verdict before the checker has accepted its certificate:

1. the question is written down exactly (`bargain.question.question`);
2. a rational point of the region is found, so that nothing is said about an empty region;
3. a witness that the caller suggests, if any, is tried;
4. a refutation of the necessary clauses over the whole region proves `never`;
5. otherwise points of the region are tried: a point with an agreement and a point without one
   prove `sometimes`;
6. if no point without one turns up, a witness function over the whole region proves `always`.

Where a step finds nothing with its effort the answer is `unknown`, with what was tried, with the
steps that were ended or left out, and with what would help (`bargain.budget`). The clock ends a
whole question only (`bargain.clock`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from typing import Any, TypeVar

import sympy as sp

from bargain.arguments import mapping
from bargain.budget import Exhausted, allowed, cut, passed, share_until, spent
from bargain.clock import ClockEnded, asked
from bargain.errors import BargainError, LimitReached, OptionError
from bargain.exact import exact_expression
from bargain.game.game import Game
from bargain.game.tables.finite_game import FiniteGame
from bargain.question import region_points as region
from bargain.question.question import Question
from bargain.verdicts.certify import certified
from bargain.verdicts.verdict import Status, Verdict

__all__ = ["decide"]

_T = TypeVar("_T")
_POINTS = 8  # of the region, tried one by one before a witness function is sought
# of the effort that is left at each step
_SHARE_HINT, _SHARE_LIST, _SHARE_NEVER, _SHARE_POINTS = 0.2, 0.3, 0.4, 0.4


def decide(
    game: Game | FiniteGame,
    condition: Any,
    where: Any = (),
    *,
    timeout: float = 60.0,
    effort: float | None = None,
    witness: Mapping[Any, Any] | None = None,
) -> Verdict:
    r"""Decide whether an agreement that satisfies the condition exists.

    For parameters :math:`θ` in the region :math:`Θ` (the assumptions of the game and of the
    condition, and `where`): `never` iff no :math:`θ \in Θ` admits such an agreement, `always` iff
    each does, `sometimes` iff some do and some do not.

    Parameters
    ----------
    game : Game or FiniteGame
        Parameters may stay symbolic. A finite game is asked for a pure Nash equilibrium.
    condition : Condition or sequence of Condition
        From `bargain.conditions`; several are joined.
    where : relation, text, or sequence of them, optional
        Restrictions on the parameters. `!=` is allowed.
    timeout : float, default 60
        Seconds of wall time, kept within 10 %, in any thread: the only clock. When it ends the
        whole question ends: the answer is `unknown` and says so.
    effort : float, optional
        Work allowed, in units of `bargain.budget` (about a second of an idle core each): counted,
        so that the answer is the same on every machine. One unit per second of `timeout` unless
        given.
    witness : mapping of variable to expression, optional
        A suggested agreement as functions of the parameters. It is proved like any other.

    Returns
    -------
    Verdict
        With a certificate that the checker has accepted, unless `unknown`.

    Raises
    ------
    EmptyRegionError
        If no parameters satisfy the region: an answer of its own, never `never`.
    InputError
        For unknown symbols, undefined payoffs, a region that says nothing of a parameter.

    Examples
    --------
    >>> import bargain as bg
    >>> game = bg.models.autonomy_security()
    >>> beta, s_C, s_P = sp.symbols("beta s_C s_P", positive=True)
    >>> verdict = bg.decide(game, bg.full_equilibrium(beta), where=[s_C > s_P])
    >>> verdict.status
    <Status.NEVER: 'never'>
    >>> bg.check(verdict).valid
    True
    """
    if witness is not None:
        mapping(witness, "witness", fix="write {variable: expression}")
    started = time.monotonic()
    tried: list[str] = []
    try:
        with asked(timeout, effort) as units:
            verdict = decide_within(game, condition, where, units, witness, tried)
    except ClockEnded as end:
        verdict = Verdict(claim="undecided: the clock ended it", evidence=(*tried, str(end)))
    return replace(verdict, seconds=time.monotonic() - started)


def decide_within(
    game: Game | FiniteGame,
    condition: Any,
    where: Any,
    effort: float,
    witness: Mapping[Any, Any] | None = None,
    tried: list[str] | None = None,
) -> Verdict:
    """Decide with counted effort and without a clock of its own: a part of a larger question."""
    tried = [] if tried is None else tried
    skipped: list[str] = []
    begun, cut_before = spent(), cut()
    try:
        with allowed(effort) as skipped:
            verdict = _decide(game, condition, where, begun + effort, witness, tried)
    except (RecursionError, ArithmeticError, MemoryError) as end:
        so_far = tried or ["no step was finished"]
        reason = (
            "an expression of the search is nested too deeply: write the game simpler"
            if isinstance(end, RecursionError)
            else f"numbers beyond what the search can work with ({type(end).__name__})"
        )
        verdict = Verdict(claim="undecided", evidence=(*so_far, reason))
    except (Exhausted, LimitReached) as end:
        so_far = tried or ["no step was finished"]
        verdict = Verdict(claim="undecided: the effort was spent", evidence=(*so_far, str(end)))
    if verdict.status is not Status.UNKNOWN:
        return verdict
    more = _would_help(spent() - begun, effort, cut() > cut_before, witness)
    return replace(verdict, evidence=tuple(dict.fromkeys((*verdict.evidence, *skipped, more))))


def _would_help(used: float, effort: float, ended: bool, witness: Any) -> str:
    """Whether the list of steps was gone through to its end, and what a user can do."""
    hints = ["bounds on the parameters or a smaller region (where=)"]
    if not witness:
        hints.insert(0, "a suggested agreement (witness=)")
    if ended:
        state = f"some steps were ended at their share of the effort of {effort:g} units"
        hints.insert(0, "a larger effort=")
    else:
        state = f"every step was gone through to its end, with {used:.2g} of {effort:g} units"
    return f"{state}; what may help: {', '.join(hints)}"


def _decide(
    game: Game | FiniteGame, condition: Any, where: Any, mark: float, witness: Any, tried: list[str]
) -> Verdict:
    if isinstance(game, FiniteGame):
        from bargain.verdicts.finite_games import decide_finite

        return decide_finite(game, condition, where, mark=mark, tried=tried)
    return _Decision(Question(game, condition, where), mark, witness, tried).run()


@dataclass(slots=True)
class _Decision:
    """The state of one decision: the question, the effort and what was tried."""

    question: Question
    mark: float
    hint: Mapping[Any, Any] | None
    tried: list[str] = field(default_factory=list)
    caveats: tuple[str, ...] = ()
    points: list[dict[str, sp.Expr]] = field(default_factory=list)  # where to look for a witness

    def run(self) -> Verdict:
        never = self.question.never()
        undecided = self.question.undecided()
        self.caveats = (undecided,) if undecided else ()
        try:
            sample = region.sample_point(never, mark=self.mark)
        except LimitReached as limit:
            return self._unknown(str(limit))
        steps = {
            "the suggested witness": self._suggested,
            "all equilibria": self._equilibria,
            "never": self._never,
            "points and always": self._points_and_always,
            "never, in boxes": self._boxes,
        }
        for name, step in steps.items():
            verdict = self._ended(name, self.mark, partial(step, never, sample))
            if verdict is not None:
                return verdict
        return self._unknown()

    def _ended(self, name: str, until: float, work: Callable[[], _T]) -> _T | None:
        """What the work returns; None and a note if it is still at it when its effort is spent."""
        try:
            with allowed(until - spent()):
                return work()
        except Exhausted as end:
            self.tried.append(f"{name}: {end}")
            return None

    # --- a suggested witness, first ---------------------------------------------------------------

    def _suggested(self, _never: dict[str, Any], sample: dict[str, Fraction]) -> Verdict | None:
        candidates = self._candidates()
        if candidates is None:
            return None
        from bargain.exist.witness_search import prove_exists

        try:
            always = self.question.always()
        except OptionError:
            return None  # said again, and noted, where existence is asked without a suggestion
        until = share_until(self.mark, _SHARE_HINT)
        prove = partial(prove_exists, always, mark=until, candidates=candidates)
        tree = self._ended("the suggested witness", until, prove)
        return None if tree is None else self._certified(Status.ALWAYS, always, tree, sample)

    # --- all equilibria of a game with numbers ----------------------------------------------------

    def _equilibria(self, _never: dict[str, Any], _sample: dict[str, Fraction]) -> Verdict | None:
        from bargain.verdicts.all_equilibria import applies, proved_list

        if not applies(self.question):
            return None
        try:
            found = proved_list(self.question, mark=share_until(self.mark, _SHARE_LIST))
        except BargainError as error:
            self.tried.append(f"all equilibria: {error}")
            return None
        if not isinstance(found, tuple):
            shown = f"{len(found.equilibria)} equilibria found, perhaps not all"
            self.tried.append(f"{shown}: {found.reason}")
            exact = [e for e in found.equilibria if e.arithmetic == "exact"]
            self.points = [{str(v): e[v] for v in self.question.game.variables} for e in exact]
            return None
        status, statement, proof, witness = found
        verdict = self._certified(status, statement, proof, {})
        return None if verdict is None else replace(verdict, witness=witness or None)

    # --- never ------------------------------------------------------------------------------------

    def _never(self, statement: dict[str, Any], sample: dict[str, Fraction]) -> Verdict | None:
        from bargain.verdicts.refutation import prove_never

        until = share_until(self.mark, _SHARE_NEVER)
        found = self._ended("never", until, partial(prove_never, statement, mark=until))
        if found is None:
            return None
        proof, scout = found
        if proof is not None:
            return self._certified(Status.NEVER, statement, proof, sample)
        if scout.status == "sat":
            self.tried.append("the necessary conditions can be met somewhere in the region")
        elif scout.status == "unsat":
            core = "; ".join(scout.names)
            self.tried.append(
                f"unsatisfiable according to z3 (clash: {core}), but no certificate "
                "was found, so this is no verdict"
            )
        else:
            self.tried.append("z3 did not decide the necessary conditions")
        return None

    # --- points, sometimes, always ----------------------------------------------------------------

    def _points_and_always(
        self, never: dict[str, Any], sample: dict[str, Fraction]
    ) -> Verdict | None:
        try:
            statement = self.question.sometimes()
        except OptionError as error:
            self.tried.append(f"existence: {error}")
            return None
        yes, no = self._search_points(statement, never)
        if yes and no:
            proof = {"exists": yes, "fails": no}
            verdict = self._certified(Status.SOMETIMES, statement, proof, sample)
            if verdict is not None:
                return verdict
        if no:
            self.tried.append(
                "parameters without such an agreement: "
                + _shown(no["at"])
                + "; with one: none was found"
            )
            return None
        if not yes:
            self.tried.append("no point of the region was decided either way")
        always = self.question.always()
        from bargain.exist.witness_search import prove_exists

        tree = prove_exists(always, mark=self.mark, candidates=self._candidates())
        if tree is not None:
            return self._certified(Status.ALWAYS, always, tree, sample)
        if yes:
            self.tried.append(
                "such an agreement exists at "
                + _shown(yes["at"])
                + "; a witness for the whole region was not found"
            )
        return None

    def _search_points(
        self, statement: dict[str, Any], never: dict[str, Any]
    ) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
        from bargain.exist.witness_search import fails_at, prove_point
        from bargain.verdicts.refutation import model_point

        until = share_until(self.mark, _SHARE_POINTS)
        yes = no = None
        candidates = []
        if (found := model_point(never, mark=until)) is not None:
            candidates.append(found)
        candidates += list(region.points(never, _POINTS, mark=until))
        for position, point in enumerate(candidates):
            left = max(0.0, until - spent())
            part = spent() + left / max(2, len(candidates) - position)
            shown = f"the point {_shown(_plain(point))}"
            fails = partial(fails_at, statement, point, mark=part)
            exists = partial(prove_point, statement, point, mark=part)
            if no is None and (proof := self._ended(shown, part, fails)) is not None:
                no = {"at": _plain(point), "proof": proof}
            elif yes is None and (proof := self._ended(shown, part, exists)) is not None:
                yes = {"at": _plain(point), "proof": proof}
            if (yes and no) or passed(until):
                break
        return yes, no

    def _candidates(self) -> list[dict[str, sp.Expr]] | None:
        if self.hint is None:
            return self.points or None
        game, found = self.question.game, {}
        extra = self.question.condition.sufficient(game).auxiliary
        known = {self.question.frame.names[v] for v in (*game.variables, *extra)}
        for key, value in self.hint.items():
            name = key.name if isinstance(key, sp.Symbol) else str(key)
            if name not in known:
                raise OptionError(
                    f"{name!r} is not a variable of the game",
                    where="witness",
                    fix="give values for " + ", ".join(sorted(known)),
                )
            expression = exact_expression(game.parse(value) if isinstance(value, str) else value)
            found[name] = expression.subs(dict(self.question.solved))
        return [found]

    # --- boxes ------------------------------------------------------------------------------------

    def _boxes(self, _never: dict[str, Any], sample: dict[str, Fraction]) -> Verdict | None:
        from bargain.verdicts.box_refutation import prove_never_in_boxes

        statement, proof, reason = prove_never_in_boxes(self.question, mark=self.mark)
        if proof is None:
            self.tried.append(reason)
            return None
        return self._certified(Status.NEVER, statement, proof, sample)

    # --- results ----------------------------------------------------------------------------------

    def _certified(
        self,
        status: Status,
        statement: dict[str, Any],
        proof: dict[str, Any],
        sample: dict[str, Fraction],
    ) -> Verdict | None:
        verdict = certified(
            status, statement, proof, _plain(sample), tried=self.tried, caveats=self.caveats
        )
        if verdict is None or verdict.witness is None:
            return verdict
        game = self.question.game  # the proof's own auxiliary quantities stay in the certificate
        names = {v.name for v in game.variables} | set(statement["parameters"])
        shown = {name: value for name, value in verdict.witness.items() if name in names}
        return replace(verdict, witness=shown or None)

    def _unknown(self, *more: str) -> Verdict:
        words = self.question.words("never")[0]
        return Verdict(
            claim=f"undecided: {words!r}",
            evidence=(*self.tried, *more, *self.caveats),
            caveats=self.caveats,
        )


def _plain(point: Mapping[str, Fraction]) -> dict[str, str]:
    return {name: str(value) for name, value in point.items()}


def _shown(point: Mapping[str, str]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in point.items()) or "the game's numbers"
