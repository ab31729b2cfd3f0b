"""Written arguments: complete, readable, and LaTeX that compiles."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import sympy as sp

import bargain as bg
from bargain.check.certificate import seal
from bargain.check.checker import check
from bargain.explain.coq import coq
from bargain.explain.formulas import Formulas
from bargain.explain.prose import latex, text
from bargain.explain.typesetting import escaped
from bargain.explain.visitor import negated
from bargain.verdicts.relation import prove_relation

ROOT = Path(__file__).resolve().parents[3]
SAVED = sorted((ROOT / "proofs" / "certificates").glob("*.json"))
KINDS = sorted((ROOT / "tests" / "certificates" / "valid").glob("*.json"))
DOCUMENT = (
    "\\documentclass{{article}}\n\\usepackage{{amsmath}}\n\\begin{{document}}\n{}\n"
    "\\end{{document}}\n"
)


def _load(name):
    return json.loads((ROOT / "proofs" / "certificates" / f"{name}.json").read_text("utf-8"))


def _compile(source, folder):
    (folder / "argument.tex").write_text(DOCUMENT.format(source), encoding="ascii")
    return subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "argument.tex"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        errors="replace",
    )


def test_statement_1_fits_half_a_page():
    shown = text(_load("01-no-full-equilibrium"))
    proof = shown[shown.index("Proof.") :].splitlines()
    assert len(proof) <= 16
    assert "efficient" not in "\n".join(proof)
    assert any("(s_C - s_P)" in line and "> 0" in line for line in proof)


def test_the_lines_of_statement_1_add_up_to_zero():
    """A reader's check: multiply out what is printed."""
    names = {n: sp.Symbol(n) for n in ("s_C", "s_P", "y_C", "y_P")}
    total, count = 0, 0
    for line in text(_load("01-no-full-equilibrium")).splitlines():
        if " by (" in line:
            formula = line.partition("   ")[2] if line.startswith("    ") else line
            formula = line.strip().removeprefix("+ ")
            formula = formula[: max(formula.rfind(" > 0"), formula.rfind(" = 0"))]
            total += sp.parse_expr(formula.replace("·", "*").replace("^", "**"), names)
            count += 1
        elif count:
            assert sp.expand(total) == 0
            total, count = 0, 0
    assert sp.expand(total) == 0
    assert count > 0


@pytest.mark.long(every=11)
@pytest.mark.parametrize("path", SAVED[::3], ids=lambda p: p.stem)
def test_every_certificate_is_written_in_both_ways(path):
    certificate = json.loads(path.read_text("utf-8"))
    words, formulas = text(certificate), latex(certificate)
    assert words.startswith("Claim. ")
    assert "Proof" in words
    assert formulas.isascii()
    assert formulas.count("$") % 2 == 0


@pytest.mark.parametrize("path", KINDS, ids=lambda p: p.stem)
def test_every_kind_of_certificate_is_written(path, tmp_path):
    certificate = json.loads(path.read_text("utf-8"))
    words, formulas = text(certificate), latex(certificate)
    assert "Proof" in words
    assert len(words.splitlines()) > 2
    assert formulas.isascii()


def test_all_equilibria_are_explained_point_by_point():
    x, y = sp.symbols("x y")
    game = bg.Game(
        actions={"A": {x: (0, 1)}, "B": {y: (0, 1)}},
        payoffs={"A": (2 * x - 1) * (2 * y - 1) - x**2 / 10, "B": (2 * x - 1) * (2 * y - 1)},
    )
    shown = text(bg.nash_equilibria(game).certificate)
    assert "one of 9 faces" in shown
    assert "x = 1/2, y = 21/40: an equilibrium" in shown
    assert "x inside, y = 0:" in shown
    assert "A: the payoff" in shown
    chase = bg.Game(actions=game.actions, payoffs={"A": (x - y) ** 2, "B": -((x - y) ** 2)})
    shown = text(bg.nash_equilibria(chase).certificate)
    assert "gains by going to" in shown
    assert ": an equilibrium" not in shown


def test_axioms_functions_and_long_cofactors():
    shown = text(_load("04-conservation"))
    assert "log(ab) = log a + log b" in shown
    assert "log(s_C·y_P)" in shown
    assert "log_" not in shown.partition("Proof.")[2]
    assert "h_10" in text(_load("11-survival"))


