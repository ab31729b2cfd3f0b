"""Certificates as Coq files, compiled where Coq is installed."""

import json
import shutil
from fractions import Fraction
from pathlib import Path

import pytest
import sympy as sp

import bargain as bg
from bargain import conditions as c
from bargain.errors import OptionError
from bargain.explain.coq import assumptions, compile_file, coq
from bargain.explain.coq.coq_compiler import CLASSICAL_REALS
from bargain.explain.visitor import gain
from bargain.verdicts.relation import prove_relation

X, Y = sp.symbols("x y")
P = sp.Symbol("p", positive=True)
ROOT = Path(__file__).resolve().parents[3]
CORPUS = ROOT / "tests" / "certificates"
FLAGSHIP = (
    "01-no-full-equilibrium",
    "01-any-positive-sigma",
    "04-conservation",
    "04-attained",
    "11-collapse",
    "11-survival",
    "13-no-pure",
    "13-symmetric",
)
needs_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed")


def _load(name):
    return json.loads((ROOT / "proofs" / "certificates" / f"{name}.json").read_text("utf-8"))


def _compile(source, folder):
    path = folder / "claim.v"
    path.write_text(source, encoding="utf-8")
    return compile_file(path)


def _admits(source):
    return any(word in source for word in ("Admitted", "admit", "Axiom", "Parameter", "Abort"))


@needs_coq
@pytest.mark.long  # as `python -m proofs.kernel` does, which CI runs
@pytest.mark.parametrize("name", FLAGSHIP)
def test_the_kernel_accepts(name, tmp_path):
    source = coq(_load(name))
    assert not _admits(source)
    result = _compile(source, tmp_path)
    assert result.status == "compiled", result.detail


@needs_coq
def test_exponentials_and_bounds(tmp_path):
    x, y = sp.symbols("x y", real=True)
    for k, claim in enumerate((sp.exp(x) >= 1 + x, sp.log(x**2 + 1) <= x**2)):
        verdict = prove_relation(claim)
        assert verdict.certificate is not None
        folder = tmp_path / str(k)
        folder.mkdir()
        assert _compile(coq(verdict.certificate), folder).status == "compiled"
    assert y.is_real


@needs_coq
def test_the_kernel_refuses_a_wrong_identity(tmp_path):
    certificate = _load("01-no-full-equilibrium")
    node = certificate["proof"]["node"]["sub"][0]
    node["ideal"][0][1][0][0] = "2"
    assert _compile(coq(certificate), tmp_path).status == "refused"


@needs_coq
def test_the_kernel_refuses_a_weaker_hypothesis(tmp_path):
    certificate = _load("13-no-pure")
    certificate["statement"]["region"][0]["rel"] = ">="
    assert _compile(coq(certificate), tmp_path).status == "refused"


def test_the_saved_files_are_those_of_the_certificates():
    from proofs.kernel import FILES

    for source, theorem in FILES.items():
        saved = (ROOT / "proofs" / "coq" / f"{theorem}.v").read_text("utf-8")
        assert saved == coq(_load(source), theorem)


def test_only_used_hypotheses_are_premises():
    source = coq(_load("01-no-full-equilibrium"), "flagship")
    theorem = source[source.index("Theorem flagship") : source.index("  False.")]
    assert theorem.count("->") == 4
    assert "mu_patron^" not in theorem


def test_without_coq_it_is_skipped(monkeypatch, tmp_path):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    result = _compile("", tmp_path)
    assert result.status == "skipped"
    assert "not installed" in result.summary()


def test_what_is_no_name_is_refused():
    with pytest.raises(OptionError, match="not a name"):
        coq(_load("01-no-full-equilibrium"), "Bad Name")


@needs_coq
@pytest.mark.long
@pytest.mark.parametrize(
    "name", ["02-control-undivided", "03-tolerated", "13-control-any", "16-control-bound"]
)
def test_points_roots_and_tables_at_points_compile(name, tmp_path):
    result = _compile(coq(_load(name)), tmp_path)
    assert result.status == "compiled", result.detail


@needs_coq
def test_a_root_without_a_change_of_sign_is_refused(tmp_path):
    certificate = _load("03-tolerated")
    step = next(s for s in certificate["proof"]["define"] if "root" in s)
    step["lo"], step["hi"] = step["hi"], step["lo"]
    assert _compile(coq(certificate), tmp_path).status == "refused"


