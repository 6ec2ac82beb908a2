"""Tax held back at source as a journal of its own, in the shape of the French FEC (documents-and-law.md). (!) Accounts are signed off by an accountant.

An accepted certificate settles the customer's account by a claim on the Moroccan treasury: one entry each,
on the day of its acceptance, for a line accepted is final.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from phoenix.accounts.models import Organisation
from phoenix.invoices.exporting import fec_row
from phoenix.invoices.facts import InvoiceFacts
from phoenix.invoices.journal import ACCOUNTS, decimal_comma, one_line
from phoenix.invoices.models import Invoice
from phoenix.kernel.sellers import SELLERS
from phoenix.payments.models import Withholding
from phoenix.payments.withholding_rules import CERTIFIED, INCOME, VAT

JOURNAL = ("RS", "Retenues à la source")
CLAIMS = {
    ("pa-fr", INCOME): ("444100", "État, retenues à la source étrangères"),
    ("pa-ma", INCOME): ("345300", "Acomptes sur impôts sur les résultats"),
    ("pa-ma", VAT): ("345800", "État, autres comptes débiteurs"),
}


def fec_pieces(seller: str, first: date, last: date) -> Iterator[str]:
    """The entries of a seller, without the head: numbered from 1 in each calendar year, without a gap."""
    numbers: dict[int, int] = {}
    for row in _certified(seller, date(first.year, 1, 1), date(last.year, 12, 31)):
        year = row.settled_on.year
        numbers[year] = numbers.get(year, 0) + 1
        if first <= row.settled_on <= last:
            yield "".join(map(fec_row, _entry(row, numbers[year])))


def _certified(seller: str, first: date, last: date) -> Iterator[Withholding]:
    """In the order of their acceptance; all of a seller have its country."""
    query = Withholding.select(Withholding, Invoice, Organisation).join(Invoice).switch(Withholding).join(Organisation)
    mine = (Withholding.country == SELLERS[seller].country) & (Withholding.state == CERTIFIED)
    yield from query.where(mine, Withholding.settled_on.between(first, last)).order_by(Withholding.settled_at, Withholding.id)


def _entry(row: Withholding, number: int) -> Iterator[list[str]]:
    """The claim on the treasury against the customer, dates YYYYMMDD, decimals with a comma."""
    facts = InvoiceFacts.from_json(row.invoice.facts)
    day, amount = f"{row.settled_on:%Y%m%d}", decimal_comma(row.amount)
    label = one_line(f"Retenue {row.reference} attestation {row.certificate_number} {facts.buyer.name}")
    customer = one_line(row.organisation.reference), one_line(facts.buyer.name)
    sides = (
        (CLAIMS[row.invoice.seller_code, row.tax], ("", ""), amount, decimal_comma(0)),
        (ACCOUNTS[row.invoice.seller_code].customers, customer, decimal_comma(0), amount),
    )
    for account, whose, debit, credit in sides:
        piece = (one_line(row.certificate_number), f"{row.certificate_on:%Y%m%d}")
        yield [*JOURNAL, str(number), day, *account, *whose, *piece, debit, credit, label, "", "", day, "", ""]
