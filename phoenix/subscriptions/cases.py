"""Subscriptions with all that billing them needs, many at a time in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from phoenix.accounts.models import Organisation, Person
from phoenix.accounts.parties import buyer_facts
from phoenix.catalogue.discounts import NONE, Discounts
from phoenix.catalogue.models import Plan, Product
from phoenix.catalogue.offers import dated_prices
from phoenix.database import for_update
from phoenix.invoices.periodic import DueInvoice, DueLine
from phoenix.kernel import clock, vat
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.money import Money
from phoenix.kernel.terms import Span
from phoenix.orders.models import Order, OrderLine
from phoenix.partners import service as partners
from phoenix.payments import means_of_many, notices
from phoenix.payments.models import DebitNotice, Mandate, PaymentMethod
from phoenix.subscriptions import rules
from phoenix.subscriptions.models import ForceMajeure, Lot, Period, Subscription, Term


OF_ORDER = (Order.id, Order.number, Order.country, Order.confirmed_at, Order.purchase_reference)


@dataclass(slots=True)
class Case:
    """One subscription, its term under way, its lots, its customer, its prices and its means."""

    row: Subscription
    term: Term
    lots: list[Lot]
    line: OrderLine
    order: Order
    organisation: Organisation
    person: Person
    plan: Plan
    prices: list
    pauses: list[rules.Pause]
    method: PaymentMethod | None
    mandate: Mandate | None
    last_period: Period | None
    announced: dict[str, DebitNotice]  # what falls due next, by the notice's subject
    discounts: Discounts = NONE  # of a partner, on any day

    @property
    def unit(self) -> Money:
        """The term's net price of one seat for one billing period (clause 15b)."""
        return Money(self.term.unit_price, self.row.currency)

    @property
    def seats(self) -> list[rules.Seats]:
        """The lots as the rules see them."""
        return [lot.seats for lot in self.lots]

    @property
    def paused(self) -> bool:
        """Whether the service is suspended now: nothing is collected, so no debit is announced (clause 13c)."""
        return any(pause.until is None for pause in self.pauses)

    @property
    def language(self) -> str:
        """The language in which the customer is written to."""
        return self.person.language

    @property
    def name(self) -> str:
        """The product's name in that language."""
        return self.plan.product.name(self.language)

    @property
    def label(self) -> str:
        """The product and the number, where one line must tell which subscription it is."""
        return f"{self.name} · {self.row.number}"

    def price_on(self, day: date) -> Money | None:
        """The net price at which a term opening on `day` renews, a partner's at its rate of that day; None: it does not."""
        dated = [(price.valid_from, price.amount) for price in self.prices]
        listed = rules.price_at_renewal(dated, self.plan.withdrawn_on, day)
        return listed and self.discounts.price(listed, self.plan.product.family_id, day)

    def next_step(self):
        """What falls due next, by the rules: Bill, Renew or End."""
        row = self.row
        return rules.next_step(
            row.anchor,
            row.commitment,
            row.billing,
            row.term_number,
            row.next_due_on,
            row.renewal,
            self.seats,
            row.reduction,
            self.price_on(row.term_end),
            row.stop_reason or rules.BY_CUSTOMER,
        )

    def line_for(self, period: Span, unit: Money, seats: int, day: date, **more) -> DueLine:
        """The invoice line of `seats` for a period, taxed at the rate of `day`."""
        return DueLine(
            subscription_id=self.row.id,
            order_line_id=self.line.id,
            name=self.name,
            reference=self.line.product_reference,
            unit=self.row.unit,
            commitment=self.row.commitment,
            billing=self.row.billing,
            quantity=seats,
            unit_price=unit.minor,
            vat_rate=vat.rate_on(self.organisation.vat_territory, day),
            period=period,
            **more,
        )

    def invoice_of(self, line: DueLine) -> DueInvoice:
        """An invoice of this subscription with that line."""
        order = self.order
        return DueInvoice(
            seller_code=self.row.seller_code,
            organisation_id=self.row.organisation_id,
            country=self.row.country,
            currency=self.row.currency,
            language=self.language,
            buyer=buyer_facts(self.organisation, self.person),
            lines=(line,),
            order_number=order.number,
            ordered_on=clock.local_day(order.confirmed_at, COUNTRIES[order.country].timezone).isoformat(),
            buyer_reference=order.purchase_reference or "",
        )


