"""The worker's part: a quote's PDF, its mail with the documents; and the end of its validity, by itself (4.1d, 2c)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from phoenix.archive.sources import note
from phoenix.database import transaction
from phoenix.gateways import files
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.legal import service as legal
from phoenix.outbox.service import NotYet
from phoenix.quotes import mails, rules, sending, settling
from phoenix.quotes.documents import quote_pdf
from phoenix.quotes.facts import QuoteFacts
from phoenix.quotes.models import Quote, QuoteVersion


def documents(payload: dict) -> None:
    """Outbox handler "quote.documents": the PDF once, then the mail when all documents are there."""
    version = QuoteVersion.get_by_id(payload["version"])
    if version.pdf_sha is None:
        facts = QuoteFacts.from_json(version.facts)
        _keep(version, files.put(quote_pdf(facts, datetime.fromisoformat(facts.sent_at))))
        version = QuoteVersion.get_by_id(version.id)
    mails.quote(version.quote, version, _attachments(version))


def _keep(version: QuoteVersion, sha256: str) -> None:
    """Say which stored bytes are this version; the first ones stay (clause 4.3)."""
    with transaction():
        mine = (QuoteVersion.id == version.id) & QuoteVersion.pdf_sha.is_null()
        if QuoteVersion.update(pdf_sha=sha256).where(mine).execute():
            note("quote.filed", QuoteVersion.get_by_id(version.id))


def _attachments(version: QuoteVersion) -> list[dict]:
    """The quote and every document that comes with it; NotYet while one is being made."""
    quote = version.quote
    found = [(version.pdf_sha, f"{quote.number}-v{version.number}.pdf")]
    for document in sending.documents_of(version):
        name = f"{document.document.code}-{document.number}.pdf"
        found.append((legal.pdf_sha(document, quote.language), name))
    missing = [name for sha256, name in found if sha256 is None]
    if missing:
        raise NotYet(", ".join(missing))
    return [{"sha256": sha256, "filename": name} for sha256, name in found]


def warn(day: date | None) -> None:
    """Tell customers whose quote ends in a few days; once for each version, by the mail's key."""
    for country in COUNTRIES.values():
        today = day or clock.today(country.timezone)
        soon = (Quote.state == rules.SENT) & (Quote.country == country.code)
        soon &= (Quote.valid_until >= today) & (Quote.valid_until <= today + timedelta(days=rules.WARNED_BEFORE))
        for row in Quote.select().where(soon).order_by(Quote.valid_until, Quote.id):
            if _sent_long_before(row):
                mails.warn(row)


def _sent_long_before(row: Quote) -> bool:
    """Nobody needs a reminder of what they got the day before."""
    sent_on = clock.local_day(row.sent_at, COUNTRIES[row.country].timezone)
    return (row.valid_until - sent_on).days > rules.WARNED_BEFORE


HANDLERS = {"quote.documents": documents}
EVERY_DAY = [settling.expire_all, warn]
