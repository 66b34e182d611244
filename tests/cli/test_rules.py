"""`countersign check`, `score` and `explain`: what an author or an operator sees, and what their scripts are told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from app.cli import app
from app.core.questionnaire.load import digest, load
from app.core.response import Response as CoreResponse
from app.core.scoring.policy import default_policy
from app.core.scoring.reproduce import Inputs
from app.infra.content import FOLDER

READINESS, TRIAGE = str(FOLDER / "iso-42001-readiness.yaml"), str(FOLDER / "ai-vendor-triage.yaml")
EXAMPLES = FOLDER / "examples"
OTTERLINE, QUILLFEATHER = str(EXAMPLES / "otterline-hr.json"), str(EXAMPLES / "quillfeather-talent.json")

BROKEN = """\
format: countersign/1
id: small
title: {en: A small one}
languages: [en]
minutes: 5
catalogs: [iso-42001-2023]
sections:
  - id: only
    title: {en: Only}
    questions:
      - id: S01
        ask: {en: Which one?}
        type: single
        options:
          - {id: a, label: {en: A}, score: 1}
          - {id: b, label: {en: B}, score: 7}
        clauses: ["iso-42001:4.3"]
      - id: S02
        ask: {en: And then?}
        type: yes_no
        good: yes
        show_if: {question: S09, is: yes}
        clauses: ["iso-42001:99.9"]
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def changed(tmp_path: Path, example: str, **replaced: Any) -> str:
    """A copy of an example with some of its parts replaced."""
    given = json.loads(Path(example).read_text(encoding="utf-8"))
    for path, value in replaced.items():
        *steps, last = path.split("__")
        at = given
        for step in steps:
            at = at[step]
        at[last] = value
    file = tmp_path / "response.json"
    file.write_text(json.dumps(given), encoding="utf-8")
    return str(file)


def test_check_is_content_with_what_is_shipped() -> None:
    done = run("check", READINESS, TRIAGE)
    assert done.exit_code == 0, done.output
    assert f"{READINESS}: nothing to put right" in done.output.splitlines()
    assert " error " not in done.output


def test_check_reports_what_is_asked_about_and_why_the_rest_is_not() -> None:
    done = run("check", "--coverage", READINESS, str(FOLDER / "eu-ai-act-high-risk-provider.yaml"))
    assert done.exit_code == 0, done.output
    assert "ISO 42001: asks about 70 of 70 (32 requirements, 38 controls), 70 of them scored" in done.output
    assert "AI Act Art. 4 AI literacy: asked about its neighbours in iso-42001-readiness R23, R24." in done.output
    assert "nobody wrote down why" not in done.output


def test_the_report_names_a_gap_that_nobody_explained(tmp_path: Path) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(BROKEN.replace("score: 7", "score: 0"), encoding="utf-8")  # it has other problems, and loads
    done = run("check", "--coverage", str(file))
    assert "ISO 42001: asks about 1 of 70" in done.output
    assert "Not asked, and nobody wrote down why: 4.1, 4.2, 4.4, 5.1" in done.output


@pytest.mark.parametrize("name", ["iso-42001-readiness", "eu-ai-act-high-risk-provider", "gpai-model-supplier"])
def test_no_gap_of_what_is_shipped_is_without_a_reason(name: str) -> None:
    report = json.loads(run("check", "--coverage", "--json", str(FOLDER / f"{name}.yaml")).output)["coverage"]
    (covered,) = report.values()
    assert covered
    for catalog in covered:
        assert all(gap["left_out"] for gap in catalog["gaps"])
        assert catalog["asked"] + len(catalog["gaps"]) == catalog["total"]


def test_check_names_the_line_of_every_problem_in_the_form_that_editors_read(tmp_path: Path) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(BROKEN.replace("score: 7", "score: 0"), encoding="utf-8")  # it has other problems, and loads
    done = run("check", str(file))
    assert done.exit_code == 1
    places = [line.removeprefix(f"{file}:").split(":")[0] for line in done.output.splitlines() if " error " in line]
    unknown_question = BROKEN[: BROKEN.index("S09")].count("\n") + 1
    unknown_clause = BROKEN[: BROKEN.index("99.9")].count("\n") + 1
    assert {str(unknown_question), str(unknown_clause)} == set(places), done.output


def test_check_names_the_line_of_a_value_that_cannot_be(tmp_path: Path) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(BROKEN, encoding="utf-8")
    done = run("check", str(file))
    assert done.exit_code == 1
    line = BROKEN[: BROKEN.index("score: 7")].count("\n") + 1
    assert any(found.startswith(f"{file}:{line}:") for found in done.output.splitlines()), done.output


