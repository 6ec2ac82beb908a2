"""The staff's door: password, one-time code, and the telephone enrolled at the first sign-in."""

from __future__ import annotations

import re
from functools import wraps

from flask import Blueprint, Response, flash, make_response, request, session, url_for
from flask_babel import gettext as _

from phoenix.accounts import totp
from phoenix.accounts.links import DeadLink
from phoenix.accounts.pages import form_page, too_many
from phoenix.accounts.session import this_visit
from phoenix.accounts.signing_in import WrongCode, WrongSignIn
from phoenix.accounts.throttling import TooMany
from phoenix.accounts.words import WRONG_CODE
from phoenix.staff.forms import StaffCodeForm, StaffPasswordForm, StaffSignInForm
from phoenix.team import service, signing_in
from phoenix.team import session as staff_session
from phoenix.team.access import speak_to, staff_only, unlisted
from phoenix.team.session import current_member, half_way
from phoenix.web.access import public
from phoenix.web.render import page, see_other

blueprint = Blueprint("staff_entrance", __name__, url_prefix="/equipe")
FRESH_CODES = "staff_codes"
GO_TO = "staff_next"
_OURS = re.compile(r"/equipe(?:/[A-Za-z0-9._~:@%/-]*)?(?:\?[^\s\\#]*)?")


def half_way_only(view):
    """For a member whose password was right here; others begin again."""

    @wraps(view)
    def guarded(*args, **kwargs):
        member = half_way()
        if member is None:
            if not current_member():
                flash(_("La connexion a pris trop de temps : recommencez."), "info")
            return unlisted(see_other(url_for("staff_today.view")))
        speak_to(member)
        return unlisted(make_response(view(member, *args, **kwargs)))

    return guarded


@blueprint.get("/connexion")
@public
def sign_in():
    """The form; whoever is signed in already goes on."""
    if current_member():
        return unlisted(see_other(url_for("staff_today.view")))
    session[GO_TO] = safe_next(request.args.get("next"))
    return unlisted(form_page("staff/sign_in.html", StaffSignInForm(formdata=None)))


@blueprint.post("/connexion")
@public
def check_password():
    """Ask for the code, or say that something is wrong without saying what."""
    form, visit = StaffSignInForm(), this_visit()
    if not form.validate():
        return unlisted(form_page("staff/sign_in.html", form))
    try:
        member, attempt = signing_in.check_password(form.email.data, form.password.data, visit)
    except WrongSignIn:
        form.form_errors.append(_("Adresse ou mot de passe inexact."))
        return unlisted(form_page("staff/sign_in.html", form))
    except TooMany as refusal:
        too_many(form, refusal)
        return unlisted(form_page("staff/sign_in.html", form))
    go = see_other(url_for(".code" if member.has_totp else ".telephone"))
    staff_session.begin(member, visit, go, attempt=attempt.id)
    return unlisted(go)


@blueprint.get("/connexion/code")
@public
@half_way_only
def code(member):
    """The second step."""
    if not member.has_totp:
        return see_other(url_for(".telephone"))
    return form_page("staff/code.html", StaffCodeForm(formdata=None))


@blueprint.post("/connexion/code")
@public
@half_way_only
def check_code(member):
    """The code of the telephone, or a recovery code, opens the door."""
    form = StaffCodeForm()
    if member.has_totp and _is_right(form, lambda: signing_in.check_code(member, form.code.data, this_visit())):
        return _enter(member, session.pop(GO_TO, None))
    return form_page("staff/code.html", form)


@blueprint.get("/connexion/telephone")
@public
@half_way_only
def telephone(member):
    """The QR code to scan, at the first sign-in."""
    if member.has_totp:
        return see_other(url_for(".code"))
    return _telephone_page(member, StaffCodeForm(formdata=None))


@blueprint.post("/connexion/telephone")
@public
@half_way_only
def enrol(member):
    """The first code proves that the telephone holds the key."""
    form = StaffCodeForm()
    if member.has_totp:
        return see_other(url_for(".code"))

    def take():
        session[FRESH_CODES] = signing_in.enrol(member, form.code.data, this_visit())

    if not _is_right(form, take):
        return _telephone_page(member, form)
    return _enter(member, url_for("staff_own.recovery_codes"))


@blueprint.get("/connexion/telephone/qr.svg")
@public
@half_way_only
def qr(member):
    """The secret as a QR code, until it is confirmed."""
    if member.has_totp:
        return see_other(url_for(".code"))
    address = totp.address_of(signing_in.prepare_telephone(member), member.email)
    return Response(totp.qr_svg(address), mimetype="image/svg+xml")


@blueprint.get("/mot-de-passe/<token>")
@public
def password(token: str):
    """Choose a password."""
    return unlisted(_password_page(token, StaffPasswordForm(formdata=None)))


@blueprint.post("/mot-de-passe/<token>")
@public
def set_password(token: str):
    """Keep it; the link serves no more."""
    form = StaffPasswordForm()
    try:
        form.member = service.member_of_link(token)
        if not form.validate():
            return unlisted(_password_page(token, form))
        service.set_password(token, form.password.data)
    except DeadLink:
        return unlisted(page("staff/dead_link.html", status=410))
    flash(_("Votre mot de passe est enregistré. Connectez-vous."), "success")
    return unlisted(see_other(url_for(".sign_in")))


@blueprint.post("/deconnexion")
@staff_only()
def sign_out():
    """End this browser's session."""
    flash(_("Vous êtes déconnecté."), "success")
    response = see_other(url_for(".sign_in"))
    staff_session.end_here(response)
    return response


def safe_next(asked: str | None) -> str | None:
    """`asked` when it is a page of the staff, else None."""
    if not asked or len(asked) > 500 or not asked.isascii() or not asked.isprintable():
        return None
    path = asked.split("?", 1)[0]
    return asked if _OURS.fullmatch(asked) and "//" not in path and ".." not in path else None


def _enter(member, go_to: str | None):
    go = see_other(safe_next(go_to) or url_for("staff_today.view"))
    staff_session.begin(member, this_visit(), go, opened=True)
    return go


def _is_right(form, prove) -> bool:
    """Whether the form is valid and `prove()` accepts its code; else the words are on the form."""
    if not form.validate():
        return False
    try:
        prove()
    except WrongCode:
        form.code.errors = [str(WRONG_CODE)]
        return False
    except TooMany as refusal:
        too_many(form, refusal)
        return False
    return True


def _telephone_page(member, form):
    secret = signing_in.prepare_telephone(member)
    groups = [secret[start : start + 4] for start in range(0, len(secret), 4)]
    return form_page("staff/telephone.html", form, secret=" ".join(groups))


def _password_page(token: str, form):
    try:
        form.member = service.member_of_link(token)
    except DeadLink:
        return page("staff/dead_link.html", status=410)
    return form_page("staff/password.html", form, member=form.member, token=token)
