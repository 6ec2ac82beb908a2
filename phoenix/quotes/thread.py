"""Questions on a quote and their answers, on its page and by mail (clause 4.1d)."""

from __future__ import annotations

from collections.abc import Sequence

from phoenix.database import transaction
from phoenix.files.service import Checked
from phoenix.kernel import clock
from phoenix.quotes import mails, service
from phoenix.quotes.models import Quote, QuoteEntry
from phoenix.quotes.service import CUSTOMER, STAFF
from phoenix.team import audit


def entries(row: Quote) -> list[QuoteEntry]:
    """What was written and what happened, the oldest first."""
    return list(QuoteEntry.select().where(QuoteEntry.quote == row).order_by(QuoteEntry.id))


def ask(quote_id: int, body: str, key: str, by: str, papers: Sequence[Checked] = ()) -> Quote:
    """The customer asks: an answer is owed. The same `key` again changes nothing; Refused for a paper."""
    with transaction():
        row = service.locked(quote_id)
        if not service.done_before(row, key):
            service.change(row, asked_since=row.asked_since or clock.now())
            entry = service.add_entry(row, "question", CUSTOMER, by, body, key=key)
            service.keep_papers(row, papers)
            mails.tell_us(row, entry)
    return row


def answer(quote_id: int, last_read: int, body: str, key: str, by: str) -> Quote:
    """Staff answer what stood there when they wrote: Changed when something was written since.

    `last_read` is the id of the last entry that they saw; the same `key` again changes nothing.
    """
    with transaction():
        row = service.locked(quote_id)
        if not service.done_before(row, key):
            service.check_read(row, last_read)
            service.change(row, asked_since=None)
            entry = service.add_entry(row, "answer", STAFF, by, body, key=key)
            mails.tell_customer(row, entry)
            audit.record("quote_answered", f"quote:{row.number}", None, service.told(row))
    return row
