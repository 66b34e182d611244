"""Company names: what counts as the same name, and what is left to a person."""

from __future__ import annotations

import pytest

from app.core.certificates.names import Likeness, compare_names, compare_with_vendor
from app.core.response import Vendor

SAME = [
    ("Quillfeather Talent ApS", "QUILLFEATHER TALENT APS"),
    ("Nordlicht AI GmbH", "Nordlicht AI Gesellschaft mit beschränkter Haftung"),
    ("Nordlicht AI GmbH", "Nordlicht AI G.m.b.H."),
    ("Müller Robotik GmbH", "Mueller Robotik GmbH"),
    ("Müller Robotik GmbH", "Muller Robotik GmbH"),
    ("Straße 9 Software AG", "Strasse 9 Software AG"),
    ("Århus Analyse A/S", "Aarhus Analyse Aktieselskab"),
    ("Otterline HR Ltd", "Otterline HR Limited"),
    ("Otterline HR, Inc.", "OTTERLINE HR INCORPORATED"),
    ("Brume S.A.", "Brume S. A."),
    ("Brume S.à r.l.", "Brume SARL"),
    ("Tulp en Zoon B.V.", "Tulp en Zoon BV"),
    ("Fjellrev AS", "Fjellrev Aksjeselskap"),
    ("OÜ Kuusk", "Kuusk OÜ"),
    ("UAB Eglė", "Egle, UAB"),
    ("Wierzba Sp. z o.o.", "Wierzba Spółka z ograniczoną odpowiedzialnością"),
    ("Javor spol. s r.o.", "Javor s.r.o."),
    ("Nyírfa Kft.", "Nyirfa Korlátolt Felelősségű Társaság"),
    ("Hrast d.o.o.", "HRAST DOO"),
    ("Бреза ООД", "Breza OOD"),
    ("Αθήνα Λύσεις Α.Ε.", "Athina Lyseis A.E."),
    ("Çınar Yazılım A.Ş.", "Cinar Yazilim Anonim Şirketi"),
    ("İzmir Veri Ltd. Şti.", "Izmir Veri Limited Şirketi"),
    ("Buche GmbH & Co. KG", "Buche GmbH und Co. KG"),
    ("Lind & Söhne AG", "Lind und Soehne AG"),
    ("Lipa Platforms, LLC", "Lipa Platforms Limited Liability Company"),
    ("Wattle Analytics Pvt. Ltd.", "Wattle Analytics Private Limited"),
    ("Tiide Systems Pty Ltd", "Tiide Systems Proprietary Limited"),
    ("Orchid Data Pte. Ltd.", "ORCHID DATA PTE LTD"),
    ("Clover Insight DAC", "Clover Insight Designated Activity Company"),
    ("Heide Rechenwerk e.K.", "Heide Rechenwerk eingetragener Kaufmann"),
    ("Alm Daten e.U.", "Alm Daten eingetragener Unternehmer"),
    ("Kastanje Coöperatie U.A.", "Kastanje Cooperatie U.A."),
    ("Lys Samvirkeforetak", "LYS SAMVIRKEFORETAK"),
    ("Bakke P/S", "Bakke Partnerselskab"),
    ("Sauna Osk", "Sauna Osuuskunta"),
    ("Gintaras VšĮ", "Viešoji įstaiga Gintaras"),
    ("Kalina v.o.s.", "Kalina veřejná obchodní společnost"),
    ("Gesztenye Kkt.", "Gesztenye Közkereseti Társaság"),
    ("Olivo S.r.l. Società Benefit", "Olivo SRL SB"),
    ("Encina S.L.P.", "Encina Sociedad Limitada Profesional"),
    ("Carvalho Unipessoal Lda.", "Carvalho Sociedade Unipessoal Lda."),
    ("Genévrier SCSp", "Genevrier Société en commandite spéciale"),
    ("Fjörður slf.", "Fjordur slf"),
    ("Ευκάλυπτος Ι.Κ.Ε.", "Efkalyptos I.K.E."),
    ("Ναυτιλία Δεδομένων Λτδ", "Naftilia Dedomenon Ltd"),
    ("Щедрин Технологии ООО", "Shchedrin Tekhnologii OOO"),
    ("Щедрин Технологии ООО", "Shtedrin Tehnologii OOO"),
    ("Горіх Аналітика ТОВ", "Horikh Analityka TOV"),
    ("Шума Подаци д.о.о.", "Suma Podaci d.o.o."),
    ("Ясен Софтуер ЕООД", "Yasen Softuer EOOD"),
]

