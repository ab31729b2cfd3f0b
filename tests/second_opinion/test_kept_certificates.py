"""Every kept certificate - the corpus and the ledger - has a second opinion, which agrees.

Each oracle also has a control: a statement that was changed so that it is false, which it must
refuse. A control is given to the oracle directly; whether the checker refuses it is tested
elsewhere.
"""

from __future__ import annotations

import copy
import json
import random
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import statement_smt
from opinion import refutations, single_statements

ROOT = Path(__file__).parents[2]
KEPT = {
    path.stem: path
    for folder in ("tests/certificates/valid", "proofs/certificates")
    for path in sorted((ROOT / folder).glob("*.json"))
}


def read(name: str) -> Any:
    return json.loads(KEPT[name].read_text())


def claims_of(name: str) -> set[str]:
    return {statement["claim"] for statement, _, _ in single_statements(read(name))}


def test_there_are_certificates_of_every_claim() -> None:
    claims = set().union(*map(claims_of, KEPT))
    assert claims == {"never", "always", "sometimes", "table", "empty-box", "equilibria"}
    assert len(KEPT) > 100


@pytest.mark.parametrize("name", KEPT)
def test_the_second_opinion_agrees(name: str) -> None:
    assert refutations(read(name)) == []


@pytest.mark.parametrize("name", [n for n in KEPT if claims_of(n) & {"never", "sometimes"}])
def test_z3_finds_no_point_from_the_statement_alone(name: str) -> None:
    """Of every kept `never`, and of every point at which a `sometimes` fails: none is left open."""
    for statement, proof, _ in single_statements(read(name)):
        if statement["claim"] == "never":
            assert statement_smt.never(statement) == "unsat"
        elif statement["claim"] == "sometimes":
            assert statement_smt.fails(statement, proof["fails"]["at"]) == "unsat"


@pytest.mark.parametrize("name", [n for n in KEPT if claims_of(n) == {"never"}])
def test_z3_confirms_no_never_from_the_facts_about_functions_alone(name: str) -> None:
    """What is said of every log and exp has a model: it is no contradiction by itself."""
    statement = read(name)["statement"]
    if statement.get("functions"):
        assert statement_smt.never({**statement, "necessary": []}) != "unsat"


def control(certificate: Any) -> list[str]:
    """A second opinion that must not agree; not counted with the others."""
    return refutations(certificate, points=1, tally=Counter())


def changed(name: str, change: Callable[[Any], None]) -> Any:
    certificate = copy.deepcopy(read(name))
    change(certificate["statement"])
    return certificate


def test_a_satisfiable_never_is_refused() -> None:
    """x^3 = p > 0 has a root; only not one with x <= 0."""

    def drop(statement: Any) -> None:
        statement["necessary"] = [h for h in statement["necessary"] if h["name"] != "low"]

    assert "z3 satisfies" in control(changed("never_sign", drop))[0]


@pytest.mark.parametrize("name", [n for n in KEPT if "never" in claims_of(n)])
def test_a_never_without_its_necessary_conditions_is_refused(name: str) -> None:
    """The region alone is inhabited: z3 finds a point of every region that has no functions."""
    certificate = read(name)
    statement = certificate["statement"]
    if statement["claim"] == "never" and not statement.get("functions"):
        alone = {**certificate, "statement": {**statement, "necessary": []}}
        assert control(alone) == ["never: z3 satisfies region and necessary conditions"]


def test_a_sample_outside_the_region_is_refused() -> None:
    certificate = {**read("never_sign"), "sample": {"p": "-1"}}
    assert "not in the region" in control(certificate)[0]


ALWAYS = [n for n in KEPT if claims_of(n) <= {"always", "sometimes"}]


def opposite(relation: Any) -> Any:
    """Return a relation that is false wherever the given one is true."""
    rel, poly = relation
    if rel == "=":
        one = ["1", [0] * len(poly[0][1])] if poly else None
        return ["=", [*poly, one]] if one else [">", []]
    return [">" if rel == ">=" else ">=", [[str(-Fraction(c)), e] for c, e in poly]]


