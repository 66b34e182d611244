"""Portuguese."""

from __future__ import annotations

from app.core.certificates.read.labels.model import Language, What, months, terms

PORTUGUESE = Language(
    code="pt",
    months=months(
        """
        janeiro jan | fevereiro fev | março mar | abril abr | maio mai | junho jun | julho jul | agosto ago
        | setembro set | outubro out | novembro nov | dezembro dez
        """
    ),
    labels={
        What.NUMBER: terms(
            """
            certificado n | certificado nº | certificado no | número do certificado | nº do certificado |
            n do certificado | número de certificado | nº certificado | número de registo | número de registro |
            certificado número | certificado de registro n
            """
        ),
        What.OTHER_NUMBER: terms("processo n | referência"),
        What.HOLDER: terms(
            """
            organização | empresa | titular | nome da organização | razão social | concedido a | atribuído a |
            emitido para | cliente | titular do certificado | nome da empresa | outorgado a
            """
        ),
        What.ADDRESS: terms("endereço | morada | sede | sede social | localização | com sede em"),
        What.SCOPE: terms(
            """
            âmbito | escopo | âmbito da certificação | escopo da certificação | âmbito do certificado |
            escopo de certificação | para as seguintes atividades | no âmbito | para o seguinte âmbito |
            para o seguinte escopo | campo de aplicação | âmbito de certificação | atividades | aplicável a
            """
        ),
        What.SITES: terms("locais | sites | instalações | outros locais | unidades | locais certificados"),
        What.STANDARD: terms(
            """
            norma | norma de referência | de acordo com a norma | conforme a norma | requisitos da norma |
            em conformidade com a norma | normas
            """
        ),
        What.FIRST_ISSUED: terms(
            """
            primeira emissão | data da primeira emissão | data de primeira emissão | certificação inicial |
            data da certificação inicial | emissão inicial | data da certificação original |
            primeira certificação | data de certificação inicial | certificado desde | data da emissão original
            """
        ),
        What.ISSUED: terms(
            """
            local e data |
            data de emissão | data da emissão | emitido em | data de renovação | emissão atual |
            data da emissão atual | data da última emissão | data da recertificação | data de reemissão |
            data da decisão | data da revisão
            """
        ),
        What.CERTIFIED: terms(
            """
            data de certificação | data da certificação | data de registo | data | data de concessão
            """
        ),
        What.VALID_FROM: terms(
            """
            válido de | válido desde | válido a partir de | início da validade | data de início | em vigor desde
            """
        ),
        What.VALID_UNTIL: terms(
            """
            válido até | data de validade | validade até | data de expiração | expira em | data de vencimento |
            validade | data de caducidade | fim da validade | vencimento | data de término | válido até a
            """
        ),
        What.VALIDITY: terms("período de validade | validade do certificado | prazo de validade"),
        What.SURVEILLED: terms("última auditoria de acompanhamento | última auditoria de manutenção"),
        What.BODY: terms(
            """
            organismo de certificação | entidade certificadora | emitido por | certificado por |
            organismo certificador
            """
        ),
        What.ACCREDITATION: terms(
            """
            acreditação | acreditado por | acreditação n | organismo de acreditação | número de acreditação
            """
        ),
        What.SOA: terms("declaração de aplicabilidade | soa"),
        What.EXCLUDED: terms("exclusões | controlos excluídos | controles excluídos"),
        What.REVISION: terms("revisão | versão | edição | rev"),
        What.NOT_NUMBER: terms(
            """
            nif | nipc | cnpj | telefone | tel | fax | página | código ea | relatório n | contrato n
            """
        ),
        What.NOT_DATE: terms(
            """
            data da auditoria | próxima auditoria | auditoria de acompanhamento | auditoria de manutenção |
            data de impressão | última auditoria
            """
        ),
        What.OTHER: terms("país | assinatura | nota | anexo | diretor | nome"),
    },
    titles=terms(
        """
        certificado | certificado de conformidade | certificado de registro | certificado de registo |
        certificação
        """
    ),
    certifies=terms(
        """
        certifica que a organização | certifica que a empresa | certifica que o sistema de gestão da |
        certifica que o sistema de gestão de | certifica que | certificamos que | certifica-se que | atesta que |
        concede o presente certificado a | este certificado é concedido a | pelo presente se certifica que |
        declara que
        """
    ),
    conforms=terms(
        """
        foi avaliado | foi avaliada | foi auditado | implementou | está em conformidade | cumpre os requisitos |
        satisfaz os requisitos | possui um | foi auditada | implementa | mantém um | é conforme | está conforme |
        atende aos requisitos | dispõe de um
        """
    ),
    issuers=terms(
        """
        emitido por | certificado por | avaliado por | auditado por | em nome de | propriedade de |
        propriedade da
        """
    ),
    accredited=terms("acreditado por | acreditada por | acreditado pelo | acreditada pelo | acreditação pelo"),
    systems=terms("sistema de gestão | sistemas de gestão"),
    fillers=terms(
        """
        o | a | os | as | de | da | do | das | dos | uma | um | organização | empresa | sistema | gestão |
        segurança | informação | qualidade | seguinte
        """
    ),
    until=terms("até | a | e"),
    common=terms("o | a | da | do | das | dos | que | com | para | uma | foi | não | em"),
)
