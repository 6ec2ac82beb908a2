"""Signs of life of an account: when it was last used, and who must be warned that it will go (clause 3.3a)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import peewee

from phoenix.accounts.models import LoginSession, Organisation, Person, SignIn
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.messages.models import Message
from phoenix.orders.models import Order
from phoenix.privacy import erasure, mails, obstacles, rules
from phoenix.privacy.models import DataRequest, Erasure, IdleWarning, LastSign


def remember(seen: Iterable[tuple[int, datetime]]) -> None:
    """Keep the latest of these (organisation, instant) as its last sign; in the caller's transaction.

    Called before the logs that show it are purged.
    """
    latest: dict[int, datetime] = {}
    for organisation_id, at in seen:
        latest[organisation_id] = max(at, latest.get(organisation_id, at))
    for organisation_id, at in latest.items():
        LastSign.insert(organisation=organisation_id, at=at).on_conflict_ignore().execute()
        LastSign.update(at=at).where(LastSign.organisation == organisation_id, LastSign.at < at).execute()


def idle(day: date) -> peewee.ModelSelect:
    """The accounts without any sign for two years: no visit, no order, no contract, no request."""
    since = rules.instant_of(rules.first_kept(day, rules.IDLE_MONTHS))
    alive = (
        LoginSession.select(Person.organisation).join(Person).where(LoginSession.last_seen_at >= since)
        | SignIn.select(Person.organisation).join(Person).where(SignIn.at >= since, SignIn.succeeded)
        | LastSign.select(LastSign.organisation).where(LastSign.at >= since)
        | Order.select(Order.organisation).where(Order.created_at >= since)
        | DataRequest.select(DataRequest.organisation).where(
            DataRequest.organisation.is_null(False), DataRequest.received_at >= since
        )
        | obstacles.contract_since(rules.first_kept(day, rules.IDLE_MONTHS))
    )
    return Organisation.select(Organisation.id).where(
        Organisation.created_at < since,
        Organisation.closed_at.is_null(),
        Organisation.id.not_in(alive),
        Organisation.id.not_in(Erasure.select(Erasure.organisation)),
    )


def _old_enough(day: date) -> peewee.ModelSelect:
    """The accounts that can be idle at all."""
    since = rules.instant_of(rules.first_kept(day, rules.IDLE_MONTHS))
    return Organisation.select(Organisation.id).where(Organisation.created_at < since, Organisation.closed_at.is_null())


def to_warn(day: date) -> peewee.ModelSelect:
    """Idle accounts that have not been warned."""
    old = _old_enough(day)
    if not old.exists():  # a young shop asks no more
        return old
    return idle(day).where(Organisation.id.not_in(IdleWarning.select(IdleWarning.organisation)))


def to_delete(day: date) -> peewee.ModelSelect:
    """Idle accounts whose warning has run for thirty days."""
    warned = IdleWarning.select(IdleWarning.organisation).where(IdleWarning.warned_on < day - rules.IDLE_NOTICE)
    ripe = Organisation.select(Organisation.id).where(Organisation.id << warned)
    return idle(day).where(Organisation.id << warned) if ripe.exists() else ripe


def warn(ids: list[int], day: date) -> int:
    """Tell the people of these accounts, once; how many accounts."""
    query = Person.select(Person, Organisation).join(Organisation)
    for person in query.where(Organisation.id << ids, Organisation.id << to_warn(day)).order_by(Person.id):
        mails.idle(person, person.organisation, day + rules.IDLE_NOTICE)
    for organisation_id in ids:
        IdleWarning.insert(organisation=organisation_id, warned_on=day).on_conflict_ignore().execute()
    return len(ids)


def awake(day: date) -> peewee.ModelSelect:
    """Warnings whose account has shown a sign since."""
    warned = IdleWarning.select(IdleWarning.id)
    return warned.where(IdleWarning.organisation.not_in(idle(day))) if warned.exists() else warned


def delete(ids: list[int], day: date) -> int:
    """Erase these accounts, if they are idle still; how many were."""
    still = list(to_delete(day).where(Organisation.id << ids))
    for row in still:
        erasure.erase(Organisation.get_by_id(row.id), "idle")
    return len(still)


def finish(ids: list[int], _day: date) -> int:
    """Complete the erasures of these records, whose last sums have been settled; how many could be."""
    done = [erasure.finish(row) for row in Erasure.select().where(Erasure.id << ids, Erasure.finished_at.is_null())]
    return sum(1 for row in done if row.finished_at is not None)


def unfinished(_day: date) -> peewee.ModelSelect:
    """Erased accounts of which nothing runs any more and nothing is owed, as far as one query tells."""
    return Erasure.select(Erasure.id).where(
        Erasure.finished_at.is_null(), Erasure.organisation.not_in(obstacles.running())
    )


def late_mails(_day: date) -> peewee.ModelSelect:
    """Mails that left after their account was erased and still show where they went."""
    return (
        Message.select(Message.id)
        .join(Erasure, on=(Message.organisation_id == Erasure.organisation))
        .where(
            Erasure.finished_at.is_null(False),
            Message.sent_at.is_null(False),
            ~(Message.to_address ** f"%@{erasure.NOWHERE}"),
        )
    )


def forget_late_mails(ids: list[int], _day: date) -> int:
    """They lose the address; how many did."""
    rows = Message.select(Message.organisation_id).where(Message.id << ids).distinct().tuples()
    keys = Erasure.select().where(Erasure.organisation << [row for (row,) in rows])
    with transaction():
        return sum(erasure.forget_mails(row.organisation_id, row.key) for row in keys)


def fold_sessions(ids: list[int], _day: date) -> int:
    """Delete old sessions; the last sign that they show stays."""
    seen = LoginSession.select(Person.organisation, LoginSession.last_seen_at).join(Person)
    remember(_aware(seen.where(LoginSession.id << ids)))
    return LoginSession.delete().where(LoginSession.id << ids).execute()


def fold_sign_ins(ids: list[int], _day: date) -> int:
    """Delete old entries of the security log; the last sign that they show stays."""
    seen = SignIn.select(Person.organisation, SignIn.at).join(Person).where(SignIn.id << ids, SignIn.succeeded)
    remember(_aware(seen))
    return SignIn.delete().where(SignIn.id << ids).execute()


def _aware(query) -> list[tuple[int, datetime]]:
    return [(row[0], row[1]) for row in query.tuples()]


def clock_day() -> date:
    """Today where the law counts our days."""
    return clock.local_day(clock.now(), str(rules.LEGAL_ZONE))
