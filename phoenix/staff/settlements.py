"""The record of the amicable attempt: written, changed, printed (clause 20a)."""

from __future__ import annotations

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _

from phoenix.accounts.pages import form_page
from phoenix.care import claim_reading, settlements, words
from phoenix.care.claim_answers import Changed
from phoenix.care.models import Claim
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.staff.claim_forms import SettlementForm
from phoenix.staff.claims import load
from phoenix.team.access import current_member, staff_only
from phoenix.team.rules import SUPPORT
from phoenix.web.render import see_other

blueprint = Blueprint("staff_settlements", __name__, url_prefix="/equipe/reclamations/<reference>/reglement")


@blueprint.get("")
@staff_only(SUPPORT)
def view(reference: str):
    """The record as it stands, and its form."""
    row = load(reference)
    record = claim_reading.thread(row).settlement
    known = {name: getattr(record, name) for name in settlements.WRITTEN} if record else settlements.draft(row)
    return _settlement_page(row, SettlementForm(formdata=None, version=row.version, **known))


@blueprint.post("")
@staff_only(SUPPORT)
def record(reference: str):
    """Keep it; every version stays as evidence."""
    row, form = load(reference), SettlementForm()
    if form.validate():
        for name in settlements.problems(form.data, clock.today(COUNTRIES[row.country].timezone)):
            form[name].errors = [str(words.PROBLEMS[name])]
    if form.errors:
        return _settlement_page(row, form)
    try:
        settlements.record(row.id, form.version.data, form.data, current_member().name)
    except Changed:
        form.form_errors.append(_("Cette réclamation a changé entre-temps : relisez-la, puis enregistrez de nouveau."))
        form.version.raw_data, form.version.data = None, load(reference).version
        answer = _settlement_page(row, form)
        answer.status_code = 409
        return answer
    flash(_("Le procès-verbal est enregistré. Le client le voit sur la page de sa réclamation."), "success")
    return see_other(url_for(".view", reference=row.reference))


def _settlement_page(row: Claim, form: SettlementForm):
    return form_page("staff/settlement.html", form, thread=claim_reading.thread(row), words=words)
