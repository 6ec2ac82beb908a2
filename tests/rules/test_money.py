"""Money never mixes currencies, never loses a centime; VAT against a naive second computation."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phoenix.kernel.money import MixedCurrencies, Money, half_up
from phoenix.kernel.vat import RATES, UnknownTerritory, rate_on, tax_on, totals

amounts = st.integers(min_value=-(10**12), max_value=10**12)
positive = st.integers(min_value=0, max_value=10**10)
rates = st.sampled_from([0, 850, 1000, 2000])


@given(amounts, amounts)
def test_sums_are_exact(a, b):
    assert Money(a, "EUR") + Money(b, "EUR") - Money(b, "EUR") == Money(a, "EUR")


@given(amounts, amounts)
def test_currencies_never_mix(a, b):
    with pytest.raises(MixedCurrencies):
        Money(a, "EUR") + Money(b, "MAD")
    with pytest.raises(MixedCurrencies):
        assert Money(a, "EUR") < Money(b, "MAD")


@pytest.mark.parametrize("wrong", [1.5, "3", True, None])
def test_only_whole_minor_units_are_money(wrong):
    with pytest.raises(TypeError):
        Money(wrong, "EUR")


def test_an_unknown_currency_is_refused():
    with pytest.raises(ValueError, match="USD"):
        Money(1, "USD")


@given(amounts, st.integers(min_value=1, max_value=10**6))
def test_rounding_is_half_away_from_zero(numerator, denominator):
    naive = (Decimal(numerator) / Decimal(denominator)).quantize(Decimal(1), ROUND_HALF_UP)
    if (2 * abs(numerator)) % denominator == 0 or abs(naive) < 10**9:
        assert half_up(numerator, denominator) == int(naive)


@given(st.lists(st.tuples(positive, rates), max_size=20))
def test_totals_agree_with_a_naive_second_computation(lines):
    found = totals([(Money(net, "EUR"), rate) for net, rate in lines], "EUR")
    tax = 0
    for rate in {rate for _, rate in lines}:
        net = sum(amount for amount, other in lines if other == rate)
        tax += int((Decimal(net) * rate / 10_000).quantize(Decimal(1), ROUND_HALF_UP))
    assert found.net.minor == sum(net for net, _ in lines)
    assert found.tax.minor == tax
    assert found.gross == found.net + found.tax
    assert sum(row.net.minor for row in found.by_rate) == found.net.minor


def test_half_a_centime_of_vat_rounds_up():
    assert tax_on(Money(3, "EUR"), 8500) == Money(3, "EUR")
    assert tax_on(Money(1, "EUR"), 5000) == Money(1, "EUR")


@pytest.mark.parametrize(
    ("territory", "points"),
    [
        ("fr-metropole", 2000),
        ("fr-guadeloupe", 850),
        ("fr-martinique", 850),
        ("fr-reunion", 850),
        ("fr-guyane", 0),
        ("fr-mayotte", 0),
        ("ma", 2000),
    ],
)
def test_rates_by_territory(territory, points):
    assert rate_on(territory, date(2026, 11, 23)) == points


def test_no_rate_is_ever_guessed():
    with pytest.raises(UnknownTerritory):
        rate_on("atlantis", date(2026, 11, 23))
    with pytest.raises(UnknownTerritory):
        rate_on("fr-metropole", min(rate.since for rate in RATES).replace(year=1900))
