"""What is kept of a closed account's notices, suspensions and closure goes five years after it (clause 3.3a)."""

from __future__ import annotations

from datetime import date

import peewee

from phoenix.accounts.models import Organisation
from phoenix.archive import service as archive
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.terms import months_on
from phoenix.standing.evidence import KIND_OF_SUBJECT, subject_in_archive
from phoenix.standing.models import DONE, Closure, DataConfirmation, FormalNotice, Suspension

KEPT_MONTHS = 60


def old(day: date) -> peewee.ModelSelect:
    """Closures done more than five years ago."""
    return Closure.select(Closure.id).where(Closure.state == DONE, Closure.closed_on < months_on(day, -KEPT_MONTHS))


def purge(ids: list[int], _day: date) -> int:
    """They go with all that led to them, words in the archive included; in the caller's transaction."""
    rows = list(Closure.select(Closure, Organisation).join(Organisation).where(Closure.id << ids))
    mine = [row.organisation_id for row in rows]
    notices = list(FormalNotice.select().where(FormalNotice.organisation << mine))
    for seller in {COUNTRIES[row.organisation.country].seller_code for row in rows}:
        of_seller = [row for row in rows if COUNTRIES[row.organisation.country].seller_code == seller]
        owners = {row.organisation_id for row in of_seller}
        subjects = [subject_in_archive(row.organisation) for row in of_seller]
        subjects += [f"{KIND_OF_SUBJECT}:{row.reference}" for row in notices if row.organisation_id in owners]
        archive.erase(seller, subjects=subjects, reason="five years after the closure")
    for model in (DataConfirmation, Suspension, FormalNotice, Closure):
        model.delete().where(model.organisation << mine).execute()
    return len(rows)
