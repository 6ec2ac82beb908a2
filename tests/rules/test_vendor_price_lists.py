"""A price list of Microsoft's shape: its terms, its prices, ours from it (clause 5a)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phoenix.catalogue.rules import SUBSCRIPTIONS, period_months
from phoenix.catalogue.vendor_rules import PLANS, NotAPrice, offered, proposed, read_day, read_price
from phoenix.kernel.money import Money
from phoenix.kernel.terms import COMMITMENT_MONTHS

LINE = {
    "ProductTitle": "Suite Démo", "ProductId": "DEMO0LH18", "SkuId": "0001", "SkuTitle": "Suite Démo Premium", "TermDuration": "P1Y",
    "BillingPlan": "Monthly", "Market": "FR", "Currency": "EUR", "ERP Price": "264.00", "Segment": "Commercial",
}  # fmt: skip


def test_a_year_paid_by_the_month_costs_a_twelfth_of_the_term_each_month():
    line = offered(2, LINE)
    assert (line.sku, line.country, line.pairs()) == ("DEMO0LH18:0001", "fr", (("P1Y", "month"),))
    assert proposed(line.term_price, "P1Y", "month", 0, "EUR") == Money(22_00, "EUR")


@pytest.mark.parametrize(
    ("price", "commitment", "billing", "margin", "minor"),
    [
        ("264", "P1Y", "once", 0, 264_00),
        ("264", "P1Y", "month", 500, 23_10),
        ("264", "P1Y", "month", -1_000, 19_80),
        ("792", "P3Y", "year", 0, 264_00),
        ("792", "P3Y", "month", 0, 22_00),
        ("792", "P3Y", "once", 0, 792_00),
        ("26.4", "none", "month", 0, 26_40),
        ("0.125", "one_off", "once", 0, 13),
        ("100", "P1Y", "month", 0, 8_33),
        ("0", "P1Y", "month", 0, 0),
    ],
)
def test_ours_is_for_one_billing_period_with_the_margin_rounded_once(price, commitment, billing, margin, minor):
    assert proposed(read_price(price), commitment, billing, margin, "EUR") == Money(minor, "EUR")


@given(minor=st.integers(0, 10**8), pair=st.sampled_from(SUBSCRIPTIONS))
def test_what_the_periods_of_a_term_cost_is_the_term_but_for_a_rounding_each(minor, pair):
    periods = COMMITMENT_MONTHS[pair[0]] // period_months(*pair)
    ours = proposed(minor * 10_000, *pair, 0, "EUR")
    assert abs(ours.minor * periods - minor) * 2 <= periods


def test_every_plan_of_ours_is_priced_by_some_line_of_theirs():
    assert {pair for pairs in PLANS.values() for pair in pairs} == set(SUBSCRIPTIONS)


def test_markets_where_we_do_not_sell_are_none_of_our_business():
    assert offered(2, {**LINE, "Market": "US", "ERP Price": "what?"}) is None


@pytest.mark.parametrize("text", ["", "-1", "1e3", "12.345.6", "free", "1 000"])
def test_what_is_no_price_is_refused(text):
    with pytest.raises(NotAPrice):
        read_price(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-01T00:00:00.0000000Z", date(2026, 11, 1)),
        ("11/01/2026 00:00:00", date(2026, 11, 1)),
        ("11/1/2026", date(2026, 11, 1)),
        ("9999-12-31T23:59:59Z", None),
        ("", None),
    ],
)
def test_days_are_read_as_they_write_them(text, day):
    assert read_day(text) == day


def test_what_has_no_term_is_bought_once():
    assert offered(2, {**LINE, "TermDuration": "", "BillingPlan": "OneTime"}).pairs() == (("one_off", "once"),)
    assert offered(2, {**LINE, "TermDuration": "P5Y"}).pairs() == ()
