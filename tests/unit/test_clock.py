"""The clock of a whole question: it ends work where work is counted, and nowhere else."""

from __future__ import annotations

import contextvars
import signal
import threading
import time
from functools import partial

import pytest
import sympy as sp

import bargain as bg
from bargain import clock as module
from bargain.budget import allowed, passed, spend, spend_on, spent
from bargain.clock import ClockEnded
from bargain.errors import OptionError

x, y = sp.symbols("x y")
asked = partial(module.asked, effort=1e9)


def spin() -> None:
    while True:
        spend(1)


def test_ends_where_work_is_counted_and_touches_no_signal() -> None:
    before = signal.getsignal(signal.SIGALRM)
    threads = threading.active_count()
    with pytest.raises(ClockEnded, match=r"after 0\.05 s"), asked(0.05):
        spin()
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0
    assert threading.active_count() == threads


@pytest.mark.parametrize("work", [lambda: passed(1e9), lambda: spend_on(x + y)])
def test_reading_the_meter_looks_at_the_clock_too(work) -> None:
    def look() -> None:
        while True:
            work()

    with pytest.raises(ClockEnded), asked(0.05):
        look()


def test_a_step_is_not_left_half_way() -> None:
    done = []
    with pytest.raises(ClockEnded), asked(0.02):  # noqa: PT012  # a step, and the next count
        until = time.monotonic() + 0.1
        while time.monotonic() < until:
            pass
        done.append("whole")
        spend(1)
    assert done == ["whole"]


def test_what_was_finished_late_counts() -> None:
    """The body ended by itself: its answer is one."""
    with asked(0.01):
        time.sleep(0.05)
        answer = 4
    assert answer == 4


def in_thread(work) -> list:
    """What the work returns, or raises, in another thread."""
    found = []

    def run() -> None:
        try:
            found.append(work())
        except BaseException as error:  # noqa: BLE001  # handed to the test
            found.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(60)
    assert not thread.is_alive()
    return found


def test_the_earlier_of_two_ends_is_kept() -> None:
    with pytest.raises(ClockEnded), asked(0.05), asked(1000):
        spin()
    with asked(1000):
        with pytest.raises(ClockEnded), asked(0.05):
            spin()
        assert 900 < module.time_left() <= 1000  # the outer one goes on
        spend(1)
    assert module.time_left() is None


def test_a_question_inside_work_that_is_only_counted_has_its_clock() -> None:
    with allowed(1e9):
        with pytest.raises(ClockEnded), asked(0.05):
            spin()
        time.sleep(0.06)
        spend(1)  # the clock is gone with its question


def test_a_timer_of_the_caller_is_left_alone() -> None:
    rung = []
    before = signal.signal(signal.SIGALRM, lambda *_: rung.append(True))
    signal.setitimer(signal.ITIMER_REAL, 900)
    try:
        with pytest.raises(ClockEnded), asked(0.05):
            spin()
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 800
        assert not rung
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_threads_have_clocks_of_their_own() -> None:
    def work() -> str:
        try:
            with asked(0.05):
                spin()
        except ClockEnded as end:
            return str(end)
        return "never"

    with asked(1000):
        (said,) = in_thread(work)
        assert said.startswith("the clock ended it after 0.05 s")
        assert in_thread(module.time_left) == [None]


def test_a_context_that_was_copied_keeps_the_clock_that_it_saw() -> None:
    with asked(0.05):
        copied = contextvars.copy_context()
    time.sleep(0.06)
    spend(1)
    with pytest.raises(module.TimeUp):
        copied.run(module.look)


@pytest.mark.parametrize("where", ["main", "thread"])
def test_many_questions_end_each_by_itself(where: str) -> None:
    def work() -> int:
        count = 0
        for _ in range(200):
            try:
                with asked(1e-9):
                    spend(1)
            except ClockEnded:
                count += 1
        return count

    assert (work() if where == "main" else in_thread(work)[0]) == 200


