"""Ending a contract without signing in: number and address, a mailed link, one confirmation (L215-1-1; clause 15d).

The worker looks whether number and address belong together, so that the answer tells nothing (clause 14b).
"""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from phoenix.accounts import guarding, links
from phoenix.accounts.links import END_CONTRACT, DeadLink
from phoenix.accounts.models import Person
from phoenix.accounts.service import contact
from phoenix.accounts.session import Visit
from phoenix.config import settings
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.kernel.values import frozen
from phoenix.outbox.service import enqueue
from phoenix.subscriptions import cases, changing, mails, rules
from phoenix.subscriptions.cases import Case
from phoenix.subscriptions.changing import Actor
from phoenix.subscriptions.endings import Due, dues_of
from phoenix.subscriptions.models import ACTIVE, Subscription, SubscriptionEvent

LETTER = "subscriptions.end_letter"
NON_PROFESSIONAL = "non_professional"


@frozen
class Ending:
    """A contract that a mailed link may end: what its page tells."""

    case: Case
    person: Person | None
    dues: list[Due]
    asked_at: datetime | None

    @property
    def state(self) -> str:
        """ "ask", "done", "too_late" for the term under way, or "ended"."""
        row = self.case.row
        if not row.active:
            return "ended"
        if row.renewal == rules.STOP:
            return "done"
        in_time = rules.may_choose(row.commitment, row.term_end, clock.today(row.timezone))
        return "ask" if in_time else "too_late"

    @property
    def last_day(self) -> date:
        """The last day of service."""
        return (self.case.row.ended_on or self.case.row.term_end) - timedelta(days=1)

    @property
    def last_day_to_choose(self) -> date:
        """Until when it could be asked for this term."""
        return rules.last_day_to_choose(self.case.row.commitment, self.case.row.term_end)

    @property
    def seats(self) -> int:
        """How many are held."""
        return sum(lot.quantity for lot in self.case.lots)


def ask(number: str, email: str, visit: Visit) -> None:
    """Owe a look whether this pair has a contract; TooMany when asked too often."""
    guarding.ask_for_mail(email, visit)
    nonce = secrets.token_hex(8)
    with transaction():
        enqueue(LETTER, {"number": number, "email": email, "nonce": nonce}, key=f"{LETTER}:{nonce}")


def letter(payload: dict) -> None:
    """Outbox handler: mail the link if number and address belong together; else nothing."""
    row = Subscription.get_or_none(Subscription.number == payload["number"], Subscription.state == ACTIVE)
    found = _addressee(row, payload["email"].strip().lower()) if row else None
    if found is None:
        return
    person, address = found
    (case,) = cases.load([row.id])
    token = link(case, person) if case.organisation.kind == NON_PROFESSIONAL else None
    mails.end_link(case, person, address, token, f"subscriptions.end_link:{row.number}:{payload['nonce']}")


def _addressee(row: Subscription, email: str) -> tuple[Person, str] | None:
    """The representative who has this address, or the first one when it is the address of invoices."""
    mine = Person.select().where(Person.organisation == row.organisation_id, Person.email_key == email)
    if person := mine.first():
        return person, person.email
    billing = row.organisation.billing_email or ""
    person = contact(row.organisation) if email and billing.lower() == email else None
    return (person, billing) if person else None


def link(case: Case, person: Person) -> str:
    """A link's token: for this term, and for as long as nobody has chosen anew."""
    payload = {
        "subscription": case.row.id,
        "term": case.row.term_number,
        "choice": _last_choice(case.row)[0],
        "person": person.id,
    }
    return links.sign(settings().secret_key, END_CONTRACT, payload)


def read(token: str) -> Ending:
    """The contract of a link; DeadLink when forged, too old, of an earlier term or choice."""
    payload = links.read(settings().secret_key, END_CONTRACT, token)
    loaded = cases.load([payload["subscription"]])
    if not loaded:
        raise DeadLink()
    row = loaded[0].row
    choice, asked_at = _last_choice(row)
    stale = (payload["term"], payload["choice"]) != (row.term_number, choice)
    if stale and row.active and row.renewal != rules.STOP:
        raise DeadLink()
    person = Person.get_or_none(Person.id == payload["person"], Person.organisation == row.organisation_id)
    return Ending(loaded[0], person, dues_of(loaded[0]) if row.active else [], asked_at)


def confirm(ending: Ending, visit: Visit, language: str) -> Subscription:
    """The contract stops at the end of its term; a written trace is owed. NotAllowed when too late."""
    actor = Actor(ending.person, language, visit.address, visit.user_agent)
    return changing.choose(ending.case.row, rules.STOP, actor)


def _last_choice(row: Subscription) -> tuple[int, datetime | None]:
    """The event of the latest choice, and when it was; (0, None) before any."""
    query = SubscriptionEvent.select().where(
        SubscriptionEvent.subscription == row, SubscriptionEvent.kind << (rules.STOP, rules.RENEW)
    )
    latest = query.order_by(SubscriptionEvent.id.desc()).first()
    return (latest.id, latest.at) if latest else (0, None)
