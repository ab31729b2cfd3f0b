"""Whether a valid certificate is a statement about its own game, and why not."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import sympy as sp

import bargain as bg
from bargain import conditions as c
from bargain.check.certificate import MAX_BYTES, seal
from bargain.check.checker import check as verify
from bargain.rebuild.tied import ABOUT, NUMBERS, check, check_against, read_once, tie
from bargain.verdicts.relation import prove_relation

CORPUS = Path(__file__).parents[2] / "certificates"
GAME = bg.models.autonomy_security(entrapment=False, w_P=1, w_C=1)
FULL = c.full_equilibrium(sp.Symbol("beta", positive=True))


def plain(verdict: Any) -> Any:
    return json.loads(json.dumps(verdict.certificate))


def resealed(certificate: Any) -> Any:
    keys = ("statement", "proof", "used", "sample", "made_by")
    return seal(*(certificate[key] for key in keys))


@pytest.fixture(scope="module")
def proved() -> Any:
    return bg.decide(GAME, FULL, where=["s_C > s_P"])


@pytest.fixture
def certificate(proved: Any) -> Any:
    return plain(proved)


def test_a_verdict_is_a_statement_about_its_game(proved: Any, tmp_path: Path) -> None:
    proved.save(tmp_path / "claim.json")
    for source in (proved, plain(proved), tmp_path / "claim.json", str(tmp_path / "claim.json")):
        result = check(source)
        assert (result.valid, result.tied) == (True, ABOUT)
        assert result.claim.startswith("No real ")
        assert result.words.startswith("No agreement of the game ")


@pytest.mark.parametrize(
    ("condition", "where"),
    [
        (c.participation(), []),
        (c.balanced("security"), ["s_C == s_P"]),
        (c.all_of(c.participation(), c.balanced("security")), []),
    ],
)
def test_existence_is_tied_too(condition: Any, where: list[str]) -> None:
    verdict = bg.decide(GAME, condition, where=where)
    assert verdict.certificate is not None
    assert check(verdict).tied == ABOUT


@pytest.mark.parametrize("given", ["beta == 3/4", "beta == s_C"])
def test_a_parameter_that_an_equation_gives_is_tied(given: str) -> None:
    """It is no parameter of the statement any more, but conditions and region name it."""
    where = ["s_C == s_P", "s_C == 1/2", given]
    verdict = bg.decide(GAME, c.self_enforcing(sp.Symbol("beta", positive=True)), where=where)
    assert "beta" not in verdict.certificate["statement"]["parameters"]
    assert check(verdict).tied == ABOUT


def test_roots_of_deviations_are_tied() -> None:
    """A goal for all z in [0, 1] that is stated by r with z = r**2 is one for r in [0, 1]."""
    x, y = sp.symbols("x y")
    w = sp.Symbol("w", positive=True)  # with numbers alone the list of equilibria would answer
    game = bg.Game({"P": {x: (0, 1)}, "C": {y: (0, 1)}}, {"P": -w * sp.sqrt(x), "C": -(y**2)})
    verdict = bg.decide(game, c.nash())
    assert verdict.status == "always"
    assert any("root" in z for z, _, _ in verdict.certificate["statement"]["bound"])
    assert check(verdict).tied == ABOUT


def test_equilibria_and_tables_are_tied() -> None:
    x, y = sp.symbols("x y")
    duel = bg.Game({"A": {x: (0, 3)}, "B": {y: (0, 2)}}, {"A": x * (3 - x - y), "B": y * (2 - y)})
    assert check(bg.nash_equilibria(duel)).tied == ABOUT
    assert check(CORPUS / "valid" / "table_never.json").tied == ABOUT


def test_boxes_are_tied() -> None:
    game = GAME.at({"s_P": 1})
    s = game.symbol("s_C")
    demands = c.all_of(c.balanced("autonomy"), c.balanced("security"), c.positive("autonomy"))
    from bargain.question.question import Question
    from bargain.verdicts.box_refutation import Boxes
    from bargain.verdicts.inquiry import Inquiry

    question = Question(game, c.all_of(demands, c.holds(game.symbol("y_P") >= sp.Rational(1, 2))),
                        [s >= 2, s <= 3])  # fmt: skip
    inquiry = Inquiry(question, question.never(), {"s_C": Fraction(2)}, 1e9, None, [])
    proposal = Boxes().propose(inquiry)
    assert proposal is not None, inquiry.tried
    verdict = inquiry.verdict(proposal)
    assert verdict is not None
    assert verdict.certificate["statement"]["claim"] == "empty-box"
    assert check(verdict).tied == ABOUT


def test_a_relation_between_numbers_names_no_game() -> None:
    s = sp.Symbol("s", positive=True)
    result = check(prove_relation(s**2 + 1 >= 2 * s))
    assert (result.valid, result.tied) == (True, NUMBERS)
    assert result.means == "s**2 + 1 >= 2*s for all real s with s > 0."


H, K = sp.symbols("h k", positive=True)
X, Y = sp.symbols("x y", real=True)


@pytest.mark.parametrize(
    ("claim", "assuming"),
    [
        (sp.Max(H, 1 / H) < K, [H < K, H * K > 1]),
        (H**2 + 1 / H**2 < K**2 + 1 / K**2, [H < K]),
        (sp.sqrt(H) + sp.sqrt(K) >= sp.sqrt(H + K), []),
        (sp.log(H) < H, []),
        (sp.Or(X > 0, X < 1), []),
        (sp.And(X > 0, X < 1), [sp.Or(sp.And(3 * X > 1, 2 * X < 1), sp.Eq(X, sp.Rational(1, 4)))]),
        (sp.Eq(X, Y), [X >= Y, Y >= X]),
        (sp.Eq(X, X, evaluate=False), []),
        (X < 0, [X > 0]),
        (H + K > X - X**2, [sp.Gt(H, 0, evaluate=False), X < 0]),
    ],
)
def test_a_statement_about_numbers_is_written_again_from_its_relation(
    claim: Any, assuming: Any
) -> None:
    proof = prove_relation(claim, assuming, words="As said.")
    result = check(proof)
    assert (result.valid, result.tied) == (True, NUMBERS)
    assert result.means == proof.certificate["statement"]["words"][-1]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("conditions", ["max(h, 1/h) < 2*k"]),
        ("where", ["h < k"]),
        ("where", ["h < k", "h*k > 2"]),
        ("words", ["It is so.", "max(h, 1/h) < 2*k for all real h, k with h > 0, k > 0."]),
    ],
)
def test_another_relation_is_not_the_one_that_was_proved(key: str, value: Any) -> None:
    forged = plain(prove_relation(sp.Max(H, 1 / H) < K, [H < K, H * K > 1]))
    forged["statement"][key] = value
    assert verify(resealed(forged)).valid
    assert "not the statement that its game gives" in check(resealed(forged)).reason


def test_a_relation_without_its_text_is_about_numbers_alone() -> None:
    forged = plain(prove_relation(H + K > X - X**2, [X < 0]))
    untied = "not tied to a game: it is about numbers"
    forged["statement"]["conditions"] = []
    assert check(resealed(forged)).tied == f"{untied} and names no game"
    forged["statement"]["conditions"] = ["peace for our time"]
    assert check(resealed(forged)).tied == f"{untied}, and says in words alone of which"
    forged["statement"]["conditions"] = ["(h + k)**90 * (1 + h + k)**90 * (2 + h*k)**90 > 0"]
    assert check(resealed(forged)).tied.startswith(untied)


def test_a_reading_that_cannot_be_put_leaves_the_others() -> None:
    """Efficiency by its definition has roots of deviations here, by the largest sum it has none."""
    a, x, y = sp.Symbol("a", positive=True), *sp.symbols("x y", real=True)
    game = bg.Game(
        actions={"1": {x: (0, 1)}, "2": {y: (0, 1)}},
        payoffs={"1": sp.sqrt(2 * y + 1) - x**2 / 2, "2": sp.sqrt(a * x + 1) - y},
        disagreement={"1": a, "2": 0},
    )
    verdict = bg.decide(game, [c.participation(), c.efficient()], where=[a < 1], effort=8)
    assert verdict.status == "always"
    assert check(verdict).tied == ABOUT


def test_a_game_without_conditions_ties_nothing(certificate: Any) -> None:
    certificate["statement"]["conditions"] = []
    result = check(resealed(certificate))
    assert result.valid
    assert result.tied == "not tied to a game: it names no conditions of its game"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Korea wins", "not a TOML file"),
        ("[actions.A]\nx = [0, 1]\n[payoffs]\nA = 'system(1)'\n", "not a known function"),
        ("[actions.A]\nx = [0, 1]\n", "payoffs"),
    ],
)
def test_a_game_that_cannot_be_read_ties_nothing(certificate: Any, text: str, reason: str) -> None:
    certificate["statement"]["game"] = text
    result = check(resealed(certificate))
    assert result.valid
    assert result.tied.startswith("not tied to a game: ")
    assert reason in result.tied
    assert result.tied.isprintable()


def test_conditions_that_cannot_be_put_tie_nothing(certificate: Any) -> None:
    certificate["statement"]["conditions"] = ["Korea wins"]
    result = check(resealed(certificate))
    assert result.valid
    assert result.tied.startswith("not tied to a game: the question cannot be put to this game")


FORGERIES = {
    "another payoff": ("game", lambda text: text.replace("s_P*y_C", "2*s_P*y_C")),
    "another box": ("game", lambda text: text.replace("    1,\n", "    2,\n")),
    "another condition": ("conditions", lambda texts: [*texts, "participation"]),
    "one condition less": ("conditions", lambda texts: texts[:-1]),
    "another region": ("where", lambda _: ["s_C >= s_P"]),
    "no region": ("where", lambda _: []),
    "other words": ("words", lambda _: ["No agreement of any game."]),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_what_contradicts_its_own_game_is_refused(certificate: Any, forgery: str) -> None:
    """The proof is right and so is the exact statement: it only claims to be about this game."""
    key, change = FORGERIES[forgery]
    statement = certificate["statement"]
    before = json.dumps(statement)
    statement[key] = change(statement[key])
    assert json.dumps(statement) != before
    forged = resealed(certificate)
    assert verify(forged).valid
    result = check(forged)
    assert not result.valid
    assert result.readable
    assert result.reason.startswith("valid, but not the statement that its game gives: ")
    assert (result.claim, result.verdict, result.words) == ("", "unknown", "")


def test_the_game_of_another_certificate_is_refused(certificate: Any) -> None:
    other = plain(bg.decide(bg.models.cost_sharing(), c.participation()))
    certificate["statement"]["game"] = other["statement"]["game"]
    result = check(resealed(certificate))
    assert not result.valid
    assert "'variables' differs" in result.reason


def test_what_another_version_wrote_otherwise_is_not_tied(certificate: Any) -> None:
    """It may be the statement that its version gave; that cannot be known here."""
    certificate["statement"]["words"] = ["Other words."]
    certificate["made_by"]["bargain"] = "0.0.1"
    result = check(resealed(certificate))
    assert result.valid
    assert result.tied == "not tied to a game: made by another version, and written otherwise"


def test_what_another_version_wrote_alike_is_tied(certificate: Any) -> None:
    certificate["made_by"]["bargain"] = "0.0.1"
    assert check(resealed(certificate)).tied == ABOUT


@pytest.mark.parametrize(("key", "value"), [("game", "Korea wins"), ("conditions", ["peace"])])
def test_a_table_that_names_more_than_its_table_is_not_tied(key: str, value: Any) -> None:
    forged = json.loads((CORPUS / "valid" / "table_never.json").read_text())
    forged["statement"][key] = value
    result = check(resealed(forged))
    assert result.valid
    assert result.tied.startswith("not tied to a game: it is about its table")


def test_parts_are_tied_one_by_one(certificate: Any) -> None:
    s = sp.Symbol("s", positive=True)
    numbers = plain(prove_relation(s**2 + 1 >= 2 * s))
    parts = [certificate["statement"], numbers["statement"]]
    text, differs = tie({"claim": "all", "parts": parts}, {})
    assert not differs
    assert text == f"part 2 is {NUMBERS}"
    assert tie({"claim": "all", "parts": parts[1:]}, {}) == (NUMBERS, False)
    assert tie({"claim": "all", "parts": parts[:1]}, {}) == (ABOUT, False)
    forged = certificate["statement"] | {"where": []}
    text, differs = tie({"claim": "all", "parts": [*parts, forged]}, {})
    assert differs
    assert text.startswith("part 3: ")


def test_against_another_game(proved: Any) -> None:
    same = check_against(proved, game=GAME, name="mine.toml")
    assert (same.valid, same.tied) == (True, "a statement about mine.toml")
    other = bg.models.autonomy_security(entrapment=False, w_P=2, w_C=1)
    result = check_against(proved, game=other, name="theirs.toml")
    assert not result.valid
    assert result.reason.startswith("not a statement about theirs.toml: ")
    hostile = check_against(proved, game=GAME, name="x\nvalid  never\x1b[2K")
    assert hostile.tied.isprintable()


def test_against_a_game_what_is_refused_stays_refused(certificate: Any) -> None:
    certificate["proof"] = {}
    result = check_against(resealed(certificate), game=GAME, name="mine.toml")
    assert not result.valid
    assert result.tied == "not looked at"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("payoff", "(y_C + y_P + s_P + s_C + 1)**60"),
        ("payoff", " * ".join(f"abs(y_C - {k}/50)" for k in range(1, 40))),
        ("payoff", " + ".join(f"1/(y_C + {k}*y_P + s_P + s_C*{k * k})" for k in range(1, 30))),
        ("condition", "holds((y_C + y_P + s_P + s_C + 1)**60 > 0)"),
        ("condition", "self_enforcing((y_C + y_P + s_P + s_C + 1)**60)"),
        ("where", "(s_C + s_P + 1)**900 > s_C"),
    ],
)
def test_a_game_of_endless_work_is_not_written_out(
    certificate: Any, key: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is weighed first, by counting: nothing is expanded, and no question is made."""
    from bargain.rebuild import rebuild

    def never(*_: Any) -> None:
        raise AssertionError("a question was made")

    monkeypatch.setattr(rebuild, "Question", never)
    statement = certificate["statement"]
    if key == "payoff":
        old = "s_P*y_C"
        assert old in statement["game"]
        statement["game"] = statement["game"].replace(old, value)
    elif key == "condition":
        statement["conditions"] = [value]
    else:
        statement["where"] = [value]
    result = check(resealed(certificate))
    assert result.valid
    assert "too large to be written out" in result.tied


