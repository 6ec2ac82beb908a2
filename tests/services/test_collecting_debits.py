"""Due dates debited: announced, made, refused, taken back, split, and mandates that end (clause 6.1c)."""

from datetime import date

import pytest

from phoenix.invoices.models import Invoice
from phoenix.kernel.money import Money
from phoenix.payments import invoice_payment, means, refunds, rules
from phoenix.payments.models import Attempt, DebitNotice, Mandate, Payment, Refund
from phoenix.payments.refunds import NotRefundable
from phoenix.subscriptions import changing
from phoenix.team.models import StaffSignal
from tests import payment_world as world
from tests import subscription_world as life
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401
from tests.subscription_world import at, lived, lyon, now  # noqa: F401

NOTICE_DAY, DUE_DAY = date(2026, 2, 14), date(2026, 2, 28)
GROSS = 247_20  # 10 seats at 20.60 EUR, and 20 % VAT


@pytest.fixture
def debited(lyon, front):  # noqa: F811
    """Ten seats, paid month by month from a bank account."""
    return life.bought(lyon, world.account(lyon, front))


@pytest.fixture
def processing(debited, front):  # noqa: F811
    """The payment of the second month, taken by the bank and not there yet."""
    lived(NOTICE_DAY)
    front.overlay.hold_sepa = True
    lived(DUE_DAY)
    return Payment.get(Payment.invoice == life.last_invoice())


def refused(payment, front, day: date, code: str = "insufficient_funds"):  # noqa: F811
    """The bank says no on that day."""
    front.overlay.fail(now(payment).last_attempt().intent_id, code)
    with at(day):
        return life.news(payment)


def announced() -> list[tuple]:
    return [(row.number, row.amount, row.debit_on) for row in DebitNotice.select().order_by(DebitNotice.id)]


def test_three_years_paid_at_once_are_debited_again_by_the_mandate_that_paid_them(lyon, front):  # noqa: F811
    life.bought(lyon, world.account(lyon, front), world.plan("P3Y", "once"))
    renewal = date(2029, 1, 31)
    life.live_until(renewal)
    assert [(row.kind, row.submitted_at.date()) for row in life.attempts_of(life.last_invoice())] == [("sepa", renewal)]
    assert life.last_invoice().issued_on == renewal


@pytest.mark.parametrize(("day", "usable"), [(date(2029, 1, 30), True), (date(2029, 1, 31), True), (date(2029, 2, 1), False)])
def test_a_mandate_lapses_after_thirty_six_months_without_a_debit(lyon, front, day, usable):  # noqa: F811
    account = world.account(lyon, front)
    with at(day):
        assert means.is_usable(account) is usable


def test_a_debit_is_announced_fourteen_days_before_and_made_on_its_day(debited):
    lived(date(2026, 2, 13))
    assert announced() == []
    lived(NOTICE_DAY)
    assert announced() == [(1, GROSS, DUE_DAY)]
    (mail,) = life.mails_of("payments.debit_notice")
    assert mail.sent_at.date() == NOTICE_DAY and mail.to_address.endswith("@atelier.example")
    told = mail.context
    assert (told["reference"], told["last4"]) == (Mandate.get().reference, "2606")
    assert "247,20" in told["amount"] and "28 février 2026" in told["day"] and "creditor" in told

    lived(date(2026, 2, 27))
    assert Invoice.select().count() == 1
    lived(DUE_DAY)
    invoice = life.last_invoice()
    assert (invoice.issued_on, invoice.due_on, invoice.gross, invoice.state) == (DUE_DAY, DUE_DAY, GROSS, "paid")
    (attempt,) = life.attempts_of(invoice)
    assert (attempt.kind, attempt.off_session) == ("sepa", True)
    assert life.collection_of(invoice).state == "collected"


def test_it_is_announced_once_however_often_the_run_looks(debited):
    for day in (14, 15, 16, 27, 28):
        lived(date(2026, 2, day))
    assert len(announced()) == 1 and len(life.mails_of("payments.debit_notice")) == 1


def test_a_debit_whose_notice_has_not_left_waits(debited):
    lived(NOTICE_DAY, mails=False)
    assert lived(DUE_DAY, mails=False).counts["waiting"] == 1
    invoice = life.last_invoice()
    with at(date(2026, 3, 1)):
        life.deliver()  # the mail server is there again
    for day in (date(2026, 3, 1), date(2026, 3, 14)):
        lived(day)
        assert life.attempts_of(invoice) == [], day
    lived(date(2026, 3, 15))
    assert (now(invoice).state, len(announced())) == ("paid", 1)


