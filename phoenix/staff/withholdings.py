"""Tax that Moroccan customers hold back at source: which certificates are missing, and each one looked at (documents-and-law.md)."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from phoenix.accounts.fields import text
from phoenix.accounts.models import Organisation
from phoenix.care.words import COUNTRY_NAMES
from phoenix.database import transaction
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.payments import ledger, withholding
from phoenix.payments import withholding_rules as rules
from phoenix.payments import withholding_words as words
from phoenix.payments.models import Withholding
from phoenix.staff.lists import Badge, Choice, Column, Days, StaffList, customer, listed
from phoenix.team import audit
from phoenix.team.access import current_member, staff_only
from phoenix.team.rules import ACCOUNTING
from phoenix.web.form import Day, Form
from phoenix.web.render import page, see_other

blueprint = Blueprint("staff_withholdings", __name__, url_prefix="/equipe/retenues")
ONE = "/<reference>"
LATE, MISSING = "late", "missing"
STATES = {
    LATE: _l("Attestation manquante, en retard"),
    MISSING: _l("Attestation manquante"),
    rules.RECEIVED: _l("Attestation à examiner"),
    rules.CERTIFIED: _l("Attestation acceptée"),
    rules.REFUSED: _l("Refusée"),
    rules.WITHDRAWN: _l("Retirée par le client"),
}


def _today() -> date:
    return clock.today(COUNTRIES[withholding.COUNTRY].timezone)


def _in_state(state: str):
    if state == LATE:
        return (Withholding.state == rules.DECLARED) & (Withholding.certificate_by < _today())
    return Withholding.state == (rules.DECLARED if state == MISSING else state)


def _badge(row: Withholding) -> Badge:
    late = row.state == rules.DECLARED and row.certificate_by < _today()
    return Badge(STATES[LATE], "error") if late else Badge(*words.STATES[row.state])


WITHHOLDINGS = StaffList(
    "retenues",
    _l("Retenues à la source"),
    Withholding,
    columns=(
        Column("reference", _l("Référence"), lambda row: row.reference, link=lambda row: url_for("staff_withholdings.one", reference=row.reference)),
        Column("customer", _l("Client"), lambda row: row.organisation.name, link=lambda row: url_for("staff_organisations.one", reference=row.organisation.reference)),
        Column("invoice", _l("Facture"), lambda row: row.invoice.number, link=lambda row: url_for("staff_invoice.one", number=row.invoice.number)),
        Column("ground", _l("Motif"), words.ground_of),
        Column("date", _l("Déclarée le"), lambda row: row.declared_at, sort=Withholding.declared_at, down=True),
        Column("by", _l("Attestation avant le"), lambda row: row.certificate_by, sort=Withholding.certificate_by),
        Column("state", _l("État"), _badge),
        Column("certificate", _l("Attestation"), lambda row: row.certificate_number),
        Column("amount", _l("Somme"), lambda row: row.money, sort=Withholding.amount, down=True, money=True),
    ),
    filters=(
        Choice("state", _l("État"), STATES, where=_in_state),
        Choice("country", _l("Pays"), COUNTRY_NAMES, Withholding.country),
        customer(Withholding.organisation),
        Days("day", _l("Déclarée"), Withholding.declared_at),
    ),
    order="-date",
    load=lambda ids: Withholding.select(Withholding, Organisation, Invoice).join(Organisation).switch(Withholding).join(Invoice).where(Withholding.id << ids),
    empty=_l("Aucune retenue de cette sorte"),
)  # fmt: skip


class AcceptForm(Form):
    """What the certificate says."""

    number = text(_l("Numéro de l’attestation"), _l("Indiquez le numéro que porte l’attestation."), most=60)
    on = Day(_l("Date de l’attestation"), [InputRequired(_l("Indiquez une date qui existe."))])

    def validate(self, extra_validators=None) -> bool:
        """No certificate is of a day to come."""
        sound = super().validate(extra_validators)
        if sound and self.on.data > _today():
            self.on.errors = [_("Ce jour n’est pas encore venu.")]
            return False
        return sound


class ReasonForm(Form):
    """Why, as the customer will read it."""

    reason = TextAreaField(
        _l("Motif"),
        [DataRequired(_l("Indiquez le motif : le client le lira.")), Length(max=500, message=_l("500 caractères au plus."))],
        filters=[lambda value: value.strip() if value else value],
        description=_l("Le client le lira."),
        render_kw={"rows": 3, "maxlength": 500},
    )


@blueprint.get("")
@staff_only(ACCOUNTING)
def view():
    """The newest first; by the filter those whose certificate is missing, late or to be looked at."""
    return listed(WITHHOLDINGS)


@blueprint.get(ONE)
@staff_only(ACCOUNTING)
def one(reference: str):
    """One line with its papers, and what can be done."""
    return _shown(_load(reference))


@blueprint.post(f"{ONE}/acceptation")
@staff_only(ACCOUNTING)
def accept(reference: str):
    """The certificate is good: the line is as good as money."""
    row, form = _load(reference), AcceptForm()
    if not form.validate():
        return _shown(row, form=form)
    done = _("L’attestation est acceptée.")
    return _do(row, "withholding_accepted", {"number": form.number.data}, done, lambda by: withholding.accept(row, form.number.data, form.on.data, by))


@blueprint.post(f"{ONE}/renvoi")
@staff_only(ACCOUNTING)
def send_back(reference: str):
    """Another paper is needed."""
    row, form = _load(reference), ReasonForm(prefix="back-")
    if not form.validate():
        return _shown(row, back_form=form)
    done = _("Le client est prié d’envoyer la bonne attestation.")
    return _do(row, "withholding_sent_back", {"reason": form.reason.data}, done, lambda _by: withholding.send_back(row, form.reason.data))


@blueprint.post(f"{ONE}/refus")
@staff_only(ACCOUNTING)
def refuse(reference: str):
    """The sum is owed again."""
    row, form = _load(reference), ReasonForm(prefix="refuse-")
    if not form.validate():
        return _shown(row, refuse_form=form)
    done = _("La retenue est refusée : la somme est de nouveau due.")
    return _do(row, "withholding_refused", {"reason": form.reason.data}, done, lambda by: withholding.refuse(row, form.reason.data, by))


def _do(row: Withholding, act: str, after: dict, done: str, decide):
    """Decide and log it together, or say that somebody was faster."""
    try:
        with transaction():
            decide(current_member().name)
            audit.record(act, f"withholding:{row.reference}", {"state": row.state}, after)
        flash(done, "success")
    except withholding.NotPending:
        flash(_("Un collègue ou le client a réglé cela entre-temps : voici où on en est."), "warning")
    return see_other(url_for(".one", reference=row.reference))


def _shown(row: Withholding, **forms):
    fresh = {"form": AcceptForm(formdata=None), "back_form": ReasonForm(formdata=None, prefix="back-"), "refuse_form": ReasonForm(formdata=None, prefix="refuse-")}
    return page(
        "staff/withholding.html",
        status=422 if forms else 200,
        wrong=next(iter(forms.values()), None),
        row=row,
        badge_of=_badge,
        papers=withholding.papers(row),
        sums=ledger.account(row.invoice),
        pending=row.state in rules.PROMISED,
        words=words,
        **(fresh | forms),
    )


def _load(reference: str) -> Withholding:
    query = Withholding.select(Withholding, Organisation, Invoice).join(Organisation).switch(Withholding).join(Invoice)
    return query.where(Withholding.reference == reference).first() or abort(404)
