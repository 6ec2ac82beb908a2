"""My Account: what is done about personal data until the requests have their own page (clause 9.3)."""

from __future__ import annotations

from phoenix.web.access import signed_in
from phoenix.web.market import market_blueprint
from phoenix.web.render import page

blueprint = market_blueprint("my_account_data", __name__)


@blueprint.get("/compte/donnees")
@signed_in
def view():
    """One honest paragraph and an address to write to."""
    return page("my_account/data.html")
