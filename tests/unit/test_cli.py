"""The command line: what it prints, its exit status, and one clear line for bad input."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import bargain
from bargain import cli
from bargain.check.certificate import seal

CORPUS = Path(__file__).parents[1] / "certificates"
GAME = """
name = "exchange"
[parameters]
s_P = "positive"
s_C = "positive"
[actions.patron]
y_P = [0, 1]
[actions.client]
y_C = [0, 1]
[payoffs]
patron = "s_P*y_C - y_P**2/2"
client = "s_C*y_P - y_C**2/2"
[measures.autonomy]
patron = "y_P"
client = "y_C"
[measures.security]
patron = "s_P*y_C"
client = "s_C*y_P"
"""


@pytest.fixture
def game(tmp_path: Path) -> Path:
    path = tmp_path / "game.toml"
    path.write_text(GAME)
    return path


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main([str(a) for a in arguments])
    return int(ended.value.code or 0)


def test_decide_save_check_and_rebuild(
    game: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    claim = tmp_path / "claim.json"
    assert run("decide", game, "--conditions", "full", "--where", "s_C > s_P", "--save", claim) == 0
    assert capsys.readouterr().out.startswith("never: ")
    assert run("check", claim) == 0
    assert capsys.readouterr().out.startswith("valid    never")
    assert run("check", claim, "--rebuild", game) == 0
    assert f"a statement about {game}" in capsys.readouterr().out
    other = tmp_path / "other.toml"
    other.write_text(GAME.replace("y_C**2/2", "y_C**2"))
    capsys.readouterr()
    assert run("check", claim, "--rebuild", other) == 1
    assert "not a statement about" in capsys.readouterr().err
    changed = tmp_path / "changed.json"
    changed.write_text(claim.read_text().replace('"1"', '"2"', 1))
    assert run("check", claim, changed) == 1
    assert run("check", claim, changed, tmp_path / "none.json") == 2


def test_a_statement_about_numbers_is_rebuilt_with_these(
    game: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    claim, at = tmp_path / "claim.json", ("--at", "s_P=1", "--at", "s_C=3")
    assert run("decide", game, "--conditions", "nash", *at, "--save", claim) == 0
    assert run("check", claim, "--rebuild", game, *at) == 0
    assert run("check", claim, "--rebuild", game, "--at", "s_P=2", "--at", "s_C=3") == 1
    assert run("check", claim, "--rebuild", game) == 1
    capsys.readouterr()
    assert run("check", claim, *at) == 2
    assert "give --rebuild too" in capsys.readouterr().err


def test_gambit_files_are_solved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tree = bargain.ExtensiveGame(
        bargain.move("A", {
            "out": bargain.end({"A": 0, "B": 2}),
            "in": bargain.move("B", {"fight": bargain.end({"A": -1, "B": -1}),
                                     "share": bargain.end({"A": 1, "B": 1})}, "reply"),
        }, "entry")
    )  # fmt: skip
    efg, nfg = tmp_path / "entry.efg", tmp_path / "entry.nfg"
    efg.write_text(tree.to_efg())
    nfg.write_text(tree.to_finite().to_nfg())
    assert run("solve", efg, "--method", "subgame-perfect") == 0
    assert "entry: in; reply: share  with payoffs 1, 1" in capsys.readouterr().out
    for file in (efg, nfg):
        assert run("solve", file, "--method", "nash", "--json") == 0
        assert json.loads(capsys.readouterr().out)["complete"] is True
    assert run("solve", nfg, "--method", "subgame-perfect") == 2
    assert "subgame-perfect takes no finite game" in capsys.readouterr().err
    assert run("solve", efg, "--method", "nash", "--at", "a=1") == 2
    assert "has no parameters" in capsys.readouterr().err
    efg.write_text(tree.to_efg().replace("t ", "u ", 1))
    assert run("solve", efg, "--method", "nash") == 2
    assert "a node: c, p or t expected, not u [line" in capsys.readouterr().err


def test_a_table_is_rebuilt_from_an_nfg_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pennies = bargain.FiniteGame.from_payoffs([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    claim, file = tmp_path / "claim.json", tmp_path / "pennies.nfg"
    bargain.decide(pennies, bargain.conditions.nash()).save(claim)
    file.write_text(pennies.to_nfg())
    assert run("check", claim, "--rebuild", file) == 0
    file.write_text(pennies.to_nfg().replace("-1", "-2", 1))
    capsys.readouterr()
    assert run("check", claim, "--rebuild", file) == 1
    assert "'payoffs' differs" in capsys.readouterr().err
    assert run("check", claim, "--rebuild", tmp_path / "none.nfg") == 2
    assert "cannot be read" in capsys.readouterr().err


def test_json_everywhere(game: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("decide", game, "-c", "full", "--where", "s_C > s_P", "--json") == 0
    assert json.loads(capsys.readouterr().out)["status"] == "never"
    assert (
        run(
            "solve",
            game,
            "--method",
            "nash-bargaining",
            "--at",
            "s_P=1/4",
            "--at",
            "s_C=1/2",
            "--json",
        )
        == 0
    )
    json.loads(capsys.readouterr().out)


@pytest.mark.needs("study")
def test_a_sweep_writes_null_where_nothing_was_established(
    game: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    over = ["--over", "s_P=1/8:1/4:2", "--over", "s_C=1/8:1/4:2"]
    assert run("sweep", game, *over, "--method", "nash", "--json") == 0
    out = capsys.readouterr().out
    assert "NaN" not in out
    assert None in json.loads(out)["data_vars"]["y_P"]["data"][1][0]


def test_explain_in_json(game: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    claim = tmp_path / "claim.json"
    arguments = ["--conditions", "participation", "--save", claim]
    assert run("decide", game, *arguments) == 0
    capsys.readouterr()
    assert run("explain", claim, "--json") == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["verdict"], row["tied"]) == ("always", "a statement about this game")
    assert row["text"].startswith(f"Claim. {row['claim']}")
    assert row["words"].startswith("For all parameters ")


@pytest.mark.long
def test_explain_says_whether_it_is_about_its_game(
    game: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    claim, forged = tmp_path / "claim.json", tmp_path / "forged.json"
    assert run("decide", game, "--where", "s_C > s_P", "--save", claim) == 0
    capsys.readouterr()
    assert run("explain", claim) == 0
    assert capsys.readouterr().out.endswith("Checked: valid, a statement about this game.\n")
    assert run("explain", claim, "--latex") == 0
    assert capsys.readouterr().out.endswith("% Checked: valid, a statement about this game.\n")
    data = json.loads(claim.read_text())
    data["statement"]["words"] = ["Korea wins."]
    forged.write_text(
        json.dumps(seal(*(data[k] for k in ("statement", "proof", "used", "sample", "made_by"))))
    )
    assert run("explain", forged) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "not the statement that its game gives: 'words' differs" in captured.err
    assert "Korea" not in captured.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["decide", "none.toml"], "No such file"),
        (["decide", "GAME", "--where", "q > 1"], "unknown name 'q'"),
        (["decide", "GAME", "--where", "s_C"], "a relation is needed"),
        (["decide", "GAME", "--where", "y_P > 0"], "restricts y_P"),
        (["decide", "GAME", "--conditions", "perfect"], "not a condition"),
        (["decide", "GAME", "--conditions", "balanced('prestige')"], "no measure 'prestige'"),
        (["decide", "GAME", "--where", "s_C > s_P", "--where", "s_C < s_P"], "region is empty"),
        (["decide", "GAME", "--at", "s_C"], "gives no value"),
        (["decide", "GAME", "--at", "s_C=1", "--at", "s_C=2"], "given twice"),
        (["decide", "GAME", "--at", "s_C=nan"], "'nan' is not a number"),
        (["decide", "GAME", "--at", "s_C=1e99999"], "too long"),
        (["decide", "GAME", "--at", "s_C=-1"], "s_C > 0"),
        (["decide", "GAME", "--timeout", "-1"], "not a positive"),
        (["solve", "GAME", "--method", "magic"], "magic"),
        (["solve", "GAME", "--method", "stackelberg", "--symbolic"], "no closed form"),
        (["solve", "GAME", "--method", "nash-bargaining"], "s_"),
        (["check", "none.json"], "INVALID"),
        (["explain", "none.json"], "not valid"),
        (["gap", "GAME"], "numeric"),
        (["phase", "GAME", "--over", "s_C"], "not a range"),
        (["phase", "GAME", "--over", "q=1:2"], "unknown symbol"),
        (["phase", "GAME", "--over", "s_C=1:2:9"], "not a range"),
        (["phase", "GAME", "--over", "s_C=1:2", "--over", "s_C=1:3"], "given twice"),
        (["sweep", "GAME", "--over", "s_C=1:2:5/2"], "no count of points"),
        (["sweep", "GAME", "--over", "s_C=1:2:99999999999"], "no count of points"),
        (["sweep", "GAME", "--over", "s_C=1:x"], "'x' is not a number"),
        (["sweep", "GAME", "--over", "s_C=1:1e999"], "beyond floating-point"),
        (["solve", "GAME", "--method", "nash", "--leader", "patron"], "no such option"),
        (["solve", "GAME", "--method", "nash", "--discount", "patron=1"], "no such option"),
        (
            ["solve", "GAME", "--method", "alternating-offers", "--discount", "patron"],
            "gives no value",
        ),
        (["nonsense"], "nonsense"),
    ],
)
def test_bad_input_is_one_line_and_status_2(
    arguments: list[str],
    words: str,
    game: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    assert run(*(str(game) if a == "GAME" else a for a in arguments)) == 2
    captured = capsys.readouterr()
    assert words in captured.err
    assert captured.err.count("\n") == 1
    assert "Traceback" not in captured.err
    assert sorted(tmp_path.iterdir()) == before


def test_unknown_is_status_3(game: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        run(
            "decide",
            game,
            "--conditions",
            "efficient",
            "--conditions",
            "participation",
            "--conditions",
            "holds(y_C**5 + y_P**7 == s_C*y_P**3 + 1/3)",
            "--timeout",
            "0.01",
        )
        == 3
    )
    assert capsys.readouterr().out.startswith("unknown: ")


@pytest.mark.long(every=3)
@pytest.mark.parametrize("case", ["about numbers", "refused", "about a game"])
def test_check_loads_no_third_party_solver(case: str, game: Path, tmp_path: Path) -> None:
    """Proofs are checked without one; sympy comes in only to compare what is valid with a game."""
    claim = tmp_path / "claim.json"
    numbers = CORPUS / "valid" / "never_log.json"
    if case == "about a game":
        assert run("decide", game, "--where", "s_C > s_P", "--save", claim) == 0
    else:
        claim.write_text(numbers.read_text().replace('"1"', '"2"', case == "refused"))
    code = (
        "import sys; from bargain import cli; from bargain.check import checker\n"
        "check = checker.check\n"
        "def looked_at(source):\n"
        "    result = check(source)\n"
        "    print('checked with', *sorted(sys.modules))\n"
        "    return result\n"
        "from bargain.rebuild import tied; tied.verify = looked_at\n"
        f"try: cli.main(['check', {str(claim)!r}])\n"
        "except SystemExit as end: print(end.code, *sorted(sys.modules))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    first, *_, last = out.stdout.splitlines()
    solvers = {"sympy", "numpy", "z3", "scipy", "mpmath", "flint"}
    assert first.startswith("checked with ")
    assert not solvers & set(first.split())
    assert last.startswith("1 " if case == "refused" else "0 ")
    assert bool(solvers & set(last.split())) == (case == "about a game")


def test_isolated_checker_loads_the_standard_library_alone(game: Path, tmp_path: Path) -> None:
    claim = tmp_path / "claim.json"
    assert run("decide", game, "--where", "s_C > s_P", "--save", claim) == 0
    code = (
        "import sys, runpy; sys.argv = ['check', " + repr(str(claim)) + "]\n"
        "try: runpy.run_module('bargain.check', run_name='__main__')\n"
        "except SystemExit as end: print(end.code, *sorted(sys.modules))"
    )
    out = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )
    *_, last = out.stdout.splitlines()
    status, *modules = last.split()
    assert status == "0"
    tops = {m.split(".")[0] for m in modules}
    # what an editable or a virtual environment puts there by itself is not ours
    site = {m for m in tops if m.startswith(("__editable__", "_distutils_hack", "_virtualenv"))}
    assert tops - set(sys.stdlib_module_names) - site <= {"bargain", "__main__", "__mp_main__"}


def test_no_closed_form_has_json(game: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("solve", game, "--method", "kalai-smorodinsky", "--symbolic", "--json") == 3
    assert json.loads(capsys.readouterr().out)["status"] == "unknown"


def test_no_closed_form_is_status_3_in_one_line(
    game: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("solve", game, "--method", "egalitarian", "--symbolic") == 3
    assert capsys.readouterr().err.count("\n") == 1


def test_the_repeated_game_is_on_the_command_line(
    game: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ["--at", "s_P=1/2", "--at", "s_C=1/2"]
    half = ["--agreement", "y_P=1/2", "--agreement", "y_C=1/2"]
    assert run("solve", game, "--method", "minimum-discount", *at, *half) == 0
    assert capsys.readouterr().out.startswith("minimum_discount: 1/2")
    assert run("solve", game, "--method", "sustainable", *at, "--discount", "1/2") == 0
    assert capsys.readouterr().out.startswith("agreements sustained at discount 1/2")
    for method in ("minimum-discount", "sustainable"):
        assert run("solve", game, "--method", method, *at) == 2
        assert "needed" in (said := capsys.readouterr().err) or "is given" in said


def test_prove_says_proved_refuted_or_unknown(
    game: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    claim = tmp_path / "theorem.json"
    asked = ["prove", game, "--then", "y_P == 0 and y_C == 0", "--given", "nash"]
    assert run(*asked, "--save", claim) == 0
    assert capsys.readouterr().out.startswith("proved: Every agreement of the game 'exchange'")
    assert run("check", claim) == 0
    assert "it means: Every agreement of the game 'exchange'" in capsys.readouterr().out
    assert run("prove", game, "-t", "y_P == 0", "-g", "not nash", "--json") == 0
    assert json.loads(capsys.readouterr().out)["status"] == "refuted"
    assert run("prove", game, "-t", "not efficient or participation", "--effort", "0.0001") == 3
    assert run("prove", game, "-t", "nsh") == 2
    assert run("prove", game, "-t", "y_P >") == 2
