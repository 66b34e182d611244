"""Turkish."""

from __future__ import annotations

from app.core.certificates.read.labels.model import Language, What, months, terms

TURKISH = Language(
    code="tr",
    months=months(
        """
        ocak oca | şubat şub | mart | nisan nis | mayıs may | haziran haz | temmuz tem | ağustos ağu | eylül
        eyl | ekim eki | kasım kas | aralık ara
        """
    ),
    labels={
        What.NUMBER: terms(
            """
            sertifika no | sertifika numarası | belge no | belge numarası | sertifika nr | kayıt no |
            kayıt numarası | sertifika kayıt no | belge kayıt no | tescil no | tescil numarası
            """
        ),
        What.OTHER_NUMBER: terms("dosya no | referans no | onay no | bds no"),
        What.HOLDER: terms(
            """
            kuruluş | firma | firma adı | kuruluş adı | kuruluşun adı | firma ünvanı | ünvanı | unvan |
            belge sahibi | şirket | sertifika sahibi | kuruluşun unvanı | firma unvanı | kuruluş unvanı | müşteri
            """
        ),
        What.ADDRESS: terms(
            """
            adres | adresi | merkez adresi | kuruluş adresi | firma adresi | merkez | kuruluşun adresi |
            tescil adresi
            """
        ),
        What.SCOPE: terms(
            """
            kapsam | belgelendirme kapsamı | sertifika kapsamı | kapsamı | belge kapsamı | faaliyet alanı |
            sertifikasyon kapsamı | aşağıdaki kapsamda | faaliyet kapsamı
            """
        ),
        What.SITES: terms(
            """
            şubeler | sahalar | diğer adresler | ek adresler | lokasyonlar | saha adresleri | şube adresleri |
            şube adresi | şube
            """
        ),
        What.STANDARD: terms(
            """
            standart | standard | standardı | standart no | yönetim sistemi standardı | belgelendirme standardı |
            uygulanan standart
            """
        ),
        What.FIRST_ISSUED: terms(
            """
            ilk kayıt tarihi | ilk belgelendirme tarihi | ilk yayın tarihi | ilk sertifika tarihi |
            ilk belge tarihi | ilk veriliş tarihi | ilk yayım tarihi | ilk tescil tarihi | ilk belgelendirme |
            ilk düzenleme tarihi | ilk belgelendirme karar tarihi | ilk sertifikasyon tarihi | ilk basım tarihi
            """
        ),
        What.ISSUED: terms(
            """
            basım tarihi | yayın tarihi | veriliş tarihi | düzenleme tarihi | düzenlenme tarihi | belge tarihi |
            sertifika tarihi | yayım tarihi | yeniden basım tarihi | belge düzenleme tarihi | revizyon tarihi |
            güncelleme tarihi | karar tarihi | belge veriliş tarihi | sertifika basım tarihi | yenileme tarihi |
            belge yayın tarihi | yeniden belgelendirme tarihi | belgelendirme karar tarihi
            """
        ),
        What.CERTIFIED: terms("tescil tarihi | kayıt tarihi | belgelendirme tarihi | tarih | tarihi"),
        What.VALID_FROM: terms(
            """
            geçerlilik başlangıç tarihi | başlangıç tarihi | yürürlük tarihi | geçerlilik başlangıcı
            """
        ),
        What.VALID_UNTIL: terms(
            """
            geçerlilik tarihi | geçerlilik bitiş tarihi | bitiş tarihi | son geçerlilik tarihi | geçerlilik sonu |
            belge geçerlilik tarihi | sertifika geçerlilik tarihi | geçerlik tarihi | bitiş | belge bitiş tarihi
            """
        ),
        What.VALIDITY: terms("geçerlilik süresi | geçerlilik | belge geçerlilik süresi | belge periyodu"),
        What.SURVEILLED: terms(
            """
            son gözetim tarihi | son gözetim denetimi | son gözetim denetim tarihi | son ara tetkik tarihi
            """
        ),
        What.BODY: terms(
            """
            belgelendirme kuruluşu | belgelendirme kurumu | sertifikasyon kuruluşu | belgeyi veren |
            belgeyi veren kuruluş | belgeyi düzenleyen | belgeyi düzenleyen kuruluş
            """
        ),
        What.ACCREDITATION: terms(
            """
            akreditasyon | akreditasyon no | akreditasyon kuruluşu | akreditasyon numarası
            """
        ),
        What.SOA: terms("uygulanabilirlik bildirgesi | uygulanabilirlik beyanı | soa"),
        What.EXCLUDED: terms("hariç tutulan kontroller | hariç tutulanlar | hariç tutmalar"),
        What.REVISION: terms("revizyon | revizyon no | rev no | rev | versiyon"),
        What.NOT_NUMBER: terms(
            """
            vergi no | vergi numarası | tel | telefon | faks | mersis no | ticaret sicil no | ea kodu | nace kodu |
            sayfa | müşteri no | türkak bds no | iaf kodu
            """
        ),
        What.NOT_DATE: terms(
            """
            denetim tarihi | gözetim tarihi | 1 gözetim | 2 gözetim | gözetim denetimi | sonraki denetim |
            tetkik tarihi | birinci gözetim | ikinci gözetim | ara tetkik | form tarihi | sonraki gözetim tarihi |
            1 gözetim tarihi | 2 gözetim tarihi
            """
        ),
        What.OTHER: terms("ülke | imza | not | onay | ek | genel müdür | web"),
    },
    titles=terms(
        """
        sertifika | sertifikası | belge | belgesi | uygunluk belgesi | kalite belgesi | tescil belgesi |
        yönetim sistemi belgesi | uygunluk sertifikası
        """
    ),
    certifies=terms(
        """
        bu belge ile | bu sertifika ile | belgelendirilmiştir | tasdik olunur ki |
        bu belge aşağıdaki kuruluşa verilmiştir | işbu belge
        """
    ),
    conforms=terms(
        """
        bu sertifika | bu belge | yukarıda adı geçen | yukarıdaki kuruluş | kuruluşunun | firmasının | şartlarını |
        standardının | gereklerini | gerekliliklerini | yönetim sisteminin | uygun olduğu | işbu sertifika |
        işbu belge
        """
    ),
    approved=terms("tarafından"),
    accredited=terms("akredite eden | tarafından akredite"),
    systems=terms("yönetim sistemi | yönetim sistemleri | yönetim sisteminin"),
    fillers=terms("kuruluşu | firması | kuruluşun | firmanın | aşağıdaki | yönetim | sistemi"),
    until=terms("ile | kadar"),
    common=terms("ve | bu | ile | için | tarafından | olan | ait | sistemi"),
)
