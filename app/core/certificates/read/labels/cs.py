"""Czech."""

from __future__ import annotations

from app.core.certificates.read.labels.model import Language, What, months, terms

CZECH = Language(
    code="cs",
    months=months(
        """
        ledna leden | února únor | března březen | dubna duben | května květen | června červen | července
        červenec | srpna srpen | září | října říjen | listopadu listopad | prosince prosinec
        """
    ),
    labels={
        What.NUMBER: terms(
            """
            certifikát č | číslo certifikátu | certifikát číslo | č certifikátu | registrační číslo |
            evidenční číslo
            """
        ),
        What.HOLDER: terms(
            """
            organizace | společnost | držitel | držitel certifikátu | firma | název organizace | vydán pro
            """
        ),
        What.ADDRESS: terms("adresa | sídlo | se sídlem"),
        What.SCOPE: terms(
            """
            rozsah | rozsah certifikace | předmět certifikace | obor certifikace | v rozsahu | obor činnosti |
            pro obor | v oboru | pro činnosti | rozsah platnosti
            """
        ),
        What.SITES: terms("místa | pobočky | pracoviště | lokality"),
        What.STANDARD: terms(
            """
            norma | podle normy | dle normy | požadavky normy | požadavkům normy | splňuje požadavky normy
            """
        ),
        What.FIRST_ISSUED: terms(
            """
            datum první certifikace | první certifikace | datum prvního vydání | první vydání |
            datum počáteční certifikace | certifikován od
            """
        ),
        What.ISSUED: terms(
            """
            datum vydání | vydáno | vydáno dne | datum vystavení | datum rozhodnutí | datum recertifikace
            """
        ),
        What.CERTIFIED: terms("datum certifikace | datum | datum registrace"),
        What.VALID_FROM: terms("platný od | platnost od | platí od | začátek platnosti"),
        What.VALID_UNTIL: terms(
            """
            platný do | platnost do | platí do | platnost certifikátu do | konec platnosti | datum platnosti |
            datum ukončení platnosti | platnost končí
            """
        ),
        What.VALIDITY: terms("platnost | platnost certifikátu | doba platnosti"),
        What.BODY: terms("certifikační orgán | vydal | certifikační organizace"),
        What.ACCREDITATION: terms(
            "akreditační orgán | akreditující orgán | akreditace | akreditován | číslo akreditace"
        ),
        What.SOA: terms("prohlášení o aplikovatelnosti"),
        What.NOT_NUMBER: terms("ičo | ič | dič | tel | strana"),
        What.NOT_DATE: terms("datum auditu | dozorový audit | příští audit"),
    },
    titles=terms("certifikát | osvědčení"),
    certifies=terms(
        """
        tímto potvrzuje že | potvrzuje že | osvědčuje že | tímto se potvrzuje že | certifikuje že | prohlašuje že |
        tímto osvědčuje že
        """
    ),
    conforms=terms(
        """
        zavedla a používá | zavedla | splňuje požadavky | má zaveden | udržuje | zavedla a udržuje | byl prověřen
        """
    ),
    issuers=terms("vydal | jménem"),
    accredited=terms("akreditovaný | akreditován"),
    systems=terms("systém managementu | systém řízení | systému managementu"),
    fillers=terms("organizace | společnost | firma | systém | managementu"),
    until=terms("do"),
    common=terms("a | v | na | je | že | pro | podle | se | dne"),
)
