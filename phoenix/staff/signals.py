"""What the software noticed and a person should look at: listed, and settled by whoever has."""

from __future__ import annotations

from flask import Blueprint, abort, flash, url_for
from flask_babel import gettext as _

from phoenix.staff.queries import asked_number
from phoenix.staff.signal_words import link_of, sentence_of
from phoenix.team import signals
from phoenix.team.access import staff_only
from phoenix.team.models import StaffSignal
from phoenix.team.rules import ACCOUNTING, SUPPORT
from phoenix.web.render import page, see_other

blueprint = Blueprint("staff_signals", __name__, url_prefix="/equipe/signalements")


@blueprint.get("")
@staff_only(SUPPORT, ACCOUNTING)
def view():
    """The oldest first."""
    rows = signals.open_signals(asked_number("after") or 0, signals.PAGE + 1)
    more = rows[signals.PAGE - 1].id if len(rows) > signals.PAGE else None
    shown = [(row, sentence_of(row), link_of(row)) for row in rows[: signals.PAGE]]
    return page("staff/signals.html", rows=shown, more=more)


@blueprint.post("/<int:signal_id>/regle")
@staff_only(SUPPORT, ACCOUNTING)
def settle(signal_id: int):
    """Somebody has seen to it."""
    row = StaffSignal.get_or_none(StaffSignal.id == signal_id) or abort(404)
    if signals.settle(row):
        flash(_("Le signalement est réglé."), "success")
    else:
        flash(_("Un collègue l’a déjà réglé."), "info")
    return see_other(url_for(".view"))
