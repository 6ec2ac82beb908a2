"""What was ordered and accepted, copied at the last click (clauses 2e, 4.1f, 5c)."""


from phoenix.kernel.facts import AddressFacts, BuyerFacts, Facts, SellerFacts
from phoenix.kernel.values import frozen


@frozen
class OrderLineFacts(Facts):
    """One line: net amounts in minor units; `net` is what one billing period costs."""

    description: str
    quantity: int
    unit_price: int
    net: int
    vat_rate: int  # basis points
    discount: int = 0
    discount_reason: str = ""
    detail: str = ""
    reference: str = ""
    unit: str = "unit"  # see kernel/units.py
    commitment: str | None = None  # "none", "P1M", "P1Y", "P3Y"; None or "one_off": bought once
    billing: str = "once"  # "month", "year", "once"

    @property
    def is_subscription(self) -> bool:
        return self.commitment not in (None, "one_off")


@frozen
class OrderVatFacts(Facts):
    """VAT of one rate on what the order makes due today."""

    rate: int
    base: int
    tax: int
    reason: str = ""  # why nothing is taxed


@frozen
class ScheduleRow(Facts):
    """One amount and its day, gross; `last_due_on` and `times` when it repeats."""

    label: str
    due_on: str
    net: int
    tax: int
    gross: int
    times: int = 1
    last_due_on: str | None = None
    rhythm: str = "once"  # "month", "year", "once"
    open_ended: bool = False


@frozen
class AcceptedDocumentFacts(Facts):
    """One contractual document, in the very version that was accepted."""

    title: str
    version: str
    dated: str
    sha256: str


@frozen
class AcceptanceFacts(Facts):
    """Who accepted, when (UTC instant), from where."""

    person: str
    accepted_at: str  # ISO instant with offset
    ip_address: str
    user_agent: str
    email: str = ""
    timezone: str = "Europe/Paris"


@frozen
class OrderFacts(Facts):
    """Everything the order summary says; `net`, `tax`, `gross` are what is paid today."""

    number: str
    ordered_at: str  # ISO instant with offset
    currency: str
    seller: SellerFacts
    buyer: BuyerFacts
    lines: tuple[OrderLineFacts, ...]
    vat: tuple[OrderVatFacts, ...]
    net: int
    tax: int
    gross: int
    acceptance: AcceptanceFacts
    documents: tuple[AcceptedDocumentFacts, ...]
    schedule: tuple[ScheduleRow, ...] = ()
    payment_means: str = "card"  # "card", "sepa"
    payment_hint: str = ""  # "Visa •••• 4242"
    timezone: str = "Europe/Paris"
    language: str = "fr"
    buyer_reference: str = ""
    delivery: AddressFacts | None = None
    demo: bool = False
    quote: str = ""  # the number of the quote that it accepts (clause 4.1d)
