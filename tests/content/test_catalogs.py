"""The shipped catalogs, crosswalks and reference data: complete, consistent, sourced, and in our own words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.core.catalog.load import cross_problems, load_catalog, read_reference
from app.core.catalog.meaning import digest_of
from app.core.catalog.model import Applies, Catalog, Clause, Crosswalk, ReferenceData
from app.core.certificates.facts import Family

HOME = Path(__file__).resolve().parents[2] / "questionnaires"
FOLDERS = ("catalogs", "crosswalk", "reference")
FILES = {f"{d}/{p.name}": p.read_text() for d in FOLDERS for p in sorted((HOME / d).glob("*.yaml"))}
DATA, PROBLEMS = read_reference(FILES)
CATALOGS = {c.key: c for c in DATA.catalogs}
FORBIDDEN_RELATIONS = {"equals", "satisfies", "complies", "covers"}


def catalog(key: str) -> Catalog:
    return CATALOGS[key]


def of_kind(key: str, kind: str) -> list[Clause]:
    return [c for c in catalog(key).clauses if c.kind == kind]


def sources_of(name: str) -> dict[str, Any]:
    """The sources a file lists, whatever else it holds."""
    listed = yaml.safe_load(FILES[name]).get("sources")
    assert isinstance(listed, dict), name
    return listed


def file_of(key: str) -> str:
    return next(name for name, text in FILES.items() if f"\nkey: {key}\n" in text)


def date_ids(applies: Applies | None) -> Iterator[str]:
    for group in (applies.formal, applies.practical) if applies else ():
        yield from [group] if isinstance(group, str) else group.values() if group else ()


def sentences(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from (s.strip() for s in re.split(r"(?<!Art\.)(?<=[.?!])\s+", text) if s.strip())


def mappings(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from mappings(value)
    elif isinstance(node, list):
        for value in node:
            yield from mappings(value)


def test_every_file_loads_and_agrees_with_the_others() -> None:
    assert PROBLEMS == ()
    assert set(CATALOGS) == {"iso-42001", "eu-ai-act", "iso-27001"}


def test_a_dangling_reference_would_be_noticed() -> None:
    row = DATA.crosswalk[0].model_copy(update={"to": "eu-ai-act:art-999"})
    broken = ReferenceData(catalogs=DATA.catalogs, crosswalk=(row,))
    assert [p.code for p in cross_problems(broken)] == ["REF-CLAUSE"]


def test_iso_42001_has_32_requirements_and_38_controls() -> None:
    assert len(of_kind("iso-42001", "requirement")) == 32
    assert len(of_kind("iso-42001", "control")) == 38


@pytest.mark.parametrize(
    ("under", "ids"),
    [
        ("6.1", {"6.1.1", "6.1.2", "6.1.3", "6.1.4"}),
        ("7.5", {"7.5.1", "7.5.2", "7.5.3"}),
        ("8", {"8.1", "8.2", "8.3", "8.4"}),
        ("9.2", {"9.2.1", "9.2.2"}),
        ("9.3", {"9.3.1", "9.3.2", "9.3.3"}),
        ("A.6.2", {f"A.6.2.{n}" for n in range(2, 9)}),
        ("A.10", {"A.10.2", "A.10.3", "A.10.4"}),
    ],
)
def test_iso_42001_is_divided_as_the_standard_is(under: str, ids: set[str]) -> None:
    assert {c.id for c in catalog("iso-42001").clauses if c.parent == under} == ids


@pytest.mark.parametrize("key", ["iso-42001", "iso-27001"])
def test_only_annex_a_controls_can_be_excluded(key: str) -> None:
    for clause in catalog(key).clauses:
        assert clause.excludable is {"requirement": False, "control": True, "heading": None}[clause.kind], clause.id


@pytest.mark.parametrize("key", ["iso-42001", "iso-27001"])
def test_what_is_asked_stands_under_a_heading(key: str) -> None:
    book = catalog(key)
    for clause in book.clauses:
        if clause.kind != "heading":
            assert clause.parent, clause.id
            assert book.by_id[clause.parent].kind == "heading", clause.id


@pytest.mark.parametrize(
    ("clause", "label"),
    [
        ("art-9-2", "Art. 9(2)"),
        ("art-4a", "Art. 4a"),
        ("art-5-1-ba", "Art. 5(1)(ba)"),
        ("art-16-l", "Art. 16(l)"),
        ("art-17-1-b-d", "Art. 17(1)(b) to (d)"),
        ("annex-III", "Annex III"),
        ("annex-III-4", "Annex III, point 4"),
    ],
)
def test_provisions_are_labelled_as_people_write_them(clause: str, label: str) -> None:
    assert catalog("eu-ai-act").by_id[clause].label == label


def test_labels_tell_clauses_apart() -> None:
    for book in DATA.catalogs:
        assert [label for label, n in Counter(c.label for c in book.clauses).items() if n > 1] == []


@pytest.mark.parametrize("key", sorted(CATALOGS))
def test_every_clause_is_explained_in_words(key: str) -> None:
    assert [c.id for c in catalog(key).clauses if len(c.summary) < 40] == []


@pytest.mark.parametrize("key", sorted(CATALOGS))
def test_every_clause_names_sources_that_the_file_lists(key: str) -> None:
    listed = set(sources_of(file_of(key)))
    for clause in catalog(key).clauses:
        assert clause.sources, clause.id
        assert set(clause.sources) <= listed, clause.id


def test_no_sentence_about_clauses_is_said_twice() -> None:
    said = [c.summary for book in DATA.catalogs for c in book.clauses]
    said += [str(c.notes.get("for_buyers", "")) for c in catalog("eu-ai-act").clauses]
    said += [c.not_asked_because for c in catalog("eu-ai-act").clauses]
    said += [row.note for row in DATA.crosswalk] + list(DATA.gaps.values())
    assert [s for s, n in Counter(sentences(said)).items() if n > 1] == []


def test_every_date_has_a_provision_and_a_listed_source() -> None:
    listed = set(sources_of(file_of("eu-ai-act")))
    for day in catalog("eu-ai-act").dates:
        assert day.provision, day.id
        assert day.source, day.id
        assert set(day.source) <= listed, day.id


def test_every_date_named_in_a_note_exists() -> None:
    book = catalog("eu-ai-act")
    named = {i for c in book.clauses for i in c.notes.get("see_dates", ())}
    named |= {i for c in book.clauses for i in re.findall(r"\bD-[A-Z0-9-]*[A-Z0-9]", c.summary + c.note)}
    named |= {m.group(1) for text in FILES.values() for m in re.finditer(r"eu-ai-act:(D-[A-Z0-9-]+)", text)}
    assert named
    assert named <= set(book.dates_by_id)


def test_every_date_is_used_by_a_provision() -> None:
    book = catalog("eu-ai-act")
    used = {i for c in book.clauses for i in (*date_ids(c.applies), *c.notes.get("see_dates", ()))}
    assert set(book.dates_by_id) - used == set()


def test_a_date_is_verified_only_by_the_amended_text_and_a_second_source() -> None:
    for day in catalog("eu-ai-act").dates:
        if day.verified and day.id != "D-ENTRY":  # 1 August 2024: the text of 2024 is the text that counts
            assert {"L2", "L3"} & set(day.source), day.id
            assert len(day.source) > 1, day.id


@pytest.mark.parametrize(
    ("clause", "group", "day"),
    [
        ("art-9", "annex_III", date(2027, 12, 2)),
        ("art-9", "annex_I", date(2028, 8, 2)),
        ("art-50-2", "legacy_generators", date(2026, 12, 2)),
        ("art-53-1-d", "legacy_models", date(2027, 8, 2)),
        ("art-5", "points_ba_and_bb", date(2026, 12, 2)),
    ],
)
def test_dates_that_depend_on_the_case_are_kept_apart(clause: str, group: str, day: date) -> None:
    book = catalog("eu-ai-act")
    applies = book.by_id[clause].applies
    assert applies is not None
    assert isinstance(applies.formal, dict)
    assert book.dates_by_id[applies.formal[group]].date == day


def test_every_group_of_dates_is_explained() -> None:
    book = catalog("eu-ai-act")
    groups = {
        g
        for c in book.clauses
        if c.applies
        for named in (c.applies.formal, c.applies.practical)
        if isinstance(named, dict)
        for g in named
    }
    assert groups <= set(book.notes["groups"])


def test_formal_and_practical_dates_are_told_apart_and_ours_is_never_called_verified() -> None:
    both = [c for c in catalog("eu-ai-act").clauses if c.applies and c.applies.practical]
    assert {"art-43", "art-47", "art-49", "art-72", "art-73", "art-86", "annex-V"} <= {c.id for c in both}
    for clause in both:
        assert clause.applies is not None
        assert clause.applies.formal == "D-GENERAL", clause.id
        assert clause.applies.practical_verified is False, clause.id


def test_every_provision_says_whom_it_obliges_for_which_tier_from_when_and_where_to_read_it() -> None:
    book = catalog("eu-ai-act")
    for clause in book.clauses:
        assert clause.obliges, clause.id
        assert set(clause.obliges) <= set(book.notes["roles"]), clause.id
        assert clause.tiers, clause.id
        assert set(clause.tiers) <= set(book.notes["tiers"]), clause.id
        assert clause.applies, clause.id
        assert clause.applies.formal, clause.id
        assert clause.link.startswith("https://eur-lex.europa.eu/"), clause.id


def test_duties_of_deployers_are_never_asked_of_vendors() -> None:
    book = catalog("eu-ai-act")
    deployers = {"deployer", "public_deployer"}
    for clause in book.clauses:
        if re.match(r"art-2[67](-|$)", clause.id) or set(clause.obliges) <= deployers:
            assert not clause.asked_of_vendor, clause.id


def test_what_is_not_asked_says_why_and_only_that() -> None:
    for clause in catalog("eu-ai-act").clauses:
        assert bool(clause.not_asked_because) is not clause.asked_of_vendor, clause.id


@pytest.mark.parametrize(
    "clause", ["art-9", "art-13-3", "art-22", "art-43", "art-50-2", "art-53-1-b", "art-73", "annex-IV-2"]
)
def test_duties_of_providers_are_asked(clause: str) -> None:
    assert catalog("eu-ai-act").by_id[clause].asked_of_vendor


def test_both_ends_of_every_crosswalk_row_and_every_gap_exist() -> None:
    for row in DATA.crosswalk:
        assert DATA.clause(row.from_), row.from_
        assert DATA.clause(row.to), row.to
    assert [ref for ref in DATA.gaps if DATA.clause(ref) is None] == []


def test_no_pair_is_given_twice() -> None:
    assert [pair for pair, n in Counter((r.from_, r.to) for r in DATA.crosswalk).items() if n > 1] == []


def test_no_row_says_that_a_clause_is_met() -> None:
    for name, text in FILES.items():
        if name.startswith("crosswalk/"):
            raw = yaml.safe_load(text)
            assert set(raw["notes"]["forbidden_relations"]) == FORBIDDEN_RELATIONS
            assert not FORBIDDEN_RELATIONS & {row["relation"] for row in raw["rows"]}


def test_the_model_itself_refuses_a_forbidden_relation() -> None:
    relations = Crosswalk.model_json_schema()["$defs"]["CrosswalkRow"]["properties"]["relation"]["enum"]
    assert not FORBIDDEN_RELATIONS & set(relations)


def test_confidence_counts_the_sources() -> None:
    need = {"high": 3, "medium": 2, "low": 1}
    for row in DATA.crosswalk:
        if row.confidence == "own_judgement":
            assert row.sources == ("OWN",)
        else:
            assert "OWN" not in row.sources
            assert min(len(row.sources), 3) == need[row.confidence], f"{row.from_} -> {row.to}"


def test_crosswalk_rows_name_sources_that_their_file_lists() -> None:
    for name in FILES:
        if name.startswith("crosswalk/"):
            listed = set(sources_of(name))
            for row in yaml.safe_load(FILES[name])["rows"]:
                assert row["sources"], row
                assert set(row["sources"]) <= listed, row


def test_every_article_a_row_leads_to_shows_what_is_missing() -> None:
    for row in DATA.crosswalk:
        if row.to.startswith("eu-ai-act:"):
            article = "-".join(row.to.split("-")[:4])
            assert article in DATA.gaps, row.to


def test_formalities_of_the_act_have_no_neighbour_in_iso_42001() -> None:
    formalities = ("art-22", "art-43", "art-44", "art-47", "art-48", "art-49")
    for clause in catalog("eu-ai-act").clauses:
        if clause.id in formalities or clause.parent in formalities:
            assert DATA.neighbours(f"eu-ai-act:{clause.id}") == (), clause.id


def test_a_day_in_any_file_stands_beside_its_source() -> None:
    keys = {"date", "valid_from", "valid_until", "valid_to", "checked_on"}
    found = [m for text in FILES.values() for m in mappings(yaml.safe_load(text)) if keys & set(m)]
    assert len(found) > 20
    assert [m for m in found if not m.get("source")] == []


@pytest.mark.parametrize("name", [n for n in FILES if n.startswith("reference/")])
def test_reference_rows_name_sources_that_their_file_lists(name: str) -> None:
    listed = set(sources_of(name))
    for m in mappings(yaml.safe_load(FILES[name])):
        if isinstance(m.get("source"), list):
            assert m["source"], m
            assert set(m["source"]) <= listed, m


def test_schemes_belong_to_a_family_and_certify_a_catalog_that_exists() -> None:
    for scheme in DATA.schemes:
        assert scheme.kind in {*Family, "guidance"}, scheme.id
        assert scheme.catalog is None or DATA.catalog(scheme.catalog), scheme.id
        if not scheme.certifiable:
            assert scheme.note, scheme.id
            assert not scheme.editions, scheme.id
            assert scheme.catalog is None, scheme.id


def test_designations_that_do_not_exist_are_not_listed_as_editions() -> None:
    for scheme in DATA.schemes:
        real = {d for e in scheme.editions for d in e.designations}
        assert not real & set(scheme.not_editions), scheme.id


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("ISO/IEC 42001:2023", ["iso-42001"]),
        ("ISO42001", ["iso-42001"]),
        ("JIS Q 42001:2025", ["iso-42001"]),
        ("UNE-EN ISO/IEC 27001:2023", ["iso-27001"]),
        ("ISO 9001:2015", ["iso-9001"]),
        ("ISO/IEC 42001:2023 and ISO/IEC 27001:2022", ["iso-42001", "iso-27001"]),
        ("ISO/IEC 42006:2025", ["iso-42006"]),
        ("SOC 2 Type II", ["soc-2"]),
        ("SOC 3", ["soc-3"]),
        ("ISO/IEC 27001-2", []),
        ("reference 2027001", []),
    ],
)
def test_patterns_recognise_what_is_printed(printed: str, expected: list[str]) -> None:
    found = [s.id for s in DATA.schemes if any(re.search(p, printed, re.IGNORECASE) for p in s.patterns)]
    assert found == expected


def test_unknown_is_the_normal_state_of_recognition_and_accreditation() -> None:
    assert DATA.accreditation_bodies
    assert all(b.mra is None for b in DATA.accreditation_bodies)
    rows = [a for b in DATA.certification_bodies for a in b.accreditations]
    assert rows
    assert not any(a.verified for a in rows)
    assert all(a.checked_on and a.source for a in rows)


def test_countries_are_iso_3166_alpha_2() -> None:
    countries = [b.country for b in (*DATA.accreditation_bodies, *DATA.certification_bodies) if b.country]
    assert len(countries) > 50
    assert all(re.fullmatch(r"[A-Z]{2}", c) and c != "UK" for c in countries)


def test_being_listed_is_said_not_to_mean_accredited() -> None:
    note = yaml.safe_load(FILES["reference/certification-bodies.yaml"])["note"]
    assert note.startswith("Being listed does not mean accredited")


@pytest.mark.parametrize("name", ["linford", "verifywise", "greece page", "sota.io", "grecta", "glocert", "regulume"])
def test_nobody_is_shipped_as_a_cautionary_example(name: str) -> None:
    assert [file for file, text in FILES.items() if name in text.casefold()] == []


@pytest.mark.parametrize(
    ("scheme", "clause", "ceiling"),
    [
        ("iso-42001", "iso-42001:9.2.1", "certified"),
        ("iso-42001", "iso-42001:A.7.5", "certified"),
        ("iso-42001", "eu-ai-act:art-9-2", "documented"),
        ("iso-42001", "eu-ai-act:art-99", "none"),
        ("iso-42001", "eu-ai-act:art-14-4", "none"),
        ("iso-42001", "eu-ai-act:art-17-1-m", "documented"),
        ("iso-27001", "iso-42001:9.2.1", "none"),
        ("iso-27001", "iso-27001:9.2.1", "certified"),
        ("iso-27001", "eu-ai-act:art-15-5", "documented"),
        ("iso-27001", "eu-ai-act:art-15-4", "none"),
        ("soc-2", "iso-42001:4.3", "none"),
        ("eu-declaration", "eu-ai-act:art-47", "documented"),
        ("eu-declaration", "eu-ai-act:art-26-1", "none"),
        ("notified-body-certificate", "eu-ai-act:art-10-2", "certified"),
    ],
)
def test_documents_support_no_more_than_their_ceiling(scheme: str, clause: str, ceiling: str) -> None:
    assert DATA.clause(clause) is not None
    row = DATA.ceiling(clause, scheme=scheme)
    assert row is not None
    assert row.ceiling == ceiling


@pytest.mark.parametrize(
    "clause", ["art-22", "art-43", "art-43-2", "art-44", "art-47", "art-48", "art-49-1", "annex-V"]
)
@pytest.mark.parametrize("scheme", ["iso-42001", "star-ai-2", "iso-27001", "soc-2"])
def test_no_management_system_certificate_supports_a_formality_of_the_act(scheme: str, clause: str) -> None:
    row = DATA.ceiling(f"eu-ai-act:{clause}", scheme=scheme)
    assert row is not None
    assert row.ceiling == "none"


def test_every_document_has_a_ceiling_for_every_clause() -> None:
    refs = [f"{book.key}:{c.id}" for book in DATA.catalogs for c in book.clauses]
    missing = [
        (s.id, ref) for s in DATA.schemes for ref in refs if DATA.ceiling(ref, scheme=s.id, family=s.kind) is None
    ]
    assert missing == []


def test_every_pattern_of_a_ceiling_reaches_a_clause() -> None:
    refs = [f"{book.key}:{c.id}" for book in DATA.catalogs for c in book.clauses]
    for row in DATA.ceilings:
        for pattern in row.clauses:
            if not pattern.endswith("*"):
                assert pattern in refs, pattern


def test_ceilings_are_marked_as_our_proposal() -> None:
    assert all(row.source == ("proposal",) and not row.verified and row.strength for row in DATA.ceilings)


def test_strength_and_support_agree() -> None:
    order = ("none", "documented", "certified")
    most = {"none": "none", "context": "none", "corroborates": "documented", "strong": "certified"}
    for row in DATA.ceilings:
        assert row.strength is not None
        assert order.index(row.ceiling) <= order.index(most[row.strength]), row.note


def test_a_date_that_nobody_lists_would_be_noticed() -> None:
    text = FILES[file_of("eu-ai-act")]
    broken = load_catalog(text.replace("applies: D-CH1-2", "applies: D-NOWHERE", 1))
    assert [p.code for p in broken.problems] == ["REF-DATE"]


@pytest.mark.parametrize("name", sorted(FILES))
def test_texts_are_without_dashes_as_pauses_and_without_shorthand(name: str) -> None:
    text = FILES[name]
    assert not re.search(r"[\u2013\u2014]|\w -{1,2} \w", text)
    assert not re.search(r"\b(incl\.|e\.g\.|i\.e\.|QMS|FRIA|DoC|IFU|AIMS|V&V)\b", text)


def test_a_catalog_in_use_keeps_its_meaning() -> None:
    """Wording may be put right. A changed id, date or exclusion is another catalog: see questionnaires/README.md."""
    recorded = yaml.safe_load(FILES["reference/meanings.yaml"])["notes"]["meanings"]
    assert {c.id: digest_of(c) for c in DATA.catalogs} == recorded
