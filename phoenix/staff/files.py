"""What customers sent: looked through, opened, destroyed once looked at, taken charge of when it is too much (clause 5d)."""

from __future__ import annotations

from flask import Blueprint, abort, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from phoenix.config import settings
from phoenix.database import transaction
from phoenix.files import reading, rules, service, words
from phoenix.files.models import StoredFile
from phoenix.files.responses import saved
from phoenix.staff.lists import Badge, Choice, Column, Days, StaffList, Word, customer, listed
from phoenix.team import audit
from phoenix.team.access import current_member, staff_only
from phoenix.team.rules import ACCOUNTING, SALES, SUPPORT
from phoenix.web.render import see_other

blueprint = Blueprint("staff_files", __name__, url_prefix="/equipe/fichiers")
ROLES = (SALES, SUPPORT, ACCOUNTING)
# Who opens the papers of what: those who open its page.
OPENED_BY = {rules.ORDER: ROLES, rules.QUOTE: (SALES, SUPPORT), rules.CLAIM: (SUPPORT,), rules.CONTACT: ROLES, rules.WITHHOLDING: (ACCOUNTING,)}
ONE = "/<int:file_id>"
VIEWS = {
    "bulky": _l("Papiers volumineux"),
    "waiting": _l("Attendent l’antivirus"),
    "unscanned": _l("Sans antivirus"),
    "infected": _l("Refusés par l’antivirus"),
}


def _opened_here():
    """Of what the member opens the papers; nothing to say where that is all."""
    kinds = [kind for kind, roles in OPENED_BY.items() if current_member().may(*roles)]
    return None if len(kinds) == len(OPENED_BY) else StoredFile.kind << kinds


def _saved(row: StoredFile) -> str | None:
    return url_for("staff_files.download", file_id=row.id) if row.state in rules.READABLE else None


def _pages(row: StoredFile) -> str:
    return ngettext("%(num)s page", "%(num)s pages", row.pages) if row.pages and row.media == rules.PDF else ""


FILES = StaffList(
    "fichiers",
    _l("Documents reçus"),
    StoredFile,
    columns=(
        Column("name", _l("Document"), lambda row: row.name, link=_saved),
        Column("about", _l("Dossier"), lambda row: row.number, link=lambda row: page_of(row), hint=lambda row: words.SUBJECTS[row.kind]),
        Column("received", _l("Reçu le"), lambda row: row.created_at, sort=StoredFile.created_at, down=True),
        Column("size", _l("Taille"), lambda row: words.size_of(row.size), hint=_pages, sort=StoredFile.size, down=True),
        Column("state", _l("État"), lambda row: Badge(*words.state_of(row, staff=True))),
        Column("acts", "", lambda row: None, template="staff/_file_acts.html"),
    ),
    filters=(
        Choice("view", _l("Voir"), VIEWS, where=reading.VIEWS.get),
        Choice("kind", _l("Dossier"), words.SUBJECTS, StoredFile.kind),
        Word("q", _l("Numéro du dossier"), lambda text: (StoredFile.kind << rules.SUBJECTS) & (StoredFile.number == text.upper())),
        customer(StoredFile.organisation),
        Days("day", _l("Reçu le"), StoredFile.created_at),
    ),
    order="-received",
    where=_opened_here,
    empty=_l("Aucun document ici"),
)


@blueprint.get("")
@staff_only(*ROLES)
def view():
    """The latest first; or what the scanner has not seen, has turned away, or is too much to check."""
    return listed(FILES, "staff/files.html", scanned=settings().clamd_url is not None)


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
    if row.kind == rules.WITHHOLDING:
        return url_for("staff_withholdings.one", reference=row.number)
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
