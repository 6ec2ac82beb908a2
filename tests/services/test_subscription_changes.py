"""What customers and staff change of a running subscription: seats, choice, end, pause, closure (3.3b, 13c, 15b, 15d)."""

from datetime import date

import pytest

from phoenix.accounts.models import Organisation
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.legal.models import Acceptance
from phoenix.orders.rules import TermsChanged
from phoenix.payments import means
from phoenix.payments.models import Payment, Refund
from phoenix.subscriptions import changing, endings, force_majeure, rules
from phoenix.subscriptions.changing import NotAllowed
from phoenix.subscriptions.models import Lot, Period, Subscription, SubscriptionEvent
from tests import payment_world as world
from tests import subscription_world as life
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401
from tests.subscription_world import at, lived, lyon, now, tasks  # noqa: F401

DUE_DAY = date(2026, 2, 28)


@pytest.fixture
def card(lyon, front):  # noqa: F811
    return world.card(lyon, front)


@pytest.fixture
def ten(lyon, card):  # noqa: F811
    """Ten seats of a Microsoft licence at 20.60 EUR a month, for a year from 31 January."""
    return life.bought(lyon, card, life.windowed())


def add(row, by, seats: int = 3, key: str = "once"):
    return changing.add_seats(row, seats, life.actor(by), world.version_ids(row), key)


def refused(why: str):
    return pytest.raises(NotAllowed, match=f"^{why}$")


def state(row) -> tuple:
    row = now(row)
    return row.state, row.ended_on, row.stop_reason


def invoices() -> list[tuple]:
    return [(row.issued_on, row.net, row.gross) for row in Invoice.select().where(Invoice.kind == "invoice").order_by(Invoice.id)]


# Seats added.


def test_seats_added_in_february_cost_their_days_to_the_cent(ten, lyon):  # noqa: F811
    # 31 January to 28 February: 28 days, of which 18 are left on 10 February.
    # 3 × 20.60 × 18 / 28 = 39.728… net; 7.95 VAT (39.73 × 20 % = 7.946).
    with at(date(2026, 2, 10)):
        invoice = add(ten, lyon)
    assert (invoice.net, invoice.vat, invoice.gross) == (39_73, 7_95, 47_68)
    (line,) = invoice.lines
    assert (line.quantity, line.period_start, line.period_end) == (3, date(2026, 2, 10), DUE_DAY)
    lived(date(2026, 2, 10))
    assert now(invoice).state == "paid"
    lived(DUE_DAY)
    assert invoices()[-1] == (DUE_DAY, 13 * 20_60, 321_36)
    assert tasks(ten) == [("add_seats", date(2026, 2, 10), 3)]
    (mail,) = life.mails_of("subscriptions.changed")
    assert (mail.context["what"], mail.context["seats"]) == ("added", 3) and "47,68" in mail.context["amount"]


def test_the_price_shown_is_the_price_invoiced(ten, lyon):  # noqa: F811
    with at(date(2026, 2, 10)):
        offer = changing.price_addition(changing._ready(ten), 3)
        invoice = add(ten, lyon)
    assert offer.today.gross.minor == invoice.gross
    assert (offer.later.gross.minor, offer.later_from) == (74_16, DUE_DAY)


def test_a_form_sent_twice_adds_once(ten, lyon):  # noqa: F811
    with at(date(2026, 2, 10)):
        first, second = add(ten, lyon), add(ten, lyon)
    assert first == second
    assert sum(lot.quantity for lot in Lot.select()) == 13
    assert Acceptance.select().where(Acceptance.subject.startswith(ten.number)).count() == len(world.version_ids(ten))
    assert len(life.mails_of("subscriptions.changed")) == 1


def test_seats_added_on_a_due_day_pay_the_whole_new_period(ten, lyon):  # noqa: F811
    with at(DUE_DAY):
        invoice = add(ten, lyon)
    assert invoices()[1:] == [(DUE_DAY, 206_00, 247_20), (DUE_DAY, 61_80, 74_16)]
    assert invoice.lines.get().period_end == date(2026, 3, 31)


