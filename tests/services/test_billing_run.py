"""The billing run: periods invoiced and collected, exactly once (clauses 6.1c, 6.1d, 6.2b)."""

from datetime import UTC, date, datetime

import pytest

from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.payments.models import Collection, Payment
from phoenix.subscriptions import jobs
from phoenix.subscriptions.models import Period, Subscription
from phoenix.subscriptions.run import Report, run
from tests import payment_world as world
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401


def at(day: date, hour: int = 12):
    return clock.frozen(datetime(day.year, day.month, day.day, hour, tzinfo=UTC))


@pytest.fixture
def lyon(shop):  # noqa: F811
    with at(date(2026, 1, 31)):
        yield world.person(world.organisation("fr"))


def bought(person, front, commitment="P1Y", billing="month", seats=12) -> Subscription:  # noqa: F811
    order = world.order(person, world.plan(commitment, billing), seats)
    world.pay(order, person, world.card(person, front))
    return Subscription.get()


def test_a_year_paid_by_the_month_is_invoiced_twelve_times_on_the_anchors_day(lyon, front):  # noqa: F811
    bought(lyon, front)
    for month in range(2, 13):
        day = date(2026, month, 28)
        with at(day):
            run(day)
    with at(date(2026, 12, 31)):
        report = run(date(2026, 12, 31))
    assert not report.failures
    starts = [row.start for row in Period.select().order_by(Period.start)]
    assert starts[:4] == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
    assert len(starts) == 12
    assert {row.gross for row in Invoice.select()} == {29664}
    assert {row.state for row in Invoice.select()} == {"paid"}
    assert Payment.select().count() == len(front.charges())


def test_running_again_does_nothing(lyon, front):  # noqa: F811
    bought(lyon, front)
    day = date(2026, 2, 28)
    with at(day):
        first, second = run(day), run(day)
    assert first.counts["invoiced"] == 1 and first.counts["charged"] == 1
    assert not second.counts
    assert Collection.get().state == "collected"


def test_the_next_hour_does_not_join_a_run_that_is_still_at_work(app, monkeypatch):
    entered = []

    def long_run(_day):
        entered.append(1)
        jobs.bill()  # an hour has passed
        return Report()

    monkeypatch.setattr(jobs, "run", long_run)
    jobs.bill()
    jobs.bill()
    assert len(entered) == 2
