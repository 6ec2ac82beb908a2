"""From the stripe library's objects to our frozen answers; what is absent is None."""

from __future__ import annotations

from datetime import UTC, datetime

from phoenix.gateways.stripe_api import (
    CARD,
    DisputeSeen,
    Intent,
    MandateSeen,
    Method,
    Notice,
    RefundSeen,
    Setup,
)
from phoenix.kernel.money import Money
from phoenix.kernel.values import frozen

OPEN_DISPUTES = {"won": "won", "warning_closed": "won", "prevented": "won", "lost": "lost"}


@frozen
class ErrorDetail:
    """What a refusal says beyond its code."""

    decline_code: str | None
    intent_id: str | None


def plain(thing) -> dict:
    """A StripeObject as a dict; it is not one itself."""
    if thing is None or isinstance(thing, dict):
        return dict(thing or {})
    return thing.to_dict()


def setup(row) -> Setup:
    """A SetupIntent, with its method when that was expanded."""
    data = plain(row)
    found = data.get("payment_method")
    return Setup(
        id=data["id"],
        status=data["status"],
        customer=_id(data.get("customer")),
        client_secret=data["client_secret"],
        method=method(found) if isinstance(found, dict) else None,
        mandate=_id(data.get("mandate")),
        metadata=data.get("metadata") or {},
    )


def method(data: dict) -> Method:
    """A PaymentMethod, from its dict."""
    detail = data.get(data["type"]) or {}
    card = data["type"] == CARD
    return Method(
        id=data["id"],
        kind=data["type"],
        customer=_id(data.get("customer")),
        last4=detail.get("last4") or "",
        fingerprint=detail.get("fingerprint"),
        brand=detail.get("brand"),
        country=detail.get("country"),
        exp_month=detail.get("exp_month") if card else None,
        exp_year=detail.get("exp_year") if card else None,
        bank_code=detail.get("bank_code"),
        mandate_reference=detail.get("mandate_reference"),
        holder=(data.get("billing_details") or {}).get("name"),
    )


def mandate(row) -> MandateSeen:
    """A mandate; its reference stands with the kind of method."""
    data = plain(row)
    detail = (data.get("payment_method_details") or {}).get("sepa_debit") or {}
    return MandateSeen(
        data["id"], data["status"], detail.get("reference"), _id(data.get("payment_method"))
    )


def intent(row) -> Intent:
    """A PaymentIntent, with its latest charge when that was expanded."""
    data = plain(row)
    error = data.get("last_payment_error") or {}
    charge = data.get("latest_charge")
    charge = charge if isinstance(charge, dict) else {"id": charge}
    return Intent(
        id=data["id"],
        status=data["status"],
        amount=_money(data),
        customer=_id(data.get("customer")),
        client_secret=data["client_secret"],
        metadata=data.get("metadata") or {},
        created=datetime.fromtimestamp(data["created"], UTC),
        error_code=error.get("code") or charge.get("failure_code"),
        decline_code=error.get("decline_code"),
        charge=charge.get("id"),
        disputed=bool(charge.get("disputed")),
        refunded=bool(charge.get("amount_refunded")),
    )


def refund(row) -> RefundSeen:
    """A refund."""
    data = plain(row)
    return RefundSeen(data["id"], data["status"], _money(data), data.get("metadata") or {}, data.get("failure_reason") or "")


def dispute(row) -> DisputeSeen:
    """A dispute; every status that is not an end is open."""
    data = plain(row)
    status = OPEN_DISPUTES.get(data["status"], "open")
    return DisputeSeen(data["id"], status, _id(data.get("payment_intent")), data.get("reason"))


def notice(event) -> Notice:
    """A webhook event: which object to look at, and nothing more."""
    data = plain(event)
    told = (data.get("data") or {}).get("object") or {}
    own = told.get("id") if told.get("object") == "payment_intent" else None
    return Notice(
        id=data["id"],
        type=data["type"],
        livemode=bool(data.get("livemode")),
        object_id=told.get("id"),
        intent=own or _id(told.get("payment_intent")),
        metadata=told.get("metadata") or {},
    )


def error_detail(error) -> ErrorDetail:
    """The decline code and the intent inside a refusal's body."""
    body = error.json_body if isinstance(error.json_body, dict) else {}
    told = body.get("error") or {}
    return ErrorDetail(told.get("decline_code"), _id(told.get("payment_intent")))


def _money(data: dict) -> Money:
    return Money(data["amount"], data["currency"].upper())


def _id(thing) -> str | None:
    """The id of a reference, expanded or not."""
    return thing.get("id") if isinstance(thing, dict) else thing
