"""The facts of an order: copies of everything that was shown and agreed (clauses 2e, 4.1f, 5c)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from phoenix.accounts.models import Organisation, Person
from phoenix.accounts.parties import buyer_facts
from phoenix.config import settings
from phoenix.kernel.facts import BuyerFacts
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.schedule import Later
from phoenix.kernel.sellers import SELLERS
from phoenix.legal import service as legal
from phoenix.legal.models import DocumentVersion
from phoenix.orders.facts import (
    AcceptanceFacts,
    AcceptedDocumentFacts,
    OrderFacts,
    OrderLineFacts,
    OrderVatFacts,
    ScheduleRow,
)
from phoenix.orders.labels import DISCOUNTS
from phoenix.orders.rules import OrderedLine, Summary

EXEMPT_TERRITORIES = {
    "fr-guyane": "TVA non applicable en Guyane, article 294 du CGI",
    "fr-mayotte": "TVA non applicable à Mayotte, article 294 du CGI",
}


def snapshot(
    number: str,
    organisation: Organisation,
    person: Person,
    summary: Summary,
    language: str,
    reference: str,
    instant: datetime,
    quote: str = "",
) -> OrderFacts:
    """The facts of an order that is being prepared; `accepted` completes them."""
    totals = summary.totals
    country = COUNTRIES[organisation.country]
    return OrderFacts(
        number=number,
        ordered_at=instant.isoformat(),
        currency=summary.currency,
        seller=SELLERS[country.seller_code].as_facts(),
        buyer=buyer_facts(organisation, person),
        lines=tuple(line_facts(line, language) for line in summary.lines),
        vat=tuple(
            OrderVatFacts(row.basis_points, row.net.minor, row.tax.minor, exemption(row, organisation))
            for row in totals.by_rate
        ),
        net=totals.net.minor,
        tax=totals.tax.minor,
        gross=totals.gross.minor,
        acceptance=AcceptanceFacts("", instant.isoformat(), "", ""),
        documents=(),
        schedule=tuple(schedule_row(row) for row in summary.later),
        timezone=country.timezone,
        language=language,
        buyer_reference=reference,
        demo=settings().demo,
        quote=quote,
    )


def accepted(
    facts: OrderFacts,
    person: Person,
    summary: Summary,
    versions: list[DocumentVersion],
    language: str,
    instant: datetime,
    address: str,
    user_agent: str,
) -> OrderFacts:
    """The facts as of the last click: who accepted which versions, when, from where (clause 2e)."""
    return replace(
        facts,
        ordered_at=instant.isoformat(),
        seller=SELLERS[facts.seller.code].as_facts(),
        buyer=buyer_facts(person.organisation, person),
        demo=settings().demo,
        language=language,
        lines=tuple(line_facts(line, language) for line in summary.lines),
        schedule=tuple(schedule_row(row) for row in summary.later),
        documents=tuple(_document(version, language) for version in versions),
        acceptance=AcceptanceFacts(
            person=person.full_name,
            accepted_at=instant.isoformat(),
            ip_address=address,
            user_agent=user_agent,
            email=person.email,
            timezone=facts.timezone,
        ),
    )


def same_buyer(kept: BuyerFacts, organisation: Organisation, person: Person) -> bool:
    """Whether the organisation is still what the order's copy says, its people aside."""
    now = buyer_facts(organisation, person)
    return replace(kept, contact="", email="") == replace(now, contact="", email="")


def line_facts(line: OrderedLine, language: str) -> OrderLineFacts:
    """One line as the summary prints it; a pack names what it contains."""
    parts = ", ".join(f"{part.quantity} × {part.name}" for part in line.components)
    contains = "Comprend" if language == "fr" else "Includes"
    colon = "\u00a0: " if language == "fr" else ": "
    discount = line.discount
    return OrderLineFacts(
        description=line.name,
        quantity=line.quantity,
        unit_price=(line.list_price if discount else line.unit_price).minor,
        net=line.net.minor,
        vat_rate=line.vat_rate,
        discount=discount.minor,
        discount_reason=DISCOUNTS[language].get(line.price_source, "") if discount else "",
        detail=f"{contains}{colon}{parts}" if parts else "",
        reference=line.reference,
        unit=line.unit,
        commitment=line.commitment if line.item.recurs else None,
        billing=line.billing if line.item.recurs else "once",
    )


def schedule_row(row: Later) -> ScheduleRow:
    """Amounts to come, as the summary prints them."""
    return ScheduleRow(
        label=row.label,
        due_on=row.first.isoformat(),
        net=row.net.minor,
        tax=row.tax.minor,
        gross=row.gross.minor,
        times=max(1, row.times),
        last_due_on=row.last.isoformat() if row.last else None,
        rhythm=row.rhythm,
        open_ended=row.open_ended,
    )


def _document(version: DocumentVersion, language: str) -> AcceptedDocumentFacts:
    return AcceptedDocumentFacts(
        title=legal.title_of(version, language),
        version=str(version.number),
        dated=version.in_force_on.isoformat(),
        sha256=version.sha256,
    )


def exemption(row, organisation: Organisation) -> str:
    """Why a rate of nothing taxes nothing, in the words of the law; empty for any other rate."""
    return "" if row.basis_points else EXEMPT_TERRITORIES.get(organisation.vat_territory, "")
