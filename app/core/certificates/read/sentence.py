"""Where a sentence ends that was read as a value: before the clause on the Statement of Applicability, and not in the
middle. A piece of a scope says something else than the scope."""

from __future__ import annotations

import re

from app.core.certificates.read.dates import days
from app.core.certificates.read.find import label_index
from app.core.certificates.read.labels import What
from app.core.certificates.read.labels.model import terms
from app.core.certificates.read.layout import Span
from app.core.certificates.read.text import level

# Articles, prepositions and conjunctions that no sentence ends with. Single letters are left out: "Annex A", "level I".
_DANGLING = frozenset(
    """
    and or of the for to in with by from at as an including which that whose via
    und oder der die das des dem den für fur von mit zur zum sowie im auf bei ein eine einer aus nach durch gemäß gemass
    et ou de du des la le les pour avec par dans aux au une un selon
    del el los las para con por un una en según segun
    het een van voor met op bij of tot door volgens
    di della dello dei degli delle per con nel nella un una il gli
    da do dos das para com na em um uma
    ve veya ile sau cu pentru din și si prin oraz lub dla przez og eller af til med och av för nebo pro při pri
    """.split()
)
# What stands between a scope and the words "Statement of Applicability".
_LEADS = terms(
    """
    in accordance with | in conformity with | in compliance with | in line with | according to | pursuant to |
    conforming to | as per | as defined in | as defined by | as stated in | as set out in | as described in |
    as specified in | as given in | as detailed in | based on | under | per | with reference to | with | and |
    gemäß | gemass | gemaess | laut | entsprechend | nach | auf grundlage | auf der grundlage |
    auf basis | auf der basis |
    in ubereinstimmung mit | in verbindung mit | basierend auf | mit | siehe |
    conformement a | selon | suivant | en conformite avec | conforme a | en accord avec | sur la base de |
    overeenkomstig | volgens | conform | in overeenstemming met | op basis van | op grond van | met |
    de acuerdo con | de acuerdo a | de conformidad con | segun | conforme con | en conformidad con | en base a | con |
    in accordo con | in conformita a | in conformita con | in conformita alla | secondo | in base a | in base alla |
    ai sensi della | come da | conformemente a | conformemente alla |
    de acordo com | em conformidade com | segundo | nos termos da |
    zgodnie z | zgodna z | wedlug | na podstawie | in conformitate cu | potrivit | in baza |
    i henhold til | i overensstemmelse med | ifolge | enligt | i enlighet med | med | v souladu s | podle | dle
    """
)
_ARTICLES = "the|der|die|des|dem|den|la|le|de|du|van de|van|het|del|della|da|do|a|cu|our|its|their|current|latest|valid"
_VERSION = r"(?:version|versie|versione|versiunea?|versao|wersja|fassung|ver|rev|revision|issue|edition|no)"
_EITHER = "|".join(level(lead) for lead in _LEADS)
_LEAD = re.compile(
    rf"(?:[\s,;:.(–—-]|^)+(?:(?:{_EITHER})\s+)?(?:(?:{_ARTICLES})\s+)*"
    rf"(?:{_VERSION}\s?\.?\s?[\w.-]*\d[\w.-]*\s+(?:of|der|de|van|del|della|da|do|de la)\s+)?"
    rf"(?:(?:{_ARTICLES})\s+)*(?:[a-z]*-?\d[\w./-]*\s+)?$"
)
_DETAILS = frozenset(
    """
    version versie versione versiune versiunea versao wersja fassung ver vers rev revision revisie revisione revizyon
    revizia issue ausgabe edition edicion edizione indice indeks stand no nr number date dated datum data fecha of from
    vom von van del de du of the der den di da do as and und et y e en with per at in on soa dda vvt sda doc document
    annex applicable to
    """.split()
)


def without_statement(span: Span) -> int:
    """Where the scope ends in the text that ends with a clause on the Statement of Applicability, in one language or in
    several. All of it is kept where the text goes on with anything else."""
    text = span.text
    stated = [(start, end) for start, end, label in label_index().find(span) if label.what is What.SOA]
    if not stated:
        return len(text)
    start = stated[0][0]
    rest = level(text[start:])
    for _, word in sorted((-(e - s), text[s:e]) for s, e in stated):
        rest = rest.replace(level(word), " ")
    for day in sorted(days(rest), key=lambda d: -d.start):
        rest = rest[: day.start] + " " + rest[day.end :]
    rest = re.sub(rf"\b(?:{_EITHER})\b", " ", rest)
    if any(w not in _DETAILS and not any(map(str.isdigit, w)) and len(w) > 1 for w in re.findall(r"[^\W_]+", rest)):
        return len(text)
    lead = _LEAD.search(level(text[:start]))
    return lead.start() if lead else start


def ends_inside(text: str) -> bool:
    """The last word is one that a sentence goes on behind."""
    last = re.search(r"(?<!\w)[^\W\d_]+$", text.rstrip())
    return last is not None and level(last.group()) in _LEVEL_DANGLING


_LEVEL_DANGLING = frozenset(level(word) for word in _DANGLING if len(word) > 1)
