"""What an invoice or a credit note says, copied at its moment (clause 6.2a)."""


from phoenix.kernel.facts import AddressFacts, BuyerFacts, Facts, SellerFacts
from phoenix.kernel.values import frozen

INVOICE = "invoice"
CREDIT_NOTE = "credit_note"

# VAT categories of EN 16931: what the rate of a line means.
STANDARD = "S"  # taxed, whatever the rate
REVERSE_CHARGE = "AE"  # « Autoliquidation », business in another EU state
EXEMPT = "E"  # French Guiana, Mayotte
OUT_OF_SCOPE = "O"  # services to a business outside the EU

SERVICES = "services"
GOODS = "goods"
MIXED = "mixed"


@frozen
class LineFacts(Facts):
    """One line; net amounts in minor units; `net = quantity × unit_price − discount`, always.

    A part of a period is therefore written as a discount with its reason in days.
    """

    description: str
    quantity: int
    unit_price: int
    net: int
    vat_rate: int  # basis points
    vat_category: str = STANDARD
    discount: int = 0
    discount_reason: str = ""
    detail: str = ""  # second line: plan, rhythm, subscription number
    reference: str = ""  # the seller's article number
    unit: str = "unit"  # see kernel/units.py
    period_start: str | None = None  # ISO days, both included
    period_end: str | None = None


@frozen
class VatFacts(Facts):
    """VAT of one rate and category, computed on the sum of its lines."""

    rate: int
    base: int
    tax: int
    category: str = STANDARD
    reason: str = ""  # why nothing is taxed; a default stands for each category
    reason_code: str = ""  # VATEX code


@frozen
class MandateFacts(Facts):
    """The SEPA mandate that collects the invoice; the IBAN may be masked but for its end."""

    reference: str
    signed_on: str
    iban_last4: str
    iban_country: str = "FR"
    bank: str = ""


@frozen
class PaymentFacts(Facts):
    """How it is paid: `paid` minor units are already in, the rest is due on `due_on`."""

    means: str  # "card", "sepa", "transfer", "none"
    due_on: str
    paid: int = 0
    paid_on: str | None = None
    card_brand: str = ""
    card_last4: str = ""
    mandate: MandateFacts | None = None
    collected_on: str | None = None  # planned day of the debit
    held: bool = False  # collected only once a suspended service is given again (clause 13c)
    iban: str = ""  # where a transfer goes
    bic: str = ""
    withheld: int = 0  # tax that the customer holds back at source by a standing choice
    withheld_why: str = ""  # on which grounds


@frozen
class LateTermsFacts(Facts):
    """Late payment: yearly rate in basis points, lump sum in minor units, early payment."""

    rate: int
    basis: str = ""  # what the rate is made of; empty: the central bank's plus ten points
    lump_sum: int = 4000
    lump_sum_currency: str = "EUR"
    early_discount: str = ""  # empty: none


@frozen
class CorrectedFacts(Facts):
    """The invoice that a credit note corrects, and why."""

    number: str
    issued_on: str
    reason: str = ""


@frozen
class InvoiceFacts(Facts):
    """Everything printed on an invoice or credit note; amounts positive on both."""

    kind: str  # INVOICE or CREDIT_NOTE
    number: str
    issued_on: str
    currency: str
    seller: SellerFacts
    buyer: BuyerFacts
    lines: tuple[LineFacts, ...]
    vat: tuple[VatFacts, ...]
    net: int
    tax: int
    gross: int
    payment: PaymentFacts
    late: LateTermsFacts | None = None
    language: str = "fr"
    order_number: str = ""
    ordered_on: str | None = None
    buyer_reference: str = ""  # the buyer's own order number
    supplied_on: str | None = None  # or the period of each line
    period_start: str | None = None
    period_end: str | None = None
    nature: str = SERVICES
    delivery: AddressFacts | None = None  # when it differs from the buyer's
    corrects: CorrectedFacts | None = None
    notes: tuple[str, ...] = ()
    demo: bool = False

    @property
    def is_credit_note(self) -> bool:
        return self.kind == CREDIT_NOTE

    @property
    def due_on(self) -> str:
        """The due date, never before the date of issue."""
        return max(self.payment.due_on, self.issued_on)

    @property
    def due(self) -> int:
        """What remains to be settled, in minor units."""
        return self.gross - self.payment.paid

    @property
    def to_pay(self) -> int:
        """What remains to be paid to the seller: without the tax held back at source."""
        return self.due - self.payment.withheld
