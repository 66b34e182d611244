"""Does a scope statement reach the AI system that is bought? Found words, missing words, and what it names instead.

No rule can read a scope as an auditor wrote it. These rules say only what stands there: the name as a whole, some of
its words, another product's name, or an exclusion. Everything short of the whole name is left to a person.
"""

from __future__ import annotations

import re
import unicodedata

from app.core.certificates.context import CheckContext, concluded, text_of
from app.core.certificates.facts import CertificateFacts
from app.core.frozen import Frozen
from app.core.scoring.scorecard import CheckResult, Outcome
from app.core.wording import say

# Words that name a sort of thing and not a thing. Found in a scope they tell nothing about which product is meant.
GENERIC = frozenset(
    """
    a ai an and app application applications artificial as assistant at business by chatbot cloud company
    continuity das data de del der des di die digital du el en engine environmental et for from für hr ia il
    in information intelligence its ki la le learning les los machine management ml model models module of on
    online or our platform plattform privacy product products produkt quality security service services
    software solution solutions suite system systems the their to tool tools und van von web with
    """.split()
)
# Words that a scope about nothing in particular consists of.
_EMPTY = frozenset(
    """
    aims isms accordance activities aktivitäten all alle applicability application business company context der eine
    entire establish established governance implementation including iso iec maintain maintained managementsystem
    management organisation organization other practices processes related requirements responsible scope services
    statement this which within unternehmen gesamte prozesse gestion système systeme ensemble organización sistema tutti
    """.split()
)
KINDS_OF_PRODUCT = (
    "platform|product|software|system|suite|application|app|service|solution|tool|engine|assistant|module|model|"
    "plattform|produkt|anwendung|lösung|plateforme|produit|logiciel|système|application|toepassing|"
    "plataforma|producto|sistema|piattaforma|prodotto"
)
# What leads an exclusion in, in the six languages of the wording that is read. It runs to the end of its sentence.
EXCLUSION = re.compile(
    r"\b(excluding|excludes|exclusive of|except(?:ing)?(?: for)?|with the e?xclusion of|with the exception of|"
    r"other than|apart from|save for|not including|does not (?:cover|include|extend to|apply to)|"
    r"ausgenommen(?: ist| sind)?|mit ausnahme|unter ausschluss|außer(?! ?halb)|ohne|umfasst nicht|schließt nicht ein|"
    r"à l['’]exclusion|à l['’]exception|excepté|hormis|sauf|hors|ne couvre pas|ne comprend pas|n['’]inclut pas|"
    r"met uitzondering van|met uitsluiting van|uitgezonderd|behalve|exclusief|omvat niet|"
    r"excluyendo|con exclusión|con excepción|a excepción|excepto|salvo|no (?:cubre|incluye)|"
    r"ad esclusione|con esclusione|ad eccezione|fatta eccezione|eccetto|tranne|non (?:copre|comprende|include))\b",
    re.IGNORECASE,
)
# "Quillfeather Hire is excluded": what stands before it in its clause is left out.
EXCLUDED = re.compile(
    r"\b((?:is|are|was|were|being|remains?|shall be) (?:explicitly |expressly )?"
    r"(?:excluded|not (?:covered|included|in scope|part of|within)|outside|out of scope)|"
    r"(?:ist|sind|bleib(?:t|en)|wird|werden) (?:ausdrücklich )?(?:ausgenommen|ausgeschlossen|"
    r"nicht (?:umfasst|enthalten|eingeschlossen|bestandteil|teil|im geltungsbereich))|"
    r"(?:est|sont) (?:exclue?s?|hors)|(?:n['’]est|ne sont) pas (?:couverte?s?|incluse?s?|comprise?s?)|"
    r"(?:is|zijn|wordt|worden) (?:uitgesloten|uitgezonderd|niet (?:inbegrepen|opgenomen|gedekt))|"
    r"(?:está|están|queda|quedan) (?:excluid[oa]s?|fuera)|no (?:está|están) (?:incluid[oa]s?|cubiert[oa]s?)|"
    r"(?:è|sono) esclus[oaie]|non (?:è|sono) (?:compres[oaie]|inclus[oaie]|copert[oaie]))\b",
    re.IGNORECASE,
)
# A scope that is about making use of AI, and not about making or offering it (ISO/IEC 42001, 4.1: roles).
USE = re.compile(
    r"\b(use|usage|using|deployment|consumption|nutzung|verwendung|einsatz|anwendung|utilisation|usage|gebruik|inzet|"
    r"uso|utilización|empleo|utilizzo|impiego)\b[^.;]{0,40}?\b(ai|a\.i\.|ki|ia|artificial intelligence|"
    r"künstlicher? intelligenz|intelligence artificielle|kunstmatige intelligentie|inteligencia artificial|"
    r"intelligenza artificiale)\b",
    re.IGNORECASE,
)
MAKE = re.compile(
    r"\b(develop\w*|design\w*|provi[ds]\w*|provision\w*|suppl\w+|sale\w*|sell\w*|offer\w*|build\w*|train\w*|operat\w+|"
    r"hosting|maintenance|manufactur\w+|produc(?:tion|ing|es?)|entwick\w*|bereitstell\w*|betrieb\w*|vertrieb\w*|"
    r"herstell\w*|anbiet\w*|développ\w*|concept\w*|fourni\w*|exploit\w*|commerciali\w*|ontwikkel\w*|ontwerp\w*|lever\w*|"
    r"aanbied\w*|beheer\w*|desarroll\w*|diseñ\w*|suministr\w*|prestación|oper\w+|svilupp\w*|progett\w*|fornitur\w*|"
    r"erogazion\w*|gestion\w*)\b",
    re.IGNORECASE,
)
_NAME = r"(?:[A-ZÀ-Þ][\w&.-]*)(?:[ \t]+(?:[A-ZÀ-Þ0-9][\w&.-]*)){0,4}"
_OTHER = re.compile(rf"(?P<name>{_NAME})[ \t]+(?i:{KINDS_OF_PRODUCT})\b")


