"""What customers change of their subscriptions: choice, seats, end (clauses 3.3b, 15b, 15d).

Each is one transaction, brings the subscription up to date first, and is refused by a typed error
when a rule forbids it: the pages offer only what is allowed.
"""

from __future__ import annotations

from datetime import date

from phoenix.accounts.models import Person
from phoenix.catalogue.service import with_contents
from phoenix.database import transaction
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.kernel.formats import amount
from phoenix.kernel.formats import day as in_words
from phoenix.kernel.formats import days as days_in_words
from phoenix.kernel.money import Money
from phoenix.kernel.terms import Span
from phoenix.kernel.units import quantity
from phoenix.kernel.values import frozen
from phoenix.kernel.vat import Totals
from phoenix.legal import service as legal
from phoenix.legal.models import DocumentVersion
from phoenix.orders.rules import TermsChanged
from phoenix.payments.rules import LEAST_MINOR
from phoenix.subscriptions import billing, due_dates, mails, rules, vendor
from phoenix.subscriptions.cases import Case
from phoenix.subscriptions.models import Lot, Subscription, SubscriptionEvent
from phoenix.subscriptions.run import bring_up_to_date

SHRUNK_WORDS = {
    "fr": "{seats} en moins le {day}\u00a0: {days} sur {whole} à rendre",
    "en": "{seats} fewer on {day}: {days} of {whole} given back",
}


class NotAllowed(Exception):
    """A rule forbids it now; `why` is a word that the pages put into a sentence."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why


class AmountChanged(Exception):
    """The sum is no longer the one that was shown: a day has passed, or something was billed since."""


@frozen
class Actor:
    """Who asks, in which language, from where (clause 2e)."""

    person: Person | None
    language: str
    address: str = ""
    user_agent: str = ""


@frozen
class Addition:
    """What adding seats today costs: this period's part now, and each period after."""

    seats: int
    unit: Money
    period: Span
    day: date
    today: Totals
    later: Totals
    later_from: date


@frozen
class Shrinking:
    """What giving back seats of a lot today credits: unused whole days of the period, net and gross."""

    seats: int
    net: Money
    gross: Money
    days: int
    period: Span
    invoice: Invoice


def choose(row: Subscription, renewal: str, actor: Actor, reason: str = rules.BY_CUSTOMER) -> Subscription:
    """The standing choice, "renew" or "stop", until the term's last day begins (clause 15d)."""
    with transaction():
        case = _ready(row)
        row = case.row
        if row.renewal == renewal:
            return row
        if not rules.may_choose(row.commitment, row.term_end, _today(row)):
            raise NotAllowed("too_late")
        row.renewal, row.stop_reason = renewal, reason if renewal == rules.STOP else ""
        if renewal == rules.STOP:
            vendor.owe(row, vendor.CANCEL, row.term_end)
        else:
            vendor.drop(row, vendor.CANCEL)
            row.next_notice_on = _today(row)
        due_dates.look_again(row)
        due_dates.save(row)
        event = _note(row, renewal, {"reason": reason, "term_end": row.term_end.isoformat()}, actor)
        context = {"term_end": in_words(row.term_end.isoformat(), case.language)}
        mails.changed(case, renewal, context, f"{row.number}:{event.id}")
        return row


def price_addition(case: Case, seats: int) -> Addition:
    """The exact price of so many more seats today, before anything is confirmed (clause 15b)."""
    row, today = case.row, _today(case.row)
    _check_addition(case, seats)
    period = rules.period_holding(row.anchor, row.commitment, row.billing, row.term_number, today)
    if period is None:
        raise NotAllowed("ended")
    now = case.invoice_of(_line_of_addition(case, seats, period, today)).totals()
    if 0 < now.gross.minor < LEAST_MINOR:
        raise NotAllowed("too_small")
    after = case.invoice_of(case.line_for(period, case.unit, seats, period.end)).totals()
    return Addition(seats, case.unit, period, today, now, after, period.end)


def _check_addition(case: Case, seats: int) -> None:
    if case.organisation.suspended_at is not None or case.organisation.closed_at is not None:
        raise NotAllowed("suspended")
    if not case.row.active:
        raise NotAllowed("ended")
    if seats < 1:
        raise NotAllowed("at_least_one")
    if sum(lot.quantity for lot in case.lots) + seats > case.plan.product.max_quantity:
        raise NotAllowed("too_many")
    if case.paused:
        raise NotAllowed("paused")


