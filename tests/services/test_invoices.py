"""Invoices: gapless series under concurrency, one per order, corrected only by credit notes."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import peewee
import pytest
from hypothesis import given
from hypothesis import strategies as st

from phoenix.database import database, transaction
from phoenix.invoices.credit import CreditsTooMuch, issue_credit_note, split
from phoenix.invoices.facts import InvoiceFacts, VatFacts
from phoenix.invoices.models import Invoice, InvoiceLine, Series
from phoenix.kernel import clock
from phoenix.kernel.events import PaymentConfirmed, emit
from phoenix.kernel.money import Money
from phoenix.payments.collecting import lock_invoice
from phoenix.subscriptions.models import Lot, Period, Subscription, Term
from tests import builders
from tests.services.test_locks import at_once

MORNING = datetime(2027, 1, 31, 9, 0, tzinfo=UTC)


def pay(order) -> Invoice:
    """The bank accepts the payment of an order: its invoice."""
    payment = builders.accepted_payment(order)
    with transaction():
        emit(PaymentConfirmed(payment.id))
    return Invoice.get(Invoice.order == order)


def some_order(organisation=None, lines=None):
    person = builders.representative(organisation or builders.lyon())
    return builders.confirmed_order(person, lines or [(builders.plan(), 12, 2_050)])


def fifty_in_parallel(app) -> list[str]:
    """Fifty paid orders issued by ten threads at once: the numbers given."""
    plan = builders.plan()
    person = builders.representative(builders.lyon())
    payments = [builders.accepted_payment(builders.confirmed_order(person, [(plan, 1, 100)])) for _ in range(50)]
    start, failures = threading.Barrier(10), []

    def issue(mine):
        try:
            with app.app_context():
                start.wait()
                for payment in mine:
                    with transaction():
                        emit(PaymentConfirmed(payment.id))
        except Exception as error:
            failures.append(error)
        finally:
            database.close()

    threads = [threading.Thread(target=issue, args=(payments[n::10],)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    return [row.number for row in Invoice.select().order_by(Invoice.id)]


def test_fifty_orders_paid_at_once_make_fifty_consecutive_numbers_on_sqlite(app):
    numbers = fifty_in_parallel(app)
    assert sorted(numbers) == [f"PAF-{n:06d}" for n in range(1, 51)]


@pytest.mark.postgresql
def test_fifty_orders_paid_at_once_make_fifty_consecutive_numbers_on_postgresql(postgresql_app):
    numbers = fifty_in_parallel(postgresql_app)
    assert sorted(numbers) == [f"PAF-{n:06d}" for n in range(1, 51)]


@pytest.mark.postgresql
def test_notes_issued_at_once_credit_no_more_than_the_invoice_on_postgresql(postgresql_app):
    invoice = pay(some_order())
    part = Money(invoice.gross * 2 // 3, "EUR")

    def credit(key: str, as_its_payer: bool):
        with transaction():
            if as_its_payer:  # who refunds a payment holds its invoice already
                lock_invoice(invoice.id)
            issue_credit_note(invoice, part, "Geste", date(2027, 1, 31), key, returned=False)

    both = [lambda key=key: credit(str(key), key % 2 == 0) for key in range(6)]
    assert {type(each) for each in at_once(postgresql_app, *both)} == {CreditsTooMuch}
    assert Invoice.select().where(Invoice.corrects == invoice).count() == 1


def test_each_seller_has_its_own_series(app):
    ours = pay(some_order())
    theirs = pay(some_order(builders.casablanca()))
    assert (ours.number, theirs.number) == ("PAF-000001", "PAM-000001")
    assert (ours.currency, theirs.currency) == ("EUR", "MAD")


def test_an_order_is_invoiced_once_however_often_it_is_told(app):
    order = some_order()
    first = pay(order)
    with transaction():
        emit(PaymentConfirmed(order.payments.get().id))
    assert [row.number for row in Invoice.select()] == [first.number]
    assert Subscription.select().count() == 1


def test_a_failed_transaction_leaves_no_gap(app):
    broken = builders.accepted_payment(some_order())
    with pytest.raises(RuntimeError, match="cut off"), transaction():
        emit(PaymentConfirmed(broken.id))
        raise RuntimeError("cut off")
    assert pay(some_order()).number == "PAF-000001"


def test_dates_of_a_series_never_run_backwards(app):
    with clock.frozen(MORNING):
        first = pay(some_order())
    with clock.frozen(MORNING - timedelta(days=3)):
        second = pay(some_order())
    assert second.issued_on == first.issued_on == date(2027, 1, 31)


def test_the_invoice_copies_what_was_ordered(app):
    plan = builders.plan(commitment="P1Y", billing="month")
    service = builders.plan(commitment="one_off", billing="once")
    with clock.frozen(MORNING):
        order = some_order(lines=[(plan, 12, 2_050), (service, 1, 90_000)])
        invoice = pay(order)
    facts = InvoiceFacts.from_json(invoice.facts)
    assert (facts.net, facts.tax, facts.gross) == (114_600, 22_920, 137_520)
    assert facts.lines[0].period_start == "2027-01-31"
    assert facts.lines[0].period_end == "2027-02-27"
    assert facts.lines[1].period_start is None
    assert facts.payment.card_last4 == "4242"
    assert invoice.state == "paid"
    assert InvoiceLine.select().where(InvoiceLine.invoice == invoice).count() == 2


def test_a_paid_order_opens_its_subscription_with_term_lot_and_first_period(app):
    plan = builders.plan(commitment="P3Y", billing="year", vendor_window_hours=168)
    with clock.frozen(MORNING):
        invoice = pay(some_order(lines=[(plan, 5, 50_000)]))
    subscription = Subscription.get()
    term, lot, period = Term.get(), Lot.get(), Period.get()
    assert (subscription.anchor, subscription.next_due_on) == (date(2027, 1, 31), date(2028, 1, 31))
    assert (term.start, term.end, term.unit_price) == (date(2027, 1, 31), date(2030, 1, 31), 50_000)
    assert (lot.quantity, lot.shrinkable_until) == (5, MORNING + timedelta(hours=144))
    assert (period.start, period.end, period.invoice_id) == (date(2027, 1, 31), date(2028, 1, 31), invoice.id)


def test_the_anchor_is_the_local_day_of_the_payment(app):
    with clock.frozen(datetime(2027, 1, 31, 23, 30, tzinfo=UTC)):
        pay(some_order())
    assert Subscription.get().anchor == date(2027, 2, 1)


@pytest.mark.parametrize("change", [{"gross": 1}, {"number": "PAF-999999"}, {"facts": "{}"}])
def test_an_issued_invoice_cannot_be_changed_in_the_database(app, change):
    invoice = pay(some_order())
    with pytest.raises(peewee.IntegrityError, match="kept as written"):
        Invoice.update(**change).where(Invoice.id == invoice.id).execute()


def test_an_issued_invoice_cannot_be_deleted_in_the_database(app):
    invoice = pay(some_order())
    with pytest.raises(peewee.IntegrityError, match="kept as written"):
        InvoiceLine.delete().execute()
    assert Invoice.get_by_id(invoice.id)


def test_a_refund_has_its_credit_note_once(app):
    invoice = pay(some_order())
    with transaction():
        note = issue_credit_note(invoice, Money(invoice.gross, "EUR"), "Annulation", date(2027, 2, 3), "r1")
        again = issue_credit_note(invoice, Money(invoice.gross, "EUR"), "Annulation", date(2027, 2, 3), "r1")
    assert note.id == again.id
    assert note.number == "PAF-A-000001"
    facts = InvoiceFacts.from_json(note.facts)
    assert facts.corrects.number == invoice.number
    assert Invoice.get_by_id(invoice.id).state == "credited"


def test_no_more_is_credited_than_was_invoiced(app):
    invoice = pay(some_order())
    with transaction():
        issue_credit_note(invoice, Money(invoice.gross - 100, "EUR"), "Geste", date(2027, 2, 3), "r1")
    with pytest.raises(CreditsTooMuch), transaction():
        issue_credit_note(invoice, Money(101, "EUR"), "Geste", date(2027, 2, 3), "r2")


rates = st.sampled_from([0, 850, 2000])


@given(st.lists(st.tuples(st.integers(1, 10**7), rates), min_size=1, max_size=3, unique_by=lambda row: row[1]), st.data())
def test_a_partial_credit_note_adds_up_to_the_centime(rows, data):
    vat = tuple(VatFacts(rate, base, Money(base, "EUR").share(rate, 10_000).minor) for base, rate in rows)
    gross = sum(row.base + row.tax for row in vat)
    original = SimpleNamespace(vat=vat, lines=(), gross=gross, currency="EUR", number="PAF-000001", language="fr")
    amount = data.draw(st.integers(min_value=1, max_value=gross - 1)) if gross > 1 else 1
    lines, parts = split(original, amount)
    if amount < gross:
        assert sum(row.base + row.tax for row in parts) == amount
        assert sum(line.net for line in lines) == sum(row.base for row in parts)
        assert all(row.base >= 0 and row.tax >= 0 for row in parts)


def test_the_series_row_remembers_the_last_number_and_day(app):
    with clock.frozen(MORNING):
        pay(some_order())
        pay(some_order())
    series = Series.get(Series.seller_code == "pa-fr", Series.kind == "invoice")
    assert (series.last_number, series.last_date) == (2, date(2027, 1, 31))
