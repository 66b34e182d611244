"""Spanish."""

from __future__ import annotations

from app.core.certificates.read.labels.model import Language, What, months, terms

SPANISH = Language(
    code="es",
    months=months(
        """
        enero ene | febrero feb | marzo mar | abril abr | mayo may | junio jun | julio jul | agosto ago |
        septiembre setiembre sept sep set | octubre oct | noviembre nov | diciembre dic
        """
    ),
    labels={
        What.NUMBER: terms(
            """
            certificado n | certificado nº | certificado no | certificado número | número de certificado |
            nº de certificado | n de certificado | no de certificado | número del certificado |
            número de registro | nº de registro | nº certificado | código de certificado | certificado nro |
            nro de certificado | certificación nº | número de certificación | certificado de registro n |
            n certificado | identificador del certificado | certificado num
            """
        ),
        What.OTHER_NUMBER: terms(
            """
            registro | número expediente | número de expediente | nº de expediente | expediente | referencia |
            número de aprobación | nº registro | registro n | registro de empresa
            """
        ),
        What.HOLDER: terms(
            """
            organización | empresa | titular | titular del certificado | nombre de la organización |
            nombre de la empresa | razón social | otorgada a la empresa | otorgado a la empresa | otorgado a |
            otorgada a | se otorga a | concedido a | concede a | cliente | compañía | organización certificada |
            empresa certificada | emitido a | entidad | expedido a | organización registrada | nombre y dirección
            """
        ),
        What.ADDRESS: terms(
            """
            dirección | domicilio | domicilio social | sede | sede central | domiciliada en | con domicilio en |
            domicilio legal | oficina principal | dirección principal | domiciliado en | emplazamiento central |
            ubicación
            """
        ),
        What.SCOPE: terms(
            """
            alcance | alcance de la certificación | alcance del certificado | alcance de certificación |
            alcance del sistema de gestión | para las siguientes actividades | para las actividades |
            para el siguiente alcance | campo de aplicación | ámbito de aplicación | ámbito |
            con el siguiente alcance | actividades | ámbito de certificación | para el alcance | el alcance |
            aplicable a | para la actividad | actividad | para el alcance siguiente | alcance certificado |
            alcance del registro | alcance de este certificado | ámbito de aplicación de la certificación |
            campo de aplicación de la certificación
            """
        ),
        What.SITES: terms(
            """
            emplazamientos | centros | sedes | sitios | centros de trabajo | emplazamiento | que se realiza en |
            que se realizan en | en los siguientes emplazamientos | sitios certificados | sedes certificadas |
            otros emplazamientos | ubicaciones | emplazamientos incluidos | centros certificados
            """
        ),
        What.STANDARD: terms(
            """
            norma | normas | conforme a | conforme con | según la norma | conforme a la norma |
            de acuerdo con la norma | norma de referencia | es conforme con la norma | requisitos de la norma |
            según | estándar | la norma | normas de referencia
            """
        ),
        What.FIRST_ISSUED: terms(
            """
            fecha de primera emisión | primera emisión | fecha primera emisión | primera certificación |
            fecha de primera certificación | fecha de certificación inicial | certificación inicial |
            emisión inicial | fecha inicial | fecha de emisión inicial | fecha de emisión original |
            certificado desde | fecha de concesión inicial | fecha de aprobación original | aprobación original |
            fecha de inicio de certificación | certificación original | fecha de la primera emisión |
            aprobación inicial | fecha certificación inicial | inicio de certificación |
            fecha inicial de certificación |
            certificado inicial | certificación inicial
            """
        ),
        What.ISSUED: terms(
            """
            lugar y fecha |
            fecha de emisión | fecha emisión | fecha de expedición | emitido el | expedido el |
            fecha de renovación | fecha actual renovación | fecha renovación | fecha de última emisión |
            fecha de modificación | fecha de emisión actual | última emisión | fecha de reemisión |
            fecha de actualización | fecha de concesión | fecha de recertificación | renovación |
            fecha de última modificación | fecha de última renovación | fecha del certificado | emisión actual |
            fecha de decisión | fecha de decisión de certificación | fecha de la última emisión |
            fecha última emisión | fecha de revisión
            """
        ),
        What.CERTIFIED: terms(
            """
            fecha de certificación | fecha certificación | fecha de aprobación | fecha de registro | fecha |
            fecha de otorgamiento | otorgado el
            """
        ),
        What.VALID_FROM: terms(
            """
            válido desde | válido desde el | vigente desde | fecha de inicio | fecha de entrada en vigor |
            válido a partir de | inicio de vigencia | vigencia desde | en vigor desde | fecha efectiva |
            fecha inicio de vigencia | fecha de inicio de vigencia | fecha de vigencia desde | validez desde |
            vigencia a partir de
            """
        ),
        What.VALID_UNTIL: terms(
            """
            válido hasta | válido hasta el | vigente hasta | fecha de caducidad | fecha caducidad |
            fecha de vencimiento | fecha vencimiento | fecha de expiración | caduca el | caducidad | vencimiento |
            término de vigencia | fecha de término | vigencia hasta | fin de vigencia | validez hasta | hasta |
            fecha de término de vigencia | expira el | fecha de validez | fecha fin de vigencia |
            fecha de fin de vigencia | vence el | fecha expiración | término de validez | expiración
            """
        ),
        What.VALIDITY: terms(
            """
            validez | vigencia | período de validez | periodo de validez | período de vigencia |
            periodo de vigencia | vigencia del certificado | validez del certificado
            """
        ),
        What.SURVEILLED: terms(
            """
            última auditoría de seguimiento | auditoría de seguimiento realizada | último seguimiento |
            fecha de última auditoría de seguimiento | seguimiento realizado el | última vigilancia
            """
        ),
        What.BODY: terms(
            """
            entidad de certificación | organismo de certificación | emitido por | certificado por |
            entidad certificadora | organismo certificador | otorgado por | expedido por | casa certificadora
            """
        ),
        What.ACCREDITATION: terms(
            """
            acreditación | entidad de acreditación | acreditado por | acreditación nº | número de acreditación |
            nº de acreditación | acreditación n | acreditada por | organismo de acreditación | acreditación no
            """
        ),
        What.SOA: terms("declaración de aplicabilidad | soa | dda | declaración de aplicabilidad vigente"),
        What.EXCLUDED: terms("exclusiones | controles excluidos | controles no aplicables"),
        What.REVISION: terms("revisión | rev | versión | edición | revisión n | número de emisión | emisión nº"),
        What.NOT_NUMBER: terms(
            """
            rut | nif | cif | nit | rfc | ruc | teléfono | tel | fono | fax | código ea | código iaf | página |
            informe nº | número de cliente | código nace | número de informe | contrato
            """
        ),
        What.NOT_DATE: terms(
            """
            fecha de auditoría | auditoría de seguimiento | próxima auditoría | próximo seguimiento |
            fecha de impresión | última auditoría | auditoría de renovación | seguimiento antes de |
            1ª auditoría de seguimiento | 2ª auditoría de seguimiento | primera auditoría de seguimiento |
            segunda auditoría de seguimiento | auditoría de recertificación | próxima auditoría de seguimiento |
            fin del ciclo anterior | vencimiento del ciclo anterior | seguimiento | caducidad del ciclo anterior
            """
        ),
        What.OTHER: terms(
            """
            país | ciudad | firma | nombre | nota | observaciones | anexo | director general | gerente general |
            representante | sector
            """
        ),
    },
    titles=terms(
        """
        certificado | certificación | certificado de registro | certificado de conformidad |
        certificado de aprobación | certificado del sistema de gestión | certificado de gestión |
        certificado del sistema de gestión de la calidad
        """
    ),
    certifies=terms(
        """
        certifica que la organización | certifica que el sistema de gestión de | certifica que la empresa |
        certifica que | certificamos que | se certifica que | por la presente se certifica que |
        otorga el presente certificado a | concede el presente certificado a | certifica a |
        se otorga el presente certificado a | por el presente certifica que | hace constar que |
        el presente certificado se otorga a | este certificado se otorga a | se concede el presente certificado a |
        certifica el sistema de gestión de | ha emitido un certificado reconocido por iqnet a la organización |
        confirma que
        """
    ),
    conforms=terms(
        """
        ha sido auditado | ha sido auditada | ha sido evaluado | ha sido evaluada | dispone de un | es conforme |
        cumple con | cumple los requisitos | ha implantado | ha implementado | ha establecido |
        se encuentra en conformidad | ha sido aprobado | ha sido certificado | ha sido certificada | mantiene un |
        posee un | ha demostrado | tiene implantado | conforme con | para las | ha sido aprobada | aplica un |
        opera un | conforme a | cumple | con el alcance | su sistema de gestión
        """
    ),
    issuers=terms(
        """
        emitido por | certificado por | evaluado por | auditado por | otorgado por | en nombre de | aprobado por |
        propiedad de | expedido por | ha sido aprobado por | ha sido evaluado por
        """
    ),
    accredited=terms("acreditado por | acreditada por | acreditación por | acreditado ante"),
    systems=terms("sistema de gestión | sistemas de gestión"),
    fillers=terms(
        """
        el | la | los | las | de | del | una | un | organización | empresa | compañía | sistema | gestión |
        seguridad | información | calidad | ambiental | siguiente | que | su | inteligencia | artificial |
        entidad
        """
    ),
    until=terms("hasta | al | a | y | hasta el"),
    common=terms("el | la | los | las | de | del | que | con | por | para | una | ha | en"),
)
