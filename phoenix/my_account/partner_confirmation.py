"""A partner asks, through staff, that a customer confirm its data (clause 3.1e)."""

from __future__ import annotations

from flask import abort, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from phoenix.accounts.fields import text
from phoenix.accounts.pages import form_page, too_many
from phoenix.accounts.throttling import TooMany
from phoenix.accounts.writer import once
from phoenix.care import service as care
from phoenix.care.forms import body
from phoenix.care.words import CONFIRMATION
from phoenix.partners import service as partners
from phoenix.web.access import signed_in
from phoenix.web.form import Form
from phoenix.web.market import current_market, market_blueprint
from phoenix.web.render import see_other

blueprint = market_blueprint("my_account_partner_confirmation", __name__)
AT = "/compte/partenaire/confirmation"
BY_HAND = 60  # seconds: who is signed in as a partner is no robot


class ConfirmationForm(Form):
    """Which customer, as the partner knows it, and why."""

    customer = text(_l("Nom du client"), _l("Indiquez le nom du client."), most=200, autocomplete="off")
    number = text(
        _l("Son SIREN ou son ICE"), most=40, description=_l("S’il vous l’a donné : nous le trouvons plus sûrement."), autocomplete="off"
    )
    reason = body(_l("Ce qui vous fait douter"), _l("Dites ce qui est à confirmer."))
    key = once()


@blueprint.get(AT)
@signed_in
def view():
    """The form, for partners."""
    _check_partner()
    return form_page("my_account/partner_confirmation.html", ConfirmationForm(formdata=None))


@blueprint.post(AT)
@signed_in
def ask():
    """The ask goes to the team that executes it; whether we know the customer is not said (clause 14b)."""
    _check_partner()
    form = ConfirmationForm()
    if not form.validate():
        return form_page("my_account/partner_confirmation.html", form)
    try:
        care.receive(_message(form), current_market(), request.remote_addr, BY_HAND)
    except TooMany as refusal:
        too_many(form, refusal)
        return form_page("my_account/partner_confirmation.html", form)
    flash(_("Votre demande est partie. Vous en recevez une copie par e-mail."), "success")
    return see_other(url_for("my_account_partner.view"))


def _message(form: ConfirmationForm) -> dict:
    person = current_user._get_current_object()
    who = ", ".join(filter(None, (form.customer.data, form.number.data)))
    written = {"name": person.full_name, "organisation_name": person.organisation.name, "email": person.email}
    return {**written, "key": form.key.data, "subject": CONFIRMATION, "body": f"{_('Client')} : {who}\n\n{form.reason.data}"}


def _check_partner() -> None:
    if partners.status_of(current_user.organisation).state not in (partners.PARTNER, partners.LEAVING):
        abort(404)
