"""The figures are the sums that one would make by hand, row by row, of any books whatever (issue 5)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as some
from tests import builders

from phoenix.books import rules
from phoenix.books.figures import figures, overdue_by_day
from phoenix.database import database
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock, terms
from phoenix.kernel.money import half_up
from phoenix.orders.models import OrderLine
from phoenix.payments import ledger
from phoenix.payments.models import Attempt, Payment, PaymentMethod, Refund
from phoenix.subscriptions.models import Lot, Subscription, Term

TODAY = date(2026, 11, 20)
FIRST = date(2026, 1, 1)
days = some.dates(FIRST - timedelta(days=120), TODAY)
sums = some.integers(1, 90_000_00)
STATES = ("issued", "paid", "overdue", "credited")


@pytest.fixture
def books(app):
    """An organisation with an order of six lines, on the twentieth of November."""
    clock.set_to(datetime(2026, 11, 20, 12, tzinfo=UTC))
    person = builders.representative(builders.lyon())
    return builders.confirmed_order(person, [(builders.plan(), 1, 0) for _number in range(6)])


def invoice(order, number: int, issued_on: date, net: int, seller="pa-fr", **more) -> Invoice:
    values = {"kind": "invoice", "due_on": issued_on + timedelta(days=10), "currency": "EUR", "vat": net // 5, "facts": "{}", "state": "issued"}
    values |= {"gross": net + net // 5, **more}
    return Invoice.create(
        number=f"T-{number}", seller_code=seller, organisation=order.organisation_id, issued_on=issued_on, net=net, **values
    )


INVOICES = some.lists(some.tuples(days, sums, some.sampled_from(STATES), some.integers(0, 3), some.sampled_from(("pa-fr", "pa-ma"))), max_size=12)


@how(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=INVOICES)
def test_revenue_and_what_is_overdue_are_as_by_hand(books, rows):
    with database.atomic() as everything:
        _write(books, rows)
        for seller in ("pa-fr", "pa-ma"):
            found = figures(seller, 12)
            mine = list(Invoice.select().where(Invoice.seller_code == seller))
            for row in found.rows:
                told = [each for each in mine if each.issued_on.isoformat()[:7] == row.month.key]
                assert row.invoiced == sum(each.net for each in told if each.kind == "invoice")
                assert row.credited == sum(each.net for each in told if each.kind == "credit_note")
            late = [each for each in mine if each.kind == "invoice" and each.state in ("issued", "overdue") and each.due_on < TODAY]
            accounts = ledger.accounts(late)
            assert found.overdue == sum(each.owed for each in accounts.values())
            by_day = overdue_by_day(seller, TODAY)
            for day in {each.due_on for each in late}:
                assert by_day[day] == sum(accounts[each.id].owed for each in late if each.due_on == day)
        everything.rollback()


def _write(order, rows):
    method = PaymentMethod.create(organisation=order.organisation_id, stripe_id="pm", stripe_customer="cus", kind="card", last4="4242")
    for number, (day, net, state, paid, seller) in enumerate(rows):
        row = invoice(order, number, day, net, seller, state=state)
        if paid:  # part of it came in, part of that went back, part was credited
            payment = Payment.create(
                organisation=order.organisation_id, invoice=row, amount=row.gross // 2, currency="EUR", state="succeeded", method_kind="card"
            )
            attempt = Attempt.create(
                payment=payment, number=1, key=f"a{number}", method=method, kind="card", stripe_customer="cus", stripe_method="pm",
                amount=payment.amount, currency="EUR", reached="succeeded",
            )  # fmt: skip
            if paid > 1:
                Refund.create(payment=payment, attempt=attempt, amount=payment.amount // 3, state="succeeded")
                Refund.create(payment=payment, attempt=attempt, amount=7, state="failed")
            if paid > 2:
                invoice(order, 1000 + number, min(TODAY, day + timedelta(days=5)), net // 4, seller, kind="credit_note", corrects=row)


LIVES = some.lists(
    some.tuples(
        days,
        some.sampled_from(sorted(terms.ALLOWED)),
        sums,
        some.lists(some.tuples(some.integers(1, 40), some.integers(0, 200), some.none() | some.integers(0, 200)), min_size=1, max_size=3),
        some.none() | some.integers(0, 300),
    ),
    max_size=5,
)


@how(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lives=LIVES)
def test_recurring_revenue_and_churn_are_as_by_hand(books, lives):
    with database.atomic() as everything:
        for number, life in enumerate(lives):
            _live(books, number, *life)
        found = figures("pa-fr", 12)
        rows = list(Subscription.select())
        for row in found.rows:
            assert row.recurring == _recurring(row.month.last)
            assert row.running == len([each for each in rows if _runs(each, row.month.last)])
            assert row.started == len([each for each in rows if each.anchor.isoformat()[:7] == row.month.key])
            assert row.ended == len([each for each in rows if each.ended_on and each.ended_on.isoformat()[:7] == row.month.key and each.ended_on <= TODAY])
            ran = len([each for each in rows if _runs(each, row.month.first - timedelta(days=1))])
            assert row.churn == (half_up(row.ended * 10_000, ran) if ran else None)
        assert figures("pa-ma", 12).rows[-1].recurring == 0
        everything.rollback()


def _runs(row, day) -> bool:
    return row.anchor <= day and (row.ended_on is None or row.ended_on > day)


def _live(order, number: int, anchor: date, plan: tuple, price: int, lots: list, ended: int | None):
    commitment, billing = plan
    line = list(OrderLine.select().where(OrderLine.order == order).order_by(OrderLine.id))[number]
    end = anchor + timedelta(days=ended) if ended is not None else None
    end = end if end and end <= TODAY else None
    row = Subscription.create(
        number=f"S-{number}", organisation=order.organisation_id, plan=line.plan_id, order_line=line, seller_code="pa-fr", country="fr", currency="EUR",
        name="Poste", unit="seat", commitment=commitment, billing=billing, vat_rate=2000, anchor=anchor, ended_on=end,
    )  # fmt: skip
    for count in range(1, 15):
        span = terms.term(anchor, commitment, count)
        if span.start <= TODAY:
            Term.create(subscription=row, number=count, start=span.start, end=span.end, unit_price=price + count)
    for quantity, after, gone in lots:
        added = anchor + timedelta(days=after)
        Lot.create(subscription=row, quantity=quantity, added_on=added, removed_on=None if gone is None else added + timedelta(days=gone))


def _recurring(day: date) -> int:
    """Term by term, lot by lot; rounded once for each way of billing, as the page says."""
    totals: dict = {}
    for row in Subscription.select():
        for term in row.terms:
            if _runs(row, day) and term.start <= day < term.end:
                for lot in row.lots:
                    if lot.added_on <= day and (lot.removed_on is None or lot.removed_on > day):
                        key = (row.billing, row.commitment)
                        totals[key] = totals.get(key, 0) + lot.quantity * term.unit_price
    months = {"month": 1, "year": 12}
    return sum(half_up(total, months.get(billing) or terms.term_months(commitment)) for (billing, commitment), total in totals.items())


def test_the_queries_are_as_many_whatever_the_books_hold(books):
    def asked() -> int:
        counted = []
        run = database.obj.execute_sql
        database.obj.execute_sql = lambda *args, **more: (counted.append(1), run(*args, **more))[1]
        try:
            figures("pa-fr", 36)
        finally:
            del database.obj.execute_sql
        return len(counted)

    empty = asked()
    for number in range(30):
        invoice(books, number, FIRST + timedelta(days=number), 100_00)
    assert asked() == empty <= 10


def test_months_are_those_of_the_sellers_zone(app):
    clock.set_to(datetime(2026, 10, 31, 23, 30, tzinfo=UTC))  # in Paris it is November, in Casablanca too
    assert figures("pa-fr", 1).rows[0].month == rules.Month(date(2026, 11, 1), date(2026, 11, 1))
    assert rules.months(date(2024, 3, 1), 2)[0] == rules.Month(date(2024, 2, 1), date(2024, 2, 29))


@pytest.mark.postgresql
def test_both_databases_agree(postgresql_app):
    clock.set_to(datetime(2026, 11, 20, 12, tzinfo=UTC))
    order = builders.confirmed_order(builders.representative(builders.lyon()), [(builders.plan(), 1, 0)])
    _write(order, [(date(2026, 10, 5), 100_00, "overdue", 3, "pa-fr"), (date(2026, 8, 5), 40_00, "issued", 0, "pa-fr")])
    _live(order, 0, date(2026, 3, 31), ("P3Y", "year"), 1200_00, [(3, 0, None)], None)
    found = figures("pa-fr", 12)
    assert found.rows[-1].recurring == half_up(3 * 1200_01, 12)
    assert [(row.month.key, row.revenue) for row in found.rows if row.revenue] == [("2026-08", 40_00), ("2026-10", 75_00)]
    assert found.overdue == 48_00 + 120_00 - 60_00 + 20_00 - 30_00
