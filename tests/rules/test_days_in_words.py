"""Days as pages write them, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from phoenix.kernel.markets import MARKETS
from phoenix.kernel.formats import days
from phoenix.web.filters import day, moment


@pytest.mark.parametrize(
    ("count", "french", "english"),
    [(0, "0 jour", "0 days"), (1, "1 jour", "1 day"), (2, "2 jours", "2 days"), (1096, "1\u202f096 jours", "1,096 days")],
)
def test_days_are_counted_in_words(count, french, english):
    assert (days(count), days(count, "en")) == (french.replace(" j", "\u00a0j"), english.replace(" d", "\u00a0d"))


@pytest.mark.parametrize(
    ("market", "on", "written"),
    [
        ("fr-fr", date(2028, 2, 1), "1er février 2028"),
        ("fr-ma", date(2028, 2, 11), "11 février 2028"),
        ("fr-fr", date(2028, 2, 10), "10 février 2028"),
        ("en-fr", date(2028, 2, 1), "1 February 2028"),
    ],
)
def test_the_first_of_a_month_is_an_ordinal_in_french(market, on, written):
    assert day(on, MARKETS[market]) == written


def test_so_it_is_beside_an_hour():
    assert moment(datetime(2028, 2, 1, 8, 5, tzinfo=UTC), MARKETS["fr-fr"]) == "1er février 2028, 09:05"