@needs_coq
def test_a_point_outside_the_region_is_refused(tmp_path):
    certificate = _load("02-control-undivided")
    at = certificate["proof"]["exists"]["at"]
    at[next(iter(at))] = "-1000"
    assert _compile(coq(certificate), tmp_path).status == "refused"


def _game(a, b):
    return bg.Game(actions={"A": {X: (0, 1)}, "B": {Y: (0, 1)}}, payoffs={"A": a, "B": b})


@pytest.mark.long(every=4)
@needs_coq
@pytest.mark.parametrize(
    ("game", "condition"),
    [
        ((P * X - X**2, Y * (1 - X) - Y**2), c.holds(X >= 1) | c.holds(Y <= 0)),
        ((P * X - X**2, Y * (1 - X) - Y**2), c.holds(sp.Ne(X, Y))),
        ((sp.log(1 + X + Y) - P * X, sp.log(1 + X + Y) - Y), c.participation()),
        ((Y * sp.exp(-X) + P * X, X - Y), [c.participation(), c.holds(X >= Y)]),
    ],
    ids=["or", "unequal", "log", "exp"],
)
def test_witnesses_with_ways_and_functions_compile(game, condition, tmp_path):
    verdict = bg.decide(_game(*game), condition)
    assert verdict.status == "always"
    result = _compile(coq(verdict.certificate), tmp_path)
    assert result.status == "compiled", result.detail


@pytest.mark.long
@needs_coq
def test_a_region_is_all_of_its_cells(tmp_path):
    game = _game(P * X - X**2, Y * (1 - X) - Y**2)
    region = bg.region(game, [c.nash(), c.holds(sp.Rational(1, 3) <= X)])
    assert region.exact
    source = coq(region.certificate)
    assert source.count("Theorem ") == len(region.certificate["statement"]["parts"])
    result = _compile(source, tmp_path)
    assert result.status == "compiled", result.detail


@needs_coq
@pytest.mark.parametrize("name", ["01-no-full-equilibrium", "03-tolerated", "13-no-pure"])
def test_nothing_is_assumed_beyond_the_classical_reals(name):
    assert assumptions(coq(_load(name))) <= CLASSICAL_REALS


@needs_coq
def test_an_assumption_is_seen():
    source = coq(_load("13-no-pure")).replace("Qed.", "Admitted.")
    assert "claim" in assumptions(source)


@needs_coq
def test_a_bound_against_a_constant_from_below(tmp_path):
    b = sp.Symbol("b", positive=True)
    verdict = prove_relation(sp.log(b) >= 1 - 1 / b, assuming=[])
    axioms = verdict.certificate["proof"]["axioms"]
    assert [a["i"] for a in axioms] == [None]
    result = _compile(coq(verdict.certificate), tmp_path)
    assert result.status == "compiled", result.detail


def test_an_equality_goal_is_shown_from_both_sides():
    """Three goals are equations and no case distinction is about anything else."""
    certificate = _load("06-control-entrapment")
    goals = certificate["statement"]["goals"]
    assert [g["rel"] for g in goals].count("=") == 3
    text = coq(certificate, "control")
    assert text.count("destruct (Rtotal_order") == 3
    assert text.count("{ exact ") == 3


def test_a_gain_is_written_highest_monomial_first():
    statement = {
        "players": ["a", "b"],
        "actions": {"a": ["u", "d"], "b": ["l", "r"]},
        "payoffs": {
            "a": [
                [["1", [0, 1]]], [],
                [["2", [1, 0]], ["1", [0, 1]], ["5", [0, 0]]], [["1", [2, 0]]],
            ]
        },
    }  # fmt: skip
    assert gain(statement, (0, 0), 0, 1) == [["2", [1, 0]], ["5", [0, 0]]]
    assert gain(statement, (1, 1), 0, 0) == [["-1", [2, 0]]]


THROUGH = ROOT / "tests" / "second_opinion" / "certificates" / "always_through.json"