def test_too_many_conditions_are_not_read(certificate: Any) -> None:
    certificate["statement"]["conditions"] = [f"holds(y_C > y_P/{k})" for k in range(2, 5000)]
    assert "too many conditions" in check(resealed(certificate)).tied


def test_a_path_is_read_once_and_not_beyond_the_limit(
    certificate: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "claim.json"
    path.write_text(json.dumps(certificate))
    opened: list[Path] = []
    original = Path.open

    def counted(self: Path, *arguments: Any, **named: Any) -> Any:
        opened.append(self)
        return original(self, *arguments, **named)

    monkeypatch.setattr(Path, "open", counted)
    assert check(path).valid
    assert opened == [path]
    with original(path, "wb") as stream:
        stream.truncate(2 * MAX_BYTES)
    assert len(read_once(path)) == MAX_BYTES + 1
    assert "larger than" in check(path).reason


@pytest.mark.parametrize("source", ["", "no such file", "nul\0byte", "/dev/zero", ".", 3, None])
def test_what_is_no_certificate_is_refused(source: Any) -> None:
    assert not check(source).valid
    assert not check_against(source, game=GAME, name="mine").valid


def test_a_file_that_cannot_be_opened_is_unreadable(
    certificate: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, *_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    path = tmp_path / "claim.json"
    path.write_text(json.dumps(certificate))
    monkeypatch.setattr(Path, "open", refuse)
    result = check(path)
    assert (result.valid, result.readable) == (False, False)
    assert "Permission denied" in result.reason


A, B = sp.symbols("a b", positive=True)
TABLE = bg.FiniteGame.from_payoffs([[A, 0], [0, 1]], [[A, 0], [0, 1]], players=["P", "C"])
NUMERIC = bg.FiniteGame.from_payoffs([[3, 0, 1], [5, 1, 0]], [[3, 5, 2], [0, 1, 1]])
TREE = bg.ExtensiveGame(
    bg.move("P", {
        "stay": bg.end({"P": 0, "C": 2}),
        "come": bg.move(
            "C", {"yield": bg.end({"P": 1, "C": A}), "fight": bg.end({"P": -1, "C": B})}
        ),
    }, "entry"),
)  # fmt: skip


X = sp.Symbol("x")
SALE = bg.BayesianGame(
    types={"buyer": [1, 2]}, prior={"buyer": {1: 1 - B, 2: B}}, terms={X: (0, 1)},
    payoffs={"buyer": lambda v: v * X},
)  # fmt: skip


@pytest.fixture(scope="module")
def lists() -> dict[str, Any]:
    return {
        "table": plain(bg.nash_equilibria(TABLE)),
        "numbers": plain(bg.nash_equilibria(NUMERIC, certificate=True)),
        "tree": plain(bg.subgame_perfect(TREE)),
        "beliefs": plain(bg.perfect_bayesian(TREE)),
        "rule": plain(bg.optimal_mechanism(SALE, "revenue", balanced=False, where=[B < 1])),
        "worth": plain(bg.optimal_mechanism(SALE, lambda v: v * X, where=[B < 1])),
    }


@pytest.mark.parametrize("name", ["table", "numbers", "tree", "beliefs", "rule", "worth"])
def test_a_list_of_equilibria_is_about_the_game_that_it_carries(
    lists: dict[str, Any], name: str
) -> None:
    assert check(lists[name]).tied == ABOUT
    if name not in ("rule", "worth"):
        game = {"table": TABLE, "numbers": NUMERIC}.get(name, TREE)
        assert check_against(lists[name], game=game, name="it").tied == "a statement about it"
    part = lists[name]["statement"]["parts"][0]
    assert tie(part, {})[0].startswith("not tied to a game: one case of a list of equilibria")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("table", '"1"', '"2"'),
        ("numbers", '"5"', '"2"'),
        ("tree", '"-1"', '"2"'),
        ("beliefs", 'C = "a"', 'C = "a + 1"'),
        ("rule", '"2*x"', '"3*x"'),
        ("worth", '"2*x"', '"3*x"'),
    ],
)
def test_a_list_that_carries_another_game_is_refused(
    lists: dict[str, Any], name: str, old: str, new: str
) -> None:
    forged = json.loads(json.dumps(lists[name]))
    for statement in (forged["statement"], *forged["statement"]["parts"]):
        assert old in statement["game"]
        statement["game"] = statement["game"].replace(old, new)
    forged = resealed(forged)
    assert verify(forged).valid
    result = check(forged)
    assert not result.valid
    assert result.reason.startswith("valid, but not the statement that its game gives: part 1")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "a list of equilibria, proved of the numbers in it"),
        ('kind = "tree"', "no tree"),
        ("Korea wins", "not a TOML text"),
        ('kind = "table"\nplayers = ["P"]', "no table"),
        ('kind = "rule"\nplayers = ["P"]', "no rule"),
    ],
)
def test_a_list_without_a_game_is_about_its_numbers(
    lists: dict[str, Any], text: str, reason: str
) -> None:
    older = json.loads(json.dumps(lists["tree"]))
    for statement in (older["statement"], *older["statement"]["parts"]):
        statement["game"] = text
    older = resealed(older)
    result = check(older)
    assert result.valid
    assert result.tied.startswith("not tied to a game: ")
    assert reason in result.tied
    if not text:
        assert "check_against" in result.tied
        assert check_against(older, game=TREE, name="it").tied == "a statement about it"


def test_a_list_that_its_game_does_not_give_a_program_for_is_not_tied(
    lists: dict[str, Any],
) -> None:
    """With money of its own a sum of payoffs has no largest value."""
    forged = json.loads(json.dumps(lists["rule"]))
    for statement in (forged["statement"], *forged["statement"]["parts"]):
        statement["game"] = statement["game"].replace('"revenue"', '"welfare"')
    result = check(resealed(forged))
    assert result.valid
    assert "the value has no bound" in result.tied


def test_a_large_list_is_not_gone_through_again(
    lists: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from bargain.rebuild import cases_again

    monkeypatch.setattr(cases_again, "_MOST", 10)
    result = check(lists["table"])
    assert result.valid
    assert "too large to be gone through again" in result.tied
