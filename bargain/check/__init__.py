"""The trusted checker: ``bargain.check(source)`` checks a certificate (see FORMAT.md)."""

import sys
from types import ModuleType

from bargain.check.certificate import CertificateError, canonical, seal
from bargain.check.checker import CheckResult, check

__all__ = ["CertificateError", "CheckResult", "canonical", "check", "seal"]


class _Callable(ModuleType):
    __call__ = staticmethod(check)


sys.modules[__name__].__class__ = _Callable  # the package is a function too
