"""Who issued it: legal forms with full stops and blanks, and words that are no names."""

from __future__ import annotations

import pytest

from app.core.certificates.read.body import read_body
from app.core.certificates.read.find import Scene
from app.core.certificates.read.layout import lay_out
from app.core.certificates.read.naming import form_end, looks_like_name
from app.infra.content import reference
from tests.core.certificates.read.paper import Paper, document

FORMS = [
    "Bursztyn Certyfikacja Sp. z o.o.",
    "Bursztyn Certyfikacja Sp. z o. o.",
    "Jantar Certifikace s. r. o.",
    "Jantar Certifikace spol. s r.o.",
    "Galeb Certifikacija d. o. o.",
    "Vaglio Certificazioni S. p. A.",
    "Carpat Cert S.R.L.",
    "Aval de Certificación, S.A.",
    "Nordkap Zertifizierung GmbH & Co. KG",
]


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("words", ["This certificate remains the property of {}", "Certification body: {}", "{}"])
def test_a_legal_form_is_read_to_its_end(name: str, words: str) -> None:
    paper = Paper().line(words.format(name), 9)
    found = read_body(Scene(lay_out(document(paper))), "Otterline Instruments Ltd", reference())
    assert found is not None
    assert found.value == name


@pytest.mark.parametrize("name", FORMS)
def test_where_a_legal_form_ends(name: str) -> None:
    assert form_end(f"{name} hereby certifies") == len(name)
    assert form_end("Bramblegate Certification") is None


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ('Bramblegate Certification Ltd accredited by "Nordmark', "Bramblegate Certification Ltd"),
        (
            "Bramblegate Certification Ltd · The use of the mark indicates more than it says",
            "Bramblegate Certification Ltd",
        ),
    ],
)
def test_what_follows_a_name_is_none_of_it(line: str, name: str) -> None:
    found = read_body(Scene(lay_out(document(Paper().line(line, 6)))), "", reference())
    assert found is not None
    assert found.value == name


@pytest.mark.parametrize(
    "line", ["Dit certificaat is toegekend aan:", "Titularul certificatului", "Belgelendirme Müdürü"]
)
def test_words_that_name_nobody(line: str) -> None:
    assert read_body(Scene(lay_out(document(Paper().line(line, 10)))), "", reference()) is None


def test_an_office_of_the_state_may_be_a_name() -> None:
    assert looks_like_name("Directorate for Inland Waterways")
