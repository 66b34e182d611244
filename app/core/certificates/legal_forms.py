"""Legal forms of companies and letters of other scripts, as data for `names`.

Each row is one legal form: a key, and the spellings that mean it. Two spellings of one row are the same form; two
rows are different forms, and two companies may well share a name and differ in the form only. The forms are those of
the EU member states, the United Kingdom, Norway, Iceland, Switzerland, Türkiye, the United States, India and some
countries nearby; cleanco's list adds spellings of further countries, each as a form of its own.
"""

from __future__ import annotations

LEGAL_FORMS: dict[str, tuple[str, ...]] = {
    # several countries
    "se": ("SE", "Societas Europaea"),
    "sce": ("SCE", "Societas Cooperativa Europaea"),
    "eeig": ("EEIG", "EWIV", "GEIE", "EESV"),
    "sa": (
        "S.A.",
        "Société anonyme",
        "Sociedad Anónima",
        "Sociedade Anónima",
        "Spółka Akcyjna",
        "Societate pe acțiuni",
    ),
    "ltd": ("Ltd", "Limited", "Private Limited Company", "Teoranta", "Teo", "Λτδ", "Λίμιτεδ"),
    "plc": ("PLC", "Public Limited Company", "CPT", "Cuideachta Phoiblí Theoranta"),
    # Germany, Austria
    "gmbh": ("GmbH", "mbH", "GesmbH", "Ges.m.b.H.", "Gesellschaft mit beschränkter Haftung"),
    "ggmbh": ("gGmbH", "gemeinnützige GmbH"),
    "ug": ("UG", "UG (haftungsbeschränkt)", "Unternehmergesellschaft", "Unternehmergesellschaft (haftungsbeschränkt)"),
    "ag": ("AG", "Aktiengesellschaft"),
    "kg": ("KG", "Kommanditgesellschaft"),
    "ohg": ("OHG", "Offene Handelsgesellschaft"),
    "gmbh-co-kg": (
        "GmbH & Co. KG",
        "GmbH & Co KG",
        "GmbH und Co. KG",
        "mbH & Co. KG",
        "GmbH & Co. Kommanditgesellschaft",
    ),
    "ag-co-kg": ("AG & Co. KG", "SE & Co. KG"),
    "kgaa": ("KGaA", "Kommanditgesellschaft auf Aktien", "AG & Co. KGaA", "SE & Co. KGaA", "GmbH & Co. KGaA"),
    "gbr": ("GbR", "Gesellschaft bürgerlichen Rechts", "eGbR"),
    "eg": ("eG", "eingetragene Genossenschaft"),
    "ev": ("e.V.", "eingetragener Verein"),
    "flexco": ("FlexCo", "FlexKapG", "Flexible Kapitalgesellschaft"),
    "og": ("OG", "Offene Gesellschaft"),
    "keg": ("KEG", "OEG"),
    "eu": ("e.U.", "eingetragener Unternehmer", "eingetragene Unternehmerin"),
    "ek": ("e.K.", "e.Kfm.", "e.Kfr.", "eingetragener Kaufmann", "eingetragene Kauffrau"),
    "partg": ("PartG", "Partnerschaftsgesellschaft"),
    "partg-mbb": ("PartG mbB", "PartGmbB", "Partnerschaftsgesellschaft mit beschränkter Berufshaftung"),
    "gag": ("gAG", "gemeinnützige AG"),
    "ug-co-kg": ("UG & Co. KG", "UG (haftungsbeschränkt) & Co. KG", "UG haftungsbeschränkt & Co KG"),
    "de-stiftung": ("Stiftung",),
    "ch-genossenschaft": ("Genossenschaft", "Société coopérative", "Società cooperativa"),
    # France, Luxembourg, Belgium, Switzerland (French, Italian)
    "sarl": ("SARL", "S.à r.l.", "S.àr.l.", "Sàrl", "Société à responsabilité limitée", "GmbH/Sàrl"),
    "eurl": ("EURL", "Entreprise unipersonnelle à responsabilité limitée"),
    "sas": ("SAS", "Société par actions simplifiée"),
    "sasu": ("SASU", "Société par actions simplifiée unipersonnelle"),
    "snc": ("SNC", "Société en nom collectif", "Società in nome collettivo", "S.n.c."),
    "sca": ("SCA", "Société en commandite par actions"),
    "scop": ("SCOP", "Société coopérative et participative"),
    "be-bv": ("BVBA", "SPRL", "BV/SRL", "SRL/BV", "Société à responsabilité limitée (SRL)"),
    "be-nv": ("NV/SA", "SA/NV"),
    "asbl": ("ASBL", "VZW", "ASBL/VZW", "VZW/ASBL"),
    "sagl": ("Sagl", "Società a garanzia limitata"),
    "sarl-s": ("SARL-S", "S.à r.l.-S", "Société à responsabilité limitée simplifiée"),
    "scs": ("SCS", "Société en commandite simple"),
    "scsp": ("SCSp", "Société en commandite spéciale"),
    "selarl": ("SELARL",),
    "sci": ("SCI", "Société civile immobilière"),
    "gie": ("GIE", "Groupement d'intérêt économique"),
    "be-commv": ("CommV", "SComm", "Comm.V", "Commanditaire vennootschap (CommV)"),
    "be-vof": ("VOF/SNC", "SNC/VOF"),
    "be-cv": ("CV/SC", "SC/CV"),
    # Netherlands
    "bv": ("B.V.", "BV", "Besloten Vennootschap", "Besloten vennootschap met beperkte aansprakelijkheid"),
    "nv": ("N.V.", "NV", "Naamloze Vennootschap"),
    "vof": ("V.O.F.", "Vennootschap onder firma"),
    "cv": ("C.V.", "Commanditaire vennootschap"),
    "stichting": ("Stichting",),
    "nl-coop": ("Coöperatie U.A.", "Coöperatie", "Coöperatieve vereniging", "Coöperatie W.A.", "Coöp. U.A."),
    "nl-maatschap": ("Maatschap",),
    # Italy, Spain, Portugal, Romania
    "spa": ("S.p.A.", "SpA", "Società per azioni"),
    "srl": ("S.r.l.", "SRL", "Società a responsabilità limitata", "Societate cu răspundere limitată"),
    "srls": ("S.r.l.s.", "Società a responsabilità limitata semplificata"),
    "it-sas": ("S.a.s. di", "Società in accomandita semplice"),
    "scarl": ("S.c.a r.l.", "S.c.r.l.", "Società consortile a responsabilità limitata"),
    "it-sapa": ("S.a.p.a.", "Società in accomandita per azioni"),
    "it-coop": ("Soc. Coop.", "S.c.", "Soc. Coop. a r.l.", "Società Cooperativa a r.l."),
    "it-spa-sb": ("S.p.A. Società Benefit", "S.p.A. SB"),
    "it-srl-sb": ("S.r.l. Società Benefit", "S.r.l. SB"),
    "it-srl-uni": ("S.r.l. unipersonale", "S.r.l. a socio unico", "S.r.l.u."),
    "it-spa-uni": ("S.p.A. unipersonale", "S.p.A. a socio unico"),
    "sl": ("S.L.", "SL", "Sociedad Limitada", "Sociedad de Responsabilidad Limitada"),
    "slu": ("S.L.U.", "SLU", "Sociedad Limitada Unipersonal"),
    "sau": ("S.A.U.", "Sociedad Anónima Unipersonal"),
    "sll": ("S.L.L.", "Sociedad Limitada Laboral"),
    "slp": ("S.L.P.", "Sociedad Limitada Profesional"),
    "slne": ("S.L.N.E.", "Sociedad Limitada Nueva Empresa"),
    "es-coop": ("S. Coop.", "Sociedad Cooperativa"),
    "es-aie": ("A.I.E.", "Agrupación de Interés Económico"),
    "ro-srl-d": ("S.R.L.-D", "SRL-D"),
    "pt-crl": ("C.R.L.", "Cooperativa de Responsabilidade Limitada"),
    "pt-sa-unip": ("Unipessoal S.A.",),
    "lda": ("Lda.", "Limitada", "Sociedade por quotas", "Sociedade Limitada"),
    "unipessoal": ("Unipessoal Lda.", "Sociedade Unipessoal Lda."),
    "sgps": ("SGPS", "SGPS S.A."),
    # the Nordic countries
    "aps": ("ApS", "Anpartsselskab"),
    "dk-as": ("A/S", "Aktieselskab"),
    "dk-is": ("I/S", "Interessentskab"),
    "dk-ks": ("K/S", "Kommanditselskab"),
    "dk-ps": ("P/S", "Partnerselskab", "Kommanditaktieselskab"),
    "dk-amba": ("A.M.B.A.", "AmbA", "Andelsselskab med begrænset ansvar"),
    "dk-smba": ("S.M.B.A.", "SmbA"),
    "dk-fmba": ("F.M.B.A.", "FmbA", "Forening med begrænset ansvar"),
    "ivs": ("IVS", "Iværksætterselskab"),
    "as": ("AS", "Aksjeselskap", "Aktsiaselts", "Akciju sabiedrība"),
    "asa": ("ASA", "Allmennaksjeselskap"),
    "no-ans": ("ANS", "Ansvarlig selskap"),
    "no-da": ("DA", "Selskap med delt ansvar"),
    "no-nuf": ("NUF", "Norskregistrert utenlandsk foretak"),
    "no-sa": ("Samvirkeforetak",),
    "no-ks": ("Kommandittselskap",),
    "no-enk": ("ENK", "Enkeltpersonforetak"),
    "ab": ("AB", "Aktiebolag", "Aktiebolaget", "Akcinė bendrovė"),
    "ab-publ": ("AB (publ)", "Aktiebolag (publ)"),
    "hb": ("HB", "Handelsbolag"),
    "kb": ("KB", "Kommanditbolag"),
    "se-ek": ("Ek. för.", "Ekonomisk förening"),
    "oy": ("Oy", "Osakeyhtiö", "Oy Ab", "Ab Oy"),
    "oyj": ("Oyj", "Julkinen osakeyhtiö", "Abp", "Oyj Abp"),
    "ky": ("Ky", "Kommandiittiyhtiö"),
    "fi-ay": ("Ay", "Avoin yhtiö"),
    "fi-osk": ("Osk", "Osuuskunta", "Andelslag", "Anl"),
    "is-slf": ("slf.", "Samlagsfélag"),
    "is-ses": ("ses.", "Sjálfseignarstofnun"),
    "is-sf": ("sf.", "Sameignarfélag"),
    "ehf": ("ehf.", "Einkahlutafélag"),
    "hf": ("hf.", "Hlutafélag"),
    # the Baltic countries
    "ou": ("OÜ", "Osaühing"),
    "ee-uu": ("UÜ", "Usaldusühing"),
    "ee-tu": ("TÜ", "Täisühing"),
    "lv-ik": ("Individuālais komersants",),
    "lt-ii": ("IĮ", "Individuali įmonė"),
    "lt-vsi": ("VšĮ", "Viešoji įstaiga"),
    "sia": ("SIA", "Sabiedrība ar ierobežotu atbildību"),
    "uab": ("UAB", "Uždaroji akcinė bendrovė"),
    "mb": ("MB", "Mažoji bendrija"),
    # central and south-eastern Europe
    "sp-zoo": ("Sp. z o.o.", "Sp. z.o.o.", "Sp z oo", "Spółka z ograniczoną odpowiedzialnością"),
    "sp-k": ("Sp. k.", "Spółka komandytowa"),
    "sp-j": ("Sp. j.", "Spółka jawna"),
    "psa": ("P.S.A.", "Prosta Spółka Akcyjna"),
    "pl-ska": ("S.K.A.", "Spółka komandytowo-akcyjna"),
    "pl-sp-p": ("Sp. p.", "Spółka partnerska"),
    "pl-zoo-sk": ("Sp. z o.o. Sp. k.", "Sp. z o.o. Spółka komandytowa"),
    "sro": ("s.r.o.", "spol. s r.o.", "společnost s ručením omezeným", "spoločnosť s ručením obmedzeným"),
    "cz-as": ("a.s.", "akc. spol.", "akciová společnost", "akciová spoločnosť"),
    "cz-vos": ("v.o.s.", "veřejná obchodní společnost", "verejná obchodná spoločnosť"),
    "cz-ks": ("k.s.", "komanditní společnost", "komanditná spoločnosť"),
    "sk-jsa": ("j.s.a.", "jednoduchá spoločnosť na akcie"),
    "kft": ("Kft.", "Korlátolt Felelősségű Társaság"),
    "zrt": ("Zrt.", "Zártkörűen Működő Részvénytársaság"),
    "nyrt": ("Nyrt.", "Nyilvánosan Működő Részvénytársaság"),
    "bt": ("Bt.", "Betéti Társaság"),
    "hu-kkt": ("Kkt.", "Közkereseti Társaság"),
    "hu-nkft": ("Nonprofit Kft.", "Nkft.", "Nonprofit Korlátolt Felelősségű Társaság"),
    "doo": (
        "d.o.o.",
        "družba z omejeno odgovornostjo",
        "društvo s ograničenom odgovornošću",
        "друштво са ограниченом одговорношћу",
    ),
    "jdoo": ("j.d.o.o.", "jednostavno društvo s ograničenom odgovornošću"),
    "dd": ("d.d.", "delniška družba", "dioničko društvo"),
    "si-dno": ("d.n.o.", "družba z neomejeno odgovornostjo"),
    "si-sp": ("s.p.", "samostojni podjetnik"),
    "si-kd": ("k.d.", "komanditna družba", "komanditno društvo"),
    "hr-jtd": ("j.t.d.", "javno trgovačko društvo"),
    "rs-ad": ("a.d.", "а.д.", "akcionarsko društvo", "акционарско друштво"),
    "eood": ("EOOD", "ЕООД", "Еднолично дружество с ограничена отговорност"),
    "ood": ("OOD", "ООД", "Дружество с ограничена отговорност"),
    "bg-ad": ("AD", "АД", "Акционерно дружество"),
    "ead": ("EAD", "ЕАД", "Еднолично акционерно дружество"),
    "bg-et": ("ET", "ЕТ", "Едноличен търговец"),
    "bg-sd": ("СД", "Събирателно дружество"),
    "bg-kd": ("КД", "Командитно дружество"),
    # Greece, Cyprus, Malta
    "ae": ("A.E.", "Α.Ε.", "Ανώνυμη Εταιρεία", "Ανώνυμος Εταιρεία"),
    "epe": ("E.P.E.", "Ε.Π.Ε.", "Εταιρεία Περιορισμένης Ευθύνης"),
    "ike": ("I.K.E.", "Ι.Κ.Ε.", "P.C.", "Ιδιωτική Κεφαλαιουχική Εταιρεία"),
    "oe": ("O.E.", "Ο.Ε.", "Ομόρρυθμη Εταιρεία"),
    "el-ee": ("E.E.", "Ε.Ε.", "Ετερόρρυθμη Εταιρεία"),
    # United Kingdom, United States
    "llp": ("LLP", "Limited Liability Partnership"),
    "lp": ("LP", "Limited Partnership"),
    "cic": ("CIC", "Community Interest Company"),
    "gb-cio": ("CIO", "Charitable Incorporated Organisation"),
    "ie-dac": ("DAC", "Designated Activity Company", "Cuideachta Ghníomhaíochta Ainmnithe"),
    "ie-clg": ("CLG", "Company Limited by Guarantee"),
    "ie-uc": ("UC", "Unlimited Company", "ULC"),
    "inc": ("Inc.", "Incorporated"),
    "corp": ("Corp.", "Corporation"),
    "llc": ("LLC", "Limited Liability Company"),
    "pbc": ("PBC", "Public Benefit Corporation"),
    "pllc": ("PLLC", "Professional Limited Liability Company"),
    "us-pc": ("Professional Corporation",),
    "lllp": ("LLLP", "Limited Liability Limited Partnership"),
    "us-na": ("N.A.", "National Association"),
    # India, Singapore, Australia: a private limited company is not the public one of the same name
    "pvt-ltd": ("Pvt. Ltd.", "Pvt Ltd", "Private Limited", "(P) Ltd.", "P Ltd", "Pvt. Limited"),
    "in-opc": ("(OPC) Pvt. Ltd.", "OPC Private Limited", "One Person Company"),
    "pte-ltd": ("Pte. Ltd.", "Pte Ltd", "Pte. Limited"),
    "pty-ltd": ("Pty Ltd", "Pty. Ltd.", "Proprietary Limited"),
    "co": ("Co.", "Company", "& Co.", "and Company"),
    "co-ltd": ("Co., Ltd.", "Company Limited", "Co. Limited"),
    # Türkiye
    "tr-as": ("A.Ş.", "Anonim Şirketi", "Anonim Sirket"),
    "tr-ltd": ("Ltd. Şti.", "Limited Şirketi", "Ltd. Sti."),
    "tr-koop": ("Koop.", "Kooperatifi", "S.S. Kooperatifi"),
    "tr-kom": ("Kom. Şti.", "Komandit Şirketi", "Kollektif Şirketi", "Koll. Şti."),
    "tr-san-tic": ("San. ve Tic. A.Ş.", "Sanayi ve Ticaret A.Ş.", "Sanayi ve Ticaret Anonim Şirketi"),
    "tr-san-tic-ltd": ("San. ve Tic. Ltd. Şti.", "Sanayi ve Ticaret Limited Şirketi"),
    # forms written in Cyrillic outside the EU
    "ooo": ("OOO", "ООО", "Общество с ограниченной ответственностью"),
    "tov": ("TOV", "ТОВ", "Товариство з обмеженою відповідальністю"),
    "pao": ("PAO", "ПАО", "Публичное акционерное общество"),
    "ru-ao": ("АО", "Акционерное общество"),
    "prat": ("ПрАТ", "PrAT", "Приватне акціонерне товариство"),
}

