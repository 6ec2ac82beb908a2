"""My Account, profile: all data seen and changed at any time, each change logged (clause 3.1d)."""

from __future__ import annotations

from flask import flash, url_for
from flask_babel import gettext as _
from flask_login import current_user

from phoenix.accounts import profile
from phoenix.accounts.links import DeadLink
from phoenix.accounts.live_views import derived_from, rules_shown
from phoenix.accounts.pages import confirmed, dead_link, form_page, too_many, unstored
from phoenix.accounts.profile import Unavailable
from phoenix.accounts.rules import written_phone
from phoenix.accounts.session import this_visit
from phoenix.accounts.throttling import TooMany
from phoenix.accounts.words import FIELDS, LEGAL_TYPES, USERNAME_UNAVAILABLE, VALUES
from phoenix.kernel.parties import spaced
from phoenix.my_account.forms import (
    PROFILE_FORMS,
    ChangeEmailForm,
    ChangeUsernameForm,
    ProfileRepresentativeForm,
)
from phoenix.web.access import signed_in
from phoenix.web.market import market_blueprint
from phoenix.web.paging import paginate
from phoenix.web.render import page, see_other

blueprint = market_blueprint("my_account_profile", __name__)


@blueprint.get("/compte/profil")
@signed_in
def view():
    """The organisation, its representative, and the log."""
    return page(
        "my_account/profile.html",
        fragment="my_account/_profile_log.html",
        organisation=current_user.organisation,
        person=current_user,
        legal_types=LEGAL_TYPES[current_user.organisation.country],
        written_phone=written_phone,
        spaced=spaced,
        log=paginate(profile.log_of(current_user.organisation_id), 15),
        fields=FIELDS,
        values=VALUES,
    )


@blueprint.get("/compte/profil/organisation")
@signed_in
def organisation():
    """The organisation's data in their form."""
    return _organisation_page(_organisation_form())


@blueprint.post("/compte/profil/organisation")
@signed_in
def change_organisation():
    """Write them once the password confirms it."""
    form = _organisation_form()
    if not confirmed(form, current_user, this_visit()):
        return _organisation_page(form)
    changed = profile.change_organisation(current_user, form.organisation_values(), this_visit())
    return _saved(changed)


@blueprint.get("/compte/profil/representant")
@signed_in
def representative():
    """The representative's data in their form."""
    return form_page("my_account/profile_representative.html", _representative_form())


@blueprint.post("/compte/profil/representant")
@signed_in
def change_representative():
    """Write them."""
    form = _representative_form()
    if not form.validate():
        return form_page("my_account/profile_representative.html", form)
    values = {**form.representative_values(), "language": form.language.data}
    return _saved(profile.change_representative(current_user, values, this_visit()))


@blueprint.get("/compte/profil/nom-d-utilisateur")
@signed_in
def username():
    """Another username, under the rules shown."""
    return _username_page(ChangeUsernameForm(formdata=None, username=current_user.username))


@blueprint.post("/compte/profil/nom-d-utilisateur")
@signed_in
def change_username():
    """Take it, unless it is unavailable: one word for every reason."""
    form, visit = ChangeUsernameForm(), this_visit()
    if not confirmed(form, current_user, visit):
        return _username_page(form)
    try:
        profile.change_username(current_user, form.username.data, visit)
    except Unavailable:
        form.username.errors = [str(USERNAME_UNAVAILABLE)]
        return _username_page(form)
    except TooMany as refusal:
        too_many(form, refusal)
        return _username_page(form)
    return _saved(["username"])


@blueprint.get("/compte/profil/adresse-electronique")
@signed_in
def email():
    """Another address."""
    return form_page("my_account/profile_email.html", ChangeEmailForm(formdata=None))


@blueprint.post("/compte/profil/adresse-electronique")
@signed_in
def change_email():
    """Send a link to the new address; the same answer whoever owns it."""
    form, visit = ChangeEmailForm(), this_visit()
    if not confirmed(form, current_user, visit):
        return form_page("my_account/profile_email.html", form)
    try:
        profile.ask_for_new_email(current_user, form.email.data, visit)
    except TooMany as refusal:
        too_many(form, refusal)
        return form_page("my_account/profile_email.html", form)
    words = _(
        "Un message est parti pour %(email)s : suivez son lien pour confirmer. "
        "D’ici là, votre adresse actuelle reste en vigueur.",
        email=form.email.data,
    )
    flash(words, "info")
    return see_other(url_for(".view"))


@blueprint.get("/compte/profil/adresse/<token>")
@signed_in
@unstored
def new_email(token: str):
    """The address that the link proves, to be taken by a click."""
    try:
        address = profile.email_of_link(current_user, token)
    except DeadLink:
        return dead_link(url_for(".email"))
    return page("my_account/profile_new_email.html", email=address, token=token)


@blueprint.post("/compte/profil/adresse/<token>")
@signed_in
@unstored
def take_new_email(token: str):
    """Take it."""
    try:
        profile.change_email(current_user, token, this_visit())
    except DeadLink:
        return dead_link(url_for(".email"))
    return _saved(["email"])


def _organisation_form():
    of = current_user.organisation
    form = PROFILE_FORMS[of.country](
        obj=of, organisation_name=of.name, organisation_phone=written_phone(of.phone)
    )
    if "no_vat_number" in form and not form.is_submitted():
        form.no_vat_number.data = of.vat_number is None
    return form


def _organisation_page(form):
    siren = form.siren.data if "siren" in form and not form.siren.errors else ""
    return form_page("my_account/profile_organisation.html", form, **derived_from(siren or ""))


def _representative_form() -> ProfileRepresentativeForm:
    form = ProfileRepresentativeForm(obj=current_user, phone=written_phone(current_user.phone))
    form.country = current_user.organisation.country
    return form


def _username_page(form):
    return form_page("my_account/profile_username.html", form, **rules_shown(form.username.data or ""))


def _saved(changed: list[str]):
    if changed:
        flash(_("C’est enregistré."), "success")
    else:
        flash(_("Rien n’a changé."), "info")
    return see_other(url_for(".view"))