def _line_of_addition(case: Case, seats: int, period: Span, day: date):
    """The prorated part is written as the whole period less a discount: the line adds up on the invoice."""
    net = rules.proration(case.unit, seats, day, period)
    discount = (case.unit * seats - net).minor
    left = (period.end - day).days
    told_left = days_in_words(left, case.language)
    reason = {"fr": f"{told_left} sur {period.days}", "en": f"{told_left} of {period.days}"}[case.language]
    told = Span(day, period.end)
    return case.line_for(told, case.unit, seats, day, discount=discount, discount_reason=reason if discount else "")


def add_seats(
    row: Subscription, seats: int, actor: Actor, version_ids: list[int], key: str, shown: int | None = None
) -> Invoice:
    """Seats join at the term's price and are invoiced at once (clauses 2e, 15b); the same `key` adds once.

    `shown`: the gross minor units that were agreed to, AmountChanged when it costs something else by
    now. The collection is owed; the caller may have it charged right away.
    """
    with transaction():
        case = bring_up_to_date(row.id)  # locked: the same form sent twice waits here
        row = case.row
        known = Lot.get_or_none(Lot.key == key, Lot.subscription == row)
        if known is not None:
            return known.invoice
        offer = price_addition(case, seats)
        _refuse_other(offer.today.gross, shown)
        versions = _accepted(case, version_ids)
        lot = _new_lot(case, offer, key)
        subject = f"{row.number}:lot:{lot.id}"
        legal.record_acceptance(
            versions,
            person_id=actor.person.id,
            organisation_id=row.organisation_id,
            order_id=None,
            subject=subject,
            language=actor.language,
            address=actor.address,
            user_agent=actor.user_agent,
        )
        _put_right(case)
        event = _note(row, "added", {"seats": seats, "net": offer.today.net.minor, "invoice": lot.invoice.number}, actor)
        context = {"seats": seats, "amount": amount(offer.today.gross.minor, row.currency, case.language)}
        mails.changed(case, "added", context, f"{row.number}:{event.id}")
        return lot.invoice


def _new_lot(case: Case, offer: Addition, key: str) -> Lot:
    row = case.row
    lot = Lot.create(
        subscription=row,
        quantity=offer.seats,
        added_on=offer.day,
        added_at=clock.now(),
        shrinkable_until=rules.window_end(clock.now(), row.vendor_window_hours),
        key=key,
    )
    line = _line_of_addition(case, offer.seats, offer.period, offer.day)
    subject = f"{row.number}:lot:{lot.id}"
    lot.invoice = billing.issue_and_collect(case, case.invoice_of(line), subject, offer.day, offer.day)
    lot.save(only=[Lot.invoice])
    case.lots.append(lot)
    vendor.owe(row, vendor.ADD, offer.day, offer.seats)
    return lot


def _accepted(case: Case, version_ids: list[int]) -> list[DocumentVersion]:
    """The versions in force, when they are those that were ticked (clauses 2b, 2e)."""
    versions = documents_of(case)
    if not legal.are_these(versions, version_ids):
        raise TermsChanged
    return versions


def documents_of(case: Case) -> list[DocumentVersion]:
    """The contractual documents that seats added now bring with them (clause 2c)."""
    partner = case.organisation.partner_since is not None
    return legal.documents_for_order(case.row.country, with_contents(case.plan.product), partner)


def schedule_reduction(row: Subscription, seats: int, actor: Actor) -> Subscription:
    """So many seats go when the term ends: asked at any time, effective at the next term; 0 withdraws it."""
    with transaction():
        case = _ready(row)
        row = case.row
        held = sum(lot.quantity for lot in case.lots)
        if seats and row.renewal == rules.STOP:
            raise NotAllowed("stopping")
        if not rules.may_choose(row.commitment, row.term_end, _today(row)):
            raise NotAllowed("too_late")
        if seats < 0 or (seats and held - seats < max(1, case.plan.product.min_quantity)):
            raise NotAllowed("too_few")
        if row.reduction == seats:
            return row
        row.reduction = seats
        vendor.drop(row, vendor.REDUCE)
        if seats:
            vendor.owe(row, vendor.REDUCE, row.term_end, seats)
        _put_right(case)
        what = "reduction" if seats else "kept"
        event = _note(row, what, {"seats": seats, "from": row.term_end.isoformat()}, actor)
        context = {"seats": seats, "term_end": in_words(row.term_end.isoformat(), case.language)}
        mails.changed(case, what, context, f"{row.number}:{event.id}")
        return row


def _refuse_other(gross: Money, shown: int | None) -> None:
    if shown is not None and gross.minor != shown:
        raise AmountChanged


