"""Labels and set phrases of certificates, one table a language. A new language is a file and a row in `LANGUAGES`."""

from __future__ import annotations

from app.core.certificates.read.labels.cs import CZECH
from app.core.certificates.read.labels.da import DANISH
from app.core.certificates.read.labels.de import GERMAN
from app.core.certificates.read.labels.en import ENGLISH
from app.core.certificates.read.labels.es import SPANISH
from app.core.certificates.read.labels.fr import FRENCH
from app.core.certificates.read.labels.it import ITALIAN
from app.core.certificates.read.labels.model import Language, What
from app.core.certificates.read.labels.nl import DUTCH
from app.core.certificates.read.labels.pl import POLISH
from app.core.certificates.read.labels.pt import PORTUGUESE
from app.core.certificates.read.labels.ro import ROMANIAN
from app.core.certificates.read.labels.sv import SWEDISH
from app.core.certificates.read.labels.tr import TURKISH

__all__ = ["LANGUAGES", "Language", "What"]

LANGUAGES: tuple[Language, ...] = (
    ENGLISH,
    GERMAN,
    FRENCH,
    DUTCH,
    SPANISH,
    ITALIAN,
    TURKISH,
    ROMANIAN,
    PORTUGUESE,
    POLISH,
    SWEDISH,
    DANISH,
    CZECH,
)
