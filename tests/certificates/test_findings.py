"""What the checks say of certificates: of the facts on the paper, and of the facts as they were read."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.certificates.checks import CheckContext, run_checks
from app.core.certificates.facts import CertificateFacts, Fact, Source
from tests.certificates import SAMPLES
from tests.certificates.describe import Sample
from tests.certificates.reader import reference
from tests.certificates.test_reading import reading
from tests.core import cast

WITH_FINDINGS = sorted(s.name for s in SAMPLES.values() if s.findings)
SOURCE = Source(how="text", by="Marta Quist")


def on_paper(sample: Sample) -> dict[str, Any]:
    facts = sample.certificates[0].facts
    return {"scheme": sample.certificates[0].scheme} | {name: values[0] for name, values in facts.items()}


def as_read(sample: Sample) -> dict[str, Any]:
    read = reading(sample.name).certificates[0]
    facts = {name: getattr(read, name) for name in CertificateFacts.model_fields if name in type(read).model_fields}
    plain = {name: fact.value for name, fact in facts.items() if hasattr(fact, "alternatives")}
    return {"scheme": read.scheme} | {name: value for name, value in plain.items() if value is not None}


def outcomes(values: dict[str, Any]) -> dict[str, str]:
    """The checks of a certificate that the cast's vendor attached, with everything confirmed."""
    facts = {
        name: value if name == "scheme" else Fact[Any](value=value, source=SOURCE) for name, value in values.items()
    }
    context = CheckContext.of(cast.response(), reference())
    return {check.code: str(check.outcome) for check in run_checks(CertificateFacts(id="c1", **facts), context)}


@pytest.mark.parametrize("name", WITH_FINDINGS)
@pytest.mark.parametrize("facts", [on_paper, as_read])
def test_the_checks_say_what_there_is_to_say(name: str, facts: Any) -> None:
    sample = SAMPLES[name]
    said = outcomes(facts(sample))
    assert {code: said[code] for code in sample.findings} == dict(sample.findings)
