"""Breach: the notice, its receipt, five days, then a suspension or a closure; fraud: at once (clauses 3.2b, 3.2c)."""

from __future__ import annotations

import hashlib
from datetime import date

from phoenix.accounts.models import LoginSession, Organisation, Person
from phoenix.database import for_update, transaction
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.partners import ending
from phoenix.standing import closing, mails, rules
from phoenix.standing.evidence import keep, subject_of
from phoenix.standing.models import (
    ACTED,
    BREACH,
    FRAUD,
    RECEIVED,
    REMEDIED,
    SENT,
    Closure,
    FormalNotice,
    Suspension,
)
from phoenix.team import audit


def send(organisation: Organisation, demand: str, channel: str, post_number: str, key: str) -> FormalNotice:
    """Send a formal notice by "email", or record one sent by registered "post"; an e-mail goes in both cases.

    One may be open at a time: the open one is given back, as is the one made of the same form (`key`).
    """
    with transaction():
        locked = _locked(organisation)
        known = FormalNotice.get_or_none((FormalNotice.open_of == locked.id) | (FormalNotice.key == key))
        if known is not None:
            return known
        number = FormalNotice.select().where(FormalNotice.organisation == locked.id).count() + 1
        reference = f"MD-{locked.reference}-{number}"
        values = {"channel": channel, "post_number": post_number, "sent_on": closing.today(locked).isoformat()}
        act = audit.record("notice_sent", subject_of(locked), after={"reference": reference, **values})
        row = FormalNotice.create(
            reference=reference, organisation=locked, open_of=locked.id, key=key, demand=demand, channel=channel,
            post_number=post_number, sent_on=closing.today(locked), sent_at=clock.now(), sent_by=act.by,
        )
        mails.notice(row)
        _keep("notice.sent", row, {**values, "demand_sha256": _hash(demand)}, {"demand": demand, "by": act.by})
        return row


def record_receipt(row: FormalNotice, received_on: date, proof: str) -> FormalNotice:
    """A person confirms the day of receipt and how it shows; BadReceipt, NotOpen when it is settled or recorded."""
    with transaction():
        rules.check_receipt(row.sent_on, received_on, closing.today(row.organisation))
        after = {"reference": row.reference, "received_on": received_on.isoformat(), "proof": proof}
        act = audit.record("notice_received", subject_of(row.organisation), after=after)
        received = FormalNotice.update(state=RECEIVED, received_on=received_on, received_by=act.by, proof=proof)
        if not received.where(FormalNotice.id == row.id, FormalNotice.state == SENT).execute():
            raise rules.NotOpen()
        _keep("notice.received", row, {"received_on": received_on.isoformat()}, {"proof": proof, "by": act.by})
        return FormalNotice.get_by_id(row.id)


def remedy(row: FormalNotice, how: str) -> FormalNotice:
    """The breach is remedied: the notice is settled, and the suspension that came of it lifted."""
    with transaction():
        act = audit.record("notice_remedied", subject_of(row.organisation), after={"reference": row.reference, "how": how})
        settled = {"state": REMEDIED, "open_of": None, "settled_at": clock.now(), "settled_by": act.by, "outcome": how}
        open_ = FormalNotice.state << (SENT, RECEIVED, ACTED)
        if not FormalNotice.update(**settled).where(FormalNotice.id == row.id, open_).execute():
            raise rules.NotOpen()
        _keep("notice.remedied", row, {}, {"how": how, "by": act.by})
        suspended = Suspension.get_or_none(Suspension.notice == row, Suspension.lifted_at.is_null())
        if suspended is not None:
            _lift(suspended, how, act.by)
        return FormalNotice.get_by_id(row.id)


def suspend_for_breach(row: FormalNotice) -> Suspension:
    """Suspend once five calendar days have passed since the receipt; NotRipe before, NotOpen once settled."""
    with transaction():
        row = _ripe(row)
        suspension = _suspend(row.organisation, BREACH, row.demand, row)
        FormalNotice.update(state=ACTED).where(FormalNotice.id == row.id).execute()
        return suspension


