"""My Account: the organisation's quotes (clause 4.1d)."""

from __future__ import annotations

from flask_login import current_user

from phoenix.kernel.money import Money
from phoenix.quotes import reading, service
from phoenix.web.access import signed_in
from phoenix.web.market import market_blueprint
from phoenix.web.paging import paginate
from phoenix.web.render import page

blueprint = market_blueprint("my_account_quotes", __name__)


@blueprint.get("/compte/devis")
@signed_in
def view():
    """Every quote, the newest first, with what it costs at once and until when it holds."""
    found = paginate(reading.of_organisation(current_user.organisation_id))
    totals = reading.totals_of(found.rows)
    sums = {row.id: Money(totals[row.id], row.currency) for row in found.rows if row.id in totals}
    states = {row.id: service.state_today(row) for row in found.rows}
    return page("my_account/quotes.html", fragment="my_account/_quotes.html", found=found, sums=sums, states=states)
