"""Long library calls in a process apart: same answers, and an end with the clock."""

from __future__ import annotations

import copy
import os
import pickle
import threading
import time
from functools import partial

import pytest

from bargain import apart
from bargain.apart import call
from bargain.budget import TooLarge, spent
from bargain.clock import ClockEnded, asked
from bargain.refute import packed, ring as polynomial, scout as smt
from bargain.refute.ring import Disjunction, Relation, Ring

RING = Ring(["x", "y", "z"])
X, Y, Z = RING.gens


def sent(function, *arguments: object, seconds: float = 60) -> object:
    """Call it in a question with a clock, so that it is sent to the process apart."""
    with asked(seconds, None):
        return call(function, *arguments)


def own_process() -> apart.Apart:
    sent(copy.copy, 0)
    return apart._own.process


def endless() -> tuple:
    """A resultant that takes minutes."""
    first = (1 + X + 2 * Y + 3 * Z) ** 14 + X**9 * Y
    second = (2 - X + Y - 5 * Z) ** 13 + Z**7 * X
    return 3, packed.pack(first), packed.pack(second), 0


def test_one_process_serves_many_calls() -> None:
    first = own_process().popen.pid
    assert [sent(copy.copy, n) for n in (1, "two", 10**400)] == [1, "two", 10**400]
    assert own_process().popen.pid == first != os.getpid()


def test_ended_with_the_clock_and_replaced() -> None:
    before = own_process()
    with pytest.raises(ClockEnded):
        sent(packed.resultant, *endless(), seconds=0.2)
    assert before.popen.poll() is not None
    assert sent(copy.copy, "again") == "again"


def test_without_a_clock_the_call_is_made_here() -> None:
    apart._own.process = None
    assert call(copy.copy, 4) == 4
    assert apart._own.process is None


def test_a_crash_is_no_answer() -> None:
    with pytest.raises(TooLarge, match="without an answer"):
        sent(os.abort)
    assert sent(copy.copy, 1) == 1


def test_threads_have_processes_of_their_own_that_end_with_them() -> None:
    found = []
    thread = threading.Thread(target=lambda: found.append(own_process().popen))
    thread.start()
    thread.join(60)
    assert found[0].pid != own_process().popen.pid
    until = time.monotonic() + 60
    while found[0].poll() is None and time.monotonic() < until:
        time.sleep(0.01)
    assert found[0].poll() is not None


def test_a_fork_does_not_use_its_parents_process(monkeypatch: pytest.MonkeyPatch) -> None:
    process = own_process()
    monkeypatch.setattr(process, "owner", process.owner + 1)
    assert not process.usable
    monkeypatch.undo()
    assert process.usable


def test_where_no_process_starts_the_call_is_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args, **_more):
        raise OSError("no more processes")

    monkeypatch.setattr(apart, "_own", threading.local())
    monkeypatch.setattr(apart.subprocess, "Popen", refuse)
    assert sent(copy.copy, 3) == 3


def test_large_polynomials_have_the_same_factors_divisors_and_resultants() -> None:
    first = (X**30 + 2 * Y) ** 2 * (X * Y - 3)
    second = (X**30 + 2 * Y) * (Z - X)
    here = RING.factors(first)
    divisor, resultant = RING.gcd(first, second), RING.resultant(first, second, 1)
    with asked(60, None):
        assert RING._long(first)
        assert RING.factors(first) == here
        assert RING.gcd(first, second) == divisor
        assert RING.resultant(first, second, 1) == resultant


def test_small_polynomials_stay_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args, **_more):
        raise AssertionError("a small question was sent away")

    monkeypatch.setattr(apart, "call", refuse)
    with asked(60, None):
        assert len(RING.factors(X**2 - Y**2)[1]) == 2
        assert RING.gcd(X**2 - Y**2, X - Y) == X - Y
        assert RING.resultant(X - Y, X + Y, 0).is_constant() is False
    positive = [Relation(">", X - 1), Relation(">", -X)]
    assert smt.scout_hypotheses(RING, positive, mark=spent() + 60).status == "unsat"


def test_what_is_too_large_is_not_begun_and_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polynomial, "_MOST_WORK", 10)
    ring = Ring(["x"])
    poly = ring.gen("x") ** 40 - 1
    for _ in range(2):
        with pytest.raises(TooLarge, match="degree 40 with 2 terms was left out: it is too large"):
            ring.factors(poly)


def test_a_substitution_that_no_proof_could_use_is_not_begun() -> None:
    quotient = (1 + Y + Z) ** 6
    with pytest.raises(TooLarge, match="left out"):
        RING.substitute(X**60 + X + 1, 0, quotient, quotient + 1)
    assert RING.substitute(X**60, 0, Y, Z) == (Y**60, 60)


def test_hypotheses_travel_as_plain_numbers() -> None:
    for hypothesis in (
        Relation(">=", X**2 / 3 - Y),
        Disjunction(((Relation(">", X),), (Relation("=", Y), Relation(">", Z - 1)))),
    ):
        plain = pickle.loads(pickle.dumps(hypothesis.mapped(packed.pack)))
        assert plain.mapped(partial(packed.unpack, RING.width)) == hypothesis


def test_z3_says_the_same_of_large_hypotheses() -> None:
    hypotheses = [Relation(">", X), Relation(">", -(X**21)), Relation(">=", Y)]
    found = smt.scout_hypotheses(RING, hypotheses, mark=spent() + 60)
    assert (found.status, found.core) == ("unsat", (0, 1))
    hypotheses = [Relation("=", X**10 - 2), Relation(">", X)]
    found = smt.scout_hypotheses(RING, hypotheses, mark=spent() + 60)
    assert found.status == "sat"
    assert abs(float(found.model["x"]) - 2**0.1) < 1e-9
