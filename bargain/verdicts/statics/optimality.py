r"""That a stationary point of a regime is the solution, the only one, and moves without a jump.

First-order conditions hold of every maximiser in its regime, but also of minima, saddles and worse
maxima. Two arguments show that a point :math:`y` of a regime is the only maximiser of the objective
(the product of the gains over the agreements that all gain by; the sum of the gains):

*Concave.* The sum, or for Nash bargaining each gain, is concave on the box: :math:`v^T H(y) v > 0`
is refuted for the Hessian, which has a value at all inner points of the box, and all directions
:math:`v` (the gains are continuous up to the ends). Then :math:`\sum \log` of the gains is concave
where they are positive, a convex set, so that every stationary point is a global maximiser and the
maximisers form a convex set. From a point of the regime to another maximiser there would be a
segment of maximisers. Near the point its inner part lies in one regime in which at least the same
variables are free, and satisfies the equations of that regime, so that :math:`\det J = 0` there. So
the maximiser is unique if :math:`\det J \ne 0` in the regime and in every regime with more free
variables.

*No better agreement.* For the regime itself, that another agreement :math:`y' \ne y` has an
objective at least as large is refuted. What else is known of a maximiser (no curvature upwards in a
free variable, no better corner among the agreements) is added to the regime beforehand.

A unique maximiser of a continuous function over a compact box moves continuously (Berge 1963,
chapter VI), within a regime and from one to the next; by the implicit function theorem it then has
the derivative that the regime's equations give, along every interval of the parameter on which it
stays in the regime. Payoffs are compositions of polynomials, roots, exponentials and logarithms, so
that a line of parameters is cut by the regimes into finitely many such intervals and points (they
are definable in an o-minimal structure, Wilkie 1996): a quantity that rises in every regime rises.

References
----------
Berge, C. (1963). *Topological Spaces*. Oliver and Boyd.
Wilkie, A. J. (1996). Model completeness results for expansions of the ordered field of real
numbers. *Journal of the American Mathematical Society* 9.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product

import sympy as sp

from bargain.budget import spent
from bargain.errors import BargainError, EmptyRegionError, OptionError
from bargain.game.alternatives import demands
from bargain.game.game import Game
from bargain.game.symbol_table import HOLDING
from bargain.question.deviations import signs_in_boxes
from bargain.question.encoding import Encoder
from bargain.question.kinds.regime_statement import Relations, regime_statement
from bargain.signs import sign_of
from bargain.verdicts.refutation import refuted
from bargain.verdicts.statics.studied import Study
from bargain.verdicts.verdict import Status, Verdict

__all__ = [
    "accepted_corners",
    "concavity",
    "fresh",
    "inside",
    "known_of_a_maximiser",
    "rivals",
    "without_value",
]


def fresh(prefix: str, symbol: sp.Symbol, taken: Iterable[str]) -> sp.Symbol:
    """A real symbol whose name no symbol of the game has."""
    name, known = f"{prefix}_{symbol.name}", set(taken)
    while name in known:
        name += "_"
    return sp.Symbol(name, real=True)


def _seen_sign(value: sp.Expr) -> int | None:
    try:
        return sign_of(value)
    except OptionError:
        return None


def without_value(
    study: Study, expressions: Iterable[sp.Expr], fixed: Mapping[sp.Symbol, sp.Expr], mark: float
) -> str:
    """What is not known to be defined where variables are at an end and the others inside.

    A derivative without a value is a kink (or a vertical slope): first-order conditions and the
    Hessian say nothing there. Empty if everything is defined.
    """
    game = study.game
    free = [v for v in game.variables if v not in fixed]
    signs = {v: sp.Dummy(v.name, positive=True) for v in free if game.box[v][0] >= 0}
    for whole, part, demand in demands(list(expressions)):
        value = part.subs(fixed)
        shown = value.xreplace(signs)
        if value.is_number:
            if _seen_sign(value) in HOLDING[demand]:
                continue
        elif {">": shown.is_positive, ">=": shown.is_nonnegative, "!=": shown.is_nonzero}[demand]:
            continue
        what = f"{whole} has no value: {part} {demand} 0 fails"
        if value.is_number:
            return what
        opposite = {">": (">=", -value), ">=": (">", -value), "!=": ("=", value)}[demand]
        relations = [*inside(game, free), (what, opposite)]
        statement = regime_statement(
            study.question, what, relations, free, Encoder(signs={}), "a derivative"
        )
        left = max(0.05, mark - spent())
        if refuted(statement, mark=spent() + 0.3 * left).status is not Status.NEVER:
            return what
    return ""


def inside(game: Game, variables: Iterable[sp.Symbol]) -> list[tuple[str, tuple[str, sp.Expr]]]:
    """That the variables lie strictly inside their boxes."""
    return [
        relation
        for v in variables
        for relation in (
            (f"{v} inside its box, below", (">", v - game.box[v][0])),
            (f"{v} inside its box, above", (">", game.box[v][1] - v)),
        )
    ]


def prepare(study: Study, mark: float) -> None:
    """Prove what the arguments for all regimes of a study rest on."""
    study.concave = concavity(study, mark)
    if study.concave is None:
        study.corners, study.shared = accepted_corners(study, mark)
    else:
        study.shared = study.concave


def concavity(study: Study, mark: float) -> tuple[Verdict, ...] | None:
    """Proofs that the objective is concave on the box in the sense above; None if one is missing.

    An affine function needs no proof.
    """
    try:
        return _concavity(study, mark)
    except EmptyRegionError:
        raise
    except BargainError:  # a Hessian that cannot be put into a question
        return None


def _concavity(study: Study, mark: float) -> tuple[Verdict, ...] | None:
    game = study.game
    named = {f"the gain of {p}": g for p, g in study.gains.items()}
    proofs = []
    for name, f in (named or {"the sum of the gains": study.total}).items():
        moving = [v for v in game.variables if f.has(v)]
        hessian = sp.hessian(f, moving) if moving else sp.zeros(0, 0)
        if all(e == 0 for e in hessian):
            continue
        taken = {s.name for s in (*game.symbols.values(), *study.question.parameters)}
        towards = {v: fresh("towards", v, taken) for v in moving}
        direction = sp.Matrix(list(towards.values()))
        curvature = (direction.T * hessian * direction)[0, 0]
        if without_value(study, hessian, {}, mark):
            return None
        relations = inside(game, moving)
        relations.append((f"{name} curves upwards in a direction", (">", sp.together(curvature))))
        encoder = Encoder(signs=signs_in_boxes(game.box))
        unknowns = [*moving, *towards.values()]
        what = f"{name} curves upwards"
        statement = regime_statement(
            study.question, what, relations, unknowns, encoder, because="the Hessian"
        )
        left = max(0.05, mark - spent())
        verdict = refuted(statement, mark=spent() + 0.5 * left)
        if verdict.status is not Status.NEVER:
            return None
        proofs.append(verdict)
    return tuple(proofs)


def known_of_a_maximiser(study: Study, free: Sequence[sp.Symbol]) -> Relations:
    """What holds of a maximiser in which these variables are free, besides first order."""
    objective = study.objective
    second = {v: sp.diff(objective, v, 2) for v in free}
    found = [
        (f"no curvature upwards in {v}", (">=", -curvature))
        for v, curvature in second.items()
        # one without a value somewhere would leave maximisers out
        if curvature != 0 and curvature.is_polynomial(*study.game.variables)
    ]
    found += [
        (f"no better at {_shown(corner)}", (">=", objective - objective.subs(corner)))
        for corner in study.corners
    ]
    return found


def accepted_corners(
    study: Study, mark: float
) -> tuple[list[dict[sp.Symbol, sp.Rational]], tuple[Verdict, ...]]:
    """Corners of the box that are agreements everywhere in the region, and why.

    All of them for the largest sum; for Nash bargaining those at which every gain is proved
    positive: only there the product of the gains is to be compared.
    """
    game = study.game
    ends = product(*(game.box[v] for v in game.variables))
    corners = [dict(zip(game.variables, end, strict=True)) for end in ends]
    if not study.gains:
        return corners, ()
    kept, proofs = [], []
    for corner in corners:
        verdicts = []
        for p, gain in study.gains.items():
            what = f"no gain of {p} at {_shown(corner)}"
            relations = [(what, (">=", -gain.subs(corner)))]
            statement = regime_statement(
                study.question, what, relations, [], Encoder(signs={}), "a corner"
            )
            left = max(0.05, mark - spent())
            verdict = refuted(statement, mark=spent() + 0.2 * left)
            if verdict.status is not Status.NEVER:
                break
            verdicts.append(verdict)
        else:
            kept.append(corner)
            proofs += verdicts
    return kept, tuple(proofs)


def rivals(
    study: Study, fixed: Mapping[sp.Symbol, sp.Expr]
) -> list[tuple[list[sp.Symbol], Relations]]:
    """Systems that another agreement, as good as the regime's, satisfies one of.

    Returns
    -------
    list of (unknowns, relations)
        One for each variable in which, and side on which, the other agreement lies.
    """
    game = study.game
    taken = {s.name for s in (*game.symbols.values(), *study.question.parameters)}
    other = {v: fresh("other", v, taken) for v in game.variables}
    common: list[tuple[str, tuple[str, sp.Expr]]] = []
    for v, w in other.items():
        low, high = game.box[v]
        common += [
            (f"{w} at least {low}", (">=", w - low)),
            (f"{w} at most {high}", (">=", high - w)),
        ]
    common += [
        (f"the other gain of {p} is positive", (">", g.subs(other))) for p, g in study.gains.items()
    ]
    here, there = study.objective.subs(fixed), study.objective.subs(other)
    common.append(("the other agreement is as good", (">=", there - here)))
    systems: list[tuple[list[sp.Symbol], Relations]] = []
    for v, w in other.items():
        mine = fixed.get(v, v)
        low, high = game.box[v]
        for side in (1, -1):
            if (side == 1 and mine == high) or (side == -1 and mine == low):
                continue
            apart = (f"{w} is another value than {v}", (">", side * (w - mine)))
            systems.append((list(other.values()), [*common, apart]))
    return systems


def _shown(point: Mapping[sp.Symbol, sp.Expr]) -> str:
    return ", ".join(f"{v} = {x}" for v, x in point.items())
