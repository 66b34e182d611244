"""Italian."""

from __future__ import annotations

from app.core.certificates.read.labels.model import Language, What, months, terms

ITALIAN = Language(
    code="it",
    months=months(
        """
        gennaio genn gen | febbraio febbr feb | marzo mar | aprile apr | maggio mag | giugno giu | luglio
        lug | agosto ago | settembre sett set | ottobre ott | novembre nov | dicembre dic
        """
    ),
    labels={
        What.NUMBER: terms(
            """
            certificato n | certificato no | certificato nr | certificato numero | numero di certificato |
            numero certificato | n certificato | numero del certificato | n di certificato |
            certificato di registrazione n | numero di registrazione | certificato n° | codice certificato |
            attestato n | n registrazione | numero registrazione | registrazione n | certificazione n |
            certificato di conformità n
            """
        ),
        What.OTHER_NUMBER: terms(
            """
            numero di approvazione | riferimento | numero pratica | registro n | codice identificativo
            """
        ),
        What.HOLDER: terms(
            """
            organizzazione | azienda | titolare | intestatario | intestato a | ragione sociale |
            nome dell organizzazione | società | impresa | rilasciato a | cliente | azienda certificata |
            organizzazione certificata | ditta | titolare del certificato | denominazione |
            rilasciato all organizzazione | conferito a
            """
        ),
        What.ADDRESS: terms(
            """
            indirizzo | sede legale | sede | sede principale | sede centrale | unità operativa |
            nell unità operativa di | sede legale e operativa | sede operativa | con sede in |
            nell unità operativa | sede amministrativa
            """
        ),
        What.SCOPE: terms(
            """
            campo di applicazione | campo applicativo | scopo | scopo della certificazione |
            scopo di certificazione | oggetto della certificazione | per le seguenti attività |
            per i seguenti processi attività | per i seguenti prodotti servizi | settore di attività |
            campo di applicazione del certificato | per il seguente campo di applicazione | attività |
            per la seguente attività | oggetto | per le attività | per i seguenti prodotti processi servizi |
            ambito | ambito di applicazione | campo di attività | perimetro | per il seguente campo applicativo |
            applicabile a | relativo a | concernente | per le seguenti tipologie di prodotti processi servizi |
            scopo del certificato |
            per i seguenti campi di attività | per i seguenti settori di attività | scopo della registrazione |
            ambito della certificazione | campo di applicazione della certificazione
            """
        ),
        What.SITES: terms(
            """
            siti | sito | unità operative | sedi | sedi operative | siti certificati | altre sedi | elenco siti |
            nelle seguenti sedi | nei seguenti siti | elenco dei siti
            """
        ),
        What.STANDARD: terms(
            """
            norma | norme | norma di riferimento | conforme alla norma | ai requisiti della norma |
            secondo la norma | in conformità alla norma | standard | è conforme ai requisiti della norma |
            conforme ai requisiti della normativa | standard di riferimento | requisiti della norma |
            è conforme alla norma | normativa di riferimento
            """
        ),
        What.FIRST_ISSUED: terms(
            """
            prima emissione | data prima emissione | data di prima emissione | data della prima emissione |
            prima certificazione | data di prima certificazione | certificazione iniziale | emissione iniziale |
            data certificazione originale | data di certificazione iniziale | data prima certificazione |
            certificato dal | approvazione originale | data di approvazione originale | data emissione iniziale |
            data di certificazione originale | prima approvazione | data inizio certificazione |
            data originale di emissione
            """
        ),
        What.ISSUED: terms(
            """
            luogo e data |
            data di emissione | data emissione | emesso il | emissione corrente | data emissione corrente |
            data di emissione corrente | rilasciato il | data di rilascio | data rilascio | ultima emissione |
            data di rinnovo | rinnovo | data ultima emissione | data di modifica | data ultima modifica |
            data di aggiornamento | data di revisione | data di ricertificazione | emissione attuale |
            data di decisione | data decisione | data del rinnovo | data di ultima emissione |
            data di ultima modifica | revisione del | data di delibera | data delibera | data modifica |
            data rinnovo | data revisione | modifica | data ultimo aggiornamento
            """
        ),
        What.CERTIFIED: terms(
            """
            data di certificazione | data certificazione | data di registrazione | data | data di approvazione
            """
        ),
        What.VALID_FROM: terms(
            """
            valido dal | valido dalla | validità dal | data di decorrenza | decorrenza | in vigore dal |
            data inizio validità | inizio validità | data di inizio validità | valido a partire dal |
            data di entrata in vigore | data inizio ciclo
            """
        ),
        What.VALID_UNTIL: terms(
            """
            valido fino al | valido al | data di scadenza | data scadenza | scadenza | scade il | valido sino al |
            validità fino al | fino al | data di fine validità | validità al | fine validità |
            data termine validità | scadenza certificato | data fine validità | scadenza ciclo |
            data scadenza certificato | data di termine validità | valido fino a
            """
        ),
        What.VALIDITY: terms(
            """
            validità | periodo di validità | validità del certificato | ciclo di certificazione
            """
        ),
        What.SURVEILLED: terms(
            """
            ultima sorveglianza | ultima verifica di sorveglianza | ultimo audit di sorveglianza |
            sorveglianza effettuata il | data ultima sorveglianza
            """
        ),
        What.BODY: terms(
            """
            organismo di certificazione | ente di certificazione | rilasciato da | emesso da | certificato da |
            organismo certificatore | ente certificatore
            """
        ),
        What.ACCREDITATION: terms(
            """
            accreditamento | ente di accreditamento | accreditato da | numero di accreditamento |
            accreditamento n | certificato di accreditamento | accreditamento numero |
            organismo di accreditamento
            """
        ),
        What.SOA: terms("dichiarazione di applicabilità | dda | soa | statement of applicability"),
        What.EXCLUDED: terms("esclusioni | controlli esclusi | controlli non applicabili"),
        What.REVISION: terms("revisione | rev | versione | revisione n | edizione | emissione n"),
        What.NOT_NUMBER: terms(
            """
            partita iva | p iva | codice fiscale | telefono | tel | fax | settore ea | settori ea | settore iaf |
            ea | iaf | pagina | rapporto n | c f | codice cliente | codice nace | rea | n rea | contratto n
            """
        ),
        What.NOT_DATE: terms(
            """
            data audit | data dell audit | prossima sorveglianza | prossimo audit | sorveglianza |
            verifica di sorveglianza | data di stampa | ultimo audit | audit di rinnovo |
            scadenza ciclo precedente | data scadenza ciclo precedente | prima sorveglianza |
            seconda sorveglianza | scadenza precedente | prossima verifica | sorveglianza entro il |
            data scadenza precedente | audit di sorveglianza
            """
        ),
        What.OTHER: terms(
            """
            paese | firma | nome | nota | note | allegato | direttore | presidente | luogo | settore |
            direttore generale | amministratore delegato
            """
        ),
    },
    titles=terms(
        """
        certificato | certificazione | certificato di conformità | certificato di registrazione |
        certificato di approvazione | attestato | certificato di sistema di gestione |
        certificato del sistema di gestione | certificato di sistema di gestione qualità
        """
    ),
    certifies=terms(
        """
        si certifica che il sistema di gestione dell organizzazione | si certifica che il sistema di gestione di |
        si certifica che l organizzazione | si certifica che | certifica che il sistema di gestione di |
        certifica che il sistema di gestione dell organizzazione | certifica che l organizzazione | certifica che |
        si attesta che | attesta che | si dichiara che | certifichiamo che | dichiara che |
        con la presente si certifica che | questo certificato è rilasciato a |
        il presente certificato è rilasciato a | ha rilasciato il presente certificato a | conferma che
        """
    ),
    conforms=terms(
        """
        è stato verificato | è stato valutato | è conforme | è risultato conforme | ha attuato | applica un |
        ha implementato | ha istituito | soddisfa i requisiti | opera con | è stata valutata | è stato approvato |
        adotta un | ed è risultato conforme | risulta conforme | ha stabilito | mantiene un |
        nell unità operativa | per le seguenti | dispone di un | è stata verificata | per il seguente | ha un |
        ha dimostrato | conforme alla | il sistema di gestione | sono conformi | è stato certificato |
        attua e mantiene | che opera | secondo la norma
        """
    ),
    issuers=terms(
        """
        rilasciato da | emesso da | certificato da | valutato da | verificato da | approvato da | per conto di |
        proprietà di | contattare | è di proprietà di | rimane di proprietà di
        """
    ),
    accredited=terms("accreditato da | accreditata da | accreditamento da | accreditamento rilasciato da"),
    systems=terms("sistema di gestione | sistemi di gestione"),
    fillers=terms(
        """
        il | la | lo | l | i | gli | le | di | del | della | dell | un | una | organizzazione | azienda | società |
        sistema | gestione | per | qualità | sicurezza | delle | informazioni | impresa | ditta | seguente |
        intelligenza | artificiale | ambientale
        """
    ),
    until=terms("al | fino al | a | e"),
    common=terms("il | la | di | del | della | che | per | con | è | dell | le | gli | sono"),
)