def test_seats_join_at_the_terms_price_whatever_the_catalogue_says(ten, lyon):  # noqa: F811
    world.set_price(ten.plan, 30_00, date(2026, 2, 5))
    with at(date(2026, 2, 10)):
        assert add(ten, lyon).net == 39_73


def test_other_terms_than_those_in_force_are_not_accepted(ten, lyon):  # noqa: F811
    with at(date(2026, 2, 10)), pytest.raises(TermsChanged):
        changing.add_seats(ten, 3, life.actor(lyon), [999], "other")
    assert Lot.select().count() == 1


@pytest.mark.parametrize(("seats", "why"), [(0, "at_least_one"), (-1, "at_least_one"), (291, "too_many")])
def test_seats_beyond_what_the_product_allows_are_refused(ten, lyon, seats, why):  # noqa: F811
    with at(date(2026, 2, 10)), refused(why):
        add(ten, lyon, seats)


# Seats that go.


def test_a_reduction_waits_for_the_next_term(ten, lyon):  # noqa: F811
    with at(date(2026, 5, 10)):
        changing.schedule_reduction(ten, 4, life.actor(lyon))
    assert tasks(ten) == [("reduce_at_renewal", date(2027, 1, 31), 4)]
    life.live_until(date(2027, 1, 31))
    nets = [net for _day, net, _gross in invoices()]
    assert nets == [206_00] * 12 + [6 * 20_60]
    assert (now(ten).reduction, now(ten).term_number) == (0, 2)


def test_a_reduction_can_be_changed_and_withdrawn(ten, lyon):  # noqa: F811
    with at(date(2026, 5, 10)):
        changing.schedule_reduction(ten, 4, life.actor(lyon))
        changing.schedule_reduction(ten, 2, life.actor(lyon))
        assert tasks(ten) == [("reduce_at_renewal", date(2027, 1, 31), 2)]
        changing.schedule_reduction(ten, 0, life.actor(lyon))
    assert tasks(ten) == []
    life.live_until(date(2027, 1, 31))
    assert invoices()[-1][1] == 206_00


def test_a_reduction_leaves_a_seat_and_comes_before_the_last_day(ten, lyon):  # noqa: F811
    with at(date(2026, 5, 10)), refused("too_few"):
        changing.schedule_reduction(ten, 10, life.actor(lyon))
    with at(date(2027, 1, 30)), refused("too_late"):
        changing.schedule_reduction(ten, 1, life.actor(lyon))


def test_a_lot_shrinks_inside_the_window_and_what_was_paid_comes_back(ten, lyon):  # noqa: F811
    # 4 seats go on 3 February: 25 days to 28 February, the day itself is used: 24 of 28.
    # 4 × 20.60 × 24 / 28 = 70.628… net, 14.13 VAT.
    with at(date(2026, 2, 3)):
        note = changing.shrink(ten, ten.lots.get().id, 4, life.actor(lyon))
    assert (note.net, note.vat, note.gross, note.corrects.number) == (70_63, 14_13, 84_76, Invoice.get_by_id(1).number)
    with at(date(2026, 2, 3)):
        life.deliver()
        life.deliver()
    (refund,) = Refund.select()
    assert (refund.amount, refund.state, len(life.credit_notes())) == (84_76, "succeeded", 1)
    assert tasks(ten) == [("remove_seats", date(2026, 2, 3), 4)]
    lived(DUE_DAY)
    assert invoices()[-1][1] == 6 * 20_60


def test_a_form_sent_twice_gives_back_once(ten, lyon):  # noqa: F811
    lot = ten.lots.get()
    with at(date(2026, 2, 3)):
        changing.shrink(ten, lot.id, 4, life.actor(lyon), held=10)
        with refused("changed"):
            changing.shrink(ten, lot.id, 4, life.actor(lyon), held=10)
    assert now(lot).quantity == 6


