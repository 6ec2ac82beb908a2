"""A member's own page: language, recovery codes, sign-ins looked back at (clause 3.1f)."""

from __future__ import annotations

from flask import Blueprint, session, url_for

from phoenix.accounts.pages import form_page, too_many
from phoenix.accounts.session import this_visit
from phoenix.accounts.signing_in import WrongCode
from phoenix.accounts.throttling import TooMany
from phoenix.accounts.words import WRONG_CODE
from phoenix.my_account.browsers import browser_name
from phoenix.staff.entrance import FRESH_CODES
from phoenix.staff.forms import LanguageForm, StaffCodeForm
from phoenix.team import service, signing_in
from phoenix.team.access import current_member, staff_only
from phoenix.web.render import see_other

blueprint = Blueprint("staff_own", __name__, url_prefix="/equipe/moi")


@blueprint.get("")
@staff_only()
def view():
    """Who I am here, and what happened to my access."""
    return _own_page(LanguageForm(formdata=None, language=current_member().language))


@blueprint.post("/langue")
@staff_only()
def choose_language():
    """Another language for the staff's pages."""
    form = LanguageForm()
    if not form.validate():
        return _own_page(form)
    member = current_member()
    service.choose_language(member, form.language.data)
    return see_other(url_for(".view"))


@blueprint.get("/codes-de-secours")
@staff_only()
def recovery_codes():
    """New codes, shown this once; otherwise how to have new ones."""
    return _codes_page(StaffCodeForm(formdata=None), session.pop(FRESH_CODES, None))


@blueprint.post("/codes-de-secours")
@staff_only()
def renew_codes():
    """Ten new codes once a code is right; the old ones are void."""
    form, member = StaffCodeForm(), current_member()
    if not form.validate():
        return _codes_page(form, None)
    try:
        signing_in.check_code(member, form.code.data, this_visit())
    except WrongCode:
        form.code.errors = [str(WRONG_CODE)]
        return _codes_page(form, None)
    except TooMany as refusal:
        too_many(form, refusal)
        return _codes_page(form, None)
    session[FRESH_CODES] = signing_in.renew_codes(member)
    return see_other(url_for(".recovery_codes"))


def _own_page(form):
    member = current_member()
    return form_page(
        "staff/own.html",
        form,
        member=member,
        codes_left=signing_in.codes_left(member),
        history=signing_in.history(member),
        browser_name=browser_name,
    )


def _codes_page(form, codes):
    return form_page("staff/codes.html", form, codes=codes, codes_left=signing_in.codes_left(current_member()))
