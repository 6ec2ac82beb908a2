"""Letters, mails, requests and sign-up forms: how long each is kept (clause 3.3a)."""

from __future__ import annotations

from datetime import date

import peewee

from phoenix.accounts.models import LoginSession, Organisation, PendingSignUp, Person, SignIn
from phoenix.accounts.retention import UNCONFIRMED
from phoenix.care.models import Claim, ContactMessage
from phoenix.consent.models import CookieChoice
from phoenix.consent.service import PROOF_KEPT
from phoenix.files import service as files
from phoenix.files.models import StoredFile
from phoenix.files.rules import CLAIM, CONTACT, QUOTE
from phoenix.kernel.markets import COUNTRIES
from phoenix.messages.models import Message
from phoenix.privacy import obstacles, purging, rules
from phoenix.privacy.contracts import EVIDENCE_MONTHS, INVOICE_MONTHS, PROSPECT_MONTHS
from phoenix.privacy.models import OPEN, DataRequest
from phoenix.prospecting.models import Interest, Opposition

LOG_MONTHS = 12
SECURITY = "account.%"


def old_forms(day: date) -> peewee.ModelSelect:
    """Sign-up forms whose address was not confirmed within a week."""
    return PendingSignUp.select(PendingSignUp.id).where(
        PendingSignUp.created_at < rules.instant_of(day) - UNCONFIRMED
    )


def remove_forms(ids: list[int], _day: date) -> int:
    """They go."""
    return PendingSignUp.delete().where(PendingSignUp.id << ids).execute()


def old_sign_ins(day: date) -> peewee.ModelSelect:
    """Entries of the security log of twelve months ago."""
    return SignIn.select(SignIn.id).where(SignIn.at < _twelve_months(day))


def old_sessions(day: date) -> peewee.ModelSelect:
    """Browsers that signed in twelve months ago: no session lasts longer than ninety days."""
    return LoginSession.select(LoginSession.id).where(LoginSession.created_at < _twelve_months(day))


def old_letters(day: date) -> peewee.ModelSelect:
    """Letters three years after the last one from that address; a customer's, five after the contract."""
    old = ContactMessage.select(ContactMessage.id).where(ContactMessage.created_at < _ago(day, PROSPECT_MONTHS))
    if not old.exists():
        return old
    writers = Person.select(Person.email).join(Organisation).where(_in_contract(day))
    later = ContactMessage.alias()
    younger = later.select(later.email).where(later.created_at >= _ago(day, PROSPECT_MONTHS))
    return old.where(ContactMessage.email.not_in(younger), ContactMessage.email.not_in(writers))


def remove_letters(ids: list[int], _day: date) -> int:
    """With the copies that were mailed; the archive keeps their lines."""
    columns = ContactMessage.id, ContactMessage.country, ContactMessage.version
    rows = list(ContactMessage.select(*columns).where(ContactMessage.id << ids))
    keys = [f"contact:{row.id}:{to}" for row in rows for to in ("us", "author")]
    again = [(row.id, version) for row in rows for version in range(2, row.version + 1)]
    keys += [f"contact:{row}:{to}:{version}" for row, version in again for to in ("us", "answer")]
    remove_mails([row.id for row in Message.select(Message.id).where(Message.key << keys)], _day)
    files.purge(CONTACT, [str(row.id) for row in rows], "retention: letters")
    for code, country in COUNTRIES.items():
        subjects = [f"contact:{row.id}" for row in rows if row.country == code]
        purging.tell_archive(country.seller_code, subjects, (), "retention: letters")
    return purging.remove(ContactMessage, [row.id for row in rows])


def old_claims(day: date) -> peewee.ModelSelect:
    """Claims closed five years ago, of whom no contract ran since."""
    old = Claim.select(Claim.id).where(Claim.state == "closed", Claim.closed_at < _ago(day, EVIDENCE_MONTHS))
    if not old.exists():
        return old
    customers = Organisation.select(Organisation.id).where(_in_contract(day))
    running = Claim.organisation.is_null(False) & Claim.organisation.in_(customers)
    return old.where(~running)


def remove_claims(ids: list[int], _day: date) -> int:
    """With their steps and the record of the amicable attempt; the archive keeps their lines."""
    rows = list(Claim.select(Claim.id, Claim.reference, Claim.country).where(Claim.id << ids))
    files.purge(CLAIM, [row.reference for row in rows], "retention: claims")
    for code, country in COUNTRIES.items():
        subjects = [f"claim:{row.reference}" for row in rows if row.country == code]
        purging.tell_archive(country.seller_code, subjects, (), "retention: claims")
    return purging.remove(Claim, [row.id for row in rows])


