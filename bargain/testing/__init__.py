"""Hypothesis strategies for games, agreements and parameter points.

Names are loaded on first use; hypothesis itself is imported only then.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_WHERE = {
    "agreements": "bargain.testing.smooth",
    "alliance_agreements": "bargain.testing.alliances",
    "alliance_games": "bargain.testing.alliances",
    "alliance_points": "bargain.testing.alliances",
    "degenerate_games": "bargain.testing.finite",
    "discounts": "bargain.testing.alliances",
    "exact_numbers": "bargain.testing.finite",
    "exchange_games": "bargain.testing.smooth",
    "finite_games": "bargain.testing.finite",
    "indifferent_games": "bargain.testing.smooth",
    "many_player_games": "bargain.testing.finite",
    "positive_rationals": "bargain.testing.smooth",
    "symmetric_alliance_points": "bargain.testing.alliances",
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
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_WHERE[name]), name)


def __dir__() -> list[str]:
    return __all__
