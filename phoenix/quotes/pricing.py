"""What the staff make of a request: lines priced by the catalogue and by what they grant (clauses 4.1d, 5a, 5c)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date

from phoenix.accounts.models import Organisation
from phoenix.catalogue import service as catalogue
from phoenix.database import transaction
from phoenix.kernel import clock, terms, vat
from phoenix.kernel.money import Money
from phoenix.kernel.values import frozen
from phoenix.orders import drafting
from phoenix.orders.rules import FREE_TEXT_KIND, PARTNER, QUOTE, Component, OrderedLine, Summary
from phoenix.partners import service as partners
from phoenix.quotes import rules, service
from phoenix.quotes.models import AskedLine, Quote, QuoteLine, QuoteVersion
from phoenix.team import audit


@frozen
class DraftLine:
    """A line as the staff write it: a plan, or words with their unit; `percent` (basis points) off the
    catalogue's price, or the net unit price `agreed` in minor units."""

    plan_id: int | None
    name: str
    quantity: int
    unit: str = "fixed"
    percent: int | None = None
    agreed: int | None = None


@frozen
class Draft:
    """A whole quote as the staff write it; `percent` or `wished` (net, minor units) is off the whole."""

    lines: tuple[DraftLine, ...]
    valid_until: date
    message: str = ""
    percent: int | None = None
    wished: int | None = None


def save(quote_id: int, edition: int, draft: Draft, by: str) -> QuoteVersion:
    """Keep what the staff wrote as the draft of the next version, priced as of today.

    Changed when another member was faster; NotAllowed in the quote's state; else why a line, the
    discount or the validity cannot be.
    """
    with transaction():
        row = service.locked(quote_id)
        service.check_edition(row, edition)
        if not rules.may_be_priced(service.state_today(row), row.kind):
            raise rules.NotAllowed
        before = service.told(row)
        lines = priced(row, draft)
        version = _draft_of(row)
        write(version, row, draft, lines, by)
        service.change_by_staff(row, **({"state": rules.PRICED} if row.state == rules.ASKED else {}))
        audit.record("quote_priced", f"quote:{row.number}", before, {**service.told(row), "gross": version.gross})
    return version


def priced(row: Quote, draft: Draft) -> tuple[OrderedLine, ...]:
    """The lines of a draft at today's prices with their discounts; a QuoteRefused says why not."""
    if not draft.lines:
        raise rules.NothingToQuote
    today = service.today_of(row)
    offers = offers_for(row, [line.plan_id for line in draft.lines if line.plan_id], today)
    asked = [_asked(line, position, offers, row) for position, line in enumerate(draft.lines, start=1)]
    wished = None if draft.wished is None else Money(draft.wished, row.currency)
    units = rules.unit_prices(asked, draft.percent, wished)
    packs = drafting.components({offer.product_id for offer in offers.values() if offer.kind == "pack"}, row.language)
    rate = vat_rate(row, today)
    return tuple(
        _line(line, unit, offers.get(line.plan_id), rate, row.language, packs)
        for line, unit in zip(draft.lines, units, strict=True)
    )


def offers_for(row: Quote, plan_ids: list[int], today: date) -> dict:
    """The offers of these plans as the quote's customer has them: a partner's are below the catalogue's price."""
    home = row.organisation_id is not None and row.organisation.country == row.country
    return partners.offers(row.organisation, plan_ids, today) if home else catalogue.offers(plan_ids, row.country, today)


def vat_rate(row: Quote, today: date) -> int:
    """The rate of the organisation; of its country's main territory while there is none."""
    territory = row.organisation.vat_territory if row.organisation_id else vat.HOME_TERRITORY[row.country]
    return vat.rate_on(territory, today)


def _asked(line: DraftLine, position: int, offers: dict, row: Quote) -> rules.Asked:
    offer = offers.get(line.plan_id) if line.plan_id else None
    if line.plan_id and (offer is None or offer.unit_price is None):
        raise rules.NotSold(position)
    agreed = None if line.agreed is None else Money(line.agreed, row.currency)
    # A percentage is off the catalogue's price; without any, the customer's own price stands.
    listed = offer and (offer.unit_price if line.percent is None else offer.list_price)
    return rules.Asked(line.quantity, listed, line.percent, agreed)


