"""Signing in with a password, then a code where there is one; signing out (clauses 3.1f, 14b)."""

from __future__ import annotations

from flask import flash, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from phoenix.accounts import signing_in
from phoenix.accounts import session as login_session
from phoenix.accounts.blueprint import blueprint
from phoenix.accounts.forms import CodeForm, SignInForm
from phoenix.accounts.pages import account_url, form_page, too_many, with_next
from phoenix.accounts.redirects import safe_next
from phoenix.accounts.service import home_market
from phoenix.accounts.session import this_visit
from phoenix.accounts.signing_in import SECOND_STEP, WrongCode, WrongSignIn
from phoenix.accounts.throttling import TooMany
from phoenix.accounts.words import WRONG_CODE, WRONG_SIGN_IN
from phoenix.kernel.markets import Market, market_of
from phoenix.web.access import public, signed_in
from phoenix.web.market import current_market
from phoenix.web.render import see_other


@blueprint.get("/connexion")
@public
def sign_in():
    """The form; whoever is signed in already goes on."""
    if current_user.is_authenticated:
        return see_other(_next() or account_url(_account_market(current_user)))
    return _sign_in_page(SignInForm(formdata=None))


@blueprint.post("/connexion")
@public
def check_password():
    """Let in, ask for a code, or say that something is wrong without saying what."""
    form = SignInForm()
    if not form.validate():
        return _sign_in_page(form)
    visit = this_visit()
    try:
        person, attempt = signing_in.check_password(form.name.data, form.password.data, visit)
    except WrongSignIn:
        form.form_errors.append(str(WRONG_SIGN_IN))
        return _sign_in_page(form)
    except TooMany as refusal:
        too_many(form, refusal)
        return _sign_in_page(form)
    if person.has_totp:
        signing_in.wait_for_code(person, attempt, _next())
        return see_other(url_for("accounts.code"))
    signing_in.enter(person, attempt, visit)
    return see_other(_next() or account_url(_account_market(person)))


@blueprint.get("/connexion/code")
@public
def code():
    """The second step."""
    if not signing_in.waiting():
        return _start_again()
    return form_page("accounts/code.html", CodeForm(formdata=None))


@blueprint.post("/connexion/code")
@public
def check_code():
    """The code of the telephone or a recovery code ends the sign-in."""
    found = signing_in.waiting()
    if not found:
        return _start_again()
    person, attempt, go_to = found
    form, visit = CodeForm(), this_visit()
    if not form.validate():
        return form_page("accounts/code.html", form)
    try:
        signing_in.check_code(person, form.code.data, visit)
    except WrongCode:
        form.code.errors = [str(WRONG_CODE)]
        return form_page("accounts/code.html", form)
    except TooMany as refusal:
        too_many(form, refusal)
        return form_page("accounts/code.html", form)
    signing_in.enter(person, attempt, visit)
    return see_other(safe_next(go_to) or account_url(_account_market(person)))


@blueprint.post("/deconnexion")
@signed_in
def sign_out():
    """End this browser's session."""
    login_session.end_here()
    flash(_("Vous êtes déconnecté."), "success")
    return see_other(url_for("accounts.sign_in"))


def _sign_in_page(form):
    go_to = _next()
    return form_page(
        "accounts/sign_in.html",
        form,
        action=with_next("accounts.check_password", go_to),
        sign_up_url=with_next("accounts.sign_up", go_to),
    )


def _account_market(person) -> Market:
    """My Account in the language of the page on which one signs in, for one reads it; the country is the customer's."""
    return market_of(current_market().language, home_market(person).country.code)


def _next() -> str | None:
    return safe_next(request.args.get("next"))


def _start_again():
    session.pop(SECOND_STEP, None)
    flash(_("La connexion a pris trop de temps : recommencez."), "info")
    return see_other(url_for("accounts.sign_in"))
