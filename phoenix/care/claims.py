"""Complaints as customers make them: received with their day, written on, reopened (clause 11a)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import peewee

from phoenix.accounts.models import Person
from phoenix.accounts.throttling import TooMany
from phoenix.archive import service as archive
from phoenix.archive.rules import sha256_of
from phoenix.care import claim_mails, holidays, rules
from phoenix.care.models import Claim, ClaimEntry, ClaimWait
from phoenix.database import for_update, transaction
from phoenix.files.rules import CLAIM
from phoenix.files.service import Checked, Sender, Subject, receive_all
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES, Market
from phoenix.orders.models import Order
from phoenix.team import audit

CUSTOMER, STAFF = "customer", "staff"
MOST_PER_HOUR = 5
MOST_OF_ACCOUNT = 20
HOUR = timedelta(hours=1)
ENTERED = ("email", "phone", "post")  # by one of ours
WRITTEN = ("key", "subject", "title", "body", "wanted", "about", "name", "organisation_name", "email")


class NotYours(Exception):
    """The organisation has no order nor invoice of that number (or it is another's: the same answer, clause 14b)."""


def receive(
    written: Mapping,
    market: Market,
    *,
    person: Person | None = None,
    network: str = "",
    channel: str = "form",
    received_on: date | None = None,
) -> Claim:
    """Take a complaint in, start its clock, and owe its acknowledgement, at once; the same `key` again changes nothing.

    `written` holds key, subject, title, body, wanted, about, and who writes where `person` does not say it.
    NotYours for a number that is not the organisation's; TooMany past the pace of one network or account.
    """
    written = {name: written.get(name) or "" for name in WRITTEN}
    try:
        with transaction():
            return _known(written["key"], person) or _receive(written, market, person, network, channel, received_on)
    except peewee.IntegrityError:
        if (row := _known(written["key"], person)) is None:
            raise
        return row


def write(
    claim_id: int, body: str, key: str, *, by: str, channel: str = "page", day: date | None = None, papers: Sequence[Checked] = ()
) -> Claim:
    """The customer writes on: papers have come, or the talk begins anew. NotAllowed once closed, Refused for a paper."""
    return _customer_writes(claim_id, body, key, by, channel, day, papers, reopening=False)


def reopen(
    claim_id: int, body: str, key: str, *, by: str, channel: str = "page", day: date | None = None, papers: Sequence[Checked] = ()
) -> Claim:
    """The customer does not leave it at that: open again, with a new count. NotAllowed while it is open."""
    return _customer_writes(claim_id, body, key, by, channel, day, papers, reopening=True)


def _known(key: str, person: Person | None) -> Claim | None:
    row = Claim.get_or_none(Claim.key == key)
    if row and row.organisation_id != (person.organisation_id if person else None):
        raise NotYours
    return row


def _receive(written, market: Market, person, network: str, channel: str, received_on) -> Claim:
    _refuse_flood(network, person)
    country = market.country.code
    received = received_on or clock.today(market.timezone)
    order, invoice = own_document(person, written["about"]) if person else (None, None)
    row = Claim.create(
        reference=written["key"],
        key=written["key"],
        **{name: written[name] for name in ("subject", "title", "wanted", "about")},
        **_who(written, person),
        order=order,
        invoice=invoice,
        channel=channel,
        language=market.language,
        country=country,
        network=network,
        received_on=received,
        due_on=rules.due_on(received, (), holidays.calendar(country)),
        created_at=clock.now(),
    )
    row.reference = f"R-{row.id:06d}"
    row.save(only=[Claim.reference])
    entry = add_entry(row, "claim", CUSTOMER, row.name, written["body"], channel=channel, day=received)
    keep(row, entry)
    claim_mails.acknowledge(row, entry)
    if channel in ENTERED:
        audit.record("claim_received", f"claim:{row.reference}", None, {"channel": channel, "due_on": row.due_on.isoformat()})
    else:
        claim_mails.tell_us(row, entry)
    return row


def _who(written, person: Person | None) -> dict:
    if person is None:
        return {name: written[name] for name in ("name", "organisation_name")} | {"email": written["email"].lower()}
    return {
        "organisation": person.organisation_id,
        "person": person.id,
        "name": person.full_name,
        "organisation_name": person.organisation.name,
        "email": person.email.lower(),
    }


def own_document(person: Person, typed: str) -> tuple[Order | None, Invoice | None]:
    """The order or invoice of that number if it is the organisation's; NotYours for any other number."""
    number = typed.replace(" ", "").upper()
    if not number:
        return None, None
    order = Order.get_or_none(Order.number == number, Order.organisation == person.organisation_id)
    invoice = None if order else Invoice.get_or_none(
        Invoice.number == number, Invoice.organisation == person.organisation_id
    )
    if order is None and invoice is None:
        raise NotYours
    return order, invoice


def _refuse_flood(network: str, person: Person | None) -> None:
    """No more than so many an hour, from one network without account, or from one account."""
    if not network:
        return
    whose = Claim.organisation == person.organisation_id if person else Claim.network == network
    most = MOST_OF_ACCOUNT if person else MOST_PER_HOUR
    recent = Claim.select(Claim.created_at).where(whose, Claim.created_at > clock.now() - HOUR)
    instants = [at for (at,) in recent.order_by(Claim.id.desc()).limit(most).tuples()]
    if len(instants) >= most:
        raise TooMany(instants[-1] + HOUR)


def _customer_writes(claim_id, body: str, key: str, by: str, channel: str, day, papers, reopening: bool) -> Claim:
    with transaction():
        row = locked(claim_id)
        if ClaimEntry.select().where(ClaimEntry.key == key, ClaimEntry.claim == row).exists():
            return row
        day = day or clock.today(COUNTRIES[row.country].timezone)
        changes = _reopened(row, day) if reopening else _written_on(row, day)
        change(row, **changes)
        kind = "reopened" if reopening else "message"
        entry = add_entry(row, kind, CUSTOMER, by, body, key=key, channel=channel, day=day)
        keep(row, entry)
        receive_all(papers, Subject(CLAIM, row.reference, row.country), _sender(row))
        claim_mails.tell_us(row, entry)
    return row


def _sender(row: Claim) -> Sender:
    return Sender(row.organisation, row.person, row.email, row.language)


def _reopened(row: Claim, day: date) -> dict:
    rules.check_reopening(row.state)
    return {**_new_count(row, day), "closed_at": None, "outcome": "", "reopened": row.reopened + 1}


def _written_on(row: Claim, day: date) -> dict:
    if rules.after_customer(row.state):
        return _new_count(row, day)
    if row.state == rules.WAITING:
        end_wait(row, day)
        return {"state": rules.OPEN, "due_on": due_of(row)}
    return {}


def _new_count(row: Claim, day: date) -> dict:
    """An answer is owed again, five working days from this day."""
    due = rules.due_on(day, (), holidays.calendar(row.country))
    return {"state": rules.OPEN, "received_on": day, "due_on": due, "answered_at": None}


# What the staff's half shares (claim_answers.py).


def locked(claim_id: int) -> Claim:
    """The claim, kept for this transaction."""
    return for_update(Claim.select().where(Claim.id == claim_id)).get()


def change(row: Claim, **values) -> None:
    """Write these columns; whoever looks at an earlier version will be told."""
    for name, value in {**values, "version": row.version + 1}.items():
        setattr(row, name, value)
    row.save(only=[*values, "version"])


def end_wait(row: Claim, day: date) -> None:
    """The papers are here, or are not waited for any more."""
    waiting = (ClaimWait.claim == row) & ClaimWait.arrived_on.is_null()
    ClaimWait.update(arrived_on=day).where(waiting).execute()


def due_of(row: Claim) -> date | None:
    """The day by which an answer is owed, all waits of the claim counted."""
    rows = ClaimWait.select(ClaimWait.asked_on, ClaimWait.arrived_on).where(ClaimWait.claim == row).tuples()
    return rules.due_on(row.received_on, [rules.Wait(*each) for each in rows], holidays.calendar(row.country))


def add_entry(row: Claim, kind: str, author: str, by: str, body: str, **more) -> ClaimEntry:
    """Put a step into the thread."""
    return ClaimEntry.create(claim=row, kind=kind, author=author, by=by, body=body, at=clock.now(), **more)


def keep(row: Claim, entry: ClaimEntry) -> None:
    """The step as evidence: what was written, by its hash, and who wrote it in the detail, which can be erased (clause 4.3)."""
    content = {
        "claim": row.reference,
        "step": entry.id,
        "author": entry.author,
        "channel": entry.channel,
        "day": entry.day,
        "state": row.state,
        "received_on": row.received_on,
        "due_on": row.due_on,
    }
    archive.append(
        f"claim.{entry.kind}",
        seller=COUNTRIES[row.country].seller_code,
        subject=f"claim:{row.reference}",
        content=content,
        detail={"by": entry.by, "name": row.name, "email": row.email, "sha256": sha256_of(entry.body)},
    )
