"""What waits for the staff: each provider counts one kind of thing, by an index.

Add a line to PROVIDERS: the roles it concerns, and a function that gives a Todo.
"""

from __future__ import annotations

from typing import NamedTuple

import peewee
from flask import url_for
from flask_babel import gettext as _

from phoenix.accounts.on_demand import library
from phoenix.team.models import StaffMember
from phoenix.team.rules import ADMIN, TRANSLATOR


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


def texts_to_translate() -> Todo:
    """English that is missing, or that its French left behind."""
    listing = library("phoenix.translating.listing")
    return Todo(_("Textes à traduire"), listing.waiting(listing.counts()), url_for("staff_translations.view"))


PROVIDERS = (((ADMIN,), members_without_password), ((TRANSLATOR,), texts_to_translate))
