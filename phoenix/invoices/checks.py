"""What an invoice must be before it is numbered or printed; no document library is needed here."""

from phoenix.invoices.facts import InvoiceFacts
from phoenix.kernel.facts import SellerFacts
from phoenix.kernel.parties import missing_of


class MissingCompanyData(ValueError):
    """The seller lacks facts that the law wants: `names` says which."""

    def __init__(self, names: tuple[str, ...]):
        super().__init__(", ".join(names))
        self.names = names


class InconsistentInvoice(ValueError):
    """Lines, VAT rows and totals do not add up."""


def names_creditor(facts: InvoiceFacts) -> bool:
    """Whether the SEPA creditor identifier belongs on this document."""
    debited = facts.payment.means == "sepa" and not facts.is_credit_note
    return debited and not facts.seller.is_moroccan


def missing_company_data(facts: InvoiceFacts) -> tuple[str, ...]:
    """Names of the seller's facts without which this document may not be issued."""
    return missing_of_seller(facts.seller, names_creditor(facts))


def missing_of_seller(seller: SellerFacts, debited: bool) -> tuple[str, ...]:
    """The same for an invoice still to be issued, paid by debit or not."""
    more = [] if seller.is_moroccan else ["vat_on_debits"]
    if debited:
        more.append("creditor_id")
    return missing_of(seller, *more)


def refuse_missing_data(facts: InvoiceFacts) -> None:
    """MissingCompanyData outside demo mode, where gaps are printed instead."""
    missing = missing_company_data(facts)
    if missing and not facts.demo:
        raise MissingCompanyData(missing)


def check_sums(facts: InvoiceFacts) -> None:
    """Refuse facts that do not add up, to the minor unit, by InconsistentInvoice."""
    lines_ok = all(
        line.net == line.quantity * line.unit_price - line.discount for line in facts.lines
    )
    net = sum(line.net for line in facts.lines)
    base = sum(row.base for row in facts.vat)
    tax = sum(row.tax for row in facts.vat)
    if not lines_ok or (net, base, tax) != (facts.net, facts.net, facts.tax):
        raise InconsistentInvoice(facts.number)
    if facts.net + facts.tax != facts.gross or not 0 <= facts.payment.paid <= facts.gross:
        raise InconsistentInvoice(facts.number)
    if not 0 <= facts.payment.withheld <= facts.due:
        raise InconsistentInvoice(facts.number)
