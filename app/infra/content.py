"""The content shipped with the software: questionnaires, catalogs and reference data, read from files once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from app.core.catalog.load import load_crosswalk, load_reference, read_reference
from app.core.catalog.model import Crosswalk, ReferenceData
from app.core.problems import Invalid, has_errors
from app.core.questionnaire.coverage import LeftOut
from app.infra.settings import ROOT

FOLDER = ROOT / "questionnaires"
_REFERENCE = ("catalogs", "crosswalk", "reference")


@lru_cache(maxsize=4)
def reference(folder: Path = FOLDER) -> ReferenceData:
    """All catalogs, crosswalks, schemes and bodies. Raises Invalid when a shipped file has errors."""
    files = sorted(file for part in _REFERENCE for file in (folder / part).glob("*.yaml"))
    data, problems = read_reference({str(f.relative_to(folder)): f.read_text(encoding="utf-8") for f in files})
    if has_errors(problems):
        raise Invalid(problems)
    return data


@lru_cache(maxsize=4)
def crosswalks(folder: Path = FOLDER) -> tuple[Crosswalk, ...]:
    """The crosswalks as files, each with its own sources and note. Raises Invalid when one has errors."""
    loaded = [
        load_crosswalk(f.read_text(encoding="utf-8"), f.name) for f in sorted((folder / "crosswalk").glob("*.yaml"))
    ]
    if problems := [p for one in loaded for p in one.problems if one.value is None]:
        raise Invalid(problems)
    return tuple(one.value for one in loaded if one.value is not None)


@lru_cache(maxsize=4)
def asked_elsewhere(folder: Path = FOLDER) -> tuple[dict[str, tuple[str, ...]], tuple[LeftOut, ...]]:
    """Whom each questionnaire on the law is for, and the clauses that questionnaires leave out on purpose."""
    read = load_reference((folder / "reference" / "not-asked.yaml").read_text(encoding="utf-8"), "not-asked.yaml")
    if read.value is None:
        raise Invalid(read.problems)
    notes = read.value.notes
    roles = {str(key): tuple(roles) for key, roles in notes["roles"].items()}
    rows = [{k: v for k, v in row.items() if k != "source"} for row in notes["not_asked"]]
    return roles, tuple(LeftOut.model_validate(row) for row in rows)


def shipped_questionnaires(folder: Path = FOLDER) -> dict[str, str]:
    """File name -> YAML text of every questionnaire that comes with the software."""
    return {file.name: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.yaml"))}
