"""Words that speak for a family of documents, with points. Data only.

In the title or in large type they count double.
"""

from __future__ import annotations

from app.core.certificates.facts import Family
from app.core.certificates.read.labels.model import terms

WORDS: dict[Family, dict[int, tuple[str, ...]]] = {
    Family.ASSURANCE_REPORT: {
        3: terms(
            """
            SOC 2 | SOC 1 | SOC 3 | SOC2 | SOC1 | SOC3 | SOC 2 Type 1 | SOC 2 Type 2 | SOC 2 Type I |
            SOC 2 Type II | ISAE 3402 | ISAE 3000 | SSAE 18 | SSAE 16 | SSAE 21 | SSAE No. 18 |
            independent service auditor's report | service auditor's report | attestation report |
            system and organization controls | independent auditor's report | attestation status |
            independent practitioner's assurance report | assurance report | trust services criteria |
            AT-C section 205 | independent accountant's report | AICPA | report on controls | IDW PS 951 |
            bridge letter | gap letter | prüfungsbericht | rapport d assurance | assurance rapport |
            informe de aseguramiento | attestation of compliance | report on compliance |
            service organization control
            """
        ),
        1: terms(
            """
            attestation | service organization | user entities | complementary user entity controls |
            management's assertion | unqualified opinion | in our opinion
            """
        ),
    },
    Family.CONFORMITY_DOCUMENT: {
        5: terms(
            """
            EU declaration of conformity | declaration of conformity | EU-Konformitätserklärung |
            Konformitätserklärung | déclaration UE de conformité | déclaration de conformité |
            EU-conformiteitsverklaring | conformiteitsverklaring | declaración UE de conformidad |
            declaración de conformidad | dichiarazione UE di conformità | dichiarazione di conformità |
            AB uygunluk beyanı | uygunluk beyanı | declarația UE de conformitate | declarație de conformitate |
            declaração UE de conformidade | declaração de conformidade | deklaracja zgodności |
            EC declaration of conformity | EU type-examination certificate | EU type examination certificate |
            EC type-examination | EU-Baumusterprüfbescheinigung |
            EU technical documentation assessment certificate | EU quality management system certificate |
            certificat d examen UE de type | Union technical documentation assessment certificate |
            Unionszertifikat | försäkran om överensstämmelse | overensstemmelseserklæring | prohlášení o shodě |
            EU-overensstemmelseserklæring | supplier's declaration of conformity | certificat UE |
            bewertung der technischen dokumentation
            """
        ),
        3: terms(
            """
            notified body | benannte stelle | organisme notifié | aangemelde instantie | organismo notificado |
            organismo notificato | onaylanmış kuruluş | organism notificat |
            under the sole responsibility of the provider | under the sole responsibility of the manufacturer |
            unter der alleinigen verantwortung
            """
        ),
        1: terms(
            """
            CE marking | Regulation (EU) 2024/1689 | Regulation (EU) 2017/745 | Directive 2014/53/EU |
            harmonised standards | Verordnung (EU) 2024/1689
            """
        ),
    },
    Family.SELF_DECLARATION: {
        5: terms(
            """
            self-declaration | self declaration | self-assessment | self assessment | CAIQ | AI-CAIQ |
            statement of compliance | statement of conformance | STAR Level 1 | STAR Level One |
            Selbsterklärung | Eigenerklärung | auto-déclaration | autodéclaration | autodeclaración |
            autodichiarazione | zelfverklaring | Selbstauskunft | letter of commitment | we hereby declare |
            hereby declare that our | declare under our own responsibility | declaratie pe propria raspundere |
            öz beyan
            """
        ),
        2: terms(
            """
            in our own responsibility | we declare that | our company is compliant | we are committed |
            we are compliant | are aligned with
            """
        ),
    },
    Family.PERSON: {
        10: terms(
            """
            has attended | has participated in | has successfully completed the course |
            has successfully completed the training |
            has successfully completed the examination | has successfully completed the exam |
            successfully completed the course |
            successfully completed the training | has successfully completed the | has completed the course |
            has completed the training | completed the training | has passed the examination | has passed the exam |
            successfully passed the | is qualified as | is certified as a | is certified as an |
            has been certified as a |
            ISO/IEC 17024 | person certification | certification of persons | personenzertifizierung
            """
        ),
        5: terms(
            """
            Lead Auditor | Lead Implementer | Internal Auditor | certificate of attendance |
            certificate of completion | certificate of training |
            training certificate | attendance certificate | training course |
            Teilnahmebescheinigung | Teilnahmezertifikat | hat teilgenommen |
            attestation de formation | attestation de participation | a participé à | certificado de asistencia |
            ha asistido | ha superado el curso | attestato di partecipazione | attestato di frequenza |
            ha frequentato | bewijs van deelname | heeft deelgenomen | katılım belgesi | katılım sertifikası |
            Foundation certificate | professional certification | credential id | certified professional |
            exam passed | course completion | adeverință de participare | certificat de participare |
            hat erfolgreich | certificado de participación |
            personnel certification | certificate of achievement awarded to
            """
        ),
        2: terms(
            """
            course | training | participant | attendee | examination | CPD | learning hours | schulung |
            lehrgang | seminar | formation professionnelle | curso | corso
            """
        ),
    },
    Family.OTHER: {
        6: terms(
            """
            HITRUST | Qualiopi | placeholder | lorem ipsum | quotation | invoice | audit plan | proposal |
            price offer | Angebot | Rechnung | Auditplan | devis | facture | plan d audit | offerte | factuur |
            auditplan | presupuesto | factura | plan de auditoría | preventivo | fattura | piano di audit |
            teklif | fatura | denetim planı | ofertă | factură | plan de audit | audit report | auditbericht |
            rapport d audit | purchase order | audit agenda | audit programme | letter of engagement | contract |
            certification agreement | application form | statement of work | certificate in progress | sample |
            specimen | muster | template | example certificate | spécimen | muestra | esempio | örnek |
            not a valid certificate | draft | void | withdrawal of certification | suspension notice |
            letter of confirmation | white paper | whitepaper | press release | blog | data sheet | datasheet |
            gap analysis | policy | guideline | guidance | leitfaden | guide | handbook |
            statement of applicability | erklärung zur anwendbarkeit | letter of certification |
            table of contents | TISAX | FedRAMP | PCI DSS | Cyber Essentials | membership certificate |
            certificate of membership | SPECIMEN COPY
            """
        ),
        5: terms(
            """
            certification is in progress | currently in progress | in the process of |
            in the process of obtaining | is undergoing | is currently undergoing | has applied for |
            has engaged | is expected to | expected certification | has signed a contract |
            stage 2 audit is scheduled | will be audited | is planned for | preparing for certification |
            is working towards | im zertifizierungsverfahren | befindet sich in | zertifizierung läuft |
            en cours de certification | en proceso de certificación | in corso di certificazione |
            in fase di certificazione | belgelendirme sürecinde | în curs de certificare | is seeking |
            has commenced | has started the certification | has contracted | audit has been scheduled |
            this document does not constitute | does not certify | this is not a certificate |
            not a certificate | Dear | valued customer | To whom it may concern | dear customer | sehr geehrte |
            Madame, Monsieur | Estimado | Geachte | Sayın
            """
        ),
    },
}