def test_a_bound_at_numbers_is_computed() -> None:
    verdict = prove_relation(sp.exp(X) >= sp.Rational(27, 10), assuming=[X >= 1])
    source = coq(verdict.certificate)
    assert "assert (X1 : 0 < (27/10) <= exp 1)." in source
    assert source.count("Module Numbers.") == 1
    assert not _admits(source)


@needs_coq
@pytest.mark.long
@pytest.mark.parametrize(
    ("claim", "given"),
    [
        (sp.exp(X) >= sp.Rational(27, 10), [X >= 1]),
        (sp.exp(X) <= sp.Rational(14, 5), [X <= 1]),
        (sp.log(X) <= sp.Rational(7, 10), [X <= 2, X > 0]),
        (sp.log(X) >= sp.Rational(69, 100), [X >= 2]),
    ],
    ids=["exp above", "exp below", "log below", "log above"],
)
def test_bounds_at_numbers_compile_and_wrong_ones_do_not(claim, given, tmp_path):
    verdict = prove_relation(claim, assuming=given)
    source = coq(verdict.certificate)
    assert assumptions(source) <= CLASSICAL_REALS
    (bound,) = [a for a in verdict.certificate["proof"]["axioms"] if a["rule"].endswith("-bound")]
    above = isinstance(bound["i"], list)
    number = Fraction(bound["i" if above else "j"][0])
    wrong = number * Fraction(9, 10) if above else number * Fraction(11, 10)
    value = next(line for line in source.splitlines() if "apply (Numbers." in line)
    lied = value.replace(
        f"Qmake ({number.numerator}) {number.denominator}",
        f"Qmake ({wrong.numerator}) {wrong.denominator}",
    )
    changed = source.replace(value, lied).replace(f"({number})", f"({wrong})")
    result = _compile(changed, tmp_path)
    assert lied != value
    assert result.status == "refused"
    assert f"line {source.splitlines().index(value) + 1}," in result.detail


@needs_coq
@pytest.mark.long
def test_a_zero_through_functions_compiles_and_one_without_signs_does_not(tmp_path):
    certificate = json.loads(THROUGH.read_text("utf-8"))
    assert assumptions(coq(certificate)) <= CLASSICAL_REALS
    step = next(s for s in certificate["proof"]["define"] if "through" in s)
    step["at_lo"], step["at_hi"] = step["at_hi"], step["at_lo"]
    assert _compile(coq(certificate), tmp_path).status == "refused"
    step["at_lo"], step["at_hi"] = step["at_hi"], step["at_lo"]
    step["hi"] = []  # the equation has no zero between 0 and 0
    assert _compile(coq(certificate), tmp_path).status == "refused"


@needs_coq
@pytest.mark.long
def test_a_zero_through_exponentials_with_numbers(tmp_path):
    game = _game(-P * sp.exp(-X) - X**2 / 2, -Y)
    verdict = bg.decide(game, c.nash(), where=[P < 1], timeout=60, effort=20)
    source = coq(verdict.certificate)
    assert "root_inside" in source
    result = _compile(source, tmp_path)
    assert result.status == "compiled", result.detail


def test_a_box_is_cut_as_its_certificate_cuts_it() -> None:
    certificate = json.loads((CORPUS / "valid" / "boxes.json").read_text("utf-8"))
    source = coq(certificate)
    theorem = source[source.index("Theorem claim") :]
    assert theorem.count("(Cut ") == 3
    assert theorem.count("(Leaf ") == 4
    assert "(x * y) <= (1/5) ->" in theorem
    assert "growth" not in theorem  # no leaf uses it


def test_a_missing_library_is_no_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiler = tmp_path / "coqc"
    compiler.write_text(
        "#!/bin/sh\necho 'Error: Cannot find a physical path bound to logical path Tactic' >&2\n"
        "exit 1\n"
    )
    compiler.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    result = _compile("From Interval Require Import Tactic.", tmp_path)
    assert (result.status, result.detail) == ("skipped", "coq-interval is not installed")


def _corpus(name):
    return coq(json.loads((CORPUS / f"{name}.json").read_text("utf-8")))


def _compile_or_skip(source, folder):
    found = _compile(source, folder)
    if found.status == "skipped":
        pytest.skip(found.detail)
    return found