def test_an_outer_clock_ends_the_outer_question_and_not_the_inner_one() -> None:
    inner = []
    with pytest.raises(ClockEnded, match=r"after 0\.05 s"), asked(0.05):  # noqa: PT012  # two questions
        try:
            with asked(1000):
                spin()
        except ClockEnded:
            inner.append("taken for its own end")
    assert not inner


def test_the_meter_does_not_depend_on_the_clock() -> None:
    readings = []
    for seconds in (50, 5000):
        with asked(seconds):
            spend(7)
            spend_on(x * y + 1)
            readings.append(spent())
    assert readings[0] == readings[1]


def test_huge_powers_are_refused_with_a_way_out() -> None:
    game = bg.Game(
        actions={"a": {x: (0, 1)}, "b": {y: (0, 1)}}, payoffs={"a": x**150 - y, "b": x * y}
    )
    with pytest.raises(OptionError, match="too large"):
        bg.decide(game, bg.conditions.nash(), timeout=5)


def test_kinks_say_nothing_but_do_not_stop_a_decision() -> None:
    pursuit = bg.Game(
        actions={"a": {x: (0, 1)}, "b": {y: (0, 1)}},
        payoffs={"a": sp.Abs(x - y), "b": -sp.Abs(x - y)},
    )
    verdict = bg.decide(pursuit, bg.conditions.nash(), timeout=20)
    assert verdict.status == bg.Status.NEVER
    assert bg.check(verdict).valid


p = sp.Symbol("p", positive=True)
STEEP = bg.Game(  # its polynomials take minutes to factor
    actions={"a": {x: (0, 1)}, "b": {y: (0, 1)}},
    payoffs={"a": p * (1 + x) ** 60 - y * x**50, "b": y * x**30 - y**40},
)


@pytest.mark.parametrize("where", ["main", "thread"])
def test_a_question_beyond_reach_is_unknown_with_what_was_tried(where: str) -> None:
    def ask() -> bg.Verdict:
        return bg.decide(STEEP, bg.conditions.nash(), timeout=2)

    started = time.monotonic()
    verdict = ask() if where == "main" else in_thread(ask)[0]
    assert time.monotonic() - started < 1.1 * 2 + 2
    assert verdict.status is bg.Status.UNKNOWN
    assert verdict.certificate is None
    assert verdict.evidence
    assert verdict.seconds < 1.1 * 2 + 2


def test_every_function_with_a_clock_ends_as_undecided() -> None:
    numeric = bg.Game(
        actions=STEEP.actions, payoffs={k: 3 + u.subs(p, 2) for k, u in STEEP.payoffs.items()}
    )
    gap = bg.equilibrium_gap(
        numeric, [bg.conditions.nash(), bg.conditions.equal_gains()], timeout=0.3
    )
    assert not gap.complete
    cores = bg.impossibility_cores(STEEP, [bg.conditions.nash()], timeout=0.3)
    assert len(cores.undecided) == 1
    answer = bg.comparative_statics(STEEP, "nash_bargaining", of=x, wrt=p, timeout=0.3)
    assert answer.sign == "unknown"
    diagram = bg.phase_diagram(STEEP, bg.conditions.nash(), {p: (1, 2)}, timeout=0.3)
    assert diagram.unknown_share == 1


def test_cells_that_are_not_reached_are_unknown() -> None:
    game = bg.models.autonomy_security()
    diagram = bg.phase_diagram(
        game, bg.full_equilibrium(sp.Rational(1, 2)), {"s_C": (1, 8), "s_P": (1, 8)},
        boundaries=["s_C**2 + s_P**2 - 30"], resolution=1e-6, effort=0.3,
    )  # fmt: skip
    assert diagram.unknown_share > 0
    assert (
        sum((c.box[0][1] - c.box[0][0]) * (c.box[1][1] - c.box[1][0]) for c in diagram.cells) == 49
    )
