"""My Account, data: the copy of all of it, as one file made while it is sent (clause 9.3)."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Response, abort, flash, session, stream_with_context, url_for
from flask_babel import gettext as _
from flask_login import current_user

from phoenix.accounts.pages import confirmed, form_page, unstored
from phoenix.accounts.session import this_visit
from phoenix.kernel import clock
from phoenix.my_account.data_forms import CopyForm, RecentForm
from phoenix.privacy import export, held, rules, service
from phoenix.privacy.models import DataRequest
from phoenix.privacy.service import Asked
from phoenix.web.access import signed_in
from phoenix.web.market import market_blueprint
from phoenix.web.render import page, see_other

blueprint = market_blueprint("my_account_data_copy", __name__)
RECENT = timedelta(minutes=10)
OPEN_FOR = timedelta(minutes=30)
CONFIRMED = "copy"


@blueprint.get("/compte/donnees/copie")
@signed_in
def confirm():
    """What the copy holds; the password once more, unless the person has just signed in."""
    return _confirm_page(_form(formdata=None))


@blueprint.post("/compte/donnees/copie")
@signed_in
def prepare():
    """A confirmed request, written down; its file can be fetched from this browser for half an hour."""
    form = _form()
    sure = form.validate() if isinstance(form, RecentForm) else confirmed(form, current_user, this_visit())
    if not sure:
        return _confirm_page(form)
    row = service.ask(current_user, Asked(rules.ACCESS, form.key.data), this_visit())
    session[CONFIRMED] = [row.reference, (clock.now() + OPEN_FOR).isoformat()]
    return see_other(url_for(".ready", reference=row.reference))


@blueprint.get("/compte/donnees/copie/<reference>")
@signed_in
@unstored
def ready(reference: str):
    """The link to the file, while it is open."""
    row = _own(reference)
    if not _is_open(row):
        flash(_("Par sécurité, confirmez de nouveau avant de télécharger."), "info")
        return see_other(url_for(".confirm"))
    return page("my_account/data_ready.html", row=row, minutes=int(OPEN_FOR.total_seconds() // 60))


@blueprint.get("/compte/donnees/copie/<reference>.zip")
@signed_in
def download(reference: str):
    """The file itself, streamed."""
    row = _own(reference)
    if not _is_open(row):
        return see_other(url_for(".confirm"))
    answer = Response(stream_with_context(export.stream(held.whose(current_user.organisation))), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="phoenix-alliance-{row.reference}.zip"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _form(**given):
    fresh = clock.now() - current_user.login_session.created_at <= RECENT
    return RecentForm(**given) if fresh else CopyForm(**given)


def _confirm_page(form):
    return form_page("my_account/data_copy.html", form)


def _is_open(row: DataRequest) -> bool:
    """Confirmed in this very browser, less than half an hour ago."""
    reference, until = session.get(CONFIRMED) or ("", "")
    return reference == row.reference and clock.now() <= datetime.fromisoformat(until)


def _own(reference: str) -> DataRequest:
    row = service.own(current_user.organisation_id, reference)
    return row if row is not None and row.kind in rules.DOWNLOADED else abort(404)
