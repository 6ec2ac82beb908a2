"""The commitment certificate: what a customer is bound to today, as copies (clauses 3.3b, 15b, 15d)."""

from __future__ import annotations


from phoenix.accounts.parties import buyer_facts
from phoenix.config import settings
from phoenix.kernel import clock
from phoenix.kernel.facts import BuyerFacts, Facts, SellerFacts
from phoenix.kernel.money import Money
from phoenix.kernel.sellers import SELLERS
from phoenix.kernel.values import frozen
from phoenix.subscriptions import bills, reading, rules, standing, upcoming
from phoenix.subscriptions.cases import Case


@frozen
class DueFacts(Facts):
    """One invoice to come of the term under way: ISO days, the period's last one included; minor units."""

    due_on: str
    period_start: str
    period_end: str
    seats: int
    net: int
    tax: int
    gross: int


@frozen
class UnpaidFacts(Facts):
    """An invoice that was issued and waits for a payment, gross."""

    number: str
    due_on: str
    owed: int


@frozen
class CertificateFacts(Facts):
    """Everything the certificate says; amounts in minor units of `currency`, days as ISO text."""

    number: str
    order_number: str
    made_on: str
    language: str
    currency: str
    seller: SellerFacts
    buyer: BuyerFacts
    description: str
    reference: str
    unit: str
    commitment: str
    billing: str
    began_on: str
    term_start: str
    locked_until: str  # the term's last day
    unit_price: int
    seats: int
    vat_rate: int
    renewal: str  # "renew" or "stop"
    last_day: str  # to choose
    ended_on: str | None = None  # the last day, of what has ended
    reduction: int = 0
    dues: tuple[DueFacts, ...] = ()
    net: int = 0
    tax: int = 0
    gross: int = 0
    unpaid: tuple[UnpaidFacts, ...] = ()
    demo: bool = False

    @property
    def open_ended(self) -> bool:
        """Whether it binds to no more than the month paid."""
        return rules.is_open_ended(self.commitment)

    @property
    def owed(self) -> int:
        """Invoices unpaid and invoices to come, gross."""
        return self.gross + sum(row.owed for row in self.unpaid)

    def money(self, minor: int) -> Money:
        """A sum of this certificate."""
        return Money(minor, self.currency)


def facts(case: Case, language: str) -> CertificateFacts:
    """What the customer is bound to by the term under way, as of today, in `language`."""
    row, product = case.row, case.plan.product
    today = clock.today(row.timezone)
    rate = upcoming.rate_of(case, today)
    dues = tuple(_due(each) for each in reading.to_come(case) if not each.renewal)
    return CertificateFacts(
        number=row.number,
        order_number=case.order.number,
        made_on=today.isoformat(),
        language=language,
        currency=row.currency,
        seller=SELLERS[row.seller_code].as_facts(),
        buyer=buyer_facts(case.organisation, case.person),
        description=product.name(language),
        reference=product.reference,
        unit=row.unit,
        commitment=row.commitment,
        billing=row.billing,
        began_on=row.anchor.isoformat(),
        term_start=row.span().start.isoformat(),
        locked_until=(row.term_end - rules.DAY).isoformat(),
        unit_price=case.unit.minor,
        seats=standing.held(case),
        vat_rate=rate,
        renewal=row.renewal,
        last_day=rules.last_day_to_choose(row.commitment, row.term_end).isoformat(),
        ended_on=(row.ended_on - rules.DAY).isoformat() if row.ended_on else None,
        reduction=row.reduction,
        dues=dues,
        net=sum(each.net for each in dues),
        tax=sum(each.tax for each in dues),
        gross=sum(each.gross for each in dues),
        unpaid=_unpaid(case),
        demo=settings().demo,
    )


def _due(each: upcoming.Upcoming) -> DueFacts:
    return DueFacts(
        each.due_on.isoformat(),
        each.period.start.isoformat(),
        (each.period.end - rules.DAY).isoformat(),
        each.seats,
        each.net.minor,
        each.tax.minor,
        each.gross.minor,
    )


def _unpaid(case: Case) -> tuple[UnpaidFacts, ...]:
    found = [bill for bill in bills.of(case.row) if bill.payable]
    return tuple(UnpaidFacts(bill.number, bill.due_on.isoformat(), bill.owed.minor) for bill in reversed(found))
