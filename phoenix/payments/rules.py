"""Decisions on payments: plain values in, plain values out (clauses 6.1a-6.1d).

An attempt only ever climbs: what is known of it is joined with what is seen, so that webhook,
answer, return page and sweep may come in any order, any number of times.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from phoenix.kernel.values import frozen

NEW = "new"
SUBMITTED = "submitted"
UNKNOWN = "unknown"
ACTION = "requires_action"
PROCESSING = "processing"
FAILED = "failed"
CANCELLED = "cancelled"
SUCCEEDED = "succeeded"
PARTLY_REFUNDED = "partly_refunded"
REFUNDED = "refunded"
DISPUTED = "disputed"
LOST = "lost"
WON = "won"

# How far an attempt has come. A final no stands above all that may still change, and a
# success above everything: a bank that says yes after a no was asked again by someone.
RANK = {
    NEW: 0,
    SUBMITTED: 1,
    UNKNOWN: 2,
    ACTION: 3,
    PROCESSING: 4,
    CANCELLED: 5,
    FAILED: 6,
    SUCCEEDED: 7,
}
DISPUTE_RANK = {None: 0, "open": 1, "won": 2, "lost": 3}

OPEN = frozenset({NEW, SUBMITTED, UNKNOWN, ACTION, PROCESSING})
OURS_TO_SETTLE = frozenset({NEW, SUBMITTED, UNKNOWN, PROCESSING})
FINAL_NO = frozenset({FAILED, CANCELLED})
NOT_ACCEPTED = FINAL_NO | {NEW, SUBMITTED, UNKNOWN, ACTION}
ACCEPTED = frozenset({PROCESSING, SUCCEEDED, PARTLY_REFUNDED, REFUNDED, DISPUTED, WON})
PAID = frozenset({SUCCEEDED, PARTLY_REFUNDED, WON})

SEPA_LIMIT_MINOR = 10_000_00
LEAST_MINOR = 50  # Stripe refuses less, and more than eight digits
MOST_MINOR = 999_999_99
STRIPE_REMEMBERS = timedelta(hours=24)
CALL_LASTS = timedelta(seconds=60)


@frozen
class Known:
    """What is known of one attempt: how far it came, and what the bank did afterwards."""

    reached: str = NEW
    dispute: str | None = None


@frozen
class Seen:
    """What Stripe says of an intent at one moment; None: nothing of the kind."""

    reached: str
    dispute: str | None = None


def join(known: Known, seen: Seen) -> Known:
    """What is known after seeing `seen`: never less than before, whatever the order."""
    return replace(
        known,
        reached=max(known.reached, seen.reached, key=RANK.__getitem__),
        dispute=max(known.dispute, seen.dispute, key=DISPUTE_RANK.__getitem__),
    )


def reached(status: str, error_code: str | None) -> str:
    """How far an intent of this status has come; KeyError for a status never heard of."""
    if status == "canceled":
        # A question of the bank that was given up keeps its code at Stripe, and is no refusal.
        return FAILED if error_code not in (None, "authentication_required") else CANCELLED
    if status == "requires_payment_method":
        return ACTION if error_code == "authentication_required" else FAILED
    return {
        "succeeded": SUCCEEDED,
        "processing": PROCESSING,
        "requires_action": ACTION,
        "requires_confirmation": UNKNOWN,
        "requires_capture": UNKNOWN,
    }[status]


def state(known: Known, amount: int, refunded: int) -> str:
    """The state that people are shown: the diagram of a payment, from facts in any order."""
    if known.reached != SUCCEEDED:
        return known.reached
    if known.dispute in ("open", "lost"):
        return DISPUTED if known.dispute == "open" else LOST
    if refunded >= amount:
        return REFUNDED
    if refunded:
        return PARTLY_REFUNDED
    return WON if known.dispute == "won" else SUCCEEDED


def is_refusal(before: str, after: str, off_session: bool) -> bool:
    """Whether a payment that came to a no must be told and tried again by the shop: what its customer, or we
    for them, gave up at the bank's question must not; a debit or a charge cancelled by others must."""
    if after == CANCELLED:
        return before == PROCESSING or (off_session and before in (SUBMITTED, UNKNOWN))
    return after == FAILED


def may_try_again(states: list[str]) -> bool:
    """A new attempt only after a final no to each of those before."""
    return all(each in FINAL_NO for each in states)


def repeats(now: datetime, submitted_at: datetime, called_at: datetime | None) -> str:
    """What to do about an attempt without an outcome: "wait", "repeat" or "look" first."""
    if called_at is not None and now - called_at < CALL_LASTS:
        return "wait"
    return "look" if now - submitted_at >= STRIPE_REMEMBERS else "repeat"


def pay_key(payment: str, attempt: int) -> str:
    """The idempotency key of an attempt: same attempt, same key, for ever."""
    return f"pay:{payment}:{attempt}"


def refund_key(refund: str) -> str:
    """The idempotency key of a refund row."""
    return f"refund:{refund}"


def customer_key(organisation: str) -> str:
    """The idempotency key under which an organisation becomes a customer of Stripe."""
    return f"cus:{organisation}"


def refundable(amount: int, taken: list[int]) -> int:
    """What is left to refund, in minor units, given the refunds asked for and not failed."""
    return max(0, amount - sum(taken))


def is_chargeable(amount: int) -> bool:
    """Whether Stripe takes a payment of so many minor units at all."""
    return LEAST_MINOR <= amount <= MOST_MINOR


def means_allowed(currency: str, amount: int) -> tuple[str, ...]:
    """The kinds of means that may pay an amount: SEPA in euros only, up to Stripe's limit."""
    if currency == "EUR" and amount <= SEPA_LIMIT_MINOR:
        return ("card", "sepa_debit")
    return ("card",)
