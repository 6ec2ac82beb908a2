"""The published rules of reviews on plain values: who, when, for what reasons, how long (clauses 12a-12d).

What they say to customers is legal/texts/avis-clients: a rule changes there first.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from phoenix.kernel.money import half_up
from phoenix.kernel.terms import months_on

SUBMITTED, PUBLISHED, REFUSED, WITHDRAWN = "submitted", "published", "refused", "withdrawn"
STATES = (SUBMITTED, PUBLISHED, REFUSED, WITHDRAWN)
GROUNDS = ("not_bought", "abuse", "personal", "advertising", "empty")
RATINGS = (5, 4, 3, 2, 1)
DECIDED_WITHIN = timedelta(days=7)
SHOWN_MONTHS = 60
UNSHOWN_MONTHS = 12
INVITED_AFTER = timedelta(days=14)
INVITED_LATEST = timedelta(days=60)  # an older purchase is not asked about any more
ORGANISATION, INITIALS = "organisation", "initials"


class NotAllowed(Exception):
    """What is asked cannot follow the state that the review is in."""


class SamePerson(NotAllowed):
    """Who refused a review does not decide when that is contested: somebody else reads it."""


class WrongDay(Exception):
    """The experience would have been before the purchase (`early`), or would still have to come."""

    def __init__(self, early: bool):
        super().__init__(early)
        self.early = early


class Tally(NamedTuple):
    """How many reviews gave each rating."""

    counts: Mapping[int, int]

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.counts.values())

    @property
    def tenths(self) -> int:
        """The mean in tenths, rounded half up: 43 is 4.3; 0 without any."""
        return half_up(sum(rating * count for rating, count in self.counts.items()) * 10, self.total) if self.total else 0

    def distribution(self) -> list[tuple[int, int, int]]:
        """(rating, count, its part in percent), the best first."""
        total = self.total or 1
        return [(each, self.counts.get(each, 0), half_up(self.counts.get(each, 0) * 100, total)) for each in RATINGS]


def due_on(received_on: date) -> date:
    """The last day to decide: the seventh after receipt, whatever day of the week."""
    return received_on + DECIDED_WITHIN


def expires_on(published_on: date) -> date:
    """The first day on which it is no longer shown: five years after publication (clause 12d)."""
    return months_on(published_on, SHOWN_MONTHS)


def check_day(day: date, bought_on: date, today: date) -> None:
    """WrongDay for an experience before the purchase or after today."""
    if day > today:
        raise WrongDay(early=False)
    if day < bought_on:
        raise WrongDay(early=True)


def check_decision(state: str, refused_by: int | None, member: int) -> None:
    """A decision is owed, and not by who refused before."""
    if state != SUBMITTED:
        raise NotAllowed(state)
    if refused_by == member:
        raise SamePerson(member)


def check_contest(state: str, contested: bool) -> None:
    """What was refused or withdrawn can be contested, once."""
    if state not in (REFUSED, WITHDRAWN) or contested:
        raise NotAllowed(state)


def check_published(state: str) -> None:
    """Only what is shown is answered, reported, withdrawn."""
    if state != PUBLISHED:
        raise NotAllowed(state)


def is_invited_by_delivery(kind: str, commitment: str) -> bool:
    """Whether the invitation waits for the delivery, not for days to pass."""
    return kind == "service" and commitment in ("one_off", "included")


def initials(first_name: str, last_name: str) -> str:
    """`C. V.`: all that is shown of a name; a dash for one without letters."""
    letters = [name.strip()[0].upper() for name in (first_name, last_name) if name.strip()]
    return " ".join(f"{letter}." for letter in letters) or "–"
