"""Lint: what a questionnaire means, checked before anybody answers it. One rule, one code, one function."""

from __future__ import annotations

from app.core.catalog.model import ReferenceData
from app.core.problems import Problem, Severity
from app.core.questionnaire.lint import answers, clauses, conditions, evidence, history, names
from app.core.questionnaire.lint.clauses import not_covered
from app.core.questionnaire.lint.rule import Context, Rule
from app.core.questionnaire.model import Questionnaire
from app.core.yaml_text import Positions, locate

__all__ = ["CODES", "RULES", "lint", "not_covered"]

WARNING = Severity.WARNING

RULES: tuple[Rule, ...] = (
    Rule("LINT-ID-TWICE", "An id is used twice where it must be one of its kind.", names.ids_twice),
    Rule("LINT-LANGUAGE-MISSING", "A text lacks one of the questionnaire's languages.", names.language_missing),
    Rule(
        "LINT-LANGUAGE-EXTRA",
        "A text is there in a language that the questionnaire does not list.",
        names.language_extra,
        WARNING,
    ),
    Rule(
        "LINT-SAME-AS", "A question is said to be the same as another of its own questionnaire.", names.same_as_itself
    ),
    Rule("LINT-TEXT-EMPTY", "A text is empty.", names.text_empty),
    Rule("LINT-CATALOG", "The questionnaire lists a catalog that does not exist.", clauses.catalog_unknown),
    Rule("LINT-CLAUSE", "A clause is named that its catalog does not have.", clauses.clause_unknown),
    Rule(
        "LINT-CLAUSE-CATALOG",
        "A clause belongs to a catalog that the questionnaire does not list.",
        clauses.clause_catalog,
    ),
    Rule("LINT-CLAUSE-TWICE", "A question names the same clause twice.", clauses.clause_twice),
    Rule("LINT-CLAUSE-NONE", "A scored question speaks to no clause.", clauses.clause_none),
    Rule(
        "LINT-CLAUSE-NOT-COVERED",
        "No question speaks to some clauses that vendors can be asked about.",
        clauses.clause_not_covered,
        WARNING,
    ),
    Rule(
        "LINT-NA-ALLOWED",
        "“Does not apply” is allowed for a clause that cannot be excluded.",
        clauses.not_applicable_allowed,
    ),
    Rule(
        "LINT-NA-IMPOSSIBLE",
        "“Does not apply” is not allowed, although all clauses of the question may be excluded.",
        clauses.not_applicable_impossible,
    ),
    Rule("LINT-CONDITION-ABSENT", "A condition looks at a question that does not exist.", conditions.absent),
    Rule("LINT-CONDITION-LATER", "A condition looks at a question that comes later.", conditions.later),
    Rule("LINT-CONDITION-CIRCULAR", "Conditions depend on one another in a circle.", conditions.circular),
    Rule(
        "LINT-CONDITION-OPTION",
        "A condition names no option, or one that the question does not have.",
        conditions.options,
    ),
    Rule(
        "LINT-CONDITION-OPERATOR",
        "A condition asks something that the type of the question cannot answer.",
        conditions.operator,
    ),
    Rule(
        "LINT-CONDITION-CERTIFICATE",
        "A question is shown or hidden by a certificate, which is not possible.",
        conditions.certificate,
    ),
    Rule("LINT-NEVER-SHOWN", "No combination of answers ever shows the question.", conditions.never_shown),
    Rule("LINT-CHECK-NEVER", "No combination of answers ever meets the check.", conditions.never_true),
    Rule("LINT-OPTIONS-FEW", "A question of choices has too few options.", answers.options_few),
    Rule("LINT-OPTIONS-SAME", "No score tells the options apart.", answers.options_same_score),
    Rule(
        "LINT-OPTION-SCORE",
        "Some options of a question have a score and others have none.",
        answers.option_without_score,
        WARNING,
    ),
    Rule("LINT-SCALE", "A question names a scale that does not exist.", answers.scale_unknown),
    Rule("LINT-FIELD-UNUSED", "A field means nothing for this type of question.", answers.field_unused),
    Rule("LINT-BANDS", "The bands of a number do not ascend, or do not tell numbers apart.", answers.bands),
    Rule("LINT-LIMITS", "A lower limit is above the upper one.", answers.limits),
    Rule("LINT-COLUMNS", "A table has no columns, or a column's options do not fit its type.", answers.columns),
    Rule("LINT-STATEMENTS", "A declaration does not say what is declared.", answers.statements),
    Rule("LINT-NOT-SCORED", "A question has a weight, but nothing in it can be scored.", answers.not_scored, WARNING),
    Rule("LINT-RUBRIC", "A person has to rate the answer, and no rubric tells how.", answers.rubric_missing, WARNING),
    Rule("LINT-SECTION-WEIGHT", "A section without weight holds scored questions.", answers.section_weight, WARNING),
    Rule("LINT-SCHEME", "A certificate scheme is named that does not exist.", evidence.scheme_unknown),
    Rule(
        "LINT-EVIDENCE",
        "A certificate is expected but not of which scheme, or the other way round.",
        evidence.evidence_unclear,
        WARNING,
    ),
    Rule(
        "LINT-CLAIM-OPTION",
        "A claim gives a meaning to an option that the question does not have.",
        evidence.claim_option,
    ),
    Rule(
        "LINT-CLAIM-COLUMN",
        "A claim names a column that the question does not have, or none where one is needed.",
        evidence.claim_column,
    ),
    Rule(
        "LINT-CLAIM-VALUES",
        "A claim does not say what the options of the question assert.",
        evidence.claim_unsaid,
        WARNING,
    ),
    Rule(
        "LINT-SHORTCUT", "A shortcut names a section, question or type that does not exist.", evidence.shortcut_absent
    ),
    Rule(
        "LINT-SHORTCUT-ANSWER", "A shortcut offers an answer that the question does not take.", evidence.shortcut_answer
    ),
    Rule(
        "LINT-QUESTIONNAIRE-ID", "The questionnaire has another id than its release before.", history.questionnaire_id
    ),
    Rule("LINT-ID-VANISHED", "A question of the release before is gone.", history.id_vanished),
    Rule("LINT-KIND-CHANGED", "A question has another type than in the release before.", history.kind_changed),
    Rule("LINT-OPTION-VANISHED", "An option of the release before is gone.", history.option_vanished),
    Rule(
        "LINT-ID-REUSED",
        "A question seems to ask something else than in the release before.",
        history.id_reused,
        WARNING,
    ),
)

CODES: dict[str, str] = {rule.code: rule.means for rule in RULES}


def lint(
    questionnaire: Questionnaire,
    reference: ReferenceData,
    positions: Positions | None = None,
    name: str = "",
    previous: Questionnaire | None = None,
) -> list[Problem]:
    """Everything that is wrong (errors) or worth a look (warnings), in the order of the file.

    `positions` comes from `load` and gives lines and columns; `name` is put before every place when several files are
    checked; `previous` is the release that this one is to follow.
    """
    context = Context(questionnaire, reference, previous)
    problems: list[Problem] = []
    for rule in RULES:
        for found in rule.search(context):
            line, column = locate(positions, found.path)
            problems.append(
                Problem(
                    code=rule.code,
                    where=f"{name}: {found.where}" if name else found.where,
                    message=found.message,
                    remedy=found.remedy,
                    severity=rule.severity,
                    line=line,
                    column=column,
                )
            )
    return sorted(problems, key=lambda p: (p.line or 0, p.column or 0))
