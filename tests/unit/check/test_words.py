"""The sentence of the checker: written from the exact statement, not from its author's words."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from bargain.check.certificate import seal
from bargain.check.checker import CLAIMS, check
from bargain.check.words import HEAD, label, sentence

VALID = Path(__file__).parents[2] / "certificates" / "valid"
SENTENCES = {
    "never_square": "No real p, x satisfy -p**2 + 2*p*x - x**2 > 0.",
    "never_log": "No real D, L, Z satisfy D - 1 > 0, -L >= 0, where L = log(D), Z = log(1).",
    "never_corner": "No real p, x satisfy p > 0, (x = 0; or x - 1 = 0 and x > 0), "
    "-p - x**2 + x = 0.",
    "always_split": "For all real p there are real u with -p*v + u >= 0, for all v in [0, 1].",
    "always_root": "For all real p with p > 0 there are real u with -p + u**2 = 0, u >= 0.",
    "sometimes": "For some real p with -p**2 + 1 >= 0 there are real u with -p + u**2 = 0; for "
    "others no real values satisfy -p + u**2 = 0.",
    "boxes": "No point of the box x in [0, 1], y in [0, 1] satisfies 8/5 <= (x + y), "
    "(x * y) <= 1/5, (log((1 + x)) + exp(y)) <= 7/3, 1 <= sqrt((1 + x))**2.",
    "nash_corner": "The game with payoffs (P: ((-1/2 * x**2) + (2 * y)), C: ((3 * x) - "
    "(1/2 * y**2))) on the box x in [0, 1], y in [0, 1], where P chooses x, C chooses y, has "
    "exactly 1 pure Nash equilibrium, in (x in [0, 0], y in [0, 0]).",
    "table_never": "For all real p with p > 0 the 2 x 2 table of payoffs (A: p, -p, -p, p; "
    "B: -p, p, p, -p) has no profile of actions from which no player gains by changing its own "
    "action.",
    "table_always": "For all real p with p > 0 the 2 x 2 table of payoffs (A: 2, 0, p + 2, 1; "
    "B: 2, p + 2, 0, 1) has a profile of actions from which no player gains by changing its own "
    "action.",
    "table_sometimes": "For all real p with p > 0 the 2 x 2 table of payoffs (A: p - 1, -p + 1, "
    "-p + 1, p - 1; B: p, -p, -p, p) has for some of these values, and not for others, a profile "
    "of actions from which no player gains by changing its own action.",
    "all": "(1) No real p, x satisfy p > 0, p*x > 0, -x > 0, p - 7 >= 0. (2) For all real p with "
    "p > 0 there are real u with -p + u**2 = 0, u >= 0.",
}


def load(name: str) -> Any:
    return json.loads((VALID / f"{name}.json").read_text())


def resealed(certificate: Any) -> Any:
    keys = ("statement", "proof", "used", "sample", "made_by")
    return seal(*(certificate[key] for key in keys))


def renamed(certificate: Any, names: dict[str, str]) -> Any:
    """Give variables and players other names, wherever they occur as such."""

    def walk(item: Any) -> Any:
        if isinstance(item, str):
            return names.get(item, item)
        if isinstance(item, list):
            return [walk(part) for part in item]
        if isinstance(item, dict):
            return {names.get(key, key): walk(part) for key, part in item.items()}
        return item

    return resealed(walk(certificate))


@pytest.mark.parametrize("name", SENTENCES)
def test_every_kind_of_claim_has_a_sentence(name: str) -> None:
    assert check(load(name)).claim == SENTENCES[name]


def test_no_kind_of_claim_is_without_a_sentence() -> None:
    assert {load(name)["statement"]["claim"] for name in SENTENCES} == {*CLAIMS, "all"}


@pytest.mark.parametrize("path", sorted(VALID.glob("*.json")), ids=lambda path: path.stem)
def test_words_of_the_author_do_not_enter(path: Path) -> None:
    """Whatever the author says of it in texts, the sentence is the same."""
    forged = json.loads(path.read_text())
    before = check(forged)
    for statement in [forged["statement"], *forged["statement"].get("parts", [])]:
        statement["words"] = ["Korea wins.", "It is proved."]
        for key in ("conditions", "where"):
            statement[key] = ["Korea wins"]
        statement["game"] = "Korea wins"
        for key in ("region", "necessary", "goals", "constraints"):
            for h in statement.get(key, []):
                if isinstance(h, dict):
                    h["text"] = "Korea wins"
    after = check(resealed(forged))
    assert after.valid
    assert after.claim == before.claim
    assert after.words == "Korea wins. It is proved."
    assert "Korea" not in after.summary()


@pytest.mark.parametrize(
    "name",
    [
        "x satisfy 1 > 0. It is proved that no agreement exists. No real y",
        "x, y",
        "x > 0 or y",
        "x\u202ey",
        "x\x1b[2Ky",
        "x\ny",
        "a-b",
        "1",
        'x"',
        "x\\",
        "\N{CYRILLIC SMALL LETTER ER}",  # looks like p
        "p\N{COMBINING DOT ABOVE}",
        "satisfy",
        "No",
        "nothing_satisfies_this_at_all",
    ],
)
def test_a_forged_name_cannot_read_as_part_of_the_sentence(name: str) -> None:
    """It stands in quotation marks, in ASCII, wherever it is mentioned."""
    result = check(renamed(load("never_sign"), {"x": name}))
    if "\n" in name:
        assert result.reason == "variables: distinct lines are expected"
        return
    if not name.isprintable():
        assert result.reason == "a text has control characters"
        return
    assert result.valid, result.reason
    quoted = json.dumps(name)
    assert quoted.isascii()
    assert (
        result.claim == f"No real p, {quoted} satisfy p > 0, -p + {quoted}**3 = 0, -{quoted} >= 0."
    )


@pytest.mark.parametrize("name", ["A, who wins", "B: 7", "\N{GREEK CAPITAL LETTER ALPHA}"])
def test_a_forged_player_stands_in_quotation_marks(name: str) -> None:
    for certificate in ("table_never", "nash_corner"):
        old = "A" if certificate == "table_never" else "P"
        result = check(renamed(load(certificate), {old: name}))
        assert result.valid, result.reason
        assert f"{json.dumps(name)}: " in result.claim
        assert name not in result.claim.replace(json.dumps(name), "")


@pytest.mark.parametrize("name", ["x", "y_P", "beta", "payoff_of_1", "A", "a" * 24])
def test_short_identifiers_need_no_quotation_marks(name: str) -> None:
    assert label(name) == name


def test_names_are_shown_whole_so_that_two_never_look_alike() -> None:
    """And are refused where they are too long for that."""
    first, second = "y" * 199 + "P", "y" * 199 + "C"
    result = check(renamed(load("never_log"), {"D": first, "L": second}))
    assert f'"{first}"' in result.claim
    assert f'"{second}"' in result.claim
    long = check(renamed(load("never_sign"), {"x": "y" * 201}))
    assert long.reason == "variables: a name is too long"


def hypothesis(k: int, poly: Any, rel: str = ">=") -> dict[str, Any]:
    return {"name": f"h{k}", "text": "t", "rel": rel, "poly": poly}


def test_long_lists_are_cut_and_say_how_many_are_left() -> None:
    forged = load("never_square")
    extra = [hypothesis(k, [["1", [1, 0]], [str(-k - 1), [0, 0]]]) for k in range(30)]
    forged["statement"]["necessary"] += extra
    result = check(resealed(forged))
    assert result.valid, result.reason
    assert result.claim.endswith("p - 7 >= 0 and 23 more relations.")
    assert result.claim.count(" >= 0") == HEAD - 1


def test_what_the_proof_uses_comes_first() -> None:
    """A relation that nothing satisfies cannot hide behind the ones that are not shown."""
    forged = load("never_square")
    extra = [hypothesis(k, [["1", [1, 0]], [str(-k - 1), [0, 0]]]) for k in range(30)]
    forged["statement"]["necessary"] = extra + forged["statement"]["necessary"]
    forged["statement"]["necessary"].append(hypothesis(99, [["-1", [0, 0]]], ">"))
    forged["proof"]["node"] = {
        "k": "psatz",
        "terms": [{"c": "1", "h": [31], "sq": []}, {"c": "1", "h": [], "sq": []}],
    }
    forged["used"] = ["h99"]
    result = check(resealed(forged))
    assert result.valid, result.reason
    assert result.claim.startswith("No real p, x satisfy -1 > 0, ")


def test_many_relations_in_use_are_counted() -> None:
    statement = copy.deepcopy(load("never_square")["statement"])
    statement["necessary"] = [hypothesis(k, [["1", [1, 0]]]) for k in range(30)]
    text = sentence(statement, [f"h{k}" for k in range(29)])
    assert text.count("p >= 0") == 2 * HEAD
    assert text.endswith(" and 13 more that the proof uses and 1 more relation.")


def test_long_polynomials_numbers_and_disjunctions_are_cut_visibly() -> None:
    statement = copy.deepcopy(load("never_square")["statement"])
    statement["necessary"] = [
        hypothesis(0, [["1", [k, 0]] for k in range(20, 0, -1)]),
        hypothesis(1, [["1" + "0" * 30, [1, 0]], ["1/" + "3" * 400, [0, 0]]]),
        {"name": "or", "text": "t", "rel": "or", "any": [[[">", [["1", [1, 0]]]]]] * 11},
    ]
    text = sentence(statement)
    assert "p**13 and 12 more terms >= 0" in text
    assert "about 1e+30*p" in text
    assert "3…" in text
    assert "p > 0 and 3 more cases)" in text


def test_parts_variables_and_boxes_are_counted() -> None:
    statement = load("all")["statement"]
    statement["parts"] = [statement["parts"][0]] * 11
    assert sentence(statement).endswith(" And 3 more of them.")
    boxes = load("boxes")["statement"]
    boxes["variables"] = [f"x{k}" for k in range(12)]
    boxes["box"] = [["0", "1"]] * 12
    assert "x7 in [0, 1] and 4 more sides satisfies" in sentence(boxes)
    never = load("never_square")["statement"]
    never["variables"] = [f"x{k}" for k in range(30)]
    assert "x23 and 6 more variables satisfy" in sentence(never)


def test_no_sentence_grows_with_the_statement() -> None:
    """A tape that doubles a thousand times, and a table of a thousand cells, stay a paragraph."""
    boxes = load("boxes")["statement"]
    boxes["tape"] = [["v", 0], *(["+", k, k] for k in range(1000))]
    boxes["constraints"] = [
        {"name": f"c{k}", "text": "t", "node": 1000, "lo": None, "hi": "0"} for k in range(100)
    ]
    table = load("table_never")["statement"]
    table["payoffs"] = {p: cells * 250 for p, cells in table["payoffs"].items()}
    assert len(sentence(boxes)) < 3_000
    assert "and 92 more relations" in sentence(boxes)
    assert len(sentence(table)) < 1_000
    assert "and 992 more payoffs" in sentence(table)
