"""One order with everything that came of it, and its evidence (clauses 2e, 4.1f, 4.3, 13b)."""

from __future__ import annotations

from flask import Blueprint, abort, send_file
from flask_babel import gettext as _

from phoenix.accounts.models import Organisation, Person
from phoenix.contracts import supplements
from phoenix.evidence.order_file import gather
from phoenix.evidence.package import package
from phoenix.gateways import files
from phoenix.kernel.money import Money
from phoenix.legal import service as legal
from phoenix.orders import delivering, service
from phoenix.orders import words as order_words
from phoenix.orders.drafting import rows_of
from phoenix.orders.models import Order
from phoenix.payments import history, invoices_owed
from phoenix.payments import invoice_words as owed_words
from phoenix.payments.liability import paid_for
from phoenix.staff import order_story, payment_words, supplement_words
from phoenix.subscriptions import words as subscription_words
from phoenix.team.access import staff_only
from phoenix.team.rules import ACCOUNTING, SALES, SUPPORT
from phoenix.web import downloads
from phoenix.web.market import current_market
from phoenix.web.render import page

blueprint = Blueprint("staff_order", __name__, url_prefix="/equipe/commandes")


@blueprint.get("/<number>")
@staff_only(SALES, SUPPORT, ACCOUNTING)
def one(number: str):
    """Everything of one order on one screen."""
    order = load(number)
    held, rows = gather(order), rows_of(order)
    priced = [row for row in rows if row.parent_position is None]
    histories = history.of(held.payments)
    payment = next((each for each in held.payments if each.order_id == order.id), None)
    return page(
        "staff/order.html",
        order=order,
        facts=service.facts_of(order),
        summary=service.summary_of(order),
        standing=order_words.standing(order, payment.state if payment else None),
        held=held,
        owed=invoices_owed.owed_of(held.invoices),
        histories=histories,
        acceptances=_accepted(order),
        paid_for=paid_for(order, priced),
        story=order_story.story(held, rows, delivering.history(rows), histories),
        deliveries=_deliveries(rows),
        supplements=supplements.of(order),
        supplement_words=supplement_words,
        as_money=Money,
        payment_words=payment_words,
        owed_words=owed_words,
        subscription_words=subscription_words,
    )


@blueprint.get("/<number>/preuves.zip")
@staff_only(SALES, SUPPORT, ACCOUNTING)
def evidence(number: str):
    """All pieces of an order in one file that can be checked without us (clause 4.3)."""
    order = load(number)
    name = _("preuves-%(number)s.zip", number=order.number)
    return send_file(package(order, current_market().language), "application/zip", as_attachment=True, download_name=name)


@blueprint.get("/<number>/recapitulatif.pdf")
@staff_only(SALES, SUPPORT, ACCOUNTING)
def summary_pdf(number: str):
    """The order summary, as it was made (clause 2d)."""
    order = load(number)
    if not order.summary_sha:
        abort(404)
    return downloads.pdf(files.get(order.summary_sha), f"commande-{order.number}.pdf", order.summary_sha)


def _deliveries(rows) -> list[tuple]:
    """Each line that is delivered once, with the delivery that stands."""
    done = delivering.standing(rows)
    return [(row, done.get(row.id)) for row in delivering.to_deliver(rows)]


def _accepted(order: Order) -> list[tuple]:
    """Each acceptance with its document's title in the page's language."""
    language = current_market().language
    return [(row, legal.title_of(row.version, language)) for row in legal.acceptances_of_order(order.id)]


def load(number: str) -> Order:
    """The order of that number, once it bound, with its customer; 404 otherwise."""
    query = Order.select(Order, Organisation, Person).join(Organisation).switch(Order).left_outer_join(Person)
    return query.where(Order.number == number, Order.confirmed_at.is_null(False)).first() or abort(404)
