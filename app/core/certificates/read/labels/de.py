"""German."""

from __future__ import annotations

from app.core.certificates.read.labels.model import Language, What, months, terms

GERMAN = Language(
    code="de",
    months=months(
        """
        januar jänner jan | februar feber feb | märz maerz mär mrz | april apr | mai | juni jun | juli jul |
        august aug | september sept sep | oktober okt | november nov | dezember dez
        """
    ),
    labels={
        What.NUMBER: terms(
            """
            zertifikat nr | zertifikatsnummer | zertifikatnummer | zertifikats nr | zertifikat nummer |
            zertifikat registrier nr | zertifikats registrier nr | zertifikatsregistriernummer |
            zertifikat registriernummer | registriernummer | registrier nr | registrierungsnummer |
            registrierungs nr | zertifikat reg nr | reg nr | zertifizierungsnummer | zertifikats id |
            zertifikat registrierungs nr | zertifikat registrierungsnummer | zertifikatregister nr |
            nummer des zertifikats | zertifikatskennung | registriernr | zertifikatsnr | zertifikatnr
            """
        ),
        What.OTHER_NUMBER: terms(
            """
            register nr | hauptzertifikat nr | hauptzertifikat registrier nr | urkunden nr | urkundennummer |
            unterzertifikat nr
            """
        ),
        What.HOLDER: terms(
            """
            unternehmen | zertifikatsinhaber | inhaber des zertifikats | zertifikatinhaber | inhaber |
            organisation | firma | name der organisation | name des unternehmens | zertifiziertes unternehmen |
            zertifizierte organisation | kunde | auftraggeber | zertifikatsinhaberin | name und anschrift |
            verliehen an | ausgestellt für | antragsteller
            """
        ),
        What.ADDRESS: terms(
            """
            anschrift | adresse | sitz | firmensitz | hauptsitz | zentrale | firmenanschrift |
            anschrift des unternehmens | standort der zentrale
            """
        ),
        What.SCOPE: terms(
            """
            geltungsbereich | geltungsbereich des zertifikats | geltungsbereich der zertifizierung |
            zertifizierter bereich | anwendungsbereich | scope | für den geltungsbereich |
            für den folgenden geltungsbereich | für folgenden geltungsbereich | für den bereich |
            für die bereiche | tätigkeitsbereich | zertifizierungsbereich | für den anwendungsbereich |
            für die folgenden tätigkeiten | für folgende tätigkeiten | im geltungsbereich |
            der geltungsbereich umfasst | für die geltungsbereiche | für den nachfolgenden geltungsbereich |
            bereich | geltungsbereich und grenzen | im bereich | für den nachstehenden geltungsbereich |
            anwendungsbereich der zertifizierung | anwendungsbereich des zertifikats | scope der zertifizierung |
            geltungsbereich der registrierung | geltungsbereich dieses zertifikats
            """
        ),
        What.SITES: terms(
            """
            standorte | standort | weitere standorte | zertifizierte standorte | mit den standorten |
            an den standorten | am standort | niederlassungen | einbezogene standorte | an folgenden standorten |
            weitere zertifizierte standorte | betriebsstätten
            """
        ),
        What.STANDARD: terms(
            """
            norm | normen | nach | gemäß | gemäss | regelwerk | standard | zertifizierungsgrundlage | grundlage |
            prüfgrundlage | die forderungen der | die anforderungen der norm | normative grundlage |
            forderungen der norm | anforderungen der norm | entsprechend
            """
        ),
        What.FIRST_ISSUED: terms(
            """
            erstzertifizierung | datum der erstzertifizierung | erstmals zertifiziert | erstausstellung |
            datum der erstausstellung | erstmalig zertifiziert | erstmals ausgestellt | erstzertifizierungsdatum |
            zertifiziert seit | erstmalige zertifizierung | erste zertifizierung | erste ausstellung |
            erstzertifizierung am | erstausstellungsdatum | erstmalige ausstellung | erstmals zertifiziert am |
            erstzertifiziert | erstgenehmigung | erstmalige genehmigung
            """
        ),
        What.ISSUED: terms(
            """
            ort datum | ort und datum |
            ausstellungsdatum | ausgestellt am | datum der ausstellung | ausstellung | ausgabedatum | ausgestellt |
            datum der aktuellen ausgabe | datum der rezertifizierung | rezertifizierung am | zuletzt geändert am |
            änderungsdatum | letzte änderung | erneuert am | aktuelle ausgabe | rezertifizierungsdatum |
            datum der zertifizierungsentscheidung | zertifizierungsentscheidung | entscheidungsdatum |
            letzte ausstellung | revisionsdatum | stand vom | aktuelles ausstellungsdatum | zertifikat vom |
            datum der letzten ausstellung
            """
        ),
        What.CERTIFIED: terms(
            """
            datum | zertifizierungsdatum | datum der zertifizierung | zertifiziert am | registrierungsdatum |
            datum der registrierung | erteilt am
            """
        ),
        What.VALID_FROM: terms(
            """
            gültig ab | gültig von | gültig vom | gültigkeit ab | beginn der gültigkeit | gültigkeitsbeginn |
            gültigkeit vom | gültigkeit von | in kraft ab | ist gültig ab | ist gültig vom | wirksam ab | gilt ab |
            gültig seit | laufzeitbeginn
            """
        ),
        What.VALID_UNTIL: terms(
            """
            gültig bis | gültigkeit bis | ablaufdatum | ende der gültigkeit | gültigkeitsende | gilt bis |
            ist gültig bis | läuft ab am | gültig bis zum | ablauf | ablauf der gültigkeit |
            dieses zertifikat ist gültig bis | gültigkeitsdatum | bis | zertifikat gültig bis | laufzeitende |
            ist bis zum | gültig bis einschließlich
            """
        ),
        What.VALIDITY: terms(
            """
            gültigkeit | gültigkeitsdauer | gültigkeitszeitraum | laufzeit | geltungsdauer | gültig |
            zertifizierungszeitraum | zertifizierungszyklus
            """
        ),
        What.SURVEILLED: terms(
            """
            letztes überwachungsaudit | überwachungsaudit durchgeführt am | letzte überwachung |
            überwachung durchgeführt am | überwachungsaudit erfolgt am | letztes überwachungsaudit am
            """
        ),
        What.BODY: terms(
            """
            zertifizierungsstelle | zertifizierer | ausgestellt durch | ausstellende stelle | zertifiziert durch |
            name der zertifizierungsstelle | ausgestellt von | zertifizierungsgesellschaft |
            die zertifizierungsstelle
            """
        ),
        What.ACCREDITATION: terms(
            """
            akkreditierung | akkreditierungsstelle | akkreditiert durch | akkreditierungsnummer |
            akkreditierungs nr | akkreditierungsurkunde | akkreditierung nr | akkreditiert von
            """
        ),
        What.SOA: terms(
            """
            erklärung zur anwendbarkeit | anwendbarkeitserklärung | soa | erklärung der anwendbarkeit |
            erklärung zur anwendbarkeit soa
            """
        ),
        What.EXCLUDED: terms(
            """
            ausschlüsse | ausgeschlossene maßnahmen | ausgeschlossene controls | nicht anwendbare maßnahmen |
            ausschluss | nicht anwendbare controls
            """
        ),
        What.REVISION: terms(
            """
            revision | rev | version | ausgabe | revisionsnummer | revisions nr | ausgabe nr | revisionsstand |
            version nr
            """
        ),
        What.NOT_NUMBER: terms(
            """
            auftragsnummer | auftrags nr | kundennummer | kunden nr | auditbericht nr | berichtsnummer |
            bericht nr | prüfbericht nr | ust id nr | ust idnr | steuernummer | hrb | handelsregister | telefon |
            tel | fax | ea code | scope nr | branche | seite | vertrags nr | vertragsnummer | amtsgericht |
            branchencode | auditbericht
            """
        ),
        What.NOT_DATE: terms(
            """
            auditdatum | datum des audits | audit am | nächstes überwachungsaudit | nächste überwachung |
            überwachungsaudit | überwachungsaudit bis | rezertifizierungsaudit | druckdatum | gedruckt am |
            formular | letztes audit | nächstes audit | 1 überwachungsaudit | 2 überwachungsaudit |
            überwachung bis | überwachungsaudit fällig | ablauf des letzten zertifizierungszyklus |
            gültigkeit letzter zyklus bis | auditende | letzter audittag | rezertifizierung fällig |
            zertifizierungsaudit | ende des letzten zyklus | stand
            """
        ),
        What.OTHER: terms(
            """
            land | ort | unterschrift | hinweis | bemerkung | anlage | anhang | leiter der zertifizierungsstelle |
            ort datum | name | leitender auditor | geschäftsführer | geschäftsführung
            """
        ),
    },
    titles=terms(
        """
        zertifikat | zertifikat nr | urkunde | zertifizierungsurkunde | bescheinigung | konformitätszertifikat
        """
    ),
    certifies=terms(
        """
        bescheinigt dass das unternehmen | bescheinigt hiermit dass das unternehmen |
        bescheinigt dass die organisation | bescheinigt hiermit dass | bescheinigt dass | bestätigt dass |
        bestätigt hiermit dass | bescheinigt hiermit | hiermit wird bescheinigt dass |
        hiermit wird bestätigt dass | wird bescheinigt dass | zertifiziert dass | zertifiziert hiermit |
        hiermit bescheinigen wir dass | hiermit bestätigen wir dass | es wird bescheinigt dass |
        dieses zertifikat wird verliehen an | dieses zertifikat bestätigt dass | wird das zertifikat erteilt |
        erteilt hiermit | hiermit wird zertifiziert dass | bescheinigt | wird hiermit bescheinigt dass |
        es wird hiermit bescheinigt dass | es wird bestätigt dass | dieses zertifikat bescheinigt dass |
        diese urkunde bestätigt dass | wird hiermit bestätigt dass | für das unternehmen |
        verleiht dem unternehmen | der firma | dem unternehmen
        """
    ),
    conforms=terms(
        """
        ein managementsystem | eingeführt hat und anwendet | für den geltungsbereich |
        ein qualitätsmanagementsystem | ein informationssicherheitsmanagementsystem | eingeführt hat |
        die anforderungen | erfüllt | die forderungen | anwendet | betreibt | unterhält | für folgenden |
        für den folgenden | mit den standorten | ein umweltmanagementsystem | über ein | wurde auditiert |
        wurde geprüft | nachgewiesen | den nachweis | ein isms | im geltungsbereich | ein ki managementsystem |
        für den bereich | entsprechend der norm | ein system | gemäß | in übereinstimmung | auf der grundlage |
        ein integriertes managementsystem | einführte | implementiert hat | ein management system |
        das managementsystem
        """
    ),
    issuers=terms(
        """
        die zertifizierungsstelle der | zertifizierungsstelle der | die zertifizierungsstelle des |
        die zertifizierungsstelle | zertifizierungsstelle | durch ein audit der | wurde durch die |
        durch die zertifizierungsstelle der | ausgestellt durch | ausgestellt von |
        für die zertifizierungsstelle der | im auftrag der | eigentum der | zertifiziert durch | für die |
        zertifiziert durch die
        """
    ),
    accredited=terms(
        """
        akkreditiert durch die | akkreditiert durch | akkreditiert von der | akkreditiert von | akkreditiert nach |
        durch die | akkreditierung durch
        """
    ),
    systems=terms("managementsystem | management system | managementsysteme | managementsystems"),
    fillers=terms(
        """
        das | die | der | den | dem | des | ein | eine | unternehmen | organisation | firma | managementsystem |
        managementsystems | qualitätsmanagementsystem | informationssicherheitsmanagementsystem |
        informationssicherheits | umweltmanagementsystem | für | folgende | nachstehende | genannte | hiermit |
        dass | firmen | gesellschaft | im | bereich | ki | künstliche | intelligenz
        """
    ),
    until=terms("bis | bis zum | und"),
    common=terms("der | die | das | und | des | dass | nach | für | durch | mit | wird | hat | dem"),
)
