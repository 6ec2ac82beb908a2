"""Announcing SEPA debits: fourteen days before, recorded, and again when amount or mandate change (payments.md)."""

from __future__ import annotations

from datetime import date, timedelta

from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.messages.models import Message
from phoenix.payments import mails
from phoenix.payments.collection_rules import NOTICE_DAYS, debit_day
from phoenix.payments.models import DebitNotice, Mandate


def announce(
    subject: str,
    label: str,
    mandate: Mandate,
    amount: int,
    wanted: date,
    today: date,
    known: DebitNotice | None = None,
) -> DebitNotice:
    """Announce a debit of `amount` minor units for `subject`, in the caller's transaction.

    The same debit by the same mandate is announced once; another one is announced anew. `known` is
    the latest notice where the caller has read it.
    """
    latest = known or _latest(subject)
    if latest is not None and _fits(latest, mandate, amount):
        return latest
    number = latest.number + 1 if latest else 1
    notice = DebitNotice.create(
        organisation=mandate.organisation_id,
        subject=subject,
        number=number,
        mandate=mandate,
        amount=amount,
        currency="EUR",
        debit_on=max(wanted, today + timedelta(days=NOTICE_DAYS)),
        message_key=f"payments.debit_notice:{subject}:{number}",
        at=clock.now(),
    )
    mails.debit_notice(notice, label)
    return notice


def day_of_debit(subject: str, mandate: Mandate, amount: int, wanted: date) -> date | None:
    """The first day on which this debit may be made; None while no fitting notice has left."""
    notice = _latest(subject)
    if notice is None or not _fits(notice, mandate, amount):
        return None
    sent_at = Message.select(Message.sent_at).where(Message.key == notice.message_key).scalar()
    left_on = clock.local_day(_aware(sent_at), COUNTRIES["fr"].timezone) if sent_at else None
    return debit_day(max(wanted, notice.debit_on), left_on)


def latest_of(subjects: list[str]) -> dict[str, DebitNotice]:
    """The latest notice of each subject, in one query."""
    query = DebitNotice.select().where(DebitNotice.subject << subjects).order_by(DebitNotice.number)
    return {row.subject: row for row in query}


def is_announced(subject: str, mandate: Mandate, amount: int) -> DebitNotice | None:
    """The notice that announces this very debit, sent or about to be."""
    notice = _latest(subject)
    return notice if notice is not None and _fits(notice, mandate, amount) else None


def to_come(organisation_id: int, today: date) -> dict[int, list[DebitNotice]]:
    """The debits announced for `today` and later, by mandate, the soonest first: the last word on each."""
    rows = DebitNotice.select().where(DebitNotice.organisation == organisation_id, DebitNotice.debit_on >= today)
    last = {row.subject: row for row in rows.order_by(DebitNotice.number)}
    found: dict[int, list[DebitNotice]] = {}
    for row in sorted(last.values(), key=lambda row: (row.debit_on, row.id)):
        found.setdefault(row.mandate_id, []).append(row)
    return found


def _latest(subject: str) -> DebitNotice | None:
    return DebitNotice.select().where(DebitNotice.subject == subject).order_by(DebitNotice.number.desc()).first()


def _fits(notice: DebitNotice, mandate: Mandate, amount: int) -> bool:
    return notice.mandate_id == mandate.id and notice.amount == amount


def _aware(value):
    return Message.sent_at.python_value(value)