class ScopeReading(Frozen):
    """What of a system's name a scope statement holds."""

    named: bool  # the whole name stands there, outside any exclusion
    excluded: bool  # the name stands there, in an exclusion
    left_out: str  # the words of the exclusions, whatever they are about
    generic: bool  # it holds no word that tells one product, service or activity from another
    use_only: bool  # it speaks of using AI, and of no making, offering or running of anything
    found: tuple[str, ...]  # telling words of the name and description that stand there
    missing: tuple[str, ...]  # telling words of the name that do not
    others: tuple[str, ...]  # names of products that stand there and are not the system


def read_scope(scope: str, name: str, description: str = "", holder: str = "") -> ScopeReading:
    """Compares a scope statement with the name and description of a system. The holder's name is no product."""
    included, excluded = _without_exclusions(scope)
    words = _fold(name).split()
    telling = [w for w in words if w not in GENERIC]
    there = set(_fold(included).split())
    phrase = " ".join(words)
    holder_words = set(_fold(holder).split())
    described = [w for w in dict.fromkeys(_fold(description).split()) if len(w) > 3 and w not in GENERIC]
    named = bool(telling) and _has(phrase, included)
    return ScopeReading(
        named=named,
        excluded=bool(telling) and _has(phrase, excluded),
        left_out=" ".join(excluded.split()),
        generic=not {w for w in there - holder_words if len(w) > 2} - GENERIC - _EMPTY,
        use_only=USE.search(included) is not None and MAKE.search(USE.sub(" ", included)) is None,
        found=tuple(dict.fromkeys([*(w for w in telling if w in there), *(w for w in described if w in there)])),
        missing=tuple(w for w in telling if w not in there),
        others=() if named else tuple(_other_names(included, set(telling) - holder_words, holder_words)),
    )


