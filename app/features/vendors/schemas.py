"""What goes into vendors, and how their names are compared."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from babel import Locale
from pydantic import AfterValidator, BaseModel, ConfigDict

from app.core import typed

NAME = 300
PERSON = 200


def name_key(legal_name: str) -> str:
    """Two vendors of an organisation never have the same: compatibility forms, case and white space do not count."""
    return " ".join(unicodedata.normalize("NFKC", legal_name).casefold().split())[:NAME]


def countries() -> dict[str, str]:
    """ISO 3166-1 alpha-2 code -> English name, by name."""
    named = {
        code: name for code, name in Locale("en").territories.items() if len(code) == 2 and code not in _NOT_COUNTRIES
    }
    return dict(sorted(named.items(), key=lambda item: item[1]))


# Codes that Unicode's list adds to ISO 3166-1.
_NOT_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})


def _known_country(code: str) -> str:
    code = code.upper()
    if code and code not in countries():
        raise typed.refused(
            "FIELD-FORM", f"“{code}” is not a country code", "Choose the country where the vendor is registered."
        )
    return code


class VendorInput(BaseModel):
    """A vendor as typed. Raises, through `app.core.typed.parse`, Invalid."""

    model_config = ConfigDict(frozen=True)

    legal_name: Annotated[str, typed.line("Legal name", NAME, required=True)]
    country: Annotated[str, typed.line("Country", 10), AfterValidator(_known_country)] = ""
    registration_number: Annotated[str, typed.line("Registration number", 100)] = ""
    website: Annotated[str, typed.web("Website")] = ""
    other_names: Annotated[tuple[str, ...], typed.lines("Other names", NAME, most=50)] = ()
    group: Annotated[tuple[str, ...], typed.lines("Companies of the same group", NAME, most=200)] = ()


class ContactInput(BaseModel):
    """A person at a vendor."""

    model_config = ConfigDict(frozen=True)

    contact_name: Annotated[str, typed.line("Name", PERSON)] = ""
    contact_email: Annotated[str, typed.email("E-mail address", required=True)]


class VendorRowInput(BaseModel):
    """One row of a list of vendors for a campaign."""

    model_config = ConfigDict(frozen=True)

    name: Annotated[str, typed.line("Vendor", NAME, required=True)]
    contact: Annotated[str, typed.line("Contact", PERSON)] = ""
    email: Annotated[str, typed.email("E-mail address")] = ""
    product: Annotated[str, typed.line("Product", PERSON)] = ""
