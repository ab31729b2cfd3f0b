"""The bridge, tested: a certificate's statement regenerated from a game and compared.

The comparison is made twice: in form (the regenerated statement must be the same data) and in
value (`bargain.rebuild.second_reading`).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import fields
from fractions import Fraction
from typing import Any

import sympy as sp

from bargain.check.certificate import CertificateError, Data, canonical
from bargain.errors import BargainError, InputError
from bargain.exact import to_sympy
from bargain.game.conditions import Condition, all_of
from bargain.game.conditions.condition_text import conditions_from_text
from bargain.game.conditions.sufficient_clauses import Reading
from bargain.game.expression import parse_relation
from bargain.game.game import Game
from bargain.game.tables.finite_game import FiniteGame
from bargain.question.encoding import Encoder, alternatives
from bargain.question.question import Question
from bargain.question.region_points import evaluate
from bargain.question.region_relations import cleared
from bargain.rebuild.second_reading import readings_differ, tapes_differ
from bargain.rebuild.weight import weight

__all__ = ["differences", "question_of", "stated_by"]

LARGEST = 50_000  # weight, times players and variables, times conditions; a model has 5,000
MOST = 100  # conditions and restrictions
_POINTS = 5


def question_of(statement: Data, game: Game) -> Question:
    """The question that a statement says it answers, put to a game."""
    symbols = dict(game.symbols)
    for name in [*statement.get("parameters", []), *_put_in(statement)]:
        symbols.setdefault(name, _symbol_of(name, statement))
    if len(statement["conditions"]) + len(statement["where"]) > MOST:
        raise InputError("there are too many conditions", fix=f"at most {MOST} are compared")
    conditions = conditions_from_text(list(statement["conditions"]), symbols)
    where = [parse_relation(text, symbols) for text in statement["where"]]
    leaves = [c for k in conditions for c in k.leaves()]
    if len(leaves) > MOST:
        raise InputError("there are too many conditions", fix=f"at most {MOST} are compared")
    own = [getattr(c, f.name) for c in leaves for f in fields(c)]
    _refuse_large(game, [*where, *own], len(leaves))
    condition: Condition = conditions[0] if len(conditions) == 1 else all_of(*conditions)
    return Question(game, condition, tuple(where), beside=symbols.values())


def _refuse_large(game: Game, more: Iterable[object] = (), conditions: int = 1) -> None:
    """Refuse what could not be written out in reasonable work, before any is done."""
    found: list[object] = [*game.payoffs.values(), *game.disagreement.values(), *game.assumptions]
    found += [e for own in game.measures.values() for e in own.values()]
    found += [end for box in game.box.values() for end in box]
    found += [e for e in more if isinstance(e, sp.Basic)]
    size = weight(found) * (len(game.players) + len(game.variables)) * conditions
    if size > LARGEST:
        raise InputError(
            "the game is too large to be written out again and compared",
            where=f"up to {size} terms",
            fix=f"at most {LARGEST} are compared",
        )


def _put_in(statement: Data) -> list[str]:
    """The parameters that an equation of the region gave; the words of the statement name them."""
    lead = "from the region: "
    lines = [w.removeprefix(lead) for w in statement["words"] if w.startswith(lead)]
    return [line.partition(" = ")[0] for line in lines]


def _symbol_of(name: str, statement: Data) -> sp.Symbol:
    """A condition's own parameter, with the sign that the statement's region gives it.

    Words and texts are hints: what is made with them is compared with the statement.
    """
    if any(text in statement["where"] for text in (f"{name} > 0", f"{name} >= 0")):
        return sp.Symbol(name, real=True)  # said in so many words, which its own sign would settle
    texts = [h["text"] if isinstance(h, dict) else h for h in statement.get("region", [])]
    said = statement["words"][0].rstrip(".").partition(" with ")[2]
    texts += said.partition(", the game")[0].split(", ")
    if any(text in (f"{name} > 0", f"region: {name} > 0") for text in texts):
        return sp.Symbol(name, positive=True)
    if any(text in (f"{name} >= 0", f"region: {name} >= 0") for text in texts):
        return sp.Symbol(name, nonnegative=True)
    return sp.Symbol(name, real=True)


def differences(statement: Data, game: Game | FiniteGame) -> list[str]:
    """What the statement says otherwise than the game does; empty if it is the same question.

    Parameters
    ----------
    statement : mapping
        Of a certificate that the checker has accepted.
    game : Game or FiniteGame
        The game that it is said to be about; a finite game for the claim ``table``, or one that is
        meant in pure actions.

    Returns
    -------
    list of str
        One line per difference.
    """
    claim = statement["claim"]
    if "parts" in statement:
        parts = enumerate(statement["parts"], 1)
        return [f"part {k}: {line}" for k, part in parts for line in differences(part, game)]
    if not statement.get("conditions"):
        return ["it names no conditions, so it cannot be rebuilt from a game"]
    if not statement.get("game") and claim != "table":
        return ["it is about numbers and names no game"]
    rule = CLAIMS[claim]
    if isinstance(game, FiniteGame) and rule not in (_table, _equilibria):
        game = game.in_pure_actions()  # what `decide` asks of a table's profiles
    if not isinstance(game, FiniteGame if rule is _table else Game):
        return [f"it is about a {'finite' if rule is _table else 'continuous'} game"]
    try:
        again, compare = rule(statement, game)
    except BargainError as error:
        return [f"the question cannot be put to this game: {error}"]
    found = [
        f"{key!r} differs"
        for key in sorted({*statement, *again})
        if canonical({"": statement.get(key)}) != canonical({"": again.get(key)})
    ]
    return found or compare()


Again = tuple[Data, Callable[[], list[str]]]


def _never(statement: Data, game: Game) -> Again:
    question = question_of(statement, game)
    return question.never(), lambda: readings_differ(question, statement)


def _always(statement: Data, game: Game) -> Again:
    question = question_of(statement, game)
    return _by_some_reading(statement, question, question.always)


def _sometimes(statement: Data, game: Game) -> Again:
    question = question_of(statement, game)
    return _by_some_reading(statement, question, question.sometimes)


def _by_some_reading(
    statement: Data, question: Question, state: Callable[[Reading], Data]
) -> Again:
    """The question's statement by the reading that is this one, else by the first."""
    again, reading = stated_by(statement.get("goals"), question, state)
    return again, lambda: readings_differ(
        question, statement, reading.encoding.clauses, reading.agreement
    )


