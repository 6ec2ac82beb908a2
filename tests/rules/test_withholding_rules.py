"""Tax held back at source: which grounds, how much, until when its certificate is due."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from phoenix.payments import withholding_rules as rules

DAY = date(2026, 2, 28)
SUMS = st.integers(0, 10**10)


def test_each_seller_has_its_own_grounds():
    assert [ground.code for ground in rules.grounds_on("pa-fr", DAY)] == ["foreign_income"]
    assert [ground.code for ground in rules.grounds_on("pa-ma", DAY)] == ["public_income", "vat_75", "vat_100"]
    assert [ground.code for ground in rules.grounds_on("pa-ma", date(2024, 6, 30))] == ["public_income"]


@given(st.sampled_from(rules.GROUNDS), SUMS, SUMS)
def test_what_is_held_back_is_a_share_of_net_or_vat_rounded_half_up(ground, net, vat):
    base = Decimal(vat if ground.base == rules.ON_VAT else net)
    exact = base * ground.basis_points / 10_000
    assert rules.held_back(ground, net, vat) == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def test_a_half_cent_is_held_back_whole():
    [ground] = rules.grounds_on("pa-fr", DAY)
    assert rules.held_back(ground, 1005, 0) == 101


def test_the_certificate_is_due_two_months_on_the_last_day_of_a_shorter_month():
    assert rules.certificate_by(date(2026, 12, 31)) == date(2027, 2, 28)
    assert rules.certificate_by(date(2026, 3, 3)) == date(2026, 5, 3)


@given(st.dates(date(2026, 1, 1), date(2040, 1, 1)), st.integers(-100, 100))
def test_it_is_asked_for_fifteen_days_before_seven_after_and_then_no_more(by, days):
    today = by + timedelta(days)
    expected = next((by + timedelta(each) for each in (-15, 7) if each > days), None)
    assert rules.next_reminder(by, today) == expected