def test_check_gives_the_same_problems_as_json(tmp_path: Path) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(BROKEN, encoding="utf-8")
    done = run("check", "--json", str(file), READINESS)
    assert done.exit_code == 1
    found = json.loads(done.output)
    assert found[READINESS] == []
    assert {"code", "where", "message", "remedy", "severity", "line", "column"} == set(found[str(file)][0])
    assert all(problem["line"] for problem in found[str(file)])


@pytest.mark.parametrize(
    ("content", "code"), [(b"a: [", "FILE-YAML"), (b"\xff\xfe\x00", "FILE-ENCODING"), (b"", "FILE-")]
)
def test_check_explains_a_file_that_is_no_questionnaire(tmp_path: Path, content: bytes, code: str) -> None:
    file = tmp_path / "odd.yaml"
    file.write_bytes(content)
    done = run("check", str(file))
    assert done.exit_code == 1
    assert code in done.output
    assert "Traceback" not in done.output


def test_score_prints_claimed_evidenced_and_each_contradiction() -> None:
    done = run("score", QUILLFEATHER, "--questionnaire", READINESS)
    assert done.exit_code == 0, done.output
    overall = next(line for line in done.output.splitlines() if line.startswith("Overall"))
    assert overall.split() == ["Overall", "86.6", "36.9", "49.8"]
    assert done.output.count("contradiction: ") == 4
    assert "not checked: " in done.output


def test_score_gives_the_same_bytes_each_time() -> None:
    first, second = (run("score", OTTERLINE, "-q", READINESS, "--json").output for _ in range(2))
    assert first == second
    assert json.loads(first)["overall"]["evidenced"] == pytest.approx(0.728, abs=0.001)


def test_score_follows_a_policy_of_its_own(tmp_path: Path) -> None:
    from app.core.scoring.policy import default_policy

    policy = default_policy().model_dump(mode="json")
    policy["credits"]["unsupported"] = 0.0
    file = tmp_path / "policy.json"
    file.write_text(json.dumps(policy), encoding="utf-8")
    strict = json.loads(run("score", QUILLFEATHER, "-q", READINESS, "--policy", str(file), "--json").output)
    usual = json.loads(run("score", QUILLFEATHER, "-q", READINESS, "--json").output)
    assert strict["overall"]["claimed"] == usual["overall"]["claimed"]
    assert strict["overall"]["evidenced"] < usual["overall"]["evidenced"] / 2


def test_score_says_which_answer_is_not_one(tmp_path: Path) -> None:
    done = run("score", changed(tmp_path, OTTERLINE, answers__R05__value="sideways"), "-q", READINESS)
    assert done.exit_code == 1
    assert "ANS-OPTION R05" in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    ("replaced", "says"),
    [
        ({"questionnaire": "something-else"}, "something-else"),
        ({"as_of": "yesterday"}, "RESPONSE-FILE response.json: as_of"),
        ({"release": "0" * 64}, "release"),
        ({"format": "countersign-response/9"}, "RESPONSE-FILE response.json: format"),
        ({"surprise": 1}, "RESPONSE-FILE response.json: surprise"),
    ],
)
def test_score_refuses_a_file_that_does_not_fit_and_says_why(
    tmp_path: Path, replaced: dict[str, Any], says: str
) -> None:
    done = run("score", changed(tmp_path, OTTERLINE, **replaced), "-q", READINESS)
    assert done.exit_code == 1
    assert says in done.output
    assert "Traceback" not in done.output


def test_a_file_that_is_not_there_is_a_mistake_in_the_command() -> None:
    assert run("score", "nowhere.json", "-q", READINESS).exit_code == 2


def test_explain_opens_a_number_down_to_the_answer_and_its_evidence() -> None:
    done = run("explain", QUILLFEATHER, "-q", READINESS, "--of", "question:R48")
    assert done.exit_code == 0, done.output
    assert "An open contradiction names this question." in done.output


@pytest.mark.parametrize("of", ["overall", "section:scope", "clause:iso-42001:A.7.5", "framework:iso-42001"])
def test_explain_opens_every_kind_of_number(of: str) -> None:
    done = run("explain", OTTERLINE, "-q", READINESS, "--of", of)
    assert done.exit_code == 0, done.output
    assert len(done.output.splitlines()) > 2


def test_explain_says_so_when_there_is_no_such_number() -> None:
    done = run("explain", OTTERLINE, "-q", READINESS, "--of", "question:R99")
    assert done.exit_code == 1
    assert "NO-SUCH-NUMBER question:R99" in done.output