def stated_by(
    goals: object, question: Question, state: Callable[[Reading], Data]
) -> tuple[Data, Reading]:
    """The statement by the reading with these goals, else by the first that has polynomials.

    Raises
    ------
    InputError
        If none has.
    """
    refused: list[InputError] = []
    found: list[tuple[Data, Reading]] = []
    for reading in question.readings():
        try:
            again = state(reading)
        except InputError as error:
            refused.append(error)
            continue
        if again["goals"] == goals:
            return again, reading
        found.append((again, reading))
    if not found:
        raise refused[0]
    return found[0]


def _boxes(statement: Data, game: Game) -> Again:
    from bargain.question.kinds.box_statement import statement_in_boxes

    question = question_of(statement, game)
    return statement_in_boxes(question), lambda: tapes_differ(question, statement)


def _equilibria(statement: Data, game: Game) -> Again:
    from bargain.solve.continuous.kkt_system import kkt_system
    from bargain.solve.continuous.nash_certificate import nash_statement

    _refuse_large(game)
    system = kkt_system(game, rooted=set(statement["variables"]) - set(game.symbols) != set())
    boxes = [tuple((Fraction(a), Fraction(b)) for a, b in box) for box in statement["equilibria"]]

    def compare() -> list[str]:
        generator = random.Random(20)  # noqa: S311  # reproducible test points, not security
        for _ in range(_POINTS):
            point = [a + (b - a) * Fraction(generator.randint(0, 12), 12) for a, b in system.box]
            at = dict(zip(system.variables, map(to_sympy, point), strict=True))
            at |= {v: root.expression.subs(at) for v, root in system.roots.items()}
            for p, (player, node) in enumerate(zip(system.players, system.payoffs, strict=True)):
                with suppress(CertificateError):  # no rational value there
                    have = system.rules.tape.exact(point, node) * system.units[p]
                    if to_sympy(have) != game.payoffs[player].subs(at):
                        return [f"the payoff of {player!r} has another value at {at}"]
        return []

    return nash_statement(game, system, boxes, statement["verdict"]), compare


def _table(statement: Data, game: FiniteGame) -> Again:
    from bargain.question.kinds.finite_question import FiniteQuestion

    symbols = {p.name: p for p in game.parameters}
    question = FiniteQuestion(game, [parse_relation(t, symbols) for t in statement["where"]])

    def compare() -> list[str]:
        """Read the payoffs again, profile by profile, by the labels that the game gives them."""
        generator = random.Random(20)  # noqa: S311  # reproducible test points, not security
        told = question.game
        for _ in range(_POINTS):
            values = [Fraction(generator.randint(1, 60), generator.randint(1, 20)) for _ in symbols]
            at = {symbols[n]: to_sympy(v)
                  for n, v in zip(statement["parameters"], values, strict=True)}  # fmt: skip
            for player, name in zip(told.players, statement["players"], strict=True):
                cells = zip(told.profiles(), statement["payoffs"][name], strict=True)
                for profile, cell in cells:
                    called = dict(zip(told.players, profile, strict=True))
                    x = game.payoff(player, *(called[p] for p in game.players))
                    if to_sympy(evaluate(cell, values)) != _at(x, at):
                        return [f"a payoff of {player!r} has another value at {at}"]
        return []

    return question.statement(statement["verdict"]), compare


def _at(payoff: sp.Expr | Fraction, point: Mapping[sp.Symbol, sp.Expr]) -> sp.Expr:
    return payoff.subs(point) if isinstance(payoff, sp.Basic) else to_sympy(payoff)


#: Per kind of claim: the statement written again from the game, and its comparison in value.
CLAIMS: Mapping[str, Callable[[Data, Any], Again]] = {
    "never": _never,
    "always": _always,
    "sometimes": _sometimes,
    "empty-box": _boxes,
    "equilibria": _equilibria,
    "table": _table,
}


def beyond_texts(table: Data) -> list[Data] | None:
    """What the region of a table says beyond its texts; None if it does not say all of these."""
    symbols = {p: sp.Symbol(p, real=True) for p in table["variables"]}
    order, left = list(symbols.values()), [_bare(h) for h in table["region"]]
    for text in table["where"]:
        relation = cleared(parse_relation(text, symbols))
        said = _bare(alternatives("", "", Encoder(signs={}).formula(relation), order))
        if said not in left:
            return None
        left.remove(said)
    return left


def _bare(hypothesis: Data) -> Data:
    """A hypothesis without its names."""
    return {k: v for k, v in hypothesis.items() if k not in ("name", "text", "because")}