def test_an_added_lot_is_credited_on_its_own_invoice(ten, lyon):  # noqa: F811
    with at(date(2026, 2, 10)):
        invoice = add(ten, lyon)
    lived(date(2026, 2, 10))
    lot = Lot.get(Lot.key == "once")
    with at(date(2026, 2, 12)):  # 16 days left, the day itself is used: 3 × 20.60 × 15 / 28 = 33.107…
        note = changing.shrink(ten, lot.id, 3, life.actor(lyon))
        life.deliver()
    assert (note.corrects, note.net) == (invoice, 33_11)
    assert now(lot).removed_on == date(2026, 2, 13)  # held until the end of the day
    assert Refund.get().amount == note.gross
    lived(DUE_DAY)
    assert invoices()[-1][1] == 206_00


def test_the_window_closes_a_day_before_the_vendors(ten, lyon):  # noqa: F811
    lot = ten.lots.get()
    opened = lot.added_at
    with at(date(2026, 2, 6), opened.hour - 1):
        changing.shrink(ten, lot.id, 1, life.actor(lyon))
    with at(date(2026, 2, 6), opened.hour), refused("window_closed"):
        changing.shrink(ten, lot.id, 1, life.actor(lyon))


def test_a_plan_without_a_window_never_shrinks(lyon, card):  # noqa: F811
    row = life.bought(lyon, card, life.windowed(None))
    with at(life.ANCHOR), refused("window_closed"):
        changing.shrink(row, row.lots.get().id, 1, life.actor(lyon))


def test_the_last_seat_stays_until_the_subscription_ends(ten, lyon):  # noqa: F811
    with at(date(2026, 2, 3)), refused("too_few"):
        changing.shrink(ten, ten.lots.get().id, 10, life.actor(lyon))


def test_a_renewal_opens_the_window_anew(ten, lyon):  # noqa: F811
    life.live_until(date(2027, 1, 31))
    lot = Lot.get(Lot.removed_on.is_null())
    with at(date(2027, 2, 5)):  # 31 January to 28 February: 23 days left, 22 unused of 28
        note = changing.shrink(ten, lot.id, 1, life.actor(lyon))
    assert (note.net, note.corrects) == (16_19, life.last_invoice())


def test_what_is_not_paid_yet_is_lowered_instead_of_refunded(ten, lyon, card, front):  # noqa: F811
    front.overlay.refuse(card.stripe_id, "insufficient_funds")
    with at(date(2026, 2, 10)):
        invoice = add(ten, lyon)
    lived(date(2026, 2, 10))
    with at(date(2026, 2, 12)):
        note = changing.shrink(ten, Lot.get(Lot.key == "once").id, 2, life.actor(lyon))
        life.deliver()
    front.overlay.refuse(card.stripe_id, None)
    lived(date(2026, 2, 13))
    assert [row.amount for row in life.attempts_of(invoice)] == [47_68, 47_68 - note.gross]
    assert (now(invoice).state, Refund.select().count()) == ("paid", 0)


def test_what_is_at_the_bank_is_refunded_once_it_is_there(lyon, front):  # noqa: F811
    front.overlay.hold_sepa = True
    row = life.bought(lyon, world.account(lyon, front), life.windowed())
    with at(date(2026, 2, 3)):
        note = changing.shrink(row, row.lots.get().id, 4, life.actor(lyon))
        life.deliver()
    assert Refund.select().count() == 0
    payment = Payment.get()
    front.overlay.settle(payment.last_attempt().intent_id)
    with at(date(2026, 2, 9)):
        life.news(payment)
        life.deliver()
        life.deliver()
    assert [(each.amount, each.state) for each in Refund.select()] == [(note.gross, "succeeded")]
    assert len(life.credit_notes()) == 1


