"""An account erased: nothing leads to the person any more, but what the law keeps stays untouched (clauses 3.3a, 9.3).

Two steps. What nobody needs goes at once: sign-in, preferences, logs, carts, mails about the account.
While sums remain due, name and address stay apart for their invoices; once nothing is due, the rows
of organisation and people become husks that carry a random key. Issued documents, orders, acceptances
and the archive are not written to: by their organisation's key accounting still finds them, and
nothing else leads from them to the person or back.
"""

from __future__ import annotations

import secrets
from typing import NamedTuple

from phoenix.accounts.models import (
    ContactPreference,
    LoginSession,
    Organisation,
    PendingSignUp,
    Person,
    ProfileChange,
    RecoveryCode,
    Restriction,
    SignIn,
)
from phoenix.care import review_retention as reviews
from phoenix.care.models import Claim, ClaimEntry, ContactMessage, ContactReply
from phoenix.cart.models import Cart
from phoenix.database import for_update, transaction
from phoenix.files import service as files
from phoenix.files.models import StoredFile
from phoenix.files.rules import CLAIM, CONTACT, ORDER, WITHHOLDING
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.messages.models import Message
from phoenix.orders.models import Order
from phoenix.outbox.service import enqueue
from phoenix.partners import ending
from phoenix.privacy import held, mails, obstacles, purging, quotes, uses
from phoenix.privacy.models import DataRequest, DataRequestEvent, Erasure, IdleWarning, LastSign
from phoenix.privacy.service import LETTERS, oppose_for_good
from phoenix.prospecting.models import Interest

NOWHERE = "efface.invalid"
MEANS = "privacy.forget_means"
# Mails that prove nothing of a contract: they go with the account.
OF_THE_ACCOUNT = ("account.", "care.", "files.", "privacy.", "prospecting.")


class Own(NamedTuple):
    """An account about to go: its people's numbers and addresses, and the key that takes their place."""

    organisation: Organisation
    people: list[Person]
    emails: tuple[str, ...]
    key: str

    @property
    def seller(self) -> str:
        """The chain that its evidence stands in."""
        return COUNTRIES[self.organisation.country].seller_code


def erase(organisation: Organisation, reason: str, tell: bool = True) -> Erasure:
    """Erase an account, or as much as what remains due allows; the rest follows by itself. Safe to repeat.

    `reason` is "request:<reference>", "closure" or "idle". Each person is told, unless not `tell`.
    """
    with transaction():
        locked = for_update(Organisation.select().where(Organisation.id == organisation.id)).get()
        known = Erasure.get_or_none(Erasure.organisation == locked.id)
        if known is not None:
            return known if known.finished_at else finish(known)
        row = Erasure.create(key=new_key(), organisation=locked, reason=reason, begun_at=clock.now())
        own = _own(locked, row.key)
        if tell:
            kept = obstacles.of(locked.id).any
            for person in own.people:
                mails.erased(person, row.key, kept)
        row.report = _forget_at_once(own)
        row.save(only=[Erasure.report])
        return finish(row)


def finish(row: Erasure) -> Erasure:
    """Make husks of organisation and people, once nothing runs and nothing is due; until then, nothing."""
    with transaction():
        organisation = for_update(Organisation.select().where(Organisation.id == row.organisation_id)).get()
        row = Erasure.get_by_id(row.id)
        if row.finished_at is not None or obstacles.of(organisation.id).any:
            return row
        own = _own(organisation, row.key)
        report = {**row.report, **_forget_names(own)}
        _to_husks(own)
        enqueue(MEANS, {"organisation": organisation.id}, key=f"{MEANS}:{row.key}")
        row.report, row.finished_at = report, clock.now()
        row.save(only=[Erasure.report, Erasure.finished_at])
        return row


def forget_address(email: str, country: str) -> int:
    """Erase what an address without account left: letters, forms never confirmed; how many rows."""
    emails = sorted({email, email.lower()})
    seller = COUNTRIES[country].seller_code
    with transaction():
        if Person.select().where(Person.email_key << emails).exists():
            return 0
        rows = list(ContactMessage.select(ContactMessage.id, ContactMessage.version).where(ContactMessage.email << emails))
        letters = [row.id for row in rows]
        copies = list(Message.select().where(Message.key << _copies(rows)))
        forms = PendingSignUp.delete().where(PendingSignUp.email_key << emails).execute()
        _forget_messages(copies, new_key(), seller)
        purging.tell_archive(seller, [f"contact:{row}" for row in letters], (), "erasure asked for")
        reviews.forget_reporter(emails)
        files.purge_rows(list(StoredFile.select().where(StoredFile.email << emails, StoredFile.kind == CONTACT)), "erasure asked for")
        return forms + len(letters) * bool(purging.remove(ContactMessage, letters))


