"""What waits for the staff: each provider counts one kind of thing, by an index.

Add a line to PROVIDERS: the roles it concerns, and a function that gives a Todo.
"""

from __future__ import annotations

from typing import NamedTuple

import peewee
from flask import url_for
from flask_babel import gettext as _

from phoenix.kernel import clock
from phoenix.standing import reading
from phoenix.team.models import StaffMember
from phoenix.team.rules import ACCOUNTING, ADMIN, SALES, SUPPORT


class Todo(NamedTuple):
    """How many of one kind wait, the page where they are, and the oldest's due date if there is one."""

    label: str
    count: int
    url: str
    oldest: object = None


def members_without_password() -> Todo:
    """Links given to new members and not followed."""
    waiting = StaffMember.select(peewee.fn.COUNT(StaffMember.id), peewee.fn.MIN(StaffMember.created_at)).where(
        StaffMember.password_hash.is_null(), StaffMember.disabled_at.is_null()
    )
    count, since = waiting.tuples().get()
    since = StaffMember.created_at.python_value(since)
    return Todo(_("Membres de l’équipe sans mot de passe"), count, url_for("staff_members.view"), since and since.date())


def closures_asked() -> Todo:
    """Customers who asked for their closure."""
    count, since = reading.count_closures()
    return Todo(_("Clôtures à confirmer"), count, url_for("staff_closures.view"), since and since.date())


def notices_unreceived() -> Todo:
    """Notices whose receipt nobody has confirmed."""
    count, since = reading.count_unreceived()
    return Todo(_("Mises en demeure dont la réception est à constater"), count, url_for("staff_notices.view"), since)


def notices_ripe() -> Todo:
    """Notices that had their five days without effect."""
    count, since = reading.count_ripe(clock.today("Europe/Paris"))
    return Todo(_("Mises en demeure restées sans effet"), count, url_for("staff_notices.view"), since)


def confirmations_late() -> Todo:
    """Data that were not confirmed in time."""
    count, since = reading.count_late(clock.today("Europe/Paris"))
    return Todo(_("Données non confirmées à temps"), count, url_for("staff_confirmations.view"), since)


PROVIDERS = (
    ((SUPPORT,), closures_asked),
    ((SUPPORT, ACCOUNTING), notices_ripe),
    ((SUPPORT, ACCOUNTING), notices_unreceived),
    ((SALES, SUPPORT, ACCOUNTING), confirmations_late),
    ((ADMIN,), members_without_password),
)