def inputs(tmp_path: Path, **replaced: Any) -> str:
    """A file of inputs, made of an example."""
    loaded = load(Path(READINESS).read_text(encoding="utf-8")).questionnaire
    assert loaded is not None
    made = Inputs(
        release=digest(loaded), questionnaire=loaded, policy=default_policy(),
        response=CoreResponse.model_validate_json(Path(OTTERLINE).read_text(encoding="utf-8")),
    )  # fmt: skip
    (tmp_path / "inputs.json").write_text(made.model_dump_json(), encoding="utf-8")
    return str(Path(changed(tmp_path, str(tmp_path / "inputs.json"), **replaced)).rename(tmp_path / "inputs.json"))


def stored(tmp_path: Path, **replaced: Any) -> str:
    """The JSON of a stored scorecard, with something about it beside."""
    card = tmp_path / "card.json"
    card.write_text(run("score", OTTERLINE, "-q", READINESS, "--json").output, encoding="utf-8")
    file = changed(tmp_path, str(card), about={"vendor": "Otterline", "withheld": []}, **replaced)
    return str(Path(file).rename(tmp_path / "stored.json"))


def test_verify_makes_a_stored_scorecard_again_bit_for_bit(tmp_path: Path) -> None:
    card = stored(tmp_path)
    for given in ((OTTERLINE, "-q", READINESS), (inputs(tmp_path),)):
        done = run("score", *given, "--verify", card)
        assert done.exit_code == 0, done.output
        assert done.output.startswith("The same, bit for bit: sha-256 ")


def test_verify_names_every_value_that_was_changed(tmp_path: Path) -> None:
    card = stored(tmp_path, overall__evidenced=0.99, questions__R05__claim=1)
    done = run("score", OTTERLINE, "-q", READINESS, "--verify", card)
    assert done.exit_code == 1
    assert "overall.evidenced: 0.99 in the file, 0.7" in done.output
    assert "questions.R05.claim: 1.0 in the file" in done.output


@pytest.mark.parametrize(
    ("replaced", "says"),
    [
        ({"response__as_of": "2026-11-24"}, "Release, policy or response are not those"),
        ({"policy__credits__unsupported": 0.1}, "scored under another policy"),
        ({"response__answers__R05__value": "no"}, "Release, policy or response are not those"),
    ],
)
def test_verify_says_what_else_was_scored(tmp_path: Path, replaced: dict[str, Any], says: str) -> None:
    done = run("score", inputs(tmp_path, **replaced), "--verify", stored(tmp_path))
    assert done.exit_code == 1
    assert says in done.output
    assert "Traceback" not in done.output


def test_verify_says_when_the_reference_data_are_others(tmp_path: Path) -> None:
    done = run("score", OTTERLINE, "-q", READINESS, "--verify", stored(tmp_path, reference_hash="0" * 64))
    assert "1 value differs." in done.output
    assert "The reference data here are not those it was made with" in done.output


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"{", "RESPONSE-JSON"), (b"[]", "SCORECARD-FILE"), (b"[" * 100_000, "RESPONSE-JSON"), (b"\xff", "FILE-ENCODING"),
     (b'{"format": "countersign-scorecard/1"}', "SCORECARD-FILE")],
)  # fmt: skip
def test_what_is_no_scorecard_cannot_be_verified(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "odd.json").write_bytes(content)
    done = run("score", OTTERLINE, "-q", READINESS, "--verify", str(tmp_path / "odd.json"))
    assert done.exit_code == 1
    assert code in done.output
    assert "Traceback" not in done.output


def test_inputs_whose_questionnaire_was_changed_are_refused(tmp_path: Path) -> None:
    done = run("score", inputs(tmp_path, questionnaire__minutes=7))
    assert done.exit_code == 1
    assert "RESPONSE-RELEASE" in done.output


def test_a_response_needs_its_questionnaire() -> None:
    done = run("score", OTTERLINE)
    assert done.exit_code == 1
    assert "QUESTIONNAIRE-MISSING" in done.output


def test_a_stored_scorecard_is_explained_without_anything_else(tmp_path: Path) -> None:
    card = stored(tmp_path)
    assert "R05" in run("explain", card, "--of", "question:R05").output
    whole = run("explain", card, "--whole").output
    assert "under policy default 1." in whole
    tree = json.loads(run("explain", card, "--whole", "--json").output)
    assert tree["lines"][0]["lines"][0]["grounds"]
