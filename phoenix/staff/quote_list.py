"""All quotes, for the staff: the newest first, or those that wait longest (clause 4.1d)."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask_babel import lazy_gettext as _l

from phoenix.accounts.rules import email_key
from phoenix.care.words import COUNTRY_NAMES
from phoenix.kernel.money import Money
from phoenix.quotes import reading, service
from phoenix.quotes.models import Quote
from phoenix.quotes.words import STAFF_STATES
from phoenix.staff.lists import Badge, Choice, Column, Days, StaffList, Word, customer, listed
from phoenix.team.access import staff_only
from phoenix.team.rules import ACCOUNTING, SALES, SUPPORT

blueprint = Blueprint("staff_quote_list", __name__, url_prefix="/equipe/devis")


def _load(ids: list[int]) -> list[Quote]:
    """With what the version sent last costs at once."""
    rows = list(Quote.select().where(Quote.id << ids))
    totals = reading.totals_of(rows)
    for row in rows:
        row.total = Money(totals[row.id], row.currency) if row.id in totals else None
    return rows


def _hint(row: Quote) -> str | None:
    return str(_l("question sans réponse")) if row.asked_since else None


def _found(text: str):
    return (Quote.number == text.upper()) | (Quote.email_key == email_key(text))


QUOTES = StaffList(
    "devis",
    _l("Devis"),
    Quote,
    columns=(
        Column("number", _l("Numéro"), lambda row: row.number, link=lambda row: url_for("staff_quotes.one", number=row.number), hint=_hint),
        Column("date", _l("Demandé le"), lambda row: row.created_at, sort=Quote.created_at, down=True),
        Column("customer", _l("Client"), lambda row: row.organisation_name or row.name, hint=lambda row: row.email),
        Column("country", _l("Pays"), lambda row: COUNTRY_NAMES[row.country]),
        Column("state", _l("État"), lambda row: Badge(*STAFF_STATES[service.state_today(row)])),
        Column("valid", _l("Valable jusqu’au"), lambda row: row.valid_until),
        Column("total", _l("TTC"), lambda row: row.total, money=True),
    ),
    filters=(
        Choice("state", _l("État"), STAFF_STATES, Quote.state),
        Choice("country", _l("Pays"), COUNTRY_NAMES, Quote.country),
        Choice("question", _l("Questions"), {"open": _l("Sans réponse")}, where=lambda _value: Quote.asked_since.is_null(False)),
        customer(Quote.organisation),
        Word("q", _l("Numéro ou e-mail"), _found),
        Days("day", _l("Demandé"), Quote.created_at),
    ),
    order="-date",
    load=_load,
    empty=_l("Aucun devis"),
)


@blueprint.get("")
@staff_only(SALES, SUPPORT, ACCOUNTING)
def view():
    """Quotes, the newest first."""
    return listed(QUOTES)
