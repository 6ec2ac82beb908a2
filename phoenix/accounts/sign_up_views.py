"""Opening an account: one form, a mail, a click (clauses 3.1a-3.1c, 10.1, 10.2)."""

from __future__ import annotations

from flask import flash, g, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from phoenix.accounts import guarding, passwords, signing_up
from phoenix.accounts.blueprint import blueprint
from phoenix.accounts.forms import SIGN_UP_FORMS, EmailForm, PendingPasswordForm
from phoenix.accounts.links import DeadLink
from phoenix.accounts.live_views import derived_from, rules_shown
from phoenix.accounts.pages import account_url, dead_link, form_page, too_many, unstored
from phoenix.accounts.redirects import safe_next
from phoenix.accounts.service import home_market
from phoenix.accounts.session import this_visit
from phoenix.accounts.signing_in import enter
from phoenix.accounts.throttling import TooMany
from phoenix.accounts.words import WRONG_PASSWORD
from phoenix.web.access import public
from phoenix.web.render import see_other

PENDING = "sign_up"


@blueprint.get("/inscription")
@public
def sign_up():
    """The form of the country in the address."""
    if current_user.is_authenticated:
        return see_other(account_url(home_market(current_user)))
    return _form_page(SIGN_UP_FORMS[g.market.country.code]())


@blueprint.post("/inscription")
@public
def ask_for_account():
    """Keep the form and send to the mailbox: the same answer whoever has an account already."""
    form = SIGN_UP_FORMS[g.market.country.code]()
    if not form.validate():
        return _form_page(form)
    account = form.account(g.market.language)
    try:
        key = signing_up.ask(account, form.password.data, g.market, session.get("cart"), this_visit())
    except TooMany as refusal:
        too_many(form, refusal)
        return _form_page(form)
    go_to = safe_next(request.args.get("next"))
    session[PENDING] = {"key": key, "email": form.email.data, "next": go_to}
    return see_other(url_for("accounts.check_mailbox"))


@blueprint.get("/inscription/courrier")
@public
def check_mailbox():
    """Where the link was sent, and how to have it sent again."""
    return _mailbox_page(EmailForm(email=_kept().get("email")))


@blueprint.post("/inscription/courrier")
@public
def send_again():
    """Send the last link once more: the same answer for every address."""
    form = EmailForm()
    if not form.validate():
        return _mailbox_page(form)
    try:
        signing_up.ask_again(form.email.data, this_visit())
    except TooMany as refusal:
        too_many(form, refusal)
        return _mailbox_page(form)
    session[PENDING] = {**_kept(), "email": form.email.data}
    flash(_("Le message est reparti. Il arrive d’ordinaire en moins d’une minute."), "success")
    return see_other(url_for("accounts.check_mailbox"))


@blueprint.get("/inscription/confirmation/<token>")
@public
@unstored
def confirm(token: str):
    """What the link confirms; a click does it, so that mailbox scanners open no account."""
    return _confirm_page(token, PendingPasswordForm(formdata=None))


@blueprint.post("/inscription/confirmation/<token>")
@public
@unstored
def confirm_address(token: str):
    """Open the account and sign in: by this browser's secret, or else by the password."""
    form = PendingPasswordForm()
    try:
        row = signing_up.pending(token)
        if not _proven(row, form):
            return _confirm_page(token, form)
        person = signing_up.confirm(token, this_visit())
    except DeadLink:
        return _used_up()
    except TooMany as refusal:
        too_many(form, refusal)
        return _confirm_page(token, form)
    go_to = _kept().get("next")
    enter(person, None, this_visit(), row.cart_key)
    _welcome(person, row.form["person"]["username"])
    return see_other(go_to or _first_page(person))


def _form_page(form):
    siren = form.siren.data if "siren" in form and not form.siren.errors else ""
    extra = {**derived_from(siren or ""), **rules_shown(form.username.data or ""), "strength": None}
    return form_page("accounts/sign_up.html", form, go_to=safe_next(request.args.get("next")), **extra)


def _mailbox_page(form):
    return form_page("accounts/check_mailbox.html", form, email=_kept().get("email"))


def _confirm_page(token: str, form):
    try:
        row = signing_up.pending(token)
    except DeadLink:
        return _used_up()
    same = signing_up.is_same_browser(row, _kept().get("key"))
    return form_page("accounts/confirm.html", form, asked=row.form, same_browser=same, token=token)


def _used_up():
    """A dead link; whoever clicked twice is signed in by now and simply goes on."""
    if current_user.is_authenticated:
        return see_other(_first_page(current_user))
    return dead_link(url_for("accounts.check_mailbox"))


def _proven(row, form) -> bool:
    """Whether the one who clicks is the one who signed up; the refusal goes on the form."""
    if signing_up.is_same_browser(row, _kept().get("key")):
        return True
    if not form.validate():
        return False
    guarding.begin_attempt(guarding.PASSWORD, f"sign-up:{row.id}", this_visit())
    if passwords.matches(row.form["password_hash"], form.password.data):
        return True
    form.password.errors = [str(WRONG_PASSWORD)]
    return False


def _kept() -> dict:
    return session.get(PENDING) or {}


def _welcome(person, wanted: str) -> None:
    flash(_("Votre adresse est confirmée, votre compte est ouvert."), "success")
    if person.username != wanted:
        flash(
            _(
                "Le nom « %(wanted)s » n’était pas disponible : le vôtre est « %(username)s ». "
                "Vous pouvez en changer dans Mon compte.",
                wanted=wanted,
                username=person.username,
            ),
            "info",
        )


def _first_page(person) -> str:
    market = home_market(person)
    return f"/{market.prefix}/panier" if session.get("cart") else account_url(market)
