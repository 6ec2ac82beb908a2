"""Numbers of quotes, a series for each seller and year."""

from __future__ import annotations

from phoenix.database import for_update
from phoenix.quotes import rules
from phoenix.quotes.models import QuoteSeries


def next_number(seller_code: str, year: int) -> str:
    """The next number, in the caller's transaction."""
    QuoteSeries.insert(seller_code=seller_code, year=year).on_conflict_ignore().execute()
    mine = (QuoteSeries.seller_code == seller_code) & (QuoteSeries.year == year)
    series = for_update(QuoteSeries.select().where(mine)).get()
    count = series.last_number + 1
    QuoteSeries.update(last_number=count).where(QuoteSeries.id == series.id).execute()
    return rules.number_of(seller_code, year, count)