def _line(line: DraftLine, unit: Money, offer, rate: int, language: str, packs: dict) -> OrderedLine:
    if offer is None:
        return OrderedLine(
            plan_id=None, reference="", name=line.name, publisher="", kind=FREE_TEXT_KIND, unit=line.unit,
            commitment=terms.ONE_OFF, billing="once", quantity=line.quantity, unit_price=unit, vat_rate=rate,
            price_source=QUOTE,
        )  # fmt: skip
    return OrderedLine(
        plan_id=offer.plan_id,
        reference=offer.reference,
        name=str(offer.name(language)),
        publisher=offer.publisher,
        kind=offer.kind,
        unit=offer.unit,
        commitment=offer.commitment,
        billing=offer.billing,
        quantity=line.quantity,
        unit_price=unit,
        vat_rate=rate,
        components=packs.get(offer.product_id, ()),
        list_price=offer.list_price,
        price_source=PARTNER if unit == offer.unit_price < offer.list_price else QUOTE,
    )


def _draft_of(row: Quote) -> QuoteVersion:
    """The draft under way, or a new one after the version sent last."""
    mine = QuoteVersion.select().where(QuoteVersion.quote == row, QuoteVersion.state == rules.DRAFT)
    return mine.first() or QuoteVersion(quote=row, number=row.version + 1, state=rules.DRAFT)


def write(version: QuoteVersion, row: Quote, draft: Draft, lines: Sequence[OrderedLine], by: str) -> None:
    """The rows of a draft, in the place of those it had; in the caller's transaction."""
    totals = Summary(tuple(lines), row.currency, service.today_of(row)).totals
    version.message, version.valid_until = draft.message, draft.valid_until
    version.percent, version.wished = draft.percent, draft.wished
    version.net, version.vat, version.gross = totals.net.minor, totals.tax.minor, totals.gross.minor
    version.by, version.saved_at = by, clock.now()
    version.save()
    QuoteLine.delete().where(QuoteLine.version == version).execute()
    for position, (line, wrote) in enumerate(zip(lines, draft.lines, strict=True), start=1):
        QuoteLine.create(version=version, position=position, percent=wrote.percent, agreed=wrote.agreed, **_row(line))


def _row(line: OrderedLine) -> dict:
    names = ("name", "publisher", "kind", "unit", "commitment", "billing", "quantity", "vat_rate", "price_source")
    return {
        **{name: getattr(line, name) for name in names},
        "plan": line.plan_id,
        "product_reference": line.reference,
        "list_price": line.list_price and line.list_price.minor,
        "unit_price": line.unit_price.minor,
        "net": line.net.minor,
        "components": [asdict(part) for part in line.components],
    }


def lines_of(version: QuoteVersion) -> list[QuoteLine]:
    """The rows of a version, in order."""
    return list(QuoteLine.select().where(QuoteLine.version == version).order_by(QuoteLine.position))


def draft_of(version: QuoteVersion) -> Draft:
    """A version as the staff wrote it: what its form shows, and what a price that moved is counted from."""
    lines = tuple(
        DraftLine(line.plan_id, line.name, line.quantity, line.unit, line.percent, line.agreed)
        for line in lines_of(version)
    )
    return Draft(lines, version.valid_until, version.message, version.percent, version.wished)


def again(version: QuoteVersion, valid_until: date) -> Draft:
    """A version that was sent as the beginning of the next one, with a new last day and no message."""
    return replace(draft_of(version), valid_until=valid_until, message="")


def first_draft(row: Quote) -> Draft:
    """What the staff begin with: the lines that were asked for, at the catalogue's price."""
    asked = AskedLine.select().where(AskedLine.quote == row).order_by(AskedLine.position)
    lines = tuple(DraftLine(line.plan_id, line.label, line.quantity) for line in asked)
    return Draft(lines, rules.usual_validity(service.today_of(row)))


def summary_of(version: QuoteVersion, row: Quote) -> Summary:
    """A version as it would be ordered today: lines, what is paid at once, what later and when (clause 5c)."""
    return Summary(ordered_lines(version, row.currency), row.currency, service.today_of(row))


def ordered_lines(version: QuoteVersion, currency: str) -> tuple[OrderedLine, ...]:
    """The lines of a version as an order takes them over."""
    return tuple(_ordered(line, currency) for line in lines_of(version))


def _ordered(line: QuoteLine, currency: str) -> OrderedLine:
    names = ("name", "publisher", "kind", "unit", "commitment", "billing", "quantity", "vat_rate", "price_source")
    return OrderedLine(
        **{name: getattr(line, name) for name in names},
        plan_id=line.plan_id,
        reference=line.product_reference,
        unit_price=line.money("unit_price", currency),
        list_price=line.money("list_price", currency),
        components=tuple(Component(**part) for part in line.components),
    )


def is_partner(organisation: Organisation | None) -> bool:
    """Whether the partner agreement comes with the quote (clause 2c)."""
    return organisation is not None and organisation.partner_since is not None
