"""Does a scope statement reach the AI system that is bought? Found words, missing words, and what it names instead.

No rule can read a scope as an auditor wrote it. These rules say only what stands there: the name as a whole, some of
its words, another product's name, or an exclusion. Everything short of the whole name is left to a person.
"""

from __future__ import annotations

import re
import unicodedata

from app.core.questionnaire.model import Frozen

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
KINDS_OF_PRODUCT = (
    "platform|product|software|system|suite|application|app|service|solution|tool|engine|assistant|module|model|"
    "plattform|produkt|anwendung|lösung|plateforme|produit|logiciel|système|application|toepassing|"
    "plataforma|producto|sistema|piattaforma|prodotto"
)
EXCLUSION = re.compile(
    r"\b(excluding|excludes|excluded|except(?:ing)?|with the exception of|other than|not including|"
    r"does not (?:cover|include)|"
    r"ausgenommen|ausgeschlossen|mit ausnahme|außer|nicht (?:im geltungsbereich|enthalten)|"
    r"à l['’]exclusion|à l['’]exception|sauf|hors|met uitzondering van|uitgezonderd|exclusief|"
    r"excluyendo|con excepción|salvo|escluso|esclusi|ad eccezione)\b",
    re.IGNORECASE,
)
_NAME = r"(?:[A-ZÀ-Þ][\w&.-]*)(?:[ \t]+(?:[A-ZÀ-Þ0-9][\w&.-]*)){0,4}"
_OTHER = re.compile(rf"(?P<name>{_NAME})[ \t]+(?i:{KINDS_OF_PRODUCT})\b")


class ScopeReading(Frozen):
    """What of a system's name a scope statement holds."""

    named: bool  # the whole name stands there, outside any exclusion
    excluded: bool  # the name stands there, and only behind an exclusion
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
    named = bool(telling) and _has(phrase, included)
    holder_words = set(_fold(holder).split())
    described = [w for w in dict.fromkeys(_fold(description).split()) if len(w) > 3 and w not in GENERIC]
    return ScopeReading(
        named=named,
        excluded=not named and bool(telling) and _has(phrase, excluded),
        found=tuple(dict.fromkeys([*(w for w in telling if w in there), *(w for w in described if w in there)])),
        missing=tuple(w for w in telling if w not in there),
        others=() if named else tuple(_other_names(included, set(telling) - holder_words, holder_words)),
    )


def _fold(text: str) -> str:
    text = unicodedata.normalize("NFKD", text.replace("\u00df", "ss"))
    text = "".join(c for c in text if not unicodedata.combining(c)).casefold()
    return " ".join(re.findall(r"\w+", text))


def _has(phrase: str, text: str) -> bool:
    return f" {phrase} " in f" {_fold(text)} "


def _without_exclusions(scope: str) -> tuple[str, str]:
    """The scope in two parts. An exclusion runs to the end of its sentence."""
    included: list[str] = []
    excluded: list[str] = []
    for sentence in re.split(r"(?<=[.;\n])\s+", scope):
        hit = EXCLUSION.search(sentence)
        included.append(sentence[: hit.start()] if hit else sentence)
        if hit:
            excluded.append(sentence[hit.start() :])
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
