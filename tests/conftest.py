"""Shared test settings: one deterministic hypothesis profile."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "bargain",
    deadline=None,  # no timed tests
    derandomize=True,  # a red run can be repeated
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("bargain")
