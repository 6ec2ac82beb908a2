"""Invoices of due dates: a period of a subscription, seats added inside one (clauses 6.2a, 6.2b)."""

from __future__ import annotations

from datetime import date

from phoenix.config import settings
from phoenix.database_rows import add
from phoenix.invoices.facts import INVOICE, InvoiceFacts, LineFacts, PaymentFacts
from phoenix.invoices.models import Invoice, InvoiceLine
from phoenix.invoices.rules import vat_category
from phoenix.invoices.service import issue, late_terms, vat_facts
from phoenix.kernel.facts import BuyerFacts
from phoenix.kernel.money import Money
from phoenix.kernel.sellers import SELLERS
from phoenix.kernel.terms import Span
from phoenix.kernel.values import frozen
from phoenix.kernel.vat import Totals, totals
from phoenix.orders.labels import BILLINGS, COMMITMENTS


@frozen
class DueLine:
    """Seats of one subscription for a period; `discount` in minor units says why, in the invoice's language."""

    subscription_id: int
    order_line_id: int
    name: str
    reference: str
    unit: str
    commitment: str
    billing: str
    quantity: int
    unit_price: int
    vat_rate: int
    period: Span
    discount: int = 0
    discount_reason: str = ""
    detail: str = ""

    @property
    def net(self) -> int:
        """Minor units, the discount taken off."""
        return self.quantity * self.unit_price - self.discount


@frozen
class DueInvoice:
    """What a due date makes payable, and how it will be paid."""

    seller_code: str
    organisation_id: int
    country: str
    currency: str
    language: str
    buyer: BuyerFacts
    lines: tuple[DueLine, ...]
    order_number: str = ""
    ordered_on: str | None = None
    buyer_reference: str = ""

    def totals(self) -> Totals:
        """Net, VAT by rate and gross."""
        return totals([(Money(line.net, self.currency), line.vat_rate) for line in self.lines], self.currency)


def issue_due(due: DueInvoice, today: date, payment: PaymentFacts) -> Invoice:
    """Number and write the invoice, in the caller's transaction; the caller sees to it that it is once."""
    sums = due.totals()
    facts = InvoiceFacts(
        kind=INVOICE,
        number="",
        issued_on=today.isoformat(),
        currency=due.currency,
        seller=SELLERS[due.seller_code].as_facts(),
        buyer=due.buyer,
        lines=tuple(_line_facts(line, due.language) for line in due.lines),
        vat=vat_facts(sums),
        net=sums.net.minor,
        tax=sums.tax.minor,
        gross=sums.gross.minor,
        payment=payment,
        late=late_terms(due.country, today),
        language=due.language,
        order_number=due.order_number,
        ordered_on=due.ordered_on,
        buyer_reference=due.buyer_reference,
        demo=settings().demo,
    )
    invoice = issue(facts, due.seller_code, due.organisation_id, today)
    for place, line in enumerate(due.lines, start=1):
        add(InvoiceLine, **_row(invoice, place, line))
    return invoice


def _line_facts(line: DueLine, language: str) -> LineFacts:
    plan = f"{COMMITMENTS[language][line.commitment]}, {BILLINGS[language][line.billing]}"
    return LineFacts(
        description=line.name,
        quantity=line.quantity,
        unit_price=line.unit_price,
        net=line.net,
        vat_rate=line.vat_rate,
        vat_category=vat_category(line.vat_rate),
        discount=line.discount,
        discount_reason=line.discount_reason,
        detail=" · ".join(filter(None, (plan, line.detail))),
        reference=line.reference,
        unit=line.unit,
        period_start=line.period.start.isoformat(),
        period_end=date.fromordinal(line.period.end.toordinal() - 1).isoformat(),
    )


def _row(invoice: Invoice, position: int, line: DueLine) -> dict:
    return {
        "invoice": invoice.id,
        "position": position,
        "order_line": line.order_line_id,
        "subscription_id": line.subscription_id,
        "label": line.name,
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "net": line.net,
        "vat_rate": line.vat_rate,
        "period_start": line.period.start,
        "period_end": line.period.end,
    }
