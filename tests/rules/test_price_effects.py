"""What a change of price does to subscriptions, counted on dates alone (clauses 15a, 15b)."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phoenix.catalogue.rules import DatedPrice, NoSuchPrice, PriceBegun, check_withdrawal, in_force, with_changes
from phoenix.kernel import terms
from phoenix.kernel.money import Money
from phoenix.subscriptions.effect_rules import Group, effect

NEW_YEAR = date(2027, 1, 1)
OLD = [DatedPrice(date(2020, 1, 1), Money(20_00, "EUR"))]


def group(anchor: date, term: int = 1, commitment: str = "P1Y", billing: str = "month", count: int = 1, seats: int = 10) -> Group:
    return Group(anchor, commitment, billing, term, Money(20_00, "EUR"), count, seats)


def euros(minor: int) -> Money:
    return Money(minor, "EUR")


def test_those_whose_next_term_begins_on_the_day_or_later_renew_at_the_price():
    found = effect([group(date(2026, 1, 1)), group(date(2026, 3, 5), count=2, seats=30)], OLD, NEW_YEAR, euros(22_00))
    assert (found.renewing, found.later, found.first_on) == (3, 0, NEW_YEAR)
    assert (found.before, found.after) == (euros(20_00), euros(22_00))
    assert (found.paid_now, found.paid_then, found.more) == (euros(800_00), euros(880_00), euros(80_00))


def test_those_that_renew_before_the_day_come_to_the_price_one_term_later():
    found = effect([group(date(2026, 12, 15), term=1), group(date(2025, 12, 31), term=1)], OLD, NEW_YEAR, euros(22_00))
    assert (found.renewing, found.later, found.first_on) == (2, 1, date(2027, 12, 15))


def test_month_by_month_the_first_month_that_begins_then_counts():
    monthly = group(date(2026, 1, 31), term=11, commitment="none")
    assert effect([monthly], OLD, date(2027, 2, 10), euros(1)).first_on == date(2027, 2, 28)


def test_a_later_price_takes_those_that_renew_after_it():
    """clause 15a: between two days, the first price; from the second on, the second."""
    prices = [*OLD, DatedPrice(date(2027, 3, 1), euros(23_00))]
    found = effect([group(date(2026, 2, 1)), group(date(2026, 4, 1))], prices, NEW_YEAR, euros(22_00))
    assert (found.renewing, found.first_on) == (1, date(2027, 2, 1))


def test_withdrawn_those_concerned_renew_at_the_price_before():
    prices = [*OLD, DatedPrice(NEW_YEAR, euros(22_00))]
    found = effect([group(date(2026, 2, 1))], prices, NEW_YEAR, None)
    assert (found.before, found.after, found.renewing) == (euros(22_00), euros(20_00), 1)
    assert found.more == euros(0)


def test_a_plan_withdrawn_from_sale_renews_only_at_a_price_set_since():
    subscribed = [group(date(2026, 2, 1))]
    assert effect(subscribed, OLD, date(2026, 6, 1), euros(1), withdrawn_on=date(2026, 12, 1)).renewing == 0
    assert effect(subscribed, OLD, NEW_YEAR, euros(1), withdrawn_on=date(2026, 12, 1)).renewing == 1


def test_amounts_are_of_a_month_whatever_is_paid_at_once():
    once = Group(date(2026, 2, 1), "P1Y", "once", 1, euros(240_00), 1, 3)
    found = effect([once], OLD, NEW_YEAR, euros(252_00))
    assert (found.paid_now, found.paid_then) == (euros(60_00), euros(63_00))


def test_without_subscriptions_nothing_is_said_of_money():
    found = effect([], OLD, NEW_YEAR, euros(1))
    assert (found.renewing, found.first_on, found.paid_now, found.more) == (0, None, None, None)


@pytest.mark.parametrize("day", [NEW_YEAR, NEW_YEAR - timedelta(1)])
def test_a_price_whose_day_has_come_is_not_withdrawn(day):
    with pytest.raises(PriceBegun):
        check_withdrawal([day], day, NEW_YEAR)


def test_what_was_never_announced_is_not_withdrawn():
    with pytest.raises(NoSuchPrice):
        check_withdrawal([NEW_YEAR], NEW_YEAR + timedelta(1), date(2026, 6, 1))


DAYS = st.dates(date(2026, 1, 1), date(2030, 1, 1))


@settings(max_examples=200, deadline=None)
@given(
    anchors=st.lists(st.tuples(st.dates(date(2024, 1, 1), date(2026, 1, 1)), st.sampled_from(["none", "P1M", "P1Y", "P3Y"])), max_size=5),
    announced=st.dictionaries(DAYS, st.integers(1, 10_000), max_size=3),
    day=DAYS,
    minor=st.integers(1, 10_000),
)
def test_as_many_as_a_naive_walk_through_their_terms_finds(anchors, announced, day, minor):
    prices = OLD + [DatedPrice(when, euros(amount)) for when, amount in announced.items()]
    groups = [group(anchor, 1, commitment) for anchor, commitment in anchors]
    coming = with_changes(prices, [(day, euros(minor))])
    starts = [[terms.term(each.anchor, each.commitment, number).start for number in range(2, 80)] for each in groups]
    until = min((price.valid_from for price in coming if price.valid_from > day), default=date.max)
    firsts = [next((start for start in each if day <= start), date.max) for each in starts]
    mine = [first for first in firsts if first < until]
    found = effect(groups, prices, day, euros(minor))
    assert found.renewing == len(mine)
    assert found.first_on == min(mine, default=None)
    assert all(in_force(coming, first) == found.after for first in mine)
