"""A level of a scale that many questions share; the loader gives the question the options of its scale."""

from __future__ import annotations

from app.core.questionnaire.kinds.single import Single


class Scale(Single):
    """Value: the id of the chosen level."""

    uses = frozenset({"options", "scale"})
