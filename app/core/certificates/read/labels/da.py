"""Danish."""

from __future__ import annotations

from app.core.certificates.read.labels.model import Language, What, months, terms

DANISH = Language(
    code="da",
    months=months(
        """
        januar jan | februar feb | marts mar | april apr | maj | juni jun | juli jul | august aug |
        september sep | oktober okt | november nov | december dec
        """
    ),
    labels={
        What.NUMBER: terms(
            """
            certifikat nr | certifikatnummer | certifikat nummer | certifikat no | sertifikat nr |
            sertifikatnummer
            """
        ),
        What.HOLDER: terms(
            """
            virksomhed | organisation | certifikatindehaver | virksomhedens navn | selskab | bedrift | kunde
            """
        ),
        What.ADDRESS: terms("adresse | hovedkontor"),
        What.SCOPE: terms(
            """
            anvendelsesområde | gyldighedsområde | certifikatets omfang | omfang | certificeringens omfang |
            gælder for | certificeringsområde | sertifikatets omfang | gyldighetsområde
            """
        ),
        What.SITES: terms("lokationer | afdelinger"),
        What.STANDARD: terms("standard | i henhold til | opfylder kravene i | oppfyller kravene i"),
        What.FIRST_ISSUED: terms(
            """
            første certificering | først udstedt | første udstedelse | første certificeringsdato |
            oprindelig udstedt | initial certificering | førstegangssertifisering
            """
        ),
        What.ISSUED: terms(
            """
            udstedt | udstedelsesdato | dato for udstedelse | udstedt den | recertificering | utstedt |
            utstedelsesdato
            """
        ),
        What.CERTIFIED: terms("certificeringsdato | dato"),
        What.VALID_FROM: terms("gyldig fra | gyldigt fra | gælder fra"),
        What.VALID_UNTIL: terms(
            """
            gyldig til | gyldigt til | udløbsdato | udløber | gælder til | gyldig til og med | utløpsdato
            """
        ),
        What.VALIDITY: terms("gyldighed | gyldighedsperiode | gyldighet"),
        What.BODY: terms("certificeringsorgan | udstedt af | sertifiseringsorgan"),
        What.ACCREDITATION: terms("akkrediteringsorgan | akkreditering | akkrediteringsnummer | akkrediteret af"),
        What.NOT_NUMBER: terms("cvr | cvr nr | tlf | side"),
        What.NOT_DATE: terms("auditdato | næste audit"),
    },
    titles=terms("certifikat | ledelsessystemcertifikat | sertifikat"),
    certifies=terms(
        """
        det bekræftes hermed at | bekræfter hermed at | bekræfter at | certificerer at |
        det certificeres hermed at | erklærer at | herved bekræftes at | attesterer at |
        dette er for at bekrefte at | bekrefter at
        """
    ),
    conforms=terms(
        """
        har et ledelsessystem | opfylder kravene | har implementeret | er blevet auditeret | anvender |
        har etableret | er blevet vurderet
        """
    ),
    issuers=terms("udstedt af | på vegne af"),
    accredited=terms("akkrediteret af"),
    systems=terms("ledelsessystem | ledelsessystemet | styringssystem | ledelsessystem for"),
    fillers=terms("ledelsessystemet | virksomheden | hos | for | organisationen | ledelsessystem"),
    until=terms("til"),
    common=terms("og | at | for | er | af | som | med | det | har"),
)
