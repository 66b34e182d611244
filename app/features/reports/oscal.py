"""A scorecard as OSCAL assessment results (NIST, release 1.2.3), for those whose tools read that.

What becomes what:

- an answer is an observation by interview; a check of a certificate, and what a clause adds up to, one by examination;
- a finding of the scorecard is a finding whose objective is that answers and documents do not stand against each
  other. *Not satisfied* says that they do, and nobody has dismissed it; the reason is always `other`;
- no risk is written: how much a contradiction weighs is for the buyer to say, and OSCAL's risks ask for that.

Texts of OSCAL are Markdown: what people typed is escaped, so that it stays what they typed. Identifiers come of the
scorecard's digests, so the same scorecard is the same document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from app import __version__
from app.core.scoring.scorecard import CertificateStanding, CheckResult, Finding, QuestionScore, Score, State
from app.features.reports.dossier import KINDS, OUTCOMES, READINESS, STANDINGS, STATES, SUPPORT, Dossier, check_name

VERSION = "1.2.3"
NS = "https://countersign.example/ns/oscal"  # of the properties that OSCAL does not know
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~^$&-])")
_NOT_TOKEN = re.compile(r"[^\w.-]")


def scorecard_oscal(d: Dossier, origin: str) -> bytes:
    """The document as JSON. `origin`: address of this installation, where the attached files are."""
    return json.dumps(_Document(d, origin).whole(), indent=1, ensure_ascii=False).encode("utf-8", "replace")


def markup(text: str) -> str:
    """A text as Markdown that shows it as it is; never empty, which OSCAL does not allow."""
    escaped = _MARKDOWN.sub(r"\\\1", text.strip())
    return re.sub(r"\n\s*\n", "\n\n", escaped) or "Not stated"


def line(text: str) -> str:
    """The same in one line."""
    return markup(" ".join(text.split()))


def plain(text: str) -> str:
    """A property's value: one line, not Markdown."""
    return " ".join(text.split()) or "none"


def token(text: str) -> str:
    """iso-42001:A.6.2 -> iso-42001_A.6.2"""
    made = _NOT_TOKEN.sub("_", text)
    return made if made[:1].isalpha() else f"_{made}"


