"""The mailed link that pays one invoice without signing in (clause 3.3c)."""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeSerializer

from phoenix.config import settings
from phoenix.invoices.models import Invoice


def pay_token(invoice: Invoice) -> str:
    """What a mailed link to pay carries: it opens this one invoice's payment, and nothing else."""
    return _signer().dumps(invoice.number)


def invoice_of_token(token: str) -> Invoice | None:
    """The invoice that a mailed link is about; None for a link that we did not make."""
    try:
        number = _signer().loads(token)
    except BadSignature:
        return None
    return Invoice.get_or_none(Invoice.number == number, Invoice.kind == "invoice")


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt="payments.invoice")