def test_what_was_at_the_bank_and_failed_is_asked_for_less_the_credit(lyon, front):  # noqa: F811
    front.overlay.hold_sepa = True
    row = life.bought(lyon, world.account(lyon, front), life.windowed())
    with at(date(2026, 2, 3)):
        note = changing.shrink(row, row.lots.get().id, 4, life.actor(lyon))
    payment = Payment.get()
    front.overlay.fail(payment.last_attempt().intent_id)
    with at(date(2026, 2, 9)):
        life.news(payment)
        life.deliver()
        world.card(lyon, front)
        means.revoke(payment.method)
    lived(date(2026, 2, 12))
    assert life.attempts_of(payment.invoice)[-1].amount == 247_20 - note.gross
    assert (now(payment.invoice).state, Refund.select().count()) == ("paid", 0)


# The standing choice.


def test_stop_can_be_chosen_and_taken_back_until_the_last_permitted_day(ten, lyon):  # noqa: F811
    # The term ends on 31 January 2027; its last day is the 30th: the 29th is the last to choose.
    life.live_until(date(2027, 1, 28))
    for choice in ("stop", "renew", "stop"):
        with at(date(2027, 1, 29), 22, 30):
            changing.choose(ten, choice, life.actor(lyon))
    assert tasks(ten) == [("cancel_at_term_end", date(2027, 1, 31), None)]
    with at(date(2027, 1, 29), 23), refused("too_late"):  # 30 January in Paris
        changing.choose(ten, "renew", life.actor(lyon))
    count = Invoice.select().count()
    life.live_until(date(2027, 4, 1))
    assert state(ten) == ("ended", date(2027, 1, 31), "customer")
    assert Invoice.select().count() == count
    assert len(life.mails_of("subscriptions.ended")) == 1
    assert [row.context["what"] for row in life.mails_of("subscriptions.changed")] == ["stop", "renew", "stop"]


def test_choosing_what_is_chosen_already_does_nothing(ten, lyon):  # noqa: F811
    with at(date(2026, 5, 1)):
        for _click in range(2):
            changing.choose(ten, "stop", life.actor(lyon))
    assert len(tasks(ten)) == len(life.mails_of("subscriptions.changed")) == 1


def test_a_stopped_term_is_billed_to_its_end(ten, lyon):  # noqa: F811
    with at(date(2026, 2, 5)):
        changing.choose(ten, "stop", life.actor(lyon))
    life.live_until(date(2027, 3, 1))
    assert len(invoices()) == 12
    assert now(ten).next_due_on is None


def test_an_open_ended_one_ends_with_the_month_paid(lyon, card):  # noqa: F811
    row = life.bought(lyon, card, life.windowed(commitment="none"))
    life.live_until(date(2026, 3, 30))
    with at(date(2026, 3, 30)):  # the last day of the second month
        changing.choose(row, "stop", life.actor(lyon))
    life.live_until(date(2026, 6, 1))
    assert state(row) == ("ended", date(2026, 3, 31), "customer")
    assert len(invoices()) == 2


def test_nothing_is_changed_of_what_has_ended(lyon, card):  # noqa: F811
    row = life.bought(lyon, card, life.windowed(commitment="none"))
    with at(date(2026, 2, 10)):
        changing.choose(row, "stop", life.actor(lyon))
    life.live_until(date(2026, 3, 1))
    with at(date(2026, 3, 1)):
        for change in (
            lambda: changing.choose(row, "renew", life.actor(lyon)),
            lambda: add(row, lyon),
            lambda: changing.schedule_reduction(row, 1, life.actor(lyon)),
            lambda: changing.shrink(row, row.lots.get().id, 1, life.actor(lyon)),
            lambda: endings.transfer_out(row, date(2026, 3, 1), "Autre", life.actor(lyon)),
        ):
            with refused("ended"):
                change()


# Transfer.


def test_an_open_ended_one_moves_to_another_partner(lyon, card):  # noqa: F811
    row = life.bought(lyon, card, life.windowed(commitment="none"))
    with at(date(2026, 2, 20)):
        endings.transfer_out(row, date(2026, 2, 25), "Un autre partenaire", life.actor(lyon))
    assert state(row) == ("ended", date(2026, 2, 25), "transfer")
    assert tasks(row) == [("transfer", date(2026, 2, 25), None)]
    life.live_until(date(2026, 5, 1))
    assert len(invoices()) == 1


