"""Whole questionnaires take a while to draw, longer on a busy machine; that is no fault of the code under test."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("questionnaires", suppress_health_check=[HealthCheck.too_slow], deadline=None)
settings.load_profile("questionnaires")
