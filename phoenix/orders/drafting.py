"""From plans and quantities to priced lines, and back from an order's rows (clauses 4.1b, 5a)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

from phoenix.accounts.models import Organisation
from phoenix.catalogue.models import PackItem, Plan, Product, Publisher
from phoenix.kernel import clock, vat
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.money import Money
from phoenix.legal import service as legal
from phoenix.legal.models import DocumentVersion
from phoenix.orders.models import Order, OrderLine
from phoenix.orders.rules import (
    CATALOGUE,
    LIMITS,
    PARTNER,
    Component,
    Difference,
    OrderedLine,
    Summary,
    line_difference,
)
from phoenix.partners import service as partners

INCLUDED = "included"


def today_of(country: str) -> date:
    """The legal day in a country of sale."""
    return clock.today(COUNTRIES[country].timezone)


def draft(
    organisation: Organisation, language: str, wanted: list[tuple[int, int]]
) -> tuple[Summary, list[Difference]]:
    """Today's lines of (plan, quantity) pairs where the organisation is established.

    With what cannot be ordered: not sold there, or outside its limits, which count all plans of a product.
    """
    country = organisation.country
    today = today_of(country)
    rate = vat.rate_on(organisation.vat_territory, today)
    offers = partners.offers(organisation, [plan_id for plan_id, _quantity in wanted], today)
    packs = components({offer.product_id for offer in offers.values() if offer.kind == "pack"}, language)
    lines, problems, taken = [], [], Counter()
    for plan_id, quantity in wanted:
        offer = offers.get(plan_id)
        line = _line(offer, quantity, language, rate, packs) if offer and offer.unit_price else None
        problem = line_difference(line, offer) if line else Difference("gone", _name(plan_id, language))
        if line and problem is None:
            taken[offer.product_id] += quantity
            if taken[offer.product_id] > offer.max_quantity:
                problem = Difference(LIMITS, line.label)
        (problems.append(problem) if problem else lines.append(line))
    return Summary(tuple(lines), COUNTRIES[country].currency, today), problems


def _line(offer, quantity: int, language: str, rate: int, packs: dict) -> OrderedLine:
    return OrderedLine(
        plan_id=offer.plan_id,
        reference=offer.reference,
        name=offer.name(language),
        publisher=offer.publisher,
        kind=offer.kind,
        unit=offer.unit,
        commitment=offer.commitment,
        billing=offer.billing,
        quantity=quantity,
        unit_price=offer.unit_price,
        vat_rate=rate,
        components=packs.get(offer.product_id, ()),
        list_price=offer.list_price,
        price_source=PARTNER if offer.lowered else CATALOGUE,
    )


def taxed_today(lines: tuple[OrderedLine, ...], organisation: Organisation) -> Summary:
    """These lines at their own prices, with the VAT of the organisation and the day of today."""
    today = today_of(organisation.country)
    rate = vat.rate_on(organisation.vat_territory, today)
    taxed = tuple(replace(line, vat_rate=rate) for line in lines)
    return Summary(taxed, COUNTRIES[organisation.country].currency, today)


def _name(plan_id: int, language: str) -> str:
    plan = Plan.select(Plan, Product).join(Product).where(Plan.id == plan_id).first()
    return plan.product.name(language) if plan else ""


def components(pack_ids: set[int], language: str) -> dict[int, tuple[Component, ...]]:
    """What packs contain, by pack, in one query."""
    found: dict[int, list[Component]] = {}
    query = (
        PackItem.select(PackItem, Plan, Product, Publisher)
        .join(Plan)
        .join(Product)
        .join(Publisher)
        .where(PackItem.pack.in_(list(pack_ids)))
        .order_by(PackItem.id)
    )
    for row in query if pack_ids else ():
        product = row.plan.product
        found.setdefault(row.pack_id, []).append(
            Component(
                row.plan_id,
                product.reference,
                product.name(language),
                product.publisher.name,
                product.kind,
                product.unit,
                row.quantity,
            )
        )
    return {pack_id: tuple(parts) for pack_id, parts in found.items()}


def write_lines(order: Order, lines: tuple[OrderedLine, ...]) -> None:
    """The rows of an order; a pack's components follow it, at no price of their own."""
    position = 0
    for line in lines:
        position += 1
        pack = position
        listed = line.list_price and line.list_price.minor
        priced = {"list_price": listed, "price_source": line.price_source}
        _write(order, position, line, line.quantity, line.unit_price.minor, line.vat_rate, **priced)
        for part in line.components:
            position += 1
            _write(order, position, part, part.quantity * line.quantity, 0, line.vat_rate, pack)


def _write(
    order, position: int, what, quantity: int, price: int, rate: int, pack: int | None = None, **priced
) -> None:
    OrderLine.create(
        order=order,
        position=position,
        plan=what.plan_id,
        product_reference=what.reference,
        name=what.name,
        publisher=what.publisher,
        kind=what.kind,
        unit=what.unit,
        commitment=INCLUDED if pack else what.commitment,
        billing=INCLUDED if pack else what.billing,
        quantity=quantity,
        unit_price=price,
        net=price * quantity,
        vat_rate=rate,
        parent_position=pack,
        **priced,
    )


def rows_of(order: Order) -> list[OrderLine]:
    """The rows of an order, packs before their components."""
    return list(OrderLine.select().where(OrderLine.order == order).order_by(OrderLine.position))


def documents_of(order: Order) -> list[DocumentVersion]:
    """The contractual documents that an order brings today (clause 2c); a pack brings those of its contents."""
    products = Product.select().join(Plan).join(OrderLine).where(OrderLine.order == order).distinct()
    partner = order.organisation.partner_since is not None
    return legal.documents_for_order(order.country, products.order_by(Product.id), partner)


def summary_of(order: Order) -> Summary:
    """An order as it was agreed; dates count from its payment, its confirmation, or today."""
    rows = rows_of(order)
    parts: dict[int, list[OrderLine]] = {}
    for row in rows:
        if row.parent_position is not None:
            parts.setdefault(row.parent_position, []).append(row)
    lines = tuple(
        _read(row, order.currency, parts.get(row.position, [])) for row in rows if row.parent_position is None
    )
    return Summary(lines, order.currency, anchor_of(order))


def anchor_of(order: Order) -> date:
    """The day from which an order's dates count, in its seller's zone."""
    instant = order.paid_at or order.confirmed_at or clock.now()
    return clock.local_day(instant, COUNTRIES[order.country].timezone)


def _read(row: OrderLine, currency: str, parts: list[OrderLine]) -> OrderedLine:
    return OrderedLine(
        plan_id=row.plan_id,
        reference=row.product_reference,
        name=row.name,
        publisher=row.publisher,
        kind=row.kind,
        unit=row.unit,
        commitment=row.commitment,
        billing=row.billing,
        quantity=row.quantity,
        unit_price=Money(row.unit_price, currency),
        vat_rate=row.vat_rate,
        list_price=None if row.list_price is None else Money(row.list_price, currency),
        price_source=row.price_source,
        components=tuple(
            Component(
                part.plan_id,
                part.product_reference,
                part.name,
                part.publisher,
                part.kind,
                part.unit,
                part.quantity // row.quantity,
            )
            for part in parts
        ),
    )
