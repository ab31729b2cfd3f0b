"""Words and formulas as LaTeX: formulas are between « and », all else is set as it stands."""

from __future__ import annotations

import re

__all__ = ["SIGNS", "escaped", "unbracketed", "without_brackets"]

#: Signs of relations, in LaTeX.
SIGNS = {"≥": r"\ge", "≤": r"\le", "≠": r"\ne", "∈": r"\in", ">": ">", "<": "<", "=": "="}
_ASCII = {
    "≥": r"$\ge$", "≤": r"$\le$", "≠": r"$\ne$", "·": r"$\cdot$", "²": "$^2$", "³": "$^3$",
    "⁻": "$^-$", "√": r"$\surd$", "→": r"$\to$", "…": r"\dots{}", "–": "--", "’": "'", "“": "``",
    "”": "''", "∈": r"$\in$", "∞": r"$\infty$", "×": r"$\times$", "ȳ": r"$\bar y$", "Π": r"$\Pi$",
    "Δ": r"$\Delta$", "Θ": r"$\Theta$", "½": "1/2", "∩": r"$\cap$", "−": "$-$",
}  # fmt: skip
_GREEK = (
    "αβγδεηθικλμνρστφχψω",
    "alpha beta gamma delta varepsilon eta theta iota kappa "
    "lambda mu nu rho sigma tau varphi chi psi omega",
)
_ASCII |= {letter: f"$\\{name}$" for letter, name in zip(_GREEK[0], _GREEK[1].split(), strict=True)}
_SPECIAL = {
    "_": r"\_", "&": r"\&", "%": r"\%", "#": r"\#", "$": r"\$", "{": r"\{", "}": r"\}",
    "^": r"\^{}", "~": r"\~{}", "\\": r"\textbackslash{}", "<": "$<$", ">": "$>$", "|": "$|$",
    "*": "$*$",
}  # fmt: skip


def escaped(words: str) -> str:
    """Words with formulas between « and », as LaTeX."""
    parts, opened = [], False
    for k, piece in enumerate(words.replace("»", "«").split("«")):
        if k % 2:
            math = "".join(f"{SIGNS[c]} " if c in "≥≤≠∈" else c for c in piece)
            parts.append(f"${math}$")
        else:
            for c in piece:
                other = c if ord(c) < 128 else f"[U+{ord(c):04X}]"
                if c == '"':
                    opened = not opened
                    other = "``" if opened else "''"
                parts.append(_SPECIAL.get(c) or _ASCII.get(c) or other)
    return "".join(parts)


def without_brackets(shown: str) -> str:
    """A factor without brackets that are around a product of factors.

    Examples
    --------
    >>> [without_brackets(shown) for shown in ("((1 - x) (x - a))", "(1 - x)", "(2 x)")]
    ['(1 - x) (x - a)', '(1 - x)', '(2 x)']
    """
    inside = shown[1:-1]
    if (
        "(" not in inside
        or not (shown.startswith("(") and shown.endswith(")"))
        or re.match(r"[-\d]|\\frac", inside)
    ):
        return shown
    depth = 0
    for sign in inside:
        depth += (sign in "({") - (sign in ")}")
        if depth < 0 or (depth == 0 and sign in "+-"):
            return shown
    return inside


def unbracketed(shown: str) -> str:
    """A formula without the brackets that are around the whole of it.

    Examples
    --------
    >>> unbracketed("(1 - x)"), unbracketed("(1 - x) (1 - y)")
    ('1 - x', '(1 - x) (1 - y)')
    """
    inside, depth = shown[1:-1], 0
    if not (shown.startswith("(") and shown.endswith(")")):
        return shown
    for sign in inside:
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            return shown
    return inside
