"""A vendor beside what the register of legal entities says of it: matches, differs, or not known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.core.certificates.names import Likeness, compare_names
from app.features.certificates.schemas import number_key
from app.features.registers import queries
from app.features.registers.models import LookupRow, LookupState
from app.features.vendors.models import VendorRow
from app.infra.registers.gleif import Entity
from app.web.desk import Desk

_WORDS = {Likeness.SAME: "Same legal name", Likeness.DOUBT: "Close, not the same", Likeness.DIFFERENT: "Another name"}
_RECORDS = {"ISSUED": "kept up to date", "LAPSED": "renewal is overdue, so it may be out of date"}


@dataclass(frozen=True)
class EntityView:
    """One entity of an answer, compared with the vendor as it is now."""

    entity: Entity
    name: str
    reason: str
    number: str  # how the registration numbers compare, "" when one is missing
    same: bool
    usable: bool  # its legal name is spelled otherwise than the vendor's

    @property
    def renewal(self) -> date | None:
        try:
            return date.fromisoformat(self.entity.renewal)
        except ValueError:
            return None

    @property
    def record(self) -> str:
        return _RECORDS.get(self.entity.record, self.entity.record.lower())


@dataclass(frozen=True)
class EntityLookup:
    row: LookupRow
    entities: tuple[EntityView, ...]


@dataclass(frozen=True)
class RegisterPart:
    """The part of a vendor's page that is about its legal entity."""

    on: bool  # GLEIF may be asked
    asked_for: str
    latest: EntityLookup | None
    earlier: tuple[LookupRow, ...]
    waiting: bool


def register_part(at: Desk, vendor: VendorRow, asked_for: str | None = None) -> RegisterPart:
    rows = tuple(queries.of_vendor(at.session, at.actor, vendor.id))
    latest = EntityLookup(rows[0], _views(rows[0], vendor)) if rows else None
    return RegisterPart(
        on=bool(at.services.settings.gleif_url),
        asked_for=vendor.legal_name if asked_for is None else asked_for,
        latest=latest,
        earlier=rows[1:],
        waiting=any(row.state == LookupState.WAITING for row in rows),
    )


def _views(row: LookupRow, vendor: VendorRow) -> tuple[EntityView, ...]:
    views = []
    for raw in row.entities:
        entity = Entity.model_validate(raw)
        compared = compare_names(entity.legal_name, vendor.legal_name)
        number = ""
        if entity.registered_as and vendor.registration_number:
            same = number_key(entity.registered_as) == number_key(vendor.registration_number)
            number = "Same registration number" if same else "Another registration number"
        views.append(
            EntityView(
                entity=entity,
                name=_WORDS[compared.likeness],
                reason=compared.reason,
                number=number,
                same=compared.likeness is Likeness.SAME,
                usable=entity.legal_name != vendor.legal_name,
            )
        )
    return tuple(views)