def old_papers(day: date) -> peewee.ModelSelect:
    """Papers of three years ago about what is no contract: those of orders and claims go with them."""
    alone = StoredFile.kind == QUOTE
    old = StoredFile.select(StoredFile.id).where(alone, StoredFile.created_at < _ago(day, PROSPECT_MONTHS))
    if not old.exists():
        return old
    customers = Organisation.select(Organisation.id).where(_in_contract(day))
    return old.where(StoredFile.organisation.is_null() | StoredFile.organisation.not_in(customers))


def remove_papers(ids: list[int], _day: date) -> int:
    """Rows and bytes; the archive keeps their lines."""
    return files.purge_rows(list(StoredFile.select().where(StoredFile.id << ids)), "retention: papers")


def old_mails(day: date) -> peewee.ModelSelect:
    """Security mails after twelve months; others three years after, a customer's five after the contract; all after ten."""
    old = Message.select(Message.id).where(Message.created_at < _twelve_months(day))
    if not old.exists():
        return old
    customers = Organisation.select(Organisation.id).where(_in_contract(day))
    of_customers = Message.organisation_id.is_null(False) & Message.organisation_id.in_(customers)
    security = Message.kind**SECURITY
    return old.where(
        security
        | ((Message.created_at < _ago(day, PROSPECT_MONTHS)) & ~of_customers)
        | (Message.created_at < _ago(day, INVOICE_MONTHS)),
    )


def remove_mails(ids: list[int], _day: date) -> int:
    """Rows and bytes; the archive keeps their lines."""
    rows = list(Message.select(Message.id, Message.country, Message.raw_sha256).where(Message.id << ids))
    for code, country in COUNTRIES.items():
        mine = [row for row in rows if row.country == code]
        shas = [row.raw_sha256 for row in mine]
        purging.tell_archive(country.seller_code, [f"message:{row.id}" for row in mine], shas, "retention: mails")
    return purging.remove(Message, [row.id for row in rows])


def old_choices(day: date) -> peewee.ModelSelect:
    """Proofs of cookie choices that have served their time."""
    return CookieChoice.select(CookieChoice.id).where(CookieChoice.at < rules.instant_of(day) - PROOF_KEPT)


def remove_choices(ids: list[int], _day: date) -> int:
    """With the address from which they came in the archive."""
    subjects = [f"cookies:{row.proof}" for row in CookieChoice.select(CookieChoice.proof).where(CookieChoice.id << ids)]
    for country in COUNTRIES.values():
        purging.tell_archive(country.seller_code, subjects, (), "retention: cookie choices")
    return purging.remove(CookieChoice, ids)


def old_oppositions(day: date) -> peewee.ModelSelect:
    """Hashes that have stood on the opposition list for three years."""
    return Opposition.select(Opposition.id).where(Opposition.at < _ago(day, PROSPECT_MONTHS))


def remove_oppositions(ids: list[int], _day: date) -> int:
    """They leave the list."""
    return Opposition.delete().where(Opposition.id << ids).execute()


def old_interests(day: date) -> peewee.ModelSelect:
    """What consenters looked at a year ago."""
    return Interest.select(Interest.id).where(Interest.last_at < _twelve_months(day))


def remove_interests(ids: list[int], _day: date) -> int:
    """They are forgotten."""
    return Interest.delete().where(Interest.id << ids).execute()


def old_requests(day: date) -> peewee.ModelSelect:
    """Requests answered five years ago."""
    return DataRequest.select(DataRequest.id).where(
        DataRequest.state != OPEN, DataRequest.closed_at < _ago(day, EVIDENCE_MONTHS)
    )


def remove_requests(ids: list[int], _day: date) -> int:
    """With their steps."""
    return purging.remove(DataRequest, ids)


def _in_contract(day: date):
    """Organisations with a contract that ran within the last five years."""
    return Organisation.id.in_(obstacles.contract_since(rules.first_kept(day, EVIDENCE_MONTHS)))


def _twelve_months(day: date):
    return _ago(day, LOG_MONTHS)


def _ago(day: date, months: int):
    return rules.instant_of(rules.first_kept(day, months))