def test_a_committed_term_is_not_left_by_a_transfer(ten, lyon):  # noqa: F811
    with at(date(2026, 2, 20)), refused("committed"):
        endings.transfer_out(ten, date(2026, 2, 25), "Un autre", life.actor(lyon))


# Force majeure.


def test_a_pause_holds_collection_and_its_days_come_off_the_next_invoice(ten, lyon):  # noqa: F811
    # Paused from 10 February to 10 March: 18 days of the first period (28 days), 10 of the second (31).
    with at(date(2026, 2, 10)):
        declared = force_majeure.declare(ten.plan.product, "fr", "Incendie")
        assert force_majeure.declare(ten.plan.product, "fr", "Encore") == declared
    lived(DUE_DAY)
    second = life.last_invoice()
    assert second.net == 206_00 - 132_43  # 206.00 × 18 / 28 = 132.428…
    for day in (DUE_DAY, date(2026, 3, 3), date(2026, 3, 9)):
        lived(day)
        assert life.attempts_of(second) == []
    with at(date(2026, 3, 10)):
        force_majeure.lift(declared)
    lived(date(2026, 3, 10))
    assert now(second).state == "paid"
    lived(date(2026, 3, 31))
    assert life.last_invoice().net == 206_00 - 66_45  # 206.00 × 10 / 31 = 66.451…
    lived(date(2026, 4, 30))
    assert life.last_invoice().net == 206_00
    assert [row.context["what"] for row in life.mails_of("subscriptions.force_majeure")] == ["declared", "lifted"]


def test_what_is_tried_again_is_held_too_and_a_lost_card_stays_refused(ten, lyon, card, front):  # noqa: F811
    front.overlay.refuse(card.stripe_id, "lost_card")
    lived(DUE_DAY)
    with at(date(2026, 3, 1)):
        declared = force_majeure.declare(ten.plan.product, "fr", "Incendie")
    invoice = life.last_invoice()
    lived(date(2026, 3, 8))
    assert life.collection_of(invoice).try_on is None
    with at(date(2026, 3, 9)):
        force_majeure.lift(declared)
    lived(date(2026, 3, 9))
    assert len(life.attempts_of(invoice)) == 1
    assert life.collection_of(invoice).refusal == "never"


def test_a_debit_that_fails_during_a_pause_waits_for_its_end(lyon, front):  # noqa: F811
    row = life.bought(lyon, world.account(lyon, front), life.windowed())
    lived(date(2026, 2, 14))
    front.overlay.hold_sepa = True
    lived(DUE_DAY)
    with at(date(2026, 3, 5)):
        declared = force_majeure.declare(row.plan.product, "fr", "Incendie")
    invoice = life.last_invoice()
    payment = Payment.get(Payment.invoice == invoice)
    front.overlay.fail(payment.last_attempt().intent_id)
    with at(date(2026, 3, 9)):
        life.news(payment)
    lived(date(2026, 3, 20))
    assert len(life.attempts_of(invoice)) == 1
    with at(date(2026, 3, 21)):
        force_majeure.lift(declared)
    lived(date(2026, 3, 21))
    assert len(life.attempts_of(invoice)) == 2


def test_an_orders_own_debit_that_fails_during_a_pause_waits_too(lyon, front):  # noqa: F811
    front.overlay.hold_sepa = True
    row = life.bought(lyon, world.account(lyon, front), life.windowed())
    with at(date(2026, 2, 5)):
        declared = force_majeure.declare(row.plan.product, "fr", "Incendie")
    payment = Payment.get()
    front.overlay.fail(payment.last_attempt().intent_id)
    with at(date(2026, 2, 6)):
        life.news(payment)
    lived(date(2026, 2, 20))
    assert len(life.attempts_of(payment.invoice)) == 1
    with at(date(2026, 2, 21)):
        force_majeure.lift(declared)
    lived(date(2026, 2, 21))
    assert len(life.attempts_of(payment.invoice)) == 2


