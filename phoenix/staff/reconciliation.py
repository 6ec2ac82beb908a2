"""Payments against invoices and against Stripe: what does not agree, and why (issue 5)."""

from __future__ import annotations

from flask import Blueprint, abort, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length

from phoenix.accounts.pages import form_page
from phoenix.books import differences, jobs, reconciling, statements
from phoenix.books.days import days as money_of_days
from phoenix.books.models import EXPLAINED, GONE, OPEN, Finding
from phoenix.books.statements import NotReadable
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.kernel.money import CURRENCIES, Money
from phoenix.outbox.service import enqueue
from phoenix.payments.models import Payment
from phoenix.staff.lists import Badge, Choice, Column, Days, StaffList, listed
from phoenix.team import audit
from phoenix.team.access import current_member, staff_only
from phoenix.team.rules import ACCOUNTING
from phoenix.web.form import Form
from phoenix.web.render import page, see_other
from phoenix.web.uploads import takes_files

blueprint = Blueprint("staff_reconciliation", __name__, url_prefix="/equipe/rapprochement")
ONE = "/<int:finding_id>"
LARGEST = 20_000_000
SHOWN = 62
KINDS = {
    differences.NO_INVOICE: _l("Encaissé sans facture"),
    differences.OVERPAID: _l("Facture payée deux fois ou en trop"),
    differences.UNDERPAID: _l("Facture dite payée, mais pas en entier"),
    differences.NO_NOTE: _l("Remboursé sans avoir"),
    differences.DISPUTE: _l("Contestation en cours"),
    differences.UNKNOWN_TO_US: _l("Chez Stripe, inconnu ici"),
    differences.OTHER_AMOUNT: _l("Autre montant chez Stripe"),
    differences.NOT_AT_STRIPE: _l("Encaissé ici, absent du relevé de Stripe"),
}
STATES = {OPEN: (_l("À expliquer"), "warning"), EXPLAINED: (_l("Expliqué"), "success"), GONE: (_l("Disparu"), "")}
TROUBLES = {
    "columns": _l("Ce fichier n’a pas les colonnes d’un relevé de Stripe. Il manque : %(value)s."),
    "too_long": _l("Ce relevé dépasse 200 000 lignes : prenez une période plus courte."),
    "currency": _l("Ligne %(line)s : la devise « %(value)s » n’est pas des nôtres."),
    "line": _l("Ligne %(line)s : il manque l’identifiant du mouvement."),
    "day": _l("Ligne %(line)s : « %(value)s » n’est pas une date."),
    "sum": _l("Ligne %(line)s : « %(value)s » n’est pas un montant."),
}


def subject_url(row: Finding) -> str | None:
    """The page of the payment or the invoice, where it is one of ours."""
    kind, _colon, name = row.subject.partition(":")
    if kind == "invoice":
        return url_for("staff_invoice.one", number=name)
    payment = Payment.get_or_none(Payment.reference == name) if kind == "payment" else None
    return payment and url_for("staff_payment.one", payment_id=payment.id)


def _name(row: Finding) -> str:
    return row.subject.partition(":")[2]


FINDINGS = StaffList(
    "rapprochement",
    _l("Rapprochement"),
    Finding,
    columns=(
        Column("kind", _l("Écart"), lambda row: KINDS[row.kind], link=lambda row: url_for("staff_reconciliation.one", finding_id=row.id)),
        Column("subject", _l("Pièce"), _name),
        Column("day", _l("Jour"), lambda row: row.day, sort=Finding.day, down=True),
        Column("expected", _l("Attendu"), lambda row: Money(row.expected, row.currency), money=True),
        Column("seen", _l("Constaté"), lambda row: Money(row.seen, row.currency), money=True),
        Column("state", _l("État"), lambda row: Badge(*STATES[row.state])),
    ),
    filters=(
        Choice("state", _l("État"), STATES, Finding.state, start=OPEN),
        Choice("kind", _l("Écart"), KINDS, Finding.kind),
        Choice("currency", _l("Devise"), dict(zip(CURRENCIES, CURRENCIES, strict=True)), Finding.currency),
        Days("day", _l("Jour"), Finding.day),
    ),
    order="-day",
    empty=_l("Tout concorde"),
)


class NoteForm(Form):
    """Why it is so."""

    note = TextAreaField(_l("Explication"), [InputRequired(_l("Dites pourquoi.")), Length(max=2000)])
    version = HiddenField()


