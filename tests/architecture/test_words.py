"""What the product never says, and what the repository never mentions."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture.rules import (
    ROOT,
    our_files,
    places_of_one_machine,
    verdicts,
    verdicts_in_python,
    verdicts_in_translations,
)

# Words that other people's documents print, to be recognised there and never said by us.
READ_ELSEWHERE = ROOT / "app/core/certificates/read"
OURS = [
    path
    for path in our_files("app", ".py")
    if READ_ELSEWHERE / "labels" not in path.parents and path != READ_ELSEWHERE / "families.py"
]
TEXTS = [*our_files("templates"), *our_files("questionnaires"), *our_files("static", ".js")]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_text_gives_a_verdict_of_compliance(path: Path) -> None:
    assert verdicts(path.read_text()) == []


@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_message_gives_a_verdict_of_compliance(path: Path) -> None:
    assert verdicts_in_python(path.read_text()) == []


@pytest.mark.parametrize(
    "text", ["This vendor is Compliant.", "certified compli" + "ant", "noncompliant", "a non-compliant\nsystem"]
)
def test_a_verdict_is_noticed(text: str) -> None:
    assert verdicts(text)
    assert verdicts_in_python(f"message = {text!r}")


@pytest.mark.parametrize("path", our_files("questionnaires", ".yaml"), ids=lambda path: path.stem)
def test_no_translation_gives_a_verdict(path: Path) -> None:
    assert verdicts_in_translations(path.read_text()) == []


@pytest.mark.parametrize(
    "text",
    ["Der Anbieter ist rechtskonform.", "un système conforme", "een ongeldig certificaat", "ein ungültiges Zertifikat"],
)
def test_a_verdict_is_noticed_in_other_languages(text: str) -> None:
    assert verdicts_in_translations(text)


def test_the_field_may_be_named() -> None:
    assert verdicts("Readiness for ISO/IEC 42001 compliance work") == []
    assert verdicts_in_translations("Konformitätsbewertung, évaluation de la conformité, conform artikel 6") == []
    assert verdicts_in_python('"""Never says compliant."""\nlabel = "evidenced"') == []


def test_the_texts_are_found() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in TEXTS} >= {"templates", "questionnaires"}


def test_no_file_names_one_machine_or_a_registry() -> None:
    found = {
        str(path.relative_to(ROOT)): places
        for path in our_files()
        if (places := places_of_one_machine(path.read_text(errors="replace")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "text",
    [
        "see /" + "work/main/app",
        "pip --find-links /" + "opt/wheels",
        "https://pypi." + "org/simple",
        "https://files.python" + "hosted.org/x",
        "registry.npm" + "js.org",
        "left for issue " + "12",
    ],
)
def test_a_place_of_one_machine_is_noticed(text: str) -> None:
    assert places_of_one_machine(text)


def test_ordinary_paths_are_fine() -> None:
    assert places_of_one_machine("app/work/queue.py, /srv/countersign/var, an issue in 3 parts") == []
