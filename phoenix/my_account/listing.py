"""Lists that grow with the years: one lean query for a page of orders, one for their number.

Plain SQL: writing the query anew at each request would cost more than answering it.
"""

from __future__ import annotations

from datetime import UTC, datetime

from phoenix.database import database
from phoenix.kernel.money import Money
from phoenix.kernel.values import frozen
from phoenix.orders.words import Standing, standing_of
from phoenix.web.paging import Page, requested_number

SIZE = 25
BINDING = (
    "o.organisation_id = {mark} AND o.state IN ('confirmed', 'paid', 'cancelled')"
    " AND (o.state <> 'cancelled' OR o.confirmed_at IS NOT NULL)"
)
COUNT = f"SELECT COUNT(*) FROM customer_order o WHERE {BINDING}"
ROWS = f"""
SELECT o.number, o.state, o.currency, o.gross, o.country, o.confirmed_at, o.purchase_reference, p.state
FROM customer_order o LEFT JOIN payment p ON p.order_id = o.id
WHERE {BINDING} ORDER BY o.id DESC LIMIT {{mark}} OFFSET {{mark}}
"""


@frozen
class ListedOrder:
    """What a list shows of an order."""

    number: str
    country: str
    total: Money
    confirmed_at: datetime
    purchase_reference: str
    standing: Standing


@frozen
class OrderRows:
    """A page of the list as the database gave it: equal rows make equal pages."""

    rows: tuple[tuple, ...]
    number: int
    total: int

    def page(self, language: str) -> Page:
        """The same in words."""
        return Page([_listed(row, language) for row in self.rows], self.number, SIZE, self.total)


def order_rows(organisation_id: int) -> OrderRows:
    """The requested page of an organisation's orders, newest first."""
    total = _ask(COUNT, organisation_id).fetchone()[0]
    number = min(requested_number(), max(1, -(-total // SIZE)))
    rows = _ask(ROWS, organisation_id, SIZE, (number - 1) * SIZE).fetchall()
    return OrderRows(tuple(rows), number, total)


def listed(organisation_id: int, language: str, count: int, offset: int = 0) -> list[ListedOrder]:
    """Some of an organisation's orders, newest first."""
    rows = _ask(ROWS, organisation_id, count, offset)
    return [_listed(row, language) for row in rows]


def _listed(row: tuple, language: str) -> ListedOrder:
    number, state, currency, gross, country, confirmed_at, reference, payment_state = row
    return ListedOrder(
        number,
        country,
        Money(gross, currency),
        datetime.fromisoformat(str(confirmed_at)).replace(tzinfo=UTC),
        reference,
        standing_of(state, payment_state, language),
    )


def _ask(query: str, *values):
    return database.execute_sql(query.format(mark=database.obj.param), values)