def test_boxes_and_sometimes_and_all():
    s = sp.Symbol("s_C", positive=True)
    game = bg.models.autonomy_security(entrapment=False, s_P=1, w_P=1, w_C=1)
    c = bg.conditions
    first = bg.decide(
        game,
        [c.balanced("autonomy"), c.balanced("security"), c.positive("autonomy")],
        where=[s > 1],
    )
    second = prove_relation(s > 1)
    assert "First" not in text(first.certificate)
    assert "first half" in text(second.certificate)
    both = {
        "statement": {
            "claim": "all",
            "verdict": "all",
            "words": ["Both."],
            "parts": [first.certificate["statement"], second.certificate["statement"]],
        },
        "proof": {
            "kind": "all",
            "parts": [first.certificate["proof"], second.certificate["proof"]],
        },
    }
    shown = text(both)
    assert "Part 1." in shown
    assert "Part 2." in shown


def test_a_bisection_is_summed_up():
    statement = {
        "claim": "empty-box",
        "verdict": "never",
        "words": ["Nothing."],
        "variables": ["t"],
        "box": [["0", "1"]],
        "tape": [["v", 0]],
        "constraints": [{"name": "high", "text": "t >= 2", "node": 0, "lo": "2", "hi": None}],
    }
    proof = {"kind": "boxes", "tree": [["s", 0], ["n", 0], ["n", 0]]}
    shown = text({"statement": statement, "proof": proof})
    assert "bisected 1 times into 2 boxes" in shown
    assert '"high": 2 boxes' in shown


def test_special_characters_are_escaped():
    assert escaped("50% of a_b & {c} ~ #1 $") == (r"50\% of a\_b \& \{c\} \~{} \#1 \$")
    assert escaped("«x ≤ 1» β") == r"$x \le  1$ $\beta$"
    assert escaped("漢") == "[U+6F22]"


def test_what_would_take_hours_to_factor_is_shown_as_it_is(monkeypatch):
    def never(*_):
        raise AssertionError("a large polynomial was factored")

    shown = Formulas({"variables": ["a", "b"]}, "text")
    assert ")·(" in shown.polynomial([["1", [2, 0]], ["-1", [0, 2]]])
    monkeypatch.setattr(sp, "factor", never)
    monkeypatch.setattr(sp, "factor_list", never)
    high, long = [["1", [200, 3]], ["-1", [0, 150]]], [["9" * 4000, [1, 0]], ["1", [0, 1]]]
    for poly in (high, long):
        assert "a" in shown.polynomial(poly)
        assert "/" in shown.quotient(poly, [*poly[:1], ["7", [1, 1]]])


@pytest.mark.parametrize("style", ["text", "latex"])
def test_a_polynomial_of_hundreds_of_terms_is_named_by_its_size(style):
    poly = [["1", [k]] for k in range(400, 0, -1)]
    shown = Formulas({"variables": ["a"]}, style)
    assert "a polynomial of 400 terms, in the certificate" in shown.polynomial(poly)
    assert len(shown.relation(negated(poly), ">")) < 100
    assert negated([["-1/2", [1]], ["3", [0]]]) == [["1/2", [1]], ["-3", [0]]]


def test_sums_start_with_a_positive_term():
    shown = Formulas({"variables": ["a", "b"]}, "text")
    assert shown.polynomial([["-1", [1, 0]], ["1", [0, 1]]]) == "b - a"


def test_verdicts_write_themselves():
    verdict = prove_relation(sp.Symbol("x", real=True) ** 2 + 1 >= 2 * sp.Symbol("x", real=True))
    assert verdict.explain() == text(verdict.certificate)
    assert verdict.to_latex() == latex(verdict.certificate)


FORGED = 'Korea wins: «\\input{/etc/passwd}» \\write18{rm} it is proved (*) "so'