def test_another_amount_is_announced_anew_and_its_debit_waits(debited, lyon, front):  # noqa: F811
    lived(NOTICE_DAY)
    world.card(lyon, front)
    with at(date(2026, 2, 20)):
        versions = world.version_ids(debited)
        changing.add_seats(debited, 2, life.actor(lyon), versions, "two more")
    lived(date(2026, 2, 20))
    of_period = [row for row in DebitNotice.select() if row.subject.endswith("2026-02-28")]
    assert [(row.amount, row.debit_on) for row in of_period] == [(GROSS, DUE_DAY), (296_64, date(2026, 3, 6))]
    assert [mail.context["again"] for mail in life.mails_of("payments.debit_notice")] == [False, False, True]

    lived(DUE_DAY)
    invoice = life.last_invoice()
    assert (invoice.gross, invoice.due_on, life.attempts_of(invoice)) == (296_64, date(2026, 3, 6), [])
    lived(date(2026, 3, 5))
    assert life.attempts_of(invoice) == []
    lived(date(2026, 3, 6))
    assert now(invoice).state == "paid"


def test_another_mandate_is_announced_anew_and_its_debit_waits(debited, lyon, front):  # noqa: F811
    lived(NOTICE_DAY)
    with at(date(2026, 2, 20)):
        account = world.account(lyon, front, world.OTHER_IBAN)
    lived(date(2026, 2, 20))
    assert announced() == [(1, GROSS, DUE_DAY), (2, GROSS, date(2026, 3, 6))]
    lived(DUE_DAY)
    lived(date(2026, 3, 6))
    (attempt,) = life.attempts_of(life.last_invoice())
    assert attempt.method_id == account.id


def test_a_mandate_that_changes_while_the_invoice_waits_is_announced_before_it_is_debited(debited, lyon, front):  # noqa: F811
    lived(NOTICE_DAY, mails=False)
    lived(DUE_DAY)  # the notice leaves today: the debit waits until 14 March
    invoice = life.last_invoice()
    with at(date(2026, 3, 10)):
        account = world.account(lyon, front, world.OTHER_IBAN)
    lived(date(2026, 3, 14))
    assert life.attempts_of(invoice) == []
    lived(date(2026, 3, 27))
    assert life.attempts_of(invoice) == []
    lived(date(2026, 3, 28))
    (attempt,) = life.attempts_of(invoice)
    assert attempt.method_id == account.id


def test_days_of_processing_are_neither_paid_nor_tried_again(processing):
    assert processing.state == rules.PROCESSING
    for day in (1, 5, 11):
        lived(date(2026, 3, day))
    invoice = now(processing).invoice
    assert (invoice.state, len(life.attempts_of(invoice))) == ("issued", 1)
    assert now(life.collection_of(invoice)).state == "waiting"


def test_want_of_funds_is_tried_once_more_on_the_next_bank_day_plus_two(processing, front):  # noqa: F811
    refused(processing, front, date(2026, 3, 12))  # a Thursday: the next bank day is Friday, plus two: Tuesday
    (mail,) = life.mails_of("payments.refused")
    assert mail.context["code"] == "insufficient_funds" and mail.context["token"]
    assert mail.context["again_on"] == "17 mars 2026"
    invoice = processing.invoice
    lived(date(2026, 3, 16))
    assert len(life.attempts_of(invoice)) == 1
    lived(date(2026, 3, 17))
    assert [row.reached for row in life.attempts_of(invoice)] == ["failed", "processing"]

    refused(processing, front, date(2026, 3, 27))
    assert (now(invoice).state, life.collection_of(invoice).state) == ("overdue", "overdue")
    assert len(life.mails_of("payments.refused")) == 2
    life.live_until(date(2026, 4, 29))
    assert len(life.attempts_of(invoice)) == 2


def test_the_second_try_may_pass(processing, front):  # noqa: F811
    refused(processing, front, date(2026, 3, 12))
    front.overlay.hold_sepa = False
    lived(date(2026, 3, 17))
    invoice = now(processing.invoice)
    assert (invoice.state, life.collection_of(invoice).state) == ("paid", "collected")
    assert Payment.select().where(Payment.invoice == invoice).count() == 1


@pytest.mark.parametrize("code", ["account_closed", "debit_not_authorized", "processing_error"])
def test_other_refusals_are_not_tried_again(processing, front, code):  # noqa: F811
    refused(processing, front, date(2026, 3, 12), code)
    invoice = processing.invoice
    assert (now(invoice).state, life.collection_of(invoice).try_on) == ("overdue", None)
    assert len(life.mails_of("payments.refused")) == 1
    lived(date(2026, 3, 17))
    assert len(life.attempts_of(invoice)) == 1


