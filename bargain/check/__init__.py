"""The trusted checker: ``python -m bargain.check`` (see FORMAT.md).

The package is a function too. Called as ``bargain.check(source)`` it also ties the statement to
the certificate's game, for which it hands over to `bargain.rebuild.tied`; everything else in this
package uses the standard library alone.
"""

import sys
from importlib import import_module
from types import ModuleType

from bargain.check.certificate import CertificateError, canonical, seal
from bargain.check.checker import CheckResult, check

__all__ = ["CertificateError", "CheckResult", "canonical", "check", "seal"]


class _Callable(ModuleType):
    def __call__(self, source: object) -> CheckResult:
        result: CheckResult = import_module("bargain.rebuild.tied").check(source)
        return result


sys.modules[__name__].__class__ = _Callable
