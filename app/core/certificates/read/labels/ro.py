"""Romanian."""

from __future__ import annotations

from app.core.certificates.read.labels.model import Language, What, months, terms

ROMANIAN = Language(
    code="ro",
    months=months(
        """
        ianuarie ian | februarie feb | martie mar | aprilie apr | mai | iunie iun | iulie iul | august aug |
        septembrie sept sep | octombrie oct | noiembrie noi nov | decembrie dec
        """
    ),
    labels={
        What.NUMBER: terms(
            """
            certificat nr | certificatul nr | număr certificat | nr certificat | numărul certificatului |
            certificat numărul | nr de înregistrare | număr de înregistrare | nr certificatului |
            certificat număr
            """
        ),
        What.OTHER_NUMBER: terms("dosar nr | referință"),
        What.HOLDER: terms(
            """
            organizația | societatea | compania | titular | deținător | firma | denumirea organizației |
            operatorul economic | acordat | titularul certificatului | organizație | emis pentru |
            eliberat pentru | client | acordat organizației
            """
        ),
        What.ADDRESS: terms(
            """
            adresa | sediul | sediul social | sediu social | cu sediul în | sediu | punct de lucru
            """
        ),
        What.SCOPE: terms(
            """
            domeniul de certificare | domeniul | domeniu de certificare | pentru domeniul | domeniul certificat |
            pentru următoarele activități | pentru activitățile | domeniul de aplicare | activități |
            domeniu de aplicare | pentru domeniul de activitate | domeniul de activitate |
            pentru următoarele domenii | pentru | domenii de activitate | în domeniul | domeniul certificării |
            obiectul certificării
            """
        ),
        What.SITES: terms("puncte de lucru | locații | sedii | amplasamente | puncte de lucru certificate"),
        What.STANDARD: terms(
            """
            standard | standardul | conform standardului | în conformitate cu | conform cu | conform |
            cerințele standardului | cerințelor standardului | standardul de referință | conform cerințelor
            """
        ),
        What.FIRST_ISSUED: terms(
            """
            data certificării inițiale | certificare inițială | data primei certificări | prima emitere |
            data inițială | data emiterii inițiale | data primei emiteri | data acordării inițiale |
            certificat inițial | data inițială a certificării | certificat din | data certificării initiale |
            emis inițial | prima certificare
            """
        ),
        What.ISSUED: terms(
            """
            locul și data |
            data emiterii | data eliberării | emis la data de | eliberat la | emis la | data recertificării |
            data ultimei actualizări | data reînnoirii | data | data acordării | data deciziei |
            data ultimei emiteri | data prelungirii | actualizat la | data reemiterii | data revizuirii |
            data actualizării | data prezentei emiteri | data emiterii certificatului | reînnoit la
            """
        ),
        What.CERTIFIED: terms("data certificării | data înregistrării | certificat la data"),
        What.VALID_FROM: terms(
            """
            valabil de la | valabil din | valabil începând cu | valabilitate de la | data intrării în vigoare |
            valabil de la data de
            """
        ),
        What.VALID_UNTIL: terms(
            """
            valabil până la | valabil până la data de | data expirării | expiră la | valabilitate până la |
            data de expirare | data valabilității | până la data de | valabil pina la | termen de valabilitate |
            valabilitate
            """
        ),
        What.VALIDITY: terms("perioada de valabilitate | valabil | valabilitatea certificatului"),
        What.SURVEILLED: terms("ultimul audit de supraveghere | ultima supraveghere"),
        What.BODY: terms("organism de certificare | organismul de certificare | emis de | eliberat de"),
        What.ACCREDITATION: terms(
            """
            acreditare | acreditat de | certificat de acreditare | certificat de acreditare nr | acreditare nr |
            organism de acreditare
            """
        ),
        What.SOA: terms("declarația de aplicabilitate | soa | declarație de aplicabilitate"),
        What.EXCLUDED: terms("excluderi | controale excluse"),
        What.REVISION: terms("revizia | rev | revizie | versiunea | ediția"),
        What.NOT_NUMBER: terms(
            """
            cui | cif | telefon | tel | fax | nr reg com | cod caen | pagina | contract nr | reg com | raport nr
            """
        ),
        What.NOT_DATE: terms(
            """
            data auditului | supraveghere | audit de supraveghere | următorul audit | supravegherea 1 |
            supravegherea 2 | viza | audit de recertificare | data tipăririi
            """
        ),
        What.OTHER: terms(
            """
            țara | semnătura | notă | anexa | director general | director | președinte | director executiv
            """
        ),
    },
    titles=terms("certificat | certificat de conformitate | certificat de înregistrare | certificatul"),
    certifies=terms(
        """
        certifică organizația | certifică societatea | certifică |
        certifică faptul că | certifică prin prezenta că | certifică prin prezentul că | certifică că |
        se certifică faptul că | se certifică că | prin prezentul certificat se atestă că | atestă că |
        atestă faptul că | confirmă faptul că | confirmă că | certifică sistemul de management al |
        certifică prin prezenta că organizația | prin prezentul se certifică faptul că |
        acordă prezentul certificat
        """
    ),
    conforms=terms(
        """
        a implementat | a fost evaluat | a fost auditat | este conform | menține un | aplică un |
        îndeplinește cerințele | are implementat | a fost evaluată | satisface | și menține | în conformitate cu |
        a stabilit | care respectă | respectă | a fost certificat | a fost auditată | a demonstrat | conform |
        este în conformitate | a implementat și menține | a introdus
        """
    ),
    issuers=terms(
        """
        emis de | eliberat de | certificat de către | evaluat de | auditat de | în numele | proprietatea |
        de către
        """
    ),
    accredited=terms("acreditat de | acreditat de către | acreditare de la | organism acreditat de"),
    systems=terms(
        """
        sistem de management | sistemul de management | sisteme de management | sistemului de management
        """
    ),
    fillers=terms(
        """
        organizația | organizaţia | societatea | compania | sistemul | de | management | al | a | calității |
        securității | informației | firma | cu | sediul
        """
    ),
    until=terms("până la | la | și"),
    common=terms("și | şi | de | la | cu | pentru | este | din | prin | al | în"),
)
