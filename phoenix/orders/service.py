"""Orders: prepared by « Commander », confirmed by the last click, paid, superseded, made again."""

from __future__ import annotations

from datetime import date, datetime

from phoenix.accounts.models import Organisation, Person
from phoenix.accounts.service import may_order
from phoenix.cart import service as carts
from phoenix.cart.models import Cart, CartItem
from phoenix.catalogue import service as catalogue
from phoenix.database import for_update, transaction
from phoenix.kernel import clock, events, vat
from phoenix.kernel.markets import COUNTRIES, Market
from phoenix.legal import service as legal
from phoenix.orders import drafting, rules, snapshots
from phoenix.orders.facts import OrderFacts
from phoenix.orders.models import (
    ABANDONED,
    CONFIRMED,
    PAID,
    PREPARED,
    SUPERSEDED,
    Order,
    OrderLine,
    OrderSeries,
)
from phoenix.orders.rules import Difference, Summary

summary_of = drafting.summary_of


def draft_of(cart: Cart | None, person: Person, language: str) -> tuple[Summary, list[Difference]]:
    """The cart as it would be ordered today where the organisation is established."""
    items = CartItem.select().where(CartItem.cart == cart).order_by(CartItem.id) if cart else ()
    wanted = [(item.plan_id, item.quantity) for item in items]
    return drafting.draft(person.organisation, language, wanted)


def shown(summary: Summary, organisation: Organisation) -> str:
    """The fingerprint of a review page: what « Commander » must find unchanged."""
    return summary.fingerprint(organisation.country, organisation.vat_territory)


def prepare(
    cart: Cart, person: Person, market: Market, reference: str = "", looked_at: str | None = None
) -> Order:
    """The order that « Commander » makes of a cart; the same cart gives the same order again.

    An OrderRefused says why not: other country, blocked lines, or not what was `looked_at`.
    """
    if market.country.code != person.organisation.country:
        raise rules.OtherCountry
    with transaction():
        cart = for_update(Cart.select().where(Cart.id == cart.id)).get()
        summary, problems = draft_of(cart, person, market.language)
        if problems:
            raise rules.LinesBlocked
        if not summary.lines:
            raise rules.NothingToOrder
        if looked_at is not None and looked_at != shown(summary, person.organisation):
            raise rules.ChangedMeanwhile
        content = summary.fingerprint(reference, market.language, str(person.id), _buyer_mark(person))
        key = f"cart:{cart.id}:{cart.round}:{content}"
        known = _prepared(key)
        if known is not None:
            return known
        order = _write(key, person, summary, market.language, reference, cart_id=cart.id, cart_round=cart.round)
        same_cart = (Order.cart_id == cart.id) & (Order.cart_round == cart.round)
        _supersede(Order.select().where(same_cart, Order.state == PREPARED, Order.id != order.id), order)
        return order


def reorder(
    order: Order, person: Person, language: str | None = None, position: int | None = None
) -> tuple[Order, list[Difference]]:
    """The same order (or one line of it) again, at today's prices and terms (clause 4.1c).

    With what could not be taken over; NothingToOrder when that is everything.
    """
    with transaction():
        for_update(Order.select(Order.id).where(Order.id == order.id)).get()
        lines = [line for line in drafting.rows_of(order) if line.parent_position is None]
        wanted = [(line.plan_id, line.quantity) for line in lines if position in (None, line.position)]
        language = language or order.language
        summary, problems = drafting.draft(person.organisation, language, wanted)
        if not summary.lines:
            raise rules.NothingToOrder
        mine = (Order.previous == order) & Order.state.in_((CONFIRMED, PAID))
        round_ = Order.select().where(mine).count()
        content = summary.fingerprint(language, str(person.id), _buyer_mark(person), str(position))
        key = f"again:{order.id}:{round_}:{content}"
        known = _prepared(key)
        if known is None:
            known = _write(key, person, summary, language, order.purchase_reference, previous=order)
        return known, problems


def check_before_last_click(order: Order, today: date | None = None) -> list[Difference]:
    """What moved since the order was prepared: prices, offers, VAT, the buyer (clauses 4.1b, 5b)."""
    if order.state != PREPARED:
        return []
    today = today or drafting.today_of(order.country)
    summary = drafting.summary_of(order)
    offers = catalogue.offers([line.plan_id for line in summary.lines], order.country, today)
    found = [rules.line_difference(line, offers.get(line.plan_id)) for line in summary.lines]
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


def renew(order: Order, person: Person, language: str) -> Order:
    """Put today's prices in the place of an order that moved before its last click; the new order."""
    with transaction():
        order = for_update(Order.select().where(Order.id == order.id)).get()
        if order.state != PREPARED:
            raise rules.NotPrepared
        lines = [line for line in drafting.rows_of(order) if line.parent_position is None]
        summary, _gone = drafting.draft(
            person.organisation, language, [(line.plan_id, line.quantity) for line in lines]
        )
        if not summary.lines:
            raise rules.NothingToOrder
        new = _write(
            f"renewed:{order.id}",
            person,
            summary,
            language,
            order.purchase_reference,
            previous=order.previous_id,
            cart_id=order.cart_id,
            cart_round=order.cart_round,
        )
        _supersede(Order.select().where(Order.id == order.id), new)
        return new


