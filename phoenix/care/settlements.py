"""The record of the amicable attempt that a claim can be turned into (clause 20a)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from phoenix.archive import service as archive
from phoenix.archive.rules import sha256_of
from phoenix.care import claims
from phoenix.care.claim_answers import Changed
from phoenix.care.models import Claim, ClaimEntry, Settlement
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.team import audit

PENDING, AGREED, REFUSED = "pending", "agreed", "refused"
WRITTEN = ("asked", "asked_on", "offered", "offered_on", "outcome", "outcome_on", "terms")


def draft(row: Claim) -> dict:
    """What the record begins with: what the claim asks for, since the day it came."""
    first = ClaimEntry.select().where(ClaimEntry.claim == row).order_by(ClaimEntry.id).first()
    asked = row.wanted or (first.body if first else "")
    return {"asked": asked, "asked_on": first.day if first else row.received_on, "outcome": PENDING}


def problems(data: Mapping, today: date) -> list[str]:
    """Fields that do not fit each other: an offer has a day, an outcome has an offer and a day, in their order."""
    wrong = []
    if bool(data["offered"]) != bool(data["offered_on"]):
        wrong.append("offered" if data["offered_on"] else "offered_on")
    if data["outcome"] != PENDING:
        wrong += [name for name in ("offered", "outcome_on") if not data[name] and name not in wrong]
    elif data["outcome_on"]:
        wrong.append("outcome")
    days = [data[name] for name in ("asked_on", "offered_on", "outcome_on") if data[name]]
    if days != sorted(days) or (days and days[-1] > today):
        wrong.append("asked_on")
    return wrong


def record(claim_id: int, version: int, data: Mapping, by: str) -> Settlement:
    """Write the record, every version of it kept as evidence; Changed when somebody was faster."""
    with transaction():
        row = claims.locked(claim_id)
        before = Settlement.get_or_none(Settlement.claim == row)
        values = {name: data[name] for name in WRITTEN} | {"by": by, "updated_at": clock.now()}
        if before is not None and _same(before, data):
            return before
        if row.version != version:
            raise Changed
        if before is None:
            Settlement.create(claim=row, **values)
        else:
            Settlement.update(**values).where(Settlement.id == before.id).execute()
        claims.change(row)
        claims.add_entry(row, "settlement", claims.STAFF, by, "", day=clock.today(COUNTRIES[row.country].timezone))
        _keep(row, values, by)
        audit.record("claim_settlement", f"claim:{row.reference}", before and _told(before), _told(Settlement(**values)))
    return Settlement.get(Settlement.claim == claim_id)


def _same(before: Settlement, data: Mapping) -> bool:
    return all(getattr(before, name) == data[name] for name in WRITTEN)


def _told(row: Settlement) -> dict:
    days = {name: value.isoformat() if (value := getattr(row, name)) else None for name in ("offered_on", "outcome_on")}
    return {"outcome": row.outcome, **days}


def _keep(row: Claim, values: Mapping, by: str) -> None:
    words = {name: sha256_of(values[name]) for name in ("asked", "offered", "terms")}
    days = {name: values[name] for name in ("asked_on", "offered_on", "outcome_on", "outcome")}
    archive.append(
        "claim.settlement",
        seller=COUNTRIES[row.country].seller_code,
        subject=f"claim:{row.reference}",
        content={"claim": row.reference, **days},
        detail={"by": by, "name": row.name, "sha256": words},
    )
