"""Quotes as pages show them: the owner's, by a mailed link, with all that their page tells (clauses 4.1d, 14b)."""

from __future__ import annotations

from typing import NamedTuple

from phoenix.accounts import links
from phoenix.accounts.links import QUOTE, DeadLink
from phoenix.accounts.models import Organisation
from phoenix.config import settings
from phoenix.legal import service as legal
from phoenix.legal.models import DocumentVersion
from phoenix.orders.models import Order
from phoenix.orders.rules import Summary
from phoenix.quotes import pricing, rules, sending, service, thread
from phoenix.quotes.models import AskedLine, Quote, QuoteEntry, QuoteVersion


class Shown(NamedTuple):
    """A quote with all that its page tells; `version` and `summary` are of the version looked at, if any was sent."""

    row: Quote
    state: str
    asked: list[AskedLine]
    version: QuoteVersion | None
    summary: Summary | None
    documents: list[tuple[str, DocumentVersion]]
    versions: list[QuoteVersion]
    entries: list[QuoteEntry]
    order: Order | None

    @property
    def newest(self) -> bool:
        """Whether the version looked at is the one that was sent last."""
        return self.version is not None and self.version.number == self.row.version

    @property
    def may_settle(self) -> bool:
        """Whether it can be accepted or refused today."""
        return self.state == rules.SENT and self.newest

    @property
    def may_renew(self) -> bool:
        """Whether it can be asked for again."""
        return self.state == rules.EXPIRED and self.row.kind == rules.ORDINARY


def shown(row: Quote, language: str, number: int | None = None) -> Shown:
    """A quote with its version of that number, the newest by default; LookupError for a version that was not sent."""
    version = sending.sent_version(row, number)
    if number is not None and version is None:
        raise LookupError(number)
    sent = QuoteVersion.select().where(QuoteVersion.quote == row, QuoteVersion.state != rules.DRAFT)
    return Shown(
        row=row,
        state=service.state_today(row),
        asked=list(AskedLine.select().where(AskedLine.quote == row).order_by(AskedLine.position)),
        version=version,
        summary=pricing.summary_of(version, row) if version else None,
        documents=titled(sending.documents_of(version), language) if version else [],
        versions=list(sent.order_by(QuoteVersion.number.desc())),
        entries=thread.entries(row),
        order=row.order,
    )


def titled(documents: list[DocumentVersion], language: str) -> list[tuple[str, DocumentVersion]]:
    """Documents with their titles in a language."""
    return [(legal.title_of(each, language), each) for each in documents]


def of_organisation(organisation_id: int):
    """An organisation's quotes, the newest first, as a select."""
    return Quote.select().where(Quote.organisation == organisation_id).order_by(Quote.id.desc())


def totals_of(rows: list[Quote]) -> dict[int, int]:
    """What the newest sent version of each of these costs at once, VAT included, by the quote's id; one query."""
    newest = QuoteVersion.select(QuoteVersion.quote, QuoteVersion.gross).join(Quote)
    newest = newest.where(QuoteVersion.quote << [row.id for row in rows], QuoteVersion.number == Quote.version)
    return dict(newest.tuples())


def owned(organisation_id: int, number: str) -> Quote | None:
    """A quote of this organisation; None for another's, and for none (clause 14b)."""
    mine = (Quote.number == number) & (Quote.organisation == organisation_id)
    return Quote.select(Quote, Organisation).join(Organisation).where(mine).first()


def by_link(token: str) -> Quote:
    """The quote of a mailed link; DeadLink when it must not be believed, or the quote is gone."""
    payload = links.read(settings().secret_key, QUOTE, token)
    row = Quote.get_or_none(Quote.id == payload["quote"])
    if row is None:
        raise DeadLink()
    return row
