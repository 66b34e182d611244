"""Polish."""

from __future__ import annotations

from app.core.certificates.read.labels.model import Language, What, months, terms

POLISH = Language(
    code="pl",
    months=months(
        """
        stycznia styczeń sty | lutego luty lut | marca marzec mar | kwietnia kwiecień kwi | maja maj |
        czerwca czerwiec cze | lipca lipiec lip | sierpnia sierpień sie | września wrzesień wrz |
        października październik paź | listopada listopad lis | grudnia grudzień gru
        """
    ),
    labels={
        What.NUMBER: terms(
            """
            certyfikat nr | numer certyfikatu | nr certyfikatu | numer rejestracyjny | nr rejestracyjny |
            nr rejestracyjny certyfikatu
            """
        ),
        What.HOLDER: terms(
            """
            organizacja | firma | nazwa firmy | nazwa organizacji | posiadacz certyfikatu | przedsiębiorstwo |
            wydany dla
            """
        ),
        What.ADDRESS: terms("adres | siedziba | z siedzibą"),
        What.SCOPE: terms(
            """
            zakres | zakres certyfikacji | zakres certyfikatu | w zakresie | obszar zastosowania |
            zakres działalności | zakres stosowania
            """
        ),
        What.SITES: terms("lokalizacje | oddziały | lokalizacja"),
        What.STANDARD: terms(
            """
            norma | zgodnie z normą | wymagania normy | według normy | z wymaganiami normy | spełnia wymagania
            """
        ),
        What.FIRST_ISSUED: terms(
            """
            data pierwszej certyfikacji | pierwsza certyfikacja | data pierwszego wydania |
            certyfikacja początkowa | data certyfikacji początkowej
            """
        ),
        What.ISSUED: terms(
            """
            data wydania | wydano | wydano dnia | data wystawienia | wydany dnia | data odnowienia | data decyzji |
            data ponownej certyfikacji
            """
        ),
        What.CERTIFIED: terms("data certyfikacji | data | data rejestracji"),
        What.VALID_FROM: terms("ważny od | ważność od | data rozpoczęcia ważności | obowiązuje od"),
        What.VALID_UNTIL: terms(
            """
            ważny do | data ważności | ważność do | termin ważności | data wygaśnięcia | certyfikat ważny do |
            obowiązuje do
            """
        ),
        What.BODY: terms("jednostka certyfikująca | wydany przez | wydane przez"),
        What.ACCREDITATION: terms(
            """
            jednostka akredytująca | akredytacja udzielona przez | akredytacja | nr akredytacji |
            akredytowana przez | akredytacja nr
            """
        ),
        What.SOA: terms("deklaracja stosowania"),
        What.NOT_NUMBER: terms("nip | regon | krs | tel | strona"),
        What.NOT_DATE: terms("data auditu | data audytu | audit nadzoru"),
    },
    titles=terms("certyfikat | świadectwo | certyfikat zgodności"),
    certifies=terms(
        """
        zaświadcza że | niniejszym zaświadcza się że | potwierdza że | poświadcza że | zaświadcza się że |
        certyfikuje że | niniejszy certyfikat potwierdza że | stwierdza że | niniejszym poświadcza się że
        """
    ),
    conforms=terms(
        """
        wdrożyła | wdrożył | stosuje system | spełnia wymagania | ustanowiła | posiada | stosuje | jest zgodny |
        został oceniony | utrzymuje
        """
    ),
    issuers=terms("wydany przez | w imieniu | jednostka certyfikująca"),
    accredited=terms("akredytowana przez | akredytowany przez"),
    systems=terms("system zarządzania | systemu zarządzania"),
    fillers=terms("organizacja | firma | przedsiębiorstwo | system | zarządzania"),
    until=terms("do"),
    common=terms("i | w | na | do | że | oraz | jest | przez | dla"),
)
