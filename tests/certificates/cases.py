"""One organisation, one body and one scope for each language, and standards as they are adopted there. All invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.certificates.describe import Description, Norm, Site

ENGLISH = Description(soa_version="2.1", soa_date=date(2025, 11, 20))

BY_LANGUAGE: dict[str, Description] = {
    "en": ENGLISH,
    "de": Description(
        language="de",
        standard="DIN EN ISO/IEC 42001:2026",
        number="44 793 260417",
        holder="Amselgrund Sprachtechnik GmbH & Co. KG",
        address="Gartenfelder Weg 8, 30161 Hannover, Deutschland",
        scope=(
            "Entwicklung, Betrieb und Wartung der Übersetzungsplattform Amsel "
            "sowie Schulung der Anwenderinnen und Anwender"
        ),
        body="Nordkap Zertifizierung GmbH",
        body_address="Deichstraße 21, 28195 Bremen · www.nordkap.example",
        first=date(2023, 3, 8),
        issued=date(2026, 3, 2),
        valid_from=date(2026, 3, 8),
        valid_until=date(2029, 3, 7),
        accreditor="Nordmark Accreditation Board",
        accreditation_number="D-ZM-0417-01-00",
        soa_version="3.0",
        soa_date=date(2025, 12, 15),
        dates="dots",
    ),
    "fr": Description(
        language="fr",
        scheme="iso-27001",
        standard="NF EN ISO/IEC 27001:2023",
        number="2026/118204.1",
        holder="Plumeverte Logiciels SAS",
        address="14 rue des Cordeliers, 69002 Lyon, France",
        scope="Conception, développement, hébergement et exploitation de la plateforme d'aide au recrutement Plume",
        body="Certamen Certification SAS",
        body_address="3 quai de la Fosse, 44000 Nantes · www.certamen.example",
        first=date(2020, 5, 19),
        issued=date(2026, 5, 11),
        valid_from=date(2026, 5, 19),
        valid_until=date(2029, 5, 18),
        accreditor="COMAC",
        accreditation_number="4-0417",
        soa_version="1.4",
        soa_date=date(2026, 2, 3),
        dates="iso",
    ),
    "nl": Description(
        language="nl",
        standard="NEN-EN-ISO/IEC 42001:2026",
        number="KMC-42001-0093",
        holder="Grutterink Data B.V.",
        address="Singel 214, 7411 HV Deventer, Nederland",
        scope=(
            "Het ontwikkelen, leveren en beheren van software voor het voorspellen van onderhoud aan bruggen en sluizen"
        ),
        body="Keurmeester Certificatie B.V.",
        body_address="Stationsplein 9, 3818 LE Amersfoort · www.keurmeester.example",
        first=date(2026, 4, 21),
        issued=date(2026, 4, 21),
        valid_from=None,
        valid_until=date(2029, 4, 20),
        accreditation_number="C 417",
        soa_version="2",
        soa_date=date(2026, 1, 30),
        dates="long",
    ),
    "es": Description(
        language="es",
        standard="UNE-ISO/IEC 42001:2025",
        number="IA-2026/0041",
        holder="Cierzo Análisis, S.L.U.",
        address="Calle del Cierzo 17, 50003 Zaragoza, España",
        scope=(
            "Diseño, desarrollo y mantenimiento de modelos de previsión de la "
            "demanda para empresas de distribución de agua"
        ),
        body="Aval Ibérico de Certificación, S.A.",
        body_address="Paseo de la Alameda 30, 46010 Valencia · www.avaliberico.example",
        first=date(2025, 10, 6),
        issued=date(2026, 1, 26),
        valid_until=date(2028, 10, 5),
        accreditation_number="40/C-SG417",
        soa_version="1.0",
        soa_date=date(2025, 9, 1),
        dates="long",
    ),
    "it": Description(
        language="it",
        scheme="iso-9001",
        standard="UNI EN ISO 9001:2015",
        number="5127",
        holder="Brughiera Sistemi S.r.l.",
        address="Via dei Tigli 40, 24121 Bergamo (BG), Italia",
        scope="Progettazione, sviluppo e assistenza di software gestionale per la logistica dei magazzini (EA 33)",
        body="Vaglio Certificazioni S.r.l.",
        body_address="Corso Umbro 5, 06121 Perugia · www.vaglio.example",
        first=date(2017, 10, 23),
        issued=date(2026, 1, 13),
        valid_until=date(2029, 1, 19),
        accreditation_number="SGQ N° 417A",
        dates="slash",
    ),
    "tr": Description(
        language="tr",
        scheme="iso-27001",
        standard="TS EN ISO/IEC 27001:2022",
        number="BG-26-30417",
        holder="Çınaraltı Bilişim Yazılım Sanayi ve Ticaret A.Ş.",
        address="Iğdır Sokak No: 12, 06690 Çankaya/Ankara, Türkiye",
        scope="Bulut tabanlı insan kaynakları yazılımının tasarımı, geliştirilmesi, işletilmesi ve destek hizmetleri",
        scope_second="Design, development, operation and support of cloud-based human resources software",
        body="Ilgaz Belgelendirme ve Gözetim A.Ş.",
        body_address="Üsküp Caddesi 7, 34398 Şişli/İstanbul · www.ilgaz.example",
        first=date(2023, 6, 19),
        issued=date(2026, 6, 15),
        valid_until=date(2029, 6, 18),
        accreditation_number="AB-0417-YS",
        revision="00",
        dates="dots",
    ),
    "ro": Description(
        language="ro",
        scheme="iso-14001",
        standard="SR EN ISO 14001:2015",
        number="7418 M",
        holder="Stejărișul Construct S.R.L.",
        address="Strada Făgetului nr. 3, 400123 Cluj-Napoca, România",
        scope="Lucrări de construcții civile și instalații aferente, transport rutier de mărfuri",
        scope_second="Civil construction works and related installations, road transport of goods",
        body="Carpat Cert S.R.L.",
        body_address="Bulevardul Unirii 44, 030119 București · www.carpatcert.example",
        first=date(2020, 2, 24),
        issued=date(2026, 2, 17),
        valid_until=date(2029, 2, 23),
        accreditation_number="SM 0417",
        dates="long",
    ),
    "pt": Description(
        language="pt",
        scheme="iso-27701",
        standard="ISO/IEC 27701:2025",
        number="PT-27701-0417",
        holder="Maresia Tecnologias, Lda.",
        address="Rua das Salinas 22, 3800-156 Aveiro, Portugal",
        scope="Desenvolvimento e operação de uma plataforma de marcação de consultas para clínicas",
        body="Atlântida Certificação, S.A.",
        body_address="Avenida da Liberdade 300, 1250-147 Lisboa · www.atlantida.example",
        first=date(2026, 3, 30),
        issued=date(2026, 3, 30),
        valid_until=date(2029, 3, 29),
        accreditation_number="C0417",
        soa_version="1.2",
        soa_date=date(2026, 2, 16),
        dates="dash",
    ),
    "pl": Description(
        language="pl",
        scheme="iso-45001",
        standard="PN-ISO 45001:2018",
        number="BHP/0417/2026",
        holder="Żurawina Automatyka Sp. z o.o.",
        address="ul. Świętojańska 18, 81-368 Gdynia, Polska",
        scope="Projektowanie, montaż i serwis układów sterowania dla przemysłu spożywczego",
        body="Bursztyn Certyfikacja Sp. z o.o.",
        body_address="ul. Długa 5, 80-831 Gdańsk · www.bursztyn.example",
        first=date(2020, 9, 14),
        issued=date(2026, 9, 7),
        valid_until=date(2029, 9, 13),
        accreditation_number="AC 417",
        dates="dots",
    ),
}

# In languages that the reader need not know. Labels that it does not know must not make it guess.
FOREIGN: dict[str, Description] = {
    "da": replace(
        ENGLISH,
        language="da",
        scope="Udvikling, drift og vedligeholdelse af Quillfeather Hire, et system der rangordner jobansøgere",
    ),
    "hu": replace(
        ENGLISH,
        language="hu",
        holder="Vadkacsa Adatelemző Kft.",
        address="Kőrösi utca 12, 9022 Győr, Magyarország",
        scope="Szoftverek fejlesztése, üzemeltetése és támogatása kórházak és iskolák számára",
        body="Pannónia Tanúsító Zrt.",
        body_address="Fő tér 3, 8000 Székesfehérvár · www.pannonia.example",
        dates="dots",
    ),
}

SITES = (
    Site("Quillfeather Talent ApS", "Havnegade 12, 1058 København K, Denmark", "Management, development"),
    Site("Quillfeather Talent Sweden AB", "Lilla Torg 3, 211 34 Malmö, Sweden", "Support and operation"),
    Site("Quillfeather Data Centre", "Industrivej 40, 6700 Esbjerg, Denmark", "Hosting"),
)

INTEGRATED = replace(
    ENGLISH,
    holder="Harrowgate Analytics Limited",
    address="9 Tannery Row, Leeds LS1 4AP, United Kingdom",
    body="Pennine Registrars Limited",
    body_address="Mill House, Canal Street, Huddersfield HD1 6NA · www.pennine.example",
    scope="Design, development, hosting and support of demand forecasting software for public utilities",
    number="PR-AIMS-7731",
    first=date(2025, 5, 2),
    issued=date(2026, 5, 5),
    valid_until=date(2028, 5, 1),
    also=(
        Norm("iso-27001", "ISO/IEC 27001:2022", "PR-ISMS-7732", date(2019, 5, 2)),
        Norm("iso-9001", "ISO 9001:2015", "PR-QMS-7733", date(2016, 5, 2)),
    ),
)


def base(language: str) -> Description:
    return BY_LANGUAGE.get(language) or FOREIGN[language]
