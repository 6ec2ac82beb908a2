"""My Account: how reviews will work, and whom to write to until then (clause 12)."""

from __future__ import annotations

from phoenix.web.access import signed_in
from phoenix.web.market import market_blueprint
from phoenix.web.render import page

blueprint = market_blueprint("my_account_reviews", __name__)


@blueprint.get("/compte/avis")
@signed_in
def view():
    """One honest paragraph and an address to write to."""
    return page("my_account/reviews.html")