@needs_coq
@pytest.mark.long
def test_boxes_compile_and_wrong_ones_do_not(tmp_path):
    good = _compile_or_skip(_corpus("valid/boxes"), tmp_path)
    assert good.status == "compiled", good.detail
    for name in ("constraint", "bigger_box"):
        assert _compile(_corpus(f"tampered/boxes.{name}"), tmp_path).status == "refused"


@needs_coq
@pytest.mark.long
def test_a_sum_that_only_mean_values_bound(tmp_path):
    """x - x^2 <= 1/4: over [2/5, 3/5] its range reaches 11/25, its mean value form 27/100."""
    certificate = json.loads((CORPUS / "valid" / "boxes.json").read_text("utf-8"))
    statement, proof = certificate["statement"], certificate["proof"]
    statement["tape"] = [["v", 0], ["^", 0, 2], ["-", 0, 1], ["v", 1]]  # x - x^2 <= 1/4
    statement["constraints"] = [
        {"name": "above", "text": "t", "node": 2, "lo": "13/50", "hi": None}
    ]
    statement["box"] = [["2/5", "3/5"], ["0", "1"]]
    proof["tree"] = [["n", 0]]
    refused = _compile_or_skip(coq(certificate), tmp_path)
    assert refused.status == "refused"
    proof["tree"] = [["m", ["1"]]]
    assert _compile(coq(certificate), tmp_path).status == "refused"
    statement["constraints"][0]["lo"] = "7/25"
    assert _compile(coq(certificate), tmp_path).status == "compiled"
    proof["tree"] = [["n", 0]]
    assert _compile(coq(certificate), tmp_path).status == "refused"


def test_a_list_of_equilibria_says_what_an_equilibrium_is() -> None:
    source = _corpus("valid/nash_corner")
    game = source[: source.index("Module Boxes.")]
    assert "Definition payoff_P_1 (x y : R) : R :=" in game
    assert "(forall dev_x : R, 0 <= dev_x <= 1 -> payoff_P_1 dev_x y <= payoff_P_1 x y)" in game
    theorem = source[source.index("Theorem claim") :]
    assert "(forall x y : R, nash x y -> place_1 x y)" in theorem
    assert "(exists x y : R, nash x y /\\ place_1 x y /\\" in theorem
    assert not _admits(source)


@needs_coq
@pytest.mark.long(every=3)
@pytest.mark.parametrize("name", ["nash_corner", "nash_actions", "nash_three"])
def test_lists_of_equilibria_compile(name, tmp_path):
    found = _compile_or_skip(_corpus(f"valid/{name}"), tmp_path)
    assert found.status == "compiled", found.detail


@needs_coq
@pytest.mark.long
@pytest.mark.parametrize(
    "name",
    ["nash_actions.no_root", "nash_actions.swapped_payoffs", "nash_corner.another_game",
     "nash_corner.misplaced", "nash_three.smaller_box"],
)  # fmt: skip
def test_wrong_lists_are_refused(name, tmp_path):
    assert _compile_or_skip(_corpus(f"tampered/{name}"), tmp_path).status == "refused"


@needs_coq
@pytest.mark.long
@pytest.mark.parametrize("name", ["boxes", "nash_corner"])
def test_boxes_assume_no_numbers_of_the_machine(name):
    try:
        found = assumptions(_corpus(f"valid/{name}"))
    except OptionError as error:
        pytest.skip(str(error))
    assert found <= CLASSICAL_REALS


def test_letters_of_a_game_are_no_names_of_the_proof() -> None:
    """Bound names hide the names of the library; those of the proof end in two underlines."""
    text = (CORPUS / "valid" / "nash_corner.json").read_text("utf-8")
    certificate = json.loads(text)
    certificate["statement"]["variables"] = ["nash", "I0"]
    source = coq(certificate)
    assert "Definition nash (v_nash v_I0 : R) : Prop :=" in source


@needs_coq
@pytest.mark.long
def test_actions_may_be_called_like_what_the_proof_uses(tmp_path):
    text = (CORPUS / "valid" / "nash_corner.json").read_text("utf-8")
    certificate = json.loads(text)
    certificate["statement"]["variables"] = ["e", "k"]
    found = _compile_or_skip(coq(certificate), tmp_path)
    assert found.status == "compiled", found.detail
