"""``python -m benchmarks mutants --count 100``: do the tests notice a change of one token?

A *mutant* is the package with one token changed: a comparison (``<`` to ``<=``, ``==`` to ``!=``
and so on), ``+`` to ``-``, ``*`` to ``/``, ``and`` to ``or``, a ``not`` or a minus dropped, ``min``
to ``max``, ``any`` to ``all``, a whole number increased by one, ``True`` to ``False``, or the
condition of an ``if`` replaced by ``False``. A random sample over the chosen files is drawn (the
seed is printed). Each mutant is written into a copy of the working tree, never in place, and runs
against the tests that call the mutated function, the fastest ones first, until one fails. A test
that fails has to pass without the mutant, there and then, or its failure does not count: a busy
machine catches no mutant. For the same reason the limit of a run is one of processor time.

Which test calls which function is found out once, by running the tests under `benchmarks.calls`;
``--calls FILE`` keeps that for the next time. Mutants that no test calls survive by definition.

The table says for each mutant whether it was caught and by which test, or survived. A survivor is
either a gap in the tests or a change without consequence; that is for a person to judge.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import re
import resource
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Mutant", "main", "mutants_of"]

_ROOT = Path(__file__).parents[1]
FILES = (
    "bargain/solve/**/*.py", "bargain/verdicts/**/*.py", "bargain/game/**/*.py",
    "bargain/check/*.py", "bargain/study/*.py",
)  # fmt: skip
TESTS = (
    "tests/unit/solve", "tests/unit/verdicts", "tests/unit/game", "tests/unit/check",
    "tests/unit/study", "tests/properties", "tests/second_opinion",
)  # fmt: skip
_COMPARE: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="), ast.NotEq: ("!=", "=="), ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"), ast.In: ("in", "not in"), ast.NotIn: ("not in", "in"),
}  # fmt: skip
_BINARY: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "/"), ast.Div: ("/", "*"),
    ast.BitOr: ("|", "&"), ast.BitAnd: ("&", "|"), ast.FloorDiv: ("//", "/"),
}  # fmt: skip
_NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True)
class Mutant:
    """One change: the characters from ``start`` to ``end`` of a file become ``new``."""

    path: str
    start: int
    end: int
    new: str
    line: int
    function: int
    """First line of the function that contains it; 0 at the level of the module."""


class _Sites(ast.NodeVisitor):
    """Collects the mutants of one file."""

    def __init__(self, path: str, text: str) -> None:
        self.path, self.text, self.found = path, text, list[Mutant]()
        self.offsets = [0]
        for line in text.splitlines(keepends=True):
            self.offsets.append(self.offsets[-1] + len(line))
        self.raw = text.splitlines(keepends=True)
        self.functions: list[int] = []

    def place(self, line: int, column: int) -> int:
        """Return the position in the text of a line and a column in bytes."""
        before = self.raw[line - 1].encode()[:column].decode()
        return self.offsets[line - 1] + len(before)

    def span(self, node: Any) -> tuple[int, int]:
        """Return the positions of a node."""
        start = self.place(node.lineno, node.col_offset)
        return start, self.place(node.end_lineno, node.end_col_offset)

    def add(self, start: int, end: int, new: str, node: Any) -> None:
        """Note a mutant."""
        function = self.functions[-1] if self.functions else 0
        line = self.text.count("\n", 0, start) + 1 if start else node.lineno
        self.found.append(Mutant(self.path, start, end, new, line, function))

    def between(self, left: Any, right: Any, old: str, new: str) -> None:
        """Replace the operator that stands between two nodes."""
        start, end = self.span(left)[1], self.span(right)[0]
        word = rf"\b{old}\b" if old[0].isalpha() else re.escape(old)
        gap = re.sub(r"#[^\n]*", lambda comment: " " * len(comment[0]), self.text[start:end])
        match = re.search(word, gap)
        if match:
            self.add(start + match.start(), start + match.end(), new, left)

    def _function(self, node: Any) -> None:
        first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
        self.functions.append(first)
        for child in [*node.args.defaults, *node.args.kw_defaults, *node.body]:
            if child is not None:
                self.visit(child)
        self.functions.pop()

    visit_FunctionDef = visit_AsyncFunctionDef = _function  # noqa: N815

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Skip the annotation, which is not computed with."""
        if node.value is not None:
            self.visit(node.value)

    def visit_Raise(self, node: ast.Raise) -> None:
        """Skip what an error says."""

    def visit_Assert(self, node: ast.Assert) -> None:
        """Skip what only tells the type checker something."""

    def visit_If(self, node: ast.If) -> None:
        """Drop the branch."""
        if getattr(node.test, "id", "") != "TYPE_CHECKING":
            self.add(*self.span(node.test), "False", node)
            self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        """Mutate each comparison of a chain."""
        terms = [node.left, *node.comparators]
        for left, op, right in zip(terms, node.ops, terms[1:], strict=False):
            self.between(left, right, *_COMPARE[type(op)])
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        """Exchange ``and`` and ``or``."""
        swap = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for left, right in zip(node.values, node.values[1:], strict=False):
            self.between(left, right, *swap)
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        """Exchange an operation and its inverse; text and sets of types are left alone."""
        text = any(
            isinstance(getattr(side, "value", None), str) for side in (node.left, node.right)
        )
        if type(node.op) in _BINARY and not text:
            self.between(node.left, node.right, *_BINARY[type(node.op)])
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        """Drop a ``not`` or a minus."""
        if isinstance(node.op, ast.Not | ast.USub):
            start = self.span(node)[0]
            self.add(start, start + (1 if isinstance(node.op, ast.USub) else 3), "", node)
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        """Turn truth values round and increase whole numbers by one."""
        if isinstance(node.value, bool):
            self.add(*self.span(node), str(not node.value), node)
        elif isinstance(node.value, int) and abs(node.value) < 1000:
            self.add(*self.span(node), str(node.value + 1), node)

    def visit_Call(self, node: ast.Call) -> None:
        """Exchange ``min`` and ``max``, ``any`` and ``all``."""
        if isinstance(node.func, ast.Name) and node.func.id in _NAMES:
            self.add(*self.span(node.func), _NAMES[node.func.id], node)
        self.generic_visit(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Skip texts."""


def mutants_of(path: str, text: str) -> list[Mutant]:
    r"""Return every mutant of a file.

    >>> [m.new for m in mutants_of("f.py", "def f(x):\n    return x < 3 and not x\n")]
    ['or', '<=', '4', '']
    """
    sites = _Sites(path, text)
    sites.visit(ast.parse(text))
    return sites.found


def _sources(patterns: Sequence[str]) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        for path in sorted(_ROOT.glob(pattern)):
            yield str(path.relative_to(_ROOT)), path.read_text(encoding="utf-8")


def _pytest(where: Path, options: Sequence[str], seconds: float, **extra: str) -> Any:
    """Run tests for at most so many seconds of each process's time (many more on the clock)."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *options]
    environment = {**os.environ, "PYTHONPATH": str(where), "PYTHONDONTWRITEBYTECODE": "1", **extra}
    limit = int(seconds) + 1
    return subprocess.run(
        command, cwd=where, env=environment, capture_output=True, text=True, check=False,
        timeout=20 * seconds,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (limit, limit)),
    )  # fmt: skip


