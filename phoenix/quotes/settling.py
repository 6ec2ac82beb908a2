"""How a quote ends: accepted into an order, refused with a reason, withdrawn, or at the end of its validity (4.1d)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from phoenix.accounts.models import Person
from phoenix.archive.rules import sha256_of
from phoenix.database import transaction
from phoenix.files.service import Checked
from phoenix.kernel import clock, events
from phoenix.kernel.markets import COUNTRIES
from phoenix.orders import service as orders
from phoenix.orders.models import Order
from phoenix.orders.rules import Held, NotPrepared
from phoenix.quotes import mails, pricing, rules, sending, service
from phoenix.quotes.models import Quote
from phoenix.quotes.service import CUSTOMER, NOBODY, STAFF
from phoenix.team import audit

AT_ONCE = 200


def accept(quote_id: int, version: int, person: Person, reference: str = "") -> Order:
    """The order that accepts the version that was looked at: prepared only, it binds with the last click.

    `reference` is the customer's own. Twice gives the same order. Changed when another version was sent, Outdated, NotAllowed, OtherCountry.
    """
    with transaction():
        row = service.locked(quote_id)
        _check_open(row, version)
        if person.organisation.country != row.country:
            raise rules.OtherCountry
        priced = pricing.ordered_lines(sending.sent_version(row), row.currency)
        held = Held(row.number, row.version, row.valid_until)
        return orders.prepare_quoted(priced, held, person, row.language, reference)


def accepted(event: events.OrderConfirmed) -> None:
    """Reaction: the order binds, so its quote is accepted, in the same transaction (clause 4.1f)."""
    order = Order.get_by_id(event.order_id)
    if order.quote_number is None:
        return
    row = service.locked(Quote.get(Quote.number == order.quote_number).id)
    if row.state != rules.SENT or row.version != order.quote_version:
        raise NotPrepared
    service.change(row, state=rules.ACCEPTED, order=order, settled_at=clock.now(), asked_since=None)
    version = sending.sent_version(row)
    proof = {"order": order.number, "facts_sha256": sha256_of(version.facts)}
    service.add_entry(row, "accepted", CUSTOMER, order.person.full_name, version=row.version, proof=proof)
    events.emit(events.QuoteAccepted(row.id, order.id))


def refuse(quote_id: int, version: int, reason: str, by: str) -> Quote:
    """The customer refuses, with a reason; again changes nothing. Changed, Outdated, NotAllowed."""
    with transaction():
        row = service.locked(quote_id)
        if row.state == rules.REFUSED and row.version == version:
            return row
        _check_open(row, version)
        _close(row, rules.REFUSED, refusal=reason)
        entry = service.add_entry(row, "refused", CUSTOMER, by, reason, version=row.version)
        mails.tell_us(row, entry)
        events.emit(events.QuoteClosed(row.id, row.state))
    return row


def withdraw(quote_id: int, edition: int, reason: str, by: str) -> Quote:
    """Staff take a quote back, or decline to make one; the customer is told why. Changed, NotAllowed."""
    with transaction():
        row = service.locked(quote_id)
        service.check_edition(row, edition)
        if service.state_today(row) not in rules.OPEN:
            raise rules.NotAllowed
        before = service.told(row)
        _close(row, rules.WITHDRAWN)
        service.change_by_staff(row, asked_since=None)
        entry = service.add_entry(row, "withdrawn", STAFF, by, reason, version=row.version or None)
        mails.tell_customer(row, entry)
        audit.record("quote_withdrawn", f"quote:{row.number}", before, {**service.told(row), "why": reason})
        events.emit(events.QuoteClosed(row.id, row.state))
    return row


def renew(quote_id: int, body: str, key: str, by: str, papers: Sequence[Checked] = ()) -> Quote:
    """The customer asks for a quote again whose validity has ended; the same `key` again changes nothing.

    NotAllowed; Refused for a paper.
    """
    with transaction():
        row = service.locked(quote_id)
        if service.done_before(row, key):
            return row
        if service.state_today(row) != rules.EXPIRED or row.kind != rules.ORDINARY:
            raise rules.NotAllowed
        orders.drop_quoted(row.number)
        service.change(row, state=rules.ASKED, settled_at=None)
        entry = service.add_entry(row, "renewal", CUSTOMER, by, body, key=key)
        service.keep_papers(row, papers)
        mails.tell_us(row, entry)
    return row


def expire(country: str, today: date) -> int:
    """Note the end of every quote of a country whose last day was before `today`; how many."""
    ended = (Quote.state == rules.SENT) & (Quote.country == country) & (Quote.valid_until < today)
    count = 0
    while ids := [each for (each,) in Quote.select(Quote.id).where(ended).limit(AT_ONCE).tuples()]:
        for quote_id in ids:
            count += _expire(quote_id, today)
    return count


def expire_all(day: date | None) -> None:
    """Each day: the quotes of each country, by its legal day."""
    for country in COUNTRIES.values():
        expire(country.code, day or clock.today(country.timezone))


def _expire(quote_id: int, today: date) -> bool:
    with transaction():
        row = service.locked(quote_id)
        if rules.state_on(row.state, row.valid_until, today) != rules.EXPIRED or row.state != rules.SENT:
            return False
        _close(row, rules.EXPIRED)
        entry = service.add_entry(row, "expired", NOBODY, "", version=row.version)
        mails.tell_customer(row, entry)
        events.emit(events.QuoteClosed(row.id, row.state))
    return True


def _check_open(row: Quote, version: int) -> None:
    state = service.state_today(row)
    if state == rules.EXPIRED:
        raise rules.Outdated
    if state != rules.SENT:
        raise rules.NotAllowed
    if row.version != version:
        raise rules.Changed


def _close(row: Quote, state: str, **values) -> None:
    """The end without an order; orders that waited for their last click cannot have it any more."""
    orders.drop_quoted(row.number)
    service.change(row, state=state, settled_at=clock.now(), **values)
