"""Shared test settings: two hypothesis profiles.

``bargain``, the one of every ordinary run: few examples, the same ones each time, so that a red
run can be repeated. ``nightly`` (``python -m benchmarks nightly``): many examples, new ones each
time; a failure prints how to repeat it. No test is timed.
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "bargain",
    deadline=None,
    derandomize=True,
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "nightly",
    deadline=None,
    derandomize=False,
    database=None,  # the seed repeats a run
    max_examples=500,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("bargain")
