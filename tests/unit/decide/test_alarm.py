"""The last resort against work that does not look at the clock."""

from __future__ import annotations

import signal
import threading
import time

import pytest
import sympy as sp

import bargain as bg
from bargain.decide import alarm as module
from bargain.errors import OptionError

x, y = sp.symbols("x y")


def spin() -> None:
    while True:
        pass


def test_rings_and_cleans_up() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(module.TimeUp), module.alarm(0.05):
        spin()
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0
    assert signal.getsignal(signal.SIGALRM) is before


def test_an_alarm_that_is_set_stays_in_charge() -> None:
    with pytest.raises(module.TimeUp), module.alarm(0.05), module.alarm(1000):
        spin()


def test_other_threads_run_without_it() -> None:
    done = []

    def work() -> None:
        with module.alarm(0.001):
            time.sleep(0.05)
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]


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
