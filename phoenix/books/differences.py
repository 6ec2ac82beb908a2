"""What does not agree, on plain values: an invoice and its money, a payment and its invoice, ours and Stripe's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from phoenix.kernel.values import frozen
from phoenix.payments.ledger import Account

NO_INVOICE, OVERPAID, UNDERPAID, NO_NOTE, DISPUTE = "no_invoice", "overpaid", "underpaid", "no_note", "dispute"
UNKNOWN_TO_US, OTHER_AMOUNT, NOT_AT_STRIPE = "unknown_to_us", "other_amount", "not_at_stripe"
OF_STATEMENTS = (UNKNOWN_TO_US, OTHER_AMOUNT, NOT_AT_STRIPE)
KINDS = (NO_INVOICE, OVERPAID, UNDERPAID, NO_NOTE, DISPUTE, UNKNOWN_TO_US, OTHER_AMOUNT, NOT_AT_STRIPE)
CHARGE, REFUND = "charge", "refund"
SEEN = (CHARGE, REFUND)  # the categories of a statement that our books have, too


@frozen
class Difference:
    """One difference: what it is about, since which day, and the two sums that do not agree."""

    kind: str
    subject: str
    day: date
    currency: str
    expected: int
    seen: int

    @property
    def key(self) -> str:
        """What it is about, once."""
        return f"{self.kind}:{self.subject}"


def of_invoice(number: str, day: date, state: str, sums: Account) -> Iterator[Difference]:
    """What does not agree between an invoice, its credit notes and its money.

    Money given back beyond all credit notes lacks one; money kept beyond what is owed was paid twice.
    Tax held back at source is money once its certificate was accepted, and until then no lack.
    """
    due = sums.gross - sums.credited
    kept = sums.held - sums.given_back + sums.certified
    promised = sums.withheld - sums.certified
    extra = max(0, sums.held - sums.gross)
    unnoted = max(0, sums.given_back - sums.credited - extra)
    subject = f"invoice:{number}"
    if unnoted:
        yield Difference(NO_NOTE, subject, day, sums.currency, sums.given_back - unnoted, sums.given_back)
    if kept > due and not sums.at_the_bank:
        yield Difference(OVERPAID, subject, day, sums.currency, due, kept)
    if state == "paid" and kept + promised < due and not unnoted:
        yield Difference(UNDERPAID, subject, day, sums.currency, due, kept)


def of_movement(movement, ours: int | None) -> Difference | None:
    """What does not agree between a line of the statement and `ours`: our sum of it, None where we have none."""
    seen, name = abs(movement.gross), f"stripe:{movement.source_id or movement.intent_id or movement.stripe_id}"
    if ours is None:
        return Difference(UNKNOWN_TO_US, name, movement.day, movement.currency, 0, seen)
    return Difference(OTHER_AMOUNT, name, movement.day, movement.currency, ours, seen) if ours != seen else None
