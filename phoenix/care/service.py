"""Messages of the contact form: taken to the team that answers, and what is written on (clause 1a)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import peewee
from flask_babel import force_locale

from phoenix.accounts import links
from phoenix.accounts.links import CONTACT, DeadLink
from phoenix.accounts.throttling import TooMany, network_of
from phoenix.archive import service as archive
from phoenix.archive.rules import sha256_of
from phoenix.care.claim_answers import Changed
from phoenix.care.claims import CUSTOMER, STAFF
from phoenix.care.models import ContactMessage, ContactReply
from phoenix.care.words import ALL_SUBJECTS
from phoenix.config import settings
from phoenix.database import for_update, transaction
from phoenix.files.rules import CONTACT as CONTACT_THREAD
from phoenix.files.service import Checked, Sender, Subject, receive_all
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES, Market
from phoenix.kernel.sellers import CONTACTS, SELLERS
from phoenix.messages.service import send
from phoenix.team import audit
from phoenix.web import spam

__all__ = ["TooMany", "network_of"]

MOST_PER_HOUR = 5
HOUR = timedelta(hours=1)
OPEN, ANSWERED, DONE, HELD = "open", "answered", "done", "held"
# Which team answers what; whatever else is asked is for sales.
TEAMS = {"support": "support", "account": "support", "closure": "support", "data": "support", "confirmation": "support"}
TEAM_NAMES = ("sales", "support", "accounting")
WRITTEN = ("key", "subject", "name", "organisation_name", "email", "body")


def receive(data: dict, market: Market, address: str, seconds: int | None = None) -> ContactMessage:
    """Keep a message and owe the mails to us and to its author; TooMany past five in an hour.

    `data` is the checked form, shown `seconds` ago (None: not proven); the same `key` again changes
    nothing. What looks like a robot's is held until somebody has looked, and owes no mail.
    """
    values = {name: data[name] or "" for name in WRITTEN}
    try:
        with transaction():
            return _known(values["key"]) or _receive(values, market, network_of(address), seconds)
    except peewee.IntegrityError:
        if (row := _known(values["key"])) is None:
            raise
        return row


def _known(key: str) -> ContactMessage | None:
    return ContactMessage.get_or_none(ContactMessage.key == key)


def _receive(values: dict, market: Market, network: str, seconds: int | None) -> ContactMessage:
    _refuse_flood(network)
    points = spam.score(values["body"], values["name"] + values["organisation_name"], seconds)
    row = ContactMessage.create(
        **values,
        language=market.language,
        country=market.country.code,
        network=network,
        team=TEAMS.get(values["subject"], "sales"),
        score=points,
        state=HELD if spam.is_suspect(points) else OPEN,
        created_at=clock.now(),
    )
    if row.state == OPEN:
        _owe_mails(row)
    return row


def _refuse_flood(network: str) -> None:
    recent = ContactMessage.select(ContactMessage.created_at).where(
        ContactMessage.network == network, ContactMessage.created_at > clock.now() - HOUR
    )
    instants = [at for (at,) in recent.order_by(ContactMessage.id.desc()).limit(MOST_PER_HOUR).tuples()]
    if len(instants) >= MOST_PER_HOUR:
        raise TooMany(instants[-1] + HOUR)


def _owe_mails(row: ContactMessage) -> None:
    _tell_us(row, row.body, key=f"contact:{row.id}:us")
    context = {"name": row.name, "organisation_name": row.organisation_name, "email": row.email, "body": row.body}
    context |= {"topic": _topic(row, row.language), "number": row.id, "token": token(row)}
    send("care.thanks", row.email, row.language, row.country, context, key=f"contact:{row.id}:author")


def _tell_us(row: ContactMessage, body: str, key: str) -> None:
    seller = SELLERS[COUNTRIES[row.country].seller_code]
    internal = {"support": CONTACTS.support, "closure": CONTACTS.support, "confirmation": CONTACTS.support, "data": CONTACTS.data_protection}
    context = {name: getattr(row, name) for name in ("name", "organisation_name", "email")}
    context |= {"body": body, "topic": _topic(row, "fr"), "number": row.id}
    send("care.received", internal.get(row.subject, seller.email), "fr", row.country, context, key=key)


def _topic(row: ContactMessage, language: str) -> str:
    with force_locale(language):
        return str(ALL_SUBJECTS.get(row.subject, ""))


def token(row: ContactMessage) -> str:
    """The link to the thread: only the author's mailbox holds it."""
    return links.sign(settings().secret_key, CONTACT, {"message": row.id})


