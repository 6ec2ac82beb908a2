"""What a quote says, copied when it is sent (clauses 4.1d, 5c)."""

from phoenix.kernel.facts import BuyerFacts, Facts, SellerFacts
from phoenix.kernel.values import frozen
from phoenix.orders.facts import OrderLineFacts, OrderVatFacts, ScheduleRow


@frozen
class QuoteDocumentFacts(Facts):
    """A contractual document that comes with the quote, in the version in force that day (clause 2c)."""

    title: str
    version: str
    dated: str
    sha256: str


@frozen
class QuoteFacts(Facts):
    """Everything a version of a quote says; `net`, `tax`, `gross` are what an order makes due at once.

    `valid_until` is the last day on which it can be accepted, in `timezone`. `about` is the number of
    the order that a supplementary quote is about (clause 5d).
    """

    number: str
    version: int
    sent_at: str  # ISO instant with offset
    valid_until: str
    currency: str
    seller: SellerFacts
    buyer: BuyerFacts
    lines: tuple[OrderLineFacts, ...]
    vat: tuple[OrderVatFacts, ...]
    net: int
    tax: int
    gross: int
    documents: tuple[QuoteDocumentFacts, ...]
    schedule: tuple[ScheduleRow, ...] = ()
    message: str = ""
    about: str = ""
    timezone: str = "Europe/Paris"
    language: str = "fr"
    demo: bool = False
