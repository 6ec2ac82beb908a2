"""`billing run --on DATE`: counts as it goes, a report, a status that scripts can trust."""

import dataclasses
from datetime import date

import pytest

from phoenix.catalogue.models import Price
from phoenix.invoices.models import Invoice
from phoenix.subscriptions.models import Period, Subscription
from tests import payment_world as world
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401
from tests.services.test_billing_run import at, bought

BOUGHT, DUE = date(2026, 1, 31), date(2026, 2, 28)


@pytest.fixture
def lyon(shop):  # noqa: F811
    with at(BOUGHT):
        yield world.person(world.organisation("fr"))


def run_on(shop, day, *more):  # noqa: F811
    return shop.test_cli_runner().invoke(args=["billing", "run", "--on", str(day), *more])


def test_a_demo_looks_ahead_and_says_what_it_did(shop, lyon, front):  # noqa: F811
    bought(lyon, front)
    done = run_on(shop, DUE)
    assert done.exit_code == 0, done.output
    assert "1  periods invoiced" in done.output and "1  charges started" in done.output
    assert Invoice.select().order_by(Invoice.id.desc()).first().issued_on == DUE
    assert "Nothing was due." in run_on(shop, DUE).output


def test_weeks_may_pass_between_two_runs(shop, lyon, front):  # noqa: F811
    bought(lyon, front)
    done = run_on(shop, date(2026, 6, 3))
    assert "4  periods invoiced" in done.output
    assert {row.issued_on for row in Invoice.select().where(Invoice.order.is_null())} == {date(2026, 6, 3)}
    assert [row.start for row in Period.select().order_by(Period.start)][-1] == date(2026, 5, 31)


def test_a_real_shop_bills_nobody_ahead_of_time(shop, lyon, front):  # noqa: F811
    bought(lyon, front)
    shop.config["SETTINGS"] = dataclasses.replace(shop.config["SETTINGS"], production=True)
    refused = run_on(shop, DUE)
    assert refused.exit_code != 0 and "has not come yet" in refused.output
    assert Period.select().count() == 1


def test_what_cannot_be_billed_is_named_and_holds_up_nothing(shop, lyon, front):  # noqa: F811
    bought(lyon, front, "none", "month")
    broken = Subscription.get()
    other = world.person(world.organisation("fr"))
    world.pay(world.order(other, world.plan()), other, world.card(other, front))
    Price.delete().where(Price.plan == broken.plan).execute()
    done = run_on(shop, DUE)
    assert done.exit_code == 1
    assert broken.number in done.output and "Mend the reason, then run again." in done.output
    assert "1  periods invoiced" in done.output
    assert Subscription.get_by_id(broken.id).active


def test_charges_can_be_left_for_later(shop, lyon, front):  # noqa: F811
    bought(lyon, front)
    before = len(front.charges())
    assert "charges started" not in run_on(shop, DUE, "--no-charge").output
    assert len(front.charges()) == before
    assert "1  charges started" in run_on(shop, DUE).output


def test_a_day_that_is_none_is_refused(shop):  # noqa: F811
    assert run_on(shop, "2026-02-30").exit_code == 2
