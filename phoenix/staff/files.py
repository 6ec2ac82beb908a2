"""What customers sent: looked through, opened, destroyed once looked at, taken charge of when it is too much (clause 5d)."""

from __future__ import annotations

from flask import Blueprint, abort, flash, request, url_for
from flask_babel import gettext as _

from phoenix.config import settings
from phoenix.database import transaction
from phoenix.files import reading, rules, service, words
from phoenix.files.models import StoredFile
from phoenix.files.responses import saved
from phoenix.staff.queries import asked_number
from phoenix.team import audit
from phoenix.team.access import current_member, staff_only
from phoenix.team.rules import ACCOUNTING, SALES, SUPPORT
from phoenix.web.render import page, see_other

blueprint = Blueprint("staff_files", __name__, url_prefix="/equipe/fichiers")
ROLES = (SALES, SUPPORT, ACCOUNTING)
# Who opens the papers of what: those who open its page.
OPENED_BY = {rules.ORDER: ROLES, rules.QUOTE: (SALES, SUPPORT), rules.CLAIM: (SUPPORT,), rules.CONTACT: ROLES}
ONE = "/<int:file_id>"


@blueprint.get("")
@staff_only(*ROLES)
def view():
    """The latest first; or what the scanner has not seen, has turned away, or is too much to check."""
    chosen = request.args.get("view", "all")
    chosen = chosen if chosen in reading.VIEWS else "all"
    kinds = [kind for kind, roles in OPENED_BY.items() if current_member().may(*roles)]
    rows, following = reading.listed(chosen, kinds, asked_number("after"))
    scanned = settings().clamd_url is not None
    return page("staff/files.html", files=rows, following=following, chosen=chosen, words=words, page_of=page_of, scanned=scanned)


@blueprint.get(ONE)
@staff_only(*ROLES)
def download(file_id: int):
    """Save one; its sender can no longer take it back."""
    return saved(_load(file_id), _read)


@blueprint.post(f"{ONE}/destruction")
@staff_only(*ROLES)
def destroy(file_id: int):
    """An identity paper that was looked at: its bytes go, its line stays."""
    row = _load(file_id)
    with transaction():
        service.destroy(row)
        audit.record("file_destroyed", f"{row.kind}:{row.number}", {"file": row.id, "state": row.state}, None)
    flash(_("Le document est détruit."), "success")
    return see_other(page_of(row) or url_for(".view"))


@blueprint.post(f"{ONE}/pris-en-charge")
@staff_only(*ROLES)
def settle(file_id: int):
    """Papers that are too many are looked after: a supplementary quote was begun, or none is needed."""
    row = _load(file_id)
    with transaction():
        service.settle_bulk(row)
        audit.record("file_bulk_settled", f"{row.kind}:{row.number}", {"file": row.id}, None)
    flash(_("C’est noté."), "success")
    return see_other(url_for(".view", view="bulky"))


def page_of(row: StoredFile) -> str | None:
    """The page of what the file is about."""
    if row.kind == rules.CLAIM:
        return url_for("staff_claims.one", reference=row.number)
    if row.kind == rules.QUOTE:
        return url_for("staff_quotes.one", number=row.number)
    if row.kind == rules.ORDER:
        return url_for("staff_order.one", number=row.number)
    return url_for("staff_messages.one", message_id=int(row.number)) if row.kind == rules.CONTACT else None


def _load(file_id: int) -> StoredFile:
    row = StoredFile.get_or_none(StoredFile.id == file_id) or abort(404)
    if not current_member().may(*OPENED_BY[row.kind]):
        abort(403)
    return row


def _read(row: StoredFile) -> bytes:
    with transaction():
        content = service.read(row)
        audit.record("file_read", f"{row.kind}:{row.number}", None, {"file": row.id})
    return content
