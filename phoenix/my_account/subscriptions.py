"""My Account, subscriptions: plan, seats, price held until, next due date (clauses 6.2b, 15b)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_login import current_user

from phoenix.kernel.money import Money
from phoenix.kernel.vat import tax_on
from phoenix.subscriptions import service
from phoenix.subscriptions.models import Subscription
from phoenix.web.access import signed_in
from phoenix.web.market import market_blueprint
from phoenix.web.render import page

blueprint = market_blueprint("my_account_subscriptions", __name__)


@dataclass(frozen=True, slots=True)
class Row:
    """A subscription as its customer sees it."""

    subscription: Subscription
    unit_price: Money
    held_until: date
    started: date

    @property
    def net(self) -> Money:
        """What one billing period costs, net."""
        return self.unit_price * self.subscription.seats

    @property
    def gross(self) -> Money:
        """What one billing period costs, VAT included."""
        return self.net + tax_on(self.net, self.subscription.vat_rate)


@blueprint.get("/compte/abonnements")
@signed_in
def view():
    """Every subscription of the organisation."""
    rows = [_row(each) for each in service.subscriptions_of(current_user.organisation_id)]
    return page("my_account/subscriptions.html", rows=rows)


def _row(subscription: Subscription) -> Row:
    term = subscription.loaded_terms[-1]
    return Row(subscription, term.price(subscription.currency), term.end, subscription.loaded_terms[0].start)
