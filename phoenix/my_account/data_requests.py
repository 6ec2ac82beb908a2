"""My Account, data: to have corrected, to object, to restrict, to erase, each asked for on its page (clause 9.3)."""

from __future__ import annotations

from flask import flash, url_for
from flask_babel import gettext as _
from flask_login import current_user

from phoenix.accounts.pages import confirmed, form_page
from phoenix.accounts.session import this_visit
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.my_account.data_forms import ErasureForm, RectificationForm, UsesForm
from phoenix.privacy import obstacles, rules, service
from phoenix.privacy.models import DONE, DataRequest
from phoenix.privacy.service import Asked
from phoenix.web.access import signed_in
from phoenix.web.market import market_blueprint
from phoenix.web.render import see_other

blueprint = market_blueprint("my_account_data_requests", __name__)
TEMPLATE = "my_account/data_ask.html"


@blueprint.get("/compte/donnees/rectification")
@signed_in
def rectification():
    """What the profile's forms cannot change."""
    return form_page(TEMPLATE, RectificationForm(formdata=None), kind=rules.RECTIFICATION)


@blueprint.post("/compte/donnees/rectification")
@signed_in
def ask_rectification():
    """Take the request."""
    return _asked(rules.RECTIFICATION, RectificationForm())


@blueprint.get("/compte/donnees/opposition")
@signed_in
def objection():
    """Uses to which the person objects."""
    return form_page(TEMPLATE, UsesForm(formdata=None), kind=rules.OBJECTION)


@blueprint.post("/compte/donnees/opposition")
@signed_in
def ask_objection():
    """They stop at once."""
    return _asked(rules.OBJECTION, UsesForm())


@blueprint.get("/compte/donnees/limitation")
@signed_in
def restriction():
    """Uses to suspend while something is examined."""
    return form_page(TEMPLATE, UsesForm(formdata=None), kind=rules.RESTRICTION)


@blueprint.post("/compte/donnees/limitation")
@signed_in
def ask_restriction():
    """They stop at once."""
    return _asked(rules.RESTRICTION, UsesForm())


@blueprint.get("/compte/donnees/effacement")
@signed_in
def erasure():
    """What goes, what stays and why, what stands in the way."""
    return _erasure_page(ErasureForm(formdata=None))


@blueprint.post("/compte/donnees/effacement")
@signed_in
def ask_erasure():
    """Take the request; it is done after its wait, unless taken back."""
    form = ErasureForm()
    if obstacles.of(current_user.organisation_id).any:
        form.form_errors.append(_("Des contrats courent ou des sommes restent dues : passez par la clôture du compte."))
        return _erasure_page(form)
    if not confirmed(form, current_user, this_visit()):
        return _erasure_page(form)
    return _written(Asked(rules.ERASURE, form.key.data))


def _erasure_page(form):
    today = clock.today(COUNTRIES[current_user.organisation.country].timezone)
    return form_page(
        "my_account/data_erasure.html",
        form,
        obstacles=obstacles.of(current_user.organisation_id),
        erased_on=rules.erased_on(today),
        days=rules.ERASURE_WAITS.days,
    )


def _asked(kind: str, form):
    if not form.validate():
        return form_page(TEMPLATE, form, kind=kind)
    uses = tuple(form.uses.data or ()) if "uses" in form else ()
    return _written(Asked(kind, form.key.data, (form.body.data or "").strip(), uses))


def _written(asked: Asked):
    row: DataRequest = service.ask(current_user, asked, this_visit())
    if row.state == DONE:
        flash(_("C’est fait. Vous en recevez la confirmation par e-mail."), "success")
    else:
        flash(_("Votre demande est enregistrée. Vous en recevez la confirmation par e-mail."), "success")
    return see_other(url_for("my_account_data.one", reference=row.reference))
