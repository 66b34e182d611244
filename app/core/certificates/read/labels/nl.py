"""Dutch."""

from __future__ import annotations

from app.core.certificates.read.labels.model import Language, What, months, terms

DUTCH = Language(
    code="nl",
    months=months(
        """
        januari jan | februari feb | maart mrt | april apr | mei | juni jun | juli jul | augustus aug |
        september sept sep | oktober okt | november nov | december dec
        """
    ),
    labels={
        What.NUMBER: terms(
            """
            certificaatnummer | certificaat nummer | certificaat nr | certificaatnr | certificaat no |
            nummer certificaat | nummer | registratienummer | certificatienummer | certificaat registratienummer |
            certificaat id | registratie nr
            """
        ),
        What.OTHER_NUMBER: terms("dossiernummer | referentie | goedkeuringsnummer | kenmerk"),
        What.HOLDER: terms(
            """
            certificaathouder | organisatie | bedrijf | naam organisatie | onderneming | houder | uitgereikt aan |
            verleend aan | toegekend aan | klant | naam van de organisatie | gecertificeerde organisatie |
            bedrijfsnaam | naam | afgegeven aan | gecertificeerd bedrijf
            """
        ),
        What.ADDRESS: terms(
            """
            adres | vestigingsadres | hoofdkantoor | gevestigd te | hoofdvestiging | adres organisatie |
            statutair gevestigd | vestiging
            """
        ),
        What.SCOPE: terms(
            """
            toepassingsgebied | scope | reikwijdte | toepassingsgebied van het certificaat |
            voor het toepassingsgebied | voor de volgende activiteiten | voor het volgende toepassingsgebied |
            werkingssfeer | certificatiegebied | voor de scope | voor de activiteiten | scope van het certificaat |
            scope van certificatie | geldigheidsgebied | voor het werkgebied | toepassingsgebied certificaat |
            voor het gebied | activiteiten | gebied van toepassing | gebied | voor de volgende scope |
            voor de reikwijdte |
            scope van de certificatie | scope van de certificering | toepassingsgebied van de certificatie |
            reikwijdte van de certificatie | toepassingsgebied van de certificering | reikwijdte van het certificaat
            """
        ),
        What.SITES: terms(
            """
            locaties | vestigingen | locatie | overige locaties | gecertificeerde locaties | op de locaties |
            op de volgende locaties | nevenvestigingen | vestigingslocaties | locatie s
            """
        ),
        What.STANDARD: terms(
            """
            norm | normen | volgens | conform | standaard | normdocument | voldoet aan de eisen van |
            aan de eisen van | certificatienorm | de eisen gesteld in | eisen van de norm | volgens de norm |
            de norm | voldoet aan
            """
        ),
        What.FIRST_ISSUED: terms(
            """
            eerste uitgifte | datum eerste uitgifte | eerste certificatie | eerste certificering |
            initiële certificatie | eerste afgifte | datum eerste certificatie | datum eerste afgifte |
            eerste uitgiftedatum | initiële certificering | gecertificeerd sinds | oorspronkelijke goedkeuring |
            oorspronkelijke certificatiedatum | eerste certificatiedatum | initiële certificatiedatum |
            datum eerste certificering | eerste registratie | oorspronkelijke datum | eerste uitgave |
            datum initiële certificatie | originele certificatiedatum
            """
        ),
        What.ISSUED: terms(
            """
            plaats en datum |
            datum uitgifte | uitgiftedatum | datum van uitgifte | afgiftedatum | datum van afgifte |
            datum afgifte | uitgegeven op | uitgegeven | afgegeven op | datum certificaat |
            datum huidige uitgifte | herzien op | hercertificatie | datum besluit | datum heruitgifte |
            huidige uitgifte | herziene datum | datum wijziging | datum van heruitgifte | laatste uitgifte |
            uitgave datum | datum certificatiebesluit | certificatiebesluit | hercertificatiedatum |
            datum van wijziging | vernieuwd op | huidige uitgiftedatum | revisiedatum
            """
        ),
        What.CERTIFIED: terms(
            """
            certificatiedatum | datum | datum van certificatie | certificeringsdatum | registratiedatum |
            datum van registratie
            """
        ),
        What.VALID_FROM: terms(
            """
            geldig vanaf | geldig van | ingangsdatum | geldigheid vanaf | van kracht vanaf | is geldig vanaf |
            ingaande | geldig met ingang van | datum ingang | geldig sinds | startdatum
            """
        ),
        What.VALID_UNTIL: terms(
            """
            geldig tot | geldig tot en met | geldig t m | vervaldatum | geldigheid tot | verloopdatum |
            vervalt op | expiratiedatum | einddatum | geldigheidsdatum | datum vervallen | tot en met |
            afloopdatum | is geldig tot | verloopt op | einde geldigheid | vervaldatum certificaat | expiratie |
            datum geldigheid | dit certificaat is geldig tot
            """
        ),
        What.VALIDITY: terms("geldigheid | geldigheidsduur | geldig | geldigheidsperiode | geldigheidstermijn"),
        What.SURVEILLED: terms(
            """
            laatste opvolgingsaudit | laatste controleaudit | laatste surveillance audit |
            laatste tussentijdse audit | surveillance uitgevoerd op
            """
        ),
        What.BODY: terms(
            """
            certificatie instelling | certificerende instelling | uitgegeven door | afgegeven door |
            gecertificeerd door | certificatieinstelling | certificerende instantie | certificatie instantie
            """
        ),
        What.ACCREDITATION: terms(
            """
            accreditatie | accreditatienummer | geaccrediteerd door | accreditatie nr | accreditatie instelling |
            accreditatie instantie | accreditatienr
            """
        ),
        What.SOA: terms("verklaring van toepasselijkheid | vvt | soa"),
        What.EXCLUDED: terms(
            """
            uitsluitingen | uitgesloten maatregelen | uitsluiting | niet van toepassing zijnde maatregelen
            """
        ),
        What.REVISION: terms(
            """
            revisie | versie | rev | uitgave | uitgifte nr | revisienummer | versienummer | editie
            """
        ),
        What.NOT_NUMBER: terms(
            """
            kvk | kvk nummer | kvk nr | btw | btw nummer | telefoon | tel | fax | klantnummer |
            ondernemingsnummer | rapportnummer | pagina | projectnummer | ordernummer | ea code | rapport nr
            """
        ),
        What.NOT_DATE: terms(
            """
            auditdatum | volgende audit | controleaudit | opvolgingsaudit | afdrukdatum | surveillance audit |
            laatste audit | hercertificatie audit | einde vorige cyclus | datum audit | vervaldatum vorige cyclus |
            volgende controle | heraudit | geprint op
            """
        ),
        What.OTHER: terms(
            """
            land | plaats | handtekening | bijlage | opmerking | directeur | datum en plaats | managing director |
            namens
            """
        ),
    },
    titles=terms(
        """
        certificaat | certificaat van registratie | certificaat van goedkeuring | managementsysteem certificaat |
        conformiteitscertificaat | managementsysteemcertificaat
        """
    ),
    certifies=terms(
        """
        verklaart dat de organisatie | verklaart dat het managementsysteem van | hierbij wordt verklaard dat |
        verklaart hierbij dat | verklaart dat | certificeert dat | hiermee wordt verklaard dat |
        dit is om te certificeren dat | dit certificaat is afgegeven aan | dit certificaat is verleend aan |
        dit certificaat wordt verleend aan | dit certificaat is toegekend aan | bevestigt dat |
        verklaart hiermee dat | hiermede verklaart | dit certificaat verklaart dat | hierbij verklaren wij dat |
        verklaren dat | bevestigt hierbij dat | dit is ter bevestiging dat
        """
    ),
    conforms=terms(
        """
        is beoordeeld | is geaudit | voldoet aan | een managementsysteem | heeft aangetoond |
        heeft geïmplementeerd | beschikt over | een kwaliteitsmanagementsysteem | is goedgekeurd | toepast |
        hanteert | heeft ingevoerd | in overeenstemming | een informatiebeveiligingsmanagementsysteem |
        is gecertificeerd | voor het toepassingsgebied | heeft ingericht | is getoetst | werd beoordeeld |
        conform | in het bezit is van | een managementsysteem voor | onderhoudt
        """
    ),
    issuers=terms(
        """
        uitgegeven door | afgegeven door | gecertificeerd door | beoordeeld door | is beoordeeld door | namens |
        eigendom van | goedgekeurd door | blijft eigendom van | geauditeerd door
        """
    ),
    accredited=terms("geaccrediteerd door de | geaccrediteerd door | accreditatie door"),
    systems=terms("managementsysteem | managementsystemen | management systeem"),
    fillers=terms(
        """
        het | de | een | van | voor | organisatie | bedrijf | managementsysteem | informatiebeveiliging |
        informatiebeveiligings | kwaliteitsmanagementsysteem | kwaliteit | volgende | onderneming |
        informatiebeveiligingsmanagementsysteem | kunstmatige | intelligentie
        """
    ),
    until=terms("tot | tot en met | t/m | en"),
    common=terms("het | de | van | een | en | dat | voor | is | met | door | aan | op"),
)
