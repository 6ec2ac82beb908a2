"""Uses of a person's data that the person can stop: asked by every path that makes one of them (clause 9.3)."""

from __future__ import annotations

from datetime import datetime

import peewee

from phoenix.accounts.models import Person, Restriction
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.kernel.events import UsesChanged, emit
from phoenix.web.models import bump_stamp

PROSPECTING = "prospecting"  # offers by e-mail, SMS and telephone
PROFILING = "profiling"  # what browsing and reactions to e-mails tell
PARTNERS = "partners"  # passing on telephone or e-mail
REVIEWS = "reviews"  # showing what the person published
USES = (PROSPECTING, PROFILING, PARTNERS, REVIEWS)
OBJECTION = "objection"
RESTRICTION = "restriction"


def is_restricted(person: Person | int, use: str) -> bool:
    """Whether this use of the person's data is stopped, by objection or restriction."""
    if use not in USES:
        raise ValueError(use)
    return _in_force().where(Restriction.person == person, Restriction.use == use).exists()


def restricted_ids(use: str) -> peewee.Query:
    """The ids of all persons for whom this use is stopped: a subquery for paths that serve many."""
    return Restriction.select(Restriction.person).where(Restriction.use == use, Restriction.lifted_at.is_null())


def restricted_among(person_ids: list[int], use: str) -> set[int]:
    """Those of these people for whom this use is stopped, in one query."""
    query = restricted_ids(use).where(Restriction.person << person_ids)
    return {person_id for (person_id,) in query.tuples()}


def in_force(person: Person | int) -> list[Restriction]:
    """What is stopped for this person, the oldest first."""
    return list(_in_force().where(Restriction.person == person).order_by(Restriction.id))


def restrict(person: Person | int, uses: list[str], origin: str) -> list[str]:
    """Stop these uses from now on; those that were not stopped before."""
    with transaction():
        known = {row.use for row in in_force(person) if row.origin == origin}
        fresh = [use for use in dict.fromkeys(uses) if use in USES and use not in known]
        for use in fresh:
            Restriction.create(person=person, use=use, origin=origin, since=clock.now())
        if REVIEWS in fresh:
            bump_stamp()  # kept pages show reviews
        if fresh:
            emit(UsesChanged(person.id if isinstance(person, Person) else person))
    return fresh


def lift(person: Person | int, uses: list[str], origin: str, at: datetime | None = None) -> int:
    """Allow these uses again, as far as `origin` stopped them; how many were."""
    mine = (Restriction.person == person) & Restriction.use.in_(uses) & (Restriction.origin == origin)
    with transaction():
        lifted = Restriction.update(lifted_at=at or clock.now()).where(mine, Restriction.lifted_at.is_null()).execute()
        if lifted and REVIEWS in uses:
            bump_stamp()
        if lifted:
            emit(UsesChanged(person.id if isinstance(person, Person) else person))
    return lifted


def _in_force() -> peewee.ModelSelect:
    return Restriction.select().where(Restriction.lifted_at.is_null())
