"""The clock of a whole question: a bell that ends work which does not look at the time."""

from __future__ import annotations

import contextvars
import gc
import signal
import threading
import time
from fractions import Fraction
from functools import partial

import numpy as np
import pytest
import sympy as sp

import bargain as bg
from bargain import clock as module
from bargain.clock import ClockEnded
from bargain.errors import OptionError

x, y = sp.symbols("x y")
asked = partial(module.asked, effort=1e9)


def spin() -> None:
    while True:
        pass


def test_rings_and_cleans_up() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(ClockEnded), asked(0.05):
        spin()
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0
    assert signal.getsignal(signal.SIGALRM) is before


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


def test_the_earlier_of_two_deadlines_is_kept() -> None:
    with pytest.raises(ClockEnded), asked(0.05), asked(1000):
        spin()
    with asked(1000):
        with pytest.raises(ClockEnded), asked(0.05):
            spin()
        assert 900 < signal.getitimer(signal.ITIMER_REAL)[0] <= 1000  # the outer one goes on
        assert 900 < module.time_left() <= 1000
    assert module.time_left() is None


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


def test_rings_in_other_threads() -> None:
    def work() -> str:
        try:
            with asked(0.05):
                spin()
        except ClockEnded as end:
            for _ in range(10_000):  # no second ring once it is over
                pass
            return str(end)
        return "never"

    (said,) = in_thread(work)
    assert said.startswith("the clock ended it after 0.05 s")


@pytest.mark.parametrize("where", ["main", "thread"])
def test_a_context_that_was_copied_leaves_no_bell_behind(where: str) -> None:
    def inner() -> None:
        with asked(0.02):
            pass

    def work() -> str:
        with asked(0.05):
            copied = contextvars.copy_context()
        copied.run(inner)  # as asyncio.to_thread does
        until = time.monotonic() + 0.3
        while time.monotonic() < until:
            pass
        return "quiet"

    assert (work() if where == "main" else in_thread(work)[0]) == "quiet"


def test_no_ring_arrives_after_the_end() -> None:
    def work() -> int:
        count = 0
        for _ in range(200):
            try:
                with asked(1e-9):  # rings at once
                    count += 1
            except ClockEnded:
                count += 1
        time.sleep(0.01)
        return count

    assert work() >= 200
    (found,) = in_thread(work)
    assert found >= 200


@pytest.mark.parametrize("where", ["main", "thread"])
def test_what_must_not_be_left_half_way_is_not(where: str) -> None:
    busy = "import time\nend = time.monotonic() + 0.2\nwhile time.monotonic() < end: pass"

    def work() -> str:
        whole = False
        try:
            with asked(0.02):
                exec(busy, {"__name__": "z3.z3core"})  # as if z3 were at work
                whole = True
                spin()
        except ClockEnded:
            return "rung after the whole" if whole else "rung in the middle"
        return "never rung"

    assert (work() if where == "main" else in_thread(work)[0]) == "rung after the whole"


class Late:
    """Takes longer to be collected than the time allowed."""

    ended = False

    def __del__(self) -> None:
        until = time.monotonic() + 0.3
        while time.monotonic() < until:
            pass
        Late.ended = True


@pytest.mark.parametrize("where", ["main", "thread"])
def test_nothing_rings_while_garbage_is_collected(where: str) -> None:
    """An exception would be dropped there, with a warning (an error in these tests)."""
    Late.ended = False

    def work() -> None:
        with asked(0.05):
            Late()  # collected at once
            spin()

    (found,) = in_thread(work) if where == "thread" else [_raised(work)]
    assert isinstance(found, ClockEnded)
    assert Late.ended


def test_callbacks_of_the_collector_are_ended_by_nothing() -> None:
    ended = []

    def callback(phase: str, _info: dict[str, int]) -> None:
        until = time.monotonic() + 0.2
        while phase == "start" and time.monotonic() < until:
            pass
        ended.append(phase)

    def work() -> None:
        with asked(0.02):
            gc.collect()
            spin()

    gc.callbacks.append(callback)
    try:
        assert isinstance(_raised(work), ClockEnded)
    finally:
        gc.callbacks.remove(callback)
    assert ended[:2] == ["start", "stop"]


def _raised(work) -> BaseException | None:
    try:
        work()
    except ClockEnded as error:
        return error
    return None


def test_a_ring_inside_a_callback_of_numpy_ends_the_question() -> None:
    numbers = np.array([Fraction(k, 7) for k in range(1, 400)], dtype=object)
    with pytest.raises(ClockEnded), asked(0.1):  # noqa: PT012  # for as long as it takes
        while True:
            np.dot(numbers, numbers)


def test_a_question_asked_while_a_module_is_imported_has_its_clock_too() -> None:
    text = (
        "from bargain import clock\n"
        "try:\n"
        "    with clock.asked(0.02, None):\n"
        "        while True: pass\n"
        "except clock.ClockEnded: rung = True\n"
    )
    names = {"__name__": "importlib._bootstrap"}
    exec("def imported(text, names): exec(text, names)", names)
    inside: dict = {"__name__": "study"}
    names["imported"](text, inside)
    assert inside["rung"]


def test_an_outer_clock_ends_the_outer_question_and_not_the_inner_one() -> None:
    inner = []
    with pytest.raises(ClockEnded, match=r"after 0\.05 s"), asked(0.05):  # noqa: PT012  # two questions
        try:
            with asked(1000):
                spin()
        except ClockEnded:
            inner.append("taken for its own end")
    assert not inner


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
