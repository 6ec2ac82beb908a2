"""Tax that a Moroccan customer holds back at source from what an invoice owes (documents-and-law.md, Moroccan invoice).

(!) An accountant signs off the grounds, their rates and their articles: they are dated rows.
"""

from __future__ import annotations

from datetime import date, timedelta

from phoenix.kernel.money import half_up
from phoenix.kernel.terms import months_on
from phoenix.kernel.values import frozen

# Whose tax it is: of each, one line for an invoice.
INCOME, VAT = "income", "vat"
TAXES = (INCOME, VAT)
ON_NET, ON_VAT = "net", "vat"

# Declared, its certificate not there; there, and waiting for one of ours; accepted; no more.
DECLARED, RECEIVED, CERTIFIED, REFUSED, WITHDRAWN = "declared", "received", "certified", "refused", "withdrawn"
PROMISED = (DECLARED, RECEIVED)
LIVE = (*PROMISED, CERTIFIED)

CERTIFICATE_MONTHS = 2  # the tax is paid in the month after, and attested in the next
REMINDED_BEFORE = timedelta(days=15)
REMINDED_AFTER = timedelta(days=7)
TRIED_AFTER = timedelta(days=7)  # a sum owed again is charged only after its customer was told


@frozen
class Ground:
    """Why a part is held back: from a seller's invoices, so many basis points of net or VAT, since a day."""

    code: str
    seller_code: str
    tax: str
    base: str
    basis_points: int
    since: date


GROUNDS = (
    Ground("foreign_income", "pa-fr", INCOME, ON_NET, 1000, date(2007, 1, 1)),
    Ground("public_income", "pa-ma", INCOME, ON_NET, 500, date(2023, 1, 1)),
    Ground("vat_75", "pa-ma", VAT, ON_VAT, 7500, date(2024, 7, 1)),
    Ground("vat_100", "pa-ma", VAT, ON_VAT, 10000, date(2024, 7, 1)),
)
CODES = tuple(dict.fromkeys(ground.code for ground in GROUNDS))


def grounds_on(seller_code: str, day: date) -> list[Ground]:
    """The grounds for an invoice of this seller on `day`, each at its rate of that day."""
    latest: dict[str, Ground] = {}
    for ground in sorted(GROUNDS, key=lambda row: row.since):
        if ground.seller_code == seller_code and ground.since <= day:
            latest[ground.code] = ground
    return list(latest.values())


def base_of(ground: Ground, net: int, vat: int) -> int:
    """The minor units that the rate applies to."""
    return vat if ground.base == ON_VAT else net


def held_back(ground: Ground, net: int, vat: int) -> int:
    """What is held back, in minor units, rounded half up."""
    return half_up(base_of(ground, net, vat) * ground.basis_points, 10_000)


def certificate_by(declared_on: date) -> date:
    """The last day for the certificate: two months after the line was declared."""
    return months_on(declared_on, CERTIFICATE_MONTHS)


def next_reminder(by: date, today: date) -> date | None:
    """The day of the next reminder after `today`: fifteen days before, and seven after the last day; then none."""
    return next((day for day in (by - REMINDED_BEFORE, by + REMINDED_AFTER) if day > today), None)