class StatementForm(Form):
    """Stripe's statement."""

    statement = FileField(
        _l("Relevé de Stripe (CSV)"),
        [InputRequired(_l("Choisissez le fichier."))],
        description=_l("Dans Stripe : Rapports, « Balance change from activity » ou « Payout reconciliation », lignes détaillées."),
    )


@blueprint.get("")
@staff_only(ACCOUNTING)
def view():
    """What is to explain, the latest first."""
    return listed(FINDINGS, template="staff/reconciliation.html")


@blueprint.post("/examen")
@staff_only(ACCOUNTING)
def look():
    """Look through everything now; the worker does."""
    enqueue(jobs.LOOK, {}, key=f"{jobs.LOOK}:{clock.now().isoformat()}")
    flash(_("L’examen commence ; rechargez cette page dans un instant."), "info")
    return see_other(url_for(".view"))


@blueprint.get("/jours")
@staff_only(ACCOUNTING)
def days():
    """Each day's money, ours beside Stripe's, and the form for a statement."""
    return _days_page(StatementForm(formdata=None))


@blueprint.post("/jours")
@staff_only(ACCOUNTING)
@takes_files(LARGEST)
def receive():
    """Read a statement of Stripe, and look through everything again."""
    form = StatementForm()
    if not form.validate():
        return _days_page(form)
    try:
        with transaction():
            read = statements.receive(form.statement.data.stream.read().decode("utf-8"))
            enqueue(jobs.LOOK, {}, key=f"{jobs.LOOK}:{clock.now().isoformat()}")
            audit.record("statement_imported", "books:stripe", None, read._asdict())
    except UnicodeDecodeError:
        form.statement.errors = [_("Ce fichier n’est pas un texte en UTF-8.")]
        return _days_page(form)
    except NotReadable as trouble:
        form.statement.errors = [str(TROUBLES[trouble.what]) % {"line": trouble.line, "value": trouble.value}]
        return _days_page(form)
    flash(_("Relevé lu. Lignes nouvelles : %(added)s ; déjà connues : %(known)s.", **read._asdict()), "success")
    return see_other(url_for(".days"))


def _days_page(form: StatementForm):
    return form_page("staff/reconciliation_days.html", form, found=money_of_days(clock.now().date(), SHOWN), Money=Money)


@blueprint.get(ONE)
@staff_only(ACCOUNTING)
def one(finding_id: int):
    """One difference, and what was said of it."""
    return _page(_load(finding_id), None)


@blueprint.post(f"{ONE}/explication")
@staff_only(ACCOUNTING)
def explain(finding_id: int):
    """Say why it is so."""
    row, form = _load(finding_id), NoteForm()
    if not form.validate():
        return _page(row, form, 422)
    return _settle(row, form, "finding_explained", lambda version: reconciling.explain(row.id, version, form.note.data.strip(), current_member().name))


@blueprint.post(f"{ONE}/reouverture")
@staff_only(ACCOUNTING)
def reopen(finding_id: int):
    """The explanation does not hold."""
    row, form = _load(finding_id), NoteForm()
    return _settle(row, form, "finding_reopened", lambda version: reconciling.reopen(row.id, version, current_member().name))


def _settle(row: Finding, form: NoteForm, act: str, function):
    version = form.version.data or ""
    try:
        with transaction():
            after = function(int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0)
            audit.record(act, f"finding:{row.key}", {"state": row.state, "note": row.note}, {"state": after.state, "note": after.note})
    except reconciling.Changed:
        row = _load(row.id)
        form.form_errors.append(_("Cet écart a changé entre-temps : relisez-le. Rien n’a été enregistré."))
        form.version.raw_data, form.version.data = None, row.version
        return _page(row, form, 409)
    flash(_("C’est noté."), "success")
    return see_other(url_for(".one", finding_id=row.id))


def _page(row: Finding, form: NoteForm | None, status: int = 200):
    form = form or NoteForm(formdata=None, version=row.version)
    amounts = {"expected": Money(row.expected, row.currency), "seen": Money(row.seen, row.currency)}
    return page(
        "staff/finding.html", status=status, finding=row, form=form, kinds=KINDS, states=STATES, name=_name(row), there=subject_url(row), **amounts
    )


def _load(finding_id: int) -> Finding:
    return Finding.get_or_none(Finding.id == finding_id) or abort(404)