def _calls(kept: Path | None, tests: Sequence[str]) -> dict[str, Any]:
    if kept is not None and kept.exists():
        return dict(json.loads(kept.read_text()))
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "calls.json"
        sys.stdout.write("which test calls which function: running the tests once\n")
        done = _pytest(_ROOT, ["-p", "benchmarks.calls", *tests], 7200, CALLS_FILE=str(target))
        if done.returncode:
            raise SystemExit(f"the tests fail without any mutant:\n{done.stdout[-2000:]}")
        if kept is not None:
            kept.write_text(target.read_text())
        return dict(json.loads(target.read_text()))


def relevant(mutant: Mutant, calls: dict[str, Any], most: float = 90.0) -> list[str]:
    """Return the tests that call the mutated function, fastest first, of ``most`` seconds."""
    wanted = f"{mutant.path}:{mutant.function}"

    def concerned(functions: list[str]) -> bool:
        if mutant.function:
            return wanted in functions
        return any(entry.startswith(f"{mutant.path}:") for entry in functions)

    found = [
        (call["seconds"], test) for test, call in calls.items() if concerned(call["functions"])
    ]
    chosen, spent = [], 0.0
    for seconds, test in sorted(found):
        if spent + seconds > most and chosen:
            break
        spent += seconds
        chosen.append(test)
    return chosen


