"""How a means of payment is told on an invoice: copies, never live rows (clause 4.3)."""

from __future__ import annotations

from datetime import date

from phoenix.invoices.facts import MandateFacts, PaymentFacts
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.payments.models import Mandate, PaymentMethod


def mandate_facts(method: PaymentMethod, mandate: Mandate) -> MandateFacts:
    """The mandate that collects an invoice."""
    return MandateFacts(
        reference=mandate.reference,
        signed_on=clock.local_day(mandate.signed_at, COUNTRIES["fr"].timezone).isoformat(),
        iban_last4=method.last4,
        iban_country=method.country or "FR",
        bank=method.bank_name or "",
    )


def to_collect(method: PaymentMethod | None, mandate: Mandate | None, day: date, held: bool = False) -> PaymentFacts:
    """An invoice that will be collected on `day`, or that has nothing to collect it with yet; `held` while
    its service is suspended, when no day can be told (clause 13c)."""
    if held:
        return PaymentFacts(means="none", due_on=day.isoformat(), held=True)
    if method is None:
        return PaymentFacts(means="none", due_on=day.isoformat())
    if method.kind == "card":
        return PaymentFacts(
            means="card", due_on=day.isoformat(), card_brand=method.brand, card_last4=method.last4
        )
    facts = mandate_facts(method, mandate)
    return PaymentFacts(means="sepa", due_on=day.isoformat(), mandate=facts, collected_on=day.isoformat())
