"""What waits for the staff: each provider counts one kind of thing, by an index.

Add a line to PROVIDERS: the roles it concerns, and a function that gives a Todo.
"""

from __future__ import annotations

from typing import NamedTuple

import peewee
from flask import url_for
from flask_babel import gettext as _

from phoenix.team.models import StaffMember
from phoenix.privacy.models import OPEN, DataRequest
from phoenix.team.rules import ADMIN, SUPPORT


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


def data_requests() -> Todo:
    """Requests about personal data that wait for an answer: the one with the least time left counts (clause 9.3)."""
    waiting = DataRequest.select(peewee.fn.COUNT(DataRequest.id), peewee.fn.MIN(DataRequest.due_on)).where(
        DataRequest.state == OPEN
    )
    count, first = waiting.tuples().get()
    return Todo(_("Demandes sur les données, à répondre"), count, url_for("staff_data.view"), DataRequest.due_on.python_value(first))


PROVIDERS = (((ADMIN,), members_without_password), ((SUPPORT,), data_requests))
