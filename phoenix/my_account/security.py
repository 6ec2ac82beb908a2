"""My Account, security: password, one-time codes, browsers signed in, sign-in history (clause 3.1f)."""

from __future__ import annotations

from flask import Response, abort, flash, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from phoenix.accounts import security, totp
from phoenix.accounts import session as login_session
from phoenix.accounts.pages import confirmed, form_page, unstored
from phoenix.accounts.session import this_visit
from phoenix.accounts.signing_in import WrongCode
from phoenix.accounts.words import WRONG_CODE
from phoenix.database import transaction
from phoenix.my_account.browsers import browser_name
from phoenix.my_account.forms import ChangePasswordForm, ConfirmedForm, TotpForm
from phoenix.web.access import signed_in
from phoenix.web.market import market_blueprint
from phoenix.web.render import page, see_other

blueprint = market_blueprint("my_account_security", __name__)
FRESH_CODES = "recovery_codes"


@blueprint.get("/compte/securite")
@signed_in
def view():
    """What protects the account, and what happened to it."""
    return page(
        "my_account/security.html",
        person=current_user,
        sessions=login_session.live_sessions(current_user.id),
        own_session=current_user.login_session.id,
        history=security.sign_in_history(current_user),
        codes_left=security.codes_left(current_user) if current_user.has_totp else 0,
        browser_name=browser_name,
    )


@blueprint.get("/compte/securite/mot-de-passe")
@signed_in
def password():
    """Another password."""
    return _password_page(ChangePasswordForm(formdata=None))


@blueprint.post("/compte/securite/mot-de-passe")
@signed_in
def change_password():
    """Replace it; other browsers are signed out."""
    form = ChangePasswordForm()
    form.person = current_user
    if not confirmed(form, current_user, this_visit()):
        return _password_page(form)
    security.change_password(current_user, form.password.data, this_visit())
    flash(_("Votre mot de passe est remplacé. Vos autres navigateurs sont déconnectés."), "success")
    return see_other(url_for(".view"))


@blueprint.post("/compte/securite/sessions/<int:session_id>/fin")
@signed_in
def end_session(session_id: int):
    """Sign a browser out; somebody else's is 404."""
    with transaction():
        if not login_session.end_one(current_user.id, session_id):
            abort(404)
    flash(_("Ce navigateur est déconnecté."), "success")
    return see_other(url_for(".view"))


@blueprint.post("/compte/securite/sessions/fin")
@signed_in
def end_other_sessions():
    """Sign out everywhere but here."""
    with transaction():
        login_session.end_others(current_user.id, current_user.login_session.id)
    flash(_("Vos autres navigateurs sont déconnectés."), "success")
    return see_other(url_for(".view"))


@blueprint.get("/compte/securite/double-authentification")
@signed_in
@unstored
def one_time_codes():
    """The QR code to scan, or how to switch codes off."""
    if current_user.has_totp:
        return form_page("my_account/security_totp_off.html", ConfirmedForm(formdata=None))
    return _totp_page(TotpForm(formdata=None))


@blueprint.get("/compte/securite/double-authentification/qr.svg")
@signed_in
@unstored
def qr():
    """The secret as a QR code, until it is confirmed."""
    if current_user.has_totp:
        abort(404)
    secret = security.prepare_totp(current_user)
    picture = totp.qr_svg(totp.address_of(secret, current_user.email))
    return Response(picture, mimetype="image/svg+xml")


@blueprint.post("/compte/securite/double-authentification")
@signed_in
def switch_on():
    """Ask for codes from now on, once a code and the password are right."""
    form, visit = TotpForm(), this_visit()
    if current_user.has_totp:  # a second click: the codes of the first are still to be shown
        return see_other(url_for(".recovery_codes"))
    if not confirmed(form, current_user, visit):
        return _totp_page(form)
    try:
        session[FRESH_CODES] = security.switch_totp_on(current_user, form.code.data, visit)
    except WrongCode:
        form.code.errors = [str(WRONG_CODE)]
        return _totp_page(form)
    flash(_("La double authentification est activée."), "success")
    return see_other(url_for(".recovery_codes"))


@blueprint.post("/compte/securite/double-authentification/arret")
@signed_in
def switch_off():
    """Password only again."""
    form, visit = ConfirmedForm(), this_visit()
    if not confirmed(form, current_user, visit):
        return form_page("my_account/security_totp_off.html", form)
    security.switch_totp_off(current_user, visit)
    flash(_("La double authentification est désactivée."), "success")
    return see_other(url_for(".view"))


@blueprint.get("/compte/securite/codes-de-secours")
@signed_in
@unstored
def recovery_codes():
    """New codes, shown this once; otherwise how to have new ones."""
    if not current_user.has_totp:
        return see_other(url_for(".view"))
    return _codes_page(ConfirmedForm(formdata=None), session.pop(FRESH_CODES, None))


@blueprint.post("/compte/securite/codes-de-secours")
@signed_in
def renew_recovery_codes():
    """Ten new codes; the old ones are void."""
    form, visit = ConfirmedForm(), this_visit()
    if not current_user.has_totp:
        return see_other(url_for(".view"))
    if not confirmed(form, current_user, visit):
        return _codes_page(form, None)
    session[FRESH_CODES] = security.renew_recovery_codes(current_user, visit)
    return see_other(url_for(".recovery_codes"))


def _password_page(form):
    form.person = current_user
    return form_page("my_account/security_password.html", form, strength=None)


def _totp_page(form):
    secret = security.prepare_totp(current_user)
    groups = [secret[start : start + 4] for start in range(0, len(secret), 4)]
    return form_page("my_account/security_totp.html", form, secret=" ".join(groups))


def _codes_page(form, codes):
    left = security.codes_left(current_user)
    return form_page("my_account/security_codes.html", form, codes=codes, codes_left=left)
