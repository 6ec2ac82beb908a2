"""When a subscription can be stopped, why it ends, and what it still owes until then (clauses 3.3b, 13c, 15b, 15d)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.naive_subscription import Life, invoices, price_on, walk
from tests.rules.subscription_lives import ByRules, anchors, lives, pairs, units

from phoenix.kernel import terms
from phoenix.kernel.money import Money
from phoenix.subscriptions import rules
from phoenix.subscriptions.rules import RENEW, STOP, End, Pause, Renew, Seats

DAY = timedelta(days=1)
PRICE = Money(100, "EUR")
YEAR = Life(date(2027, 2, 28), "P1Y", "month", date(2029, 3, 1), 1, [(date(2026, 1, 1), 100)])


@settings(max_examples=40, deadline=None)
@given(anchors, pairs, st.integers(0, 6))
def test_the_choice_is_open_until_the_last_day_of_the_term_begins(anchor, pair, back):
    days = [each.day for each in walk(anchor, *pair, anchor)]
    today, is_last_day = days[-1 - back], back == 0
    found = rules.may_choose(pair[0], days[-1] + DAY, today)
    assert found == (pair[0] == "none" or not is_last_day)


@settings(max_examples=40, deadline=None)
@given(lives(kinds=st.sampled_from(["stop", "renew", "add"])))
def test_lives_that_stop_and_change_their_mind_have_the_invoices_of_a_walk(life):
    found, ended = ByRules(life).invoices()
    assert (found, ended) == invoices(life)
    assert ended is None or all(day < ended for day, _ in found)


@pytest.mark.parametrize(
    ("day", "kind", "ended"),
    [
        (date(2028, 2, 26), "stop", date(2028, 2, 28)),  # the last day of this term is the 27th
        (date(2028, 2, 27), "stop", None),  # too late for this term: it is renewed, and the next one runs on
        (date(2027, 2, 28), "stop", date(2028, 2, 28)),  # on the day it was bought
    ],
)
def test_a_year_stopped_around_its_last_day_by_hand(day, kind, ended):
    life = replace(YEAR, until=date(2028, 12, 31), events=[(day, kind, 0)])
    assert ByRules(life).invoices()[1] == invoices(life)[1] == ended


def test_a_stop_taken_back_on_the_last_day_that_is_open_renews():
    stop = (date(2027, 6, 1), "stop", 0)
    in_time, too_late = (date(2028, 2, 26), "renew", 0), (date(2028, 2, 27), "renew", 0)
    assert ByRules(replace(YEAR, events=[stop, in_time])).invoices()[1] is None
    assert ByRules(replace(YEAR, events=[stop, too_late])).invoices()[1] == date(2028, 2, 28)


def test_month_by_month_is_stopped_even_on_the_last_day_of_the_month_paid():
    life = Life(date(2027, 1, 31), "none", "month", date(2027, 6, 1), 1, [(date(2026, 1, 1), 100)])
    life = replace(life, events=[(date(2027, 2, 27), "stop", 0)])
    assert ByRules(life).invoices() == invoices(life) == ([(date(2027, 1, 31), 100)], date(2027, 2, 28))


@given(anchors, pairs, st.sampled_from([rules.BY_CUSTOMER, rules.BY_CLOSURE, rules.BY_TRANSFER]))
def test_an_end_says_who_chose_it_and_a_stop_goes_before_all_else(anchor, pair, reason):
    end = terms.term(anchor, pair[0]).end
    step = rules.next_step(anchor, *pair, 1, end, STOP, [Seats(1, anchor)], 1, None, reason)
    assert step == End(end, reason)


@given(anchors, pairs)
def test_a_plan_withdrawn_without_a_price_does_not_renew(anchor, pair):
    end = terms.term(anchor, pair[0]).end
    step = rules.next_step(anchor, *pair, 1, end, RENEW, [Seats(1, anchor)], 0, None)
    assert step == End(end, rules.BY_WITHDRAWAL)
    assert isinstance(rules.next_step(anchor, *pair, 1, end, RENEW, [Seats(1, anchor)], 0, PRICE), Renew)


days = st.dates(date(2027, 1, 1), date(2027, 1, 20))


@given(st.dictionaries(days, units, max_size=5), st.none() | days, days)
def test_the_price_at_renewal_is_the_latest_begun_and_set_since_any_withdrawal(prices, withdrawn_on, day):
    rows = [(since, Money(minor, "EUR")) for since, minor in prices.items()]
    life = replace(YEAR, prices=list(prices.items()), withdrawn_on=withdrawn_on)
    found = rules.price_at_renewal(rows, withdrawn_on, day)
    assert (None if found is None else found.minor) == price_on(life, day)


@settings(max_examples=40, deadline=None)
@given(lives(kinds=st.sampled_from(["add"])), st.integers(1, 3), st.data())
def test_what_remains_due_and_what_was_billed_make_what_a_straight_walk_bills(life, number, data):
    term = terms.term(life.anchor, life.commitment, number)
    today = term.start + timedelta(days=data.draw(st.integers(0, term.days - 1)))
    events = [event for event in life.events if event[0] <= today]
    life = replace(life, prices=life.prices[:1], withdrawn_on=None, events=events, until=term.end - DAY)
    unit = Money(life.prices[0][1], "EUR")
    lots = [Seats(life.seats, life.anchor), *(Seats(quantity, day) for day, _, quantity in events)]
    plan = (life.anchor, life.commitment, life.billing, number)
    left = rules.remaining(*plan, today + DAY, unit, lots)
    billed = [(day, net) for day, net in invoices(life)[0] if day <= today]
    assert all(today < day < term.end for day, _ in left)
    assert billed + [(day, net.minor) for day, net in left] == invoices(life)[0]


def test_what_a_year_by_the_month_from_31_january_still_owes_in_october():
    lots = [Seats(2, date(2027, 1, 31)), Seats(1, date(2027, 3, 10))]
    left = rules.remaining(date(2027, 1, 31), "P1Y", "month", 1, date(2027, 10, 31), PRICE, lots)
    by_hand = [date(2027, 10, 31), date(2027, 11, 30), date(2027, 12, 31)]
    assert left == [(day, Money(300, "EUR")) for day in by_hand]


def test_either_side_may_end_what_force_majeure_has_paused_for_thirty_days():
    paused = Pause(date(2027, 3, 1))
    assert not rules.may_end_for_force_majeure(paused, date(2027, 3, 30))
    assert rules.may_end_for_force_majeure(paused, date(2027, 4, 1))
    assert not rules.may_end_for_force_majeure(Pause(date(2027, 3, 1), date(2027, 3, 20)), date(2027, 4, 30))
