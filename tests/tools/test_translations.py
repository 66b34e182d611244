"""A questionnaire's texts to a translator and back."""

from __future__ import annotations

import importlib.util
import io
from types import ModuleType

import pytest
from babel.messages.pofile import read_po, write_po

from app.core.questionnaire.translating import texts
from app.infra.content import shipped_questionnaires
from app.infra.settings import ROOT


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("translations_tool", ROOT / "tools/translations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_a_translator_finished_comes_back_and_nothing_else(tool: ModuleType) -> None:
    source = shipped_questionnaires()["ai-vendor-triage.yaml"]
    catalog = tool.taken_out(source, "sv")
    assert len(catalog) == len({said.words["en"] for said in texts(source)})
    first, second, third = list(catalog)[1:4]
    first.string, second.string = "Färdig", "Osäker"
    second.flags.add("fuzzy")
    kept = io.BytesIO()
    write_po(kept, catalog)
    kept.seek(0)
    words = {said.words["en"]: said.words.get("sv") for said in texts(tool.put_in(source, read_po(kept)))}
    assert (words[first.id], words[second.id], words[third.id]) == ("Färdig", None, None)
