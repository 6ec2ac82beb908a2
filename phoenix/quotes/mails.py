"""The mails of a quote: its acknowledgement, the quote itself with its documents, what follows, and what we are told."""

from __future__ import annotations

from phoenix.accounts import links
from phoenix.accounts.links import QUOTE
from phoenix.config import settings
from phoenix.kernel.formats import amount, day
from phoenix.kernel.sellers import SELLERS
from phoenix.messages.service import send
from phoenix.quotes.models import AskedLine, Quote, QuoteEntry, QuoteVersion


def acknowledge(row: Quote) -> None:
    """To whoever asks, at once: the number, what was asked, and the way to follow it."""
    context = {**_context(row), "wish": row.request, "lines": _asked(row)}
    _to_customer("quotes.received", row, context, key=f"quote:{row.id}:received")


def quote(row: Quote, version: QuoteVersion, attachments: list[dict]) -> None:
    """The quote with its documents (clause 2c)."""
    context = {
        **_context(row),
        "version": version.number,
        "until": day(version.valid_until.isoformat(), row.language),
        "message": version.message,
        "gross": amount(version.gross, row.currency, row.language),
        "supplementary": row.about_order.number if row.about_order_id else "",
        "attached": [item["filename"] for item in attachments],
    }
    _to_customer("quotes.sent", row, context, key=f"quote:{row.id}:sent:{version.number}", attachments=tuple(attachments))


def tell_customer(row: Quote, entry: QuoteEntry) -> None:
    """An answer, a withdrawal, or the end of the validity."""
    context = {**_context(row), "kind": entry.kind, "body": entry.body}
    _to_customer("quotes.news", row, context, key=f"quote:{row.id}:entry:{entry.id}")


def warn(row: Quote) -> None:
    """The validity ends soon."""
    context = {**_context(row), "until": day(row.valid_until.isoformat(), row.language)}
    _to_customer("quotes.ends_soon", row, context, key=f"quote:{row.id}:ends:{row.version}")


def tell_us(row: Quote, entry: QuoteEntry) -> None:
    """To those who sell: a request, a question, a refusal."""
    context = {**_context(row), "organisation_name": row.organisation_name, "email": row.email}
    context |= {"kind": entry.kind, "body": entry.body, "lines": _asked(row) if entry.kind == "asked" else []}
    key, whose = f"quote:{row.id}:us:{entry.id}", row.organisation_id
    send("quotes.to_us", SELLERS[row.seller_code].email, "fr", row.country, context, key=key, organisation_id=whose)


def token(row: Quote) -> str:
    """The link to the quote for who has no account: only the mailbox holds it."""
    return links.sign(settings().secret_key, QUOTE, {"quote": row.id})


def _to_customer(kind: str, row: Quote, context: dict, key: str, attachments: tuple = ()) -> None:
    send(
        kind, row.email, row.language, row.country, context, key=key, attachments=attachments,
        organisation_id=row.organisation_id,
    )  # fmt: skip


def _context(row: Quote) -> dict:
    return {"name": row.name, "number": row.number, "token": "" if row.organisation_id else token(row)}


def _asked(row: Quote) -> list[list]:
    rows = AskedLine.select().where(AskedLine.quote == row).order_by(AskedLine.position)
    return [[line.quantity, line.label] for line in rows]
