"""Reading subscriptions for their customer: the list, and all that the page of one shows, as frozen values."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date

import peewee

from phoenix.accounts.models import Organisation
from phoenix.catalogue.models import Plan, Product
from phoenix.catalogue.offers import dated_prices
from phoenix.database import transaction
from phoenix.invoices.models import Invoice, InvoiceLine
from phoenix.invoices.service import SellerIncomplete
from phoenix.kernel import clock, vat
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.money import Money
from phoenix.kernel.terms import Span
from phoenix.orders.models import Order
from phoenix.payments import collection_rules as plan
from phoenix.payments import declines, ledger
from phoenix.payments.models import Collection, PaymentMethod
from phoenix.subscriptions import billing, cases, rules, standing, timeline, upcoming
from phoenix.subscriptions.cases import Case
from phoenix.subscriptions.models import ACTIVE, ENDED, Lot, Period, Subscription, Term
from phoenix.subscriptions.run import bring_up_to_date
from phoenix.subscriptions.standing import May, Standing
from phoenix.subscriptions.timeline import Entry
from phoenix.subscriptions.upcoming import Upcoming

logger = logging.getLogger("phoenix.subscriptions")
UNPAID = ("issued", "overdue")
TROUBLE = ("refused", "customer", "overdue")


@dataclass(frozen=True, slots=True)
class Listed:
    """A subscription in the list."""

    row: Subscription
    names: tuple[str, str]
    seats: int
    unit: Money
    locked_until: date
    following: Upcoming | None

    def name(self, language: str) -> str:
        """The product's name in `language`."""
        return self.names[0 if language == "fr" else 1]


@dataclass(frozen=True, slots=True)
class LotRow:
    """Seats bought together, and whether some may still be given back (until `shrink.until`)."""

    id: int
    quantity: int
    added_on: date
    invoice: str
    shrink: May


@dataclass(frozen=True, slots=True)
class Bill:
    """An invoice or credit note that concerns the subscription; `owed` is what remains to be paid of it.

    `progress` says how its collection goes: "planned" (on `tried_on`), "at_the_bank", "refused" (tried
    again on `tried_on`), "customer" (its bank wants to see them) or "overdue"; empty: nothing is owed.
    """

    number: str
    kind: str
    issued_on: date
    due_on: date
    gross: Money
    state: str
    ready: bool
    owed: Money
    progress: str = ""
    tried_on: date | None = None

    @property
    def payable(self) -> bool:
        """Whether the customer may pay it now."""
        return self.kind == "invoice" and self.state in UNPAID and self.owed.minor > 0


@dataclass(frozen=True, slots=True)
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
        return [bill for bill in self.bills if bill.payable and bill.progress in TROUBLE]


def counts(organisation_id: int) -> dict[str, int]:
    """How many subscriptions run, how many have ended."""
    query = Subscription.select(Subscription.state, peewee.fn.COUNT(Subscription.id))
    found = dict(query.where(Subscription.organisation == organisation_id).group_by(Subscription.state).tuples())
    return {state: found.get(state, 0) for state in (ACTIVE, ENDED)}


def rows_of(organisation_id: int, state: str):
    """The subscriptions of an organisation in one state, the newest first, with plan, product and term, as a select."""
    return (
        Subscription.select(Subscription, Plan, Product, Term)
        .join(Plan)
        .join(Product)
        .join_from(Subscription, Term, on=(Term.subscription == Subscription.id), attr="running")
        .where(Subscription.organisation == organisation_id, Subscription.state == state)
        .where(Term.number == Subscription.term_number)
        .order_by(Subscription.id.desc())
    )


def listed(rows: list[Subscription], organisation: Organisation) -> list[Listed]:
    """The same for the list: seats, price and next invoice, in two queries and one more per country of sale."""
    lots = _lots_of([row.id for row in rows])
    prices: dict[int, list] = {}
    for country in {row.country for row in rows}:
        found = dated_prices({row.plan_id for row in rows if row.country == country}, country)
        prices |= {row.id: found[row.plan_id] for row in rows if row.country == country}
    return [_listed(row, lots.get(row.id, []), prices[row.id], organisation) for row in rows]


def _listed(row: Subscription, lots: list[Lot], prices: list, organisation: Organisation) -> Listed:
    unit, product = row.running.price(row.currency), row.plan.product
    running = [lot.seats for lot in lots if lot.removed_on is None]
    dated = [(price.valid_from, price.amount) for price in prices]
    next_price = rules.price_at_renewal(dated, row.plan.withdrawn_on, row.term_end)
    rate = vat.rate_on(organisation.vat_territory, row.next_due_on or clock.today(row.timezone))
    return Listed(
        row=row,
        names=(product.name_fr, product.name_en),
        seats=_seats(row, lots),
        unit=unit,
        locked_until=_last_day(row.term_end, row.ended_on),
        following=upcoming.following(row, unit, running, next_price, rate),
    )