# Forms that stand before the name as often as behind it.
LEADING_FORMS = frozenset(
    {
        "ou",
        "sia",
        "uab",
        "mb",
        "ab",
        "as",
        "ooo",
        "tov",
        "stichting",
        "oy",
        "eood",
        "ood",
        "bg-ad",
        "ead",
        "ae",
        "sc",
        "lt-vsi",
        "lt-ii",
    }
)

# A writer without the letter on the keyboard writes two ("Mueller") or drops the mark ("Muller"); both are read.
TWO_LETTERS = {
    "ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "œ": "oe", "ß": "ss", "þ": "th", "ð": "d",
    "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "ŋ": "n",
}  # fmt: skip
ONE_LETTER = {
    "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "þ": "th", "ð": "d", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "ŋ": "n",
}  # fmt: skip

# ELOT 743 / ISO 843 without its context rules, after the marks are gone.
GREEK = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k", "λ": "l",
    "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "y", "φ": "f",
    "χ": "ch", "ψ": "ps", "ω": "o",
}  # fmt: skip
GREEK_PAIRS = {"ου": "ou", "αυ": "av", "ευ": "ev", "μπ": "b", "ντ": "nt", "γγ": "ng", "γκ": "gk"}

# The second letter of αυ, ευ and ηυ is "f" before a voiceless sound (ELOT 743).
GREEK_VOICELESS = "θκξπστφχψ"

