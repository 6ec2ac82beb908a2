"""Five days after a notice, fifteen to confirm, and what a closure keeps (clauses 3.1e, 3.2b, 3.3a)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phoenix.standing import rules

ZONES = ("Europe/Paris", "Africa/Casablanca")
DAYS = st.dates(date(2024, 1, 1), date(2040, 12, 31))
SECOND = timedelta(seconds=1)


@given(DAYS, st.sampled_from(ZONES))
def test_a_second_before_the_fifth_day_ends_is_too_early_and_a_second_after_is_not(received_on, zone):
    ripe = rules.ripe_at(received_on, zone)
    with pytest.raises(rules.NotRipe) as refused:
        rules.check_ripe(received_on, zone, ripe - SECOND)
    assert refused.value.ripe_at == ripe
    rules.check_ripe(received_on, zone, ripe)
    rules.check_ripe(received_on, zone, ripe + SECOND)


@given(DAYS, st.sampled_from(ZONES))
def test_five_whole_days_of_the_customers_calendar_lie_between(received_on, zone):
    before = rules.ripe_at(received_on, zone) - SECOND
    local = before.astimezone(ZoneInfo(zone))
    assert (local.date() - received_on).days == 5
    assert (before + SECOND).astimezone(ZoneInfo(zone)).date() == received_on + timedelta(days=6)
    assert rules.last_day_to_remedy(received_on) == local.date()


def test_it_is_midnight_where_the_customer_is():
    assert rules.ripe_at(date(2026, 11, 20), "Europe/Paris") == datetime(2026, 11, 25, 23, tzinfo=UTC)
    assert rules.ripe_at(date(2026, 3, 25), "Europe/Paris") == datetime(2026, 3, 30, 22, tzinfo=UTC)


def test_without_a_receipt_no_time_makes_it_ripe():
    with pytest.raises(rules.NotRipe) as refused:
        rules.check_ripe(None, ZONES[0], datetime(2099, 1, 1, tzinfo=UTC))
    assert refused.value.ripe_at is None


@given(DAYS, st.integers(-10, 10), st.sampled_from(ZONES))
def test_the_list_of_ripe_notices_is_what_the_rule_says(received_on, shift, zone):
    today = received_on + timedelta(days=5 + shift)
    noon = datetime(today.year, today.month, today.day, 12, tzinfo=ZoneInfo(zone))
    assert (received_on < rules.last_received_of_ripe(today)) == (noon >= rules.ripe_at(received_on, zone))


@given(DAYS, st.integers(-3, 3), st.integers(-3, 3))
def test_a_receipt_is_after_the_sending_and_not_to_come(sent_on, received, today):
    days = sent_on + timedelta(days=received), sent_on + timedelta(days=today)
    if 0 <= received <= today:
        rules.check_receipt(sent_on, *days)
    else:
        with pytest.raises(rules.BadReceipt):
            rules.check_receipt(sent_on, *days)


@given(DAYS)
def test_fifteen_days_to_confirm_the_last_one_included(asked_on):
    due = rules.confirm_by(asked_on)
    assert (due - asked_on).days == 15
    assert not rules.is_late(due, due) and rules.is_late(due, due + timedelta(days=1))


@given(DAYS, st.integers(0, 1200), st.integers(0, 1200))
def test_what_is_kept_is_counted_from_the_end_of_the_contract(closed_on, runs, invoiced_before):
    end = closed_on + timedelta(days=runs)
    kept = dict(rules.kept(closed_on, end, closed_on - timedelta(days=invoiced_before), True, True))
    assert (rules.CONTACT in kept) == (runs > 0)
    assert kept[rules.INVOICES].year == end.year + 10 and kept[rules.ORDERS].year == end.year + 5
    assert end + timedelta(days=393) <= kept[rules.MANDATES] <= end + timedelta(days=398)
    assert kept[rules.MANDATES] < kept[rules.ORDERS] < kept[rules.INVOICES]


def test_open_ended_contracts_give_no_day_yet():
    assert {until for _what, until in rules.kept(date(2026, 1, 1), None, date(2025, 1, 1), True, True)} == {None}


def test_who_never_bought_leaves_nothing():
    assert rules.kept(date(2026, 1, 1), date(2026, 1, 1), None, False, False) == []
