"""One payment: attempts, steps, what Stripe said, refunds, disputes; asked about at once (clauses 6.1a-6.1d)."""

from __future__ import annotations

from flask import Blueprint, abort, flash, url_for
from flask_babel import gettext as _

from phoenix.accounts.models import Organisation
from phoenix.gateways.stripe_api import OutcomeUnknown, Refused
from phoenix.kernel.money import Money
from phoenix.payments import history, refunds, rules, sweep
from phoenix.payments.models import Payment
from phoenix.staff import payment_words
from phoenix.team.access import staff_only
from phoenix.team.rules import ACCOUNTING, SALES, SUPPORT
from phoenix.web.render import page, see_other

blueprint = Blueprint("staff_payment", __name__, url_prefix="/equipe/paiements")


@blueprint.get("/<int:payment_id>")
@staff_only(SALES, SUPPORT, ACCOUNTING)
def one(payment_id: int):
    """Everything of one payment."""
    payment = load(payment_id)
    [found] = history.of([payment])
    return page(
        "staff/payment.html",
        payment=payment,
        history=found,
        left=refunds.left(payment),
        refundable=payment.state in refunds.REFUNDABLE,
        to_ask=_to_ask(found),
        disputed=payment.state in (rules.DISPUTED, rules.LOST),
        as_money=Money,
        words=payment_words,
    )


@blueprint.post("/<int:payment_id>/verification")
@staff_only(ACCOUNTING)
def look(payment_id: int):
    """Ask Stripe now what became of it."""
    payment = load(payment_id)
    try:
        asked = sweep.look_now(payment)
    except (OutcomeUnknown, Refused):
        flash(_("Stripe n’a pas répondu. La vérification automatique recommencera d’elle-même."), "warning")
    else:
        state = payment_words.state_of(load(payment_id).state)[0]
        flash(_("Stripe a été interrogé : %(state)s.", state=state) if asked else _("Rien n’attend de réponse de Stripe."), "info")
    return see_other(url_for(".one", payment_id=payment_id))


def told(state: str) -> str:
    """How loudly a refund's state is said."""
    return {"succeeded": "success", "failed": "error"}.get(state, "info")


def _to_ask(found: history.History) -> bool:
    """Whether anything of it is neither final nor waiting on its customer."""
    attempts = any(row.reached in rules.OURS_TO_SETTLE for row in found.attempts)
    unclosed = any(row.reached in rules.FINAL_NO and row.closed_at is None for row in found.attempts)
    return attempts or unclosed or any(row.state in sweep.OPEN_REFUND for row in found.refunds)


def load(payment_id: int) -> Payment:
    """The payment of that number with its customer; 404 otherwise."""
    query = Payment.select(Payment, Organisation).join(Organisation).where(Payment.id == payment_id)
    return query.first() or abort(404)
