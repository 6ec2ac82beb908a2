"""Opening subscriptions from a paid order, and reading them for My Account."""

from __future__ import annotations

from datetime import date

from phoenix.catalogue.models import Plan
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock, terms
from phoenix.orders.models import Order, OrderLine
from phoenix.subscriptions import due_dates, rules
from phoenix.subscriptions.models import ACTIVE, Lot, Period, Subscription, SubscriptionEvent, Term


def lines_with_terms(order: Order) -> list[OrderLine]:
    """The lines of an order that open a subscription."""
    query = OrderLine.select(OrderLine, Plan).join(Plan).where(OrderLine.order == order)
    return [line for line in query if line.commitment in terms.COMMITMENT_MONTHS]


def first_periods(order: Order, anchor: date) -> dict[int, tuple[date, date]]:
    """Each subscription line's first period (start, end excluded) when it begins on `anchor`."""
    spans = {
        line.id: terms.periods(anchor, line.commitment, line.billing)[0]
        for line in lines_with_terms(order)
    }
    return {line_id: (span.start, span.end) for line_id, span in spans.items()}


def open_from_order(order: Order, invoice: Invoice, anchor: date) -> list[Subscription]:
    """Open a subscription per line that has a commitment, in the caller's transaction.

    First term at the order's price (clause 15b), one lot, the first period tied to its invoice.
    Asked again for the same order it opens nothing.
    """
    known = {row.order_line_id for row in Subscription.select().where(Subscription.order_line.in_(
        OrderLine.select(OrderLine.id).where(OrderLine.order == order)))}
    return [_open(order, line, invoice, anchor) for line in lines_with_terms(order) if line.id not in known]


def _open(order: Order, line: OrderLine, invoice: Invoice, anchor: date) -> Subscription:
    all_periods = terms.periods(anchor, line.commitment, line.billing)
    whole = terms.term(anchor, line.commitment)
    subscription = Subscription.create(
        number=f"{order.number}-{line.position}",
        organisation=order.organisation_id,
        plan=line.plan_id,
        order_line=line,
        seller_code=order.seller_code,
        country=order.country,
        currency=order.currency,
        name=line.name,
        unit=line.unit,
        commitment=line.commitment,
        billing=line.billing,
        vat_rate=line.vat_rate,
        anchor=anchor,
        vendor_window_hours=line.plan.vendor_window_hours,
    )
    due_dates.begin_term(subscription, 1)
    due_dates.due_next(subscription, all_periods[0].end)
    due_dates.save(subscription)
    opened = Term.create(
        subscription=subscription, number=1, start=whole.start, end=whole.end, unit_price=line.unit_price
    )
    Lot.create(
        subscription=subscription,
        quantity=line.quantity,
        added_on=anchor,
        shrinkable_until=rules.window_end(clock.now(), line.plan.vendor_window_hours),
        invoice=invoice,
    )
    first = all_periods[0]
    Period.create(
        subscription=subscription,
        term=opened,
        start=first.start,
        end=first.end,
        seats=line.quantity,
        invoice=invoice,
    )
    SubscriptionEvent.create(
        subscription=subscription, kind="opened", detail={"order": order.number, "invoice": invoice.number}
    )
    return subscription


def running_count(organisation_id: int, currency: str) -> int:
    """How many of a customer's subscriptions still make something due in `currency`."""
    return (
        Subscription.select()
        .where(
            Subscription.organisation == organisation_id,
            Subscription.state == ACTIVE,
            Subscription.currency == currency,
            Subscription.next_due_on.is_null(False),
        )
        .count()
    )
