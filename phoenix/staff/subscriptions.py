"""One subscription as the staff see it: terms, lots, invoices, notices, events, what is to do at the publisher."""

from __future__ import annotations

from flask import Blueprint, abort, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired

from phoenix.accounts.fields import text
from phoenix.accounts.pages import form_page
from phoenix.staff import subscription_words as words
from phoenix.subscriptions import cases, reading, staff_reading, transferring, vendor
from phoenix.subscriptions.changing import NotAllowed
from phoenix.subscriptions.models import Subscription
from phoenix.team.access import staff_only
from phoenix.team.rules import ACCOUNTING, SALES, SUPPORT
from phoenix.web.form import Day, Form
from phoenix.web.render import see_other

blueprint = Blueprint("staff_subscriptions", __name__, url_prefix="/equipe/abonnements")


class TransferForm(Form):
    """To whom an open-ended subscription moves, and when."""

    partner = text(_l("Nouveau partenaire"), _l("Indiquez à quel partenaire l’abonnement est transféré."), most=200)
    on = Day(_l("Jour du transfert"), [DataRequired(_l("Indiquez le jour du transfert."))])


@blueprint.get("/<number>")
@staff_only(SALES, SUPPORT, ACCOUNTING)
def one(number: str):
    """All that is known of it, in a constant number of queries."""
    return _shown(_load(number), TransferForm(formdata=None))


@blueprint.post("/<number>/transfert")
@staff_only(SALES, SUPPORT)
def transfer(number: str):
    """It moves to another partner."""
    row, form = _load(number), TransferForm()
    if not form.validate():
        return _shown(row, form)
    try:
        transferring.record(row, form.on.data, form.partner.data)
    except NotAllowed as refused:
        form.on.errors = [words.NOT_TRANSFERRED[refused.why]]
        return _shown(row, form)
    flash(_("Le transfert est enregistré : plus rien n’est facturé à partir de ce jour."), "success")
    return see_other(url_for(".one", number=number))


def _shown(row: Subscription, form: TransferForm):
    case = cases.load([row.id])[0]
    return form_page(
        "staff/subscription.html",
        form,
        sheet=reading.sheet(case, may_bind=True),
        organisation=case.organisation,
        chain=staff_reading.chain(row),
        notices=staff_reading.notices(row),
        tasks=vendor.tasks_of(row),
        words=words,
        subject=transferring.subject_of(row),
    )


def _load(number: str) -> Subscription:
    return Subscription.get_or_none(Subscription.number == number) or abort(404)
