"""The trusted checker: standard library only, under a thousand lines, one module per kind of proof.

``bargain.check(source)`` and ``bargain.check.check(source)`` are the same function.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from bargain.check.certificate import CertificateError, canonical, seal
from bargain.check.checker import CheckResult, check

__all__ = ["CertificateError", "CheckResult", "canonical", "check", "seal"]


class _CallableModule(ModuleType):
    """A package that can be called, so that the short name is the function."""

    def __call__(self, source: Any) -> CheckResult:
        """Check a certificate; see :func:`bargain.check.checker.check`."""
        return check(source)


sys.modules[__name__].__class__ = _CallableModule
