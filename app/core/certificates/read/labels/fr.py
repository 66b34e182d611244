"""French."""

from __future__ import annotations

from app.core.certificates.read.labels.model import Language, What, months, terms

FRENCH = Language(
    code="fr",
    months=months(
        """
        janvier janv | février fevr fév | mars | avril avr | mai | juin | juillet juil | août aout |
        septembre sept | octobre oct | novembre nov | décembre déc
        """
    ),
    labels={
        What.NUMBER: terms(
            """
            certificat n | certificat no | certificat numéro | numéro de certificat | numéro du certificat |
            n de certificat | n du certificat | no de certificat | no du certificat | n certificat |
            numéro d enregistrement | n d enregistrement | référence du certificat | n de certification |
            numéro de certification | certificat d enregistrement n | identifiant du certificat |
            certificat de conformité n | numéro d identification du certificat | attestation n
            """
        ),
        What.OTHER_NUMBER: terms(
            """
            n d agrément | numéro d approbation | numéro d agrément | numéro de dossier | n de dossier |
            référence | numéro d identification | n d approbation
            """
        ),
        What.HOLDER: terms(
            """
            titulaire | titulaire du certificat | organisme | organisation | entreprise | société |
            raison sociale | nom de l organisme | nom de l entreprise | nom de l organisation | client |
            organisme certifié | entreprise certifiée | délivré à | décerné à | est délivré à | nom et adresse |
            nom de la société | organisation certifiée | entité certifiée | bénéficiaire
            """
        ),
        What.ADDRESS: terms(
            """
            adresse | siège | siège social | adresse du siège | adresse principale | site principal |
            site central | adresse de l organisme | établissement principal
            """
        ),
        What.SCOPE: terms(
            """
            périmètre | périmètre de certification | périmètre de la certification | périmètre du certificat |
            domaine d application | domaine de certification | champ d application | portée |
            portée de la certification | portée du certificat | pour les activités suivantes |
            pour le périmètre suivant | pour les activités | champ de certification | objet de la certification |
            activités | domaine d activité | domaine d activités | pour l activité suivante |
            activités certifiées | activités couvertes | pour les produits ou services suivants | domaine |
            le périmètre | portée d application | portée de certification | le champ de la certification |
            périmètre du système de management | domaine d application de la certification |
            champ d application de la certification | champ d application du certificat
            """
        ),
        What.SITES: terms(
            """
            sites | site | sites certifiés | sites concernés | sur le s site s suivant s | sur les sites suivants |
            sur le site suivant | liste des sites | autres sites | implantations | établissements |
            sites additionnels | lieux | adresses des sites | sites supplémentaires |
            sur le ou les sites suivants
            """
        ),
        What.STANDARD: terms(
            """
            norme | normes | référentiel | référentiels | conforme aux exigences de | selon | selon la norme |
            conformément à | aux exigences de la norme | exigences de la norme | référentiel de certification |
            norme s | conforme aux exigences requises par | norme de référence
            """
        ),
        What.FIRST_ISSUED: terms(
            """
            certification initiale | date de certification initiale | première certification |
            date de première certification | première émission | date de première émission | première délivrance |
            date de première délivrance | date initiale | date initiale de certification | certifié depuis |
            délivré initialement le | date de la première certification | date d approbation initiale |
            approbation initiale | date initiale d émission | début de certification |
            date de certification d origine | date d émission initiale | date de délivrance initiale |
            émission initiale
            """
        ),
        What.ISSUED: terms(
            """
            lieu et date | fait à et date |
            date d émission | date de délivrance | délivré le | émis le | date du certificat |
            date de renouvellement | date d établissement | établi le | fait le | date de révision |
            émission actuelle | date d émission actuelle | date de l émission en cours | date d édition |
            date de décision | décision du | date de décision de certification | date de mise à jour |
            dernière mise à jour | date de re certification | renouvelé le | date de recertification | version du |
            date de modification | date d émission courante | date de dernière émission
            """
        ),
        What.CERTIFIED: terms(
            """
            date de certification | date d enregistrement | date d approbation | certifié le | date |
            date d obtention | accordé le
            """
        ),
        What.VALID_FROM: terms(
            """
            valable à partir du | valable à compter du | valide à partir du | valide à compter du | valable du |
            valide du | date d effet | date de prise d effet | début de validité | date de début de validité |
            valide depuis le | à compter du | prend effet le | est valable à compter du |
            ce certificat est valable à compter du | date de début | entrée en vigueur | en vigueur à partir du |
            en vigueur depuis le | date d entrée en vigueur | valable depuis le
            """
        ),
        What.VALID_UNTIL: terms(
            """
            valable jusqu au | valide jusqu au | jusqu au | date d expiration | date d échéance | expire le |
            date de fin de validité | fin de validité | date de validité | échéance | valable jusqu à |
            validité jusqu au | date de fin | expiration | est valable jusqu au | arrive à échéance le |
            date limite de validité | expiration du certificat | en vigueur jusqu au | valide jusqu à |
            date d expiration du certificat
            """
        ),
        What.VALIDITY: terms(
            """
            validité | période de validité | durée de validité | validité du certificat | cycle de certification
            """
        ),
        What.SURVEILLED: terms(
            """
            dernier audit de surveillance | audit de surveillance réalisé le | surveillance réalisée le |
            date du dernier audit de surveillance | audit de surveillance effectué le | dernière surveillance
            """
        ),
        What.BODY: terms(
            """
            organisme certificateur | organisme de certification | délivré par | émis par | certifié par |
            nom de l organisme certificateur | organisme émetteur
            """
        ),
        What.ACCREDITATION: terms(
            """
            accréditation | organisme d accréditation | accrédité par | numéro d accréditation | accréditation n |
            n d accréditation | accréditation no
            """
        ),
        What.SOA: terms("déclaration d applicabilité | dda | sda | soa"),
        What.EXCLUDED: terms(
            """
            exclusions | mesures exclues | mesures non applicables | contrôles exclus |
            mesures de sécurité exclues
            """
        ),
        What.REVISION: terms(
            """
            révision | version | indice | rev | indice de révision | édition | version n | révision n |
            numéro d émission | n d édition | numéro de version
            """
        ),
        What.NOT_NUMBER: terms(
            """
            siren | siret | n siren | n siret | n de siren | tva | n tva | rcs | n de déclaration d activité |
            numéro de client | téléphone | tél | fax | code ea | code naf | rapport n | page | n de contrat |
            numéro de contrat | rapport d audit n | n de rapport
            """
        ),
        What.NOT_DATE: terms(
            """
            date d audit | date de l audit | audit de surveillance | prochain audit | prochaine surveillance |
            prochain audit de surveillance | imprimé le | date d impression | dernier audit |
            audit de renouvellement | date de fin du cycle précédent | fin du cycle précédent |
            expiration du cycle précédent | audit réalisé le | audit de certification | 1er audit de surveillance |
            2e audit de surveillance | date d expiration du cycle précédent
            """
        ),
        What.OTHER: terms(
            """
            pays | ville | signature | nom | remarque | annexe | directeur général | fait à | directeur |
            responsable | président | pour afnor | nota
            """
        ),
    },
    titles=terms(
        """
        certificat | certificat de conformité | attestation | certificat d enregistrement |
        certificat d approbation | attestation de certification | certificat de certification
        """
    ),
    certifies=terms(
        """
        certifie que l organisme | certifie que l entreprise | certifie que la société |
        certifie que le système de management de | certifie que | atteste que | certifie par la présente que |
        certifions que | il est certifié que | le présent certificat est délivré à | ce certificat est délivré à |
        ce certificat est décerné à | ce certificat atteste que | nous certifions que | est certifié que |
        il est attesté que | ceci certifie que | nous attestons que | confirme que |
        délivre le présent certificat à
        """
    ),
    conforms=terms(
        """
        a été évalué | a été audité | a mis en place | a établi | est conforme | satisfait aux exigences |
        répond aux exigences | a été certifié | pour les activités | a été jugé | met en oeuvre | met en œuvre |
        applique un | dispose d un | a été examiné | pour le périmètre | a été approuvé | ont été évalués |
        exploite un | a instauré | a été reconnu | sont conformes | a implémenté | mis en oeuvre | mis en place |
        un système de management | conforme aux exigences | pour son système | a démontré | a fait l objet
        """
    ),
    issuers=terms(
        """
        délivré par | émis par | certifié par | évalué par | audité par | a été certifié par | pour le compte de |
        approuvé par | propriété de | directeur général d | directeur général de | reste la propriété de
        """
    ),
    accredited=terms("accrédité par le | accrédité par l | accrédité par | accréditée par | accréditation par"),
    systems=terms("système de management | systèmes de management | système de gestion"),
    fillers=terms(
        """
        le | la | les | l | de | du | des | d | un | une | organisme | organisation | entreprise | société |
        management | système | qualité | sécurité | information | informations | suivant | suivante | ci |
        dessous | désigné | nommé | intelligence | artificielle
        """
    ),
    until=terms("au | jusqu au | à | et"),
    common=terms("le | la | les | des | du | et | que | par | pour | est | été | une | aux"),
)
