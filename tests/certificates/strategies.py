"""Certificates that nobody thought of: names, numbers, days and scopes put together at random."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from tests.certificates.cases import BY_LANGUAGE
from tests.certificates.describe import Description
from tests.certificates.layouts_bodies import LAYOUTS
from tests.certificates.made import described
from tests.certificates.matrix import BEGINNING, ENGLISH_WAYS, ONLY, WAYS

FORMS = {
    "en": ("Ltd", "Limited", "plc", "LLC", "Inc.", "LLP", "Pty Ltd"),
    "de": ("GmbH", "AG", "GmbH & Co. KG", "SE", "e.V.", "UG (haftungsbeschränkt)"),
    "fr": ("SAS", "SA", "SARL", "S.A.S."),
    "nl": ("B.V.", "N.V.", "BV"),
    "es": ("S.L.", "S.A.", "S.L.U."),
    "it": ("S.r.l.", "S.p.A.", "s.r.l."),
    "tr": ("A.Ş.", "Ltd. Şti.", "Ticaret Limited Şirketi"),
    "ro": ("S.R.L.", "S.A."),
    "pt": ("Lda.", "S.A."),
    "pl": ("Sp. z o.o.", "S.A."),
}
FIRST = "Amsel Birken Corvo Dunmar Elster Falken Grünau Harbour Ilgaz Jura Kestrel Lærke Mistral Norrland Opal".split()
SECOND = "werk Data Systems Labs Technik Analytics Software Robotics Medien Logistik Sanayi Solutions Digital".split()
STANDARDS = {
    "iso-42001": ("ISO/IEC 42001:2023", "EN ISO/IEC 42001:2026", "ISO 42001:2023"),
    "iso-27001": ("ISO/IEC 27001:2022", "EN ISO/IEC 27001:2023", "ISO 27001:2022"),
    "iso-27701": ("ISO/IEC 27701:2025", "ISO/IEC 27701:2019"),
    "iso-9001": ("ISO 9001:2015", "EN ISO 9001:2015"),
    "iso-14001": ("ISO 14001:2015",),
}
SCOPES = {
    "en": (("Development", "operation", "support", "design"), "and", "of", "software for hospitals, ports and schools"),
    "de": (("Entwicklung", "Betrieb", "Wartung", "Vertrieb"), "und", "von", "Software für Kliniken, Häfen und Schulen"),
    "fr": (("Conception", "exploitation", "maintenance"), "et", "de", "logiciels pour hôpitaux, ports et écoles"),
    "nl": (("Ontwikkeling", "beheer", "levering"), "en", "van", "software voor ziekenhuizen en scholen"),
    "es": (("Diseño", "desarrollo", "mantenimiento"), "y", "de", "programas para hospitales y escuelas"),
    "it": (("Progettazione", "sviluppo", "assistenza"), "e", "di", "software per ospedali e scuole"),
    "tr": (("Tasarım", "geliştirme", "bakım"), "ve", "-", "hastaneler için yazılım hizmetleri"),
    "ro": (("Proiectare", "dezvoltare", "mentenanță"), "și", "de", "programe pentru spitale și școli"),
    "pt": (("Desenvolvimento", "operação", "manutenção"), "e", "de", "programas para hospitais e escolas"),
    "pl": (("Projektowanie", "wdrażanie", "serwis"), "i", "-", "oprogramowania dla szpitali i szkół"),
}
NUMBERS = (
    r"[A-Z]{2,4}-[0-9]{4,6}",
    r"[A-Z]{2} [0-9]{6}",
    r"[0-9]{2} [0-9]{3} [0-9]{6}",
    r"[0-9]{5,8}",
    r"[A-Z]{3}/20[0-2][0-9]/[0-9]{3,5}",
    r"[0-9]{4}/[0-9]{6}\.[1-9]",
    r"[A-Z]{1,3}[0-9]{5}-[1-9]",
)


@st.composite
def names(draw: st.DrawFn, language: str) -> str:
    words = [draw(st.sampled_from(FIRST)), draw(st.sampled_from(SECOND))]
    if draw(st.booleans()):
        words.insert(1, draw(st.sampled_from(FIRST)))
    name = f"{' '.join(words)} {draw(st.sampled_from(FORMS[language]))}"
    return name.upper() if draw(st.integers(0, 4)) == 0 else name


@st.composite
def scopes(draw: st.DrawFn, language: str) -> str:
    verbs, conjunction, of, what = SCOPES[language]
    some = draw(st.lists(st.sampled_from(verbs), min_size=1, max_size=3, unique=True))
    head = f"{', '.join(some[:-1])} {conjunction} {some[-1]}" if len(some) > 1 else some[0]
    return f"{head.capitalize()} {of} {what}".replace(" - ", " ")


@st.composite
def descriptions(draw: st.DrawFn) -> tuple[str, Description]:
    """A layout, and a certificate to be drawn in it."""
    layout = draw(st.sampled_from(sorted(LAYOUTS)))
    language = ONLY.get(layout) or draw(st.sampled_from(sorted(BY_LANGUAGE)))
    scheme = draw(st.sampled_from(sorted(STANDARDS)))
    issued = draw(st.dates(date(2019, 1, 1), date(2026, 11, 1)))
    begins = issued + timedelta(days=draw(st.integers(0, 20)))
    first = draw(st.none() | st.dates(date(2008, 1, 1), issued - timedelta(days=30)))
    with_beginning = layout in BEGINNING or draw(st.integers(0, 3)) == 0
    d = described(
        language,
        scheme=scheme,
        standard=draw(st.sampled_from(STANDARDS[scheme])),
        number=draw(st.sampled_from(NUMBERS).flatmap(lambda p: st.from_regex(p, fullmatch=True))),
        holder=draw(names(language)),
        scope=draw(scopes(language)),
        scope_second="",
        first=first,
        issued=issued,
        valid_from=begins if with_beginning else None,
        valid_until=begins + timedelta(days=draw(st.integers(300, 1095))),
        dates=draw(st.sampled_from(ENGLISH_WAYS if language == "en" else WAYS)),
        wording=draw(st.integers(0, 3)),
        soa_version=draw(st.sampled_from(("", "1.0", "3", "2.4"))) if scheme in ("iso-42001", "iso-27001") else "",
        revision="",
    )
    return layout, d
