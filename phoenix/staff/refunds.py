"""Refunds: asked for, shown with their effect, then made (clause 5d)."""

from __future__ import annotations

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _

from phoenix.invoices.credit_lines import NotOnTheInvoice
from phoenix.invoices.facts import InvoiceFacts
from phoenix.kernel.money import Money
from phoenix.payments import refunding, refunds
from phoenix.payments.models import Payment
from phoenix.payments.refunding import Moved
from phoenix.payments.refunds import NotRefundable, TooMuch
from phoenix.staff import payment_words
from phoenix.staff.payment import load, told
from phoenix.staff.refund_forms import RefundForm, form_of
from phoenix.team.access import current_member, staff_only
from phoenix.team.rules import ACCOUNTING
from phoenix.web.filters import money
from phoenix.web.render import page, see_other

blueprint = Blueprint("staff_refunds", __name__, url_prefix="/equipe/paiements")


@blueprint.get("/<int:payment_id>/remboursement")
@staff_only(ACCOUNTING)
def ask(payment_id: int):
    """The form: a sum or lines, why, who decides."""
    payment = load(payment_id)
    if payment.state not in refunds.REFUNDABLE:
        return _not_refundable(payment)
    return _form(payment, form_of(payment, formdata=None, decided_by=current_member().name))


@blueprint.post("/<int:payment_id>/remboursement")
@staff_only(ACCOUNTING)
def preview(payment_id: int):
    """What it would do: the sum, what is left, the credit note. Nothing is done."""
    payment = load(payment_id)
    form = form_of(payment)
    return _try(payment, form, lambda: _confirmation(payment, form))


@blueprint.post("/<int:payment_id>/remboursements")
@staff_only(ACCOUNTING)
def make(payment_id: int):
    """Make it; the same form again makes nothing more."""
    payment = load(payment_id)
    form = form_of(payment)
    if known := refunding.by_form(payment, form.key.data):
        return _made(payment, known)
    return _try(payment, form, lambda: _made(payment, refunding.refund(payment, form.wish(payment))))


def _try(payment: Payment, form: RefundForm, act):
    """Do it if the form is right and the refund possible; else the form again, nothing lost."""
    if not form.validate():
        return _form(payment, form, 422)
    try:
        return act()
    except NotRefundable:
        return _not_refundable(payment)
    except TooMuch as refused:
        form.amount.errors = [_("Il reste %(left)s à rembourser au plus.", left=money(refused.left))]
        return _form(payment, form, 422)
    except NotOnTheInvoice:
        form.amount.errors = [_("Ces quantités ne sont plus sur la facture : elles ont été remboursées entre-temps.")]
        return _form(payment, form, 422)
    except Moved:
        told_so = _("Un collègue a remboursé une partie de ce paiement entre-temps. Rien n’a été fait : voici l’effet à présent.")
        return _try(payment, form, lambda: _confirmation(payment, form, told_so))


def _confirmation(payment: Payment, form: RefundForm, moved: str = ""):
    """The effect, and the form again as hidden fields, with what is left as it was seen."""
    effect = refunding.effect(payment, form.wish(payment))
    form.left_seen.raw_data, form.left_seen.data = None, refunds.left(payment).minor
    status = 409 if moved else 200
    return page("staff/refund_confirm.html", status=status, payment=payment, form=form, effect=effect, moved=moved, as_money=Money, words=payment_words)


def _form(payment: Payment, form: RefundForm, status: int = 200):
    facts = InvoiceFacts.from_json(payment.invoice.facts) if payment.invoice_id else None
    context = {"form": form, "left": refunds.left(payment), "facts": facts, "as_money": Money, "words": payment_words}
    return page("staff/refund.html", status=status, payment=payment, **context)


def _made(payment: Payment, row):
    flash(_("Remboursement : %(state)s.", state=payment_words.refund_state(row.state)[0]), told(row.state))
    return see_other(url_for("staff_payment.one", payment_id=payment.id))


def _not_refundable(payment: Payment):
    flash(_("Ce paiement ne peut pas être remboursé dans l’état où il est."), "error")
    return see_other(url_for("staff_payment.one", payment_id=payment.id))
