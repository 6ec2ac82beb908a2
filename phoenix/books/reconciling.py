"""Payments against invoices and against Stripe's statements: looked through by the worker, explained by people.

A look goes through what moved lately and what was found before, a few hundred rows at a time: it may be cut
off and repeated. What is found again stays as it was explained, unless its sums have changed; what is no longer
there is gone by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from peewee import fn

from phoenix.books import differences
from phoenix.books.differences import Difference
from phoenix.books.models import EXPLAINED, GONE, OPEN, Finding, Movement
from phoenix.database import for_update, transaction
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.payments import ledger, rules
from phoenix.payments.models import Attempt, Payment, Refund

BACK = timedelta(days=100)
HURRY = timedelta(hours=1)  # what is younger may still be under way
AT_ONCE = 500


class Changed(Exception):
    """Somebody was faster, or it is no longer there: nothing was written."""


def look(today: date | None = None) -> int:
    """Go through all that moved in the last hundred days; how many differences are open."""
    today = today or clock.now().date()
    since = datetime.combine(today - BACK, time(), UTC)
    found: set[str] = set()
    for part in (_of_invoices(since), _of_payments(since), _of_statements(since.date())):
        for batch in _batches(part):
            found |= {each.key for each in batch}
            _keep(batch)
    _let_go(found, since.date())
    return Finding.select().where(Finding.state == OPEN).count()


def _of_invoices(since: datetime) -> Iterator[Difference]:
    """Invoices whose money moved, and those that something was found of."""
    known = Finding.select(fn.SUBSTR(Finding.subject, len("invoice:") + 1)).where(
        Finding.state != GONE, Finding.subject.startswith("invoice:")
    )
    paid = Payment.select(Payment.invoice).where(Payment.invoice.is_null(False), Payment.created_at >= since)
    back = Refund.select(Payment.invoice).join(Payment).where(Payment.invoice.is_null(False), Refund.created_at >= since)
    noted = Invoice.select(Invoice.corrects).where(Invoice.corrects.is_null(False), Invoice.issued_on >= since.date())
    for moved in (Invoice.id << paid, Invoice.id << back, Invoice.id << noted, Invoice.number << known):
        query = Invoice.select(*_LIGHT).where(moved)
        for rows in _pages(query, Invoice.id):
            sums = ledger.accounts(rows)
            for row in rows:
                yield from differences.of_invoice(row.number, row.issued_on, row.state, sums[row.id])


_LIGHT = (Invoice.id, Invoice.number, Invoice.issued_on, Invoice.state, Invoice.gross, Invoice.currency)


def _of_payments(since: datetime) -> Iterator[Difference]:
    """Money that came in without an invoice, lately or found before; payments that the bank disputes."""
    known = Finding.select(fn.SUBSTR(Finding.subject, len("payment:") + 1)).where(
        Finding.state != GONE, Finding.kind == differences.NO_INVOICE
    )
    alone = Payment.select().where(Payment.invoice.is_null(), Payment.state << ledger.HELD, Payment.created_at < clock.now() - HURRY)
    lately = (Payment.created_at >= since) | (Payment.reference << known)
    for rows in _pages(alone.where(lately), Payment.id):
        for row in rows:
            yield _paid(differences.NO_INVOICE, row, 0)
    for rows in _pages(Payment.select().where(Payment.state == rules.DISPUTED), Payment.id):
        for row in rows:
            yield _paid(differences.DISPUTE, row, row.amount)


def _paid(kind: str, row: Payment, expected: int) -> Difference:
    day = (row.disputed_at or row.settled_at or row.confirmed_at or row.created_at).date()
    return Difference(kind, f"payment:{row.reference}", day, row.currency, expected, 0 if kind == differences.DISPUTE else row.amount)


def _of_statements(since: date) -> Iterator[Difference]:
    """Lines of Stripe's statements against our attempts and refunds, and the other way round for days they cover."""
    query = Movement.select().where(Movement.day >= since, Movement.category << differences.SEEN)
    for rows in _pages(query, Movement.id):
        ours = _ours(rows)
        yield from filter(None, (differences.of_movement(row, ours.get(_name(row))) for row in rows))
    covered = [day for (day,) in Movement.select(Movement.day).where(Movement.day >= since).distinct().tuples()]
    yield from _not_at_stripe(covered)


