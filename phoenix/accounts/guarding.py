"""Attempts are recorded before they are judged, and counted before they are made (clause 14b)."""

from __future__ import annotations

import hashlib
from datetime import datetime

from phoenix.accounts.models import Person, SignIn
from phoenix.accounts.session import Visit
from phoenix.accounts.throttling import (
    ACCOUNT,
    KNOWN_NETWORK_FOR,
    MAILS,
    NETWORK,
    NETWORK_MAILS,
    Pace,
    TooMany,
    network_of,
    wait_until,
)
from phoenix.database import take_turns, transaction
from phoenix.kernel import clock

SIGN_IN = "sign_in"
CODE = "code"
PASSWORD = "password"
USERNAME = "username"
MAIL = "mail"


def account_key(person: Person | None, typed: str) -> str:
    """One key for all names of an account; names that nobody has get one each."""
    return f"person:{person.id}" if person else hashed("name", typed)


def hashed(prefix: str, typed: str) -> str:
    """A key that does not tell what was typed: people type passwords into the wrong field."""
    return f"{prefix}:{hashlib.sha256(typed.strip().lower().encode()).hexdigest()[:40]}"


def begin_attempt(kind: str, key: str, visit: Visit, person: Person | None = None) -> SignIn:
    """Record an attempt as failed until proven otherwise; TooMany when it comes too soon.

    Written before the secret is looked at: attempts sent all at once are counted all the same.
    """
    with transaction():
        for name in (key, network_of(visit.address)):
            take_turns(f"attempt:{kind}:{name}")
        _refuse_haste(kind, key, network_of(visit.address))
        return _record(kind, key, visit, person)


def record_entry(person: Person, visit: Visit) -> None:
    """Record a sign-in that needed no guessing: the link that opened the account."""
    succeeded(_record(SIGN_IN, account_key(person, ""), visit, person))


def succeeded(attempt: SignIn) -> None:
    """The attempt was a good one."""
    attempt.succeeded = True
    attempt.save(only=[SignIn.succeeded])


def ask_for_mail(address: str, visit: Visit) -> None:
    """Count a request for a mail to `address`; TooMany protects mailboxes from floods."""
    begin_attempt(MAIL, hashed("mail", address), visit)


def is_familiar(person: Person, visit: Visit) -> bool:
    """Whether the account was opened lately from this network or with this very browser."""
    since = clock.now() - KNOWN_NETWORK_FOR
    before = SignIn.select(SignIn.network, SignIn.user_agent).where(
        SignIn.person == person, SignIn.kind == SIGN_IN, SignIn.succeeded, SignIn.at > since
    )
    rows = list(before.tuples())
    here = network_of(visit.address)
    return not rows or any(here == network or visit.user_agent == agent for network, agent in rows)


def _record(kind: str, key: str, visit: Visit, person: Person | None) -> SignIn:
    return SignIn.create(
        kind=kind,
        account_key=key,
        network=network_of(visit.address),
        person=person,
        succeeded=False,
        address=visit.address,
        user_agent=visit.user_agent,
        at=clock.now(),
    )


def _refuse_haste(kind: str, key: str, network: str) -> None:
    now = clock.now()
    account_pace, network_pace = (MAILS, NETWORK_MAILS) if kind == MAIL else (ACCOUNT, NETWORK)
    untils = [
        wait_until(_account_failures(kind, key, network, account_pace), account_pace, now),
        wait_until(_network_failures(kind, network, network_pace), network_pace, now),
    ]
    refused = [until for until in untils if until]
    if refused:
        raise TooMany(max(refused))


def _account_failures(kind: str, key: str, network: str, pace: Pace) -> list[datetime]:
    """Failures that count against this try: of its own network if familiar, else of strangers."""
    rows = list(
        SignIn.select(SignIn.network, SignIn.succeeded, SignIn.at)
        .where(
            SignIn.account_key == key,
            SignIn.kind == kind,
            SignIn.at > clock.now() - KNOWN_NETWORK_FOR,
            SignIn.succeeded | (SignIn.at > clock.now() - pace.window),
        )
        .order_by(SignIn.at)
        .tuples()
    )
    familiar = {where: at for where, good, at in rows if good}
    if network in familiar:
        return [at for where, good, at in rows if not good and where == network and at > familiar[network]]
    return [at for where, good, at in rows if not good and where not in familiar]


def _network_failures(kind: str, network: str, pace: Pace) -> list[datetime]:
    mails = SignIn.kind == MAIL if kind == MAIL else SignIn.kind != MAIL
    rows = SignIn.select(SignIn.at).where(
        SignIn.network == network, mails, ~SignIn.succeeded, SignIn.at > clock.now() - pace.window
    )
    return [at for (at,) in rows.tuples()]
