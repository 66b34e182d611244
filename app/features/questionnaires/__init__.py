"""Questionnaires and their immutable releases."""