def _lots_of(ids: list[int]) -> dict[int, list[Lot]]:
    found: dict[int, list[Lot]] = {}
    for lot in Lot.select().where(Lot.subscription << ids).order_by(Lot.id):
        found.setdefault(lot.subscription_id, []).append(lot)
    return found


def _seats(row: Subscription, lots: list[Lot]) -> int:
    """The seats held now; of what has ended, those held last."""
    return sum(lot.quantity for lot in lots if lot.removed_on == row.ended_on)


def _last_day(end: date, ended_on: date | None) -> date:
    return min(end, ended_on or end) - rules.DAY


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
        except SellerIncomplete as error:
            logger.warning("subscription %s is not billed: %s", subscription_id, error)


def sheet(case: Case, may_bind: bool) -> Sheet:
    """Everything about one subscription, in a constant number of queries."""
    row, product = case.row, case.plan.product
    today = clock.today(row.timezone)
    order: Order = case.order
    return Sheet(
        row=row,
        names=(product.name_fr, product.name_en),
        order_number=order.number,
        order_country=order.country,
        seats=standing.held(case) if row.active else _seats(row, _lots_of([row.id]).get(row.id, [])),
        lots=_lot_rows(case, may_bind),
        unit=case.unit,
        term=row.span(),
        locked_until=_last_day(row.term_end, row.ended_on),
        next_price=case.price_on(row.term_end),
        upcoming=to_come(case),
        standing=standing.of(case, today, may_bind),
        paused_since=next((pause.since for pause in case.pauses if pause.until is None), None),
        method=case.method,
        bills=tuple(bills(row)),
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


def bills(row: Subscription) -> list[Bill]:
    """Every invoice with a line of this subscription, and their credit notes, the newest first."""
    mine = InvoiceLine.select(InvoiceLine.invoice).where(InvoiceLine.order_line == row.order_line_id)
    invoices = list(
        Invoice.select(*_LIGHT)
        .where((Invoice.id << mine) | (Invoice.corrects << mine))
        .order_by(Invoice.issued_on.desc(), Invoice.id.desc())
    )
    return as_bills(invoices)


_LIGHT = (
    Invoice.id,
    Invoice.number,
    Invoice.kind,
    Invoice.issued_on,
    Invoice.due_on,
    Invoice.currency,
    Invoice.gross,
    Invoice.state,
    Invoice.pdf_sha,
)


def as_bills(invoices: list[Invoice]) -> list[Bill]:
    """Invoices with what is owed of each, and how its collection goes, in four queries."""
    open_ones = [each for each in invoices if each.kind == "invoice" and each.state in UNPAID]
    owed = ledger.owed_of(open_ones)
    under_way = {row.invoice_id: row for row in Collection.select().where(Collection.invoice << [row.id for row in open_ones])}
    return [_bill(each, owed.get(each.id), under_way.get(each.id)) for each in invoices]


def _bill(invoice: Invoice, owed: Money | None, collection: Collection | None) -> Bill:
    return Bill(
        number=invoice.number,
        kind=invoice.kind,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        gross=invoice.total,
        state=invoice.state,
        ready=invoice.pdf_sha is not None,
        owed=owed or Money.zero(invoice.currency),
        progress=_progress(invoice, collection) if owed else "",
        tried_on=_tried_next(collection) if collection else None,
    )


def _tried_next(row: Collection) -> date | None:
    """The day of the next charge, when it is still to come."""
    return row.try_on if row.try_on and row.try_on > clock.today(COUNTRIES[row.country].timezone) else None


def _progress(invoice: Invoice, row: Collection | None) -> str:
    if invoice.state == "overdue":
        return "overdue"
    if row is None or (row.state == plan.WAITING and row.refusal != declines.CUSTOMER):
        return "at_the_bank"
    if row.refusal == declines.CUSTOMER:
        return "customer"
    return "planned" if row.refusal in ("", plan.NO_NOTICE, plan.PAUSED) else "refused"


def unpaid_of(organisation_id: int) -> list[Bill]:
    """The invoices of an organisation that wait for a payment, the oldest first (clause 3.3c)."""
    query = Invoice.select(*_LIGHT).where(
        Invoice.organisation == organisation_id, Invoice.kind == "invoice", Invoice.state << UNPAID
    )
    return [bill for bill in as_bills(list(query.order_by(Invoice.due_on, Invoice.id))) if bill.payable]
