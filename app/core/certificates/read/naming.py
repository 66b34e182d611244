"""What looks like the name of a company, and what does not."""

from __future__ import annotations

import re
from functools import cache

from app.core.certificates.names import states_legal_form
from app.core.certificates.read.dates import days
from app.core.certificates.read.find import Index, phrase_index
from app.core.certificates.read.labels import LANGUAGES
from app.core.certificates.read.labels.model import terms
from app.core.certificates.read.layout import Line, Span
from app.core.certificates.read.standard import designations
from app.core.certificates.read.text import fold, level, words_of

MOST_LETTERS = 160
_STREET_WORDS = r"""
    street st\. road rd\.? avenue ave\.? lane suite floor building bldg house plot block no\. drive boulevard
    blvd way park
    tower unit level square rue chemin place quai allee route cedex via viale piazza corso calle avda avenida
    plaza carrer
    paseo poligono strada str bulevardul piata mahallesi mah cad caddesi sok sokak sk ul ulica rua praca gade
    vej vagen
    gatan gata ulice plein laan kade
"""
_STREET_ENDS = r"""
    strasse str\. straat weg platz gasse allee ring damm laan plein gatan vagen vej gade kade ufer singel gracht
"""
_STREET = re.compile(rf"\b(?:{'|'.join(_STREET_WORDS.split())})(?!\w)|\w(?:{'|'.join(_STREET_ENDS.split())})(?!\w)")
_POSTCODE = re.compile(
    r"(?<!\d)\d{4,6}(?!\d)|\b[a-z]{1,2}\d{1,2}[a-z]?\s?\d[a-z]{2}\b|\b\d{4}\s?[a-z]{2}\b|\b[a-z]{2}[ -]\d{4,6}\b"
)
_COUNTRIES = frozenset(
    map(
        fold,
        terms(
            """
            Germany | Deutschland | France | Netherlands | Nederland | The Netherlands | Spain | España | Italy
            | Italia |
            Türkiye | Turkey | Romania | România | United Kingdom | UK | England | Scotland | Ireland | USA |
            United States |
            U.S.A. | United States of America | India | Canada | Australia | Austria | Österreich | Switzerland
            | Schweiz |
            Suisse | Svizzera | Belgium | Belgique | België | Portugal | Poland | Polska | Sweden | Sverige |
            Denmark |
            Danmark | Norway | Norge | Finland | Suomi | Estonia | Eesti | Latvia | Lithuania | Czech Republic
            | Czechia |
            Česká republika | Slovakia | Hungary | Greece | Bulgaria | Croatia | Slovenia | Serbia | Ukraine |
            Israel |
            Japan | China | Singapore | Brazil | Brasil | Mexico | México | Chile | Argentina | Colombia |
            South Africa |
            Egypt | UAE | United Arab Emirates | Luxembourg | Malta | Cyprus
            """
        ),
    )
)
_BODY_WORDS = re.compile(
    r"certif|zertifi|sertifik|belgelendir|registrar|assurance|assessment|veritas|quality|audit|inspection|conformity|"
    r"standards|gozetim|attest|verification|prufstelle|certyfik|cert\b|osvedc|tanusit|certific"
)
_NO_NAME_WORDS = r"""
    page seite pagina tel phone fax signature signed director manager president scope annex appendix surveillance
    certificates? zertifikat\w* certificat certificado certificato sertifika managementsystem\w* requirements
    standard verify
    certified copyright signatory geschaftsfuhrer leiter\w* directeur directrice direttore direttrice director(?!ate)\w*
    gerente presidente presedinte mudur\w* ceo dyrektor\w* prezes\w* kierownik\w* direktor(?!at)\w* reditel\w*
    titulaire titular\w*
    zertifikatsinhaber\w* certificaathouder\w* accredit\w*
"""
_NO_NAME = re.compile(
    rf"\b(?:{'|'.join(_NO_NAME_WORDS.split())}|www\.|http|e-?mail|valid|expir|management systems?|"
    r"systeme de management|sistema di gestione|sistema de gestion|this is|rights reserved|"
    r"authori[sz]ed|head of|general manager)\b"
)


@cache
def fillers() -> frozenset[str]:
    return frozenset(fold(word) for language in LANGUAGES for word in language.fillers)


@cache
def _titles() -> frozenset[str]:
    return frozenset(fold(t) for language in LANGUAGES for t in language.titles)


def is_title(text: str) -> bool:
    """A line that is nothing but what such a document calls itself, in one language or two."""
    if fold(text) in _titles():
        return True
    parts = [p for p in re.split(r"[/|–—-]|\s{2,}", text) if p.strip()]
    return bool(parts) and all(fold(p) in _titles() for p in parts)


def is_address(text: str) -> bool:
    plain = level(text)
    if states_legal_form(text) and not any(c.isdigit() for c in text):
        return False
    last = fold(re.split(r"[,/\s-]+$", text)[0].split(",")[-1])
    return (
        bool(_STREET.search(plain) and any(c.isdigit() for c in text))
        or bool(_POSTCODE.search(plain))
        or last in _COUNTRIES
    )


