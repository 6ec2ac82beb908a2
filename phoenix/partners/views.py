"""The public page about being a partner: what one gets, what one owes, how one becomes one (clause 2c)."""

from __future__ import annotations

from phoenix.web.access import public
from phoenix.web.market import market_blueprint
from phoenix.web.pagecache import shared_page
from phoenix.web.render import page

blueprint = market_blueprint("partners", __name__)


@blueprint.get("/partenaires")
@public
@shared_page
def view():
    """For organisations that resell or bring customers."""
    return page("partners/page.html")
