"""Billing one subscription up to a day: periods invoiced, terms renewed, ends reached (clauses 6.2b, 15b, 15d).

Everything happens in the caller's transaction; a period is billed once, for it is unique.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

from phoenix.database_rows import add
from phoenix.invoices.credit import credited_so_far, issue_credit_note
from phoenix.invoices.models import Invoice
from phoenix.invoices.periodic import DueInvoice, issue_due
from phoenix.kernel import clock, vat
from phoenix.kernel.formats import day as in_words
from phoenix.kernel.formats import days as days_in_words
from phoenix.kernel.money import Money
from phoenix.kernel.terms import Span
from phoenix.payments import collecting, notices, returning, withholding
from phoenix.payments.models import Collection
from phoenix.payments.telling import to_collect
from phoenix.subscriptions import due_dates, mails, rules, vendor
from phoenix.subscriptions.cases import Case
from phoenix.subscriptions.models import ENDED, Lot, Period, SubscriptionEvent, Term
from phoenix.subscriptions.rules import End, Renew

PAUSED_WORDS = {
    "fr": "Service suspendu {days} (force majeure) sur la période du {start} au {end}",
    "en": "Service suspended for {days} (force majeure) in the period {start} to {end}",
}


class NoPrice(Exception):
    """A term would open, and nobody has set its price: staff must; nobody loses a service by it."""


def bring_up_to(case: Case, day: date) -> Counter:
    """Do all that falls due on or before `day`; how many of "invoiced", "renewed", "ended"."""
    done: Counter = Counter()
    while case.row.next_due_on is not None and case.row.next_due_on <= day:
        step = case.next_step()
        if isinstance(step, End):
            refuse_unpriced(case, step.reason == rules.BY_WITHDRAWAL)
            _end(case, step, day)
            done["ended"] += 1
            break
        if isinstance(step, Renew):
            _open_term(case, step)
            done["renewed"] += 1
        _bill(case, step.period, day)
        done["invoiced"] += 1
    if done:
        due_dates.save(case.row)
    return done


def refuse_unpriced(case: Case, renews: bool = True) -> None:
    """NoPrice when the plan `renews`, is still sold, and has no price on the day: that is our mistake."""
    day = case.row.term_end
    sold = case.plan.withdrawn_on is None or case.plan.withdrawn_on > day
    if renews and sold and case.price_on(day) is None:
        raise NoPrice(case.row.number)


def _bill(case: Case, period: Span, day: date) -> None:
    """Invoice a period on its first day (or when the run comes), and owe its collection."""
    seats = rules.seats_on(case.seats, period.start)
    discount, reason = _paused_discount(case, case.unit.minor * seats)
    line = case.line_for(period, case.unit, seats, max(day, period.start), discount=discount, discount_reason=reason)
    invoice = issue_and_collect(case, case.invoice_of(line), f"{case.row.number}:{period.start}", period.start, day)
    values = {"term": case.term, "start": period.start, "end": period.end, "seats": seats, "invoice": invoice}
    case.last_period = Period(id=add(Period, subscription=case.row, **values), subscription=case.row.id, **values)
    due_dates.due_next(case.row, period.end)


def issue_and_collect(case: Case, due: DueInvoice, subject: str, wanted: date, day: date) -> Invoice:
    """Issue an invoice and owe its collection; a debit that was not announced in time is announced now."""
    sums = due.totals()
    held = withholding.standing_offers(case.organisation, due.seller_code, sums.net.minor, sums.tax.minor, day)
    to_get = sums.gross.minor - sum(each.amount for each in held)
    on = _collected_on(case, subject, to_get, max(wanted, day), day)
    payment = withholding.told(held, to_collect(case.method, case.mandate, on, held=case.paused))
    invoice = issue_due(due, day, payment)
    withholding.apply(invoice, held)
    if to_get > 0:
        _owe_collection(case, invoice, on, subject)
    return invoice


def _owe_collection(case: Case, invoice: Invoice, on: date, subject: str) -> None:
    add(
        Collection,
        invoice=invoice.id,
        organisation=case.row.organisation_id,
        country=case.row.country,
        subscription_id=case.row.id,
        subject=subject,
        due_on=on,
        try_on=None if case.paused else on,
        refusal=collecting.plan.PAUSED if case.paused else "",
        created_at=clock.now(),
    )


def _collected_on(case: Case, subject: str, gross: int, wanted: date, today: date) -> date:
    """The day of the charge: at once by card, on the announced day by debit."""
    if case.paused or case.method is None or case.method.kind == "card" or gross <= 0:
        return wanted
    known = case.announced.get(subject)
    notice = notices.announce(subject, case.label, case.mandate, gross, wanted, today, known)
    return max(wanted, notice.debit_on)


def _paused_discount(case: Case, most: int) -> tuple[int, str]:
    """What the pauses of the period before take off this invoice, in minor units, and why (clause 13c)."""
    before = case.last_period
    if before is None or not case.pauses:
        return 0, ""
    worth, days = paused_worth(case, before)
    if worth.minor > most:
        credit(case, before.invoice, worth.minor - most, f"pause:{before.id}", _paused_words(case, before, days))
    return min(worth.minor, most), _paused_words(case, before, days) if worth else ""


def credit_earlier_pause(case: Case, pause: rules.Pause) -> None:
    """Credit the days of a pause, said to have begun earlier, that lie in periods which no later invoice will
    look at: those before the one billed last (clause 13c)."""
    if case.last_period is None:
        return
    periods = Period.select(Period, Term, Invoice).join(Term).switch(Period).join(Invoice).where(
        Period.subscription == case.row, Period.end > pause.since, Period.id != case.last_period.id
    )
    others = [each for each in case.pauses if each != pause]
    for period in periods:
        worth, days = paused_worth(case, period)
        known, _days = paused_worth(case, period, others)
        if worth > known:
            words = _paused_words(case, period, days)
            credit(case, period.invoice, worth.minor - known.minor, f"pause:{period.id}:{pause.since}", words)


def paused_worth(case: Case, period: Period, pauses: list[rules.Pause] | None = None) -> tuple[Money, int]:
    """What the paused days of a billed period are worth, net, and how many they are (clause 13c)."""
    pauses = case.pauses if pauses is None else pauses
    span = Span(period.start, period.end)
    lots = [lot.seats for lot in Lot.select().where(Lot.subscription == case.row)]
    unit = Money(period.term.unit_price, case.row.currency)
    return rules.pause_credit(unit, lots, pauses, span), rules.paused_days(pauses, span)


def _paused_words(case: Case, period: Period, days: int) -> str:
    language = case.language
    start, end = (in_words(each.isoformat(), language) for each in (period.start, period.end - rules.DAY))
    return PAUSED_WORDS[language].format(days=days_in_words(days, language), start=start, end=end)


def credit(case: Case, invoice: Invoice, net: int, key: str, reason: str) -> list[Invoice]:
    """Credit notes of `net` minor units in all and their VAT, and the money owed back.

    On this invoice; where it holds less, for paused days came off it already, on those before it.
    """
    notes = []
    for each in _back_from(case, invoice):
        collecting.lock_invoice(each.id)  # staff may be refunding it at this moment
        wanted = vat.gross_of(Money(net, each.currency), each.lines.first().vat_rate)
        gross = min(wanted, _creditable(case, each))
        if gross.minor > 0:
            name = f"{case.row.number}:{key}" + (f":{each.id}" if notes else "")
            today = collecting.today_of(each)
            notes.append(issue_credit_note(each, gross, reason, today, refund_key=name, returned=False))
            returning.owe(notes[-1])
            net -= notes[-1].net
        if gross == wanted:
            break
    return notes


def _back_from(case: Case, invoice: Invoice) -> list[Invoice]:
    """An invoice, then those of the subscription's periods, the latest first."""
    periods = Period.select(Period, Invoice).join(Invoice).where(Period.subscription == case.row)
    return [invoice, *(row.invoice for row in periods.order_by(Period.start.desc()) if row.invoice_id != invoice.id)]