# Legal forms of several words or letters with blanks between them: "Sp. z o.o.", "spol. s r.o.", "d. o. o.", "S. p. A."
_SPREAD = re.compile(
    r"(?<!\w)(?:sp\.?\s?z\.?\s?o\.?\s?o\.?|spol\.?\s+s\.?\s?r\.?\s?o\.?|(?:[a-z]\.\s){1,4}[a-z]\.)(?!\w)"
)


def spread_forms(text: str) -> list[tuple[int, int]]:
    """Where legal forms stand that are written with blanks, and full stops that end no sentence."""
    return [m.span() for m in _SPREAD.finditer(level(text)) if states_legal_form(f"Xyz {m.group()}")]


def form_end(text: str) -> int | None:
    """Where the first legal form in a text ends, all of it: behind "Sp. z o.o.", not behind "Sp."."""
    words = [m for m in re.finditer(r"\S+", text) if m.start()]
    at = next((i for i, m in enumerate(words) if states_legal_form(text[: m.end()])), None)
    if at is None:
        return None
    end = words[at].end()
    spread = [e for s, e in spread_forms(text) if s <= words[at].start() < e]
    for word in words[at + 1 : at + 4]:
        if len(word.group()) > 4 or not any(c.isupper() or c in "&." for c in word.group()):
            break
        if states_legal_form(text[: word.end()]):
            end = word.end()
    return max([end, *spread])


def is_filler(text: str) -> bool:
    words = words_of(text)
    return all(fold(w) in fillers() for w in words)


def names_a_body(text: str) -> bool:
    return bool(_BODY_WORDS.search(level(text)))


def looks_like_name(text: str) -> bool:
    text = text.strip()
    letters = sum(c.isalpha() for c in text)
    words = text.split()
    if (
        not 2 <= len(text) <= MOST_LETTERS
        or letters < 2
        or len(words) > 16
        or letters < 0.5 * len(text.replace(" ", ""))
    ):
        return False
    if text[0].islower() and not any(c.isupper() or c.isdigit() for w in words[:1] for c in w):
        return False
    if is_title(text) or is_filler(text) or designations(text) or days(text):
        return False
    if "@" in text or text.endswith(":") or fold(text) in _COUNTRIES:
        return False
    if len(words) > 4 and sum(w[:1].islower() for w in words) > 0.6 * len(words) and not states_legal_form(text):
        return False
    return not (_NO_NAME.search(level(text)) and not states_legal_form(text))


@cache
def _stops() -> Index[str]:
    more = terms(
        """
        located at | located in | having its | with its registered office | with registered office | whose | which |
        situated at | operating at | at the following | mit sitz | con sede | ayant son | gevestigd | under
        number | sis |
        registered office
        """
    )
    return Index([*((t, "") for language in LANGUAGES for t in language.conforms), *((t, "") for t in more)])


def name_at_start(span: Span) -> tuple[int, int] | None:
    """Where the name ends that a sentence goes on with: "Acme Ltd, 1 Mill Lane, has been assessed" -> "Acme Ltd"."""
    text = span.text
    end = len(text)
    for start, _, _ in _stops().find(span):
        if start > 1:
            end = min(end, start)
            break
    words = list(re.finditer(r"\S+", text[:end]))
    first = 0
    while first < len(words) and first < 14 and fold(words[first].group()) in fillers():
        first += 1
    if first >= len(words):
        return None
    start = words[first].start()
    end = _end_of_name(text, start, end)
    return start, end


_FORMER = re.compile(
    r"\s?(?:[(,]\s?|\b)(?:formerly|previously|trading as|t/a|vormals|ehemals|anciennement|voorheen|antes|gia|fost|"
    r"eskiden)\b"
)


def is_former(text: str) -> bool:
    """ "(formerly Acme Ltd)" on a line of its own."""
    return bool(_FORMER.match(level(text)))


def _end_of_name(text: str, start: int, end: int) -> int:
    """The first comma, bracket or full stop that does not stand inside the name."""
    former = _FORMER.search(level(text[start:end]))
    if former:
        end = start + former.start()
    whole = text[start:end].rstrip(" ,")
    if len(whole) < 100 and states_legal_form(whole) and not any(c.isdigit() for c in whole) and not is_address(whole):
        return end  # "Marlowe, Finch & Daughters (Analytics) LLP"
    inside = spread_forms(text[start:end])
    for mark in re.finditer(r"[,;(]|\s[–—-]\s|\.\s(?=[A-Z])", text[start:end]):
        if any(first <= mark.start() < last - 1 for first, last in inside):
            continue
        head, rest = text[start : start + mark.start()], text[start + mark.end() : end]
        following = re.match(r"\s*(\S+)(?:\s(\S+))?", rest)
        forms = [f"x {w}" for w in (following.group(1), following.group(0)) if w] if following else []
        if mark.group()[0] in ",." and any(states_legal_form(f.rstrip(" ,")) for f in forms):
            continue
        if mark.group().startswith("."):
            if states_legal_form(head + ".") or len(head) >= 25:
                return start + mark.start() + 1
            continue
        if len(head) >= 2:
            return start + mark.start()
    return end


def is_name_line(line: Line) -> bool:
    return looks_like_name(line.text) and not is_address(line.text) and not phrase_index("certifies").find(line)
