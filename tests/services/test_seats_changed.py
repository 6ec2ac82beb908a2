"""Changing seats: what was shown is what is charged, and what was asked for keeps fitting (clauses 2e, 15b)."""

import threading
from datetime import UTC, datetime

import pytest

from phoenix.database import transaction
from phoenix.invoices.credit import credited_so_far, issue_credit_note
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.legal import service as legal
from phoenix.payments.collecting import lock_invoice
from phoenix.subscriptions import changing, paying
from phoenix.subscriptions.changing import Actor, AmountChanged
from phoenix.subscriptions.models import Lot, Subscription, VendorTask
from tests import builders
from tests.web.ordering import bought


@pytest.fixture
def camille(app):
    with clock.frozen(datetime(2026, 1, 31, 12, tzinfo=UTC)):
        yield builders.representative(builders.lyon())


def subscription(camille, seats: int = 12) -> Subscription:
    plan = builders.plan(2_060, of=builders.product(max_quantity=300), vendor_window_hours=168)
    bought(camille, (plan, seats, 2_060))
    return Subscription.select().order_by(Subscription.id.desc()).get()


def add(row, camille, key: str = "once", shown: int | None = None):
    ids = [version.id for version in legal.documents_for_order("fr")]
    return changing.add_seats(row, 5, Actor(camille, "fr"), ids, key, shown)


def test_another_sum_than_the_one_shown_is_not_charged(camille):
    row = subscription(camille)
    with pytest.raises(AmountChanged):
        add(row, camille, shown=12_359)
    assert Lot.select().count() == 1
    assert add(row, camille, shown=12_360).gross == 12_360


def test_the_same_key_adds_once_and_gives_the_same_invoice(camille):
    row = subscription(camille)
    assert add(row, camille) == add(row, camille)
    assert Lot.select().count() == 2


def test_another_credit_than_the_one_shown_is_not_given(camille):
    row = subscription(camille)
    with pytest.raises(AmountChanged):
        changing.shrink(row, Lot.get().id, 2, Actor(camille, "fr"), shown=1)
    assert Lot.get().quantity == 12


def test_a_reduction_asked_for_leaves_at_least_one_after_a_lot_has_shrunk(camille):
    row = subscription(camille)
    changing.schedule_reduction(row, 8, Actor(camille, "fr"))
    changing.shrink(row, Lot.get().id, 6, Actor(camille, "fr"))
    assert Subscription.get_by_id(row.id).reduction == 5
    open_ones = VendorTask.select().where(VendorTask.kind == "reduce_at_renewal", VendorTask.dropped_at.is_null())
    assert [task.quantity for task in open_ones] == [5]


def test_an_invoice_without_collection_waits_for_its_customer(camille):
    row = subscription(camille)
    invoice = add(row, camille)
    assert paying.pay_now(invoice).word in (paying.REFUSED, paying.UNKNOWN)


@pytest.mark.postgresql
def test_seats_given_back_while_their_invoice_is_credited_get_what_is_left_of_it(postgresql_app):
    camille = builders.representative(builders.lyon())
    row, failures = subscription(camille), []

    def give_back():
        with postgresql_app.app_context():
            try:
                changing.shrink(row, Lot.get().id, 2, Actor(camille, "fr"))
            except Exception as error:
                failures.append(error)

    invoice, customer = Invoice.get(), threading.Thread(target=give_back)
    with transaction():
        lock_invoice(invoice.id)
        customer.start()
        customer.join(1)
        issue_credit_note(invoice, invoice.total, "Geste", invoice.issued_on, "gesture", returned=False)
    customer.join()
    assert failures == [] and Lot.get().quantity == 10
    assert credited_so_far(invoice) == invoice.total
