"""What customers of subscriptions are told, from what really happens, in their language (clauses 3.3b, 6.2a, 13c, 15b)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from phoenix.accounts.models import Organisation
from phoenix.catalogue.models import Plan
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.kernel.formats import amount, day
from phoenix.legal import service as legal
from phoenix.messages.models import Message
from phoenix.payments import settling
from phoenix.payments.models import Attempt, Mandate
from phoenix.subscriptions import changing, endings, force_majeure
from phoenix.subscriptions.changing import Actor
from phoenix.subscriptions.models import Subscription
from phoenix.subscriptions.run import run
from phoenix.team.models import StaffSignal
from tests import payment_world as world
from tests.gateways.fixtures import CARDS
from tests.mail_reading import plain, text_of, written
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401

ANCHOR = date(2026, 1, 31)
MARKETS = [("fr", "fr"), ("en", "fr"), ("fr", "ma"), ("en", "ma")]


def at(on: date, hour: int = 12):
    return clock.frozen(datetime(on.year, on.month, on.day, hour, tzinfo=UTC))


class Customer:
    """Somebody who bought a subscription on 31 January, and how they are written to."""

    def __init__(self, language: str, country: str, front):  # noqa: F811
        self.language, self.country, self.front = language, country, front
        self.currency = "EUR" if country == "fr" else "MAD"
        with at(ANCHOR):
            self.person = world.person(world.organisation(country), language)

    def buys(self, commitment="P1Y", billing="month", seats=12, window=None, means=world.card) -> Subscription:
        plan = world.plan(commitment, billing)
        Plan.update(vendor_window_hours=window).where(Plan.id == plan.id).execute()
        with at(ANCHOR):
            world.pay(world.order(self.person, plan, seats), self.person, means(self.person, self.front))
        return Subscription.select().order_by(Subscription.id.desc()).get()

    @property
    def actor(self) -> Actor:
        return Actor(self.person, self.language)

    def sum(self, euros: int) -> str:
        return plain(amount(euros if self.country == "fr" else euros * 10, self.currency, self.language))

    def day(self, *numbers: int) -> str:
        return plain(day(date(*numbers).isoformat(), self.language))

    def page(self, path: str) -> str:
        return f"http://localhost/{self.language}-{self.country}{path}"


@pytest.fixture(params=MARKETS, ids="-".join)
def customer(shop, front, request):  # noqa: F811
    return Customer(*request.param, front)


@pytest.fixture(params=["fr", "en"])
def french(shop, front, request):  # noqa: F811
    return Customer(request.param, "fr", front)


def says(text: str, *words: str) -> None:
    for word in words:
        assert word in text, f"{word!r} is not in\n{text}"


def test_an_invoice_comes_with_its_period_and_how_it_is_paid(customer, run_outbox):
    customer.buys()
    with at(date(2026, 2, 28)):
        run(date(2026, 2, 28))
        run_outbox()
    (row,) = Message.select().where(Message.kind == "invoices.invoice")
    invoice = Invoice.select().order_by(Invoice.id.desc()).get()
    says(text_of(row), invoice.number, customer.sum(296_64), customer.sum(247_20), customer.day(2026, 2, 28),
         customer.day(2026, 3, 30), "4242", customer.page("/compte/factures"))
    assert row.attachments[0]["filename"] == f"{invoice.number}.pdf"


def test_what_nothing_stored_will_pay_comes_with_a_link(customer, run_outbox):
    row = customer.buys()
    from_card = row.organisation.payment_methods.get()
    with at(date(2026, 2, 1)):
        world.means.revoke(from_card)
    with at(date(2026, 2, 28)):
        run(date(2026, 2, 28))
        run_outbox()
    (bill,), (no_means,) = written("invoices.invoice"), written("payments.no_means")
    for text in (bill, no_means):
        says(text, customer.sum(296_64), customer.page("/paiement/"))
    says(no_means, customer.day(2026, 3, 3), customer.page("/compte/paiement"), "Microsoft 365 Business Premium")


def test_a_refusal_says_why_and_when_it_is_tried_again(customer):
    customer.buys()
    with at(date(2026, 2, 1)):
        world.card(customer.person, customer.front, CARDS["declined at charge"])
    with at(date(2026, 2, 28)):
        run(date(2026, 2, 28))
    (text,) = written("payments.refused")
    number = Invoice.select().order_by(Invoice.id.desc()).get().number
    says(text, number, customer.sum(296_64), customer.day(2026, 3, 3), customer.page("/paiement/"))
    says(text, {"fr": "Votre banque", "en": "Your bank"}[customer.language])


def test_a_bank_that_asks_for_its_customer_is_no_refusal(customer):
    customer.buys()
    with at(date(2026, 2, 1)):
        world.card(customer.person, customer.front, CARDS["3-D Secure"])
    for on in (date(2026, 2, 28), date(2026, 3, 3)):
        with at(on):
            run(on)
    first, reminder = written("payments.authenticate")
    for text in (first, reminder):
        says(text, customer.sum(296_64), customer.day(2026, 3, 14), customer.page("/paiement/"))
        says(text, {"fr": "pas un refus", "en": "not a refusal"}[customer.language])
    assert reminder.startswith({"fr": "Rappel", "en": "Reminder"}[customer.language])


def test_a_debit_is_announced_with_all_that_the_scheme_wants_and_again_when_it_changes(french):
    row = french.buys(means=world.account)
    with at(date(2026, 2, 14)):
        run(date(2026, 2, 14))
    (text,) = written("payments.debit_notice")
    says(text, french.sum(296_64), french.day(2026, 2, 28), Mandate.get().reference, "2606", row.number,
         french.page("/compte/paiement"))
    with at(date(2026, 2, 15)):
        versions = [each.id for each in legal.documents_for_order("fr", [row.plan.product])]
        changing.add_seats(row, 1, french.actor, versions, "one more")
        run(date(2026, 2, 15))
    again = [each for each in written("payments.debit_notice") if row.number in each][-1]
    says(again, french.sum(321_36), french.day(2026, 3, 1), french.sum(296_64), french.day(2026, 2, 28))


def test_a_debit_taken_back_is_owed_again(french):
    french.front.overlay.hold_sepa = True
    french.buys(means=world.account)
    attempt = Attempt.get()
    french.front.overlay.settle(attempt.intent_id)
    with at(date(2026, 2, 4)):
        settling.settle(attempt, "webhook")
    french.front.overlay.dispute(attempt.intent_id)
    with at(date(2026, 2, 10)):
        settling.settle(attempt, "webhook")
    (text,) = written("payments.disputed")
    says(text, Invoice.get().number, french.sum(296_64), french.day(2026, 1, 31), french.page("/paiement/"))


def test_a_renewal_is_announced_with_both_prices_and_the_last_day_in_a_frame(customer):
    row = customer.buys()
    world.set_price(row.plan, 21_60, date(2027, 1, 1))
    for on in (date(2026, 12, 2), date(2027, 1, 24)):
        with at(on):
            run(on, charge=False)
    texts = written("subscriptions.renewal")
    assert len(texts) == 2
    for text in texts:
        says(text, row.number, customer.sum(20_60), customer.sum(247_20), customer.sum(21_60), customer.sum(259_20),
             customer.day(2027, 1, 31), "| " + customer.day(2027, 1, 29), customer.page(f"/compte/abonnements/{row.number}"))
        assert "/resiliation" not in text


def test_an_association_may_also_end_without_signing_in(french):
    french.person.organisation.kind = "non_professional"
    french.person.organisation.save()
    row = french.buys()
    with at(date(2026, 12, 2)):
        run(date(2026, 12, 2), charge=False)
    (text,) = written("subscriptions.renewal")
    says(text, french.page("/resiliation"), row.number)


def test_what_is_withdrawn_from_sale_is_told_not_to_renew_then_to_have_ended(customer):
    row = customer.buys()
    Plan.update(withdrawn_on=date(2026, 6, 1)).where(Plan.id == row.plan_id).execute()
    for on in (date(2026, 12, 2), date(2027, 1, 31)):
        with at(on):
            run(on, charge=False)
    (notice,), (ended,) = written("subscriptions.renewal"), written("subscriptions.ended")
    for text in (notice, ended):
        says(text, row.number, customer.day(2027, 1, 30), customer.page(f"/compte/abonnements/{row.number}"))
        says(text, {"fr": "retirée de la vente", "en": "withdrawn from sale"}[customer.language])


def test_every_change_leaves_a_written_trace(customer, run_outbox):
    row = customer.buys(window=168)
    actor, product = customer.actor, row.plan.product
    with at(ANCHOR + timedelta(days=3)):
        changing.choose(row, "stop", actor)
        changing.choose(row, "renew", actor)
        versions = [each.id for each in legal.documents_for_order(customer.country, [product])]
        changing.add_seats(row, 2, actor, versions, "two more")
        changing.schedule_reduction(row, 4, actor)
        changing.schedule_reduction(row, 0, actor)
        changing.shrink(row, row.lots.order_by("id").get().id, 3, actor)
        run_outbox()
    texts = written("subscriptions.changed")
    for text in texts:
        says(text, row.number, customer.day(2026, 2, 3), customer.page(f"/compte/abonnements/{row.number}"))
    stop, renew, added, reduction, kept, reduced = texts
    says(stop, customer.day(2027, 1, 30), customer.day(2027, 1, 29))
    says(renew, customer.day(2027, 1, 31))
    seats = {"fr": "utilisateurs", "en": "users"}[customer.language]
    says(added, f"2 {seats}", f"14 {seats}", customer.sum(20_60))
    says(reduction, f"4 {seats}", f"14 {seats}", f"10 {seats}")
    says(kept, f"14 {seats}")
    note = Invoice.get(Invoice.kind == "credit_note")
    credited = plain(amount(note.gross, customer.currency, customer.language))
    says(reduced, f"3 {seats}", f"11 {seats}", credited)
    (carried,) = written("invoices.credit_note")
    says(carried, note.number, note.corrects.number, credited, customer.day(2026, 2, 3))


def test_force_majeure_is_told_and_its_end_too(customer):
    row = customer.buys()
    with at(date(2026, 2, 10)):
        declared = force_majeure.declare(row.plan.product, customer.country, "Crue, Seine")
    with at(date(2026, 2, 20)):
        force_majeure.lift(declared)
    told, lifted = written("subscriptions.force_majeure")
    says(told, row.number, "Crue, Seine", customer.day(2026, 2, 10), customer.day(2026, 3, 13))
    says(lifted, row.number, customer.day(2026, 2, 10), customer.day(2026, 2, 20))


def test_a_closure_leaves_its_list_and_names_what_goes_on(customer):
    committed, open_ended = customer.buys(), customer.buys("none", "month", 1)
    with at(date(2026, 11, 15)):
        endings.close_account(committed.organisation)
    (text,) = written("subscriptions.closure")
    says(text, customer.day(2026, 11, 30), customer.day(2026, 12, 31), customer.sum(296_64), customer.sum(593_28),
         committed.number, open_ended.number, customer.page("/resiliation"))


def signals_after(french, kind: str, day: date) -> list:
    french.buys()
    Organisation.update(kind=kind).execute()
    with at(day):
        run(day, charge=False)
    return [(row.kind, row.detail) for row in StaffSignal.select()]


@pytest.mark.parametrize(
    ("kind", "day", "told"),
    [
        ("non_professional", date(2026, 12, 2), 0),  # sixty days before: in its time
        ("non_professional", date(2026, 12, 31), 0),  # the last day
        ("non_professional", date(2027, 1, 5), 1),  # the run had stood still
        ("non_professional", date(2027, 1, 30), 1),  # no notice any more, the choice is closed
        ("company", date(2027, 1, 5), 0),
    ],
)
def test_a_non_professional_told_too_late_is_reported_to_staff(french, kind, day, told):
    found = signals_after(french, kind, day)
    assert found == [("late_notice", {"term_end": "2027-01-31"})] * told
    with at(day + timedelta(days=1) if day < date(2027, 1, 30) else day):
        run(day, charge=False)
    assert StaffSignal.select().count() == told
