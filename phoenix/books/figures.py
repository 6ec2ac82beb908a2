"""The figures of a seller, month by month, from sums that the database makes; as many queries whatever it holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from peewee import JOIN, SQL, Case, fn

from phoenix.books import rules
from phoenix.books.rules import Month
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.sellers import SELLERS
from phoenix.kernel.values import frozen
from phoenix.payments.ledger import HELD
from phoenix.payments.models import Payment, Refund, Withholding
from phoenix.payments.withholding_rules import LIVE
from phoenix.subscriptions.bills import UNPAID
from phoenix.subscriptions.models import Lot, Subscription, Term


@frozen
class Row:
    """One month: invoiced and credited (net), recurring per month at its end, subscriptions begun, ended and running,
    and what is still overdue of the sums that were due in it."""

    month: Month
    invoiced: int
    credited: int
    recurring: int
    started: int
    ended: int
    running: int
    churn: int | None
    overdue: int

    @property
    def revenue(self) -> int:
        """Invoices less credit notes, net."""
        return self.invoiced - self.credited


@frozen
class Figures:
    """What the page shows of a seller: months, and all that is overdue today by age."""

    seller: str
    currency: str
    today: date
    rows: tuple[Row, ...]
    ages: tuple[int, ...]

    @property
    def overdue(self) -> int:
        """All that is overdue, whenever it was due."""
        return sum(self.ages)


def figures(seller: str, count: int) -> Figures:
    """The last `count` months of a seller, today in its own zone."""
    country = COUNTRIES[SELLERS[seller].country]
    today = clock.today(country.timezone)
    span = rules.months(today, count)
    keys = [month.key for month in span]
    invoiced, credited = _invoiced(seller, span[0].first, today)
    recurring = _recurring(seller, span)
    before, started, ended = _moves(seller, span[0].first, today)
    running = rules.standing(before, started, ended, keys)
    late = overdue_by_day(seller, today)
    months = Counter()
    ages = [0] * (len(rules.AGES) + 1)
    for due_on, owed in late.items():
        months[due_on.isoformat()[:7]] += owed
        ages[rules.age_of(due_on, today)] += owed
    rows = tuple(
        Row(month, invoiced[month.key], credited[month.key], recurring[number], started[month.key], ended[month.key],
            running[number], rules.rate(ended[month.key], running[number - 1] if number else before), months[month.key])
        for number, month in enumerate(span)
    )  # fmt: skip
    return Figures(seller, country.currency, today, rows, tuple(ages))


def _month(field):
    """The month of a day, as both databases write it."""
    return fn.SUBSTR(field.cast("TEXT"), SQL("1"), SQL("7")).coerce(False)


def _invoiced(seller: str, first: date, last: date) -> tuple[Counter, Counter]:
    """Net sums of invoices and of credit notes by their month of issue."""
    month = _month(Invoice.issued_on)
    query = (
        Invoice.select(month, Invoice.kind, fn.SUM(Invoice.net))
        .where(Invoice.seller_code == seller, Invoice.issued_on.between(first, last))
        .group_by(month, Invoice.kind)
    )
    sums = {"invoice": Counter(), "credit_note": Counter()}
    for key, kind, net in query.tuples():
        sums[kind][key] += int(net)
    return sums["invoice"], sums["credit_note"]


def _recurring(seller: str, span: Sequence[Month]) -> list[int]:
    """What subscriptions bring per month, as they run on the last day of each month."""
    sums = [fn.SUM(Case(None, [(_runs_on(month.last), Lot.quantity * Term.unit_price)], 0)) for month in span]
    query = (
        Subscription.select(Subscription.billing, Subscription.commitment, *sums)
        .join(Term)
        .switch(Subscription)
        .join(Lot)
        .where(Subscription.seller_code == seller, Term.end > span[0].last, Lot.added_on < Term.end)
        .where(Lot.removed_on.is_null() | (Lot.removed_on > Term.start))
        .group_by(Subscription.billing, Subscription.commitment)
    )
    found = [0] * len(span)
    for billing, commitment, *totals in query.tuples():
        found = [each + rules.monthly(billing, commitment, int(total)) for each, total in zip(found, totals, strict=True)]
    return found


def _runs_on(day: date):
    seats = (Lot.added_on <= day) & (Lot.removed_on.is_null() | (Lot.removed_on > day))
    runs = Subscription.ended_on.is_null() | (Subscription.ended_on > day)
    return (Term.start <= day) & (Term.end > day) & seats & runs


def _moves(seller: str, first: date, last: date) -> tuple[int, Counter, Counter]:
    """How many subscriptions ran before, and how many began and ended in each month; the day of the end is the first without."""
    mine = Subscription.seller_code == seller
    ran = Subscription.ended_on.is_null() | (Subscription.ended_on >= first)
    before = Subscription.select().where(mine, Subscription.anchor < first, ran).count()
    return before, _counted(mine, Subscription.anchor, first, last), _counted(mine, Subscription.ended_on, first, last)


def _counted(mine, field, first: date, last: date) -> Counter:
    month = _month(field)
    query = Subscription.select(month, fn.COUNT(Subscription.id)).where(mine, field.between(first, last)).group_by(month)
    return Counter(dict(query.tuples()))


def overdue_by_day(seller: str, today: date) -> Counter:
    """What is owed of invoices past their day, by that day: their sums, less credit notes, less what came in and stayed or is held back at source."""
    late = (Invoice.seller_code == seller) & (Invoice.kind == "invoice") & (Invoice.state << UNPAID) & (Invoice.due_on < today)
    found = Counter()
    day = fn.MIN(Invoice.due_on)
    note = Invoice.alias()
    for sign, query in (
        (1, Invoice.select(day, fn.SUM(Invoice.gross))),
        (-1, Invoice.select(day, fn.SUM(note.gross)).join(note, JOIN.INNER, on=(note.corrects == Invoice.id))),
        (-1, Invoice.select(day, fn.SUM(Payment.amount)).join(Payment).where(Payment.state << HELD)),
        (-1, Invoice.select(day, fn.SUM(Withholding.amount)).join(Withholding).where(Withholding.state << LIVE)),
        (1, Invoice.select(day, fn.SUM(Refund.amount)).join(Payment).join(Refund).where(Payment.state << HELD, Refund.state != "failed")),
    ):
        for due_on, total in query.where(late).group_by(Invoice.due_on).tuples():
            found[Invoice.due_on.python_value(due_on)] += sign * int(total)
    return found
