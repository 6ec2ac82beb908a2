"""The effect of a price is shown, and what was shown is what is confirmed (clauses 15a, 15b, 15c)."""

from datetime import date

import pytest
from tests import builders
from tests import partner_world as partners
from tests import payment_world as world
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401
from tests.services.test_catalogue_changes import queries
from tests.subscription_world import ANCHOR, at, bought, lyon  # noqa: F401

from phoenix.catalogue import service
from phoenix.catalogue.models import DroppedPrice, Price
from phoenix.catalogue.prices import PriceChange, change_prices
from phoenix.catalogue.rules import PriceBegun
from phoenix.kernel.money import Money
from phoenix.subscriptions import repricing
from phoenix.subscriptions.models import Subscription
from phoenix.team.models import StaffAct

SPRING = date(2027, 1, 15)


def change(plan, minor: int | None = 23_00, day: date = SPRING, country: str = "fr") -> PriceChange:
    currency = {"fr": "EUR", "ma": "MAD"}[country]
    return PriceChange(plan.id, country, day, None if minor is None else Money(minor, currency))


@pytest.fixture
def running(lyon, front):  # noqa: F811
    """Ten seats for a year, and three."""
    card, plan = world.card(lyon, front), world.plan()
    return [bought(lyon, card, plan, 10), bought(lyon, card, plan, 3)]


def test_the_effect_counts_what_renews_at_it(running):
    (shown,) = repricing.effects([change(running[0].plan)])
    assert (shown.effect.renewing, shown.effect.first_on) == (2, date(2027, 1, 31))
    assert shown.effect.paid_now == Money(13 * 20_60, "EUR")
    assert shown.effect.paid_then == Money(13 * 23_00, "EUR")


def test_who_stops_and_other_countries_are_not_counted(running):
    Subscription.update(renewal="stop").where(Subscription.id == running[0].id).execute()
    assert repricing.effects([change(running[0].plan)])[0].effect.renewing == 1
    assert repricing.effects([change(running[0].plan, country="ma")])[0].effect.renewing == 0


def test_seats_that_go_at_the_end_of_the_term_are_not_counted(running):
    Subscription.update(reduction=4).where(Subscription.id == running[0].id).execute()
    assert repricing.effects([change(running[0].plan)])[0].effect.paid_then == Money(9 * 23_00, "EUR")


def test_a_partner_s_discount_of_the_day_of_renewal_is_counted(running, lyon):  # noqa: F811
    """clause 15b"""
    partners.partner(lyon)
    partners.rate(1_000, SPRING)
    (shown,) = repricing.effects([change(running[0].plan)])
    assert shown.effect.after == Money(23_00, "EUR")
    assert shown.effect.paid_then == Money(13 * 20_70, "EUR")


def test_what_was_shown_is_done_and_written_down(running):
    plan = running[0].plan
    shown = repricing.effects([change(plan)])
    repricing.confirm([change(plan)], repricing.mark(shown), "Aïcha")
    row = Price.get(Price.plan == plan, Price.valid_from == SPRING)
    assert (row.amount, row.country, row.set_by) == (23_00, "fr", "Aïcha")
    act = StaffAct.get(StaffAct.act == "prices_changed")
    assert (act.subject, act.before, act.after) == (f"plan:{plan.code}", {"fr 2027-01-15": None}, {"fr 2027-01-15": 23_00})


def test_one_subscription_more_and_it_has_to_be_looked_at_again(running):
    plan = running[0].plan
    seen = repricing.mark(repricing.effects([change(plan)]))
    Subscription.update(renewal="stop").where(Subscription.id == running[0].id).execute()
    with pytest.raises(repricing.ChangedMeanwhile) as told:
        repricing.confirm([change(plan)], seen, "Aïcha")
    assert told.value.shown[0].effect.renewing == 1
    assert not Price.select().where(Price.valid_from == SPRING).exists()


def test_two_set_a_price_for_one_day_and_the_second_is_told(app):
    plan = builders.plan()
    seen = repricing.mark(repricing.effects([change(plan, 11_00)]))
    repricing.confirm([change(plan, 12_00)], repricing.mark(repricing.effects([change(plan, 12_00)])), "Bruno")
    with pytest.raises(repricing.ChangedMeanwhile) as told:
        repricing.confirm([change(plan, 11_00)], seen, "Aïcha")
    assert told.value.shown[0].effect.before == Money(12_00, "EUR")


def test_an_announced_price_is_withdrawn_and_stays_known(app):
    plan = builders.plan()
    for change_ in (change(plan), change(plan, None)):
        repricing.confirm([change_], repricing.mark(repricing.effects([change_])), "Aïcha")
    assert service.price_in_force(plan, "fr", SPRING) == Money(10_00, "EUR")
    dropped = DroppedPrice.get()
    assert (dropped.amount, dropped.valid_from, dropped.set_by, dropped.dropped_by) == (23_00, SPRING, "Aïcha", "Aïcha")


def test_what_counts_today_is_not_withdrawn(app):
    plan = builders.plan()
    with pytest.raises(PriceBegun):
        change_prices([change(plan, None, date(2020, 1, 1))], "Aïcha")


def test_one_wrong_price_and_none_is_set(app):
    one, other = builders.plan(), builders.plan()
    with pytest.raises(PriceBegun):
        change_prices([change(one), change(other, 1, date(2020, 1, 1))], "Aïcha")
    assert Price.select().count() == 4


def test_carts_that_hold_it_are_counted(shop, lyon):  # noqa: F811
    plan = world.plan()
    world.order(lyon, plan, 3)
    assert repricing.effects([change(plan)])[0].effect.carts == 1


def test_the_queries_are_as_many_for_fifty_plans_as_for_one(app):
    plans = [builders.plan() for _ in range(50)]
    one = queries(lambda: repricing.effects([change(plans[0])]))
    assert queries(lambda: repricing.effects([change(each) for each in plans])) == one <= 5


@pytest.mark.postgresql
def test_the_same_on_postgresql(postgresql_app):
    plan = builders.plan()
    shown = repricing.effects([change(plan), change(plan, 90_00, country="ma")])
    repricing.confirm([each.change for each in shown], repricing.mark(shown), "Aïcha")
    repricing.confirm([change(plan, None)], repricing.mark(repricing.effects([change(plan, None)])), "Aïcha")
    assert Price.select().where(Price.valid_from == SPRING).count() == 1
    assert DroppedPrice.select().count() == 1
