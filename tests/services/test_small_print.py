"""Days, evidence and carts at their edges: what a court would look at twice (clauses 2e, 4.1b, 6.2b)."""

import threading
from datetime import UTC, datetime

import pytest

from phoenix.cart import service as carts
from phoenix.cart.models import Cart, CartItem
from phoenix.database import transaction
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.kernel.events import SignedIn
from phoenix.kernel.money import Money
from phoenix.legal import service as legal
from phoenix.orders.jobs import with_payment
from phoenix.orders.models import PREPARED, Order
from phoenix.orders.rules import TermsChanged
from phoenix.outbox import service as outbox
from phoenix.payments import charging, refunds
from phoenix.payments.models import Attempt, Payment
from phoenix.payments.service import TermsMoved
from phoenix.subscriptions.models import Subscription
from tests import payment_world as world
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401


@pytest.fixture
def lyon(shop):  # noqa: F811
    return world.person(world.organisation("fr"))


def test_no_order_binds_without_a_document_to_accept(lyon, front, monkeypatch):  # noqa: F811
    of, card = world.order(lyon, world.plan()), world.card(lyon, front)
    monkeypatch.setattr(legal, "documents_for_order", lambda country, products=(), partner=False: [])
    with pytest.raises((TermsChanged, TermsMoved)):
        world.pay(of, lyon, card)
    assert Order.get_by_id(of.id).state == PREPARED


def test_an_order_after_midnight_in_paris_is_of_that_day(lyon, front):  # noqa: F811
    with clock.frozen(datetime(2026, 11, 23, 23, 30, tzinfo=UTC)):
        of = world.order(lyon, world.plan())
        world.pay(of, lyon, world.card(lyon, front))
    assert '"ordered_on":"2026-11-24"' in Invoice.get().facts


def test_the_summary_tells_the_dates_that_will_be_collected(lyon, front):  # noqa: F811
    refused, good = world.card(lyon, front, world.CARDS["declined at charge"]), world.card(lyon, front)
    with clock.frozen(datetime(2026, 11, 23, 10, 0, tzinfo=UTC)):
        of = world.order(lyon, world.plan())
        world.pay(of, lyon, refused)
    with clock.frozen(datetime(2026, 11, 26, 10, 0, tzinfo=UTC)):
        world.pay(of, lyon, good)
        told = with_payment(Order.get_by_id(of.id)).schedule[0].due_on
    assert told == Subscription.get().next_due_on.isoformat() == "2026-12-26"


def test_refunds_in_parts_undo_the_invoice_to_the_cent(lyon, front):  # noqa: F811
    of = world.order(lyon, world.plan(euros=10_000), 1)
    world.pay(of, lyon, world.card(lyon, front))
    payment = Payment.get(Payment.order == of.id)
    for _part in range(3):
        refunds.refund(payment, Money(4_000, "EUR"), "Service en moins")
    invoice, *notes = Invoice.select().order_by(Invoice.id)
    assert [note.gross for note in notes] == [4_000] * 3
    assert sum(note.net for note in notes) == invoice.net
    assert sum(note.vat for note in notes) == invoice.vat


def test_a_refused_charge_that_may_still_be_paid_lets_no_other_begin(lyon, front):  # noqa: F811
    refused, good = world.card(lyon, front, world.CARDS["declined at charge"]), world.card(lyon, front)
    of = world.order(lyon, world.plan())
    world.pay(of, lyon, refused)
    Attempt.update(closed_at=None).execute()
    payment = Payment.get()
    with transaction():
        assert charging.open_attempt(payment, good).number == 1
    Attempt.update(closed_at=clock.now()).execute()
    with transaction():
        assert charging.open_attempt(payment, good).number == 2


def test_a_queue_that_is_away_undoes_nothing(app, monkeypatch):
    def away():
        raise ConnectionError("no Redis")

    monkeypatch.setattr(outbox, "_wake", [away])
    with transaction():
        outbox.enqueue("mail.send", {}, key="once")
    assert outbox.Job.select().where(outbox.Job.key == "once").exists()


@pytest.mark.postgresql
def test_a_double_click_on_sign_in_keeps_the_cart(postgresql_app):
    by = world.person(world.organisation("fr"))
    cart = Cart.create(key="visit", country="fr")
    carts.add(cart, world.plan().id, "12", "fr")
    both, event = threading.Barrier(2), SignedIn(by.id, by.organisation_id, "visit")
    failures = []

    def sign_in():
        with postgresql_app.app_context():
            try:
                both.wait()
                with transaction():
                    carts.merge(event)
                    both_seen()
            except Exception as error:
                failures.append(error)

    def both_seen():
        threading.Event().wait(0.2)

    threads = [threading.Thread(target=sign_in) for _ in range(2)]
    [each.start() for each in threads]
    [each.join() for each in threads]
    assert failures == []
    assert [item.quantity for item in CartItem.select().where(CartItem.cart == cart.id)] == [12]
