"""Commands that need no database: check a questionnaire, score a response, explain a number."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer
from pydantic import ValidationError

from app.core.problems import Invalid, Problem, has_errors
from app.core.questionnaire.coverage import Coverage, coverage
from app.core.questionnaire.lint import lint
from app.core.questionnaire.load import digest, load
from app.core.questionnaire.model import Questionnaire
from app.core.response import Response
from app.core.scoring.canonical import digest as content_digest
from app.core.scoring.engine import checked_response
from app.core.scoring.engine import score as score_response
from app.core.scoring.explain import as_text, explain
from app.core.scoring.policy import check_policy, default_policy, load_policy
from app.core.scoring.reproduce import INPUTS, SCORECARD, Inputs, departures, stored_scorecard
from app.core.scoring.scorecard import Finding, Scorecard
from app.infra.content import asked_elsewhere, reference

Result = TypeVar("Result")
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)]
QuestionnaireFile = Annotated[
    Path | None,
    typer.Option(
        "--questionnaire",
        "-q",
        exists=True,
        dir_okay=False,
        readable=True,
        help="The questionnaire. A file of inputs holds its own.",
    ),
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


def score(
    response: File,
    questionnaire: QuestionnaireFile = None,
    policy: PolicyFile = None,
    as_json: AsJson = False,
    verify: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="The JSON of a stored scorecard: is it what the rules give?"),
    ] = None,
) -> None:
    """Score a response, or the inputs of a scorecard, by the same rules as in the service and with no database.

    With --verify the stored scorecard is held against the one made again, bit for bit. Exit code 1 when they differ.
    """
    card, _ = _score(_given(response, questionnaire, policy))
    if verify is not None:
        _verify(verify, card)
        return
    typer.echo(card.model_dump_json(indent=2) if as_json else "\n".join(_summary(card)))


def explain_command(
    response: File,
    questionnaire: QuestionnaireFile = None,
    of: Annotated[str, typer.Option(help='"overall", "section:ID", "clause:CATALOG:ID", "question:ID".')] = "overall",
    policy: PolicyFile = None,
    whole: Annotated[bool, typer.Option("--whole", help="Open everything below it, down to the answers.")] = False,
    as_json: AsJson = False,
) -> None:
    """Open one number of a scorecard into its workings. Takes a response, inputs, or the JSON of a stored scorecard."""
    raw = _json(response)
    model: Questionnaire | None = None
    if isinstance(raw, dict) and raw.get("format") == SCORECARD:
        model = _questionnaire(questionnaire) if questionnaire else None
        card = _or_stop(lambda: stored_scorecard(raw))
    else:
        card, model = _score(_given(response, questionnaire, policy))
    try:
        working = explain(card, of, questionnaire=model, depth=None if whole else 1)
    except KeyError:
        _stop([Problem(code="NO-SUCH-NUMBER", where=of, message="The scorecard has no such number.",
                       remedy="Use overall, section:ID, clause:KEY:ID, framework:KEY or question:ID.")])  # fmt: skip
    typer.echo(working.model_dump_json(indent=2) if as_json else as_text(working))


def _given(response: Path, questionnaire: Path | None, policy: Path | None) -> Inputs:
    """What is scored: a file of inputs, or a response with its questionnaire."""
    raw = _json(response)
    rules = _or_stop(lambda: load_policy(_json(policy, "POLICY-JSON"))) if policy else None
    try:
        if isinstance(raw, dict) and raw.get("format") == INPUTS:
            inputs = Inputs.model_validate_json(_text(response))
            return inputs.model_copy(update={"policy": rules}) if rules else inputs
        if questionnaire is None:
            _stop([Problem(code="QUESTIONNAIRE-MISSING", where="--questionnaire",
                           message="A response is scored against its questionnaire.",
                           remedy="Give its file with -q, or a file of inputs instead of the response.")])  # fmt: skip
        model = _questionnaire(questionnaire)
        given = _or_stop(lambda: checked_response(model, Response.model_validate_json(_text(response))))
        return Inputs(release=digest(model), questionnaire=model, policy=rules or default_policy(), response=given)
    except ValidationError as error:
        _stop(_problem(response.name, e) for e in error.errors(include_url=False))


def _score(inputs: Inputs) -> tuple[Scorecard, Questionnaire]:
    model = inputs.questionnaire
    if digest(model) != inputs.release:
        _stop([Problem(code="RESPONSE-RELEASE", where="release",
                       message="The questionnaire in the file is not the release that the file names.",
                       remedy="Download the inputs again, and change nothing in them.")])  # fmt: skip
    found = check_policy(inputs.policy, model)
    for line in _lines("", [p for p in found if not has_errors([p])]):
        typer.echo(line, err=True)
    return _or_stop(
        lambda: score_response(model, inputs.response, reference(), inputs.policy, release=inputs.release)
    ), model


def _verify(file: Path, again: Scorecard) -> None:
    raw = _json(file)
    stored = _or_stop(lambda: stored_scorecard(raw))
    found = departures(stored, again)
    if not found:
        typer.echo(f"The same, bit for bit: sha-256 {content_digest(again.model_dump(mode='json'))}.")
        return
    typer.echo(f"{len(found)} value{'s differ' if len(found) > 1 else ' differs'}.", err=True)
    about = raw.get("about")
    if isinstance(about, dict) and about.get("withheld"):
        typer.echo("The file was made for somebody who may not read confidential answers: their words are left out.",
                   err=True)  # fmt: skip
    named = {d.where for d in found}
    for where, why in _WHY_ANOTHER.items():
        if where in named:
            typer.echo(why, err=True)
    for d in found[:MOST_SHOWN]:
        typer.echo(f"  {d.where}: {d.stored} in the file, {d.again} made again", err=True)
    if len(found) > MOST_SHOWN:
        typer.echo(f"  and {len(found) - MOST_SHOWN} more", err=True)
    raise typer.Exit(1)


MOST_SHOWN = 30
_WHY_ANOTHER = {
    "engine": "The rules are another version than those it was made with.",
    "release": "It answers another release of the questionnaire.",
    "policy_hash": "It was scored under another policy: give that one with --policy, or the file of inputs.",
    "reference_hash": "The reference data here are not those it was made with: editions, accreditations or ceilings.",
    "inputs_hash": "Release, policy or response are not those it was made of: judgements and look-ups count too.",
}


def _questionnaire(file: Path) -> Questionnaire:
    loaded = load(_text(file), file.name)
    if loaded.questionnaire is None:
        _stop(loaded.problems)
    return loaded.questionnaire


def _json(file: Path, code: str = "RESPONSE-JSON") -> Any:
    try:
        return json.loads(_text(file))
    except (json.JSONDecodeError, RecursionError) as error:
        at = {"line": error.lineno, "column": error.colno} if isinstance(error, json.JSONDecodeError) else {}
        what = error.msg if isinstance(error, json.JSONDecodeError) else "it is nested too deeply"
        _stop([Problem(code=code, where=str(file), message=f"This is not JSON: {what}.",
                       remedy="Put the line right, or save the file again.", **at)])  # fmt: skip


def _or_stop(attempt: Callable[[], Result]) -> Result:
    try:
        return attempt()
    except Invalid as invalid:
        _stop(invalid.problems)


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