def by_link(token: str) -> ContactMessage:
    """The message of a mailed link; DeadLink when it must not be believed, or the message is gone."""
    payload = links.read(settings().secret_key, CONTACT, token)
    row = ContactMessage.get_or_none(ContactMessage.id == payload["message"])
    if row is None:
        raise DeadLink()
    return row


def replies(row: ContactMessage) -> list[ContactReply]:
    """What followed, the oldest first."""
    return list(ContactReply.select().where(ContactReply.message == row).order_by(ContactReply.id))


def write(message_id: int, body: str, key: str, papers: Sequence[Checked] = ()) -> ContactMessage:
    """The author writes on: an answer is owed again. The same `key` again changes nothing. Refused for a paper."""
    with transaction():
        row = _locked(message_id)
        if not _replied(row, key):
            _change(row, state=OPEN)
            _add(row, key, CUSTOMER, row.name, body)
            receive_all(papers, Subject(CONTACT_THREAD, str(row.id), row.country), Sender(email=row.email, language=row.language))
            _tell_us(row, body, key=f"contact:{row.id}:us:{row.version}")
    return row


# The staff's half.


def reply(message_id: int, version: int, key: str, body: str, by: str) -> ContactMessage:
    """Answer by mail and in the thread; Changed when somebody was faster."""
    with transaction():
        row = _locked(message_id)
        if _replied(row, key):
            return row
        before = _checked(row, version)
        _answer(row, key, body, by)
        _log("contact_answered", row, before)
    return row


def tell(row: ContactMessage, key: str, body: str) -> None:
    """The software answers, for what a message asked for has happened; the same `key` again changes nothing."""
    with transaction():
        row = _locked(row.id)
        if not _replied(row, key):
            _answer(row, key, body, SELLERS[COUNTRIES[row.country].seller_code].name)


def _answer(row: ContactMessage, key: str, body: str, by: str) -> None:
    _change(row, state=ANSWERED)
    _add(row, key, STAFF, by, body)
    context = {"name": row.name, "number": row.id, "body": body, "token": token(row)}
    mail_key = f"contact:{row.id}:answer:{row.version}"
    send("care.contact_answer", row.email, row.language, row.country, context, key=mail_key)


def pass_on(message_id: int, version: int, team: str) -> ContactMessage:
    """Another team answers; Changed when somebody was faster."""
    return _move(message_id, version, "contact_passed_on", team=team)


def settle(message_id: int, version: int) -> ContactMessage:
    """Nothing more to do: answered by telephone, or no message for us at all. Changed."""
    return _move(message_id, version, "contact_done", state=DONE)


def let_through(message_id: int, version: int) -> ContactMessage:
    """It was no robot: the message goes on as if it had not been held. Changed."""
    with transaction():
        row = _locked(message_id)
        if row.state != HELD:
            return row
        row = _move(message_id, version, "contact_let_through", state=OPEN)
        _owe_mails(row)
    return row


def _move(message_id: int, version: int, act: str, **values) -> ContactMessage:
    with transaction():
        row = _locked(message_id)
        if all(getattr(row, name) == value for name, value in values.items()):
            return row
        before = _checked(row, version)
        _change(row, **values)
        _log(act, row, before)
    return row


def _locked(message_id: int) -> ContactMessage:
    return for_update(ContactMessage.select().where(ContactMessage.id == message_id)).get()


def _replied(row: ContactMessage, key: str) -> bool:
    return ContactReply.select().where(ContactReply.key == key, ContactReply.message == row).exists()


def _checked(row: ContactMessage, version: int) -> dict:
    if row.version != version:
        raise Changed
    return {"state": row.state, "team": row.team}


def _change(row: ContactMessage, **values) -> None:
    for name, value in {**values, "version": row.version + 1}.items():
        setattr(row, name, value)
    row.save(only=[*values, "version"])


def _add(row: ContactMessage, key: str, author: str, by: str, body: str) -> None:
    ContactReply.create(message=row, key=key, author=author, by=by, body=body, at=clock.now())
    _keep(row, "contact.answered" if author == STAFF else "contact.written", author, body)


def _log(act: str, row: ContactMessage, before: dict) -> None:
    audit.record(act, f"contact:{row.id}", before, {"state": row.state, "team": row.team})


def _keep(row: ContactMessage, kind: str, author: str, body: str) -> None:
    """As evidence: the words by their hash and the person in the detail, which can be erased (clause 4.3)."""
    archive.append(
        kind,
        seller=COUNTRIES[row.country].seller_code,
        subject=f"contact:{row.id}",
        content={"message": row.id, "author": author},
        detail={"name": row.name, "email": row.email, "sha256": sha256_of(body)},
    )
