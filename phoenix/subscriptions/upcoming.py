"""The invoices to come of a subscription, as far as they are known today (clauses 3.3b, 5c, 6.2b)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from phoenix.kernel import terms, vat
from phoenix.kernel.money import Money
from phoenix.kernel.terms import Span
from phoenix.kernel.values import frozen
from phoenix.subscriptions import rules
from phoenix.subscriptions.cases import Case
from phoenix.subscriptions.models import Subscription
from phoenix.subscriptions.rules import Bill, End, Renew, Seats


@frozen
class Upcoming:
    """One invoice to come; `renewal`: it opens a term, at the price known today for that day."""

    due_on: date
    period: Span
    seats: int
    unit: Money
    net: Money
    tax: Money
    gross: Money
    renewal: bool = False
    paused_days: int = 0  # of the period before, taken off this invoice (clause 13c)


def following(row: Subscription, unit: Money, lots: list[Seats], next_price: Money | None, rate: int) -> Upcoming | None:
    """The next invoice, from what a list knows; None when the subscription has ended, or will before."""
    if row.next_due_on is None:
        return None
    step = _step(row, lots, next_price)
    if isinstance(step, End):
        return None
    if isinstance(step, Renew):
        return _priced(step.period, step.seats, step.unit_price, rate, renewal=True)
    return _priced(step.period, rules.seats_on(lots, step.period.start), unit, rate)


def within_term(case: Case, rate: int) -> list[Upcoming]:
    """What the term under way still makes due: the commitment, no more and no less (clause 3.3b)."""
    row, lots = case.row, case.seats
    if row.next_due_on is None:
        return []
    spans = terms.periods(row.anchor, row.commitment, row.billing, row.term_number)
    rest = [span for span in spans if span.start >= row.next_due_on]
    return [_priced(span, rules.seats_on(lots, span.start), case.unit, rate) for span in rest]


def renewal(case: Case, rate: int) -> Upcoming | None:
    """The first invoice of the next term, at the price and with the seats known today; None when it stops."""
    if case.row.next_due_on is None:
        return None
    step = _step_at(case.row, case.row.term_end, case.seats, case.price_on(case.row.term_end))
    return _priced(step.period, step.seats, step.unit_price, rate, True) if isinstance(step, Renew) else None


def less_pauses(first: Upcoming, worth: Money, days: int, rate: int) -> Upcoming:
    """The invoice to come after a pause: its days are taken off, down to nothing."""
    net = first.net - min(worth, first.net)
    tax = vat.tax_on(net, rate)
    return replace(first, net=net, tax=tax, gross=net + tax, paused_days=days)


def rate_of(case: Case, day: date) -> int:
    """The customer's VAT rate on `day`, in basis points."""
    return vat.rate_on(case.organisation.vat_territory, day)


def _step(row: Subscription, lots: list[Seats], next_price: Money | None) -> Bill | Renew | End:
    return _step_at(row, row.next_due_on, lots, next_price)


def _step_at(row: Subscription, day: date, lots: list[Seats], next_price: Money | None) -> Bill | Renew | End:
    return rules.next_step(
        row.anchor,
        row.commitment,
        row.billing,
        row.term_number,
        day,
        row.renewal,
        lots,
        row.reduction,
        next_price,
        row.stop_reason or rules.BY_CUSTOMER,
    )


def _priced(period: Span, seats: int, unit: Money, rate: int, renewal: bool = False) -> Upcoming:
    net = unit * seats
    tax = vat.tax_on(net, rate)
    return Upcoming(period.start, period, seats, unit, net, tax, net + tax, renewal)