DOUBT = [
    ("Nordlicht AI GmbH", "Nordlicht AI AG", "different legal forms"),
    ("Buche GmbH & Co. KG", "Buche GmbH", "different legal forms"),
    ("Fjord AB", "Fjord AB (publ)", "different legal forms"),
    ("Nordlicht AI GmbH", "Nordlicht AI", "states the legal form"),
    ("Brightkeel Deutschland GmbH", "Brightkeel GmbH", "sister"),
    ("Mediaworx LLP", "Media Worx LLP", "spaces"),
    ("Otterline HR Ltd", "Oterline HR Ltd", "slip of the pen"),
    ("Quillfeather Talent ApS", "Talent Quillfeather ApS", "nearly the same"),
    ("Wattle Analytics Ltd", "Wattle Analytics Pvt. Ltd.", "different legal forms"),
    ("Clover Insight DAC", "Clover Insight PLC", "different legal forms"),
    ("Olivo S.r.l.", "Olivo S.p.A.", "different legal forms"),
    ("Esche GmbH & Co. KG", "Esche UG (haftungsbeschränkt) & Co. KG", "different legal forms"),
    ("", "Otterline HR Ltd", "missing"),
]

DIFFERENT = [
    ("Otterline HR Ltd", "Quillfeather Talent ApS"),
    ("Brume S.A.", "Bruyère S.A."),
    ("Cloud Harbour Ltd", "Otterline HR Ltd"),
    ("AI GmbH", "Nordlicht Software GmbH"),
]


@pytest.mark.parametrize(("left", "right"), SAME)
def test_the_same_company_however_it_is_spelled(left: str, right: str) -> None:
    assert compare_names(left, right).likeness is Likeness.SAME


@pytest.mark.parametrize(("left", "right", "because"), DOUBT)
def test_a_near_miss_is_a_doubt_that_says_why(left: str, right: str, because: str) -> None:
    compared = compare_names(left, right)
    assert compared.likeness is Likeness.DOUBT
    assert because in compared.reason


@pytest.mark.parametrize(("left", "right"), DIFFERENT)
def test_different_names_are_different_and_both_are_quoted(left: str, right: str) -> None:
    compared = compare_names(left, right)
    assert compared.likeness is Likeness.DIFFERENT
    assert left in compared.reason
    assert right in compared.reason


@pytest.mark.parametrize(("left", "right"), [*SAME, *DIFFERENT, *((a, b) for a, b, _ in DOUBT)])
def test_the_order_of_the_two_does_not_matter(left: str, right: str) -> None:
    assert compare_names(left, right).likeness is compare_names(right, left).likeness


VENDOR = Vendor(
    legal_name="Quillfeather Talent ApS",
    other_names=("Gaasefjer Rekruttering ApS",),
    group=("Quillfeather Holding A/S", "Penna Analytics AB"),
)


@pytest.mark.parametrize(
    ("holder", "likeness"),
    [
        ("Quillfeather Talent Anpartsselskab", Likeness.SAME),
        ("Gåsefjer Rekruttering ApS", Likeness.DOUBT),
        ("Penna Analytics Aktiebolag", Likeness.DOUBT),
        ("Penna Analytics", Likeness.DOUBT),
        ("Cloud Harbour Ltd", Likeness.DIFFERENT),
    ],
)
def test_a_holder_is_compared_with_every_name_the_vendor_has(holder: str, likeness: Likeness) -> None:
    assert compare_with_vendor(holder, VENDOR).likeness is likeness


def test_a_company_of_the_group_is_a_doubt_that_names_both() -> None:
    reason = compare_with_vendor("Penna Analytics AB", VENDOR).reason
    assert "Penna Analytics AB" in reason
    assert "Quillfeather Talent ApS" in reason
    assert "group" in reason
