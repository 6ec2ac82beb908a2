"""My Account, documents: which version was accepted, when, and its hash (clauses 2b, 2e)."""

from __future__ import annotations

from flask_login import current_user

from phoenix.legal import service
from phoenix.legal.models import Acceptance, Document, DocumentVersion
from phoenix.orders.models import Order
from phoenix.web.access import signed_in
from phoenix.web.market import current_market, market_blueprint
from phoenix.web.paging import paginate
from phoenix.web.render import page

blueprint = market_blueprint("my_account_documents", __name__)


@blueprint.get("/compte/documents")
@signed_in
def view():
    """Every acceptance of the organisation, newest first."""
    query = (
        Acceptance.select(Acceptance, DocumentVersion, Document)
        .join(DocumentVersion)
        .join(Document)
        .where(Acceptance.organisation_id == current_user.organisation_id)
        .order_by(Acceptance.id.desc())
    )
    found = paginate(query)
    return page(
        "my_account/documents.html",
        fragment="my_account/_documents.html",
        found=found,
        numbers=_order_numbers([row.order_id for row in found.rows if row.order_id]),
        titles=_titles(found.rows),
        groups=_by_version(found.rows),
    )


def _order_numbers(ids: list[int]) -> dict[int, str]:
    return dict(Order.select(Order.id, Order.number).where(Order.id.in_(ids)).tuples()) if ids else {}


def _by_version(rows: list[Acceptance]) -> list[list[Acceptance]]:
    """The acceptances of the page under the version that they accept."""
    groups: dict[int, list[Acceptance]] = {}
    for row in rows:
        groups.setdefault(row.version_id, []).append(row)
    return list(groups.values())


def _titles(rows: list[Acceptance]) -> dict[int, str]:
    """The title of each version on the page, each made once."""
    versions = {row.version_id: row.version for row in rows}
    language = current_market().language
    return {key: service.title_of(version, language) for key, version in versions.items()}