def _creditable(case: Case, invoice: Invoice) -> Money:
    """What an invoice still holds for this subscription, VAT included."""
    mine = [row for row in invoice.lines if row.order_line_id == case.row.order_line_id]
    billed = vat.gross_of(Money(sum(row.net for row in mine), invoice.currency), mine[0].vat_rate)
    return min(billed, invoice.total - credited_so_far(invoice))


def gross_credit(invoice: Invoice, net: int) -> Money:
    """What a credit of `net` minor units on an invoice comes to with its VAT."""
    return vat.gross_of(Money(net, invoice.currency), invoice.lines.first().vat_rate)


def _open_term(case: Case, step: Renew) -> None:
    """A new term at the price in force that day; its seats are one lot, with the vendor's window anew."""
    row = case.row
    Lot.update(removed_on=step.term.start).where(Lot.subscription == row, Lot.removed_on.is_null()).execute()
    begins = rules.day_begins(step.term.start, row.timezone)
    lot = Lot.create(
        subscription=row,
        quantity=step.seats,
        added_on=step.term.start,
        added_at=begins,
        shrinkable_until=rules.window_end(begins, row.vendor_window_hours),
    )
    before = case.term.unit_price
    case.lots = [lot]
    case.term = Term.create(
        subscription=row,
        number=step.number,
        start=step.term.start,
        end=step.term.end,
        unit_price=step.unit_price.minor,
        opened_at=clock.now(),
    )
    detail = {"term": step.number, "price": step.unit_price.minor, "before": before, "seats": step.seats}
    if row.reduction:
        detail["reduction"] = row.reduction
    SubscriptionEvent.create(subscription=row, kind="renewed", detail=detail, at=clock.now())
    row.reduction = 0
    due_dates.begin_term(row, step.number)


def _end(case: Case, step: End, day: date) -> None:
    """The subscription ends; paused days of its last period are given back (clauses 13c, 15d)."""
    give_back_pauses(case)
    finish(case, step.day, step.reason)


def give_back_pauses(case: Case) -> None:
    """Credit the paused days of the last period: no invoice follows from which they could be taken (clause 13c)."""
    last = case.last_period
    if last is not None and case.pauses:
        worth, days = paused_worth(case, last)
        if worth:
            credit(case, last.invoice, worth.minor, f"pause:{last.id}", _paused_words(case, last, days))


def finish(case: Case, on: date, reason: str) -> None:
    """Close the books of a subscription that ends on `on`, in the caller's transaction."""
    row = case.row
    row.state, row.ended_on, row.stop_reason = ENDED, on, reason
    due_dates.nothing_more(row)
    Lot.update(removed_on=on).where(Lot.subscription == row, Lot.removed_on.is_null()).execute()
    SubscriptionEvent.create(subscription=row, kind="ended", detail={"reason": reason, "on": on.isoformat()}, at=clock.now())
    vendor.ended(row, on, reason)
    mails.ended(case, on, reason)
    due_dates.save(row)
