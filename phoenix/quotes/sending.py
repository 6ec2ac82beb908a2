"""A draft becomes the version that binds us until its last day; the worker makes its PDF and mails it (4.1d, 2c)."""

from __future__ import annotations

from datetime import datetime

from phoenix.accounts.models import Person
from phoenix.accounts.parties import buyer_facts
from phoenix.archive.sources import note
from phoenix.catalogue.models import Plan, Product
from phoenix.config import settings
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.kernel.facts import AddressFacts, BuyerFacts
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.sellers import SELLERS
from phoenix.legal import service as legal
from phoenix.legal.models import Document, DocumentVersion
from phoenix.orders import service as orders
from phoenix.orders import snapshots
from phoenix.orders.facts import OrderVatFacts
from phoenix.orders.rules import Summary
from phoenix.outbox.service import enqueue
from phoenix.quotes import pricing, rules, service
from phoenix.quotes.facts import QuoteDocumentFacts, QuoteFacts
from phoenix.quotes.models import Quote, QuoteLine, QuoteVersion
from phoenix.quotes.service import STAFF
from phoenix.team import audit


def send(quote_id: int, edition: int, by: str) -> QuoteVersion:
    """Send the draft: it takes the place of the version before, which stays readable.

    Changed when another member was faster; NotAllowed without a draft; PricesMoved, Outdated or
    NothingToQuote when the draft should be looked at again.
    """
    with transaction():
        row = service.locked(quote_id)
        service.check_edition(row, edition)
        version = draft_under_way(row)
        if version is None or not rules.may_be_priced(service.state_today(row), row.kind):
            raise rules.NotAllowed
        _check(version, row)
        before = service.told(row)
        _supersede(row)
        _seal(version, row, by)
        service.change_by_staff(
            row, state=rules.SENT, version=version.number, valid_until=version.valid_until, sent_at=version.sent_at,
            settled_at=None, refusal="",
        )  # fmt: skip
        service.add_entry(row, "sent", STAFF, by, version.message, version=version.number)
        note("quote.sent", version)
        audit.record("quote_sent", f"quote:{row.number}", before, {**service.told(row), "gross": version.gross})
        enqueue("quote.documents", {"version": version.id}, key=f"quote.documents:{version.id}")
    return version


def draft_under_way(row: Quote) -> QuoteVersion | None:
    """The version that is not sent yet."""
    return QuoteVersion.get_or_none(QuoteVersion.quote == row, QuoteVersion.state == rules.DRAFT)


def sent_version(row: Quote, number: int | None = None) -> QuoteVersion | None:
    """The version sent last, or an earlier one by its number; None for a draft."""
    wanted = (QuoteVersion.quote == row) & (QuoteVersion.number == (number or row.version))
    return QuoteVersion.get_or_none(wanted & (QuoteVersion.state != rules.DRAFT))


def _check(version: QuoteVersion, row: Quote) -> None:
    """Nothing in the draft may be other than its author saw it."""
    if not rules.validity_allowed(version.valid_until, service.today_of(row)):
        raise rules.Outdated
    if pricing.priced(row, pricing.draft_of(version)) != pricing.ordered_lines(version, row.currency):
        raise rules.PricesMoved
    if version.gross <= 0:
        raise rules.NothingToQuote


def _supersede(row: Quote) -> None:
    """The version before and the orders that wait on it give way."""
    earlier = (QuoteVersion.quote == row) & (QuoteVersion.state == rules.SENT)
    QuoteVersion.update(state=rules.SUPERSEDED).where(earlier).execute()
    orders.drop_quoted(row.number)


def _seal(version: QuoteVersion, row: Quote, by: str) -> None:
    """Write down all that the version says."""
    documents = documents_for(row, version)
    version.state, version.by, version.sent_at = rules.SENT, by, clock.now()
    version.documents = [document.id for document in documents]
    version.facts = facts_of(version, row, documents, version.sent_at).to_json()
    version.save()


def documents_for(row: Quote, version: QuoteVersion) -> list[DocumentVersion]:
    """The contractual documents that come with the quote (clause 2c)."""
    products = Product.select().join(Plan).join(QuoteLine).where(QuoteLine.version == version).distinct()
    partner = pricing.is_partner(row.organisation)
    return legal.documents_for_order(row.country, products.order_by(Product.id), partner)


def documents_of(version: QuoteVersion) -> list[DocumentVersion]:
    """The documents that came with a version that was sent, in their order."""
    found = DocumentVersion.select(DocumentVersion, Document).join(Document)
    rows = {each.id: each for each in found.where(DocumentVersion.id << version.documents)}
    return [rows[each] for each in version.documents if each in rows]


def facts_of(
    version: QuoteVersion, row: Quote, documents: list[DocumentVersion], instant: datetime
) -> QuoteFacts:
    """All that the version says, as it would be sent at this instant."""
    summary: Summary = pricing.summary_of(version, row)
    totals, country = summary.totals, COUNTRIES[row.country]
    return QuoteFacts(
        number=row.number,
        version=version.number,
        sent_at=instant.isoformat(),
        valid_until=version.valid_until.isoformat(),
        currency=row.currency,
        seller=SELLERS[row.seller_code].as_facts(),
        buyer=_buyer(row),
        lines=tuple(snapshots.line_facts(line, row.language) for line in summary.lines),
        vat=tuple(_vat(each, row) for each in totals.by_rate),
        net=totals.net.minor,
        tax=totals.tax.minor,
        gross=totals.gross.minor,
        documents=tuple(_document(each, row.language) for each in documents),
        schedule=tuple(snapshots.schedule_row(each) for each in summary.later),
        message=version.message,
        about=row.about_order.number if row.about_order_id else "",
        timezone=country.timezone,
        language=row.language,
        demo=settings().demo,
    )


def _buyer(row: Quote) -> BuyerFacts:
    """The organisation; a visitor is known by what they wrote."""
    if row.organisation_id:
        person = row.person or Person.get(Person.organisation == row.organisation_id)
        return buyer_facts(row.organisation, person)
    place = AddressFacts((), "", "", row.country.upper())
    return BuyerFacts(name=row.organisation_name or row.name, address=place, email=row.email, contact=row.name)


def _vat(rate, row: Quote) -> OrderVatFacts:
    reason = snapshots.exemption(rate, row.organisation) if row.organisation_id else ""
    return OrderVatFacts(rate.basis_points, rate.net.minor, rate.tax.minor, reason)


def _document(version: DocumentVersion, language: str) -> QuoteDocumentFacts:
    dated = version.in_force_on.isoformat()
    return QuoteDocumentFacts(legal.title_of(version, language), str(version.number), dated, version.sha256)
