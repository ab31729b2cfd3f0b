"""What files for a proof assistant have in common: lines, fresh labels, the name of a theorem."""

from __future__ import annotations

import re

from bargain.errors import OptionError

__all__ = ["Lines", "refuse_name"]


class Lines:
    """Lines of a script, and labels that are used once."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._fresh = 0

    def line(self, text: str, depth: int = 0) -> None:
        """Append a line."""
        self._lines.append("  " * depth + text)

    def text(self) -> str:
        """The script."""
        return "\n".join(self._lines) + "\n"

    def fresh(self) -> str:
        """A label that is used once."""
        self._fresh += 1
        return f"X{self._fresh}"


def refuse_name(name: str, reserved: re.Pattern[str] | None = None) -> None:
    """Refuse what cannot name a theorem: other signs, or a reserved word.

    Raises
    ------
    OptionError

    Examples
    --------
    >>> refuse_name("no_agreement")
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or (reserved and reserved.fullmatch(name)):
        raise OptionError(f"{name!r} is not a name for a theorem", fix="lower case letters, _")
