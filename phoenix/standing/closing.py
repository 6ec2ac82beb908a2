"""Closures: asked for by the customer, confirmed by staff, done once (clauses 3.2a, 3.3a, 3.3b, 3.3c)."""

from __future__ import annotations

from datetime import date

import peewee

from phoenix.accounts.models import LoginSession, Organisation, Person
from phoenix.care.models import ContactMessage
from phoenix.database import for_update, transaction
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock, events
from phoenix.kernel.markets import COUNTRIES
from phoenix.orders.models import Order
from phoenix.payments.models import Mandate
from phoenix.standing import mails, rules
from phoenix.standing.evidence import keep, subject_of
from phoenix.standing.models import (
    ASKED,
    CANCELLED,
    DONE,
    Closure,
    DataConfirmation,
    FormalNotice,
    Suspension,
)
from phoenix.subscriptions import endings
from phoenix.subscriptions.models import ACTIVE, Subscription
from phoenix.subscriptions.rules import STOP, is_open_ended
from phoenix.team import audit


def ask(organisation: Organisation, person: Person, reason: str = "") -> Closure:
    """The customer asks, in My Account; asked already, it is the same ask (clause 3.2a)."""
    return _ask(organisation, "account", reason, person=person)


def enter(organisation: Organisation, channel: str, reason: str, message: ContactMessage | None = None) -> Closure:
    """Staff enter an ask that came by "contact" form, "post" or "phone"; AlreadyClosed."""
    with transaction():
        closure = _ask(organisation, channel, reason, message=message)
        audit.record("closure_entered", subject_of(organisation), after={"channel": channel, "reason": reason})
        return closure


def open_of(organisation: Organisation) -> Closure | None:
    """The ask that waits for staff."""
    return Closure.get_or_none(Closure.open_of == organisation.id)


def cancel(organisation: Organisation) -> bool:
    """The customer takes the ask back, as long as staff have not confirmed it; whether there was one."""
    with transaction():
        closure = open_of(organisation)
        if closure is None or not _settle(closure, CANCELLED, ""):
            return False
        Organisation.update(closure_asked_at=None).where(Organisation.id == organisation.id).execute()
        mails.closure_request(closure, "cancelled")
        keep("closure.cancelled", organisation, {"closure": closure.id})
        return True


def confirm(closure: Closure) -> Closure:
    """Staff confirm: sign-in ends, committed dues go on, what stays gets its last day, the rest goes.

    One transaction; again changes nothing. NotOpen when the customer has taken it back.
    """
    with transaction():
        by = audit.record("closure_confirmed", subject_of(closure.organisation), after={"source": closure.source}).by
        if not _settle(closure, DONE, by):
            raise rules.NotOpen()
        return _close(closure)


def decide(organisation: Organisation, source: str, reason: str) -> Closure:
    """Close at once for "breach" or "fraud", whose conditions the caller has checked (clauses 3.2b, 3.2c)."""
    with transaction():
        closure = _ask(organisation, source, reason, tell=False)
        act = audit.record("closure_decided", subject_of(organisation), after={"source": source, "reason": reason})
        if not _settle(closure, DONE, act.by):
            raise rules.NotOpen()
        closure.source, closure.reason = source, reason
        closure.save(only=[Closure.source, Closure.reason])
        return _close(closure)


def what_stays(organisation: Organisation, running: list[Subscription] | None = None) -> list[rules.Kept]:
    """What a closure today would keep and until when, by one query when the `running` subscriptions are given (clause 3.3a)."""
    on = today(organisation)
    if running is None:
        running = list(
            Subscription.select(Subscription.commitment, Subscription.renewal, Subscription.term_end).where(
                Subscription.organisation == organisation.id, Subscription.state == ACTIVE
            )
        )
    last_invoice, orders, mandates = _traces(organisation.id)
    return rules.kept(on, _contract_end(running, on), last_invoice, bool(orders), bool(mandates))


