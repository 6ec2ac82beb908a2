"""The last click: nothing may have moved, then the order binds with its evidence (clauses 2e, 4.1b)."""

from __future__ import annotations

from datetime import date

from phoenix.accounts.models import Person
from phoenix.accounts.service import may_order_now
from phoenix.archive.sources import note
from phoenix.cart import service as carts
from phoenix.cart.models import Cart
from phoenix.database import for_update
from phoenix.kernel import clock, events, vat
from phoenix.legal import service as legal
from phoenix.legal.models import DocumentVersion
from phoenix.orders import drafting, rules, snapshots
from phoenix.orders.facts import OrderFacts
from phoenix.orders.models import CONFIRMED, PAID, PREPARED, Order, OrderLine
from phoenix.orders.rules import Difference
from phoenix.partners import service as partners


def check_before_last_click(order: Order, today: date | None = None) -> list[Difference]:
    """What moved since the order was prepared: prices, offers, VAT, the buyer (clauses 4.1b, 5b).

    The prices of a quote are held while it is valid, whatever the catalogue says (clause 4.1d).
    """
    if order.state != PREPARED:
        return []
    today = today or drafting.today_of(order.country)
    summary = drafting.summary_of(order)
    found = _held(order, today) if order.held_until else _priced(order, summary, today)
    organisation = order.organisation
    rate = vat.rate_on(organisation.vat_territory, today)
    old_rate = summary.lines[0].vat_rate
    if rate != old_rate:
        found.append(Difference(rules.VAT, old_rate=old_rate, new_rate=rate))
    kept = OrderFacts.from_json(order.facts).buyer
    moved = organisation.country != order.country
    if moved or not snapshots.same_buyer(kept, organisation, order.person):
        found.append(Difference(rules.BUYER, organisation.name))
    return [difference for difference in found if difference is not None]


def _priced(order: Order, summary: rules.Summary, today: date) -> list[Difference | None]:
    offers = partners.offers(order.organisation, [line.plan_id for line in summary.lines], today)
    return [rules.line_difference(line, offers.get(line.plan_id)) for line in summary.lines]


def _held(order: Order, today: date) -> list[Difference]:
    return [Difference(rules.EXPIRED, order.quote_number)] if today > order.held_until else []


def locked(order: Order) -> Order:
    """The order, locked until the transaction ends; its cart or its quote first, as whoever made it locks them."""
    if order.quote_number is not None:
        events.emit(events.QuotedOrderTouched(order.quote_number))
    if order.cart_id is not None:
        for_update(Cart.select(Cart.id).where(Cart.id == order.cart_id)).first()
    return for_update(Order.select().where(Order.id == order.id)).get()


def confirm(
    order: Order, person: Person, language: str, address: str, user_agent: str, version_ids: list[int]
) -> Order:
    """The last click, in the caller's transaction: binds the order (clauses 2e, 4.1b, 6.1a).

    `version_ids` are the documents that were ticked. Confirming again changes nothing.
    """
    order = locked(order)
    if order.state in (CONFIRMED, PAID):
        return order
    versions = _may_bind(order, person, version_ids)
    _translate(order, language)
    _sign(order, person, language, address[:255], user_agent[:1000], versions)
    legal.record_acceptance(
        versions,
        person_id=person.id,
        organisation_id=order.organisation_id,
        order_id=order.id,
        language=language,
        address=address,
        user_agent=user_agent,
    )
    _empty_cart(order)
    events.emit(events.OrderConfirmed(order.id))
    return order


def _may_bind(order: Order, person: Person, version_ids: list[int]) -> list[DocumentVersion]:
    """The versions that were ticked, when nothing stands against the click; else an OrderRefused."""
    if order.state != PREPARED:
        raise rules.NotPrepared
    if not may_order_now(person):
        raise rules.NotConfirmedPerson
    if check_before_last_click(order):
        raise rules.ChangedMeanwhile
    versions = drafting.documents_of(order)
    # Without a version in force there is nothing to accept, and nothing may bind (clause 2e).
    if not legal.are_these(versions, version_ids):
        raise rules.TermsChanged
    return versions


def _sign(order: Order, person: Person, language: str, address: str, user_agent: str, versions) -> None:
    """Write who clicked, when and from where into the order and its facts; from here on it binds."""
    instant = clock.now()
    facts, summary = OrderFacts.from_json(order.facts), drafting.summary_of(order)
    signed = snapshots.accepted(facts, person, summary, versions, language, instant, address, user_agent)
    order.facts = signed.to_json()
    order.state, order.confirmed_at, order.language = CONFIRMED, instant, language
    order.address, order.user_agent = address, user_agent
    order.save()
    note("order.confirmed", order)


def _translate(order: Order, language: str) -> None:
    """Write the lines in the language in which they are accepted."""
    if language == order.language:
        return
    for row in drafting.rows_of(order):
        if row.plan_id is None:
            continue
        OrderLine.update(name=row.plan.product.name(language)).where(OrderLine.id == row.id).execute()


def _empty_cart(order: Order) -> None:
    if order.cart_id is None:
        return
    rows = OrderLine.select().where(OrderLine.order == order, OrderLine.parent_position.is_null())
    carts.settle(order.cart_id, order.cart_round, {row.plan_id: row.quantity for row in rows})
