"""Payments against invoices and Stripe's statements: what does not agree is found once, and explained by people (issue 5)."""

from datetime import date

import pytest
from tests import builders
from tests import payment_world as world
from tests import subscription_world as life
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401
from tests.subscription_world import lyon  # noqa: F401

from phoenix.books import days, differences, reconciling, statements
from phoenix.books.differences import of_invoice
from phoenix.books.models import Finding, Movement
from phoenix.books.statements import NotReadable
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.kernel.money import Money
from phoenix.payments import refunds
from phoenix.payments.ledger import Account
from phoenix.payments.models import Attempt, Payment, Refund

HEAD = "balance_transaction_id,created_utc,currency,gross,fee,reporting_category,source_id,payment_intent_id,automatic_payout_id\n"


@pytest.fixture
def paid(shop, lyon, front):  # noqa: F811
    """An order of Lyon, paid by card and invoiced."""
    card = world.card(lyon, front)
    life.bought(lyon, card)
    return Payment.get()


def kinds() -> dict[str, str]:
    return {row.kind: row.state for row in Finding.select()}


def line(name: str, gross: str, category="charge", intent="", source="", day=None, currency="eur") -> str:
    day = day or Payment.get().confirmed_at.date()
    return f"{name},{day} 10:00:00,{currency},{gross},0.50,{category},{source},{intent},po_1\n"


