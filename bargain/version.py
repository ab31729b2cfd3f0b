"""The version of the package, which results and certificates carry."""

__version__ = "0.2.0"
