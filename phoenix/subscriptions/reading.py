"""Reading a subscription for its customer: all that its page shows, as frozen values."""

from __future__ import annotations

import logging
from datetime import date

from phoenix.database import transaction
from phoenix.invoices.models import Invoice
from phoenix.invoices.service import SellerIncomplete
from phoenix.kernel import clock
from phoenix.kernel.money import Money
from phoenix.kernel.terms import Span
from phoenix.kernel.values import frozen
from phoenix.payments.models import PaymentMethod
from phoenix.subscriptions import billing, bills, cases, rules, standing, timeline, upcoming
from phoenix.subscriptions.bills import Bill
from phoenix.subscriptions.cases import Case
from phoenix.subscriptions.listing import last_day, lots_of, seats_of
from phoenix.subscriptions.models import Period, Subscription
from phoenix.subscriptions.run import bring_up_to_date
from phoenix.subscriptions.standing import May, Standing
from phoenix.subscriptions.timeline import Entry
from phoenix.subscriptions.upcoming import Upcoming

logger = logging.getLogger("phoenix.subscriptions")


@frozen
class LotRow:
    """Seats bought together, and whether some may still be given back (until `shrink.until`)."""

    id: int
    quantity: int
    added_on: date
    invoice: str
    shrink: May


@frozen
class Sheet:
    """Everything that the page of one subscription shows."""

    row: Subscription
    names: tuple[str, str]
    order_number: str
    order_country: str
    seats: int
    lots: tuple[LotRow, ...]
    unit: Money
    term: Span
    locked_until: date
    next_price: Money | None
    upcoming: tuple[Upcoming, ...]
    standing: Standing
    paused_since: date | None
    method: PaymentMethod | None
    bills: tuple[Bill, ...]
    entries: tuple[Entry, ...]
    spare: int
    room: int
    lowest: int

    def name(self, language: str) -> str:
        """The product's name in `language`."""
        return self.names[0 if language == "fr" else 1]

    @property
    def following(self) -> Upcoming | None:
        """The next invoice."""
        return self.upcoming[0] if self.upcoming else None

    @property
    def open_ended(self) -> bool:
        """Whether it may be ended at the end of any month paid."""
        return rules.is_open_ended(self.row.commitment)

    @property
    def stopping(self) -> bool:
        """Whether it ends with the term under way."""
        return self.row.active and self.row.renewal == rules.STOP

    @property
    def price_changes(self) -> bool:
        """Whether the renewal would be at another price, or be impossible (clause 15b)."""
        return self.row.active and not self.stopping and self.next_price != self.unit

    @property
    def troubled(self) -> list[Bill]:
        """The invoices that their customer must see to."""
        return [bill for bill in self.bills if bill.payable and bill.progress in bills.TROUBLE]


def case_of(organisation_id: int, number: str) -> Case | None:
    """A subscription of this organisation with all that billing knows of it; None when it is not theirs.

    What is due by today is billed first, as the hourly run does: amounts shown are those of today.
    """
    row = Subscription.get_or_none(Subscription.number == number, Subscription.organisation == organisation_id)
    if row is None:
        return None
    if row.next_due_on is not None and row.next_due_on <= clock.today(row.timezone):
        catch_up([row.id])
    return cases.load([row.id])[0]


def catch_up(ids: list[int]) -> None:
    """Bill these subscriptions up to today; one that cannot be billed is left to the run, which reports it."""
    for subscription_id in ids:
        try:
            with transaction():
                bring_up_to_date(subscription_id)
        except (SellerIncomplete, billing.NoPrice) as error:
            logger.warning("subscription %s is not billed: %s", subscription_id, error)


def sheet(case: Case, may_bind: bool) -> Sheet:
    """Everything about one subscription, in a constant number of queries."""
    row, product = case.row, case.plan.product
    today = clock.today(row.timezone)
    order = case.order
    return Sheet(
        row=row,
        names=(product.name_fr, product.name("en")),
        order_number=order.number,
        order_country=order.country,
        seats=standing.held(case) if row.active else seats_of(row, lots_of([row.id]).get(row.id, [])),
        lots=_lot_rows(case, may_bind),
        unit=case.unit,
        term=row.span(),
        locked_until=last_day(row.term_end, row.ended_on),
        next_price=case.price_on(row.term_end),
        upcoming=to_come(case),
        standing=standing.of(case, today, may_bind),
        paused_since=next((pause.since for pause in case.pauses if pause.until is None), None),
        method=case.method,
        bills=tuple(bills.of(row)),
        entries=tuple(timeline.of(row)),
        spare=standing.spare(case),
        room=standing.room(case),
        lowest=standing.lowest(case),
    )


def to_come(case: Case) -> tuple[Upcoming, ...]:
    """The invoices of the term, then the first of the next one when it renews."""
    rate = upcoming.rate_of(case, clock.today(case.row.timezone))
    renewed = upcoming.renewal(case, rate)
    found = [*upcoming.within_term(case, rate), *([renewed] if renewed else [])]
    if found and case.pauses and case.last_period is not None:
        worth, days = billing.paused_worth(case, case.last_period)
        if worth:
            found[0] = upcoming.less_pauses(found[0], worth, days, rate)
    return tuple(found)


def _lot_rows(case: Case, may_bind: bool) -> tuple[LotRow, ...]:
    numbers = _invoice_numbers(case)
    return tuple(
        LotRow(lot.id, lot.quantity, lot.added_on, numbers.get(lot.id, ""), standing.shrinking(case, lot, may_bind))
        for lot in case.lots
    )


def _invoice_numbers(case: Case) -> dict[int, str]:
    """The invoice of each lot: its own, or that of the period with which a renewal's lot began."""
    own = Invoice.select(Invoice.id, Invoice.number).where(Invoice.id << [lot.invoice_id for lot in case.lots])
    begun = Period.select(Period.start, Invoice.number).join(Invoice)
    begun = begun.where(Period.subscription == case.row, Period.start << [lot.added_on for lot in case.lots])
    by_id, by_day = dict(own.tuples()), dict(begun.tuples())
    return {lot.id: by_id.get(lot.invoice_id) or by_day.get(lot.added_on, "") for lot in case.lots}
