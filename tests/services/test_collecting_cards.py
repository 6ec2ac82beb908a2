"""Due dates charged to cards while their customer is away: tried again, never, or asked for (clause 6.1d)."""

from datetime import date

import pytest

from phoenix.invoices.credit import issue_credit_note
from phoenix.invoices.models import Invoice
from phoenix.kernel.money import Money
from phoenix.payments import invoice_payment, means, rules, settling, sweep
from phoenix.payments.models import Attempt, Payment, PaymentMethod
from phoenix.subscriptions import changing
from phoenix.subscriptions.models import Subscription
from tests import payment_world as world
from tests import subscription_world as life
from tests.gateways.fixtures import CARDS, browser_authenticates
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401
from tests.subscription_world import at, casablanca, lived, lyon, now  # noqa: F401

DUE_DAY = date(2026, 2, 28)
RETRIES = [date(2026, 3, 3), date(2026, 3, 7), date(2026, 3, 14)]


@pytest.fixture
def card(lyon, front):  # noqa: F811
    return world.card(lyon, front)


@pytest.fixture
def carded(lyon, card):  # noqa: F811
    """Ten seats, paid month by month by card."""
    return life.bought(lyon, card)


def tried_on(invoice) -> list[date]:
    return [row.submitted_at.date() for row in life.attempts_of(invoice)]


def lived_through_march(first: int = 1) -> None:
    for day in range(first, 31):
        lived(date(2026, 3, day))


def test_a_due_date_is_charged_while_the_customer_is_away(carded, card):
    lived(DUE_DAY)
    (attempt,) = life.attempts_of(life.last_invoice())
    assert (attempt.method_id, attempt.off_session, attempt.amount) == (card.id, True, 247_20)
    assert life.last_invoice().state == "paid"
    assert life.mails_of("payments.debit_notice") == []


@pytest.mark.parametrize("code", ["insufficient_funds", "generic_decline", "try_again_later"])
def test_what_may_pass_is_tried_again_on_days_3_7_and_14_then_it_is_overdue(carded, card, front, code):  # noqa: F811
    front.overlay.refuse(card.stripe_id, code)
    lived(DUE_DAY)
    invoice = life.last_invoice()
    (mail,) = life.mails_of("payments.refused")
    assert (mail.context["decline_code"], mail.context["again_on"]) == (code, "3 mars 2026")
    lived_through_march()
    assert tried_on(invoice) == [DUE_DAY, *RETRIES]
    assert [mail.context["again_on"] for mail in life.mails_of("payments.refused")] == [
        "3 mars 2026", "7 mars 2026", "14 mars 2026", "",
    ]
    assert (now(invoice).state, life.collection_of(invoice).state) == ("overdue", "overdue")


def test_nothing_is_cut_by_itself(carded, card, front):  # noqa: F811
    front.overlay.refuse(card.stripe_id, "generic_decline")
    life.live_until(date(2026, 5, 20))
    states = [row.state for row in Invoice.select().order_by(Invoice.id)]
    assert states == ["paid", "overdue", "overdue", "overdue"]
    row = Subscription.get()
    assert (row.active, row.renewal, row.next_due_on) == (True, "renew", date(2026, 5, 31))


def test_a_later_try_that_passes_pays_the_invoice_once(carded, card, front):  # noqa: F811
    front.overlay.refuse(card.stripe_id, "insufficient_funds")
    lived(DUE_DAY)
    front.overlay.refuse(card.stripe_id, None)
    lived_through_march()
    invoice = life.last_invoice()
    assert tried_on(invoice) == [DUE_DAY, RETRIES[0]]
    assert (invoice.state, life.collection_of(invoice).state) == ("paid", "collected")


def test_a_run_that_comes_late_tries_on_the_days_that_are_left(carded, card, front):  # noqa: F811
    front.overlay.refuse(card.stripe_id, "generic_decline")
    lived(DUE_DAY)
    lived_through_march(first=9)
    assert tried_on(life.last_invoice()) == [DUE_DAY, date(2026, 3, 9), date(2026, 3, 14)]


@pytest.mark.parametrize("code", ["lost_card", "stolen_card", "pickup_card", "expired_card"])
def test_what_will_never_pass_is_not_tried_again(carded, card, front, code):  # noqa: F811
    front.overlay.refuse(card.stripe_id, code)
    lived(DUE_DAY)
    lived_through_march()
    invoice = life.last_invoice()
    assert tried_on(invoice) == [DUE_DAY]
    assert now(invoice).state == "overdue"
    assert len(life.mails_of("payments.refused")) == 1


def test_a_replaced_card_is_tried_on_the_next_planned_day(carded, card, lyon, front):  # noqa: F811
    front.overlay.refuse(card.stripe_id, "lost_card")
    lived(DUE_DAY)
    lived(RETRIES[0])
    with at(date(2026, 3, 5)):
        other = world.card(lyon, front)
    lived_through_march(first=5)
    invoice = life.last_invoice()
    assert tried_on(invoice) == [DUE_DAY, RETRIES[1]]
    assert (life.attempts_of(invoice)[1].method_id, invoice.state) == (other.id, "paid")