def test_what_the_bank_takes_back_is_owed_again_and_never_refunded_as_well(processing, front):  # noqa: F811
    intent = processing.last_attempt().intent_id
    front.overlay.settle(intent)
    with at(date(2026, 3, 6)):
        assert life.news(processing).invoice.state == "paid"
    front.overlay.dispute(intent)
    with at(date(2026, 4, 20)):
        payment = life.news(processing)
        life.news(processing)
        assert (payment.state, payment.invoice.state) == (rules.DISPUTED, "issued")
        with pytest.raises(NotRefundable):
            refunds.refund(payment, Money(1_00, "EUR"), "Encore")
    row = life.collection_of(payment.invoice)
    assert (row.state, row.try_on, row.refusal) == ("overdue", None, "disputed")
    assert len(life.mails_of("payments.disputed")) == 1
    life.live_until(date(2026, 6, 1))
    assert (len(life.attempts_of(payment.invoice)), Refund.select().count()) == (1, 0)


def test_what_was_taken_back_and_won_is_paid_again_once(processing, front):  # noqa: F811
    intent = processing.last_attempt().intent_id
    front.overlay.settle(intent)
    front.overlay.dispute(intent)
    with at(date(2026, 4, 20)):
        life.news(processing)
    front.overlay.dispute(intent, "won")
    with at(date(2026, 5, 20)):
        assert life.news(processing).state == rules.WON
    invoice = now(processing.invoice)
    assert (invoice.state, life.collection_of(invoice).state) == ("paid", "collected")


def test_what_was_credited_and_is_then_taken_back_is_not_owed(processing, front):  # noqa: F811
    intent = processing.last_attempt().intent_id
    front.overlay.settle(intent)
    with at(date(2026, 3, 6)):
        life.news(processing)
        refunds.refund(now(processing), processing.money, "Erreur")
    front.overlay.dispute(intent)
    with at(date(2026, 3, 20)):
        life.news(processing)
    assert now(processing.invoice).state == "credited"
    assert (life.collection_of(processing.invoice).state, life.mails_of("payments.disputed")) == ("collected", [])


def test_a_yes_after_a_no_pays_the_invoice_once(processing, front):  # noqa: F811
    refused(processing, front, date(2026, 3, 12))
    front.overlay.sepa[processing.last_attempt().intent_id] = "succeeded"
    with at(date(2026, 3, 13)):
        for _twice in range(2):
            payment = life.news(processing)
    assert (payment.state, payment.invoice.state) == (rules.SUCCEEDED, "paid")
    lived(date(2026, 3, 17))
    assert len(life.attempts_of(payment.invoice)) == 1
    assert life.collection_of(payment.invoice).state == "collected"


@pytest.fixture
def large(lyon, front):  # noqa: F811
    """90 seats at 200 EUR: 21 600 EUR a month, the first by card; then a mandate was given."""
    subscription = life.bought(lyon, world.card(lyon, front), world.plan(euros=200_00), seats=90)
    world.account(lyon, front)
    lived(NOTICE_DAY)
    return subscription


def test_a_debit_over_the_limit_is_split_and_announced_as_one(large):
    assert announced() == [(1, 21_600_00, DUE_DAY)]
    lived(DUE_DAY)
    invoice = life.last_invoice()
    assert [row.amount for row in life.attempts_of(invoice)] == [10_000_00, 10_000_00, 1_600_00]
    assert (invoice.state, life.collection_of(invoice).state) == ("paid", "collected")


def test_a_part_that_fails_is_tried_again_alone(large, front):  # noqa: F811
    front.overlay.hold_sepa = True
    lived(DUE_DAY)
    invoice = life.last_invoice()
    first, second, third = Payment.select().where(Payment.invoice == invoice).order_by(Payment.part)
    for each in (first, third):
        front.overlay.settle(each.last_attempt().intent_id)
        with at(date(2026, 3, 9)):
            life.news(each)
    assert now(invoice).state == "issued"
    refused(second, front, date(2026, 3, 12))
    lived(date(2026, 3, 17))
    assert [row.amount for row in life.attempts_of(invoice)] == [10_000_00, 10_000_00, 1_600_00, 10_000_00]
    front.overlay.settle(now(second).last_attempt().intent_id)
    with at(date(2026, 3, 20)):
        life.news(second)
    assert now(invoice).state == "paid"