def decimal(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"


def test_books_that_agree_have_nothing_to_explain(paid):
    refunds.refund(paid, Money(10_00, "EUR"), "geste")
    assert reconciling.look() == 0 and Finding.select().count() == 0


def test_money_without_an_invoice_is_found_and_goes_once_it_has_one(paid):
    Payment.update(invoice=None).execute()
    clock.set_to(clock.now() + reconciling.HURRY * 2)
    assert reconciling.look() == 1 and kinds() == {"no_invoice": "open"}
    assert reconciling.look() == 1 and Finding.select().count() == 1
    Payment.update(invoice=Invoice.get()).execute()
    assert reconciling.look() == 0 and kinds() == {"no_invoice": "gone"}


def test_an_invoice_paid_twice_is_found(paid):
    again = Payment.create(organisation=paid.organisation, invoice=Invoice.get(), part=2, amount=paid.amount, currency="EUR", state="succeeded", method_kind="card")
    reconciling.look()
    row = Finding.get()
    assert (row.kind, row.expected, row.seen) == ("overpaid", paid.amount, 2 * paid.amount)
    again.delete_instance()
    reconciling.look()
    assert kinds() == {"overpaid": "gone"}


def test_an_invoice_said_to_be_paid_that_is_not_is_found(paid):
    Payment.update(state="lost").execute()
    reconciling.look()
    assert kinds()["underpaid"] == "open"


def test_a_refund_without_its_credit_note_is_found(paid):
    Refund.create(payment=paid, attempt=Attempt.get(), amount=10_00, state="succeeded", booked_at=clock.now())
    reconciling.look()
    row = Finding.get()
    assert (row.kind, row.expected, row.seen) == ("no_note", 0, 10_00)


def test_a_dispute_is_found_until_it_is_decided(paid):
    Payment.update(state="disputed", disputed_at=clock.now()).execute()
    reconciling.look()
    assert kinds()["dispute"] == "open"
    Payment.update(state="won").execute()
    reconciling.look()
    assert kinds()["dispute"] == "gone"


SUMS = {
    "agrees": (Account(100, 0, 100, 0, 0, "EUR"), "paid", []),
    "credited and given back": (Account(100, 30, 100, 30, 0, "EUR"), "paid", []),
    "paid twice, given back without note": (Account(100, 0, 200, 100, 0, "EUR"), "paid", []),
    "paid twice": (Account(100, 0, 200, 0, 0, "EUR"), "paid", ["overpaid"]),
    "credited, not yet given back": (Account(100, 30, 100, 0, 0, "EUR"), "paid", ["overpaid"]),
    "given back without note": (Account(100, 0, 100, 40, 0, "EUR"), "paid", ["no_note"]),
    "not paid whole": (Account(100, 0, 60, 0, 0, "EUR"), "paid", ["underpaid"]),
    "not paid, and not said to be": (Account(100, 0, 60, 0, 0, "EUR"), "issued", []),
    "a debit under way": (Account(100, 10, 100, 0, 90, "EUR"), "issued", []),
}


@pytest.mark.parametrize("case", SUMS)
def test_what_does_not_agree_of_an_invoice(case):
    sums, state, expected = SUMS[case]
    assert [each.kind for each in of_invoice("F", date(2026, 1, 1), state, sums)] == expected


def test_a_statement_that_agrees_finds_nothing(paid):
    attempt = Attempt.get()
    refunds.refund(paid, Money(10_00, "EUR"), "geste")
    text = HEAD + line("txn_1", decimal(paid.amount), intent=attempt.intent_id, source="ch_1")
    text += line("txn_2", "-10.00", "refund", source=Refund.get().stripe_id)
    assert statements.receive(text) == (2, 0)
    assert statements.receive(text) == (0, 2)
    assert reconciling.look() == 0
    (day,) = days.days(Payment.get().confirmed_at.date(), 30)
    assert (day.charged, day.stripe_charged, day.stripe_given_back) == (paid.amount, paid.amount, 10_00)


def test_what_stripe_says_otherwise_is_found(paid):
    attempt = Attempt.get()
    text = HEAD + line("txn_1", "1.00", intent=attempt.intent_id) + line("txn_2", "5.00", intent="pi_foreign") + line("txn_3", "-7.00", "refund", source="re_x")
    statements.receive(text)
    reconciling.look()
    found = {(row.kind, row.expected, row.seen) for row in Finding.select()}
    assert found == {("other_amount", paid.amount, 1_00), ("unknown_to_us", 0, 5_00), ("unknown_to_us", 0, 7_00)}


def test_what_we_took_on_a_day_that_a_statement_covers_must_be_in_it(paid):
    statements.receive(HEAD + line("txn_1", "-3.00", "fee"))
    reconciling.look()
    assert kinds() == {"not_at_stripe": "open"}


WRONG = {
    "columns": "a,b\n1,2\n",
    "currency": HEAD + "txn,2026-01-01,usd,1.00,0,charge,,,\n",
    "day": HEAD + "txn,soon,eur,1.00,0,charge,,,\n",
    "sum": HEAD + "txn,2026-01-01,eur,\"1,5\",0,charge,,,\n",
    "line": HEAD + ",2026-01-01,eur,1.00,0,charge,,,\n",
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_no_statement_is_refused_whole(app, what):
    with pytest.raises(NotReadable) as trouble:
        statements.receive(WRONG[what] if what == "columns" else HEAD + "t0,2026-01-01,eur,1.00,0,charge,,,\n" + WRONG[what].removeprefix(HEAD))
    assert trouble.value.what == what
    assert Movement.select().count() == 0


def test_people_explain_once_and_the_second_is_told(paid):
    Payment.update(state="disputed", disputed_at=clock.now()).execute()
    reconciling.look()
    row = Finding.get(Finding.kind == "dispute")
    row = reconciling.explain(row.id, row.version, "La banque examine.", "Aïcha")
    with pytest.raises(reconciling.Changed):
        reconciling.explain(row.id, 1, "Autre chose.", "Bruno")
    reconciling.look()
    assert Finding.get_by_id(row.id).state == "explained"  # found again, as it was
    row = reconciling.reopen(row.id, row.version, "Bruno")
    assert (row.state, row.note) == ("open", "La banque examine.")


def test_what_was_explained_is_open_again_when_its_sums_change(paid):
    again = Payment.create(organisation=paid.organisation, invoice=Invoice.get(), part=2, amount=50, currency="EUR", state="succeeded", method_kind="card")
    reconciling.look()
    row = Finding.get()
    reconciling.explain(row.id, row.version, "Cinquante centimes en trop.", "Aïcha")
    Payment.update(amount=9000).where(Payment.id == again.id).execute()
    reconciling.look()
    assert Finding.get().state == "open" and Finding.get().seen == paid.amount + 9000
    assert {kind for kind in differences.KINDS} >= {Finding.get().kind}


@pytest.mark.postgresql
def test_both_databases_are_looked_through(postgresql_app):
    order = builders.confirmed_order(builders.representative(builders.lyon()), [(builders.plan(), 1, 0)])
    payment = Payment.create(organisation=order.organisation, order=order, amount=50_00, currency="EUR", state="disputed", method_kind="card")
    Payment.update(confirmed_at=clock.now(), disputed_at=clock.now()).execute()
    statements.receive(HEAD + line("txn_1", "5.00", intent="pi_foreign"))
    assert reconciling.look() == 2 and set(kinds()) == {"dispute", "unknown_to_us"}
    (day,) = days.days(clock.now().date(), 7)
    assert (day.charged, day.disputed, day.stripe_charged) == (50_00, 50_00, 5_00)
    Payment.update(state="won").where(Payment.id == payment.id).execute()
    assert reconciling.look() == 1
