"""What only the staff see of a subscription: the chain of its terms, and the notices sent about it."""

from __future__ import annotations

from datetime import date, datetime

from phoenix.invoices.models import Invoice
from phoenix.kernel.money import Money
from phoenix.kernel.values import frozen
from phoenix.payments.models import DebitNotice
from phoenix.subscriptions.models import Period, RenewalNotice, Subscription, Term

MOST = 200


@frozen
class Link:
    """One term with its periods: (start, end, seats, number of the invoice or nothing)."""

    number: int
    start: date
    end: date
    unit: Money
    periods: tuple


@frozen
class Notice:
    """A notice to the customer: of the term's end (`days_before`), or of a debit (`amount`)."""

    at: datetime
    about: date
    days_before: int | None = None
    amount: Money | None = None


def chain(row: Subscription) -> list[Link]:
    """Its terms, the latest first, with their latest periods; two queries."""
    periods: dict[int, list] = {}
    query = Period.select(Period.term, Period.start, Period.end, Period.seats, Invoice.number)
    query = query.left_outer_join(Invoice).where(Period.subscription == row).order_by(Period.start.desc()).limit(MOST)
    for term, *period in query.tuples():
        periods.setdefault(term, []).append(tuple(period))
    terms = Term.select().where(Term.subscription == row).order_by(Term.number.desc()).limit(MOST)
    return [Link(each.number, each.start, each.end, each.price(row.currency), tuple(periods.get(each.id, ()))) for each in terms]


def notices(row: Subscription) -> list[Notice]:
    """What was announced, the latest first; two queries."""
    ends = RenewalNotice.select().where(RenewalNotice.subscription == row).order_by(RenewalNotice.id.desc()).limit(MOST)
    debits = DebitNotice.select().where(DebitNotice.organisation == row.organisation_id, DebitNotice.subject.startswith(f"{row.number}:"))
    found = [Notice(each.at, each.last_day, days_before=each.days_before) for each in ends]
    found += [Notice(each.at, each.debit_on, amount=each.money) for each in debits.order_by(DebitNotice.id.desc()).limit(MOST)]
    return sorted(found, key=lambda each: each.at, reverse=True)
