"""A refund that Stripe finally refused: asked for once more, or booked once it left by transfer (clause 5d)."""

from __future__ import annotations

from flask import Blueprint, abort, flash, url_for
from flask_babel import gettext as _

from phoenix.kernel.money import Money
from phoenix.payments import history, refunding
from phoenix.payments.models import Refund
from phoenix.payments.refunds import NotRefundable, TooMuch
from phoenix.staff import payment_words
from phoenix.staff.payment import load, told
from phoenix.staff.refund_forms import DecidedForm, DropForm, TransferForm
from phoenix.team.access import current_member, staff_only
from phoenix.team.rules import ACCOUNTING, SALES, SUPPORT
from phoenix.web.render import page, see_other

blueprint = Blueprint("staff_refused_refunds", __name__, url_prefix="/equipe/paiements")
AGAIN, TRANSFER, DROP = "again-", "transfer-", "drop-"


@blueprint.get("/remboursements-refuses")
@staff_only(SALES, SUPPORT, ACCOUNTING)
def view():
    """Those that wait for somebody, the oldest first."""
    return page("staff/refused_refunds.html", rows=refunding.refused_first(), as_money=Money)


@blueprint.get("/<int:payment_id>/remboursements/<int:refund_id>")
@staff_only(ACCOUNTING)
def one(payment_id: int, refund_id: int):
    """Why it was refused, and what may be done."""
    return _shown(_load(payment_id, refund_id))


@blueprint.post("/<int:payment_id>/remboursements/<int:refund_id>/nouvel-essai")
@staff_only(ACCOUNTING)
def retry(payment_id: int, refund_id: int):
    """Ask Stripe once more."""
    row, form = _load(payment_id, refund_id), DecidedForm(prefix=AGAIN)
    return _do(row, form, lambda: refunding.retry(row, form.decided_by.data))


@blueprint.post("/<int:payment_id>/remboursements/<int:refund_id>/virement")
@staff_only(ACCOUNTING)
def by_transfer(payment_id: int, refund_id: int):
    """Book the bank transfer that took its place."""
    row, form = _load(payment_id, refund_id), TransferForm(prefix=TRANSFER)
    return _do(row, form, lambda: refunding.given_otherwise(row, form.decided_by.data, form.how.data))


@blueprint.post("/<int:payment_id>/remboursements/<int:refund_id>/abandon")
@staff_only(ACCOUNTING)
def drop(payment_id: int, refund_id: int):
    """Nothing is given back after all."""
    row, form = _load(payment_id, refund_id), DropForm(prefix=DROP)
    if not form.validate():
        return _shown(row, form)
    try:
        refunding.drop(row, form.decided_by.data, form.why.data)
    except refunding.NotRefused:
        flash(_("Un collègue s’en est occupé entre-temps : voici où on en est."), "warning")
    else:
        flash(_("Le remboursement est abandonné."), "success")
    return see_other(url_for("staff_payment.one", payment_id=row.payment_id))


def _do(row: Refund, form, act):
    """Do it and say what came of it, or why it is not done."""
    if not form.validate():
        return _shown(row, form)
    try:
        again = act()
    except refunding.NotRefused:
        flash(_("Un collègue s’en est occupé entre-temps : voici où on en est."), "warning")
    except NotRefundable:
        flash(_("Ce paiement ne peut pas être remboursé : la banque l’a repris ou l’examine."), "error")
    except TooMuch:
        flash(_("Il ne reste pas assez à rembourser : d’autres remboursements ont été faits entre-temps."), "error")
    else:
        flash(_("Remboursement : %(state)s.", state=payment_words.refund_state(again.state)[0]), told(again.state))
    return see_other(url_for("staff_payment.one", payment_id=row.payment_id))


def _shown(row: Refund, wrong=None):
    if refunding.is_settled(row):
        return see_other(url_for("staff_payment.one", payment_id=row.payment_id))
    name = current_member().name
    forms = {
        AGAIN: DecidedForm(formdata=None, prefix=AGAIN, decided_by=name),
        TRANSFER: TransferForm(formdata=None, prefix=TRANSFER, decided_by=name),
        DROP: DropForm(formdata=None, prefix=DROP, decided_by=name),
    }
    if wrong is not None:
        forms[wrong._prefix] = wrong
    [found] = history.of([row.payment])
    steps = [event for event in found.events if event.refund_id == row.id]
    context = {"again_form": forms[AGAIN], "transfer_form": forms[TRANSFER], "drop_form": forms[DROP], "wrong": wrong, "steps": steps, "history": found}
    return page("staff/refused_refund.html", status=422 if wrong else 200, refund=row, payment=row.payment, as_money=Money, words=payment_words, **context)


def _load(payment_id: int, refund_id: int) -> Refund:
    row = Refund.get_or_none(Refund.id == refund_id, Refund.payment == load(payment_id))
    return row or abort(404)
