"""Supplementary quotes: an order asks for far more than its price pays, and its customer says yes or no (clause 5d).

Yes is an order of its own. No gives back all that was paid, at no charge. No answer has no effect by
itself: staff see it and decide.
"""

from __future__ import annotations

from phoenix.accounts.models import Organisation, Person
from phoenix.accounts.service import contact
from phoenix.contracts import undoing
from phoenix.contracts.models import ACCEPTED, GIVEN_UP, REFUSED, UNANSWERED, WAITING, WITHDRAWN, SupplementaryQuote
from phoenix.database import for_update, transaction
from phoenix.kernel import clock, events
from phoenix.orders.cancelling import NotCancellable, Why, locked_to_cancel
from phoenix.orders.models import Order, OrderCancellation
from phoenix.quotes import asking
from phoenix.quotes import rules as quotes
from phoenix.quotes.models import Quote
from phoenix.team import audit

OPEN = (WAITING, UNANSWERED)


class OneIsOpen(Exception):
    """A supplementary quote of this order waits for its customer, or for staff to decide; its argument is the row."""


class NobodyToAsk(Exception):
    """The customer's account has nobody left who could accept or refuse."""


class NotUnanswered(Exception):
    """The customer has answered, or still may: there is nothing for staff to decide."""


def ask(order: Order, reason: str, by: str, key: str) -> SupplementaryQuote:
    """Begin a supplementary quote: staff price and send it like any other. The same `key` again gives the same row.

    NotCancellable when the order is not under way; OneIsOpen, NobodyToAsk.
    """
    with transaction():
        known = SupplementaryQuote.get_or_none(SupplementaryQuote.key == key)
        if known is not None:
            return known
        order = locked_to_cancel(order.id)
        if standing := open_of(order):
            raise OneIsOpen(standing)
        quote = asking.start(_person(order), by, key=key, kind=quotes.SUPPLEMENTARY, about_order=order, reason=reason)
        row = SupplementaryQuote.create(
            order=order, open_of=order.id, quote_number=quote.number, key=key, reason=reason, by=by, asked_at=clock.now()
        )
        audit.record("supplement_asked", f"order:{order.number}", None, {"quote": quote.number, "reason": reason})
        return row


def closed(event: events.QuoteClosed) -> None:
    """Reaction: the customer refused, staff took it back, or nobody answered in time; in the same transaction."""
    quote = Quote.get_by_id(event.quote_id)
    row = _locked(quote.number)
    if row is None or row.state not in OPEN:
        return
    if event.state == quotes.REFUSED:
        _settle(row, REFUSED)
        _undo(row.order, Why(undoing.REFUSED_QUOTE, quote.number, quote.refusal, quote.name))
    elif event.state == quotes.EXPIRED:
        _change(row, state=UNANSWERED)
    else:
        _settle(row, WITHDRAWN)


def accepted(event: events.QuoteAccepted) -> None:
    """Reaction: the order that pays for the rest is confirmed."""
    row = _locked(Quote.get_by_id(event.quote_id).number)
    if row is not None and row.state in OPEN:
        _settle(row, ACCEPTED)


def give_up(row: SupplementaryQuote, reason: str, by: str) -> OrderCancellation:
    """Nobody answered, and staff end the order: all that was paid goes back. NotCancellable, NotUnanswered."""
    with transaction():
        row = _locked(row.quote_number)
        _check_unanswered(row)
        before = {"state": row.state}
        _settle(row, GIVEN_UP)
        document = undoing.undo(row.order, Why(undoing.UNANSWERED_QUOTE, row.quote_number, reason, by))
        audit.record("order_cancelled", f"order:{row.order.number}", before, {"quote": row.quote_number, "why": reason})
        return document


def carry_on(row: SupplementaryQuote, reason: str, by: str) -> None:
    """Nobody answered, and staff do the work at its price, or ask again later. NotUnanswered."""
    with transaction():
        row = _locked(row.quote_number)
        _check_unanswered(row)
        _settle(row, WITHDRAWN)
        audit.record("supplement_dropped", f"order:{row.order.number}", {"state": UNANSWERED}, {"quote": row.quote_number, "why": reason, "by": by})


def open_of(order: Order) -> SupplementaryQuote | None:
    """The supplementary quote of an order that is still open."""
    return SupplementaryQuote.get_or_none(SupplementaryQuote.open_of == order.id)


def of(order: Order) -> list[SupplementaryQuote]:
    """All supplementary quotes of an order, the oldest first."""
    return list(order.supplements.order_by(SupplementaryQuote.id))


def unanswered(most: int = 100) -> list[SupplementaryQuote]:
    """Those that nobody answered in time, with their orders and customers, the oldest first."""
    query = SupplementaryQuote.select(SupplementaryQuote, Order, Organisation).join(Order).join(Organisation)
    return list(query.where(SupplementaryQuote.state == UNANSWERED).order_by(SupplementaryQuote.id).limit(most))


def seen_by_customer(order: Order) -> list[tuple[SupplementaryQuote, Quote]]:
    """The supplementary quotes of an order that were sent, with their quotes, the oldest first."""
    rows = {row.quote_number: row for row in of(order)}
    quotes_sent = Quote.select().where(Quote.number << list(rows), Quote.sent_at.is_null(False)).order_by(Quote.id)
    return [(rows[quote.number], quote) for quote in quotes_sent] if rows else []


def _undo(order: Order, why: Why) -> None:
    try:
        undoing.undo(order, why)
    except NotCancellable:
        return  # it never was paid, or ended otherwise: there is nothing to give back


def _person(order: Order) -> Person:
    """Whoever ordered, or the first representative who is left."""
    known = order.person or contact(order.organisation)
    if known is None or order.organisation.closed_at is not None:
        raise NobodyToAsk
    return known


def _locked(quote_number: str) -> SupplementaryQuote | None:
    return for_update(SupplementaryQuote.select().where(SupplementaryQuote.quote_number == quote_number)).first()


def _check_unanswered(row: SupplementaryQuote) -> None:
    if row.state != UNANSWERED:
        raise NotUnanswered


def _settle(row: SupplementaryQuote, state: str) -> None:
    _change(row, state=state, open_of=None, settled_at=clock.now())


def _change(row: SupplementaryQuote, **values) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(only=list(values))