def price_shrink(case: Case, lot: Lot, seats: int) -> Shrinking:
    """The exact credit of giving back `seats` of a lot inside its window today, before anything is confirmed."""
    row, today = case.row, _today(case.row)
    if not row.active or lot.removed_on is not None:
        raise NotAllowed("ended")
    if lot.shrinkable_until is None or clock.now() >= lot.shrinkable_until:
        raise NotAllowed("window_closed")
    if not 1 <= seats <= lot.quantity:
        raise NotAllowed("too_few")
    held = sum(each.quantity for each in case.lots)
    if held - seats < max(1, case.plan.product.min_quantity):
        raise NotAllowed("too_few")
    period = rules.period_holding(row.anchor, row.commitment, row.billing, row.term_number, today)
    days = rules.unused_days(today, period)
    net, invoice = rules.part_of(case.unit, seats, days, period), _billed_by(case, lot, period)
    return Shrinking(seats, net, billing.gross_credit(invoice, net.minor), days, period, invoice)


def shrink(
    row: Subscription, lot_id: int, seats: int, actor: Actor, shown: int | None = None, held: int | None = None
) -> Invoice | None:
    """Give back seats of a lot inside the vendor's window, credited by unused whole days; the credit note.

    `shown`: the gross minor units that were agreed to, as for `add_seats`; `held`: how many the lot had
    when the customer looked, so that a form sent twice gives back once.
    """
    with transaction():
        case = _ready(row)
        row = case.row
        lot = next((each for each in case.lots if each.id == lot_id), None)
        if lot is None:
            raise NotAllowed("ended")
        if held is not None and held != lot.quantity:
            raise NotAllowed("changed")
        given = price_shrink(case, lot, seats)
        _refuse_other(given.gross, shown)
        today = _today(row)
        event = _note(row, "reduced", {"seats": seats, "lot": lot.id, "net": given.net.minor}, actor)
        notes = []
        if given.gross:
            reason = SHRUNK_WORDS[case.language].format(
                seats=quantity(seats, row.unit, case.language),
                day=in_words(today.isoformat(), case.language),
                days=days_in_words(given.days, case.language),
                whole=given.period.days,
            )
            notes = billing.credit(case, given.invoice, given.net.minor, f"shrink:{event.id}", reason)
        _take_from(lot, seats, today + rules.DAY)
        case.lots = [each for each in case.lots if each.removed_on is None]
        _fit_reduction(case)
        vendor.owe(row, vendor.REMOVE, today, seats)
        _put_right(case)
        gross = sum(note.gross for note in notes)
        credited = amount(gross, row.currency, case.language) if gross else ""
        mails.changed(case, "reduced", {"seats": seats, "amount": credited}, f"{row.number}:{event.id}")
        return notes[0] if notes else None


def _fit_reduction(case: Case) -> None:
    """What was to go at the term's end leaves no fewer than the offer's minimum."""
    row, held = case.row, sum(each.quantity for each in case.lots)
    most = max(0, held - max(1, case.plan.product.min_quantity))
    if row.reduction > most:
        row.reduction = most
        vendor.drop(row, vendor.REDUCE)
        if most:
            vendor.owe(row, vendor.REDUCE, row.term_end, most)


def _take_from(lot: Lot, seats: int, gone_on: date) -> None:
    """Seats leave a lot; that they were held until then stays known, for the days of a pause (clause 13c)."""
    if seats < lot.quantity:
        lot.quantity -= seats
        lot.save(only=[Lot.quantity])
        Lot.create(
            subscription=lot.subscription_id,
            quantity=seats,
            added_on=lot.added_on,
            added_at=lot.added_at,
            removed_on=gone_on,
            invoice=lot.invoice_id,
        )
    else:
        lot.removed_on = gone_on
        lot.save(only=[Lot.removed_on])


def _billed_by(case: Case, lot: Lot, period: Span) -> Invoice:
    """The invoice that billed a lot for the period: its own, or the period's when it stood from its first day."""
    by_itself = lot.added_on > period.start and lot.invoice_id is not None
    return lot.invoice if by_itself else case.last_period.invoice


def _ready(row: Subscription) -> Case:
    """The subscription locked and brought up to date; NotAllowed once it has ended."""
    case = bring_up_to_date(row.id)
    if not case.row.active:
        raise NotAllowed("ended")
    return case


def _put_right(case: Case) -> None:
    """What was announced may not fit any more."""
    due_dates.look_again(case.row)
    due_dates.save(case.row)


def _note(row: Subscription, kind: str, detail: dict, actor: Actor) -> SubscriptionEvent:
    detail = {**detail, "person": actor.person.id if actor.person else None}
    return SubscriptionEvent.create(subscription=row, kind=kind, detail=detail, at=clock.now())


def _today(row: Subscription) -> date:
    return clock.today(row.timezone)
