"""Designations of standards: "UNI CEI EN ISO/IEC 27001:2024", "ISO9001:2015", "IS0 27001 : 2022" as a scan reads."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.core.certificates.read.text import level

# Standards for those who certify or accredit, and for how: a certificate names them beside the accreditation mark.
FOR_BODIES = frozenset(
    "17000 17011 17020 17021 17024 17025 17029 17065 17067 19011 27006 42006 22003 50003 14065 27007 27008 3166 8601 "
    "9000".split()
)

_PREFIXES = (
    "din bs en une nen uni cei nf jis q sr nch evs onorm oenorm sn ss ds ns ts pn csn stn msz np nbr abnt csa "
    "can ansi as "
    "nzs is ks sist hrn bds lst lvs ntc nmx cc iram sfs elot gost tcvn ms sni sans nbn ilnas"
).split()
_PREFIX = "|".join(sorted((re.escape(p) for p in _PREFIXES), key=len, reverse=True))
_DESIGNATION = re.compile(
    rf"(?<![a-z0-9])(?P<prefix>(?:(?:{_PREFIX})[\s/.\-]{{0,3}}){{0,4}})"
    r"(?P<who>[i1l]s[o0]\s?[/\-]?\s?(?:[i1l]ec|cei|ts|tr|pas)|[i1l]s[o0]|iec|iatf|ohsas|fssc|(?<=jis\sq\s)|(?<=jis\s)q|en|bs|une|sa|as)"
    r"[\s\-/.]{0,3}(?P<number>[\do]{4,5})(?P<part>-\d{1,2}(?![\d/]))?(?![\d]|[.,]\d)"
    r"(?:\s?[:;,(\-]\s?(?P<year>(?:19|20)\d{2})(?!\d)|\s(?P<bare>20[0-3]\d)(?![\d.\-/])|:\s?(?P<slip>[2z][o0][o0-9]{2})(?![\w]))?"
    r"(?P<amd>\s?[/+]\s?(?:amd|a)\s?\.?\s?\d{0,2}(?:\s?:\s?20\d{2})?)?"
)


@dataclass(frozen=True)
class Designation:
    """One naming of a standard at text[start:end]."""

    start: int
    end: int
    printed: str
    number: str  # "27001", "20000-1"
    year: str  # "" when none is printed
    national: bool  # a national prefix stands before it: the year is that of the adoption

    @property
    def for_bodies(self) -> bool:
        return self.number.partition("-")[0] in FOR_BODIES


def designations(text: str) -> list[Designation]:
    found = []
    for match in _DESIGNATION.finditer(level(text[:4000])):
        number = match["number"].replace("o", "0")
        if not match["number"].strip("o") or number.startswith("0"):
            continue
        who = match["who"] or ""
        if who in ("en", "bs", "une", "as", "sa") and not match["year"] and who != "sa":
            continue  # "EN 12345" without a year may be anything
        part = match["part"] or ""
        if part and re.fullmatch(r"-(?:19|20)", part):
            part = ""
        year = match["year"] or match["bare"] or (match["slip"] or "").replace("o", "0").replace("z", "2")
        printed = " ".join(text[match.start() : match.end()].split()).rstrip(" :;,(-")
        if "(" in printed and ")" not in printed:
            printed += ")" if text[match.end() : match.end() + 1] == ")" else ""
        found.append(
            Designation(match.start(), match.end(), printed, number + part, year, bool(match["prefix"].strip()))
        )
    return found
