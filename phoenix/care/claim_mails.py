"""The mails of a complaint: its acknowledgement with the day of the answer, each answer, and what we are told."""

from __future__ import annotations

from phoenix.accounts import links
from phoenix.accounts.links import CLAIM
from phoenix.care.models import Claim, ClaimEntry
from phoenix.config import settings
from phoenix.kernel.markets import market_of
from phoenix.kernel.sellers import CONTACTS
from phoenix.messages.service import send
from phoenix.web.filters import day


def acknowledge(row: Claim, entry: ClaimEntry) -> None:
    """To its author, at once: it is here, and the day by which we answer (clause 11a)."""
    _to_author("care.claim_received", row, entry, {"due": _day(row, row.due_on), "received": _day(row, row.received_on)})


def tell_customer(row: Claim, entry: ClaimEntry) -> None:
    """To its author: an answer, papers wanted, or the end."""
    _to_author("care.claim_answer", row, entry, {"kind": entry.kind})


def tell_us(row: Claim, entry: ClaimEntry) -> None:
    """To those who answer claims: a new one, or news of one."""
    due = day(row.due_on, market_of("fr", row.country)) if row.due_on else ""
    context = {**_context(row, entry), "due": due, "kind": entry.kind, "organisation_name": row.organisation_name}
    key, whose = f"claim:{row.id}:us:{entry.id}", row.organisation_id
    send("care.claim_news", CONTACTS.support, "fr", row.country, context, key=key, organisation_id=whose)


def _to_author(kind: str, row: Claim, entry: ClaimEntry, more: dict) -> None:
    context = {**_context(row, entry), **more, "token": "" if row.person_id else token(row)}
    key = f"claim:{row.id}:author:{entry.id}"
    send(kind, row.email, row.language, row.country, context, key=key, organisation_id=row.organisation_id)


def token(row: Claim) -> str:
    """The link to the thread for who has no account: only the mailbox holds it."""
    return links.sign(settings().secret_key, CLAIM, {"claim": row.id})


def _context(row: Claim, entry: ClaimEntry) -> dict:
    return {"name": row.name, "reference": row.reference, "title": row.title, "body": entry.body}


def _day(row: Claim, value) -> str:
    return day(value, market_of(row.language, row.country)) if value else ""
