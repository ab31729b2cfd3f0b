"""The checker stands alone: standard library only, small, and loaded without anything heavy."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import bargain.check
from bargain.check.__main__ import NOTE

PACKAGE = Path(bargain.check.__file__).parent
CORPUS = Path(__file__).parents[2] / "certificates"
HEAVY = ("sympy", "numpy", "scipy", "z3", "flint", "mpmath", "pandas", "nashpy", "xarray")


def isolated(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_imports_are_the_standard_library_and_itself() -> None:
    for path in PACKAGE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            modules = []
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0
                modules = [str(node.module)]
            for module in modules:
                own = module == "bargain.check" or module.startswith("bargain.check.")
                assert own or module.split(".")[0] in sys.stdlib_module_names, (path, module)


def test_a_fresh_interpreter_loads_nothing_heavy() -> None:
    valid = str(CORPUS / "valid" / "nash_actions.json")
    program = (
        f"import sys; sys.path.insert(0, {str(PACKAGE.parents[1])!r})\n"
        f"from bargain.check.checker import check\n"
        f"assert check({valid!r}).valid\n"
        f"print(*(m for m in sys.modules if '.' not in m))\n"
        f"print(*(m for m in sys.modules if m.startswith('bargain')))"
    )
    done = isolated("-c", program)
    assert done.returncode == 0, done.stderr
    modules, own = (line.split() for line in done.stdout.splitlines())
    assert not set(modules) & set(HEAVY)
    light = ("bargain", "bargain.version", "bargain.public_names")  # what its parent imports
    assert all(m in light or m.startswith("bargain.check") for m in own)


def test_isolated_command_line() -> None:
    """With -I the package must be installed; otherwise its parent is put on the path."""
    program = (
        f"import runpy, sys; sys.path.insert(0, {str(PACKAGE.parents[1])!r})\n"
        "runpy.run_module('bargain.check', run_name='__main__', alter_sys=True)"
    )
    valid = [str(path) for path in sorted((CORPUS / "valid").glob("*.json"))]
    done = isolated("-c", program, *valid)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[len(valid) :] == [NOTE]
    tampered = [str(path) for path in sorted((CORPUS / "tampered").glob("*.json"))]
    done = isolated("-c", program, *tampered, *valid)
    assert done.returncode == 1
    *lines, note = done.stdout.splitlines()
    assert note == NOTE
    expected = ["INVALID"] * len(tampered) + ["valid"] * len(valid)
    assert [line.split()[0] for line in lines] == expected
