"""English."""

from __future__ import annotations

from app.core.certificates.read.labels.model import Language, What, months, terms

ENGLISH = Language(
    code="en",
    months=months(
        """
        january jan | february feb | march mar | april apr | may | june jun | july jul | august aug |
        september sept sep | october oct | november nov | december dec
        """
    ),
    labels={
        What.NUMBER: terms(
            """
            certificate number | certificate no | certificate nr | certificate # |
            certificate registration number | certificate registration no | certificate identity number |
            certificate identification number | certificate id | certificate ref | certificate reference |
            certificate reference number | certification number | certification no | certification id | cert no |
            cert number | cert # | registration number | registration no | registration certificate number |
            registration certificate no | certificate of registration no | certificate of registration number |
            certificate code | certificate serial number | unique certificate number | this certificate number |
            holds certificate no | holds certificate number | certificate registr no |
            certificate registration nr | unique identification code | certification registration number |
            certification registration no | certificate of approval no | certificate of conformity no
            """
        ),
        What.OTHER_NUMBER: terms(
            """
            approval number | approval numbers | approval no | registration ref | file number | file no |
            registry number | main certificate number | main certificate no | master certificate no | unique id |
            identification number | registry no | register number | register no
            """
        ),
        What.HOLDER: terms(
            """
            company | company name | name of company | name of the company | name of organization |
            name of organisation | name of the organization | name of the organisation | organization |
            organisation | organization name | organisation name | certificate holder | holder of certificate |
            holder of the certificate | holder | certified organization | certified organisation |
            certified company | certified client | client | client name | name of client | customer name |
            registered organization | registered organisation | awarded to | is awarded to | presented to |
            granted to | issued to | legal entity | registrant | name and address of the organization |
            name and address of the organisation | name and address | registered firm
            """
        ),
        What.ADDRESS: terms(
            """
            address | registered address | registered office | head office | headquarters | main site |
            central office | address of the organization | address of the organisation | organization address |
            organisation address | company address | location | central function | principal office |
            registered office address | corporate office | main location | certificate holder address |
            legal address
            """
        ),
        What.SCOPE: terms(
            """
            the scope of certification covers | the scope of the certificate covers | the scope covers |
            the scope includes |
            the scope of the certification includes | the scope of certification includes |
            scope of certification includes | scope includes |
            scope | scope of certification | scope of certificate | scope of the certificate |
            scope of registration | scope of activities | scope of activity | scope of approval | scope of supply |
            certification scope | certified scope | scope statement | scope of the certification |
            scope of the management system | for the following scope | for the following scope of activities |
            for the following scope of certification | for the scope of | with the following scope |
            for the following activities | following activities | for the following products or services |
            for the following products and services | for the following range of activities | for the scope |
            covering the following activities | this certificate is valid for the following scope |
            the scope of this approval is applicable to |
            the scope of the certification covers the following activities | this registration is applicable to |
            which covers the following scope | applicable to | this certificate covers | the certification covers |
            this certificate covers the following activities | the scope of this certificate |
            the scope of certification is | field of application | range of application | in the field of |
            field of activity | for the field of | for the following field of activities |
            this approval is subject to the scope | within the scope of | design and or manufacture of |
            scope description | certification covers | applied to the following activities | with scope |
            the scope of | the following scope | scope and boundaries | activities | scope of isms |
            scope of aims |
            for the following fields of activities | for the following field s of activities |
            for the following field s of activity | in the following fields of activity |
            scope of the registration | scope of the approval | scope of this certificate
            """
        ),
        What.SITES: terms(
            """
            additional sites | additional sites within the scope | sites | site | certified sites |
            certified locations | locations | other sites | site addresses | additional locations |
            included sites | list of sites | site name | further sites | applicable locations |
            the following sites | covered sites | at the following location | at the following locations |
            at the following sites | additional facilities | facilities | audited sites | locations covered |
            sites covered | on the following locations | on the following location | sites included
            """
        ),
        What.STANDARD: terms(
            """
            standard | standards | norm | in accordance with | according to | normative document |
            reference standard | management system standard | certification standard | certified standard |
            standard reference | requirements of the standard | requirements of | applicable standard |
            normative reference | criteria | assessment criteria | the management system standard | conforming to |
            audit criteria | certification criteria
            """
        ),
        What.FIRST_ISSUED: terms(
            """
            first issued | first issue | first issue date | first issuance | first issuance date |
            date of first issue | date of first issuance | first certified on | first certification |
            first certification date | date of first certification | initial certification |
            initial certification date | date of initial certification | initial issue | initial issue date |
            initial date of issue | initial date | initial approval | initial approval date |
            initial registration | initial registration date | initial date of registration |
            date of initial registration | date of initial reg | date of initial approval | date of initial issue |
            original certificate date | original issue date | original certification date | original date |
            original approval | original approvals | original registration date | original registration |
            originally registered | originally certified | originally issued | date originally registered |
            original cycle start date | certified since | registered since | certified from | client since |
            date of original registration | date of original issue | date of original approval |
            first registration date | first registered | date of first registration | first date of issue |
            first approval | first approval date | certificate first issued | certified organization since |
            original effective date | initial effective date | initial certification audit decision |
            issued first | certification since | date first certified | first granted | initially certified |
            initially issued | date of the first issue | date of first approval | original certification |
            initial certificate date | first certificate issue date | original date of issue | original issue |
            original start date | first effective date | valid since
            """
        ),
        What.ISSUED: terms(
            """
            reissuing date | re issuing date |
            place and date |
            date of issue | issue date | issued on | issued | date issued | issuing date | date of issuance |
            issuance date | current issue date | current issue | latest issue | latest issue date | last issue |
            last issue date | issue dated | current date of issue | certificate issue date | date of certificate |
            certificate date | issued date | reissued | reissue date | reissued on | date of reissue |
            certificate issued | certificate issued on | date of current issue | last issued | this issue |
            latest revision | latest revision date | date of last issue | date of this issue |
            recertification date | date of recertification | re certification date | renewal date |
            date of renewal | last modified on | certificate dated | re issue date | date of latest issue |
            issue date of certificate | date of re issue | recertified on | certificate issuance date |
            certificate decision date | decision date | date of certification decision |
            certification decision date | date of decision | revision date | date of revision |
            certificate revision date | modification date | last update | latest update | revised on |
            current certification date | current approval | recertification | date of change | last revision date |
            amended on | signed on | date of approval
            """
        ),
        What.CERTIFIED: terms(
            """
            certification date | date of certification | registration date | date of registration | approval date |
            certified on | registered on | granted on | date of grant | date granted | awarded on | date of award |
            date
            """
        ),
        What.VALID_FROM: terms(
            """
            valid from | effective date | effective from | effective | validity from | date of validity from |
            valid as of | certification effective date | certificate effective date | start date |
            certification cycle start | current cycle start date | is valid from | certificate valid from |
            start of validity | cycle start date | starting date | certificate start date | validity start date |
            validity start | certification start date | with effect from | start of cycle
            """
        ),
        What.VALID_UNTIL: terms(
            """
            this certificate expires on | certificate expires on | expires at |
            valid until | valid till | valid to | valid thru | valid through | expiry date | expiry | expires |
            expires on | expiration | expiration date | date of expiry | date of expiration | certificate expiry |
            certificate expiry date | certificate expiration date | validity date | validity until | validity to |
            validity end | end of validity | is valid until | remains valid until | remain valid until |
            certificate valid until | certificate expires | end date | certification expiry date | expiring on |
            certification expiration date | valid up to | validity expires | validity end date |
            recertification due date | recertification due | re certification due | due date of recertification |
            certification end date | certificate is valid until | valid date until | expires date |
            current cycle end date | cycle end date | certificate validity date | expire date | date of validity |
            expiry of certificate | subject to satisfactory surveillance audits until | certification cycle end |
            until | certificate end date | renewal due | renewal due date
            """
        ),
        What.VALIDITY: terms(
            """
            validity | validity period | period of validity | certificate validity | validity of certificate |
            valid | certification period | certification cycle | certificate period | validity of the certificate |
            current certification cycle
            """
        ),
        What.SURVEILLED: terms(
            """
            surveillance performed on | surveillance carried out on | last surveillance audit | last surveillance |
            last surveillance date | latest surveillance audit | surveillance audit completed |
            surveillance done on | surveillance audit performed on | surveillance audit conducted on |
            date of last surveillance audit | date of last surveillance | surveillance completed on |
            surveillance audit done on | surveillance date performed | most recent surveillance audit |
            last surveillance audit date | surveillance conducted on | surveillance audit passed on
            """
        ),
        What.BODY: terms(
            """
            accredited body | certification body | certifying body | issued by | certified by |
            certificate issued by | registrar |
            name of certification body | issuing body | issuing office | certification body name |
            issuing authority | name of the certification body | conformity assessment body |
            issuing certification body | for the certification body | contracting office | audited by |
            certification body details | certification organization
            """
        ),
        What.ACCREDITATION: terms(
            """
            accreditation | accreditation body | accredited by | accreditation number | accreditation no |
            accreditation nr | accreditation mark | cab # | cab no | cab number | accreditation certificate no |
            accreditation certificate number | accreditation id | accreditation registration no
            """
        ),
        What.SOA: terms("statement of applicability | soa | soa date | soa no | soa reference"),
        What.EXCLUDED: terms(
            """
            excluded controls | controls excluded | exclusions | exclusion | not applicable controls |
            controls not applicable | justified exclusions | excluded annex a controls | permissible exclusions |
            non applicable controls
            """
        ),
        What.REVISION: terms(
            """
            revision | revision no | revision number | rev no | rev | certificate revision | issue no |
            issue number | version | certificate version | version no | revision nr | certificate issue number |
            certificate issue no | edition no | issue status | document version
            """
        ),
        What.NOT_NUMBER: terms(
            """
            vat | vat no | vat number | company no | company number | company registration number |
            company registration no | company reg no | tax id | order no | order number | contract no |
            contract number | report no | report number | audit report no | customer no | customer number |
            client no | client number | client id | project no | job number | job no | phone | tel | telephone |
            fax | registered in england | registered company number | registered in england and wales |
            registered number | report id | invoice no | project number | siren | siret | duns | duns number |
            ea code | ea codes | iaf code | iaf codes | nace | nace code | sector code | sic code |
            technical area | form no | crn | cin | lei | abn | acn | ein | cage code | licence no | mobile | page |
            reference of the report | audit no | audit report number
            """
        ),
        What.NOT_DATE: terms(
            """
            audit date | date of audit | audit dates | audited on | surveillance due | surveillance audit due |
            surveillance audit before | next surveillance | next surveillance audit | 1st surveillance |
            2nd surveillance | 1st surveillance audit due | 2nd surveillance audit due | first surveillance |
            second surveillance | third surveillance | 1st surveillance audit | 2nd surveillance audit |
            surveillance audit | surveillance due date | first surveillance audit | second surveillance audit |
            first surveillance audit due | second surveillance audit due | surveillance before | next audit |
            next audit date | next audit due | printed on | print date | date printed | date of print | form date |
            document date | last audit | last audit date | recertification audit | recertification audit before |
            re certification audit before | previous expiry date | expiry date of last cycle |
            expiry date of last certificate | previous cycle expiry date | expiration date of previous cycle |
            expiry date of previous cycle | last cycle expiry date | expiration of previous cycle |
            previous certification cycle expiry date | last certificate expiry date | re certification audit due |
            surveillance audit on or before | surveillance on or before | date of birth | stage 1 | stage 2 |
            assessment date | recertification audit date | accreditation date | accredited since |
            accredited until | published | date of end of previous cycle | next surveillance due |
            surveillance audit due on | date of recertification audit | re certification audit date |
            certification audit | initial audit | surveillance audits | surveillance dates | audit end date |
            last day of audit | end of previous cycle
            """
        ),
        What.OTHER: terms(
            """
            country | state | city | zip | postcode | signature | signed by | name | print name | website | web |
            email | e mail | verify | remarks | note | notes | status | auditor | lead auditor | annex | appendix |
            authorised by | authorized by | approved by | title | for and on behalf of | on behalf of |
            managing director | number of employees | place | employees | business unit |
            industry | sector
            """
        ),
    },
    titles=terms(
        """
        certificate | certificate of registration | certificate of approval | certificate of conformity |
        certificate of compliance | certificate of conformance | certificate of certification |
        management system certificate | certificate of assessment | iso certificate | registration certificate |
        certification certificate | certification | certificate of achievement | certificate of recognition |
        certificate of accreditation | temporary certificate | certificate appendix | certificate of excellence
        """
    ),
    certifies=terms(
        """
        this is to certify that | this is to certify | this is hereby to certify that | this is to certify the |
        hereby certifies that | hereby certifies | hereby certify that | hereby confirms that | certifies that |
        certify that | certifies the | certifies | it is hereby certified that | it is certified that |
        this certificate is awarded to | this certificate is granted to | this certificate is issued to |
        certificate awarded to | this is to attest that | this certifies that | has awarded this certificate to |
        has issued an iqnet recognized certificate that the organization | this document certifies that |
        hereby attests that | attests that | certificate is hereby granted to |
        this certificate has been awarded to | this certificate has been issued to | confirms that |
        this certificate confirms that | certificate of registration is issued to | we certify that |
        we hereby certify that | awards this certificate to | grants this certificate to |
        certifies that the management system of | is pleased to certify that | has been awarded to |
        is presented to | this certificate is presented to
        """
    ),
    conforms=terms(
        """
        has been assessed | has been audited | has been found | has been independently assessed |
        has been independently audited | has been approved | has been certified | has been registered |
        has been evaluated | was assessed | was audited | have been assessed | have been audited |
        has established | has implemented | has introduced | has demonstrated | has successfully | operates a |
        operates an | maintains a | maintains an | conforms to | conforms with | complies with | is in conformity |
        is in compliance | is in accordance | meets the requirements | fulfils the requirements |
        fulfills the requirements | in accordance with the requirements | is compliant with |
        satisfies the requirements | applies a | applies an | is certified | has undertaken | implements |
        for the management system | with the requirements of | has a | has an | to the requirements |
        complying with | has adopted | holds certificate | have implemented | have been found | is operating |
        and is compliant | is registered | fulfils | been assessed | been audited | maintains |
        with the following | conform to | according to the requirements | meets | for its | as fulfilling |
        in respect of | in compliance with | for the following | within the scope | has been awarded |
        having been | having implemented | has set up | uses a | uses an | the management system |
        quality management system | information security management system |
        artificial intelligence management system | ai management system
        """
    ),
    issuers=terms(
        """
        has been independently assessed by | has been assessed by | has been audited by |
        has been assessed and certified by | has been assessed and registered by | has been approved by |
        has been certified by | was approved by | approved by | audited and certified by | certified by |
        assessed by | registered by | issued by | for and on behalf of | signed for and on behalf of |
        certification body of | remains the property of | remain the property of | is the property of |
        property of | by the certification body of | on behalf of | an audit performed by | audit of
        """
    ),
    accredited=terms(
        """
        accredited by | is accredited by | accredit by | accreditation by | accreditation body | accredited under |
        under accreditation by | accredited through | holds accreditation from | accreditation from |
        under the accreditation of | accredited with
        """
    ),
    systems=terms("management system | management systems"),
    fillers=terms(
        """
        the | a | an | of | for | management | system | systems | quality | information | security | privacy |
        environmental | artificial | intelligence | ai | business | continuity | service | health | safety |
        energy | food | medical | devices | and | occupational | company | companies | organization |
        organisation | firm | following | above | mentioned | named | entity | integrated | data | protection |
        it | has | that | isms | qms | aims | pims | organisations | organizations | client | its | below | to |
        by | in | at | is
        """
    ),
    until=terms("to | until | till | through | and | up to"),
    common=terms("the | and | of | with | has | been | this | that | for | is | by"),
)
