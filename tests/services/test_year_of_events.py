"""A year of random events over 200 subscriptions, lived twice: once straight, once with kills and repeats."""

import itertools
import random
from datetime import UTC, date, datetime, timedelta

import pytest

from phoenix import database as phoenix_database
from phoenix.catalogue.models import Plan, Price
from phoenix.gateways import stripe_api
from phoenix.kernel import clock, events
from phoenix.legal import service as legal
from phoenix.messages.models import Message
from phoenix.orders.rules import TermsChanged
from phoenix.outbox.models import Job
from phoenix.outbox.service import run_due
from phoenix.payments import jobs as payment_jobs
from phoenix.payments import means, sweep
from phoenix.payments.models import Attempt, Mandate, PaymentMethod
from phoenix.subscriptions import changing, endings, force_majeure
from phoenix.subscriptions.changing import Actor, NotAllowed
from phoenix.subscriptions.models import ForceMajeure, Lot, Subscription
from phoenix.subscriptions.run import run
from tests import builders
from tests.books import books, numbers_are_consecutive
from tests.conftest import begin_anew
from tests.stripe_twin import Twin

SUBSCRIPTIONS = 200
CUSTOMERS = 50
BEGIN, DAYS = date(2026, 1, 5), 366
PLANS = (
    ("none", "month", 18_00), ("P1M", "month", 17_40), ("P1Y", "month", 15_30), ("P1Y", "once", 174_00),
    ("P1Y", "once", 96_00), ("P3Y", "year", 160_10), ("P3Y", "once", 450_00), ("P3Y", "month", 14_05),
)  # fmt: skip
SEED = 20260105


class Killed(BaseException):
    """The process is gone at this very commit."""


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_kills_and_repeats_change_nothing_in_the_books(app, monkeypatch):
    straight = lived(app, monkeypatch, kills=False)
    killed = lived(app, monkeypatch, kills=True)
    for name, rows in straight.items():
        assert killed[name] == rows, name
    assert len(straight["periods"]) > SUBSCRIPTIONS * 3
    assert {row[1] for row in straight["subscriptions"]} == {"active", "ended"}
    assert {row[1] for row in straight["invoices"]} == {"invoice", "credit_note"}


def lived(app, monkeypatch, kills: bool) -> dict:
    """The books after the year."""
    begin_anew(app)
    builders._count = itertools.count(1)
    twin = Twin()
    monkeypatch.setattr(stripe_api, "payments", lambda _settings: twin)
    dice, fate = random.Random(SEED), random.Random(SEED + 1)
    with at(BEGIN):
        legal.publish()
        plans = [builders.plan(minor, *pair, vendor_window_hours=168) for *pair, minor in PLANS]
        customers = [customer(place) for place in range(CUSTOMERS)]
    for place in range(DAYS):
        day = BEGIN + timedelta(days=place)
        with at(day):
            if place < SUBSCRIPTIONS // 4:
                for _each in range(4):
                    buy(dice.choice(customers), dice.choice(plans), dice.randint(1, 40))
            something_happens(dice, plans, customers, day)
        live_through(day, Killer(fate) if kills else None)
    assert numbers_are_consecutive()
    return books()


def live_through(day: date, killer) -> None:
    """One day of the worker; after a kill it starts again, two minutes later, and does all of it twice."""
    minute = 0
    while True:
        try:
            with at(day, minute):
                if killer is not None and minute < 8:
                    killer.load()
                sweep.sweep()
                deliver()
                run(day)
                deliver()
        except Killed:
            minute += 2
            phoenix_database.database.rollback() if phoenix_database.database.in_transaction() else None
            continue
        finally:
            phoenix_database.committed = REAL_COMMITTED
        if killer is None or minute >= 10:
            break
        minute = 10
    with at(day, 20):
        sweep.sweep()
        deliver()


REAL_COMMITTED = phoenix_database.committed


class Killer:
    """Ends the process at a commit drawn by lot, on some days."""

    def __init__(self, dice: random.Random):
        self.dice = dice

    def load(self) -> None:
        """The next run dies after so many commits, or lives."""
        left = self.dice.randint(1, 12) if self.dice.random() < 0.4 else None

        def committed():
            nonlocal left
            REAL_COMMITTED()
            if left is not None:
                left -= 1
                if left == 0:
                    raise Killed

        phoenix_database.committed = committed


def deliver() -> None:
    """What the outbox owes, of what matters to the books: notices leave, money goes back."""
    Job.delete().where(Job.kind.not_in(("payments.return", "mail.send"))).execute()
    Message.update(sent_at=clock.now()).where(Message.sent_at.is_null()).execute()
    Job.delete().where(Job.kind == "mail.send").execute()
    run_due(dict(payment_jobs.HANDLERS))


