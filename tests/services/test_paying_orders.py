"""Paying an order: one charge, one order, one invoice, whatever is clicked (clauses 4.1b, 6.1)."""

import pytest

from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.legal.models import Acceptance
from phoenix.orders.models import Order
from phoenix.payments import rules, service
from phoenix.payments.models import Attempt, Payment, PaymentEvent
from phoenix.payments.service import OrderChanged
from phoenix.subscriptions.models import Subscription
from tests import payment_world as world
from tests.gateways.fixtures import CARDS
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401


@pytest.fixture
def lyon(shop):  # noqa: F811
    return world.person(world.organisation("fr"))


@pytest.fixture
def bought(lyon):
    return world.order(lyon, world.plan())


def charged(front):  # noqa: F811
    return [row["amount"] for row in front.charges() if row["id"] not in front.before]


@pytest.fixture(autouse=True)
def count_from_here(front):  # noqa: F811
    front.before = {row["id"] for row in front.charges()}


def test_a_card_pays_binds_invoices_and_opens_the_subscription(lyon, bought, front):  # noqa: F811
    attempt = world.pay(bought, lyon, world.card(lyon, front))

    assert attempt.reached == rules.SUCCEEDED
    order = Order.get_by_id(bought.id)
    payment = Payment.get(Payment.order == order)
    assert (order.state, payment.state) == ("paid", rules.SUCCEEDED)
    assert payment.confirmed_at and payment.settled_at
    assert charged(front) == [order.gross] == [12 * 20_60 + 49_44]
    assert Invoice.get(Invoice.order == order).state == "paid"
    assert payment.invoice_id == Invoice.get(Invoice.order == order).id
    assert Subscription.select().count() == 1
    assert Acceptance.select().where(Acceptance.order_id == order.id).count() == len(world.version_ids(order))


def test_casablanca_pays_in_dirhams(shop, front):  # noqa: F811
    casablanca = world.person(world.organisation("ma", "Dar Al Nour"))
    order = world.order(casablanca, world.plan())
    world.pay(order, casablanca, world.card(casablanca, front))
    payment = Payment.get(Payment.order == order)
    assert (payment.currency, payment.state) == ("MAD", rules.SUCCEEDED)
    assert Invoice.get(Invoice.order == order).seller_code == "pa-ma"


def test_clicking_again_changes_nothing(lyon, bought, front):  # noqa: F811
    card = world.card(lyon, front)
    world.pay(bought, lyon, card)
    again = Order.get_by_id(bought.id)
    assert world.pay(again, lyon, card) is None
    assert len(charged(front)) == 1
    assert Invoice.select().count() == Attempt.select().count() == 1


def test_every_step_leaves_a_row(lyon, bought, front):  # noqa: F811
    world.pay(bought, lyon, world.card(lyon, front))
    steps = [(row.source, row.before, row.after) for row in PaymentEvent.select().order_by(PaymentEvent.id)]
    assert steps == [
        ("click", "new", "submitted"),
        ("answer", "submitted", "succeeded"),
        ("answer", "submitted", "succeeded"),
    ]


def test_a_declined_card_then_another(lyon, bought, front):  # noqa: F811
    refused = world.pay(bought, lyon, world.card(lyon, front, CARDS["declined at charge"]))
    assert (refused.reached, refused.error_code) == (rules.FAILED, "card_declined")
    order = Order.get_by_id(bought.id)
    assert (order.state, Invoice.select().count()) == ("confirmed", 0)

    paid = world.pay(order, lyon, world.card(lyon, front))

    assert (paid.number, paid.reached) == (2, rules.SUCCEEDED)
    assert len(charged(front)) == 1
    assert Order.get_by_id(bought.id).state == "paid"


def test_authentication_is_asked_for_and_given(lyon, bought, front):  # noqa: F811
    attempt = world.pay(bought, lyon, world.card(lyon, front, CARDS["3-D Secure"]))
    assert attempt.reached == rules.ACTION
    assert charged(front) == []

    world.browser_authenticates(front.base, service.client_secret(attempt))
    standing = service.refresh(Order.get_by_id(bought.id))

    assert standing.state == rules.SUCCEEDED
    assert len(charged(front)) == 1


def test_authentication_failed_then_another_card(lyon, bought, front):  # noqa: F811
    attempt = world.pay(bought, lyon, world.card(lyon, front, CARDS["3-D Secure"]))
    world.browser_authenticates(front.base, service.client_secret(attempt), success=False)
    standing = service.refresh(Order.get_by_id(bought.id))
    assert standing.state == rules.FAILED
    assert standing.attempt.error_code == "payment_intent_authentication_failure"

    paid = world.pay(Order.get_by_id(bought.id), lyon, world.card(lyon, front))
    assert (paid.number, paid.reached) == (2, rules.SUCCEEDED)
    assert len(charged(front)) == 1


def test_an_authentication_left_open_is_cancelled_before_another_card(lyon, bought, front):  # noqa: F811
    left = world.pay(bought, lyon, world.card(lyon, front, CARDS["3-D Secure"]))
    secret = service.client_secret(left)

    world.pay(Order.get_by_id(bought.id), lyon, world.card(lyon, front))
    late = world.browser_authenticates(front.base, secret)

    assert "error" in late
    assert Attempt.get_by_id(left.id).reached == rules.CANCELLED
    assert len(charged(front)) == 1


def test_the_same_card_again_continues_the_same_authentication(lyon, bought, front):  # noqa: F811
    card = world.card(lyon, front, CARDS["3-D Secure"])
    first = world.pay(bought, lyon, card)
    again = world.pay(Order.get_by_id(bought.id), lyon, card)
    assert (again.id, again.reached) == (first.id, rules.ACTION)


def test_a_price_that_changed_is_not_taken_silently(shop, front):  # noqa: F811
    lyon = world.person(world.organisation("fr"))
    plan = world.plan()
    order = world.order(lyon, plan)
    world.set_price(plan, 25_00, clock.today("Europe/Paris"))
    with pytest.raises(OrderChanged) as changed:
        world.pay(order, lyon, world.card(lyon, front))
    assert changed.value.differences
    assert Order.get_by_id(order.id).state == "prepared"
    assert Payment.select().count() == 0


def test_nothing_is_asked_of_stripe_inside_a_transaction(lyon, bought, front, monkeypatch):  # noqa: F811
    from phoenix.database import database
    from phoenix.gateways.stripe_client import StripePayments

    for name in ("charge", "intent", "setup", "attach", "create_setup", "create_customer", "cancel"):
        real = getattr(StripePayments, name)

        def watched(self, *args, real=real, name=name):
            assert not database.in_transaction(), name
            return real(self, *args)

        monkeypatch.setattr(StripePayments, name, watched)
    world.pay(bought, lyon, world.card(lyon, front, CARDS["declined at charge"]))
    world.pay(Order.get_by_id(bought.id), lyon, world.card(lyon, front))
    assert len(charged(front)) == 1
