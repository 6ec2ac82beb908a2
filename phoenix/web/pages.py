"""Pages without rules of their own: home and the company (clause 1a)."""

from __future__ import annotations

from phoenix.web.access import public
from phoenix.web.market import market_blueprint
from phoenix.web.pagecache import shared_page
from phoenix.web.render import page

blueprint = market_blueprint("home", __name__)


@blueprint.get("/")
@public
@shared_page
def index():
    """What the company does, leading to what it sells."""
    return page("home/page.html")


@blueprint.get("/a-propos")
@public
@shared_page
def about():
    """The two companies and how they work."""
    return page("home/about.html")