def customer(place: int):
    """An organisation with a card, one in three with a mandate too, two in five in Morocco."""
    organisation = builders.casablanca() if place % 5 in (1, 3) else builders.lyon()
    person = builders.representative(organisation)
    builders.card(organisation)
    if organisation.country == "fr" and place % 3 == 0:
        give_mandate(organisation)
    return person


def give_mandate(organisation) -> None:
    number = next(builders._count)
    method = PaymentMethod.create(
        organisation=organisation, stripe_id=f"pm_s{number}", stripe_customer=f"cus_{number}", kind="sepa",
        last4="2606", country="FR", created_at=clock.now(),
    )  # fmt: skip
    Mandate.create(
        method=method, organisation=organisation, reference=f"RUM-{number}", text="J’autorise.", language="fr",
        signed_at=clock.now(),
    )  # fmt: skip
    events.emit(events.MeansChanged(organisation.id))


def buy(person, plan: Plan, seats: int) -> None:
    """An order whose first payment the bank has accepted."""
    unit = Price.select(Price.amount).where(Price.plan == plan, Price.country == person.organisation.country)
    order = builders.confirmed_order(person, [(plan, seats, unit.order_by(Price.valid_from.desc()).scalar())])
    with phoenix_database.transaction():
        payment = builders.accepted_payment(order)
        charged(payment)
        events.emit(events.PaymentConfirmed(payment.id))
        events.emit(events.PaymentSettled(payment.id))


def charged(payment) -> None:
    """The attempt by which a first payment was made."""
    Attempt.create(
        payment=payment, number=1, key=f"first:{payment.id}", method=payment.method, kind="card",
        stripe_customer=payment.method.stripe_customer, stripe_method=payment.method.stripe_id,
        amount=payment.amount, currency=payment.currency, reached="succeeded", intent_id=f"pi_first_{payment.id}",
    )  # fmt: skip


def something_happens(dice: random.Random, plans, customers, day: date) -> None:
    """A few things that customers and staff do that day; what a rule forbids is not done."""
    ids = [row for (row,) in Subscription.select(Subscription.id).order_by(Subscription.id).tuples()]
    for _each in range(dice.randint(0, 3)):
        row, draw, number = Subscription.get_by_id(dice.choice(ids)), dice.random(), dice.randint(1, 9)
        who = Actor(customers[0], "fr", "192.0.2.7", "test")
        try:
            happen(draw, row, number, who, day, plans)
        except (NotAllowed, TermsChanged):
            pass


def happen(draw: float, row, number: int, who: Actor, day: date, plans) -> None:
    if draw < 0.3:
        versions = [version.id for version in legal.documents_for_order(row.country)]
        changing.add_seats(row, number, who, versions, f"{row.id}:{day}:{number}")
    elif draw < 0.45:
        changing.schedule_reduction(row, number % 4, who)
    elif draw < 0.6:
        lot = Lot.select().where(Lot.subscription == row, Lot.removed_on.is_null()).order_by(Lot.id.desc()).first()
        if lot is not None:
            changing.shrink(row, lot.id, 1, who)
    elif draw < 0.75:
        changing.choose(row, "stop" if number % 3 else "renew", who)
    elif draw < 0.8:
        endings.transfer_out(row, clock.today(row.timezone), "Autre partenaire", who)
    elif draw < 0.86:
        replace_means(row.organisation)
    elif draw < 0.9 and day > BEGIN + timedelta(days=60):
        raise_price(plans[number % len(plans)], day + timedelta(days=number * 5))
    elif draw < 0.94:
        declared = ForceMajeure.select().where(ForceMajeure.lifted_on.is_null()).first()
        if declared is None:
            force_majeure.declare(row.plan.product, row.country, "Panne de démonstration")
        else:
            force_majeure.lift(declared)
    elif draw > 0.985:
        endings.close_account(row.organisation)


def replace_means(organisation) -> None:
    """A new card, chosen; the mandate goes when there is one."""
    with phoenix_database.transaction():
        for method in means.stored(organisation.id):
            means.revoke(method)
        means.choose(builders.card(organisation))
        if organisation.country == "fr" and organisation.id % 2:
            give_mandate(organisation)


def raise_price(plan: Plan, since: date) -> None:
    """Four percent more from a day to come."""
    for price in list(Price.select().where(Price.plan == plan).group_by(Price.country)):
        Price.insert(
            plan=plan, country=price.country, currency=price.currency, amount=price.amount * 104 // 100,
            valid_from=since, created_at=clock.now(),
        ).on_conflict_ignore().execute()  # fmt: skip


def at(day: date, minute: int = 0):
    return clock.frozen(datetime(day.year, day.month, day.day, 10, minute, tzinfo=UTC))