def load(ids: list[int], lock: bool = False) -> list[Case]:
    """The cases of these subscriptions, in the order of their ids; locked until the transaction ends."""
    query = Subscription.select().where(Subscription.id << ids).order_by(Subscription.id)
    rows = list(for_update(query) if lock else query)
    ids = [row.id for row in rows]
    terms = {
        term.subscription_id: term
        for term in Term.select()
        .join(Subscription)
        .where(Term.subscription << ids, Term.number == Subscription.term_number)
    }
    lots = _grouped(Lot.select().where(Lot.subscription << ids, Lot.removed_on.is_null()).order_by(Lot.id))
    lines = {
        line.id: line
        for line in OrderLine.select(OrderLine.id, OrderLine.product_reference, OrderLine.order, *OF_ORDER)
        .join(Order)
        .where(OrderLine.id << [row.order_line_id for row in rows])
    }
    organisations, people = _customers({row.organisation_id for row in rows})
    plans, prices = _plans(rows)
    pauses = _pauses({plan.product_id for plan in plans.values()})
    means = means_of_many.for_collections(list(organisations))
    last = _last_periods(ids)
    discounts = partners.discounts_of([row.id for row in organisations.values() if row.partner_since])
    announced = notices.latest_of([f"{row.number}:{row.next_due_on}" for row in rows if row.currency == "EUR"])
    found = []
    for row in rows:
        plan, line = plans[row.plan_id], lines[row.order_line_id]
        method, mandate = means_of_many.collecting(means.get(row.organisation_id, []), row.currency)
        found.append(
            Case(
                row=row,
                term=terms[row.id],
                lots=lots.get(row.id, []),
                line=line,
                order=line.order,
                organisation=organisations[row.organisation_id],
                person=people[row.organisation_id],
                plan=plan,
                prices=prices[row.country].get(row.plan_id, []),
                pauses=pauses.get((plan.product_id, row.country), []),
                method=method,
                mandate=mandate,
                last_period=last.get(row.id),
                announced=announced,
                discounts=discounts.get(row.organisation_id, NONE),
            )
        )
    return found


def _grouped(query) -> dict[int, list]:
    found: dict[int, list] = {}
    for row in query:
        found.setdefault(row.subscription_id, []).append(row)
    return found


def _customers(ids: set[int]) -> tuple[dict[int, Organisation], dict[int, Person]]:
    """Organisations, and the first representative of each: who is written to."""
    organisations = {row.id: row for row in Organisation.select().where(Organisation.id << list(ids))}
    people: dict[int, Person] = {}
    columns = (Person.id, Person.organisation, Person.first_name, Person.last_name, Person.email, Person.language)
    for person in Person.select(*columns).where(Person.organisation << list(ids)).order_by(Person.id.desc()):
        people[person.organisation_id] = person
    return organisations, people


def _plans(rows: list[Subscription]) -> tuple[dict[int, Plan], dict[str, dict]]:
    ids = {row.plan_id for row in rows}
    plans = {plan.id: plan for plan in Plan.select(Plan, Product).join(Product).where(Plan.id << list(ids))}
    return plans, {country: dated_prices(ids, country) for country in {row.country for row in rows}}


def _pauses(product_ids: set[int]) -> dict[tuple[int, str], list[rules.Pause]]:
    found: dict[tuple[int, str], list] = {}
    for row in ForceMajeure.select().where(ForceMajeure.product << list(product_ids)):
        found.setdefault((row.product_id, row.country), []).append(row.pause)
    return found


def _last_periods(ids: list[int]) -> dict[int, Period]:
    """The period billed last of each subscription, found by its end: what falls due next begins there."""
    query = (
        Period.select(Period, Term.id, Term.unit_price)
        .join(Term)
        .join(Subscription, on=(Period.subscription == Subscription.id))
        .where(Period.subscription << ids, Period.end == Subscription.next_due_on)
    )
    return {period.subscription_id: period for period in query}