@pytest.mark.long(every=2)
@pytest.mark.parametrize("name", ALWAYS)
def test_goals_that_are_turned_into_their_opposites_are_refused(name: str) -> None:
    """Each goal but those that hold with equality at an irrational value, which no ball decides."""
    noticed = []
    for k, goal in enumerate(read(name)["statement"]["goals"]):
        ways = goal["any"] if goal["rel"] == "or" else [[[goal["rel"], goal["poly"]]]]
        turned = [[opposite(relation) for way in ways for relation in way]]

        def turn(statement: Any, k: int = k, turned: Any = turned) -> None:
            statement["goals"][k] |= {"rel": "or", "any": turned}

        noticed.append(f"{goal['name']} fails at" in "; ".join(control(changed(name, turn))))
    assert any(noticed) if name == "08-control-weaker" else all(noticed)


def test_failing_points_that_do_not_fail_are_refused() -> None:
    certificate = copy.deepcopy(read("sometimes"))
    certificate["proof"]["fails"]["at"] = {"p": "1/4"}  # u = 1/2 solves u^2 = p
    assert control(certificate) == [
        "sometimes: z3 satisfies the necessary conditions where it fails"
    ]


def test_a_vacuous_case_that_is_reached_is_refused() -> None:
    certificate = copy.deepcopy(read("always_split"))
    for sign in ("neg", "zero", "pos"):
        certificate["proof"][sign] = {"kind": "vacuous", "node": {}}
    assert "vacuous" in control(certificate)[0]


def test_a_table_without_or_with_an_equilibrium_is_refused() -> None:
    for name, other in (("table_always", "never"), ("table_never", "always")):
        wrong = control(changed(name, lambda s, other=other: s.update(verdict=other)))
        assert "equilibrium at" in wrong[0]


def test_a_box_with_a_point_that_satisfies_everything_is_refused() -> None:
    """On the unit square x + y >= 8/5 and x y <= 16/25 hold together at (4/5, 4/5)."""

    def loosen(statement: Any) -> None:
        statement["constraints"] = statement["constraints"][:2]
        statement["constraints"][1]["hi"] = "16/25"

    certificate = changed("boxes", loosen)
    certificate["proof"]["tree"] = [t for t in certificate["proof"]["tree"] if t[0] != "m"]
    certificate["proof"]["tree"].append(["n", 1])
    assert "a part is not refuted" in control(certificate)[0]


NASH = [n for n in KEPT if "equilibria" in claims_of(n)]


@pytest.mark.long(every=3)
@pytest.mark.parametrize("name", NASH)
def test_a_list_without_one_of_its_equilibria_is_refused(name: str) -> None:
    for k in range(len(read(name)["statement"]["equilibria"])):
        wrong = control(changed(name, lambda s, k=k: s["equilibria"].pop(k)))
        assert any("face" in reason for reason in wrong)


@pytest.mark.long(every=3)
@pytest.mark.parametrize("name", NASH)
def test_a_listed_point_that_is_no_equilibrium_is_refused(name: str) -> None:
    rng = random.Random(name)

    def move(statement: Any) -> None:
        box = statement["box"]
        statement["equilibria"][0] = [
            [str(Fraction(lo) + (Fraction(hi) - Fraction(lo)) * Fraction(rng.randint(3, 9), 13))]
            * 2
            for lo, hi in box
        ]

    assert "equilibria: equilibrium 0" in control(changed(name, move))


@pytest.mark.parametrize("name", NASH)
def test_payoffs_that_were_changed_are_noticed(name: str) -> None:
    """With payoffs of the other sign the listed points are worst, not best."""

    def turn(statement: Any) -> None:
        tape = statement["tape"]
        tape.append(["c", "-1"])
        minus = len(tape) - 1
        for i, u in enumerate(statement["payoffs"]):
            tape.append(["*", u, minus])
            statement["payoffs"][i] = len(tape) - 1

    assert any("equilibrium" in reason for reason in control(changed(name, turn)))
