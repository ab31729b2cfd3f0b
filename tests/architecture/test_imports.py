"""Floors and import rules: arrows point up only, and heavy third parties load when used."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from bargain.extras import EXTRAS

PACKAGE = Path(__file__).parents[2] / "bargain"
#: Floors of the house: a package imports its own modules and packages of lower floors only.
FLOORS = {
    "arguments": 0, "errors": 0, "exact": 0, "extras": 0, "frozen": 0, "result": 0, "budget": 0,
    "cards": 0, "clock": 0, "public_names": 0,
    "signs": 0, "apart": 0, "version": 0, "work": 0,
    "check": 1, "browser": 1,
    "refute": 2, "game": 2,
    "intervals": 3,
    "question": 4,
    "solve": 5, "exist": 5, "explain": 5,
    "rebuild": 6,
    "kernel": 7, "verdicts": 7,
    "study": 8, "plot": 8,
    "alliances": 9, "explorer": 9,
    "models": 10, "testing": 10, "cli": 10, "__main__": 11,
}  # fmt: skip
# Symbolic and numeric layers meet only where an exact question is built (STYLE, principle 3).
THIRD_PARTIES = {
    "arguments": set(),
    "errors": set(),
    "exact": {"sympy", "mpmath"},
    "extras": set(),
    "frozen": set(),
    "result": {"pandas", "xarray"},
    "cards": {"sympy"},
    "budget": set(),
    "clock": set(),
    "public_names": set(),
    "apart": set(),
    "work": {"rich", "distributed"},
    "signs": {"sympy", "flint"},
    "check": set(),
    "browser": set(),
    "game": {"sympy", "numpy", "nashpy"},
    "refute": {"flint", "z3", "numpy", "scipy"},
    "question": {"sympy", "numpy"},  # tables of finite games
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
        below = FLOORS[parts[1]] < FLOORS[room] or parts[1] == room or FLOORS[room] == 0
        assert below, f"{path}:{line} imports {name}"


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(
        ".__init__"
    )


def test_no_circle_of_imports() -> None:
    """Imports inside functions count, and those for type checkers too."""
    modules = {module_of(path): path for path in FILES}
    modules.pop("bargain")  # the front door names every room, lazily
    arrows: dict[str, set[str]] = {}
    for module, path in modules.items():
        named = (name if name in modules else name.rpartition(".")[0] for name, _ in imported(path))
        arrows[module] = {name for name in named if name in modules and name != module}
    while ground := {m for m, needs in arrows.items() if not needs & arrows.keys()}:
        arrows = {m: needs for m, needs in arrows.items() if m not in ground}
    assert not arrows, (
        f"modules that import each other in a loop, or stand above one: {sorted(arrows)}"
    )


def test_rooms_are_small_and_names_are_their_own() -> None:
    modules = [path for path in FILES if not path.stem.startswith("__")]
    folders = Counter(path.parent for path in modules)
    assert max(folders.values()) <= 15, folders.most_common(1)
    names = Counter(path.stem for path in modules)
    assert max(names.values()) == 1, names.most_common(1)


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


#: Rooms that come with an extra -> the optional libraries that they may import.
OPTIONAL = {
    "work": {"distributed"},
    "solve": {"numba"},
    "result": {"pandas", "xarray"},
    "study": {"xarray", "zarr", "dask", "pandas"},  # which comes with xarray
    "plot": {"matplotlib"},
    "alliances": {"pandas", "lifelines", "jinja2", "matplotlib"},
    "testing": {"hypothesis"},
}
CORE = {"sympy", "mpmath", "numpy", "scipy", "nashpy", "z3", "flint", "click", "rich"}


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_core_rooms_need_no_extra(path: Path) -> None:
    """Also inside functions: what is imported is the core's, or the room's own extra."""
    allowed = CORE | OPTIONAL.get(room_of(path), set())
    for name, line in imported(path):
        top = name.split(".")[0]
        if top not in sys.stdlib_module_names and top != "bargain":
            assert top in allowed, f"{path.name}:{line} imports {name}"


def test_extras_are_those_of_pyproject() -> None:
    """`bargain.extras` and the package's metadata name the same libraries."""
    project = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8"))
    declared = project["project"]["optional-dependencies"]

    def libraries(extra: str) -> set[str]:
        found = set()
        for line in declared[extra]:
            if inner := re.fullmatch(r"bargain\[(.*)\]", line):
                found |= {name for other in inner[1].split(",") for name in libraries(other)}
            else:
                found.add(re.split(r"[>=]", line)[0])
        return found

    for extra, wanted in EXTRAS.items():
        assert set(wanted) == libraries(extra) - {"pytest", "pytest-xdist"}
    core = {re.split(r"[>=]", line)[0] for line in project["project"]["dependencies"]}
    renamed = {"z3": "z3-solver", "flint": "python-flint"}
    assert core == {renamed.get(name, name) for name in CORE - {"mpmath"}}  # sympy brings mpmath
    apart = {"hypothesis", "numba"}  # for tests; trails the releases of Python and numpy
    assert libraries("all") == set().union(*OPTIONAL.values()) - apart


def test_a_plot_never_calls_a_solver() -> None:
    for path in FILES:
        if room_of(path) == "plot":
            for name, line in imported(path):
                solvers = ("bargain.solve", "bargain.verdicts", "bargain.exist", "bargain.refute")
                assert not name.startswith(solvers), f"{path}:{line}"


#: Where the time is read: by the clock of whole questions, and to report how long one took.
CLOCKS = {"clock.py", "verdicts/inquiry.py",
          "alliances/report/asked_questions.py",
          "alliances/report/reproduce.py"}  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_search_reads_the_time(path: Path) -> None:
    """Effort is counted (`bargain.budget`): the same question has the same answer anywhere."""
    if path.relative_to(PACKAGE).as_posix() in CLOCKS:
        return
    clocks = ("time.", "datetime.datetime.now", "signal.", "bargain.clock.time_left")
    found = {name for name, _ in imported(path) if f"{name}.".startswith(clocks)}
    ended_only = {
        "apart.py": {"signal", "bargain.clock.time_left"},
        "refute/scout.py": {"bargain.clock.time_left"},
        "refute/positivstellensatz/linear_program.py": {"bargain.clock.time_left"},
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
    assert text.count("\n") <= 600, f"{path} is {text.count(chr(10))} lines long"
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
    from bargain.verdicts.decide import decide

    assert inspect.signature(bargain.decide) == inspect.signature(decide)
    assert list(inspect.signature(bargain.decide).parameters)[:3] == ["game", "condition", "where"]
