"""All subscriptions, for the staff (issue: lists with filters, sorting, CSV)."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask_babel import lazy_gettext as _l

from phoenix.accounts.models import Organisation
from phoenix.care.words import COUNTRY_NAMES
from phoenix.catalogue.wording import COMMITMENTS
from phoenix.kernel.money import Money
from phoenix.staff.lists import Badge, Choice, Column, Days, StaffList, customer, listed
from phoenix.subscriptions import rules, words
from phoenix.subscriptions.listing import lots_of, seats_of
from phoenix.subscriptions.models import ACTIVE, ENDED, Subscription, Term
from phoenix.team.access import staff_only
from phoenix.team.rules import ACCOUNTING, SALES, SUPPORT

blueprint = Blueprint("staff_subscription_list", __name__, url_prefix="/equipe/abonnements")
STATES = {ACTIVE: _l("En cours"), ENDED: _l("Terminé")}
RENEWALS = {rules.RENEW: _l("Se renouvelle"), rules.STOP: _l("S’arrête à son terme")}


def _load(ids: list[int]) -> list[Subscription]:
    """With their customers, seats and the price of the term under way; two queries."""
    rows = list(
        Subscription.select(Subscription, Organisation, Term)
        .join(Organisation)
        .join_from(Subscription, Term, on=(Term.subscription == Subscription.id), attr="running")
        .where(Subscription.id << ids, Term.number == Subscription.term_number)
    )
    lots = lots_of(ids)
    for row in rows:
        row.seats = seats_of(row, lots.get(row.id, []))
    return rows


def _each_period(row: Subscription) -> Money:
    return Money(row.running.unit_price * row.seats, row.currency)


SUBSCRIPTIONS = StaffList(
    "abonnements",
    _l("Abonnements"),
    Subscription,
    columns=(
        Column("number", _l("Numéro"), lambda row: row.number, link=lambda row: url_for("staff_subscriptions.one", number=row.number), sort=Subscription.number),
        Column("name", _l("Offre"), lambda row: row.name, hint=lambda row: COMMITMENTS[row.commitment]),
        Column("customer", _l("Client"), lambda row: row.organisation.name, hint=lambda row: row.organisation.reference),
        Column("seats", _l("Unités"), lambda row: row.seats),
        Column("state", _l("État"), lambda row: Badge(*words.state(row))),
        Column("since", _l("Commencé le"), lambda row: row.anchor, sort=Subscription.anchor, down=True),
        Column("end", _l("Terme"), lambda row: row.ended_on or row.term_end, sort=Subscription.term_end, always=True),
        Column("due", _l("Prochaine facture"), lambda row: row.next_due_on, sort=Subscription.next_due_on),
        Column("amount", _l("Par période HT"), _each_period, money=True),
    ),
    filters=(
        Choice("state", _l("État"), STATES, Subscription.state, start=ACTIVE),
        Choice("renewal", _l("Ensuite"), RENEWALS, Subscription.renewal),
        Choice("country", _l("Pays"), COUNTRY_NAMES, Subscription.country),
        customer(Subscription.organisation),
        Days("day", _l("Commencé"), Subscription.anchor),
    ),
    order="-since",
    load=_load,
    empty=_l("Aucun abonnement"),
)


@blueprint.get("")
@staff_only(SALES, SUPPORT, ACCOUNTING)
def view():
    """Subscriptions that run, the latest first."""
    return listed(SUBSCRIPTIONS)