# Bulgaria's streamlined system (the EU's Cyrillic language), with the letters of its neighbours.
CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "ђ": "dj", "е": "e", "ё": "e", "є": "ie", "ж": "zh",
    "з": "z", "и": "i", "і": "i", "ї": "i", "й": "y", "ј": "j", "к": "k", "л": "l", "љ": "lj", "м": "m", "н": "n",
    "њ": "nj", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "ћ": "c", "у": "u", "ф": "f", "х": "h", "ц": "ts",
    "ч": "ch", "џ": "dz", "ш": "sh", "щ": "sht", "ъ": "a", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip

# Other systems in use, as what they do otherwise: a company may be registered under any of them.
CYRILLIC_SYSTEMS: tuple[dict[str, str], ...] = (
    {},
    # passports (ICAO 9303), much as in Russia
    {"й": "i", "х": "kh", "щ": "shch", "ъ": "ie", "ю": "iu", "я": "ia"},
    # older English habit
    {"х": "kh", "щ": "shch", "ъ": "", "ю": "yu", "я": "ya", "ё": "yo", "й": "y"},
    # Ukraine (2010)
    {"г": "h", "и": "y", "й": "i", "х": "kh", "щ": "shch", "ю": "iu", "я": "ia", "є": "ie"},
    # Serbian Latin without its marks, Macedonian
    {"ж": "z", "ч": "c", "ш": "s", "ц": "c", "х": "h", "ђ": "d", "ћ": "c", "џ": "dz"},
)
