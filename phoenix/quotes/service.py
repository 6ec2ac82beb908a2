"""Quotes as every use case takes them up: found, locked, changed, each step in the thread and the archive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from phoenix.accounts.models import Person
from phoenix.archive import service as archive
from phoenix.archive.rules import sha256_of
from phoenix.database import for_update, transaction
from phoenix.files.models import StoredFile
from phoenix.files.rules import QUOTE
from phoenix.files.service import Checked, Sender, Subject, receive_all
from phoenix.kernel import clock, events
from phoenix.kernel.markets import COUNTRIES
from phoenix.quotes import rules
from phoenix.quotes.models import Quote, QuoteEntry

CUSTOMER, STAFF, NOBODY = "customer", "staff", ""


def locked(quote_id: int) -> Quote:
    """The quote, kept for this transaction; whoever also locks its order takes the quote first."""
    return for_update(Quote.select().where(Quote.id == quote_id)).get()


def lock_by_number(event: events.QuotedOrderTouched) -> None:
    """Reaction: the quote of an order that is about to be locked."""
    for_update(Quote.select(Quote.id).where(Quote.number == event.quote_number)).first()


def today_of(row: Quote) -> date:
    """The legal day of the seller."""
    return clock.today(COUNTRIES[row.country].timezone)


def state_today(row: Quote) -> str:
    """The state as of today: a validity that ended counts before the nightly run notes it."""
    return rules.state_on(row.state, row.valid_until, today_of(row))


def change(row: Quote, **values) -> None:
    """Write these columns."""
    for name, value in values.items():
        setattr(row, name, value)
    row.save(only=list(values))


def change_by_staff(row: Quote, **values) -> None:
    """Write these columns; whoever of the staff looks at what was before will be told."""
    change(row, **values, edition=row.edition + 1)


def check_edition(row: Quote, edition: int) -> None:
    """Changed when somebody of the staff was faster."""
    if row.edition != edition:
        raise rules.Changed


def check_read(row: Quote, last_read: int) -> None:
    """Changed when the thread has gone on since it was read."""
    newer = QuoteEntry.select(QuoteEntry.id).where(QuoteEntry.quote == row, QuoteEntry.id > last_read)
    if newer.exists():
        raise rules.Changed


def add_entry(
    row: Quote, kind: str, author: str, by: str, body: str = "", proof: Mapping | None = None, **more
) -> QuoteEntry:
    """Put a step into the thread and the archive: the words by their hash, the person in the detail,
    which can be erased (clause 4.3); `proof` is what else the archive should hold of it."""
    entry = QuoteEntry.create(quote=row, kind=kind, author=author, by=by, body=body, at=clock.now(), **more)
    content = {
        "quote": row.number,
        "step": entry.id,
        "author": author,
        "version": entry.version,
        "state": row.state,
        "organisation": row.organisation_id,
        **(proof or {}),
    }
    archive.append(
        f"quote.{kind}",
        seller=row.seller_code,
        subject=f"quote:{row.number}",
        content=content,
        detail={"by": by, "name": row.name, "email": row.email, "sha256": sha256_of(body)},
    )
    return entry


def keep_papers(row: Quote, papers: Sequence[Checked]) -> None:
    """Keep what the customer sent with it, all or none; Refused says why one is not taken."""
    person = row.person if row.person_id else None
    sender = Sender(person and person.organisation, person, row.email, row.language)
    receive_all(papers, Subject(QUOTE, row.number, row.country), sender)


def done_before(row: Quote, key: str | None) -> bool:
    """Whether this very form was sent before."""
    return key is not None and QuoteEntry.select().where(QuoteEntry.key == key, QuoteEntry.quote == row).exists()


def told(row: Quote) -> dict:
    """What the log of acts says of a quote."""
    until = row.valid_until
    return {"state": row.state, "version": row.version, "valid_until": until.isoformat() if until else None}


def attach_to(event: events.SignedIn) -> None:
    """Reaction: what somebody asked as a visitor belongs to their account once its address is confirmed."""
    person = Person.get_by_id(event.person_id)
    if person.email_confirmed_at is None:
        return
    mine = Quote.organisation.is_null() & (Quote.email_key == person.email_key)
    if not Quote.select(Quote.id).where(mine).exists():
        return
    with transaction():
        numbers = [number for (number,) in for_update(Quote.select(Quote.number).where(mine)).tuples()]
        theirs = {"organisation": person.organisation_id, "person": person.id}
        Quote.update(**theirs).where(Quote.number << numbers).execute()
        StoredFile.update(**theirs).where(StoredFile.kind == QUOTE, StoredFile.number << numbers).execute()
