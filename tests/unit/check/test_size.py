"""The checker stays small enough to be read, module by module and as a whole.

A sixth of it (`words.py`) writes down what was verified, so that nobody's wording has to be
believed.
"""

from __future__ import annotations

import ast
import io
import tokenize
from pathlib import Path

import bargain.check
from bargain.check.checker import CLAIMS

PACKAGE = Path(bargain.check.__file__).parent
CODE = 1_400  # lines of code of all modules, see `code_lines`
MODULE = 180  # of one module
TOTAL = 1_960  # lines of all modules, blank lines and the reasons why a rule is sound included
LAYOUT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


def code_lines(source: str) -> int:
    """Count the lines that hold a token of code: not blank, not only a comment, no docstring.

    A statement or text that goes over several lines counts once for each of them.
    """
    documented: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        place = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        if place and ast.get_docstring(node) is not None:
            documented |= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in LAYOUT:
            lines |= set(range(token.start[0], token.end[0] + 1))
    return len(lines - documented)


def test_code_is_what_is_left_without_documentation() -> None:
    source = '"""A text\nof two lines."""\n\n# a comment\nx = [\n    1,  # one\n]\n"""\nno doc"""\n'
    assert code_lines(source) == 5
    assert code_lines('def f():\n    """Say."""\n    return 1\n') == 2


def test_the_checker_can_be_read_in_one_sitting() -> None:
    sources = {path.name: path.read_text() for path in PACKAGE.glob("*.py")}
    lines = {name: code_lines(source) for name, source in sources.items()}
    assert sum(lines.values()) < CODE
    assert not {name: n for name, n in lines.items() if n > MODULE}
    assert sum(len(source.splitlines()) for source in sources.values()) < TOTAL


def test_the_format_is_described_for_every_claim() -> None:
    text = (PACKAGE / "FORMAT.md").read_text()
    assert all(f"`{claim}`" in text for claim in CLAIMS)
    assert all(f"`{kind}`" in text for kind, *_ in CLAIMS.values())
