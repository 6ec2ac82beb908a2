"""Quotes leave three years after they came to nothing, with the evidence of the order that accepted them,
and lose their author when an account is erased (clauses 3.3a, 9.3)."""

from __future__ import annotations

from datetime import date

import peewee

from phoenix.files import service as files
from phoenix.files.rules import QUOTE
from phoenix.orders.models import Order
from phoenix.privacy import purging, rules
from phoenix.privacy.contracts import GONE, PROSPECT_MONTHS
from phoenix.quotes.models import Quote, QuoteEntry, QuoteVersion


def old(day: date) -> peewee.ModelSelect:
    """Quotes whose last step is three years old and that no order took up; and those whose order's evidence is gone."""
    before = rules.instant_of(rules.first_kept(day, PROSPECT_MONTHS))
    last = peewee.fn.COALESCE(Quote.settled_at, Quote.sent_at, Quote.created_at)
    came_to_nothing = Quote.order.is_null() & Quote.about_order.is_null() & (Quote.created_at < before) & (last < before)
    stripped = Order.select(Order.id).where(Order.summary_sha == GONE)
    served = (Quote.order << stripped) | (Quote.order.is_null() & (Quote.about_order << stripped))
    return Quote.select(Quote.id).where(came_to_nothing | served)


def remove(ids: list[int], _day: date) -> int:
    """With their versions, PDFs, papers and exchanges; the archive keeps their lines."""
    return _remove(list(Quote.select().where(Quote.id << ids)), "retention: quotes")


def forget(organisation_id: int, emails: tuple[str, ...], nowhere: str, reason: str) -> int:
    """An account goes: what an order took up stays for its time without its author, the rest goes at once."""
    theirs = (Quote.organisation == organisation_id) | (Quote.organisation.is_null() & (Quote.email_key << list(emails)))
    rows = list(Quote.select().where(theirs))
    kept = [row for row in rows if row.order_id or row.about_order_id]
    _remove([row for row in rows if row not in kept], reason)
    ids = [row.id for row in kept]
    QuoteEntry.update(by="").where(QuoteEntry.quote << ids, QuoteEntry.author == "customer").execute()
    nameless = {"name": "", "organisation_name": "", "email": nowhere, "email_key": nowhere, "phone": "", "network": "", "end_customer": ""}
    Quote.update(**nameless).where(Quote.id << ids).execute()
    for seller in sorted({row.seller_code for row in kept}):
        subjects = [f"quote:{row.number}" for row in kept if row.seller_code == seller]
        purging.tell_archive(seller, subjects, (), reason)
    return len(rows)


def _remove(rows: list[Quote], reason: str) -> int:
    files.purge(QUOTE, [row.number for row in rows], reason)
    for seller in sorted({row.seller_code for row in rows}):
        mine = [row for row in rows if row.seller_code == seller]
        pdfs = QuoteVersion.select(QuoteVersion.pdf_sha).where(QuoteVersion.quote << [row.id for row in mine])
        shas = [sha for (sha,) in pdfs.tuples()]
        purging.tell_archive(seller, [f"quote:{row.number}" for row in mine], shas, reason)
    return purging.remove(Quote, [row.id for row in rows])
