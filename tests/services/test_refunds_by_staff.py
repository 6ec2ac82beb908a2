"""Staff give money back: shown before, once for each form, never above what is left, tried again after a refusal (5d)."""

import dataclasses
from datetime import timedelta

import pytest

from phoenix.gateways.stripe_api import RefundSeen
from phoenix.invoices.credit_lines import NotOnTheInvoice
from phoenix.invoices.facts import InvoiceFacts
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.kernel.money import Money
from phoenix.messages.models import Message
from phoenix.payments import ledger, means, refunding, refunds, rules, settling, sweep
from phoenix.payments.models import Payment, Refund
from phoenix.payments.refunding import NotRefused, Wish
from phoenix.payments.refunds import NotRefundable, TooMuch
from phoenix.team.models import StaffAct
from tests import payment_world as world
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401
from tests.services.test_paying_at_once import at_once


@pytest.fixture
def paid(shop, front):  # noqa: F811
    return bought(front)


def bought(front) -> Payment:  # noqa: F811
    """Twelve seats at 20,60 € and one migration at 900 €, paid by card: 1 376,64 € with VAT."""
    lyon = world.person(world.organisation("fr"))
    world.order(lyon, world.plan())
    order = world.order(lyon, world.plan("one_off", "once", "service", 900_00), 1)
    world.pay(order, lyon, world.card(lyon, front))
    return Payment.get(Payment.order == order)


def wish(minor: int, key: str = "form", **changes) -> Wish:
    return Wish(Money(minor, "EUR"), "Geste commercial", "Bruno Petit", key, **changes)


def notes() -> list[Invoice]:
    return list(Invoice.select().where(Invoice.kind == "credit_note").order_by(Invoice.id))


def facts(note: Invoice) -> InvoiceFacts:
    return InvoiceFacts.from_json(note.facts)


def test_what_is_shown_before_is_what_is_written_after(paid):
    shown = refunding.effect(paid, wish(100_00))
    assert (shown.amount.minor, shown.left_after.minor, shown.credited.minor, shown.whole) == (100_00, paid.amount - 100_00, 100_00, False)
    assert not Refund.select().exists() and not notes()
    row = refunding.refund(paid, wish(100_00))
    assert (row.state, row.decided_by, row.reason) == ("succeeded", "Bruno Petit", "Geste commercial")
    [note] = notes()
    assert (facts(note).vat, facts(note).lines) == (shown.facts.vat, shown.facts.lines)
    assert facts(note).corrects.reason == "Geste commercial"
    assert StaffAct.get().act == "refund_asked"


def test_the_same_form_again_refunds_once(paid):
    rows = [refunding.refund(paid, wish(10_00)) for _click in range(3)]
    assert len({row.id for row in rows}) == 1
    assert len(means.gateway().refunds_of(paid.last_attempt().intent_id)) == 1
    assert [note.gross for note in notes()] == [10_00]
    assert StaffAct.select().count() == 1


def test_lines_and_quantities_are_named_on_the_credit_note(paid):
    seats = next(place for place, line in enumerate(facts(paid.invoice).lines, start=1) if line.quantity == 12)
    part = refunding.part_chosen(paid, [(seats, 5)])
    assert part.gross == 5 * 20_60 * 120 // 100
    refunding.refund(paid, wish(part.gross, chosen=((seats, 5),)))
    [note] = notes()
    [line] = facts(note).lines
    assert (line.description, line.quantity, line.net) == ("Microsoft 365 Business Premium", 5, 103_00)
    assert refunding.lines_left(paid)[seats] == 7
    with pytest.raises(NotOnTheInvoice):
        refunding.part_chosen(paid, [(seats, 8)])
    with pytest.raises(NotOnTheInvoice):
        refunding.refund(paid, wish(part.gross, "second", chosen=((seats, 8),)))


def test_line_by_line_the_whole_invoice_goes(paid):
    for place, line in enumerate(facts(paid.invoice).lines, start=1):
        part = refunding.part_chosen(paid, [(place, line.quantity)])
        refunding.refund(paid, wish(part.gross, f"form {place}", chosen=((place, line.quantity),)))
    assert Payment.get_by_id(paid.id).state == rules.REFUNDED
    assert sum(note.gross for note in notes()) == paid.amount
    assert Invoice.get_by_id(paid.invoice_id).state == "credited"


def test_never_above_what_is_left(paid):
    refunding.refund(paid, wish(paid.amount - 1_00, "first"))
    for amount in (1_01, 0, -1):
        with pytest.raises(TooMuch):
            refunding.effect(paid, wish(amount, "second"))
        with pytest.raises(TooMuch):
            refunding.refund(paid, wish(amount, "second"))
    assert refunding.refund(paid, wish(1_00, "third")).state == "succeeded"


@pytest.mark.parametrize("status", ("needs_response", "lost"))
def test_what_the_bank_takes_back_is_not_refunded_too(paid, front, status):  # noqa: F811
    front.overlay.dispute(paid.last_attempt().intent_id, status)
    settling.settle(paid.last_attempt(), "webhook")
    with pytest.raises(NotRefundable):
        refunding.refund(Payment.get(), wish(10_00))