def verdict(mutant: Mutant, where: Path, calls: dict[str, Any], most: float) -> str:
    """Return what becomes of a mutant in a copy of the tree: caught, by what; or survived."""
    tests = relevant(mutant, calls, most)
    if not tests:
        return "survived: no test calls it"
    path = where / mutant.path
    text = path.read_text(encoding="utf-8")
    mutated = text[: mutant.start] + mutant.new + text[mutant.end :]
    left = list(tests)
    while left:
        limit = 30 + 5 * sum(calls[test]["seconds"] for test in left)
        path.write_text(mutated, encoding="utf-8")
        try:
            done = _pytest(where, left, limit)
        except subprocess.TimeoutExpired:
            return "caught: no end"
        finally:
            path.write_text(text, encoding="utf-8")
        if done.returncode == 0:
            unsure = f", {len(tests) - len(left)} failed without it too" * (left != tests)
            return f"survived: {len(left)} tests{unsure}"
        if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
            return "caught: no end"
        failed = [test for test in left if re.search(
            rf"^(?:FAILED|ERROR) {re.escape(test)}(?: - .*)?$", done.stdout, re.MULTILINE
        )]  # fmt: skip
        if not failed:
            if _pytest(where, ["--collect-only", *left], limit).returncode:
                raise SystemExit(f"not every test is there any more: {done.stdout[-2000:]}")
            return f"caught: no test could run (pytest's exit status {done.returncode})"
        if _pytest(where, failed, limit).returncode == 0:
            return f"caught: {failed[0]}"
        left = [test for test in left if test not in failed]
    return "survived: every test that calls it fails without it too"


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw mutants, run them one after the other, print the table; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks mutants", description=__doc__)
    parser.add_argument("--count", type=int, default=100, help="mutants (default 100)")
    parser.add_argument("--seed", type=int, help="of the sample (default: a random one)")
    parser.add_argument("--calls", type=Path, help="JSON file of calls, written if it is missing")
    parser.add_argument(
        "--seconds",
        type=float,
        default=90.0,
        help="of tests for one mutant, as "
        "they take without it; the fastest ones are chosen (default 90)",
    )
    parser.add_argument("--files", nargs="+", default=list(FILES), help="patterns of files")
    given = parser.parse_args(arguments)
    seed = secrets.randbelow(1_000_000) if given.seed is None else given.seed
    sites = [m for path, text in _sources(given.files) for m in mutants_of(path, text)]
    if given.count < 1 or not sites:
        parser.error("there is nothing to mutate")
    draw = random.Random(seed)  # noqa: S311  a sample, no secret
    chosen = draw.sample(sites, min(given.count, len(sites)))
    sys.stdout.write(f"{len(chosen)} of {len(sites)} mutants, seed {seed}\n")
    calls = _calls(given.calls, TESTS)
    caught = 0
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder) / "tree"
        skip = shutil.ignore_patterns(".git", ".venv", "__pycache__", "report", ".*_cache")
        shutil.copytree(_ROOT, where, ignore=skip)
        for number, mutant in enumerate(chosen, 1):
            text = (_ROOT / mutant.path).read_text(encoding="utf-8")
            line = text.splitlines()[mutant.line - 1].strip()
            old = " ".join(text[mutant.start : mutant.end].split())
            found = verdict(mutant, where, calls, given.seconds)
            caught += found.startswith("caught")
            sys.stdout.write(
                f"{number:4} {found}\n       {mutant.path}:{mutant.line}  {old!r} -> "
                f"{mutant.new!r}\n       {line}\n"
            )
            sys.stdout.flush()
    sys.stdout.write(
        f"{caught} of {len(chosen)} caught ({caught / len(chosen):.0%}), seed {seed}\n"
    )
    return 0
