"""An invoice as lines of a sales journal, in the shape of the French FEC (documents-and-law.md).

The account numbers are those of the French and the Moroccan plan; an accountant signs them off (!).
"""

from __future__ import annotations

from collections.abc import Iterator

from phoenix.invoices.facts import GOODS, InvoiceFacts
from phoenix.kernel.values import frozen

JOURNAL = ("VT", "Ventes")


@frozen
class Accounts:
    """Where a seller books its sales: receivables, services, goods, and VAT that it collects."""

    customers: tuple[str, str]
    services: tuple[str, str]
    goods: tuple[str, str]
    vat: tuple[str, str]


ACCOUNTS = {
    "pa-fr": Accounts(
        ("411000", "Clients"),
        ("706000", "Prestations de services"),
        ("707000", "Ventes de marchandises"),
        ("445710", "TVA collectée"),
    ),
    "pa-ma": Accounts(
        ("342100", "Clients"),
        ("712400", "Ventes de services produits au Maroc"),
        ("711100", "Ventes de marchandises au Maroc"),
        ("445500", "État, TVA facturée"),
    ),
}


@frozen
class JournalLine:
    """One line of an entry: minor units on one side, nothing on the other."""

    account: str
    account_label: str
    debit: int = 0
    credit: int = 0
    rate: int | None = None


def lines_of(facts: InvoiceFacts, accounts: Accounts) -> tuple[JournalLine, ...]:
    """The entry of an invoice or a credit note: the customer on one side, sales and VAT of each rate on the other.

    Both sides sum to the gross amount; a line of nothing is left out.
    """
    credit_note = facts.is_credit_note
    sales = accounts.goods if facts.nature == GOODS else accounts.services
    found = [_line(accounts.customers, facts.gross, debit=not credit_note)]
    for row in facts.vat:
        found.append(_line(sales, row.base, debit=credit_note, rate=row.rate))
        found.append(_line(accounts.vat, row.tax, debit=credit_note, rate=row.rate))
    return tuple(line for line in found if line.debit or line.credit)


def _line(account: tuple[str, str], minor: int, debit: bool, rate: int | None = None) -> JournalLine:
    """A negative amount stands on the other side: the journal knows positive ones only."""
    debit, minor = (debit, minor) if minor >= 0 else (not debit, -minor)
    return JournalLine(*account, debit=minor if debit else 0, credit=0 if debit else minor, rate=rate)


FEC_COLUMNS = (
    "JournalCode JournalLib EcritureNum EcritureDate CompteNum CompteLib CompAuxNum CompAuxLib PieceRef PieceDate "
    "Debit Credit EcritureLib EcritureLet DateLet ValidDate Montantdevise Idevise"
).split()


def fec_rows(facts: InvoiceFacts, accounts: Accounts, number: int, customer: str) -> Iterator[list[str]]:
    """The rows of one entry, numbered `number` in its journal; `customer` is the organisation's reference.

    Dates are YYYYMMDD, decimals have a comma; letters of reconciliation stay empty: payments are not in this journal.
    """
    day = facts.issued_on.replace("-", "")
    kind = "Avoir" if facts.is_credit_note else "Facture"
    label = one_line(f"{kind} {facts.number} {facts.buyer.name}")
    for line in lines_of(facts, accounts):
        is_customer = line.account == accounts.customers[0]
        yield [
            *JOURNAL,
            str(number),
            day,
            line.account,
            line.account_label,
            one_line(customer) if is_customer else "",
            one_line(facts.buyer.name) if is_customer else "",
            facts.number,
            day,
            decimal_comma(line.debit),
            decimal_comma(line.credit),
            label,
            "",
            "",
            day,
            "",
            "",
        ]


def decimal_comma(minor: int) -> str:
    """Minor units as the format wants them: « 1234,56 »."""
    return f"{minor // 100},{minor % 100:02d}"


def one_line(value: str) -> str:
    """Without what would break a row: the format knows no quotes."""
    return " ".join(value.split())
