"""Formal political economy, decided: write a bargaining game in sympy, solve it, and get a verdict
with a certificate that a small independent program re-checks.

One way through: game → question → solver → certificate → verdict → report. Names are loaded when
they are first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from bargain.public_names import no_such_name
from bargain.version import __version__

if TYPE_CHECKING:  # what the tables below load on first use, for type checkers and editors
    from bargain import models as models, plot as plot, testing as testing
    from bargain.alliances import data as data
    from bargain.errors import (
        BargainError as BargainError,
        EmptyRegionError as EmptyRegionError,
        InputError as InputError,
        NoClosedForm as NoClosedForm,
    )
    from bargain.explorer.local_page import explore as explore
    from bargain.game import conditions as conditions
    from bargain.game.conditions import full_equilibrium as full_equilibrium
    from bargain.game.game import Game as Game
    from bargain.game.models.threat import threat as threat
    from bargain.game.tables.finite_game import FiniteGame as FiniteGame
    from bargain.game.trees.bayesian_game import BayesianGame as BayesianGame
    from bargain.game.trees.extensive_game import ExtensiveGame as ExtensiveGame
    from bargain.game.trees.tree_nodes import chance as chance, end as end, move as move
    from bargain.rebuild.tied import check as check
    from bargain.result import show_versions as show_versions
    from bargain.solve.bargaining.feasible import AgreementSet as AgreementSet
    from bargain.solve.bargaining.solutions import (
        egalitarian as egalitarian,
        kalai_smorodinsky as kalai_smorodinsky,
        nash_bargaining as nash_bargaining,
        utilitarian as utilitarian,
    )
    from bargain.solve.coalitions.core_payoffs import core as core
    from bargain.solve.coalitions.nash_in_nash import nash_in_nash as nash_in_nash
    from bargain.solve.coalitions.nucleolus_payoffs import nucleolus as nucleolus
    from bargain.solve.coalitions.shapley_value import shapley as shapley
    from bargain.solve.finite.batches.batch_enumeration import (
        nash_equilibria_batch as nash_equilibria_batch,
    )
    from bargain.solve.finite.mixed_equilibria import each_equilibrium as each_equilibrium
    from bargain.solve.mechanisms.optimal_mechanism import optimal_mechanism as optimal_mechanism
    from bargain.solve.nash_equilibria import nash_equilibria as nash_equilibria
    from bargain.solve.offers.alternating_offers import alternating_offers as alternating_offers
    from bargain.solve.offers.legislative import legislative_bargaining as legislative_bargaining
    from bargain.solve.rationality.component_index import component_indices as component_indices
    from bargain.solve.rationality.correlated import (
        correlated_equilibrium as correlated_equilibrium,
    )
    from bargain.solve.rationality.dominance import (
        dominated as dominated,
        iterated_elimination as iterated_elimination,
        rationalizable as rationalizable,
    )
    from bargain.solve.rationality.quantal_response import logit_path as logit_path
    from bargain.solve.rationality.replicator import replicator_orbit as replicator_orbit
    from bargain.solve.rationality.selection import (
        equilibrium_index as equilibrium_index,
        payoff_dominant as payoff_dominant,
        risk_dominant as risk_dominant,
    )
    from bargain.solve.rationality.symmetric import symmetric_equilibria as symmetric_equilibria
    from bargain.solve.repeated import (
        minimum_discount as minimum_discount,
        sustainable as sustainable,
    )
    from bargain.solve.stackelberg import stackelberg as stackelberg
    from bargain.solve.tables.equilibrium_payoffs import (
        minmax as minmax,
        subgame_perfect_payoffs as subgame_perfect_payoffs,
    )
    from bargain.solve.tables.threats import variable_threats as variable_threats
    from bargain.solve.trees.noisy_assessment import (
        sequential_equilibrium as sequential_equilibrium,
    )
    from bargain.solve.trees.perfect_bayesian import perfect_bayesian as perfect_bayesian
    from bargain.solve.trees.subgame_perfect import subgame_perfect as subgame_perfect
    from bargain.study.phase import phase_diagram as phase_diagram
    from bargain.study.sweep import sweep as sweep
    from bargain.verdicts.cores import impossibility_cores as impossibility_cores
    from bargain.verdicts.decide import decide as decide
    from bargain.verdicts.gaps.gap import equilibrium_gap as equilibrium_gap
    from bargain.verdicts.mechanism import (
        direct_mechanisms as direct_mechanisms,
        mechanism as mechanism,
    )
    from bargain.verdicts.regions.region import Region as Region, region as region
    from bargain.verdicts.statics.signs_of_slopes import comparative_statics as comparative_statics
    from bargain.verdicts.theorems.prove import prove as prove, unique as unique
    from bargain.verdicts.theorems.theorem import Theorem as Theorem
    from bargain.verdicts.verdict import Status as Status, Verdict as Verdict

# Public name -> the module that defines it.
_HOME = {
    # define
    "Game": "bargain.game.game",
    "FiniteGame": "bargain.game.tables.finite_game",
    "ExtensiveGame": "bargain.game.trees.extensive_game",
    "BayesianGame": "bargain.game.trees.bayesian_game",
    "move": "bargain.game.trees.tree_nodes",
    "chance": "bargain.game.trees.tree_nodes",
    "end": "bargain.game.trees.tree_nodes",
    "full_equilibrium": "bargain.game.conditions",
    "threat": "bargain.game.models.threat",
    # solve
    "nash_equilibria": "bargain.solve.nash_equilibria",
    "nash_equilibria_batch": "bargain.solve.finite.batches.batch_enumeration",
    "nash_bargaining": "bargain.solve.bargaining.solutions",
    "kalai_smorodinsky": "bargain.solve.bargaining.solutions",
    "egalitarian": "bargain.solve.bargaining.solutions",
    "utilitarian": "bargain.solve.bargaining.solutions",
    "core": "bargain.solve.coalitions.core_payoffs",
    "shapley": "bargain.solve.coalitions.shapley_value",
    "nucleolus": "bargain.solve.coalitions.nucleolus_payoffs",
    "nash_in_nash": "bargain.solve.coalitions.nash_in_nash",
    "AgreementSet": "bargain.solve.bargaining.feasible",
    "alternating_offers": "bargain.solve.offers.alternating_offers",
    "legislative_bargaining": "bargain.solve.offers.legislative",
    "stackelberg": "bargain.solve.stackelberg",
    "perfect_bayesian": "bargain.solve.trees.perfect_bayesian",
    "sequential_equilibrium": "bargain.solve.trees.noisy_assessment",
    "subgame_perfect": "bargain.solve.trees.subgame_perfect",
    "each_equilibrium": "bargain.solve.finite.mixed_equilibria",
    "dominated": "bargain.solve.rationality.dominance",
    "iterated_elimination": "bargain.solve.rationality.dominance",
    "rationalizable": "bargain.solve.rationality.dominance",
    "correlated_equilibrium": "bargain.solve.rationality.correlated",
    "component_indices": "bargain.solve.rationality.component_index",
    "equilibrium_index": "bargain.solve.rationality.selection",
    "payoff_dominant": "bargain.solve.rationality.selection",
    "risk_dominant": "bargain.solve.rationality.selection",
    "symmetric_equilibria": "bargain.solve.rationality.symmetric",
    "logit_path": "bargain.solve.rationality.quantal_response",
    "replicator_orbit": "bargain.solve.rationality.replicator",
    "minmax": "bargain.solve.tables.equilibrium_payoffs",
    "subgame_perfect_payoffs": "bargain.solve.tables.equilibrium_payoffs",
    "variable_threats": "bargain.solve.tables.threats",
    "minimum_discount": "bargain.solve.repeated",
    "sustainable": "bargain.solve.repeated",
    # decide
    "decide": "bargain.verdicts.decide",
    "Status": "bargain.verdicts.verdict",
    "Verdict": "bargain.verdicts.verdict",
    "Theorem": "bargain.verdicts.theorems.theorem",
    "prove": "bargain.verdicts.theorems.prove",
    "unique": "bargain.verdicts.theorems.prove",
    "Region": "bargain.verdicts.regions.region",
    "region": "bargain.verdicts.regions.region",
    "impossibility_cores": "bargain.verdicts.cores",
    "mechanism": "bargain.verdicts.mechanism",
    "direct_mechanisms": "bargain.verdicts.mechanism",
    "optimal_mechanism": "bargain.solve.mechanisms.optimal_mechanism",
    "comparative_statics": "bargain.verdicts.statics.signs_of_slopes",
    # study
    "equilibrium_gap": "bargain.verdicts.gaps.gap",
    "phase_diagram": "bargain.study.phase",
    "sweep": "bargain.study.sweep",
    "explore": "bargain.explorer.local_page",
    # errors that callers catch by name, and what a report of one needs
    "show_versions": "bargain.result",
    "BargainError": "bargain.errors",
    "EmptyRegionError": "bargain.errors",
    "InputError": "bargain.errors",
    "NoClosedForm": "bargain.errors",
}
# Public name -> module that is itself the object; the package check can be called.
_MODULES = {
    "check": "bargain.check",
    "conditions": "bargain.game.conditions",
    "data": "bargain.alliances.data",
    "models": "bargain.models",
    "plot": "bargain.plot",
    "testing": "bargain.testing",
}

__all__ = ["__version__", *_HOME, *_MODULES]  # noqa: PLE0604  # keys of the tables are texts


if not TYPE_CHECKING:  # or every misspelt name would have a type

    def __getattr__(name: str) -> Any:
        if name in _MODULES:
            value: Any = importlib.import_module(_MODULES[name])
        elif name in _HOME:
            value = getattr(importlib.import_module(_HOME[name]), name)
        else:
            raise no_such_name("bargain", name, __all__)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return __all__