def close_for_breach(row: FormalNotice) -> Closure:
    """Close once five calendar days have passed since the receipt; NotRipe before, NotOpen once settled."""
    with transaction():
        row = _ripe(row)
        closure = closing.decide(row.organisation, BREACH, row.demand)
        FormalNotice.update(state=ACTED).where(FormalNotice.id == row.id).execute()
        return closure


def end_partnership_for_breach(row: FormalNotice) -> None:
    """End the partnership at once, on the same conditions (article 8.1 of its agreement); NotPartner is partners.rules'."""
    with transaction():
        row = _ripe(row)
        ending.end_for_breach(row.organisation, row.reference, row.demand)
        FormalNotice.update(state=ACTED).where(FormalNotice.id == row.id).execute()
        _keep("notice.partnership_ended", row, {}, {})


def suspend_for_fraud(organisation: Organisation, reason: str) -> Suspension:
    """Suspend at once, with the reason that is kept (clause 3.2c); AlreadyClosed."""
    with transaction():
        return _suspend(_locked(organisation), FRAUD, reason, None)


def close_for_fraud(organisation: Organisation, reason: str) -> Closure:
    """Close at once, with the reason that is kept (clause 3.2c); AlreadyClosed."""
    with transaction():
        return closing.decide(_locked(organisation), FRAUD, reason)


def lift(suspension: Suspension, why: str) -> None:
    """Lift a suspension, with its reason; the notice behind it is settled with it. NotOpen when it was lifted."""
    with transaction():
        subject = subject_of(suspension.organisation)
        if suspension.notice_id:
            remedy(suspension.notice, why)
            return
        act = audit.record("suspension_lifted", subject, {"reason": suspension.reason}, {"why": why})
        if not _lift(suspension, why, act.by):
            raise rules.NotOpen()


def _ripe(row: FormalNotice) -> FormalNotice:
    """The notice as it is now, locked, if it is open and its five days have passed."""
    row = for_update(FormalNotice.select().where(FormalNotice.id == row.id)).get()
    if row.open_of is None:
        raise rules.NotOpen()
    rules.check_ripe(row.received_on, COUNTRIES[row.organisation.country].timezone, clock.now())
    return row


def _suspend(organisation: Organisation, cause: str, reason: str, notice: FormalNotice | None) -> Suspension:
    """Stop orders at once, sign every browser out, tell the customer; suspended already, it stays so."""
    known = Suspension.get_or_none(Suspension.open_of == organisation.id)
    if known is not None:
        return known
    now = clock.now()
    after = {"cause": cause, "reason": reason, "notice": notice.reference if notice else None}
    act = audit.record("account_suspended", subject_of(organisation), after=after)
    row = Suspension.create(
        organisation=organisation, open_of=organisation.id, cause=cause, notice=notice, reason=reason, began_at=now,
        began_by=act.by,
    )
    Organisation.update(suspended_at=now).where(Organisation.id == organisation.id).execute()
    people = Person.select(Person.id).where(Person.organisation == organisation.id)
    LoginSession.update(ended_at=now).where(LoginSession.ended_at.is_null(), LoginSession.person << people).execute()
    mails.suspension(row, "suspended")
    keep("account.suspended", organisation, {"cause": cause, "suspension": row.id}, {"reason": reason, "by": act.by})
    return row


def _lift(row: Suspension, why: str, by: str) -> bool:
    lifted = Suspension.update(open_of=None, lifted_at=clock.now(), lifted_by=by, lifted_why=why)
    if not lifted.where(Suspension.id == row.id, Suspension.lifted_at.is_null()).execute():
        return False
    Organisation.update(suspended_at=None).where(Organisation.id == row.organisation_id).execute()
    mails.suspension(row, "lifted")
    keep("account.restored", row.organisation, {"suspension": row.id}, {"why": why, "by": by})
    return True


def _locked(organisation: Organisation) -> Organisation:
    locked = for_update(Organisation.select().where(Organisation.id == organisation.id)).get()
    if locked.closed_at is not None:
        raise rules.AlreadyClosed()
    return locked


def _keep(kind: str, row: FormalNotice, content: dict, detail: dict) -> None:
    keep(kind, row.organisation, {"reference": row.reference, **content}, detail, subject=f"notice:{row.reference}")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
