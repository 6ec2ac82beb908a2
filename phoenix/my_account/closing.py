"""My Account, closing it: what remains due, amount by amount, before anything is asked (clauses 3.2a, 3.3b)."""

from __future__ import annotations

from flask_login import current_user

from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.money import Money
from phoenix.subscriptions import closing
from phoenix.web.access import signed_in
from phoenix.web.market import market_blueprint
from phoenix.web.render import page

blueprint = market_blueprint("my_account_closing", __name__)


@blueprint.get("/compte/cloture")
@signed_in
def view():
    """The whole list with its totals, to read and print; 23 queries whatever there is to list."""
    organisation = current_user.organisation
    return page(
        "my_account/closing.html",
        remaining=closing.remaining(organisation),
        today=clock.today(COUNTRIES[organisation.country].timezone),
        as_money=Money,
    )
