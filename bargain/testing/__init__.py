"""Hypothesis strategies for games, agreements and parameter points.

Names are loaded on first use; hypothesis itself is imported only then.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from bargain.extras import require
from bargain.public_names import no_such_name

_WHERE = {
    "agreements": "bargain.testing.smooth_strategies",
    "alliance_agreements": "bargain.testing.alliance_strategies",
    "alliance_games": "bargain.testing.alliance_strategies",
    "alliance_points": "bargain.testing.alliance_strategies",
    "degenerate_games": "bargain.testing.matrix_strategies",
    "discounts": "bargain.testing.alliance_strategies",
    "exact_numbers": "bargain.testing.matrix_strategies",
    "exchange_games": "bargain.testing.smooth_strategies",
    "finite_games": "bargain.testing.matrix_strategies",
    "indifferent_games": "bargain.testing.smooth_strategies",
    "many_player_games": "bargain.testing.matrix_strategies",
    "positive_rationals": "bargain.testing.smooth_strategies",
    "symmetric_alliance_points": "bargain.testing.alliance_strategies",
}

__all__ = [
    "agreements",
    "alliance_agreements",
    "alliance_games",
    "alliance_points",
    "degenerate_games",
    "discounts",
    "exact_numbers",
    "exchange_games",
    "finite_games",
    "indifferent_games",
    "many_player_games",
    "positive_rationals",
    "symmetric_alliance_points",
]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise no_such_name("bargain.testing", name, __all__)
    require("test", "bargain.testing")
    return getattr(import_module(_WHERE[name]), name)


def __dir__() -> list[str]:
    return __all__
