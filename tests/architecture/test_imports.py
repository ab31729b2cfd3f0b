"""Floors and import rules: arrows point up only, and heavy third parties load when used."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "bargain"
FLOORS = {
    "arguments": 0, "errors": 0, "exact": 0, "frozen": 0, "budget": 0, "clock": 0, "signs": 0,
    "game": 1, "check": 1, "data": 1,
    "solve": 2, "decide": 2,
    "study": 3, "testing": 3,
    "report": 4, "plot": 4,
    "cli": 5, "__main__": 5,
}  # fmt: skip
# Rooms on one floor that may not see each other.
STRANGERS = {
    ("check", "game"),
    ("check", "data"),
    ("game", "check"),
    ("game", "data"),
    ("data", "game"),
    ("data", "check"),
}
# Symbolic and numeric layers meet only where an exact question is built (STYLE, principle 3).
THIRD_PARTIES = {
    "arguments": set(),
    "errors": set(),
    "exact": {"sympy", "mpmath"},
    "frozen": set(),
    "budget": set(),
    "clock": set(),
    "signs": {"sympy", "flint"},
    "check": set(),
    "game": {"sympy", "numpy", "tomli_w", "nashpy"},
    "data": {"pandas"},
}
FILES = sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imported(path: Path) -> list[tuple[str, int]]:
    found = []
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively"
            found += [(f"{node.module}.{alias.name}", node.lineno) for alias in node.names]
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_arrows_point_up_only(path: Path) -> None:
    room = room_of(path)
    if room == "__init__":
        return  # the front door names every room, lazily
    for name, line in imported(path):
        parts = name.split(".")
        if parts[0] != "bargain" or len(parts) < 2 or parts[1] not in FLOORS:
            continue
        assert FLOORS[parts[1]] <= FLOORS[room], f"{path.name}:{line} imports {name}"
        assert (room, parts[1]) not in STRANGERS, f"{path.name}:{line} imports {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_third_parties_have_their_place(path: Path) -> None:
    room = room_of(path)
    if room not in THIRD_PARTIES:
        return
    for name, line in imported(path):
        top = name.split(".")[0]
        if top in ("bargain", "__future__") or top in sys.stdlib_module_names:
            continue
        assert top in THIRD_PARTIES[room], f"{path.name}:{line} imports {name}"


def test_a_plot_never_calls_a_solver() -> None:
    for path in FILES:
        if room_of(path) == "plot":
            for name, line in imported(path):
                assert not name.startswith(("bargain.solve", "bargain.decide")), f"{path}:{line}"


#: Where the time is read: by the clock of whole questions, and to report how long one took.
CLOCKS = {"clock.py", "decide/decide.py", "decide/identity.py", "report/questions.py",
          "report/reproduce.py"}  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_search_reads_the_time(path: Path) -> None:
    """Effort is counted (`bargain.budget`): the same question has the same answer anywhere."""
    if path.relative_to(PACKAGE).as_posix() in CLOCKS:
        return
    clocks = ("time.", "datetime.datetime.now", "signal.", "bargain.clock.time_left")
    found = {name for name, _ in imported(path) if f"{name}.".startswith(clocks)}
    ended_only = {
        "decide/apart.py": {"signal", "bargain.clock.time_left"},
        "decide/smt.py": {"bargain.clock.time_left"},
        "decide/psatz_search.py": {"bargain.clock.time_left"},
    }  # calls into libraries that the clock of the whole question has to be able to end
    assert found <= ended_only.get(path.relative_to(PACKAGE).as_posix(), set())


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_text_is_never_evaluated(path: Path) -> None:
    for node in ast.walk(tree_of(path)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", "")  # z3's model.eval is a method, not a builtin
        assert name not in {"eval", "exec", "compile", "__import__"}, f"{path}:{node.lineno}"
        attribute = getattr(node.func, "attr", name)
        assert attribute not in {"parse_expr"}, f"{path}:{node.lineno}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_modules_stay_short_and_say_what_they_are(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 450, f"{path} is {text.count(chr(10))} lines long"
    assert ast.get_docstring(tree_of(path)), f"{path} has no docstring"


def modules_after(statement: str) -> set[str]:
    code = f"import sys; {statement}; print(*sorted(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_importing_the_package_loads_nothing_heavy() -> None:
    loaded = modules_after("import bargain")
    assert not loaded & {
        "sympy",
        "numpy",
        "scipy",
        "z3",
        "nashpy",
        "matplotlib",
        "xarray",
        "pandas",
        "flint",
        "rich",
        "click",
    }


def test_defining_a_game_loads_sympy_but_no_solver() -> None:
    loaded = modules_after("import bargain; bargain.Game; bargain.models.autonomy_security()")
    assert "sympy" in loaded
    assert not loaded & {"scipy", "z3", "nashpy", "matplotlib", "xarray", "pandas"}


def test_every_public_name_loads() -> None:
    import bargain

    for name in bargain.__all__:
        assert getattr(bargain, name) is not None


def test_type_checkers_see_every_public_name() -> None:
    import bargain

    tree = tree_of(PACKAGE / "__init__.py")
    (block,) = [node for node in tree.body if isinstance(node, ast.If) and any(
        isinstance(line, ast.ImportFrom) for line in node.body)]  # fmt: skip
    declared = [alias.asname for line in block.body for alias in line.names]
    assert sorted(declared) == sorted(set(bargain.__all__) - {"__version__"})


def test_the_signature_of_decide_is_its_own() -> None:
    import bargain
    from bargain.decide.decide import decide

    assert inspect.signature(bargain.decide) == inspect.signature(decide)
    assert list(inspect.signature(bargain.decide).parameters)[:3] == ["game", "condition", "where"]
