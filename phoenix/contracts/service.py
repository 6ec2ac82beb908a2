"""Who is under contract on a document, and telling them of a new version, once each (clause 2b)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import peewee

from phoenix.accounts.models import Organisation, Person
from phoenix.contracts import mails
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.legal.models import Acceptance, Document, DocumentVersion
from phoenix.messages.models import Message
from phoenix.orders.models import CONFIRMED, PAID, Order
from phoenix.outbox.service import enqueue
from phoenix.subscriptions.models import ACTIVE, Subscription

BATCH = 200
FRESH = timedelta(days=365)  # what was bought once is still being done, or under claim
# An account alone is enough for these; a new mandate text binds new mandates only, and says nothing to others.
OF_ACCOUNTS = ("conditions", "confidentialite")
OF_CONTRACTS = ("service terms", "specific terms")
PARTNER_AGREEMENT = "partner agreement"


def under(document: Document):
    """The organisations that a new version of this document concerns, as a select by id.

    Terms of sale and privacy: whoever has an account. Terms of service and specific terms: who accepted
    an earlier version and has a running subscription or an order of the last twelve months. Partner
    agreement: partners. Anybody else reads a new version when it is asked to accept it.
    """
    everybody = Organisation.select(Organisation).order_by(Organisation.id)
    if document.code in OF_ACCOUNTS:
        return everybody.where(Organisation.closed_at.is_null() | _runs())
    if document.kind in OF_CONTRACTS:
        return everybody.where(Organisation.id << _accepted(document), _runs() | _ordered())
    if document.kind == PARTNER_AGREEMENT:
        return everybody.where(Organisation.partner_since.is_null(False), Organisation.closed_at.is_null())
    return everybody.where(peewee.SQL("1 = 0"))


def tell(payload: dict) -> None:
    """Outbox handler "documents.tell": word of {version} to the next organisations after id {after}.

    Each batch is one transaction that owes the next one; done again, it owes nothing twice.
    """
    version = DocumentVersion.select(DocumentVersion, Document).join(Document).where(DocumentVersion.id == payload["version"]).get()
    query = under(version.document).where(Organisation.id > payload["after"], Organisation.created_at < version.published_at)
    with transaction():
        batch = list(query.limit(BATCH))
        _tell(version, {each.id: each for each in batch})
        if len(batch) == BATCH:
            last = batch[-1].id
            enqueue("documents.tell", {"version": version.id, "after": last}, key=f"documents.tell:{version.id}:{last}")


def told_by_version(versions: Sequence[DocumentVersion]) -> dict[int, int]:
    """How many mails about each of these versions are owed or sent, by its id, in one query."""
    if not versions:
        return {}
    sums = [
        peewee.fn.SUM(peewee.Case(None, ((Message.key.startswith(mails.key_of(version, "")), 1),), 0))
        for version in versions
    ]
    counts = Message.select(*sums).where(Message.kind == mails.KIND).tuples().get()
    return {version.id: int(count or 0) for version, count in zip(versions, counts, strict=True)}


def told(version: DocumentVersion) -> int:
    """How many mails about one version are owed or sent."""
    return told_by_version([version])[version.id]


def _tell(version: DocumentVersion, organisations: dict[int, Organisation]) -> None:
    people = Person.select().where(
        Person.organisation << list(organisations), Person.email_confirmed_at.is_null(False)
    )
    for person in people.order_by(Person.id):
        mails.document_changed(version, person, organisations[person.organisation_id])


def _accepted(document: Document):
    return (
        Acceptance.select(Acceptance.organisation_id)
        .join(DocumentVersion)
        .where(DocumentVersion.document == document, Acceptance.organisation_id.is_null(False))
    )


def _runs():
    running = Subscription.select(Subscription.organisation).where(Subscription.state == ACTIVE)
    return Organisation.id << running


def _ordered():
    orders = Order.select(Order.organisation).where(
        Order.state << (CONFIRMED, PAID), Order.confirmed_at > clock.now() - FRESH
    )
    return Organisation.id << orders
