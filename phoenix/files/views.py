"""Files that were sent, taken out and taken back: by their owner, or by a link of the thread they stand in (clause 14b)."""

from __future__ import annotations

from flask import abort, flash, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from phoenix.accounts import links
from phoenix.accounts.links import FILE, DeadLink
from phoenix.accounts.pages import dead_link, unstored
from phoenix.accounts.redirects import safe_next
from phoenix.config import settings
from phoenix.files import rules, service, words
from phoenix.files.models import StoredFile
from phoenix.files.responses import saved
from phoenix.web.access import public, signed_in
from phoenix.web.market import market_blueprint
from phoenix.web.render import see_other

blueprint = market_blueprint("files", __name__)


blueprint.add_app_template_global(words.state_of, "file_state")
blueprint.add_app_template_global(words.size_of, "file_size")
blueprint.add_app_template_global(lambda row: row.state in rules.READABLE, "file_readable")
blueprint.add_app_template_global(lambda row: rules.removable(row.state, row.read_at is not None), "file_removable")


@blueprint.app_template_global("file_token")
def token(row: StoredFile) -> str:
    """The link to one file, for a page that only its sender reaches; it dies in a day, the page has new ones."""
    return links.sign(settings().secret_key, FILE, {"file": row.key})


@blueprint.get("/compte/fichiers/<file>")
@signed_in
def own(file: str):
    """One of the organisation's own files."""
    return saved(_owned(file))


@blueprint.post("/compte/fichiers/<file>/suppression")
@signed_in
def remove(file: str):
    """Take it back, before one of ours has opened it."""
    return _removed(_owned(file), url_for("my_account.view"))


@blueprint.get("/fichiers/<token>")
@public
@unstored
def by_link(token: str):
    """One file of a thread without account."""
    try:
        return saved(_linked(token))
    except DeadLink:
        return dead_link(url_for("care.contact"))


@blueprint.post("/fichiers/<token>/suppression")
@public
@unstored
def remove_by_link(token: str):
    """Take it back, before one of ours has opened it."""
    try:
        return _removed(_linked(token), url_for("home.index"))
    except DeadLink:
        return dead_link(url_for("care.contact"))


def _owned(file: str) -> StoredFile:
    return service.owned(current_user.organisation_id, file) or abort(404)


def _linked(token: str) -> StoredFile:
    row = StoredFile.get_or_none(StoredFile.key == links.read(settings().secret_key, FILE, token)["file"])
    if row is None:
        raise DeadLink
    return row


def _removed(row: StoredFile, otherwise: str):
    try:
        service.remove(row)
        flash(_("Le document est supprimé."), "success")
    except service.NotRemovable:
        flash(_("Ce document a déjà été consulté : il reste au dossier."), "error")
    return see_other(safe_next(request.form.get("next")) or otherwise)
