"""The log of the staff's acts, for administrators: who did what, what was before and after."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask_babel import lazy_gettext as _l

from phoenix.staff.lists import Choice, Column, Days, StaffList, Word, listed
from phoenix.staff.words import ACTS
from phoenix.team.access import staff_only
from phoenix.team.models import StaffAct
from phoenix.team.rules import ADMIN

blueprint = Blueprint("staff_acts", __name__, url_prefix="/equipe/journal")


def said(values) -> str:
    """What was before or after, in one line."""
    if isinstance(values, dict):
        return ", ".join(f"{name}\u00a0: {said(value)}" for name, value in values.items())
    if isinstance(values, list):
        return ", ".join(map(said, values)) or "–"
    return "" if values is None else str(values)


LOG = StaffList(
    "journal",
    _l("Journal de l’équipe"),
    StaffAct,
    columns=(
        Column("act", _l("Acte"), lambda row: ACTS.get(row.act, row.act)),
        Column("date", _l("Date"), lambda row: row.at, sort=StaffAct.at, down=True),
        Column("subject", _l("Objet"), lambda row: row.subject, link=lambda row: url_for("staff_acts.view", subject=row.subject)),
        Column("before", _l("Avant"), lambda row: said(row.before)),
        Column("after", _l("Après"), lambda row: said(row.after)),
        Column("by", _l("Par"), lambda row: row.by),
    ),
    filters=(
        Choice("act", _l("Acte"), ACTS, StaffAct.act),
        Word("subject", _l("Objet"), lambda text: StaffAct.subject == text),
        Days("day", _l("Date"), StaffAct.at),
    ),
    order="-date",
    empty=_l("Aucun acte"),
)


@blueprint.get("")
@staff_only(ADMIN)
def view():
    """The latest acts, of one subject if one is named."""
    return listed(LOG)
