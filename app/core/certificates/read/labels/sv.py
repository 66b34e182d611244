"""Swedish."""

from __future__ import annotations

from app.core.certificates.read.labels.model import Language, What, months, terms

SWEDISH = Language(
    code="sv",
    months=months(
        """
        januari jan | februari feb | mars mar | april apr | maj | juni jun | juli jul | augusti aug |
        september sep | oktober okt | november nov | december dec
        """
    ),
    labels={
        What.NUMBER: terms(
            """
            certifikat nr | certifikatnummer | certifikatsnummer | certifikat nummer | registreringsnummer |
            certifikat no
            """
        ),
        What.HOLDER: terms("företag | organisation | certifikatsinnehavare | innehavare | företagsnamn | kund"),
        What.ADDRESS: terms("adress | besöksadress | huvudkontor | säte"),
        What.SCOPE: terms(
            """
            omfattning | certifieringens omfattning | certifikatet omfattar | giltighetsområde | omfattar |
            verksamhetsområde | gäller för | certifikatets omfattning | tillämpningsområde
            """
        ),
        What.SITES: terms("orter | platser | anläggningar | verksamhetsställen"),
        What.STANDARD: terms("standard | enligt | uppfyller kraven i | enligt standarden | kravstandard"),
        What.FIRST_ISSUED: terms(
            """
            första certifiering | ursprungligen utfärdat | första utfärdande | datum för första certifiering |
            certifierad sedan | initial certifiering | första utfärdandedatum | initialt certifieringsdatum
            """
        ),
        What.ISSUED: terms(
            """
            utfärdat | utfärdandedatum | utgivningsdatum | datum för utfärdande | utfärdat den | omcertifiering |
            utfärdad
            """
        ),
        What.CERTIFIED: terms("certifieringsdatum | datum"),
        What.VALID_FROM: terms("giltigt från | giltig från | gäller från | giltighet från"),
        What.VALID_UNTIL: terms(
            """
            giltigt till | giltig till | giltigt t o m | gäller till | utgångsdatum | giltig t o m |
            förfallodatum | giltigt till och med | giltig till och med | gäller till och med
            """
        ),
        What.VALIDITY: terms("giltighet | giltighetstid"),
        What.BODY: terms("certifieringsorgan | utfärdat av"),
        What.ACCREDITATION: terms("ackrediteringsorgan | ackreditering | ackrediteringsnummer | ackrediterad av"),
        What.SOA: terms("uttalande om tillämplighet | tillämplighetsförklaring"),
        What.NOT_NUMBER: terms("org nr | organisationsnummer | tel | sida"),
        What.NOT_DATE: terms("revisionsdatum | nästa revision"),
    },
    titles=terms("certifikat | ledningssystemcertifikat"),
    certifies=terms(
        """
        härmed intygas att | intygar härmed att | intygar att | certifierar att | härmed certifieras att |
        detta är att intyga att | detta certifikat intygar att | bekräftar att | detta intygar att
        """
    ),
    conforms=terms(
        """
        har ett ledningssystem | uppfyller kraven | har infört | har bedömts | tillämpar | har implementerat |
        överensstämmer med
        """
    ),
    issuers=terms("utfärdat av | för och på uppdrag av | på uppdrag av"),
    accredited=terms("ackrediterad av | ackrediterat av"),
    systems=terms("ledningssystem | ledningssystemet | ledningssystem för"),
    fillers=terms("ledningssystemet | hos | vid | för | företaget | organisationen | ledningssystem"),
    until=terms("till | t o m"),
    common=terms("och | att | för | är | av | som | med | enligt | har"),
)
