"""Opening an account (clause 3.1): a form is kept, its address confirmed, then the account exists.

Nothing tells whether an address or a username has an account already. The form's answer is the
same page after the same work in every case: one password hash, one row, one job. Only the mail,
made by the worker and read by the owner of the address, differs: a link to confirm, or the news
that an account exists. A username that is taken by then gets a number (`marie.durand-2`); the
page after the confirmation shows it, and it can be changed in My Account. The choice of name is
thus told to someone who proved a mailbox for it, never to someone who tries out names.
"""

from __future__ import annotations

import hashlib
import secrets
from contextlib import suppress
from itertools import count

from peewee import IntegrityError

from phoenix.accounts import guarding, links, mails, passwords, preferences, rules
from phoenix.accounts.links import CONFIRM, DeadLink
from phoenix.accounts.models import Organisation, PendingSignUp, Person
from phoenix.accounts.session import Visit
from phoenix.config import settings
from phoenix.database import for_update, transaction
from phoenix.kernel import clock
from phoenix.kernel.markets import Market
from phoenix.outbox.service import enqueue

LETTER = "accounts.sign_up"
ASKED_FIRST = ("ma",)  # where the form's boxes ask for offers instead of refusing them (clause 10.1)
AT_ONCE = 5
_REFERENCE_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def ask(form: dict, password: str, market: Market, cart_key: str | None, visit: Visit) -> str:
    """Keep a valid form and owe its mail; the secret that this browser keeps meanwhile.

    `form` holds "organisation", "person" and "channels" values; TooMany when asked too often.
    """
    guarding.ask_for_mail(form["person"]["email"], visit)
    form = {**form, "password_hash": passwords.hash_of(password)}
    key = secrets.token_urlsafe(24)
    with transaction():
        row = PendingSignUp.create(
            key_hash=_hash(key),
            email_key=rules.email_key(form["person"]["email"]),
            form=form,
            language=market.language,
            country=market.country.code,
            cart_key=cart_key,
            address=visit.address,
            created_at=clock.now(),
        )
        enqueue(LETTER, {"id": row.id}, key=f"sign-up:{row.id}:1")
    return key


def ask_again(email: str, visit: Visit) -> None:
    """Owe once more whatever the worker finds to say to this address: see `letter`."""
    guarding.ask_for_mail(email, visit)
    with transaction():
        key = rules.email_key(email)
        row = _last_pending(key)
        payload = {"id": row.id if row else None, "email": key}
        enqueue(LETTER, payload, key=f"sign-up:again:{secrets.token_hex(8)}")


def letter(payload: dict) -> None:
    """Outbox handler: mail the link, or tell the owner of an account that somebody tried."""
    row = PendingSignUp.get_or_none(PendingSignUp.id == payload["id"])
    person = Person.get_or_none(Person.email_key == (row.email_key if row else payload.get("email")))
    if person:
        mails.already_used(person)
    elif row and not row.used_at:
        mails.confirm_address(row, token_of(row))


def token_of(row: PendingSignUp) -> str:
    """The token of the link that confirms the address."""
    return links.sign(settings().secret_key, CONFIRM, {"id": row.id})


def pending(token: str) -> PendingSignUp:
    """The form that a link confirms; DeadLink when it is used, too old, or its address taken."""
    payload = links.read(settings().secret_key, CONFIRM, token)
    row = PendingSignUp.get_or_none(PendingSignUp.id == payload.get("id"))
    if row is None or row.used_at or _has_account(row.email_key):
        raise DeadLink()
    return row


def is_same_browser(row: PendingSignUp, key: str | None) -> bool:
    """Whether the form was sent from the browser that holds this secret."""
    return bool(key) and secrets.compare_digest(row.key_hash, _hash(key))


def confirm(token: str, visit: Visit) -> Person:
    """Open the account whose address the link proves; DeadLink when it cannot be any more."""
    for _another_took_it in range(AT_ONCE):  # the address or the name, at this very moment: looked at anew
        with suppress(IntegrityError):
            return _open(pending(token), visit)
    return _open(pending(token), visit)


def _open(row: PendingSignUp, visit: Visit) -> Person:
    with transaction():
        row = for_update(PendingSignUp.select().where(PendingSignUp.id == row.id)).get()
        if row.used_at or _has_account(row.email_key):
            raise DeadLink()
        person = open_account(row.form, row.created_at)
        asked_first = person.organisation.country in ASKED_FIRST
        preferences.choose(person, row.form["channels"], "opt_in" if asked_first else "sign_up", visit)
        row.used_at = clock.now()
        row.form = {}
        row.save()
    return person


def open_account(form: dict, declared_at) -> Person:
    """The rows of a new account, in the caller's transaction; its address counts as confirmed."""
    organisation = Organisation.create(
        reference=_free_reference(), created_at=clock.now(), **form["organisation"]
    )
    values = dict(form["person"])
    username = free_username(values.pop("username"))
    return Person.create(
        organisation=organisation,
        username=username,
        username_key=rules.username_key(username),
        email_key=rules.email_key(values["email"]),
        password_hash=form["password_hash"],
        email_confirmed_at=clock.now(),
        power_declared_at=declared_at,
        created_at=clock.now(),
        **values,
    )


def free_username(wanted: str) -> str:
    """The username asked for, or its first numbered variant that nobody has."""
    if not username_taken(wanted):
        return wanted
    variants = (rules.username_variant(wanted, number) for number in count(2))
    return next(name for name in variants if not username_taken(name))


def username_taken(name: str) -> bool:
    """Whether someone has this username, whatever the case."""
    return Person.select().where(Person.username_key == rules.username_key(name)).exists()


def _has_account(key: str) -> bool:
    return Person.select().where(Person.email_key == key).exists()


def _last_pending(key: str) -> PendingSignUp | None:
    since = clock.now() - links.LIFETIMES[CONFIRM]
    mine = PendingSignUp.select().where(PendingSignUp.email_key == key, PendingSignUp.created_at > since)
    return mine.where(PendingSignUp.used_at.is_null()).order_by(PendingSignUp.id.desc()).first()


def _free_reference() -> str:
    while True:
        reference = "C-" + "".join(secrets.choice(_REFERENCE_SIGNS) for _ in range(6))
        if not Organisation.select().where(Organisation.reference == reference).exists():
            return reference


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