def new_key() -> str:
    """A random name that says nothing of whom it stands for."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))
    return "EFF-" + "-".join(groups)


def address_of(key: str) -> str:
    """What stands where an address stood."""
    return f"{key.lower()}@{NOWHERE}"


def forget_mails(organisation_id: int, key: str) -> int:
    """Mails sent since, the last word among them, lose the address they went to; how many did."""
    late = Message.select().where(
        Message.organisation_id == organisation_id,
        Message.to_address != address_of(key),
        Message.sent_at.is_null(False),
    )
    with transaction():
        organisation = Organisation.get_by_id(organisation_id)
        return _forget_messages(list(late), key, COUNTRIES[organisation.country].seller_code)


def _own(organisation: Organisation, key: str) -> Own:
    people = list(Person.select(Person, Organisation).join(Organisation).where(Person.organisation == organisation.id))
    return Own(organisation, people, held.whose(organisation).emails, key)


def _forget_at_once(own: Own) -> dict:
    """What no sum still due needs; how many rows of each table went. Nobody signs in from here on."""
    ids = [person.id for person in own.people]
    organisation_id = own.organisation.id
    for person in own.people:
        if uses.is_restricted(person, uses.PROSPECTING):
            oppose_for_good(person)
    no_entry = {"password_hash": "!", "totp_secret": None, "totp_confirmed_at": None, "totp_last_step": 0}
    Person.update(**no_entry).where(Person.id << ids).execute()
    if own.organisation.closed_at is None:
        Organisation.update(closed_at=clock.now()).where(Organisation.id == organisation_id).execute()
    ending.end_with_account(own.organisation)
    gone = {
        LoginSession: LoginSession.person << ids,
        SignIn: SignIn.person << ids,
        RecoveryCode: RecoveryCode.person << ids,
        ContactPreference: ContactPreference.person << ids,
        Restriction: Restriction.person << ids,
        Interest: Interest.person << ids,
        ProfileChange: ProfileChange.organisation == organisation_id,
        Cart: Cart.organisation == organisation_id,
        PendingSignUp: PendingSignUp.email_key << list(own.emails),
        LastSign: LastSign.organisation == organisation_id,
        IdleWarning: IdleWarning.organisation == organisation_id,
    }
    report = {model._meta.table_name: model.delete().where(theirs).execute() for model, theirs in gone.items()}
    report["review"] = reviews.forget_account(organisation_id, own.emails, f"erasure {own.key}")
    return {name: count for name, count in report.items() if count}


def _forget_names(own: Own) -> dict:
    """Names and addresses in what stays: letters, mails, requests."""
    held_messages = Message.select().where(
        (Message.organisation_id == own.organisation.id) | (Message.to_address << list(own.emails)),
        Message.sent_at.is_null(False),
    )
    return {
        "contact_message": _forget_letters(own),
        "claim": _forget_claims(own),
        "quote": quotes.forget(own.organisation.id, own.emails, address_of(own.key), f"erasure {own.key}"),
        "stored_file": _forget_papers(own),
        "message": _forget_messages(list(held_messages), own.key, own.seller),
        "data_request": _forget_requests(own),
        "partner_application": ending.forget_words(own.organisation),
        "person": len(own.people),
    }


def _forget_letters(own: Own) -> int:
    """Letters of a customer are kept for their time, without their author; others go (clause 3.3a)."""
    letters = list(ContactMessage.select(ContactMessage.id, ContactMessage.version).where(ContactMessage.email << list(own.emails)))
    ids = [row.id for row in letters]
    if not ids:
        return 0
    copies = list(Message.select().where(Message.key << _copies(letters)))
    _forget_messages(copies, own.key, own.seller)
    if _had_contract(own):
        ContactReply.update(by="").where(ContactReply.message << ids, ContactReply.author == "customer").execute()
        nameless = {"name": "", "organisation_name": "", "email": address_of(own.key)}
        return ContactMessage.update(**nameless).where(ContactMessage.id << ids).execute()
    purging.tell_archive(own.seller, [f"contact:{row}" for row in ids], (), f"erasure {own.key}")
    return purging.remove(ContactMessage, ids)


def _copies(letters: list[ContactMessage]) -> list[str]:
    """The keys of the mails that carried these letters, each time one was sent."""
    keys = [f"contact:{row.id}:{to}" for row in letters for to in ("us", "author")]
    return keys + [f"contact:{row.id}:us:{version}" for row in letters for version in range(2, row.version + 1)]


def _had_contract(own: Own) -> bool:
    return Order.select().where(Order.organisation == own.organisation.id, Order.paid_at.is_null(False)).exists()


def _forget_claims(own: Own) -> int:
    """Complaints about a contract are kept for its time, without their author; others go (clauses 3.3a, 11a)."""
    theirs = (Claim.organisation == own.organisation.id) | (Claim.email << list(own.emails))
    rows = list(Claim.select(Claim.id, Claim.reference).where(theirs))
    ids = [row.id for row in rows]
    if not ids:
        return 0
    if _had_contract(own):
        ClaimEntry.update(by="").where(ClaimEntry.claim << ids, ClaimEntry.author == "customer").execute()
        nameless = {"name": "", "organisation_name": "", "email": address_of(own.key), "network": ""}
        return Claim.update(**nameless).where(Claim.id << ids).execute()
    purging.tell_archive(own.seller, [f"claim:{row.reference}" for row in rows], (), f"erasure {own.key}")
    return purging.remove(Claim, ids)


def _forget_papers(own: Own) -> int:
    """What they sent goes; papers of an order, a complaint or tax held back under contract stay for its time, without their author."""
    theirs = (StoredFile.organisation == own.organisation.id) | (StoredFile.email << list(own.emails))
    rows = list(StoredFile.select().where(theirs))
    kept = [row for row in rows if row.kind in (ORDER, CLAIM, WITHHOLDING)] if _had_contract(own) else []
    files.purge_rows([row for row in rows if row not in kept], f"erasure {own.key}")
    for row in kept:
        nameless = {"name": f"document-{row.id}.{row.media}", "email": ""}
        StoredFile.update(**nameless).where(StoredFile.id == row.id).execute()
    purging.tell_archive(own.seller, [f"file:{row.id}" for row in kept], (), f"erasure {own.key}")
    return len(rows)


def _forget_messages(rows: list[Message], key: str, seller: str) -> int:
    """Mails about the account go; those about a contract stay as evidence, under the key."""
    about_account = [row for row in rows if row.kind.startswith(OF_THE_ACCOUNT)]
    kept = [row.id for row in rows if not row.kind.startswith(OF_THE_ACCOUNT)]
    if about_account:
        subjects = [f"message:{row.id}" for row in about_account]
        purging.tell_archive(seller, subjects, [row.raw_sha256 for row in about_account], f"erasure {key}")
        purging.remove(Message, [row.id for row in about_account])
    if kept:
        nameless = {"to_address": address_of(key), "context": {}}
        purging.empty(Message, kept, **nameless)
    return len(rows)


def _forget_requests(own: Own) -> int:
    """Requests stay as proof that they were answered; the hash of the address is all that still names them."""
    theirs = DataRequest.select(DataRequest.id).where(
        (DataRequest.organisation == own.organisation.id) | (DataRequest.email << list(own.emails))
    )
    ids = [row.id for row in theirs]
    DataRequestEvent.update(note="").where(DataRequestEvent.request << ids).execute()
    nameless = {"name": "", "email": address_of(own.key), "body": "", "answer": ""}
    return DataRequest.update(**nameless).where(DataRequest.id << ids).execute()


def _to_husks(own: Own) -> None:
    """The rows that documents point to stay, and say nothing but the key."""
    nothing = dict.fromkeys(("siren", "siret", "vat_number", "ice", "rc", "tax_id", "billing_email"))
    blank = dict.fromkeys(("address_line1", "address_line2", "postal_code", "city", "phone"), "")
    named = {"reference": own.key, "name": own.key}
    Organisation.update(**nothing, **blank, **named).where(Organisation.id == own.organisation.id).execute()
    for number, person in enumerate(own.people, start=1):
        name, address = f"{own.key.lower()}-{number}", f"{number}.{address_of(own.key)}"
        empty = {"first_name": "", "last_name": "", "job_title": "", "phone": "", "password_hash": "!"}
        names = {"username": name, "username_key": name, "email": address, "email_key": address}
        Person.update(**empty, **names).where(Person.id == person.id).execute()
