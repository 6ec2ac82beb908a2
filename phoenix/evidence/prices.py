"""Prices set, announced and withdrawn, as the archive keeps them (clauses 4.3, 5b, 15a).

So a court can see what the catalogue asked on a day, and the price of an order is proved by more than the order.
"""

from __future__ import annotations

from phoenix.archive.sources import Source
from phoenix.catalogue.models import DroppedPrice, Plan, Price
from phoenix.evidence.contract import seller_in

SET, DROPPED = "price.set", "price.dropped"


def subject_of(plan: Plan) -> str:
    """What the entries of a plan's prices are found by."""
    return f"plan:{plan.code}"


def _set(row: Price) -> list[dict]:
    return _about(row, {**_what(row), "at": row.created_at}, {"by": row.set_by})


def _dropped(row: DroppedPrice) -> list[dict]:
    """An announced price that never counted; who announced and who withdrew it, in what can be erased."""
    content = {**_what(row), "set_at": row.created_at, "at": row.dropped_at}
    return _about(row, content, {"set_by": row.set_by, "by": row.dropped_by})


def _what(row: Price | DroppedPrice) -> dict:
    return {
        "row": row.id,
        "plan": row.plan.code,
        "country": row.country,
        "currency": row.currency,
        "amount": row.amount,
        "valid_from": row.valid_from,
    }


def _about(row: Price | DroppedPrice, content: dict, detail: dict) -> list[dict]:
    said = {"content": content, "detail": detail if any(detail.values()) else None}
    return [{"seller": seller_in(row.country), "subject": subject_of(row.plan), **said}]


def _prices():
    return Price.select(Price, Plan).join(Plan)


def _dropped_prices():
    return DroppedPrice.select(DroppedPrice, Plan).join(Plan)


SOURCES = (
    Source(SET, _prices, _set, "created_at"),
    Source(DROPPED, _dropped_prices, _dropped, "dropped_at"),
)