def _forged(path):
    """A valid certificate in which every text that is free says something else."""
    data = json.loads(path.read_text("utf-8"))
    names = {}

    def forge(statement):
        statement["words"] = [FORGED, FORGED + " again"]
        for key in ("region", "necessary", "goals", "constraints"):
            for h in statement.get(key, []):
                if isinstance(h, dict):
                    names[h["name"]] = names.get(h["name"], f"{FORGED} {len(names)}")
                    h["name"] = names[h["name"]]
        if statement["claim"] == "equilibria":
            for player in statement["players"]:
                player["name"] = f"{FORGED} {player['name']}"
        if statement["claim"] == "table":
            new = {player: f"{FORGED} {player}" for player in statement["players"]}
            statement["players"] = [new[player] for player in statement["players"]]
            for key in ("actions", "payoffs"):
                statement[key] = {new[p]: entry for p, entry in statement[key].items()}
            statement["actions"] = {
                p: [f"{FORGED} {a}" for a in actions] for p, actions in statement["actions"].items()
            }
        if isinstance(statement.get("region"), list) and statement["claim"] == "empty-box":
            statement["region"] = [names[n] for n in statement["region"]]
        for part in statement.get("parts", []):
            forge(part)

    forge(data["statement"])
    used = []
    for name in data["used"]:
        number, colon, rest = name.partition(":")
        whole = bool(colon) and number.isdigit() and rest in names
        used.append(f"{number}:{names[rest]}" if whole else names[name])
    parts = (data[k] for k in ("statement", "proof"))
    certificate = seal(*parts, used, data["sample"], data["made_by"])
    result = check(certificate)
    assert result.valid, result.reason
    return certificate


@pytest.mark.parametrize("path", KINDS, ids=lambda p: p.stem)
def test_what_an_author_says_is_always_marked(path):
    """Below the claim, and everywhere in quotation marks on one line."""
    shown = text(_forged(path))
    first, second, *_ = shown.splitlines()
    assert first.startswith("Claim. ")
    assert "Korea" not in re.sub(r'"(?:[^"\\]|\\.)*"', "", first)
    assert second.strip() == "The author's words, not checked:"
    for line in shown.splitlines():
        assert "Korea" not in re.sub(r'"(?:[^"\\]|\\.)*"', "", line), line


@pytest.mark.parametrize("path", KINDS, ids=lambda p: p.stem)
def test_nothing_that_an_author_says_is_a_command_of_latex(path):
    shown = latex(_forged(path))
    assert "\\input" not in shown
    assert "\\write" not in shown
    assert "Korea" in shown


def test_a_variable_cannot_be_a_formula_or_a_command():
    data = json.loads((KINDS[0].parent / "never_log.json").read_text("utf-8"))
    for name in ("\\input{x}", "D > 0 and so Korea wins", "«x»", "1", "x^2", "and"):
        renamed = json.loads(json.dumps(data).replace('"D"', json.dumps(name)))
        certificate = seal(
            *(renamed[k] for k in ("statement", "proof", "used", "sample", "made_by"))
        )
        assert check(certificate).valid
        shown = text(certificate).partition("Proof.")[2]
        assert f"({json.dumps(name)} - 1)" in shown or f"{json.dumps(name)} - 1 > 0" in shown
        assert "\\input" not in latex(certificate)


def test_comments_of_coq_cannot_be_left():
    data = json.loads((KINDS[0].parent / "never_square.json").read_text("utf-8"))
    data["statement"]["words"] = ['*) Axiom x : False. (* "', "**)*)"]
    source = coq(seal(*(data[k] for k in ("statement", "proof", "used", "sample", "made_by"))))
    claim, words, *rest = source.splitlines()
    assert claim == "(* No real p, x satisfy -p**2 + 2*p*x - x**2 > 0. *)"
    assert words.startswith("(* The author's words, not checked: ")
    for comment in (claim, words):
        assert (comment.count("(*"), comment.count("*)"), comment.count('"')) == (1, 1, 0)
    assert not any("Axiom" in line for line in rest)


@pytest.mark.long
@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
def test_the_latex_of_many_certificates_compiles(tmp_path):
    source = "\n\\clearpage\n".join(
        latex(json.loads(p.read_text("utf-8"))) for p in SAVED[::7] + KINDS
    )
    run = _compile(source, tmp_path)
    assert run.returncode == 0, run.stdout[-1500:]
    assert "Output written" in run.stdout


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
def test_statement_1_is_one_page(tmp_path):
    run = _compile(latex(_load("01-no-full-equilibrium")), tmp_path)
    assert "(1 page" in run.stdout
