"""My Account: how to complain until claims have their own page (clause 11a)."""

from __future__ import annotations

from phoenix.web.access import signed_in
from phoenix.web.market import market_blueprint
from phoenix.web.render import page

blueprint = market_blueprint("my_account_claims", __name__)


@blueprint.get("/compte/reclamations")
@signed_in
def view():
    """One honest paragraph and an address to write to."""
    return page("my_account/claims.html")
