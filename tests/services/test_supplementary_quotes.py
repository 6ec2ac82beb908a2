"""A supplementary quote refused gives everything back, once; accepted it is an order; unanswered it has no effect (5d)."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from phoenix.archive.models import ArchiveEntry
from phoenix.contracts import supplements, undoing
from phoenix.contracts.models import SupplementaryQuote
from phoenix.contracts.supplements import NotUnanswered, OneIsOpen
from phoenix.database import database, transaction
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock, events
from phoenix.kernel.money import Money
from phoenix.messages.models import Message
from phoenix.orders import service as orders
from phoenix.orders.cancelling import NotCancellable, Why
from phoenix.orders.models import CANCELLED, PAID, Order, OrderCancellation
from phoenix.outbox.models import Job
from phoenix.payments import ledger, means, refunding, rules, settling, sweep
from phoenix.payments.models import Collection, Payment, Refund
from phoenix.quotes import pricing, sending
from phoenix.quotes import settling as answers
from phoenix.quotes.models import Quote
from phoenix.quotes.pricing import Draft, DraftLine
from phoenix.subscriptions.models import Subscription
from tests import payment_world as world
from tests import subscription_world as life
from tests.killed_shop import KILLED
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401
from tests.services.test_paying_at_once import at_once, shop_on_postgresql  # noqa: F401
from tests.subscription_world import lyon  # noqa: F401

ROOT = Path(__file__).resolve().parents[2]
STAFF = "Sacha Vente"


@pytest.fixture
def order(shop, lyon, front):  # noqa: F811
    """Ten seats and one migration, paid by card."""
    return bought(lyon, world.card(lyon, front))


def bought(by, method) -> Order:
    world.order(by, world.plan(), 10)
    made = world.order(by, world.plan("one_off", "once", "service", 900_00), 1)
    world.pay(made, by, method)
    return Order.get_by_id(made.id)


def sent(order, key="form", days=30) -> SupplementaryQuote:
    """The question is put to the customer: ten days of checking papers."""
    row = supplements.ask(order, "Deux mille pages à relire.", STAFF, key)
    quote = Quote.get(Quote.number == row.quote_number)
    until = clock.today("Europe/Paris") + timedelta(days=days)
    draft = Draft((DraftLine(None, "Relecture de deux mille pages", 10, unit="day", agreed=600_00),), until, "Bonjour.")
    pricing.save(quote.id, quote.edition, draft, STAFF)
    sending.send(quote.id, quote.edition + 1, STAFF)
    return row


def refuse(row):
    quote = Quote.get(Quote.number == row.quote_number)
    return answers.refuse(quote.id, quote.version, "Trop cher.", "Camille Roche")


def now(row):
    return type(row).get_by_id(row.id)


def given_back() -> int:
    return sum(row.amount for row in Refund.select().where(Refund.state == "succeeded"))


def credited() -> int:
    return sum(row.gross for row in Invoice.select().where(Invoice.kind == "credit_note"))


def owed() -> list[int]:
    rows = list(Invoice.select().where(Invoice.kind == "invoice"))
    return [each.owed for each in ledger.accounts(rows).values()]


def test_a_refusal_gives_everything_back_and_ends_the_order(order, lyon):  # noqa: F811
    paid = Payment.get().amount
    row = sent(order)
    assert undoing.to_give_back(order) == Money(paid, "EUR")
    refuse(row)
    assert (now(order).state, now(row).state, now(row).open_of) == (CANCELLED, "refused", None)
    document = OrderCancellation.get()
    assert (document.cause, document.quote_number, document.reason) == ("supplementary_refused", row.quote_number, "Trop cher.")
    assert credited() == paid and given_back() == 0  # Stripe is asked after the commit
    life.deliver()
    assert given_back() == paid and owed() == [0]
    assert Payment.get().state == rules.REFUNDED
    assert Invoice.get(Invoice.kind == "invoice").state == "credited"
    subscription = Subscription.get()
    assert (subscription.state, subscription.stop_reason, subscription.next_due_on) == ("ended", "order_cancelled", None)
    assert [kind for kind, _day, _count in life.tasks(subscription)] == ["cancel_now"]
    [mail] = life.mails_of("order.cancelled")
    assert mail.to_address == lyon.email and mail.context["ended"][0][1] == subscription.number
    assert {"order.cancelled", "quote.refused"} <= {each.kind for each in ArchiveEntry.select()}


def test_refused_twice_is_refused_once(order):
    row = sent(order)
    refuse(row), refuse(row)
    quote = Quote.get()
    with transaction():
        events.emit(events.QuoteClosed(quote.id, "refused"))
    undoing.undo(order, Why("supplementary_refused"))
    life.deliver(), life.deliver()
    assert given_back() == credited() == Payment.get().amount
    assert (OrderCancellation.select().count(), len(life.mails_of("order.cancelled"))) == (1, 1)
    assert len(means.gateway().refunds_of(Payment.get().last_attempt().intent_id)) == 1


def test_what_was_refunded_in_part_before_is_not_given_back_twice(order, front):  # noqa: F811
    payment = Payment.get()
    refunding.refund(payment, refunding.Wish(Money(100_00, "EUR"), "Geste", "Aïcha", "a"))
    front.fault("/v1/refunds", "unsent")
    assert refunding.refund(now(payment), refunding.Wish(Money(50_00, "EUR"), "Geste", "Aïcha", "b")).state == "unknown"
    refuse(sent(order))
    life.deliver()
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        sweep.sweep()
        life.deliver()
    assert given_back() == credited() == payment.amount
    assert owed() == [0]


def test_later_due_dates_and_added_seats_go_back_too(order, lyon):  # noqa: F811
    life.live_until(life.date(2026, 4, 2))
    invoices = [row for row in Invoice.select() if row.kind == "invoice"]
    assert len(invoices) == 3
    with life.at(life.date(2026, 4, 3)):
        refuse(sent(order))
        life.deliver()
        assert given_back() == credited() == sum(row.gross for row in invoices)
        assert owed() == [0, 0, 0]
    assert life.live_until(life.date(2026, 7, 1)) == {}
    assert Invoice.select().where(Invoice.kind == "invoice").count() == 3


def test_a_debit_at_the_bank_is_given_back_once_it_succeeded(shop, lyon, front):  # noqa: F811
    front.overlay.hold_sepa = True
    order = bought(lyon, world.account(lyon, front))
    assert Payment.get().state == rules.PROCESSING
    refuse(sent(order))
    life.deliver()
    assert (credited(), given_back(), Refund.select().count()) == (Payment.get().amount, 0, 0)
    front.overlay.settle(Payment.get().last_attempt().intent_id)
    life.news(Payment.get())
    with clock.frozen(clock.now() + timedelta(hours=2)):
        life.deliver()
    assert given_back() == Payment.get().amount and owed() == [0]


def test_a_debit_that_fails_after_all_is_not_asked_for_again(shop, lyon, front):  # noqa: F811
    front.overlay.hold_sepa = True
    order = bought(lyon, world.account(lyon, front))
    refuse(sent(order))
    life.deliver()
    front.overlay.fail(Payment.get().last_attempt().intent_id)
    life.news(Payment.get())
    with clock.frozen(clock.now() + timedelta(hours=2)):
        life.deliver()
    assert (Payment.get().state, given_back(), owed()) == (rules.FAILED, 0, [0])
    assert not life.mails_of("payments.failed") and not Collection.select().where(Collection.try_on.is_null(False)).exists()
    assert Invoice.get(Invoice.kind == "invoice").state == "credited"


def test_what_the_bank_took_back_is_not_given_too_and_a_dispute_won_is(order, front):  # noqa: F811
    attempt = Payment.get().last_attempt()
    front.overlay.dispute(attempt.intent_id)
    settling.settle(attempt, "webhook")
    refuse(sent(order))
    life.deliver()
    assert given_back() == 0 and Payment.get().state == rules.DISPUTED
    front.overlay.dispute(attempt.intent_id, "won")
    settling.settle(attempt, "webhook")
    life.deliver()
    assert given_back() == credited() == Payment.get().amount


def test_an_acceptance_is_an_order_of_its_own(order, lyon, front):  # noqa: F811
    row = sent(order)
    quote = Quote.get()
    extra = answers.accept(quote.id, quote.version, lyon, "fr")
    world.pay(extra, lyon, world.card(lyon, front))
    assert (now(extra).state, now(order).state, now(row).state) == (PAID, PAID, "accepted")
    assert now(extra).gross == 10 * 600_00 * 120 // 100
    assert supplements.open_of(order) is None and not OrderCancellation.select().exists()


def test_no_answer_has_no_effect_until_staff_decide(order):
    row = sent(order, days=3)
    with clock.frozen(clock.now() + timedelta(days=4)):
        answers.expire_all(None)
        assert (now(row).state, now(order).state, given_back(), credited()) == ("unanswered", PAID, 0, 0)
        with pytest.raises(OneIsOpen):
            supplements.ask(order, "Encore", STAFF, "again")
        supplements.give_up(row, "Sans nouvelles du client", STAFF)
        with pytest.raises(NotUnanswered):
            supplements.give_up(row, "Encore", STAFF)
        life.deliver()
    assert (now(order).state, OrderCancellation.get().cause, given_back()) == (CANCELLED, "supplementary_unanswered", Payment.get().amount)


def test_or_staff_carry_on_and_may_ask_again(order):
    row = sent(order, days=3)
    with pytest.raises(NotUnanswered):
        supplements.carry_on(row, "Le client attend", STAFF)
    with clock.frozen(clock.now() + timedelta(days=4)):
        answers.expire_all(None)
        supplements.carry_on(row, "Nous le faisons au prix", STAFF)
        assert (now(order).state, now(row).open_of) == (PAID, None)
        assert supplements.ask(order, "Autre chose", STAFF, "again").id != row.id


def test_one_question_at_a_time_and_one_for_each_form(order):
    row = supplements.ask(order, "Trop de pages", STAFF, "form")
    assert supplements.ask(order, "Trop de pages", STAFF, "form") == row
    with pytest.raises(OneIsOpen):
        supplements.ask(order, "Encore", STAFF, "other")
    assert Quote.select().count() == 1


def test_nothing_is_asked_of_an_order_that_is_not_under_way(order):
    refuse(sent(order))
    with pytest.raises(NotCancellable):
        supplements.ask(order, "Encore", STAFF, "other")


def test_the_order_stays_readable_as_it_was_agreed(order, lyon):  # noqa: F811
    before = now(order).facts
    refuse(sent(order))
    assert now(order).facts == before
    assert [row.number for row in orders.orders_of(lyon.organisation_id)] == [order.number]


def test_cut_off_inside_nothing_has_happened(order, monkeypatch):
    row = sent(order)
    monkeypatch.setattr(undoing.undone_mails, "cancelled", lambda *_: (_ for _ in ()).throw(RuntimeError("cut off")))
    with pytest.raises(RuntimeError):
        refuse(row)
    assert (now(order).state, now(row).state, credited()) == (PAID, "waiting", 0)
    assert not Job.select().where(Job.kind == "payments.return").exists()
    assert Subscription.get().active and Quote.get().state == "sent"


@pytest.mark.slow
def test_killed_between_any_two_steps(order, shop, front):  # noqa: F811
    row = sent(order)
    database.close()
    for point in range(1, 12):
        status = refuse_and_die(shop, front, row.quote_number, point)
        if status != KILLED:
            break
    assert point > 2, "the steps of a refusal were not met"
    with clock.frozen(clock.now() + timedelta(hours=6)):
        life.deliver()
    assert given_back() == credited() == Payment.get().amount
    assert (now(order).state, OrderCancellation.select().count()) == (CANCELLED, 1)
    assert len(means.gateway().refunds_of(Payment.get().last_attempt().intent_id)) == 1
    assert Message.select().where(Message.kind == "order.cancelled").count() == 1


def refuse_and_die(shop, front, number: str, point: int) -> int:  # noqa: F811
    """Another process refuses and does what the outbox owes, and is gone after its step number `point`."""
    arguments = (shop.config["SETTINGS"].instance, front.base, number, point)
    command = [sys.executable, "-m", "tests.killed_refusal", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert done.returncode in (0, KILLED), done.stderr.decode()
    return done.returncode


@pytest.mark.postgresql
def test_many_tabs_refuse_at_once(shop_on_postgresql, front):  # noqa: F811
    buyer = world.person(world.organisation("fr"))
    order = bought(buyer, world.card(buyer, front))
    row = sent(order)
    at_once(shop_on_postgresql, [lambda: refuse(row).state for _tab in range(4)])
    life.deliver()
    assert given_back() == credited() == Payment.get().amount
    assert OrderCancellation.select().count() == 1