def confirm(
    order: Order, person: Person, language: str, address: str, user_agent: str, version_ids: list[int]
) -> Order:
    """The last click, in the caller's transaction: binds the order (clauses 2e, 4.1b, 6.1a).

    `version_ids` are the documents that were ticked. Confirming again changes nothing.
    """
    order = for_update(Order.select().where(Order.id == order.id)).get()
    if order.state in (CONFIRMED, PAID):
        return order
    if order.state != PREPARED:
        raise rules.NotPrepared
    if not may_order(person):
        raise rules.NotConfirmedPerson
    if check_before_last_click(order):
        raise rules.ChangedMeanwhile
    versions = legal.documents_for_order(order.country, _products(order))
    if {version.id for version in versions} != {int(each) for each in version_ids}:
        raise rules.TermsChanged
    _translate(order, language)
    instant = clock.now()
    order.language = language
    order.confirmed_at = instant
    order.address, order.user_agent = address[:255], user_agent[:1000]
    facts = OrderFacts.from_json(order.facts)
    summary = drafting.summary_of(order)
    evidence = (language, instant, order.address, order.user_agent)
    order.facts = snapshots.accepted(facts, person, summary, versions, *evidence).to_json()
    order.state = CONFIRMED
    order.save()
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


def mark_paid(order_id: int) -> None:
    """The bank accepted the payment, in the caller's transaction; again changes nothing."""
    Order.update(state=PAID, paid_at=clock.now()).where(Order.id == order_id, Order.state == CONFIRMED).execute()


def keep_summary(order_id: int, sha256: str) -> None:
    """Say which stored bytes are the order's summary; the first ones stay (clause 4.3)."""
    Order.update(summary_sha=sha256).where(Order.id == order_id, Order.summary_sha.is_null()).execute()


def abandon_before(instant: datetime) -> int:
    """Give up orders prepared before `instant` and never confirmed; how many."""
    old = (Order.state == PREPARED) & (Order.created_at < instant)
    if not Order.select().where(old).exists():
        return 0
    return Order.update(state=ABANDONED).where(old).execute()


def order_of(organisation_id: int, number: str) -> Order | None:
    """The organisation's own order of that number, organisation and person loaded."""
    return (
        Order.select(Order, Organisation, Person)
        .join(Organisation)
        .switch(Order)
        .join(Person)
        .where(Order.number == number, Order.organisation == organisation_id)
        .first()
    )


def orders_of(organisation_id: int):
    """A customer's orders that bind, newest first, as a select without their facts."""
    return (
        Order.select(
            Order.id,
            Order.number,
            Order.state,
            Order.currency,
            Order.gross,
            Order.country,
            Order.confirmed_at,
            Order.paid_at,
            Order.purchase_reference,
        )
        .where(Order.organisation == organisation_id, Order.state.in_((CONFIRMED, PAID)))
        .order_by(Order.id.desc())
    )


def facts_of(order: Order) -> OrderFacts:
    """The order's copies of all that was shown and agreed."""
    return OrderFacts.from_json(order.facts)


def payment_of(order: Order):
    """The order's payment, if there is one: the payments room points at orders, never the reverse."""
    return order.payments.first()


def invoices_of(order: Order) -> list:
    """Invoices and credit notes that came of the order, the first one first."""
    rows = order.invoices
    return list(rows.order_by(rows.model.id))


def _prepared(key: str) -> Order | None:
    return Order.get_or_none(Order.key == key, Order.state == PREPARED)


def _write(key: str, person: Person, summary: Summary, language: str, reference: str, **links) -> Order:
    organisation = person.organisation
    country = COUNTRIES[organisation.country]
    number = _next_number(country.seller_code, summary.anchor.year)
    instant = clock.now()
    facts = snapshots.snapshot(number, organisation, person, summary, language, reference, instant)
    order = Order.create(
        number=number,
        key=_free(key),
        organisation=organisation,
        person=person,
        seller_code=country.seller_code,
        country=country.code,
        currency=summary.currency,
        language=language,
        net=facts.net,
        vat=facts.tax,
        gross=facts.gross,
        facts=facts.to_json(),
        purchase_reference=reference,
        created_at=instant,
        **links,
    )
    drafting.write_lines(order, summary.lines)
    return order


def _free(key: str) -> str:
    """The key, or a later one where an order that is not prepared any more already has it."""
    taken = Order.select().where(Order.key.startswith(key)).count()
    return f"{key}:{taken}" if taken else key


def _next_number(seller_code: str, year: int) -> str:
    OrderSeries.insert(seller_code=seller_code, year=year).on_conflict_ignore().execute()
    series = for_update(
        OrderSeries.select().where(OrderSeries.seller_code == seller_code, OrderSeries.year == year)
    ).get()
    count = series.last_number + 1
    OrderSeries.update(last_number=count).where(OrderSeries.id == series.id).execute()
    return rules.number_of(seller_code, year, count)


def _supersede(orders, new: Order) -> None:
    for old in orders:
        Order.update(state=SUPERSEDED, superseded_by=new).where(
            Order.id == old.id, Order.state == PREPARED
        ).execute()


def _buyer_mark(person: Person) -> str:
    organisation = person.organisation
    return f"{organisation.country}:{organisation.vat_territory}:{organisation.name}"


def _products(order: Order) -> list:
    rows = OrderLine.select(OrderLine.plan).where(OrderLine.order == order)
    return [row.plan.product for row in rows]


def _translate(order: Order, language: str) -> None:
    """Write the lines in the language in which they are accepted."""
    if language == order.language:
        return
    for row in drafting.rows_of(order):
        OrderLine.update(name=row.plan.product.name(language)).where(OrderLine.id == row.id).execute()


def _empty_cart(order: Order) -> None:
    if order.cart_id is None:
        return
    rows = OrderLine.select().where(OrderLine.order == order, OrderLine.parent_position.is_null())
    carts.settle(order.cart_id, order.cart_round, {row.plan_id: row.quantity for row in rows})