@pytest.mark.parametrize("fault", ("unsent", "500"))
def test_a_refund_without_outcome_is_not_repeated_once_the_bank_disputes(paid, front, fault):  # noqa: F811
    front.fault("/v1/refunds", fault)
    assert refunding.refund(paid, wish(10_00)).state == "unknown"
    front.overlay.dispute(paid.last_attempt().intent_id, "needs_response")
    settling.settle(paid.last_attempt(), "webhook")
    with clock.frozen(clock.now() + timedelta(seconds=61)):
        sweep.sweep()
    assert Refund.get().state == "failed"
    assert means.gateway().refunds_of(paid.last_attempt().intent_id) == ()


def test_a_final_refusal_is_seen_and_tried_again_as_a_new_row(paid, front):  # noqa: F811
    front.fault("/v1/refunds", "refused")
    refused = refunding.refund(paid, wish(10_00))
    assert (refused.state, notes()) == ("failed", [])
    assert [row.id for row in refunding.refused()] == [refused.id]
    assert [e.detail for e in paid.events if e.refund_id == refused.id][-1] == {"code": "charge_not_refundable"}
    again = refunding.retry(refused, "Aïcha")
    assert (again.state, again.retry_of_id, again.reason, again.decided_by) == ("succeeded", refused.id, "Geste commercial", "Aïcha")
    assert [note.gross for note in notes()] == [10_00]
    assert not refunding.refused().exists()
    with pytest.raises(NotRefused):
        refunding.retry(refused, "Aïcha")
    with pytest.raises(NotRefused):
        refunding.retry(again, "Aïcha")


def test_a_refusal_is_not_tried_again_above_what_is_left(paid, front):  # noqa: F811
    front.fault("/v1/refunds", "refused")
    refused = refunding.refund(paid, wish(10_00))
    refunding.refund(paid, wish(paid.amount - 5_00, "other"))
    with pytest.raises(TooMuch):
        refunding.retry(refused, "Aïcha")


def test_what_stripe_will_not_give_back_is_booked_once_it_left_by_transfer(paid, front):  # noqa: F811
    front.fault("/v1/refunds", "refused")
    refused = refunding.refund(paid, wish(10_00))
    given = refunding.given_otherwise(refused, "Aïcha", "Virement du 3 mars")
    assert (given.state, given.origin) == ("succeeded", "transfer")
    assert Payment.get_by_id(paid.id).state == rules.PARTLY_REFUNDED
    assert [note.gross for note in notes()] == [10_00]
    assert ledger.account(paid.invoice).owed == 0
    with pytest.raises(NotRefused):
        refunding.given_otherwise(refused, "Aïcha", "Encore")
    sweep.sweep()
    assert means.gateway().refunds_of(paid.last_attempt().intent_id) == ()


def test_a_refusal_may_be_given_up_with_a_reason(paid, front):  # noqa: F811
    front.fault("/v1/refunds", "refused")
    row = refunding.refund(paid, wish(10_00))
    refunding.drop(row, "Aïcha", "Erreur de dossier")
    assert not refunding.refused().exists() and not notes()
    for act in (lambda: refunding.drop(row, "B", "Encore"), lambda: refunding.retry(row, "B")):
        with pytest.raises(NotRefused):
            act()


def test_a_refund_that_fails_after_it_succeeded_keeps_its_one_credit_note(paid):
    row = refunding.refund(paid, wish(10_00))
    gone = RefundSeen(row.stripe_id, "failed", Money(10_00, "EUR"), {"refund": row.reference}, "expired_or_canceled_card")
    attempt = paid.last_attempt()
    settling.apply(attempt.id, settling.View(rules.Seen(rules.SUCCEEDED), attempt.intent_id, refunds=(gone,)), "webhook")
    assert Refund.get().state == "failed" and ledger.account(paid.invoice).owed == -10_00
    refunding.given_otherwise(Refund.get(), "Aïcha", "Virement")
    assert [note.gross for note in notes()] == [10_00] and ledger.account(paid.invoice).owed == 0


def test_the_customer_is_mailed_the_credit_note(paid, run_outbox):
    refunding.refund(paid, wish(10_00))
    run_outbox()
    [mail] = Message.select().where(Message.kind == "invoices.credit_note")
    assert mail.context["reason"] == "Geste commercial" and mail.context["returned"]
    assert mail.attachments[0]["filename"] == f"{notes()[0].number}.pdf"


@pytest.mark.postgresql
def test_two_members_at_once_give_no_more_than_there_is(postgresql_app, front):  # noqa: F811
    before = postgresql_app.config["SETTINGS"]
    postgresql_app.config["SETTINGS"] = dataclasses.replace(before, stripe_api_base=front.base)
    paid = bought(front)

    def give(key):
        def act():
            try:
                return refunding.refund(Payment.get_by_id(paid.id), wish(paid.amount - 1_00, key)).state
            except TooMuch as refused:
                return refused.left.minor

        return act

    outcomes = at_once(postgresql_app, [give(key) for key in ("a", "a", "b", "c")])
    done = [each for each in outcomes if isinstance(each, str)]
    assert Refund.select().count() == 1 and len(done) in (1, 2)
    assert {each for each in outcomes if not isinstance(each, str)} == {1_00}
    assert [note.gross for note in notes()] == [paid.amount - 1_00]
    assert refunds.left(Payment.get_by_id(paid.id)).minor == 1_00
