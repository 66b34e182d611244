"""What changed between two releases of a questionnaire."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from pydantic import BaseModel

from app.core.frozen import Frozen
from app.core.questionnaire.kinds import choices
from app.core.questionnaire.model import Question, Questionnaire


class Change(Frozen):
    """One thing added, removed or changed. `fields` names what changed, as the file calls it.

    `keeps_answers` is false when an answer given before may no longer be one, because the type, an option or a limit
    changed. Only such answers have to be given again.
    """

    what: Literal["questionnaire", "section", "question", "check", "shortcut", "scale"]
    id: str
    how: Literal["added", "removed", "changed"]
    fields: tuple[str, ...] = ()
    keeps_answers: bool = True


def diff(old: Questionnaire, new: Questionnaire) -> tuple[Change, ...]:
    """The changes from `old` to `new`, in the order of `new`, then what was removed. Empty when nothing changed."""
    changes: list[Change] = []
    top = tuple(
        _name(type(new), name)
        for name in type(new).model_fields
        if name not in ("sections", "checks", "shortcuts", "scales") and getattr(old, name) != getattr(new, name)
    )
    if top:
        changes.append(Change(what="questionnaire", id=new.id, how="changed", fields=top))
    changes += _compare("section", {s.id: s for s in old.sections}, {s.id: s for s in new.sections}, ("questions",))
    changes += _questions(old, new)
    changes += _compare("check", {c.id: c for c in old.checks}, {c.id: c for c in new.checks})
    changes += _compare("shortcut", dict(_numbered(old.shortcuts)), dict(_numbered(new.shortcuts)))
    changes += _scales(old, new)
    return tuple(changes)


def _questions(old: Questionnaire, new: Questionnaire) -> Iterable[Change]:
    for change in _compare("question", old.by_id, new.by_id):
        if change.how != "changed":
            yield change if change.how == "added" else change.model_copy(update={"keeps_answers": False})
            continue
        yield change.model_copy(update={"keeps_answers": _keeps_answers(old.by_id[change.id], new.by_id[change.id])})
    changed = {c.id for c in _compare("question", old.by_id, new.by_id)}
    for question_id in new.by_id:
        before, now = old.section_of.get(question_id), new.section_of[question_id]
        if before is not None and before.id != now.id and question_id not in changed:
            yield Change(what="question", id=question_id, how="changed", fields=("section",))


def _keeps_answers(old: Question, new: Question) -> bool:
    if old.type is not new.type or {o.id for o in choices(old)} - {o.id for o in choices(new)}:
        return False
    if {o.id for o in choices(old) if not o.exclusive} & {o.id for o in choices(new) if o.exclusive}:
        return False
    old_columns = {c.id: c for c in old.columns}
    columns_fit = all(
        c.id in old_columns
        and c.type == old_columns[c.id].type
        and {o.id for o in old_columns[c.id].options} <= {o.id for o in c.options}
        and (old_columns[c.id].required or not c.required)
        for c in new.columns
        if c.id in old_columns or c.required
    )
    limits = ("min", "max", "integer", "earliest", "latest", "max_length", "max_rows", "statements")
    same_limits = all(getattr(old, name) == getattr(new, name) for name in limits)
    return columns_fit and set(old_columns) <= {c.id for c in new.columns} and same_limits


def _scales(old: Questionnaire, new: Questionnaire) -> Iterable[Change]:
    for name in {**old.scales, **new.scales}:
        if name not in old.scales:
            yield Change(what="scale", id=name, how="added")
        elif name not in new.scales:
            yield Change(what="scale", id=name, how="removed")
        elif old.scales[name] != new.scales[name]:
            yield Change(what="scale", id=name, how="changed", fields=("options",))


def _compare(
    what: Literal["section", "question", "check", "shortcut"],
    old: Mapping[str, BaseModel],
    new: Mapping[str, BaseModel],
    apart_from: tuple[str, ...] = (),
) -> list[Change]:
    changes = []
    for key, now in new.items():
        before = old.get(key)
        if before is None:
            changes.append(Change(what=what, id=key, how="added"))
        elif fields := tuple(
            _name(type(now), name)
            for name in type(now).model_fields
            if name not in apart_from and getattr(before, name) != getattr(now, name)
        ):
            changes.append(Change(what=what, id=key, how="changed", fields=fields))
    return changes + [Change(what=what, id=key, how="removed") for key in old if key not in new]


def _name(model: type[BaseModel], field: str) -> str:
    return model.model_fields[field].alias or field


def _numbered(items: Iterable[BaseModel]) -> Iterable[tuple[str, BaseModel]]:
    return ((str(n), item) for n, item in enumerate(items, 1))
