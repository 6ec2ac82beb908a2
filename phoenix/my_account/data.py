"""My Account, data: everything held, the requests made, and how long things are kept (clauses 9.1, 9.3)."""

from __future__ import annotations

from flask import abort, flash, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.privacy import held, retention, rules, service, uses, words
from phoenix.privacy.models import OPEN
from phoenix.web.access import signed_in
from phoenix.web.market import market_blueprint
from phoenix.web.render import page, see_other

blueprint = market_blueprint("my_account_data", __name__)


@blueprint.get("/compte/donnees")
@signed_in
def view():
    """What is held, counted by group; the rights, each a link; the requests made; the times of keeping."""
    organisation = current_user.organisation
    return page(
        "my_account/data.html",
        counts=held.counts(held.whose(organisation)),
        requests=service.of_account(organisation.id),
        restricted=[row.use for row in uses.in_force(current_user) if row.origin == uses.RESTRICTION],
        kept=[(kind.label, kind.kept) for kind in retention.KINDS if kind.code not in retention.INTERNAL] + list(retention.AT_ONCE),
        today=clock.today(COUNTRIES[organisation.country].timezone),
        words=words,
    )


@blueprint.get("/compte/donnees/demandes/<reference>")
@signed_in
def one(reference: str):
    """One request: its clock, its steps, its answer."""
    row = _own(reference)
    return page(
        "my_account/data_request.html",
        row=row,
        history=service.history(row),
        left=rules.days_left(row.due_on, clock.today(COUNTRIES[row.country].timezone)),
        words=words,
        open=row.state == OPEN,
    )


@blueprint.post("/compte/donnees/demandes/<reference>/annulation")
@signed_in
def cancel(reference: str):
    """Take an open request back."""
    try:
        service.cancel(_own(reference))
    except service.NotAllowed:
        flash(_("Cette demande est déjà close."), "info")
        return see_other(url_for(".one", reference=reference))
    flash(_("Votre demande est retirée."), "success")
    return see_other(url_for(".view"))


@blueprint.post("/compte/donnees/limitation/levee")
@signed_in
def lift():
    """Allow again a use that was restricted."""
    use = request.form.get("use", "")
    if use not in uses.USES:
        abort(404)
    lifted = service.lift_restriction(current_user, use)
    flash(_("La limitation est levée.") if lifted else _("Rien n’a changé."), "success" if lifted else "info")
    return see_other(url_for(".view"))


def _own(reference: str):
    return service.own(current_user.organisation_id, reference) or abort(404)
