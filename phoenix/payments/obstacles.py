"""What keeps an order from being paid here: found before it binds and before anything is charged."""

from __future__ import annotations

from phoenix.config import settings
from phoenix.invoices.checks import missing_of_seller
from phoenix.kernel.facts import SellerFacts
from phoenix.kernel.sellers import SELLERS
from phoenix.orders import service as orders
from phoenix.orders.models import PREPARED, Order
from phoenix.payments import rules

SELLER = "seller"
AMOUNT = "amount"


class NotPayable(Exception):
    """Nothing can pay this order here and now; its argument says why."""


def obstacle(order: Order, kind: str = "card") -> str | None:
    """Why no means of this kind may pay the order, whoever owns it; None when nothing stands against it.

    The seller's legal facts come first: an invoice that may not be issued is owed to nobody who paid.
    """
    if missing_to_invoice(_seller(order), kind):
        return SELLER
    return None if rules.is_chargeable(order.gross) else AMOUNT


def missing_to_invoice(seller: SellerFacts, kind: str) -> tuple[str, ...]:
    """The seller's facts without which production issues no invoice paid in this way."""
    return () if settings().demo else missing_of_seller(seller, debited=kind == "sepa")


def debits_possible() -> bool:
    """Whether the seller in euros may ask for a mandate: it names its creditor identifier."""
    return "creditor_id" not in missing_to_invoice(SELLERS["pa-fr"].as_facts(), "sepa")


def _seller(order: Order) -> SellerFacts:
    """As the invoice will copy it: today's facts until the order binds, then those of that day."""
    if order.state == PREPARED:
        return SELLERS[order.seller_code].as_facts()
    return orders.facts_of(order).seller