def test_parts_that_fail_together_are_told_once_and_tried_again_together(large, front):  # noqa: F811
    front.overlay.hold_sepa = True
    lived(DUE_DAY)
    invoice = life.last_invoice()
    for each in Payment.select().where(Payment.invoice == invoice):
        refused(each, front, date(2026, 3, 12))
    assert len(life.mails_of("payments.refused")) == 1
    assert life.collection_of(invoice).refusals == 1
    lived(date(2026, 3, 17))
    assert len(life.attempts_of(invoice)) == 6


def test_parts_that_fail_on_different_days_are_each_tried_once_more(large, front):  # noqa: F811
    front.overlay.hold_sepa = True
    lived(DUE_DAY)
    invoice = life.last_invoice()
    first, second, _third = Payment.select().where(Payment.invoice == invoice).order_by(Payment.part)
    refused(first, front, date(2026, 3, 12))
    lived(date(2026, 3, 17))  # the first part again
    refused(second, front, date(2026, 3, 18))
    assert len(life.mails_of("payments.refused")) == 2
    lived(date(2026, 3, 23))  # the second part again
    assert [row.payment_id for row in life.attempts_of(invoice)][3:] == [first.id, second.id]


def test_parts_refused_for_good_are_told_once(large, front):  # noqa: F811
    front.overlay.hold_sepa = True
    lived(DUE_DAY)
    for each in Payment.select().where(Payment.invoice == life.last_invoice()):
        refused(each, front, date(2026, 3, 12), "account_closed")
    assert len(life.mails_of("payments.refused")) == 1
    assert life.last_invoice().state == "overdue"


@pytest.mark.parametrize("end", ["inactive", "revoked by the customer"])
def test_a_mandate_that_ended_is_not_debited_and_the_card_takes_over(debited, lyon, front, end):  # noqa: F811
    account = debited.organisation.payment_methods.get()
    with at(date(2026, 2, 1)):
        card = world.card(lyon, front)
    lived(NOTICE_DAY)
    with at(date(2026, 2, 20)):
        if end == "inactive":
            front.overlay.set_mandate(Mandate.get().stripe_id, "inactive")
            means.mandate_changed(means.gateway().mandate(Mandate.get().stripe_id))
        else:
            means.revoke(account)
    lived(DUE_DAY)
    (attempt,) = life.attempts_of(life.last_invoice())
    assert (attempt.method_id, attempt.reached) == (card.id, rules.SUCCEEDED)


def test_a_mandate_that_ended_after_the_invoice_is_not_debited_either(debited, front):  # noqa: F811
    lived(NOTICE_DAY, mails=False)
    lived(DUE_DAY)
    with at(date(2026, 3, 1)):
        means.mandate_changed(means.MandateSeen(Mandate.get().stripe_id, "inactive"))
    tries = Attempt.select().count()
    lived(date(2026, 3, 14))
    assert Attempt.select().count() == tries
    assert life.collection_of(life.last_invoice()).refusal == "no_means"


def test_a_mandate_given_after_a_card_was_refused_is_announced_before_it_is_debited(lyon, front):  # noqa: F811
    card = world.card(lyon, front)
    life.bought(lyon, card)
    front.overlay.refuse(card.stripe_id, "generic_decline")
    lived(DUE_DAY)
    invoice = life.last_invoice()
    with at(date(2026, 3, 1)):
        world.account(lyon, front)
    lived(date(2026, 3, 3))  # the card's next day; the account has not been announced
    assert [row.kind for row in life.attempts_of(invoice)] == ["card"]
    lived(date(2026, 3, 16))
    assert len(life.attempts_of(invoice)) == 1
    lived(date(2026, 3, 17))
    assert [row.kind for row in life.attempts_of(invoice)] == ["card", "sepa"]
    assert now(invoice).state == "paid"


def test_won_after_it_was_paid_again_what_is_too_much_is_told_to_staff(processing, front, lyon):  # noqa: F811
    intent = processing.last_attempt().intent_id
    front.overlay.settle(intent)
    with at(date(2026, 3, 6)):
        life.news(processing)
    front.overlay.dispute(intent)
    with at(date(2026, 4, 20)):
        life.news(processing)
        invoice = now(processing.invoice)
        invoice_payment.pay(invoice, world.card(lyon, front))
        assert (now(invoice).state, StaffSignal.select().count()) == ("paid", 0)
    front.overlay.dispute(intent, "won")
    with at(date(2026, 5, 20)):
        life.news(processing)
        life.news(processing)
    signal = StaffSignal.get()
    assert signal.subject == f"invoice:{invoice.number}" and signal.detail == {"amount": invoice.gross, "currency": "EUR"}