def kept_by(closure: Closure) -> list[rules.Kept]:
    """What a closure keeps: as it was set when it was done, or as it would be today."""
    if closure.state != DONE:
        return what_stays(closure.organisation)
    return [rules.Kept(what, until and date.fromisoformat(until)) for what, until in closure.purges]


def today(organisation: Organisation) -> date:
    """The customer's present day."""
    return clock.today(COUNTRIES[organisation.country].timezone)


def _ask(organisation: Organisation, source: str, reason: str, tell: bool = True, **who) -> Closure:
    with transaction():
        locked = for_update(Organisation.select().where(Organisation.id == organisation.id)).get()
        if locked.closed_at is not None:
            raise rules.AlreadyClosed()
        known = open_of(locked)
        if known is not None:
            return known
        closure = Closure.create(
            organisation=locked, open_of=locked.id, source=source, reason=reason, asked_at=clock.now(), **who
        )
        Organisation.update(closure_asked_at=closure.asked_at).where(Organisation.id == locked.id).execute()
        if tell:
            mails.closure_request(closure, "asked")
        keep("closure.asked", locked, {"closure": closure.id, "source": source}, {"reason": reason})
        return closure


def _settle(closure: Closure, state: str, by: str) -> bool:
    """Take the ask out of the open ones, once."""
    settled = Closure.update(state=state, open_of=None, settled_at=clock.now(), settled_by=by)
    return bool(settled.where(Closure.id == closure.id, Closure.state == ASKED).execute())


def _close(closure: Closure) -> Closure:
    organisation, now = closure.organisation, clock.now()
    endings.close_account(organisation)
    stays = what_stays(organisation)
    closure = Closure.get_by_id(closure.id)
    closure.closed_on = today(organisation)
    closure.purges = [[each.what, each.until and each.until.isoformat()] for each in stays]
    closure.save(only=[Closure.closed_on, Closure.purges])
    mails.closed(closure)
    _settle_rest(closure, now)
    people = Person.select(Person.id).where(Person.organisation == organisation.id)
    live = LoginSession.ended_at.is_null() & (LoginSession.person << people)
    LoginSession.update(ended_at=now).where(live).execute()
    content = {"closure": closure.id, "source": closure.source, "closed_on": closure.closed_on.isoformat()}
    keep("closure.done", organisation, {**content, "purges": closure.purges}, {"reason": closure.reason})
    events.emit(events.AccountClosed(organisation.id))
    return closure


def _settle_rest(closure: Closure, now) -> None:
    """What was open about a closed account is open no more; the rows keep what it was."""
    mine, by = closure.organisation_id, closure.settled_by
    FormalNotice.update(open_of=None, settled_at=now, settled_by=by).where(FormalNotice.open_of == mine).execute()
    Suspension.update(open_of=None, lifted_at=now, lifted_by=by).where(Suspension.open_of == mine).execute()
    DataConfirmation.update(open_of=None, dropped_at=now).where(DataConfirmation.open_of == mine).execute()
    gone = {"closed_at": now, "suspended_at": None, "closure_asked_at": None, "confirm_by": None}
    Organisation.update(**gone).where(Organisation.id == mine).execute()


def _contract_end(running: list[Subscription], on: date) -> date | None:
    """The last day on which anything runs or falls due; None while an open-ended subscription goes on."""
    if any(is_open_ended(row.commitment) and row.renewal != STOP for row in running):
        return None
    return max([on, *(row.term_end for row in running if row.term_end)])


def _traces(organisation_id: int) -> tuple[date | None, int, int]:
    """The day of the last invoice, how many orders bind, how many mandates there are."""
    count = peewee.fn.COUNT
    invoices = Invoice.select(peewee.fn.MAX(Invoice.issued_on)).where(Invoice.organisation == organisation_id)
    orders = Order.select(count(Order.id)).where(Order.organisation == organisation_id, Order.confirmed_at.is_null(False))
    mandates = Mandate.select(count(Mandate.id)).where(Mandate.organisation == organisation_id)
    last, bound, signed = Organisation.select(invoices, orders, mandates).where(Organisation.id == organisation_id).tuples().get()
    return Invoice.issued_on.python_value(last), bound, signed
