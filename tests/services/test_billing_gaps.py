"""The billing run after gaps, cut off, side by side, around clock changes, and with what cannot be billed."""

import dataclasses
import threading
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest

from phoenix import database
from phoenix.catalogue.models import Price
from phoenix.gateways.stripe_client import StripePayments
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.payments import invoice_payment
from phoenix.payments.models import Attempt, Collection
from phoenix.payments.service import EarlierAttemptOpen
from phoenix.payments.sweep import sweep
from phoenix.subscriptions import changing
from phoenix.subscriptions.models import Period, Subscription, Term
from phoenix.subscriptions.run import run
from tests import payment_world as world
from tests import subscription_world as life
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401
from tests.subscription_world import at, live_until, lived, lyon, now, tasks  # noqa: F401


@pytest.fixture
def card(lyon, front):  # noqa: F811
    return world.card(lyon, front)


def numbers() -> list[str]:
    return [row.number for row in Invoice.select().order_by(Invoice.id)]


def consecutive(count: int, prefix: str = "PAF") -> list[str]:
    return [f"{prefix}-{number:06d}" for number in range(1, count + 1)]


def starts(of: Subscription) -> list[date]:
    return [row.start for row in of.periods.order_by(Period.start)]


# Gaps.


def test_weeks_without_a_run_are_made_up_for_once(lyon, card):  # noqa: F811
    row = life.bought(lyon, card)
    late = date(2026, 5, 20)
    first, second = lived(late), lived(late)
    assert (first.counts["invoiced"], first.counts["charged"], dict(second.counts)) == (3, 3, {})
    assert starts(row) == [life.ANCHOR, date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
    assert [each.issued_on for each in Invoice.select().order_by(Invoice.id)] == [life.ANCHOR, late, late, late]
    assert numbers() == consecutive(4)
    assert {each.state for each in Invoice.select()} == {"paid"}


def test_debits_of_a_gap_are_announced_before_any_is_made(lyon, front):  # noqa: F811
    life.bought(lyon, world.account(lyon, front))
    lived(date(2026, 5, 1))
    assert {row.state for row in Invoice.select().where(Invoice.issued_on > life.ANCHOR)} == {"issued"}
    assert len(life.mails_of("payments.debit_notice")) == 3
    lived(date(2026, 5, 14))
    assert Attempt.select().count() == 1
    lived(date(2026, 5, 15))
    assert {row.state for row in Invoice.select()} == {"paid"}


def test_a_term_renewed_late_has_the_price_of_its_first_day(lyon, card):  # noqa: F811
    plan = world.plan(euros=20_60)
    row = life.bought(lyon, card, plan)
    world.set_price(plan, 21_00, date(2027, 1, 31))
    world.set_price(plan, 25_00, date(2027, 2, 1))
    lived(date(2027, 3, 15))
    assert Term.get(Term.number == 2).unit_price == 21_00
    assert [len(starts(row)), now(row).term_number] == [14, 2]
    assert life.last_invoice().net == 210_00


def test_a_run_for_a_day_gone_by_does_not_date_backwards(lyon, card):  # noqa: F811
    life.bought(lyon, card)
    with at(date(2026, 3, 10)):
        other = life.bought(lyon, card)
        run(date(2026, 3, 1))
    dates = [each.issued_on for each in Invoice.select().order_by(Invoice.id)]
    assert dates == [life.ANCHOR, date(2026, 3, 10), date(2026, 3, 10)]
    assert starts(other) == [date(2026, 3, 10)]


def test_a_gap_over_the_whole_life_ends_where_it_would_have_ended(lyon, card):  # noqa: F811
    row = life.bought(lyon, card, world.plan("P1M"))
    with at(date(2026, 2, 3)):
        changing.choose(row, "stop", life.actor(lyon))
    lived(date(2027, 6, 1))
    assert (now(row).state, now(row).ended_on, Invoice.select().count()) == ("ended", date(2026, 2, 28), 1)


@pytest.mark.parametrize("commitment, billing, count", [("P3Y", "year", 3), ("P3Y", "once", 1), ("P1Y", "once", 1)])
def test_longer_periods_are_due_as_often_as_they_say(lyon, card, commitment, billing, count):  # noqa: F811
    row = life.bought(lyon, card, world.plan(commitment, billing))
    end = date(2029, 1, 31) if commitment == "P3Y" else date(2027, 1, 31)
    lived(end - timedelta(days=1))
    assert len(starts(row)) == count
    lived(end)
    assert (len(starts(row)), now(row).term_number) == (count + 1, 2)


# What cannot be billed.


def test_a_plan_withdrawn_without_a_price_ends_and_its_customer_is_told(lyon, card):  # noqa: F811
    row = life.bought(lyon, card)
    row.plan.withdrawn_on = date(2026, 9, 1)
    row.plan.save()
    live_until(date(2027, 2, 10))
    told = [mail.context["next_price"] for mail in life.mails_of("subscriptions.renewal")]
    assert told == [None, None]
    assert (now(row).state, now(row).ended_on, now(row).stop_reason) == ("ended", date(2027, 1, 31), "withdrawn")
    assert tasks(row) == [("cancel_now", date(2027, 1, 31), None)]
    assert [mail.context["reason"] for mail in life.mails_of("subscriptions.ended")] == ["withdrawn"]
    assert len(starts(row)) == 12


def test_a_plan_withdrawn_with_a_price_for_those_who_have_it_renews(lyon, card):  # noqa: F811
    row = life.bought(lyon, card)
    row.plan.withdrawn_on = date(2026, 9, 1)
    row.plan.save()
    world.set_price(row.plan, 23_00, date(2026, 9, 1))
    live_until(date(2027, 1, 31))
    assert life.last_invoice().net == 230_00


def test_a_plan_whose_price_is_missing_is_reported_and_the_others_are_done(lyon, card):  # noqa: F811
    broken, sound = life.bought(lyon, card, world.plan("P1M")), life.bought(lyon, card, world.plan("P1M"))
    Price.delete().where(Price.plan == broken.plan).execute()
    report = lived(date(2026, 2, 28))
    assert {subject for subject, _why in report.failures} == {broken.number}
    assert "NoPrice" in report.failures[0][1]
    assert (report.counts["invoiced"], len(starts(sound)), len(starts(broken))) == (1, 2, 1)
    assert (now(broken).state, life.mails_of("subscriptions.ended")) == ("active", [])
    world.set_price(broken.plan, 20_60, world.SINCE)
    assert lived(date(2026, 3, 2)).failures == []
    assert len(starts(broken)) == 2
    assert numbers() == consecutive(4)


def test_one_that_breaks_takes_no_number_and_holds_up_no_other(lyon, card, front):  # noqa: F811
    other = world.person(world.organisation("fr"))
    broken, sound = life.bought(lyon, card), life.bought(other, world.card(other, front))
    lyon.organisation.vat_territory = "fr-atlantide"
    lyon.organisation.save()
    report = lived(date(2026, 2, 28))
    assert [subject for subject, _why in report.failures] == [broken.number]
    assert (len(starts(broken)), len(starts(sound)), numbers()) == (1, 2, consecutive(3))
    lyon.organisation.vat_territory = "fr-metropole"
    lyon.organisation.save()
    assert lived(date(2026, 2, 28)).failures == []
    assert (len(starts(broken)), numbers()) == (2, consecutive(4))


# Cut off.


class Cut(BaseException):
    """The process is gone."""


def test_a_run_cut_off_at_any_step_ends_where_an_unbroken_one_would(lyon, card, front, monkeypatch):  # noqa: F811
    row = life.bought(lyon, card)
    before = len(front.charges())
    # A month is four commits (billed, to be charged, asked, answered) and one call of Stripe.
    for steps in range(1, 6):
        day = now(row).next_due_on
        with at(day):
            with cut_off_after(steps, monkeypatch), pytest.raises(Cut):
                run(day)
            run(day)
        with at(day, 14):
            sweep()
            assert run(day).failures == []
    with at(now(row).next_due_on), cut_off_after(6, monkeypatch):
        run(now(row).next_due_on)
    assert len(starts(row)) == 7
    assert {each.state for each in Invoice.select()} == {"paid"}
    assert {each.state for each in Collection.select()} == {"collected"}
    assert (numbers(), len(front.charges()) - before) == (consecutive(7), 6)


@contextmanager
def cut_off_after(steps: int, monkeypatch):
    """The process is gone after so many commits and answers of Stripe."""
    left, commit, charge = [steps], database.committed, StripePayments.charge

    def step():
        left[0] -= 1
        if left[0] == 0:
            raise Cut

    def committed():
        step()
        commit()

    def charged(*args):
        answer = charge(*args)
        step()
        return answer

    with monkeypatch.context() as patched:
        patched.setattr(database, "committed", committed)
        patched.setattr(StripePayments, "charge", charged)
        yield


# Clock changes: the last minute before the legal day of the due date, and its first.


@pytest.mark.parametrize(
    "country, anchor, before, after",
    [
        ("fr", (2026, 1, 29), (2026, 3, 28, 22, 59), (2026, 3, 28, 23, 0)),  # the day loses an hour
        ("fr", (2026, 2, 28), (2026, 3, 27, 22, 59), (2026, 3, 27, 23, 0)),
        ("fr", (2026, 9, 25), (2026, 10, 24, 21, 59), (2026, 10, 24, 22, 0)),  # the day has an hour more
        ("fr", (2026, 9, 26), (2026, 10, 25, 22, 59), (2026, 10, 25, 23, 0)),
        ("ma", (2026, 1, 15), (2026, 2, 14, 22, 59), (2026, 2, 14, 23, 0)),  # Ramadan: the clocks go back
        ("ma", (2026, 1, 16), (2026, 2, 15, 23, 59), (2026, 2, 16, 0, 0)),
        ("ma", (2026, 2, 22), (2026, 3, 21, 23, 59), (2026, 3, 22, 0, 0)),  # and forward again
        ("ma", (2026, 2, 23), (2026, 3, 22, 22, 59), (2026, 3, 22, 23, 0)),
    ],
)
def test_a_due_date_begins_at_midnight_of_its_country(shop, front, country, anchor, before, after):  # noqa: F811
    with at(date(*anchor)):
        person = world.person(world.organisation(country))
        row = life.bought(person, world.card(person, front))
    due = {("fr", 1): date(2026, 3, 29)}.get((country, anchor[1]), row.next_due_on)
    with at(due - timedelta(days=3)):
        run()
    with clock.frozen(datetime(*before, tzinfo=UTC)):
        assert run().counts["invoiced"] == 0
    with clock.frozen(datetime(*after, tzinfo=UTC)):
        assert run().counts["invoiced"] == 1
        assert run().counts["invoiced"] == 0
    assert life.last_invoice().issued_on == starts(row)[-1] == due


# Side by side.


def at_once(app, count: int, action) -> list[Exception]:
    """Do the same so often at the same moment; what went wrong."""
    failures, start = [], threading.Barrier(count)

    def one():
        with app.app_context():
            start.wait()
            try:
                action()
            except Exception as error:
                failures.append(error)
            finally:
                database.release()

    threads = [threading.Thread(target=one) for _each in range(count)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return failures


def customers(front, count: int = 5) -> None:  # noqa: F811
    with at(life.ANCHOR):
        for number in range(count):
            country = "ma" if number == 1 else "fr"
            person = world.person(world.organisation(country, f"Atelier {number}"))
            life.bought(person, world.card(person, front))


def runs_side_by_side(app, front) -> None:  # noqa: F811
    customers(front)
    before = len(front.charges())
    late = date(2026, 4, 2)
    reports = []
    with at(late):
        assert at_once(app, 3, lambda: reports.append(run(late))) == []
    assert [row.failures for row in reports] == [[], [], []]
    assert sum(row.counts["invoiced"] for row in reports) == 10
    every_period_once(front, before)


def every_period_once(front, before: int) -> None:  # noqa: F811
    for row in Subscription.select():
        assert starts(row) == [life.ANCHOR, date(2026, 2, 28), date(2026, 3, 31)]
    for prefix, count in (("PAF", 12), ("PAM", 3)):
        assert [number for number in numbers() if number.startswith(prefix)] == consecutive(count, prefix)
    assert {row.state for row in Invoice.select()} == {"paid"}
    assert len(front.charges()) - before == 10
    assert Attempt.select().count() == 15


def test_three_runs_at_once_bill_every_period_once(shop, front):  # noqa: F811
    runs_side_by_side(shop, front)


def paid_by_hand_while_a_run_charges(app, front) -> None:  # noqa: F811
    with at(life.ANCHOR):
        person = world.person(world.organisation("fr"))
        card = world.card(person, front)
        life.bought(person, card)
    front.overlay.refuse(card.stripe_id, "insufficient_funds")
    due_day, retry_day = date(2026, 2, 28), date(2026, 3, 3)
    lived(due_day, mails=False)
    front.overlay.refuse(card.stripe_id, None)
    invoice = life.last_invoice()
    turn = iter(range(4))

    def act():
        if next(turn) % 2:
            run(retry_day)
        else:
            invoice_payment.pay(invoice, card)

    with at(retry_day):
        failures = at_once(app, 4, act)
        assert {type(each) for each in failures} <= {EarlierAttemptOpen}
        run(retry_day)
    assert [row.reached for row in life.attempts_of(invoice)] == ["failed", "succeeded"]
    assert (now(invoice).state, life.collection_of(invoice).state) == ("paid", "collected")


def test_an_invoice_paid_by_hand_while_a_run_charges_it_is_charged_once(shop, front):  # noqa: F811
    paid_by_hand_while_a_run_charges(shop, front)


@pytest.mark.postgresql
def test_an_invoice_paid_by_hand_while_a_run_charges_it_on_postgresql(postgresql_shop, front):  # noqa: F811
    paid_by_hand_while_a_run_charges(postgresql_shop, front)


@pytest.fixture
def postgresql_shop(postgresql_app, front):  # noqa: F811
    """The shop on PostgreSQL, its Stripe being the front."""
    before = postgresql_app.config["SETTINGS"]
    postgresql_app.config["SETTINGS"] = dataclasses.replace(before, stripe_api_base=front.base)
    return postgresql_app


@pytest.mark.postgresql
def test_three_runs_at_once_on_postgresql(postgresql_shop, front):  # noqa: F811
    runs_side_by_side(postgresql_shop, front)


@pytest.mark.postgresql
def test_seats_added_by_two_clicks_while_a_run_bills_on_postgresql(postgresql_shop, front):  # noqa: F811
    with at(life.ANCHOR):
        person = world.person(world.organisation("fr"))
        row = life.bought(person, world.card(person, front))
    late = date(2026, 3, 10)
    turn = iter(range(4))

    def act():
        if next(turn) % 2:
            run(late)
        else:
            changing.add_seats(row, 2, life.actor(person), world.version_ids(row), "one form")

    with at(late):
        assert at_once(postgresql_shop, 4, act) == []
        run(late)
    assert sorted(lot.quantity for lot in now(row).lots) == [2, 10]
    assert numbers() == consecutive(3)
    assert {each.state for each in Invoice.select()} == {"paid"}