def check_scope(facts: CertificateFacts, context: CheckContext) -> CheckResult:
    """CERT-SCOPE: does the scope statement reach the AI system? Silence is a doubt, and so is a statement that cuts
    something out: which parts of the product that means is for a person to say."""
    code, scope, name = "CERT-SCOPE", text_of(facts.scope), context.subject.name
    looked_at = {"scope": scope, "system": name}
    if not scope:
        reason = say("The facts hold no scope statement, so whether it reaches %(name)s is open.", name=name)
        return concluded(code, Outcome.DOUBT, reason, looked_at)
    read = read_scope(scope, name, context.subject.description, text_of(facts.holder))
    looked_at |= {
        "found": ", ".join(read.found),
        "missing": ", ".join(read.missing),
        "names": ", ".join(read.others),
        "left_out": read.left_out,
        "sites": "; ".join(facts.sites.value) if facts.sites else "",
    }
    if read.excluded and not read.named:
        return concluded(
            code, Outcome.FAIL, say("The scope statement leaves %(name)s out in so many words.", name=name), looked_at
        )
    if read.excluded:
        reason = say("The scope statement names %(name)s, and names it among what is left out too.", name=name)
    elif read.named and read.left_out:
        reason = say(
            "The scope statement names %(name)s, and leaves something out: “%(left_out)s”.",
            name=name,
            left_out=read.left_out,
        )
    elif read.named and read.use_only:
        reason = say(
            "The scope statement names %(name)s, and speaks of using AI only, not of making or offering it.", name=name
        )
    elif read.named:
        return concluded(code, Outcome.PASS, say("The scope statement names %(name)s.", name=name), looked_at)
    elif read.others:
        reason = say(
            "The scope statement names %(others)s and does not name %(name)s.", others=", ".join(read.others), name=name
        )
    elif read.use_only:
        reason = say(
            "The scope statement speaks of using AI only, not of making or offering it, and does not name %(name)s.",
            name=name,
        )
    elif read.generic:
        reason = say(
            "The scope statement says nothing of %(name)s, nor of any product, service or activity.", name=name
        )
    elif read.found:
        reason = say(
            "The scope statement does not name %(name)s. Of what it is, it holds: %(found)s.",
            name=name,
            found=", ".join(read.found),
        )
    else:
        reason = say("The scope statement says nothing of %(name)s.", name=name)
    return concluded(
        code, Outcome.DOUBT, say("%(reason)s Whether it is reached is for a person to say.", reason=reason), looked_at
    )


def _fold(text: str) -> str:
    text = unicodedata.normalize("NFKD", text.replace("\u00df", "ss"))
    text = "".join(c for c in text if not unicodedata.combining(c)).casefold()
    return " ".join(re.findall(r"\w+", text))


def _has(phrase: str, text: str) -> bool:
    return f" {phrase} " in f" {_fold(text)} "


def _without_exclusions(scope: str) -> tuple[str, str]:
    """The scope in two parts. An exclusion runs to the end of its sentence; where it stands behind what it is about
    ("... is excluded"), it reaches back to the beginning of its clause."""
    included: list[str] = []
    excluded: list[str] = []
    for sentence in re.split(r"(?<=[.;\n])\s+", scope):
        passive, leading = EXCLUDED.search(sentence), EXCLUSION.search(sentence)
        if passive and not (leading and leading.start() < passive.start()):
            start = max(sentence.rfind(sign, 0, passive.start()) for sign in ",;:(") + 1
            included.append(sentence[:start])
            excluded.append(sentence[start:])
        elif leading:
            included.append(sentence[: leading.start()])
            excluded.append(sentence[leading.start() :])
        else:
            included.append(sentence)
    return " ".join(included), " ".join(excluded)


def _other_names(scope: str, telling: set[str], holder: set[str]) -> list[str]:
    """Proper names before a word such as "platform" that share no telling word with the system's name.

    The holder's own name alone ("the Quillfeather platform") is not another product.
    """
    names = []
    for hit in _OTHER.finditer(scope):
        words = set(_fold(hit["name"]).split()) - GENERIC
        if words - holder and not words & telling:
            names.append(re.sub(r"^(?:The|Our|Its|Der|Die|Das|La|Le|El|Il|De|Het)\s+", "", hit["name"]))
    return list(dict.fromkeys(names))
