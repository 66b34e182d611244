"""Commands that need no database: check a questionnaire, score a response, explain a number."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from pydantic import ValidationError

from app.core.problems import Invalid, Problem, has_errors
from app.core.questionnaire.coverage import Coverage, coverage
from app.core.questionnaire.lint import lint
from app.core.questionnaire.load import digest, load
from app.core.questionnaire.model import Questionnaire
from app.core.response import Response
from app.core.scoring.engine import checked_response
from app.core.scoring.engine import score as score_response
from app.core.scoring.explain import as_text, explain
from app.core.scoring.policy import Policy, default_policy, load_policy
from app.core.scoring.scorecard import Finding, Scorecard
from app.infra.content import asked_elsewhere, reference

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)]
QuestionnaireFile = Annotated[
    Path, typer.Option("--questionnaire", "-q", exists=True, dir_okay=False, readable=True, help="The questionnaire.")
]
PolicyFile = Annotated[
    Path | None, typer.Option("--policy", exists=True, dir_okay=False, help="A scoring policy, JSON.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def check(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False)],
    as_json: AsJson = False,
    with_coverage: Annotated[
        bool, typer.Option("--coverage", help="Say which clauses are asked about, and why others are not.")
    ] = False,
) -> None:
    """Read questionnaire files and say what is wrong with them, by line. Exit code 1 when there is an error."""
    found = {str(file): _check(file) for file in files}
    covered = {str(file): _coverage(file) for file in files} if with_coverage else {}
    if as_json:
        problems_of = {f: [p.model_dump(mode="json") for p in ps] for f, ps in found.items()}
        report = {f: [c.model_dump(mode="json") for c in cs] for f, cs in covered.items()}
        typer.echo(
            json.dumps({"problems": problems_of, "coverage": report} if with_coverage else problems_of, indent=2)
        )
    elif with_coverage:
        for file, problems in found.items():
            typer.echo("\n".join([file, *_coverage_lines(covered[file]), *_lines(file, problems)]))
    else:
        for file, problems in found.items():
            typer.echo("\n".join(_lines(file, problems)) or f"{file}: nothing to put right")
    if any(has_errors(problems) for problems in found.values()):
        raise typer.Exit(1)


def _check(file: Path) -> list[Problem]:
    loaded = load(_text(file), file.name)
    problems = list(loaded.problems)
    if loaded.questionnaire is not None:
        problems += lint(loaded.questionnaire, reference(), loaded.positions, file.name)
    return problems


def _coverage(file: Path) -> tuple[Coverage, ...]:
    questionnaire = load(_text(file), file.name).questionnaire
    if questionnaire is None:
        return ()
    roles, left_out = asked_elsewhere()
    return coverage(questionnaire, reference(), roles.get(questionnaire.id, ()), left_out)


def _coverage_lines(found: Iterable[Coverage]) -> list[str]:
    lines = []
    for c in found:
        lines.append(f"  {c.short}: asks about {c.asked} of {c.total} ({c.wanted}), {c.scored} of them scored")
        if not c.scored:
            lines.append("    Nothing of it is scored: this questionnaire does not mean to cover it.")
            continue
        for gap in c.gaps:
            if gap.left_out is not None:
                near = " about its neighbours" if gap.left_out.through else ""
                asked_in = f"{gap.left_out.asked_in} {', '.join(gap.left_out.questions)}"
                why = " ".join(gap.left_out.reason.split())
                lines.append(f"    {gap.label} {gap.title}: asked{near} in {asked_in}. {why}")
        if c.unexplained:
            labels = ", ".join(gap.label.removeprefix(f"{c.short} ") for gap in c.unexplained)
            lines.append(f"    Not asked, and nobody wrote down why: {labels}")
    return lines or [
        "  No clause of a standard, and no provision of a law that is counted, is meant to be covered here."
    ]


def score(response: File, questionnaire: QuestionnaireFile, policy: PolicyFile = None, as_json: AsJson = False) -> None:
    """Score a response file against its questionnaire: the same rules as in the service, with no database."""
    card, _ = _score(response, questionnaire, policy)
    typer.echo(card.model_dump_json(indent=2) if as_json else "\n".join(_summary(card)))


def explain_command(
    response: File,
    questionnaire: QuestionnaireFile,
    of: Annotated[str, typer.Option(help='"overall", "section:ID", "clause:CATALOG:ID", "question:ID".')] = "overall",
    policy: PolicyFile = None,
) -> None:
    """Open one number of a response's scorecard into its workings."""
    card, model = _score(response, questionnaire, policy)
    try:
        typer.echo(as_text(explain(card, of, questionnaire=model)))
    except KeyError:
        _stop([Problem(code="NO-SUCH-NUMBER", where=of, message="The scorecard has no such number.",
                       remedy="Use overall, section:ID, clause:KEY:ID, framework:KEY or question:ID.")])  # fmt: skip


