"""Buyers are asked for a review once, after delivery or some days of use: no reward, no insistence (clause 12a).

A service is asked about two days after its delivery, anything else fourteen days after its payment. Who
refuses offers by e-mail, or had the display of reviews stopped, is not asked.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import peewee

from phoenix.accounts import preferences
from phoenix.accounts.models import Organisation, Person
from phoenix.accounts.uses import PROSPECTING, REVIEWS, is_restricted
from phoenix.care import bought, review_mails, review_rules, reviews
from phoenix.care.review_models import ReviewInvitation
from phoenix.catalogue.models import Plan, Product
from phoenix.database import for_update, transaction
from phoenix.kernel import clock
from phoenix.kernel.events import DeliveryUndone, ServiceDelivered
from phoenix.orders.models import PAID, Order, OrderLine

AFTER_DELIVERY = timedelta(days=2)
ZONE = "Europe/Paris"
BATCH = 200


def after_delivery(event: ServiceDelivered) -> None:
    """Reaction: what was delivered will be asked about, unless it was before; in the caller's transaction."""
    line = OrderLine.select(OrderLine, Order, Plan).join(Order).switch(OrderLine).join(Plan).where(
        OrderLine.id == event.order_line_id
    ).first()
    if line is not None and review_rules.is_invited_by_delivery(line.kind, line.commitment):
        due = clock.today(ZONE) + AFTER_DELIVERY
        _note([_of_line(line, due) | {"delivery_id": event.delivery_id}])


def delivery_undone(event: DeliveryUndone) -> None:
    """Reaction: it was not delivered after all, and is not asked about."""
    waiting = (ReviewInvitation.delivery_id == event.delivery_id) & (ReviewInvitation.state == "due")
    ReviewInvitation.delete().where(waiting).execute()


def daily(day: date | None = None) -> None:
    """The worker's part: ask about all that is due on or before `day`; safe to repeat and to be cut off."""
    day = day or clock.today(ZONE)
    while rows := _unasked(day):
        _note([_of_line(row, day) for row in rows])
    last = 0
    while customers := _customers(day, last):
        for organisation_id in customers:
            _invite(organisation_id, day)
        last = customers[-1]


def _unasked(day: date) -> list[OrderLine]:
    """Lines paid long enough ago, not too long, whose product that customer was not asked about."""
    first, last = day - review_rules.INVITED_LATEST, day - review_rules.INVITED_AFTER
    asked = ReviewInvitation.select(ReviewInvitation.id).where(
        ReviewInvitation.organisation == Order.organisation, ReviewInvitation.product == Plan.product
    )
    query = OrderLine.select(OrderLine, Order, Plan).join(Order).switch(OrderLine).join(Plan)
    return list(
        query.where(
            Order.state == PAID,
            Order.created_at >= _begin(first - review_rules.INVITED_LATEST),  # by an index; paid at most that long after
            Order.paid_at >= _begin(first),
            Order.paid_at < _begin(last + timedelta(days=1)),
            OrderLine.parent_position.is_null(),
            (OrderLine.kind != "service") | (OrderLine.commitment != "one_off"),
            ~peewee.fn.EXISTS(asked),
        )
        .order_by(OrderLine.id)
        .limit(BATCH)
    )


def _of_line(line: OrderLine, due_on: date) -> dict:
    order = line.order
    return {
        "organisation": order.organisation_id,
        "product": line.plan.product_id,
        "order": order.id,
        "person": order.person_id,
        "due_on": due_on,
    }


def _note(rows: list[dict]) -> None:
    with transaction():
        for row in rows:
            ReviewInvitation.insert(**row).on_conflict_ignore().execute()


def _customers(day: date, after: int) -> list[int]:
    due = (ReviewInvitation.state == "due") & (ReviewInvitation.due_on <= day)
    query = ReviewInvitation.select(ReviewInvitation.organisation).where(due, ReviewInvitation.organisation > after)
    return [each for (each,) in query.distinct().order_by(ReviewInvitation.organisation).limit(BATCH).tuples()]


def _invite(organisation_id: int, day: date) -> None:
    """One mail to each person for all that is due."""
    with transaction():
        due = (ReviewInvitation.state == "due") & (ReviewInvitation.due_on <= day)
        mine = ReviewInvitation.organisation == organisation_id
        rows = list(for_update(ReviewInvitation.select().where(mine, due).order_by(ReviewInvitation.id)))
        asked = _wanted(organisation_id, rows)
        for person_id, some in asked.items():
            person = Person.select(Person, Organisation).join(Organisation).where(Person.id == person_id).get()
            products = list(Product.select().where(Product.id << [row.product_id for row in some]).order_by(Product.position))
            review_mails.invite(person, products, key=f"review-invitation:{some[0].id}")
        sent = [row.id for some in asked.values() for row in some]
        dropped = [row.id for row in rows if row.id not in sent]
        for state, ids in (("sent", sent), ("dropped", dropped)):
            ReviewInvitation.update(state=state, settled_at=clock.now()).where(ReviewInvitation.id << ids).execute()


def _wanted(organisation_id: int, rows: list[ReviewInvitation]) -> dict[int, list[ReviewInvitation]]:
    """Those that may be asked, by person: still bought, not reviewed, and nobody who refuses."""
    kept = bought.of(organisation_id, [row.product_id for row in rows]) if rows else {}
    found: dict[int, list[ReviewInvitation]] = defaultdict(list)
    for row in rows:
        if row.product_id in kept and row.person_id and not reviews.standing(organisation_id, row.product_id):
            found[row.person_id].append(row)
    people = Person.select(Person, Organisation).join(Organisation).where(Person.id << list(found))
    open_to_it = {person.id for person in people if may_ask(person)}
    return {person_id: some for person_id, some in found.items() if person_id in open_to_it}


def may_ask(person: Person) -> bool:
    """Whether somebody lets us write to them about this (clauses 9.3, 10.1)."""
    organisation = person.organisation
    if organisation.closed_at is not None or organisation.suspended_at is not None:
        return False
    stopped = is_restricted(person, REVIEWS) or is_restricted(person, PROSPECTING)
    return not stopped and preferences.allows(person, "email")


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(ZONE))
