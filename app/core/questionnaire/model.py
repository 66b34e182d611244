"""The questionnaire as authored. Frozen; the file format is this model written as YAML.

See docs/questionnaire-format.md. A vendor never receives this model but a projection of it
(`app.core.questionnaire.projection`), which has no scores, weights, flags or checks.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, RootModel, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from app.core.frozen import Frozen

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
# A question of another questionnaire: `questionnaire:question`.
Elsewhere = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}:[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
]
Share = Annotated[float, Field(gt=0, le=1)]
Score = Annotated[float, Field(ge=0, le=1)]
Weight = Annotated[float, Field(ge=0, le=1000)]


class Text(RootModel[dict[str, str]]):
    """The same words in several languages: ISO 639-1 code -> text."""

    model_config = ConfigDict(frozen=True)

    def in_(self, language: str) -> str:
        """The text in `language`, or in English, or in whatever language there is."""
        words = self.root
        return words.get(language) or words.get("en") or next(iter(words.values()), "")

    def __str__(self) -> str:
        return self.in_("en")


class Kind(StrEnum):
    """What sort of answer a question takes; one module each in `app.core.questionnaire.kinds`."""

    SINGLE = "single"
    MULTI = "multi"
    YES_NO = "yes_no"
    SCALE = "scale"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"
    LONG_TEXT = "long_text"
    URL = "url"
    FILE = "file"
    TABLE = "table"
    DECLARATION = "declaration"


class NotApplicable(StrEnum):
    NO = "no"
    WITH_REASON = "with_reason"
    AFTER_REVIEW = "after_review"


class Option(Frozen):
    id: Id
    label: Text
    hint: Text | None = None
    score: Score | None = None
    exclusive: bool = False  # in a multi question: "none of these" stands alone


class Band(Frozen):
    """A point of the piecewise-linear map from a number to a claim."""

    at: float
    score: Score


class Column(Frozen):
    id: Id
    label: Text
    type: Literal["text", "number", "date", "single"] = "text"
    options: tuple[Option, ...] = ()
    required: bool = False


class ClauseRef(Frozen):
    """How far a question speaks to a clause: `catalog:clause` and a share in (0, 1]."""

    clause: str
    share: Share = 1.0

    @model_validator(mode="before")
    @classmethod
    def _plain_string(cls, raw: Any) -> Any:
        return {"clause": raw} if isinstance(raw, str) else raw


OPERATORS = ("is_", "any_of", "none_of", "answered", "gt", "lt", "before", "after")


def _said(operator: str) -> str:
    return operator.rstrip("_")


class Test(Frozen):
    """What is asked of one answer. Exactly one of the fields is set."""

    __test__ = False  # not a pytest class
    model_config = ConfigDict(populate_by_name=True)

    is_: str | bool | float | None = Field(default=None, alias="is")
    any_of: tuple[str, ...] | None = None
    none_of: tuple[str, ...] | None = None
    answered: bool | None = None
    gt: float | None = None
    lt: float | None = None
    before: date | None = None
    after: date | None = None

    @model_validator(mode="after")
    def _asks_one_thing(self) -> Test:
        _exactly_one_operator(self)
        return self

    @property
    def operator(self) -> str:
        """Which of OPERATORS is set."""
        return next(o for o in OPERATORS if getattr(self, o) is not None)


class Condition(Frozen):
    """A tree of tests. `all`, `any`, `not` nest; a leaf names a question or a certificate scheme."""

    model_config = ConfigDict(populate_by_name=True)

    all: tuple[Condition, ...] | None = None
    any: tuple[Condition, ...] | None = None
    not_: Condition | None = Field(default=None, alias="not")

    question: Id | None = None
    is_: str | bool | float | None = Field(default=None, alias="is")
    any_of: tuple[str, ...] | None = None
    none_of: tuple[str, ...] | None = None
    answered: bool | None = None
    gt: float | None = None
    lt: float | None = None
    before: date | None = None
    after: date | None = None

    certificate: Id | None = None  # a scheme, for `checks` and `shortcuts` only
    standing: Literal["good", "qualified", "rejected", "any"] | None = None  # None means any

    @model_validator(mode="after")
    def _asks_one_thing(self) -> Condition:
        parts = [p for p in ("all", "any", "not_", "question", "certificate") if getattr(self, p) is not None]
        if len(parts) != 1:
            found = " and ".join(f"`{_said(p)}`" for p in parts) or "none of them"
            raise PydanticCustomError(
                "condition",
                "A condition is one of `all`, `any`, `not`, `question`, `certificate`; found {found}",
                {"found": found},
            )
        if self.all == () or self.any == ():
            raise PydanticCustomError("condition", "`all` and `any` need at least one condition inside")
        if self.question is not None:
            _exactly_one_operator(self)
        elif stray := [o for o in OPERATORS if getattr(self, o) is not None]:
            raise PydanticCustomError(
                "condition", "`{stray}` asks about an answer, but no `question` is named", {"stray": _said(stray[0])}
            )
        if self.standing is not None and self.certificate is None:
            raise PydanticCustomError("condition", "`standing` belongs to a `certificate`")
        return self

    @property
    def operator(self) -> str:
        """Which of OPERATORS a leaf about a question sets; empty for other conditions."""
        return next((o for o in OPERATORS if getattr(self, o) is not None), "")


def _exactly_one_operator(test: Test | Condition) -> None:
    found = [o for o in OPERATORS if getattr(test, o) is not None]
    if len(found) != 1:
        raise PydanticCustomError(
            "condition",
            "A test asks exactly one of `is`, `any_of`, `none_of`, `answered`, `gt`, `lt`, `before`, "
            "`after`; found {found}",
            {"found": " and ".join(f"`{_said(o)}`" for o in found) or "none of them"},
        )


class EvidenceRule(Frozen):
    expect: Literal["none", "optional", "document", "certificate"] = "none"
    schemes: tuple[Id, ...] = ()
    equivalent: bool = True
    certificate_answers: bool = True  # false: what no certificate of a management system can speak to
    hint: Text | None = None

    @property
    def expected(self) -> bool:
        return self.expect in ("document", "certificate")


class Claim(Frozen):
    """What an answer asserts that a certificate of `scheme` can confirm or contradict.

    `values` maps an option id to what choosing it asserts (`held`, `accredited`: true/false; `scope`:
    "in", "partly", "out"); null asserts nothing. `column` names the table column that carries the fact.
    """

    scheme: Id
    fact: Literal[
        "held",
        "accredited",
        "scope",
        "number",
        "holder",
        "valid_from",
        "valid_until",
        "body",
        "standard",
        "excluded_controls",
    ]
    values: dict[str, bool | str | None] = Field(default_factory=dict)
    column: Id | None = None


class NeedsDecision(Frozen):
    """A flag that a person decides on. It never rejects anyone by itself."""

    when: Test
    reason: Text
    default: Literal["on", "off"] = "off"


class Visibility(Frozen):
    confidential: bool = False


class Question(Frozen):
    id: Id
    ask: Text
    why: Text | None = None
    help: Text | None = None
    example: Text | None = None
    type: Kind
    scale: Id | None = None
    options: tuple[Option, ...] = ()
    good: Literal["yes", "no"] | None = None  # yes_no: which answer is the good one; none: not scored
    unit: Text | None = None
    min: Decimal | None = None
    max: Decimal | None = None
    integer: bool = False
    bands: tuple[Band, ...] = ()
    earliest: date | Literal["today"] | None = None
    latest: date | Literal["today"] | None = None
    columns: tuple[Column, ...] = ()
    max_rows: int = Field(default=50, ge=1, le=500)
    max_length: int | None = Field(default=None, ge=1, le=100_000)
    statements: tuple[Text, ...] = ()  # declaration: what is declared
    rubric: Text | None = None  # how a reviewer rates what no rule can score
    required: bool = False
    weight: Weight = 1.0  # 0: information only, never scored
    not_applicable: NotApplicable = NotApplicable.NO
    clauses: tuple[ClauseRef, ...] = ()
    show_if: Condition | None = None
    evidence: EvidenceRule = EvidenceRule()
    claims: tuple[Claim, ...] = ()
    needs_decision: NeedsDecision | None = None
    visibility: Visibility = Visibility()
    same_as: tuple[Elsewhere, ...] = ()  # an answer to one of these answers this too, and the other way round

    @model_validator(mode="before")
    @classmethod
    def _one_claim_or_many(cls, raw: Any) -> Any:
        if isinstance(raw, dict) and isinstance(raw.get("claims"), dict):
            return {**raw, "claims": [raw["claims"]]}
        return raw

    def option(self, option_id: str) -> Option | None:
        return self._options.get(option_id)

    @cached_property
    def _options(self) -> dict[str, Option]:
        return {o.id: o for o in reversed(self.options)}


class Section(Frozen):
    id: Id
    title: Text
    intro: Text | None = None
    weight: Weight = 1.0
    questions: tuple[Question, ...] = Field(min_length=1)


class Check(Frozen):
    """A consistency rule between answers, or between answers and certificates.

    `severity: contradiction` opens a contradiction on every question `when` names.
    """

    id: Id
    when: Condition
    severity: Literal["contradiction", "doubt", "gap"] = "contradiction"
    say: Text
    remedy: Text | None = None
    clauses: tuple[ClauseRef, ...] = ()


class Shortcut(Frozen):
    """What a certificate in good standing may answer for the vendor: offered, to be confirmed."""

    when: Condition
    sections: tuple[Id, ...] = ()
    questions: tuple[Id, ...] = ()
    answers: dict[str, str | float] = Field(default_factory=dict)  # {kind or question id: value}


class LeadsTo(Frozen):
    """A questionnaire to ask next when the answers meet a condition. The buyer is told; nothing is sent by itself."""

    questionnaire: Id
    when: Condition
    because: Text


class Questionnaire(Frozen):
    format: Literal["countersign/1"]
    id: Id
    title: Text
    summary: Text | None = None
    languages: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")], ...] = Field(min_length=1)
    licence: str = ""
    catalogs: tuple[Id, ...] = ()
    minutes: int = Field(ge=1, le=10_000)
    scales: dict[str, tuple[Option, ...]] = Field(default_factory=dict)
    sections: tuple[Section, ...] = Field(min_length=1)
    checks: tuple[Check, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    leads_to: tuple[LeadsTo, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _give_scale_questions_their_options(cls, raw: Any) -> Any:
        """A `scale` question names one of `scales`; its options are those, written once."""
        if not isinstance(raw, dict) or not isinstance(raw.get("scales"), dict):
            return raw
        scales = raw["scales"]

        def question(q: Any) -> Any:
            if not isinstance(q, dict) or q.get("type") != "scale" or q.get("options"):
                return q
            name = q.get("scale")
            return {**q, "options": scales[name]} if isinstance(name, str) and name in scales else q

        def section(s: Any) -> Any:
            if isinstance(s, dict) and isinstance(s.get("questions"), list):
                return {**s, "questions": [question(q) for q in s["questions"]]}
            return s

        sections = raw.get("sections")
        return {**raw, "sections": [section(s) for s in sections]} if isinstance(sections, list) else raw

    @cached_property
    def by_id(self) -> dict[str, Question]:
        return {q.id: q for s in self.sections for q in s.questions}

    @cached_property
    def section_of(self) -> dict[str, Section]:
        return {q.id: s for s in self.sections for q in s.questions}

    @cached_property
    def numbers(self) -> dict[str, str]:
        """What people call a question on a page: section.position, "6.2"."""
        return {q.id: f"{i}.{j}" for i, s in enumerate(self.sections, 1) for j, q in enumerate(s.questions, 1)}
