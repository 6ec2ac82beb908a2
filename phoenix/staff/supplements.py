"""Supplementary quotes of an order: begun by staff, and what to do when no answer came (clause 5d)."""

from __future__ import annotations

import secrets

from flask import Blueprint, abort, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from phoenix.contracts import supplements, undoing
from phoenix.contracts.models import UNANSWERED, SupplementaryQuote
from phoenix.orders.cancelling import NotCancellable
from phoenix.orders.models import PAID, Order
from phoenix.staff import supplement_words
from phoenix.staff.order import load
from phoenix.team.access import current_member, staff_only
from phoenix.team.rules import ACCOUNTING, SALES, SUPPORT
from phoenix.web.form import Form
from phoenix.web.render import page, see_other

blueprint = Blueprint("staff_supplements", __name__, url_prefix="/equipe/commandes")
ONE = "/<number>/devis-complementaire"


class WhyForm(Form):
    """Why; with the form's key."""

    reason = TextAreaField(
        _l("Motif"),
        [DataRequired(_l("Indiquez le motif.")), Length(max=2000, message=_l("2 000 caractères au plus."))],
        filters=[lambda value: value.strip() if value else value],
        render_kw={"rows": 4, "maxlength": 2000},
    )
    key = HiddenField(validators=[InputRequired(), Length(max=60)], default=lambda: secrets.token_urlsafe(12))


@blueprint.get("/devis-complementaires")
@staff_only(SALES, SUPPORT, ACCOUNTING)
def view():
    """Those that nobody answered in time, the oldest first."""
    return page("staff/supplements.html", rows=supplements.unanswered())


@blueprint.get(ONE)
@staff_only(SALES, SUPPORT, ACCOUNTING)
def one(number: str):
    """What would go back if the customer refuses, and what can be done now."""
    return _shown(load(number))


@blueprint.post(ONE)
@staff_only(SALES, SUPPORT)
def ask(number: str):
    """Begin one; its lines are priced on its own page."""
    order, form = load(number), WhyForm()
    if not form.validate():
        return _shown(order, form=form)
    try:
        row = supplements.ask(order, form.reason.data, current_member().name, form.key.data)
    except supplements.OneIsOpen:
        flash(_("Un devis complémentaire de cette commande attend déjà une réponse."), "warning")
    except supplements.NobodyToAsk:
        flash(_("Le compte de ce client est clos : personne ne peut plus accepter ni refuser."), "error")
    except NotCancellable:
        flash(_("Cette commande n’est pas en cours."), "warning")
    else:
        return see_other(f"/equipe/devis/{row.quote_number}")
    return see_other(url_for(".one", number=number))


@blueprint.post(f"{ONE}/<int:row_id>/annulation")
@staff_only(ACCOUNTING)
def give_up(number: str, row_id: int):
    """No answer came: the order ends, and all that was paid goes back."""
    order, form = load(number), WhyForm(prefix="end-")
    if not form.validate():
        return _shown(order, end_form=form)
    return _decide(order, row_id, lambda row: supplements.give_up(row, form.reason.data, current_member().name), _("La commande est annulée. Tout ce qui a été payé est rendu."))


@blueprint.post(f"{ONE}/<int:row_id>/poursuite")
@staff_only(SALES, SUPPORT)
def carry_on(number: str, row_id: int):
    """No answer came: the order goes on as it is."""
    order, form = load(number), WhyForm(prefix="go-")
    if not form.validate():
        return _shown(order, go_form=form)
    return _decide(order, row_id, lambda row: supplements.carry_on(row, form.reason.data, current_member().name), _("La commande se poursuit à son prix."))


def _decide(order: Order, row_id: int, act, done: str):
    row = SupplementaryQuote.get_or_none(SupplementaryQuote.id == row_id, SupplementaryQuote.order == order) or abort(404)
    try:
        act(row)
    except (supplements.NotUnanswered, NotCancellable):
        flash(_("Un collègue ou le client a réglé cela entre-temps : voici où on en est."), "warning")
    else:
        flash(done, "success")
    return see_other(url_for(".one", number=order.number))


def _shown(order: Order, **forms):
    """The page of an order's supplementary quotes, with the form that came back with errors."""
    fresh = {"form": WhyForm(formdata=None), "end_form": WhyForm(formdata=None, prefix="end-"), "go_form": WhyForm(formdata=None, prefix="go-")}
    rows = supplements.of(order)
    return page(
        "staff/supplement.html",
        status=422 if forms else 200,
        wrong=next(iter(forms.values()), None),
        order=order,
        rows=rows,
        standing=next((row for row in rows if row.open_of), None),
        unanswered=UNANSWERED,
        under_way=order.state == PAID,
        to_give_back=undoing.to_give_back(order),
        words=supplement_words,
        **(fresh | forms),
    )
