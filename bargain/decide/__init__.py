"""Verdicts: exact questions, the provers that answer them, and certificates of the answers.

The package can be called: ``bargain.decide(game, condition, where=[…])`` is
`bargain.decide.decide.decide`.
"""

from __future__ import annotations

import inspect
import sys
from types import ModuleType
from typing import Any


class _CallablePackage(ModuleType):
    """The public function and the package that holds it share one name."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        from bargain.decide.decide import decide

        return decide(*args, **kwargs)

    @property
    def __signature__(self) -> inspect.Signature:
        from bargain.decide.decide import decide

        return inspect.signature(decide)


sys.modules[__name__].__class__ = _CallablePackage