@pytest.fixture
def asked(carded, lyon, front):  # noqa: F811
    """The bank of a new card wants to see its holder, who is away."""
    with at(date(2026, 2, 20)):
        world.card(lyon, front, CARDS["3-D Secure"])
    lived(DUE_DAY)
    return Payment.get(Payment.invoice == life.last_invoice())


def test_a_need_for_authentication_is_mailed_and_no_decline(asked):
    row = life.collection_of(asked.invoice)
    assert (asked.state, row.refusals, row.state) == (rules.ACTION, 0, "waiting")
    (mail,) = life.mails_of("payments.authenticate")
    assert mail.context["token"] and not mail.context["reminder"]
    assert life.mails_of("payments.refused") == []


def test_the_very_same_intent_is_confirmed_from_the_link(asked, front):  # noqa: F811
    intent = asked.last_attempt().intent_id
    with at(date(2026, 3, 2)):
        browser_authenticates(front.base, means.gateway().intent(intent).client_secret)
        invoice_payment.refresh(asked.invoice)
    invoice = now(asked.invoice)
    assert [row.intent_id for row in life.attempts_of(invoice)] == [intent]
    assert (invoice.state, life.collection_of(invoice).state) == ("paid", "collected")
    lived_through_march(first=3)
    assert len(life.mails_of("payments.authenticate")) == 1


def test_who_does_not_authenticate_is_reminded_and_after_14_days_the_invoice_is_overdue(asked):
    lived_through_march(first=1)
    mails = life.mails_of("payments.authenticate")
    assert [row.created_at.date() for row in mails] == [DUE_DAY, date(2026, 3, 3), date(2026, 3, 7)]
    assert [row.context["reminder"] for row in mails] == [False, True, True]
    assert now(asked.invoice).state == "overdue"
    assert len(life.attempts_of(asked.invoice)) == 1
    assert life.mails_of("payments.refused") == []


def test_an_overdue_invoice_can_still_be_confirmed(asked, front):  # noqa: F811
    lived_through_march(first=1)
    with at(date(2026, 3, 30)):
        browser_authenticates(front.base, means.gateway().intent(asked.last_attempt().intent_id).client_secret)
        settling.settle(asked.last_attempt(), "webhook")
    assert now(asked.invoice).state == "paid"


def test_an_authentication_asked_for_at_a_later_try_has_its_own_link_and_fourteen_days(carded, card, lyon, front):  # noqa: F811
    front.overlay.refuse(card.stripe_id, "generic_decline")
    lived(DUE_DAY)
    with at(date(2026, 3, 1)):
        world.card(lyon, front, CARDS["3-D Secure"])
    lived_through_march(first=3)
    days = [row.created_at.date().day for row in life.mails_of("payments.authenticate")]
    assert days == [3, 6, 10]
    row = life.collection_of(life.last_invoice())
    assert row.state == "overdue"
    states = [event.kind for event in life.last_invoice().events]
    assert states.count("overdue") == 1
    overdue = [event.at.date() for event in life.last_invoice().events if event.kind == "overdue"]
    assert overdue == [date(2026, 3, 17)]


def test_a_card_refused_after_its_holder_authenticated_has_its_days_from_then(asked, front):  # noqa: F811
    intent = means.gateway().intent(asked.last_attempt().intent_id)
    with at(date(2026, 3, 5)):
        browser_authenticates(front.base, intent.client_secret, success=False)
        settling.settle(asked.last_attempt(), "webhook")
    row = life.collection_of(asked.invoice)
    assert (row.state, row.refusals, row.try_on) == ("due", 1, date(2026, 3, 8))


def test_another_means_can_pay_what_waits_for_authentication(asked, card):
    with at(date(2026, 3, 2)):
        standing = invoice_payment.pay(asked.invoice, PaymentMethod.get_by_id(card.id))
    assert standing.paid
    invoice = now(asked.invoice)
    assert (invoice.state, life.collection_of(invoice).state) == ("paid", "collected")
    lived_through_march(first=3)
    assert len(life.mails_of("payments.authenticate")) == 1
    assert len(life.attempts_of(invoice)) == 2


def test_another_means_that_is_refused_leaves_the_shops_own_tries(asked, card, front):  # noqa: F811
    front.overlay.refuse(card.stripe_id, "generic_decline")
    with at(date(2026, 3, 2)):
        invoice_payment.pay(asked.invoice, PaymentMethod.get_by_id(card.id))
    lived_through_march(first=3)
    assert [row.submitted_at.date().day for row in life.attempts_of(asked.invoice)] == [28, 2, 3]
    assert life.collection_of(asked.invoice).state == "overdue"


