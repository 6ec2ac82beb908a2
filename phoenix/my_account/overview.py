"""My Account, overview: what needs attention, the last orders, the next due dates."""

from __future__ import annotations

from flask_login import current_user

from phoenix.accounts.models import Organisation
from phoenix.my_account import sections
from phoenix.my_account.listing import listed
from phoenix.payments.invoices_owed import needing_attention
from phoenix.prospecting import profiling
from phoenix.prospecting.service import may_profile
from phoenix.subscriptions import listing
from phoenix.subscriptions.listing import Listed
from phoenix.subscriptions.models import ACTIVE, Subscription
from phoenix.web.access import signed_in
from phoenix.web.market import current_market, market_blueprint
from phoenix.web.render import page

blueprint = market_blueprint("my_account", __name__)
blueprint.app_context_processor(sections.context)
blueprint.record_once(lambda state: state.app.extensions["personal"].update(who=sections.who))
SHOWN = 5
LOOKED_AT = 50


@blueprint.get("/compte")
@signed_in
def view():
    """Everything at a glance."""
    organisation_id, language = current_user.organisation_id, current_market().language
    owed = needing_attention(organisation_id, SHOWN + 1)
    recent = listed(organisation_id, language, LOOKED_AT)
    return page(
        "my_account/overview.html",
        unpaid=[order for order in recent if order.standing.action == "pay"],
        owed=owed[:SHOWN],
        more_owed=len(owed) > SHOWN,
        last=recent[:SHOWN],
        dues=_dues(current_user.organisation),
        for_you=profiling.for_you(current_user, current_market()) if may_profile(current_user) else [],
    )


def _dues(organisation: Organisation) -> list[Listed]:
    """What is invoiced next; what stops before is left out."""
    rows = (
        listing.rows_of(organisation.id, ACTIVE)
        .where(Subscription.next_due_on.is_null(False))
        .order_by(Subscription.next_due_on, Subscription.id)
        .limit(LOOKED_AT)
    )
    return [each for each in listing.listed(list(rows), organisation) if each.following][:SHOWN]