# These make a document of another family only where they are its title, or stand alone in large letters: a scope or
# small print may have the same words.
ONLY_HEADINGS = terms(
    """
    SOC 2 | SOC 1 | SOC 3 | SOC2 | SOC1 | SOC3 | AICPA | report on controls | prüfungsbericht |
    attestation of compliance | attestation | service organization | notified body | benannte stelle |
    self-assessment | self assessment | statement of compliance | Lead Auditor | Internal Auditor |
    training course | professional certification | certified professional | course | training | participant |
    examination | CPD | schulung | lehrgang | seminar | formation professionnelle | curso | corso | quotation |
    invoice | audit plan | proposal | price offer | Angebot | Rechnung | Auditplan | devis | facture |
    plan d audit | offerte | factuur | auditplan | presupuesto | factura | preventivo | fattura | teklif |
    fatura | ofertă | factură | plan de audit | audit report | auditbericht | rapport d audit | purchase order |
    audit agenda | audit programme | contract | certification agreement | application form | statement of work |
    sample | specimen | muster | template | example certificate | spécimen | muestra | esempio | örnek | draft |
    void | letter of confirmation | white paper | whitepaper | press release | blog | data sheet | datasheet |
    gap analysis | policy | guideline | guidance | leitfaden | guide | handbook | statement of applicability |
    erklärung zur anwendbarkeit | table of contents | TISAX | FedRAMP | PCI DSS | Cyber Essentials |
    membership certificate | in the process of | has engaged | is expected to | will be audited | is seeking |
    has commenced
    """
)

# These only in capitals, unless they are all that the line says.
SHOUTED = terms("sample | specimen | draft | void | muster | template")