def _name(row: Movement) -> str:
    return row.intent_id if row.category == differences.CHARGE else row.source_id


def _ours(rows: list[Movement]) -> dict[str, int]:
    """Our sums by the names that Stripe gave them, in two queries."""
    names = [_name(row) for row in rows]
    charges = Attempt.select(Attempt.intent_id, Attempt.amount).where(Attempt.intent_id << names)
    refunds = Refund.select(Refund.stripe_id, Refund.amount).where(Refund.stripe_id << names)
    return {**dict(charges.tuples()), **dict(refunds.tuples())}


def _not_at_stripe(days: list[date]) -> Iterator[Difference]:
    """What succeeded here on a day that a statement covers, without a line of its own."""
    for day in days:
        first = datetime.combine(day, time(), UTC)
        told = Movement.select(Movement.intent_id).where(Movement.category == differences.CHARGE)
        query = (
            Attempt.select(Attempt, Payment)
            .join(Payment)
            .where(Attempt.reached == rules.SUCCEEDED, Payment.confirmed_at >= first, Payment.confirmed_at < first + timedelta(days=1))
            .where(Attempt.kind == "card", Attempt.intent_id.is_null(False), Attempt.intent_id.not_in(told))
        )
        for row in query:
            yield Difference(differences.NOT_AT_STRIPE, f"payment:{row.payment.reference}", day, row.currency, row.amount, 0)


def _pages(query, key) -> Iterator[list]:
    """A query's rows, a few hundred at a time."""
    rows = list(query.order_by(key).limit(AT_ONCE))
    while rows:
        yield rows
        rows = list(query.where(key > rows[-1].id).order_by(key).limit(AT_ONCE)) if len(rows) == AT_ONCE else []


def _batches(found: Iterable[Difference]) -> Iterator[list[Difference]]:
    batch: dict[str, Difference] = {}
    for each in found:
        batch[each.key] = each
        if len(batch) == AT_ONCE:
            yield list(batch.values())
            batch = {}
    if batch:
        yield list(batch.values())


def _keep(batch: list[Difference]) -> None:
    """New ones are open; what was explained or gone is open again when its sums are others."""
    with transaction():
        known = {row.key: row for row in Finding.select().where(Finding.key << [each.key for each in batch])}
        fresh = [each for each in batch if each.key not in known]
        if fresh:
            Finding.insert_many([_values(each) for each in fresh]).execute()
        for each in batch:
            row = known.get(each.key)
            if row and (row.state == GONE or (row.expected, row.seen) != (each.expected, each.seen)):
                Finding.update(**_values(each), state=OPEN, version=row.version + 1, settled_at=None).where(Finding.id == row.id).execute()


def _values(each: Difference) -> dict:
    names = ("key", "kind", "subject", "day", "currency", "expected", "seen")
    return {**{name: getattr(each, name) for name in names}, "found_at": clock.now()}


def _let_go(found: set[str], since: date) -> None:
    """What is not there any more is gone; lines of statements older than the look keep their state."""
    looked = (Finding.day >= since) | Finding.kind.not_in(differences.OF_STATEMENTS)
    for rows in _pages(Finding.select(Finding.id, Finding.key).where(Finding.state != GONE, looked), Finding.id):
        gone = [row.id for row in rows if row.key not in found]
        if gone:
            Finding.update(state=GONE, settled_at=clock.now(), version=Finding.version + 1).where(Finding.id << gone).execute()


def explain(finding_id: int, version: int, note: str, by: str) -> Finding:
    """One of ours says why it is so. Changed when somebody was faster, or it is no longer there."""
    return _settle(finding_id, version, OPEN, state=EXPLAINED, note=note, by=by, settled_at=clock.now())


def reopen(finding_id: int, version: int, by: str) -> Finding:
    """The explanation does not hold. Changed."""
    return _settle(finding_id, version, EXPLAINED, state=OPEN, by=by, settled_at=None)


def _settle(finding_id: int, version: int, wanted: str, **values) -> Finding:
    with transaction():
        row = for_update(Finding.select().where(Finding.id == finding_id)).get()
        if row.version != version or row.state != wanted:
            raise Changed
        Finding.update(**values, version=row.version + 1).where(Finding.id == row.id).execute()
        return Finding.get_by_id(row.id)