def test_no_debit_is_announced_during_a_pause_and_none_made_unannounced_after_it(lyon, front):  # noqa: F811
    row = life.bought(lyon, world.account(lyon, front), life.windowed())
    with at(date(2026, 2, 10)):
        declared = force_majeure.declare(row.plan.product, "fr", "Incendie")
    lived(date(2026, 2, 14))
    lived(DUE_DAY)
    assert life.mails_of("payments.debit_notice") == []
    with at(date(2026, 3, 10)):
        force_majeure.lift(declared)
    lived(date(2026, 3, 10))
    second = life.last_invoice()  # 73.57 net, 88.28 with VAT
    assert ["88,28" in mail.context["amount"] for mail in life.mails_of("payments.debit_notice")] == [True]
    lived(date(2026, 3, 23))
    assert life.attempts_of(second) == []
    lived(date(2026, 3, 24))
    assert [attempt.amount for attempt in life.attempts_of(second)] == [88_28]


def test_seats_given_back_were_paused_too_while_they_were_held(ten, lyon):  # noqa: F811
    with at(date(2026, 2, 1)):
        declared = force_majeure.declare(ten.plan.product, "fr", "Incendie")
    with at(date(2026, 2, 5)):  # 23 days left, 22 of them unused: 4 × 20.60 × 22 / 28
        assert changing.shrink(ten, ten.lots.get().id, 4, life.actor(lyon)).net == 64_74
    with at(date(2026, 2, 8)):
        force_majeure.lift(declared)
    lived(DUE_DAY)
    # Paused: 6 seats for 7 days, 4 seats for 5 (the day they went counts as used): 62 seat-days at 20.60 / 28.
    assert life.last_invoice().net == 6 * 20_60 - 45_61


def test_no_seats_are_added_during_a_pause(ten, lyon):  # noqa: F811
    with at(date(2026, 2, 10)):
        force_majeure.declare(ten.plan.product, "fr", "Incendie")
        with refused("paused"):
            add(ten, lyon)


def test_either_side_may_end_by_letter_after_thirty_days_and_all_unused_days_come_back(ten, lyon):  # noqa: F811
    with at(date(2026, 2, 10)):
        force_majeure.declare(ten.plan.product, "fr", "Incendie")
    with at(date(2026, 3, 12)), refused("thirty_days"):
        force_majeure.end(ten, "RAR 1", "customer", life.actor(lyon))
    lived(DUE_DAY)
    second = life.last_invoice()
    assert (second.net, life.attempts_of(second)) == (73_57, [])
    with at(date(2026, 3, 13)):
        force_majeure.end(ten, "RAR 1", "customer", life.actor(lyon))
        life.deliver()
    assert state(ten) == ("ended", date(2026, 3, 13), "force_majeure")
    assert tasks(ten) == [("cancel_now", date(2026, 3, 13), None)]
    # Paid: 206.00 for January. Used: 10 of its 28 days, 73.57. The second month: nothing used.
    # So the second invoice is undone whole, and 132.43 net (158.92) of the first comes back.
    assert sum(note.net for note in life.credit_notes()) == 206_00
    assert now(second).state == "credited"
    assert [row.amount for row in Refund.select()] == [158_92]
    life.live_until(date(2026, 5, 1))
    assert len(invoices()) == 2 and life.attempts_of(second) == []


def test_months_without_any_service_are_each_given_back_at_the_end(lyon, card):  # noqa: F811
    row = life.bought(lyon, card, life.windowed(commitment="none"))
    with at(life.ANCHOR):
        force_majeure.declare(row.plan.product, "fr", "Incendie")
    life.live_until(date(2026, 4, 1))
    assert [net for _day, net, _gross in invoices()] == [206_00, 0, 0]
    with at(date(2026, 4, 2)):
        changing.choose(row, "stop", life.actor(lyon))
    life.live_until(date(2026, 5, 1))
    assert state(row) == ("ended", date(2026, 4, 30), "customer")
    assert [(note.net, note.corrects_id) for note in life.credit_notes()] == [(206_00, 1)]
    assert [each.amount for each in Refund.select()] == [247_20]


