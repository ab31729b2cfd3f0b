"""The same question has the same answer on any machine: idle, busy, with another hash seed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

#: Questions of every kind of answer; the last one is beyond the effort that it is given.
ASK = """
import hashlib, json, sys
import sympy as sp
import bargain as bg
c = bg.conditions
x, y = sp.symbols("x y")
a, b, k = sp.symbols("a b k", positive=True)
duopoly = bg.Game(
    actions={"1": {x: (0, 1)}, "2": {y: (0, 1)}},
    payoffs={"1": x * (1 - x - y) - a * x, "2": y * (1 - x - y) - b * y},
)
arms = bg.Game(
    actions={"1": {x: (0, 10)}, "2": {y: (0, 10)}},
    payoffs={"1": -(x - k * y - a) ** 2, "2": -(y - k * x - b) ** 2},
)
base = bg.models.autonomy_security()
asked = {
    "never": (duopoly, [c.nash(), c.holds(x < y)], [a < b, b < 1], None),
    "always": (duopoly, c.nash(), [a < 1, b < 1], None),
    "sometimes": (base, c.full_equilibrium("1/2"), [], None),
    "no answer": (arms, c.nash(), [k < 1, a < 1, b < 1], EFFORT),
}
found = {}
for name, (game, condition, where, effort) in asked.items():
    verdict = bg.decide(game, condition, where, timeout=500, effort=effort or 30)
    sealed = verdict.certificate["sha256"] if verdict.certificate else None
    found[name] = [verdict.status.value, sealed, list(verdict.evidence)]
print(json.dumps(found))
"""


def start(effort: float, seed: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", ASK.replace("EFFORT", str(effort))],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONHASHSEED": seed},
        cwd=Path(__file__).parent,
    )


def answers(process: subprocess.Popen[bytes]) -> dict[str, list[object]]:
    out, _ = process.communicate(timeout=900)
    assert process.returncode == 0
    return json.loads(out)


def stretched(process: subprocess.Popen[bytes]) -> None:
    """Let the process run for half of the time, in short slices, as on a busy machine."""
    while process.poll() is None:
        process.send_signal(signal.SIGSTOP)
        time.sleep(0.02)
        process.send_signal(signal.SIGCONT)
        time.sleep(0.02)


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs signals that stop a process")
def test_answers_do_not_depend_on_load_or_hash_seed() -> None:
    first = answers(start(0.5, "0"))
    for status in ("never", "always", "sometimes"):
        assert first[status][0] == status
    assert first["no answer"][0] == "unknown"
    assert any("larger effort=" in line for line in first["no answer"][2])
    slow = start(0.5, "4242")
    stretched(slow)
    assert answers(slow) == first