def _score(response: Path, questionnaire: Path, policy: Path | None) -> tuple[Scorecard, Questionnaire]:
    loaded = load(_text(questionnaire), questionnaire.name)
    if loaded.questionnaire is None:
        _stop(loaded.problems)
    try:
        given = checked_response(loaded.questionnaire, Response.model_validate_json(_text(response)))
        rules: Policy = load_policy(json.loads(_text(policy))) if policy else default_policy()
        return score_response(
            loaded.questionnaire, given, reference(), rules, release=digest(loaded.questionnaire)
        ), loaded.questionnaire
    except Invalid as invalid:
        _stop(invalid.problems)
    except ValidationError as error:
        _stop(_problem(response.name, e) for e in error.errors(include_url=False))
    except json.JSONDecodeError as error:
        _stop([Problem(code="POLICY-JSON", where=str(policy), message=f"This is not JSON: {error.msg}.",
                       remedy="Put the line right.", line=error.lineno, column=error.colno)])  # fmt: skip


def _problem(name: str, error: Any) -> Problem:
    where = ".".join(str(part) for part in error["loc"])
    return Problem(
        code="RESPONSE-FILE", where=f"{name}: {where}" if where else name, message=f"{error['msg']}.",
        remedy="See docs/scoring.md for the format of a response file.",
    )  # fmt: skip


def _stop(problems: Iterable[Problem]) -> NoReturn:
    for line in _lines("", problems):
        typer.echo(line, err=True)
    raise typer.Exit(1)


def _lines(file: str, problems: Iterable[Problem]) -> list[str]:
    """FILE:LINE:COLUMN: severity CODE where: message Remedy. Editors and CI understand the beginning."""
    lines = []
    for p in problems:
        place = ":".join(str(part) for part in (file, p.line, p.column) if part)
        lines.append(f"{place + ': ' if place else ''}{p.severity} {p.code} {p.where}: {p.message} {p.remedy}".rstrip())
    return lines


def _summary(card: Scorecard) -> list[str]:
    def figure(value: float | None, width: int = 9) -> str:
        return ("no score" if width > 8 else "").rjust(width) if value is None else f"{100 * value:{width}.1f}"

    rows = [("Overall", card.overall), *((f"Section {name}", s) for name, s in card.sections.items())]
    lines = [f"{'':40}{'claimed':>9}{'evidenced':>11}{'gap':>7}"]
    lines += [
        f"{name[:40]:40}{figure(s.claimed)}{figure(s.evidenced, 11)}{figure(s.gap, 7)}".rstrip() for name, s in rows
    ]
    lines += [line for f in card.findings if f.open for line in _finding_lines(f)]
    lines += [f"needs a decision: {flag.reason}" for flag in card.flags]
    lines += [f"not checked: {sentence}" for sentence in card.not_checked]
    lines.append(f"inputs {card.inputs_hash}, {card.engine}, policy {card.policy}")
    return lines


def _finding_lines(finding: Finding) -> list[str]:
    lines = [f"{finding.kind}: {finding.message} {finding.remedy}".rstrip()]
    if finding.explained:
        lines.append(f"  the vendor explains: {' '.join(finding.explained.split())}")
    if finding.upheld:
        lines.append(f"  upheld by {finding.upheld}")
    return lines


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        _stop([Problem(code="FILE-ENCODING", where=str(file), message="The file is not text in UTF-8.",
                       remedy="Save it as UTF-8.")])  # fmt: skip


def register(app: typer.Typer) -> None:
    app.command()(check)
    app.command()(score)
    app.command("explain")(explain_command)