class _Document:
    def __init__(self, d: Dossier, origin: str) -> None:
        self.d, self.origin = d, origin
        left_out = ",".join(sorted(d.withheld))
        made_of = f"{d.card.engine}/{d.card.inputs_hash}/{d.card.reference_hash}/{left_out}"
        self._space = uuid5(NAMESPACE_URL, f"{NS}/scorecards/{d.kept.id}/{made_of}")
        self.day = _moment(d.kept.created_at)
        self.sent = _moment(d.submission.submitted_at)

    def id(self, *what: str) -> str:
        return str(uuid5(self._space, "/".join(what)))

    def whole(self) -> dict[str, Any]:
        return {
            "assessment-results": {
                "uuid": self.id("document"),
                "metadata": self.metadata(),
                "import-ap": {
                    "href": f"#{self.id('plan')}",
                    "remarks": "No OSCAL assessment plan exists: the questionnaire's release stands for it.",
                },
                **self.objectives(),
                "results": [self.result()],
                "back-matter": {"resources": list(self.resources())},
            }
        }

    def metadata(self) -> dict[str, Any]:
        d = self.d
        return {
            "title": line(f"{d.vendor}: scorecard {d.kept.number}"),
            "last-modified": self.day,
            "version": str(d.kept.number),
            "oscal-version": VERSION,
            "props": [
                _prop("inputs-sha256", d.card.inputs_hash),
                _prop("release-sha256", d.card.release),
                _prop("policy-sha256", d.card.policy_hash),
                _prop("policy", d.card.policy),
                _prop("engine", d.card.engine),
                _prop("as-of", d.card.as_of.isoformat()),
            ],
            "roles": [
                {"id": "buyer", "title": "Buyer, who asks"},
                {"id": "vendor", "title": "Vendor, who answers"},
                {"id": "signer", "title": "Who signed the answers for the vendor"},
            ],
            "parties": [
                {"uuid": self.id("buyer"), "type": "organization", "name": plain(d.organisation)},
                {"uuid": self.id("vendor"), "type": "organization", "name": plain(d.vendor)},
                {"uuid": self.id("signer"), "type": "person", "name": plain(d.submission.signed_name)},
            ],
            "responsible-parties": [
                {"role-id": role, "party-uuids": [self.id(role)]} for role in ("buyer", "vendor", "signer")
            ],
            "remarks": markup(READINESS),
        }

    def objectives(self) -> dict[str, Any]:
        """One for each finding: what it says does not hold."""
        if not self.d.card.findings:
            return {}
        return {"local-definitions": {"objectives-and-methods": [self.objective(f) for f in self.d.card.findings]}}

    def objective(self, f: Finding) -> dict[str, Any]:
        prose = f"Answers and documents do not stand against each other, and nothing is open ({f.code})."
        return {
            "control-id": self.control(f.clauses),
            "parts": [{"id": self.objective_id(f), "name": "assessment-objective", "prose": markup(prose)}],
        }

    def objective_id(self, f: Finding) -> str:
        return f"objective-{self.id('finding', f.key)}"

    def control(self, clauses: Iterable[str]) -> str:
        """The first of these clauses; without one, what the questionnaire asks."""
        return next((token(ref) for ref in clauses), token(f"questionnaire-{self.d.questionnaire.id}"))

    def result(self) -> dict[str, Any]:
        d = self.d
        made: dict[str, Any] = {
            "uuid": self.id("result"),
            "title": line(f"What {d.vendor} claims, and what is evidenced"),
            "description": markup(READINESS),
            "start": self.sent,
            "end": self.day,
            "props": [*_figures(d.card.overall), _prop("flags-for-a-person", str(len(d.card.flags)))],
            "local-definitions": {
                "components": [
                    {
                        "uuid": self.id("system"),
                        "type": "service",
                        "title": line(d.about or d.vendor),
                        "description": line(f"What {d.vendor} offers to {d.organisation}, in “{d.campaign.title}”."),
                        "status": {"state": "other", "remarks": "Not asked."},
                    }
                ],
                "assessment-assets": {
                    "components": [
                        {
                            "uuid": self.id("tool"),
                            "type": "software",
                            "title": "Countersign",
                            "description": "Compares what a vendor answers with the documents it attaches.",
                            "props": [{"name": "version", "value": __version__}],
                            "status": {"state": "operational"},
                        }
                    ],
                    "assessment-platforms": [
                        {"uuid": self.id("platform"), "uses-components": [{"component-uuid": self.id("tool")}]}
                    ],
                },
            },
            "reviewed-controls": self.reviewed(),
            "observations": [*self.of_answers(), *self.of_certificates(), *self.of_clauses()],
            "remarks": markup("Not checked:\n\n" + "\n\n".join(d.card.not_checked)),
        }
        if d.card.findings:
            made["findings"] = [self.finding(f) for f in d.card.findings]
        return {name: value for name, value in made.items() if value not in ([], {})}

    def reviewed(self) -> dict[str, Any]:
        found = (self.control(f.clauses) for f in self.d.card.findings)
        controls = dict.fromkeys([*map(token, self.d.card.clauses), *found])
        chosen = [{"control-id": control} for control in controls] or [{"control-id": self.control(())}]
        remarks = "Clauses that a question speaks to. Their texts are paraphrased in the product, not given here."
        return {"control-selections": [{"include-controls": chosen}], "remarks": remarks}

    def of_answers(self) -> Iterator[dict[str, Any]]:
        for question, result in self.d.card.questions.items():
            if result.state is not State.HIDDEN and question in self.d.questionnaire.by_id:
                yield self.of_answer(question, result)

    def of_answer(self, question: str, result: QuestionScore) -> dict[str, Any]:
        said = self.d.answer_words(question) or "Not answered."
        support = [_prop("support", SUPPORT[result.support])] if result.support else []
        numbers = (("claim", result.claim), ("credit", result.credit), ("evidenced", result.evidenced))
        return self._observation(
            ("answer", question), f"{self.d.number(question)} {self.d.asked(question)}", said, "INTERVIEW", self.sent,
            props=[
                _prop("question", question), _prop("state", STATES[result.state]), *support,
                *(_prop(name, _number(value)) for name, value in numbers if value is not None),
                *(_prop("clause", token(ref.clause)) for ref in self.d.questionnaire.by_id[question].clauses),
            ],
            evidence=result.evidence, by="vendor", remarks=result.why,
        )  # fmt: skip

    def of_certificates(self) -> Iterator[dict[str, Any]]:
        for standing in self.d.card.certificates:
            for check in standing.checks:
                yield self.of_check(standing, check)

    def of_check(self, standing: CertificateStanding, check: CheckResult) -> dict[str, Any]:
        outcome = OUTCOMES[check.outcome] if check.performed else "Not looked at"
        return self._observation(
            ("check", standing.certificate, check.code), f"{standing.title}: {check_name(check.code)}", check.reason,
            "EXAMINE", self.day,
            props=[
                _prop("check", check.code), _prop("outcome", outcome),
                _prop("standing-of-the-certificate", STANDINGS[standing.standing]),
            ],
            evidence=[standing.evidence] if standing.evidence else [], by="tool",
        )  # fmt: skip

    def of_clauses(self) -> Iterator[dict[str, Any]]:
        for ref, score in self.d.card.clauses.items():
            if score.claimed is None or score.evidenced is None:
                continue
            words = f"Of 100: claimed {100 * score.claimed:.0f}, evidenced {100 * score.evidenced:.0f}."
            yield self._observation(
                ("clause", ref), f"{self.d.clause(ref)}: claimed and evidenced", words, "EXAMINE", self.day,
                props=[_prop("clause", token(ref)), *_figures(score)], evidence=(), by="tool",
            )  # fmt: skip

    def _observation(
        self, key: tuple[str, ...], title: str, description: str, method: str, collected: str, *,
        props: list[dict[str, str]], evidence: Iterable[str], by: str, remarks: str = "",
    ) -> dict[str, Any]:  # fmt: skip
        files = {e.id: e for e in self.d.sent.evidence}
        of_certificate = {c.certificate: c.evidence for c in self.d.card.certificates}
        shown = dict.fromkeys(of_certificate.get(e, e) for e in evidence)
        relevant = [
            {"href": f"#{self.id('evidence', e)}", "description": line(files[e].name)} for e in shown if e in files
        ]
        actor = {"type": "tool" if by == "tool" else "party", "actor-uuid": self.id(by)}
        made: dict[str, Any] = {
            "uuid": self.id(*key),
            "title": line(title),
            "description": markup(description),
            "props": props,
            "methods": [method],
            "types": ["control-objective"],
            "origins": [{"actors": [actor]}],
            "subjects": [{"subject-uuid": self.id("system"), "type": "component"}],
            "relevant-evidence": relevant,
            "collected": collected,
            "remarks": markup(remarks) if remarks else "",
        }
        return {name: value for name, value in made.items() if value not in ([], "")}

    def finding(self, f: Finding) -> dict[str, Any]:
        sides = [f"{side.label}: {side.words}" for side in f.sides]
        remarks = [f"The vendor explains ({f.explained_by}): {f.explained}"] if f.explained else []
        remarks += [f"Dismissed by {f.dismissed}"] if f.dismissed else []
        remarks += [f"Upheld by {f.upheld}"] if f.upheld else []
        asked = [self.id("answer", q) for q in f.questions if self._observed(q)]
        checked = [
            self.id("check", c.certificate, k.code)
            for c in self.d.card.certificates
            for k in c.checks
            if c.certificate == f.certificate and k.code == f.code
        ]
        made: dict[str, Any] = {
            "uuid": self.id("finding", f.key),
            "title": line(f.message),
            "description": markup("\n\n".join([f.message, *sides])),
            "props": [_prop("kind", KINDS[f.kind]), _prop("code", f.code), _prop("what-to-do", f.remedy)],
            "origins": [{"actors": [{"type": "tool", "actor-uuid": self.id("tool")}]}],
            "target": {
                "type": "objective-id",
                "target-id": self.objective_id(f),
                "status": {
                    "state": "satisfied" if f.dismissed else "not-satisfied",
                    "reason": "other",
                    "remarks": "Whether two things that were said stand against each other, and not whether a "
                    "clause is met. A person decides what follows.",
                },
            },
            "related-observations": [{"observation-uuid": one} for one in [*asked, *checked]],
            "remarks": markup("\n\n".join(remarks)) if remarks else "",
        }
        return {name: value for name, value in made.items() if value not in ([], "")}

    def _observed(self, question: str) -> bool:
        result = self.d.card.questions.get(question)
        return result is not None and result.state is not State.HIDDEN and question in self.d.questionnaire.by_id

    def resources(self) -> Iterator[dict[str, Any]]:
        release = self.d.release
        yield {
            "uuid": self.id("plan"),
            "title": line(f"{release.title}, release {release.number}"),
            "description": "The questions, what each speaks to, and the rules between them.",
            "rlinks": [_rlink(f"{self.origin}/releases/{release.id}/file", release.digest, "application/yaml")],
        }
        for e in self.d.sent.evidence:
            yield {
                "uuid": self.id("evidence", e.id),
                "title": line(e.name),
                "description": "Attached by the vendor. It is kept where it was sent; only the buyer's people open it.",
                "rlinks": [_rlink(f"{self.origin}/evidence/{e.id}", e.sha256, e.media_type)],
            }


def _rlink(href: str, sha256: str, media_type: str) -> dict[str, Any]:
    return {"href": href, "media-type": media_type, "hashes": [{"algorithm": "SHA-256", "value": sha256}]}


def _prop(name: str, value: str) -> dict[str, str]:
    return {"name": name, "ns": NS, "value": plain(value)}


def _figures(score: Score) -> list[dict[str, str]]:
    named = (("claimed", score.claimed), ("evidenced", score.evidenced), ("coverage", score.coverage))
    return [_prop(name, _number(value)) for name, value in named if value is not None]


def _number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".") or "0"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
