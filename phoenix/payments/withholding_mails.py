"""Mails about tax held back at source: declared, its certificate asked for again, what became of it."""

from __future__ import annotations

from phoenix.invoices.facts import InvoiceFacts
from phoenix.invoices.links import pay_token
from phoenix.kernel.formats import amount, day
from phoenix.kernel.money import Money
from phoenix.messages.service import send
from phoenix.payments.models import Withholding
from phoenix.payments.withholding_rules import TRIED_AFTER


def declared(row: Withholding, left: Money) -> None:
    """Owe the confirmation: what is held back, what is left to pay, until when the certificate is due."""
    _owe("payments.withholding", row, {"left": amount(left.minor, left.currency, _language(row))}, "declared")


def reminder(row: Withholding, late: bool) -> None:
    """Owe the request for a certificate that is missing, or late."""
    _owe("payments.withholding_reminder", row, {"late": late}, f"reminder:{row.certificate_by}:{late}")


def settled(row: Withholding, outcome: str) -> None:
    """Owe the news: "certified", "sent_back" (another paper is needed) or "refused" (the sum is owed again)."""
    tried = day((row.settled_on + TRIED_AFTER).isoformat(), _language(row)) if outcome == "refused" else ""
    context = {"outcome": outcome, "reason": row.reason, "token": pay_token(row.invoice), "tried_on": tried}
    _owe("payments.withholding_settled", row, context, f"{outcome}:{row.certificate_by}")


def _language(row: Withholding) -> str:
    return InvoiceFacts.from_json(row.invoice.facts).language


def _owe(kind: str, row: Withholding, context: dict, key: str) -> None:
    """To whom the invoice was issued, in its language."""
    facts = InvoiceFacts.from_json(row.invoice.facts)
    send(
        kind=kind,
        to=facts.buyer.email,
        language=facts.language,
        country=row.country,
        context={
            "name": facts.buyer.contact or facts.buyer.name,
            "number": row.invoice.number,
            "reference": row.reference,
            "amount": amount(row.amount, row.currency, facts.language),
            "by": day(row.certificate_by.isoformat(), facts.language),
            **context,
        },
        key=f"{kind}:{row.id}:{key}",
        organisation_id=row.organisation_id,
    )
