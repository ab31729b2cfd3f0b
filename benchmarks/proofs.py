"""What verdicts cost: start-up, the flagship, re-checking, and z3 alone beside it.

z3 alone answers the same exact question without a certificate; the ratio is the price of a proof
that somebody else can check. Everything is measured in one run; quote the ratios.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sympy as sp

import bargain as bg
from bargain.budget import spent
from bargain.check.checker import check
from bargain.question.question import Question
from bargain.refute.problem import Problem
from bargain.refute.scout import scout
from bargain.verdicts.refutation import prove_never

__all__ = ["report"]

_ROOT = Path(__file__).parents[1]
_BETA = sp.Symbol("beta", positive=True)


def _seconds(work: Callable[[], object], repeat: int = 5) -> float:
    """Median time of a piece of work, after one run that does not count."""
    work()
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _python(code: str) -> Callable[[], object]:
    return lambda: subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def start_up() -> list[str]:
    """Imports and a cold command line, as whole processes."""
    ours, theirs = _seconds(_python("import bargain")), _seconds(_python("import sympy"))
    with_game = _seconds(_python("import bargain; bargain.Game"))
    flagship = (
        "import bargain as bg, sympy as sp\n"
        "b, c, p = sp.symbols('beta s_C s_P', positive=True)\n"
        "v = bg.decide(bg.models.autonomy_security(), bg.full_equilibrium(b), where=[c > p])\n"
        "assert v.status == 'never'"
    )
    cold = _seconds(_python(flagship))
    return [
        f"import bargain: {ours / theirs:.2f} x import sympy (target at most 1.3)",
        f"import bargain and its Game: {with_game / theirs:.2f} x import sympy",
        f"flagship decided and certified from a cold start: {cold:.2f} s (target under 3)",
    ]


def flagship() -> list[str]:
    """The flagship statement, warm: with a certificate, and z3 alone."""
    game = bg.models.autonomy_security()
    relation = game.symbol("s_C") > game.symbol("s_P")
    condition = bg.full_equilibrium(_BETA)
    statement = Question(game, condition, [relation]).never()
    whole = _seconds(lambda: bg.decide(game, condition, [relation]))
    search = _seconds(lambda: prove_never(statement, mark=spent() + 30))
    z3 = _z3_alone(game, condition, [relation])
    certificate = bg.decide(game, condition, [relation]).certificate
    recheck = _seconds(lambda: check(dict(certificate or {})))
    return [
        f"flagship, warm: {whole:.3f} s (target under 0.5), of which the search {search:.3f} s",
        f"  against z3 alone, without a certificate: {whole / z3:.1f} x ({z3:.3f} s)",
        f"  re-checking its certificate: {recheck * 1000:.1f} ms",
    ]


def _z3_alone(game: Any, condition: Any, where: list[Any], repeat: int = 5) -> float:
    """Time of z3 for the exact question of a ``never``, which is written before."""
    statement = Question(game, condition, where).never()
    problem = Problem.never(statement)

    def alone() -> object:
        return scout(problem, mark=spent() + 30, core=False)

    return _seconds(alone, repeat=repeat)


def recheck() -> list[str]:
    """All saved certificates of the statements, re-checked alone."""
    files = sorted((_ROOT / "proofs" / "certificates").rglob("*.json"))
    if not files:
        return ["re-checking the saved certificates: left out, none in this checkout"]
    command = [sys.executable, "-I", "-m", "bargain.check", *map(str, files)]
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False)
    seconds = time.perf_counter() - start
    outcome = "all valid" if done.returncode == 0 else "NOT all valid"
    return [
        f"re-checking {len(files)} saved certificates alone: {seconds:.2f} s, {outcome} "
        "(target under 5)"
    ]


def phase() -> list[str]:
    """Statement 3 as a phase diagram, equivalent to a grid of 100 x 100."""
    game = bg.models.autonomy_security(entrapment=False, s_P=1, s_C=1, w_P=2)
    over = {game.symbol("w_C"): (2, 6), _BETA: ("1/10", "9/10")}
    start = time.perf_counter()
    diagram = bg.phase_diagram(game, bg.full_equilibrium(_BETA), over, resolution=0.01)
    seconds = time.perf_counter() - start
    return [
        f"phase diagram of statement 3 at 1/100: {seconds:.1f} s (target under 30), "
        f"{100 * diagram.unknown_share:.1f} % unknown, boundary {diagram.boundaries}"
    ]


def ledger() -> list[str]:
    """The whole ledger of statements, proved and checked, as one process."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "proofs"], capture_output=True, check=False, cwd=_ROOT
    )
    seconds = time.perf_counter() - start
    outcome = "as stated" if done.returncode == 0 else f"exit status {done.returncode}"
    return [f"python -m proofs: {seconds:.0f} s (target under 120), {outcome}"]


def report() -> str:
    """Run everything and return the lines."""
    parts = (start_up, flagship, recheck, phase, ledger)
    return "\n".join(line for part in parts for line in part())