def test_a_subscription_that_ends_gives_its_unused_credit_back(ten, lyon):  # noqa: F811
    with at(date(2026, 2, 5)):
        changing.choose(ten, "stop", life.actor(lyon))
    life.live_until(date(2027, 1, 9))
    with at(date(2027, 1, 10)):
        declared = force_majeure.declare(ten.plan.product, "fr", "Incendie")
    with at(date(2027, 1, 20)):
        force_majeure.lift(declared)
    life.live_until(date(2027, 2, 2))
    (note,) = life.credit_notes()
    assert (note.net, note.corrects) == (66_45, life.last_invoice())  # 206.00 × 10 / 31
    assert Refund.get().amount == note.gross == 79_74


# Closure of the account.


def test_a_closed_account_is_collected_to_the_end_of_its_term_then_stops(ten, lyon):  # noqa: F811
    life.live_until(date(2026, 10, 31))
    with at(date(2026, 11, 10)):
        shown = endings.remaining_dues(lyon.organisation_id)
        kept = endings.close_account(lyon.organisation)
        Organisation.update(closed_at=clock.now()).where(Organisation.id == lyon.organisation_id).execute()
        assert endings.close_account(lyon.organisation) == kept
    expected = [(date(2026, 11, 30), 247_20), (date(2026, 12, 31), 247_20)]
    assert [(due.due_on, due.gross.minor) for due in shown] == expected
    assert [(due.due_on, due.gross) for due in kept] == expected
    assert tasks(ten) == [("cancel_at_term_end", date(2027, 1, 31), None)]
    (mail,) = life.mails_of("subscriptions.closure")
    assert len(mail.context["rows"]) == 2
    life.live_until(date(2027, 4, 1))
    assert [(day, gross) for day, _net, gross in invoices()[-2:]] == expected
    assert {row.state for row in Invoice.select()} == {"paid"}
    assert state(ten) == ("ended", date(2027, 1, 31), "closure")
    assert [(due.due_on, due.gross) for due in endings.kept_dues(lyon.organisation_id)] == expected


def test_closure_leaves_an_open_ended_one_to_its_customer(lyon, card):  # noqa: F811
    row = life.bought(lyon, card, life.windowed(commitment="none"))
    with at(date(2026, 2, 10)):
        assert endings.close_account(lyon.organisation) == []
    life.live_until(date(2026, 4, 1))
    assert (len(invoices()), now(row).state) == (3, "active")


def test_every_change_is_in_the_timeline(ten, lyon):  # noqa: F811
    with at(date(2026, 2, 3)):
        add(ten, lyon)
        changing.shrink(ten, ten.lots.order_by(Lot.id).first().id, 1, life.actor(lyon))
        changing.schedule_reduction(ten, 2, life.actor(lyon))
        changing.choose(ten, "stop", life.actor(lyon))
    kinds = [row.kind for row in SubscriptionEvent.select().order_by(SubscriptionEvent.id)]
    assert kinds == ["opened", "added", "reduced", "reduction", "stop"]
    assert [kind for kind, _day, _seats in tasks(ten)] == [
        "add_seats", "remove_seats", "reduce_at_renewal", "cancel_at_term_end",
    ]


def test_every_period_is_billed_once_and_inside_its_term(ten):
    life.live_until(date(2027, 6, 1))
    rows = list(Period.select().order_by(Period.start))
    assert all(row.term.start <= row.start < row.end <= row.term.end for row in rows)
    assert all(before.end == after.start for before, after in zip(rows, rows[1:]))
    assert Subscription.get().renewal == rules.RENEW
