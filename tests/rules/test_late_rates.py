"""What late payments cost on French invoices: by half-year, never below three times the legal rate."""

from datetime import date

import pytest

from phoenix import config
from phoenix.invoices import rules

JULY, SECOND = date(2026, 7, 1), date(2026, 11, 26)


def test_the_first_half_of_2026_is_known():
    assert rules.late_rate(date(2026, 6, 30)) == 12_15
    assert rules.late_rate_is_current(date(2026, 1, 1)) and rules.late_rate_is_current(date(2026, 6, 30))


def test_a_half_year_without_its_rate_prints_the_last_one_and_says_so():
    assert rules.late_rate(SECOND) == 12_15
    assert not rules.late_rate_is_current(JULY)


def test_a_rate_that_was_entered_is_used_from_its_half_year_on():
    entered = {JULY: 12_40, date(2027, 1, 1): 11_90}
    assert [rules.late_rate(day, entered) for day in (date(2026, 6, 30), JULY, date(2026, 12, 31), date(2027, 1, 1))] == [12_15, 12_40, 12_40, 11_90]
    assert rules.late_rate_is_current(SECOND, entered)


def test_it_is_never_below_three_times_the_legal_rate():
    assert rules.late_rate(date(2026, 3, 1), {date(2026, 1, 1): 5_00}) == 7_86
    assert rules.late_rate(SECOND, {JULY: 12_00}, {JULY: 4_50}) == 13_50


def test_half_years_are_settings_in_per_cent(tmp_path):
    given = config.load({"instance": str(tmp_path), "late_rates": {"2026_2": 12.4, "2027_1": "11.90"}})
    assert given.late_rates == {JULY: 12_40, date(2027, 1, 1): 11_90}
    for wrong in ({"2026_3": 12}, {"2026": 12}, {"x_1": 12}, {"2026_2": "much"}, {"2026_2": 12.155}, {"2026_2": -1}, {"2026_2": "nan"}):
        with pytest.raises(config.IncompleteSettings, match="PHOENIX_LATE_RATES__"):
            config.load({"instance": str(tmp_path), "late_rates": wrong})
