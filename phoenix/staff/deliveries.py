"""Services said to be delivered, and undone (clause 4.1e)."""

from __future__ import annotations

from flask import Blueprint, abort, flash, url_for
from flask_babel import gettext as _

from phoenix.accounts.pages import form_page
from phoenix.orders import delivering, delivery_rules
from phoenix.orders.delivering import Said
from phoenix.orders.drafting import today_of
from phoenix.orders.models import PAID, Order, OrderLine, ServiceDelivery
from phoenix.staff.delivery_forms import DeliveryForm, UndoForm
from phoenix.staff.order import load
from phoenix.team.access import current_member, staff_only
from phoenix.team.rules import SALES, SUPPORT
from phoenix.web.render import see_other

blueprint = Blueprint("staff_deliveries", __name__, url_prefix="/equipe/commandes")


@blueprint.get("/<number>/lignes/<int:position>/livraison")
@staff_only(SALES, SUPPORT)
def ask(number: str, position: int):
    """The form of a delivery; the order's page when there is nothing to deliver any more."""
    order = load(number)
    line = _line(order, position)
    if order.state != PAID or delivering.standing([line]) or not delivering.to_deliver([line]):
        return _back(order)
    form = DeliveryForm(formdata=None, delivered_by=current_member().name, day=today_of(order.country))
    return form_page("staff/delivery.html", form, order=order, line=line)


@blueprint.post("/<number>/lignes/<int:position>/livraison")
@staff_only(SALES, SUPPORT)
def deliver(number: str, position: int):
    """A line was delivered; the customer is told."""
    order, form = load(number), DeliveryForm()
    line = _line(order, position)
    if not form.validate():
        return form_page("staff/delivery.html", form, order=order, line=line)
    said = Said(form.day.data, form.delivered_by.data, form.note.data or "", form.key.data, current_member().name)
    try:
        delivering.deliver(line, said)
    except delivery_rules.WrongDay:
        form.day.errors = [_("Ce jour précède la commande, ou n’est pas encore venu.")]
        return form_page("staff/delivery.html", form, order=order, line=line)
    except delivery_rules.NotDelivered as refused:
        flash(_refusal(refused), "warning")
        return _back(order)
    flash(_("« %(service)s » est livré. Le client en est averti.", service=line.name), "success")
    return _back(order)


@blueprint.get("/<number>/livraisons/<int:delivery_id>/annulation")
@staff_only(SALES, SUPPORT)
def ask_undo(number: str, delivery_id: int):
    """The form that undoes a delivery."""
    order = load(number)
    row = _delivery(order, delivery_id)
    if row.undone_at is not None:
        return _back(order)
    return form_page("staff/delivery_undo.html", UndoForm(formdata=None), order=order, delivery=row)


@blueprint.post("/<number>/livraisons/<int:delivery_id>/annulation")
@staff_only(SALES, SUPPORT)
def undo(number: str, delivery_id: int):
    """It was not delivered; the customer is told why."""
    order, form = load(number), UndoForm()
    row = _delivery(order, delivery_id)
    if not form.validate():
        return form_page("staff/delivery_undo.html", form, order=order, delivery=row)
    try:
        delivering.undo(row, form.why.data, current_member().name)
    except delivery_rules.NotDelivered as refused:
        flash(_refusal(refused), "warning")
    else:
        flash(_("La livraison est annulée. Le client en est averti."), "success")
    return _back(order)


def _line(order: Order, position: int) -> OrderLine:
    return OrderLine.get_or_none(OrderLine.order == order, OrderLine.position == position) or abort(404)


def _delivery(order: Order, delivery_id: int) -> ServiceDelivery:
    query = ServiceDelivery.select(ServiceDelivery, OrderLine).join(OrderLine)
    return query.where(ServiceDelivery.id == delivery_id, OrderLine.order == order).first() or abort(404)


def _refusal(refused: delivery_rules.NotDelivered) -> str:
    """Why it is not recorded."""
    return {
        delivery_rules.Already: lambda: _("Un collègue l’a fait entre-temps : voici où on en est."),
        delivery_rules.OrderNotUnderWay: lambda: _("Cette commande n’est pas payée, ou a été annulée : rien ne peut y être livré."),
        delivery_rules.NothingToDeliver: lambda: _("Cette ligne n’est pas un service à livrer."),
    }[type(refused)]()


def _back(order: Order):
    return see_other(url_for("staff_order.one", number=order.number) + "#deliveries")
