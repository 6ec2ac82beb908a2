"""From a cart, an earlier order or one that moved: the order that waits for its last click."""

from __future__ import annotations

from phoenix.accounts.models import Organisation, Person
from phoenix.cart.models import Cart, CartItem
from phoenix.database import for_update, transaction
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES, Market
from phoenix.orders import drafting, rules, snapshots
from phoenix.orders.confirming import locked
from phoenix.orders.models import CANCELLED, CONFIRMED, PAID, PREPARED, SUPERSEDED, Order, OrderSeries
from phoenix.orders.rules import Difference, Held, OrderedLine, Summary


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
        lines = [line for line in lines if position in (None, line.position)]
        wanted = [(line.plan_id, line.quantity) for line in lines if line.plan_id is not None]
        language = language or order.language
        summary, problems = drafting.draft(person.organisation, language, wanted)
        problems += [Difference(rules.QUOTED, line.name) for line in lines if line.plan_id is None]
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


def renew(order: Order, person: Person, language: str) -> Order:
    """Put today's prices in the place of an order that moved before its last click; the new order."""
    with transaction():
        order = locked(order)
        if order.state != PREPARED:
            raise rules.NotPrepared
        summary = _as_of_today(order, person, language)
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
            quote_number=order.quote_number,
            quote_version=order.quote_version,
            held_until=order.held_until,
        )
        _supersede(Order.select().where(Order.id == order.id), new)
        return new


def _as_of_today(order: Order, person: Person, language: str) -> Summary:
    """The lines of an order at today's prices, or at those of its quote with today's VAT; QuoteEnded."""
    if order.held_until is not None:
        if drafting.today_of(order.country) > order.held_until or person.organisation.country != order.country:
            raise rules.QuoteEnded
        return drafting.taxed_today(drafting.summary_of(order).lines, person.organisation)
    lines = [line for line in drafting.rows_of(order) if line.parent_position is None]
    summary, _gone = drafting.draft(
        person.organisation, language, [(line.plan_id, line.quantity) for line in lines]
    )
    return summary


def prepare_quoted(
    lines: tuple[OrderedLine, ...], held: Held, person: Person, language: str, reference: str = ""
) -> Order:
    """The order that accepting a quote makes; the same again gives the same (clause 4.1d).

    The caller holds the quote's lock and has seen that it is valid; OtherCountry. An order of the same
    quote that waits for its last click (another person, an older version) is replaced.
    """
    summary = drafting.taxed_today(lines, person.organisation)
    with transaction():
        content = summary.fingerprint(reference, language, str(person.id), _buyer_mark(person))
        key = f"quote:{held.number}:{held.version}:{content}"
        known = _prepared(key)
        if known is not None:
            return known
        links = {"quote_number": held.number, "quote_version": held.version, "held_until": held.until}
        order = _write(key, person, summary, language, reference, **links)
        _supersede(waiting_of_quote(held.number).where(Order.id != order.id), order)
        return order


def waiting_of_quote(number: str):
    """The orders made of a quote that wait for their last click, as a select."""
    return Order.select().where(Order.quote_number == number, Order.state == PREPARED)


def drop_quoted(number: str) -> int:
    """Orders made of a quote that is not valid any more cannot be confirmed; in the caller's transaction."""
    waiting = (Order.quote_number == number) & (Order.state == PREPARED)
    return Order.update(state=CANCELLED).where(waiting).execute()


def _prepared(key: str) -> Order | None:
    return Order.get_or_none(Order.key == key, Order.state == PREPARED)


def _write(key: str, person: Person, summary: Summary, language: str, reference: str, **links) -> Order:
    organisation = person.organisation
    country = COUNTRIES[organisation.country]
    number = _next_number(country.seller_code, summary.anchor.year)
    instant = clock.now()
    quote = links.get("quote_number") or ""
    facts = snapshots.snapshot(number, organisation, person, summary, language, reference, instant, quote)
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
