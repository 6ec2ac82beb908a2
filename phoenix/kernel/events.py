"""Facts that one room announces and others react to, inside the same transaction.

`reactions.py` is the one table that says who reacts to what.
"""

from __future__ import annotations

from collections import defaultdict

from phoenix.kernel.values import frozen

_reactions: dict[type, list] = defaultdict(list)


@frozen
class SignedIn:
    """A person signed in; the cart of the visit (its key, or None) becomes theirs."""

    person_id: int
    organisation_id: int
    cart_key: str | None


@frozen
class PreferenceChosen:
    """A person allowed or refused a channel of offers, sharing or profiling (clauses 10.1-10.3)."""

    person_id: int
    channel: str
    allowed: bool
    source: str


@frozen
class UsesChanged:
    """Uses of a person's data were stopped, or allowed again, by objection or restriction (clause 9.3)."""

    person_id: int


@frozen
class PriceSet:
    """A price of a plan was set or announced, or its sale ends: renewals may come out otherwise."""

    plan_id: int


@frozen
class QuotedOrderTouched:
    """An order made of a quote is about to be locked: its quote is locked before it (clause 4.1d)."""

    quote_number: str


@frozen
class QuoteClosed:
    """A quote came to its end without an order: `state` is "refused", "expired" or "withdrawn" (clause 4.1d)."""

    quote_id: int
    state: str


@frozen
class QuoteAccepted:
    """The order that accepts a quote is confirmed (clause 4.1d)."""

    quote_id: int
    order_id: int


@frozen
class EnglishChanged:
    """The catalogue desk changed English texts: `texts` are (text, before, after), as `p12-summary` names a text."""

    texts: tuple[tuple[str, object, object], ...]


@frozen
class BuyerPricesChanged:
    """What these organisations pay of the catalogue changed, or will: their renewals may come out otherwise."""

    organisation_ids: tuple[int, ...]


@frozen
class OrderConfirmed:
    """The customer clicked « Confirmer et payer » (clause 4.1b): the order binds."""

    order_id: int


@frozen
class ServiceDelivered:
    """Staff said that a line of an order was delivered on a day: the customer may be asked for a review."""

    order_line_id: int
    delivery_id: int


@frozen
class DeliveryUndone:
    """That was a mistake: the line waits for its delivery again."""

    order_line_id: int
    delivery_id: int


@frozen
class PaymentConfirmed:
    """The bank accepted a payment: card succeeded, or debit taken for processing.

    Announced once per payment.
    """

    payment_id: int


@frozen
class PaymentSettled:
    """The money is there: card succeeded, or debit succeeded after processing."""

    payment_id: int


@frozen
class PaymentFailed:
    """A payment that had been confirmed failed later, or its last attempt was refused."""

    payment_id: int


@frozen
class PaymentNeedsCustomer:
    """A charge made while the customer was away waits for them to authenticate; no decline."""

    payment_id: int


@frozen
class MeansChanged:
    """An organisation's cards or mandates changed: what is announced may not fit any more."""

    organisation_id: int


@frozen
class RefundSucceeded:
    """A refund went through: a credit note is owed."""

    refund_id: int


@frozen
class PaymentDisputed:
    """The bank took the money back, or asks to: the invoice opens again."""

    payment_id: int


@frozen
class AccountClosed:
    """Staff confirmed a closure (clause 3.2a): what the customer gave goes, what the law keeps stays."""

    organisation_id: int


def react(event_type: type, reaction) -> None:
    """Have `reaction(event)` called at each event of this type; registering twice is once."""
    if reaction not in _reactions[event_type]:
        _reactions[event_type].append(reaction)


def emit(event) -> None:
    """Tell every reaction, in order of registration, in the caller's transaction."""
    for reaction in _reactions[type(event)]:
        reaction(event)