def test_an_expired_card_pays_nothing_and_the_customer_is_told(carded, card):
    PaymentMethod.update(exp_year=2026, exp_month=2).where(PaymentMethod.id == card.id).execute()
    lived(DUE_DAY)
    assert life.last_invoice().state == "paid"  # good until the end of its month
    lived(date(2026, 3, 31))
    invoice = life.last_invoice()
    assert life.attempts_of(invoice) == []
    assert life.collection_of(invoice).refusal == "no_means"


def test_without_any_means_it_is_told_once_on_each_planned_day_then_overdue(carded, card):
    with at(date(2026, 2, 5)):
        means.revoke(card)
    with at(DUE_DAY):
        first, again = life.run(DUE_DAY), life.run(DUE_DAY)
    assert (first.counts["refused"], again.counts["refused"]) == (1, 0)
    lived_through_march()
    mails = life.mails_of("payments.no_means")
    assert [row.created_at.date() for row in mails] == [DUE_DAY, *RETRIES]
    assert [row.context["again_on"] for row in mails] == ["3 mars 2026", "7 mars 2026", "14 mars 2026", ""]
    assert life.last_invoice().state == "overdue"
    assert Attempt.select().count() == 1


def test_a_customer_without_means_holds_up_none_of_the_others(carded, card, front):  # noqa: F811
    with at(life.ANCHOR):
        others = []
        for _each in range(3):
            other = world.person(world.organisation("fr"))
            others.append(life.bought(other, world.card(other, front)))
    with at(date(2026, 2, 5)):
        means.revoke(card)
    report = lived(DUE_DAY)
    assert (report.counts["invoiced"], report.counts["charged"], report.counts["refused"]) == (4, 3, 1)
    paid = Invoice.select().where(Invoice.issued_on == DUE_DAY, Invoice.state == "paid")
    assert {row.organisation_id for row in paid} == {row.organisation_id for row in others}


def test_a_means_stored_in_time_pays_on_the_next_planned_day(carded, card, lyon, front):  # noqa: F811
    with at(date(2026, 2, 5)):
        means.revoke(card)
    lived(DUE_DAY)
    lived(RETRIES[0])
    with at(date(2026, 3, 4)):
        world.card(lyon, front)
    lived_through_march(first=4)
    assert tried_on(life.last_invoice()) == [RETRIES[1]]
    assert life.last_invoice().state == "paid"


def test_dirhams_are_charged_to_cards_only(casablanca, front):  # noqa: F811
    card = world.card(casablanca, front)
    life.bought(casablanca, card)
    world.account(casablanca, front)
    life.live_until(date(2026, 3, 1))
    (attempt,) = life.attempts_of(life.last_invoice())
    assert (attempt.kind, attempt.currency, attempt.amount) == ("card", "MAD", 2472_00)
    assert life.mails_of("payments.debit_notice") == []
    with at(date(2026, 3, 2)):
        means.revoke(card)
    life.live_until(date(2026, 3, 31))
    assert life.collection_of(life.last_invoice()).refusal == "no_means"


def test_the_mail_asks_for_what_is_owed_and_not_for_what_was_credited(carded, card, lyon, front):  # noqa: F811
    front.overlay.refuse(card.stripe_id, "generic_decline")
    lived(DUE_DAY)
    with at(date(2026, 3, 1)):
        issue_credit_note(life.last_invoice(), Money(47_20, "EUR"), "Geste", date(2026, 3, 1), "gesture", returned=False)
    lived(RETRIES[0])
    mails = life.mails_of("payments.refused")
    assert ["247,20" in mails[0].context["amount"], "200,00" in mails[1].context["amount"]] == [True, True]
    assert life.attempts_of(life.last_invoice())[1].amount == 200_00


def test_less_than_stripe_takes_stays_owed_and_bothers_nobody(carded, lyon):  # noqa: F811
    with at(date(2026, 2, 27)):  # the last of 28 days: 20.60 / 28 is 0.74 net, 0.89 with VAT, less a credit
        invoice = changing.add_seats(carded, 1, life.actor(lyon), world.version_ids(carded), "one")
        issue_credit_note(invoice, Money(40, "EUR"), "Geste", date(2026, 2, 27), "gesture", returned=False)
    lived(date(2026, 2, 27))
    lived(RETRIES[2])
    assert (invoice.gross, now(invoice).state, life.attempts_of(invoice)) == (89, "issued", [])
    row = life.collection_of(invoice)
    assert (row.state, row.try_on, row.refusal) == ("due", None, "too_small")
    assert life.mails_of("payments.refused") == []


def test_a_charge_whose_answer_is_lost_is_made_once(carded, front):  # noqa: F811
    front.fault("/v1/payment_intents", "lost")
    lived(DUE_DAY)
    invoice = life.last_invoice()
    assert life.attempts_of(invoice)[0].reached == rules.UNKNOWN
    lived(date(2026, 3, 1))
    assert len(life.attempts_of(invoice)) == 1
    with at(date(2026, 3, 1), 13):
        sweep.sweep()
    assert now(invoice).state == "paid"
    made = [row for row in front.charges() if row["payment_intent"] == life.attempts_of(invoice)[0].intent_id]
    assert len(made) == 1
