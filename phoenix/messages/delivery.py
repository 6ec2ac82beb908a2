"""Making a mail from its templates and handing it over: the worker's half of `messages`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, make_msgid
from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app, g, render_template
from flask_babel import force_locale

from phoenix.archive.sources import note
from phoenix.config import settings
from phoenix.database import transaction
from phoenix.gateways import files, mail
from phoenix.kernel import clock
from phoenix.kernel.markets import Market, market_of
from phoenix.kernel.sellers import SELLERS
from phoenix.messages.models import Message


def deliver_message(payload: dict) -> None:
    """Outbox handler "mail.send": store the whole message, send it, note when."""
    row = Message.get(Message.key == payload["key"])
    if row.sent_at is not None:
        return
    message = compose(row)
    Message.update(raw_sha256=files.put(message.as_bytes()), subject=message["Subject"]).where(
        Message.id == row.id
    ).execute()
    mail.deliver(message)
    with transaction():
        Message.update(sent_at=clock.now()).where(Message.id == row.id).execute()
        note("message.sent", Message.get_by_id(row.id))


def compose(row: Message) -> EmailMessage:
    """The message in the customer's language, text and HTML, with its attachments."""
    market = market_of(row.language, row.country)
    seller = SELLERS[market.country.seller_code]
    path = f"mails/{row.kind.replace('.', '/')}"
    with _in_market(market):
        subject = render_template(f"{path}.subject.txt", **row.context).strip()
        context = {**row.context, "subject": subject}
        text = render_template(f"{path}.txt", **context)
        html = render_template(f"{path}.html", **context)
    message = EmailMessage()
    message["Subject"] = " ".join(subject.split())
    message["From"] = formataddr((seller.name, settings().mail_sender))
    message["To"] = _as_sent(row.to_address)
    message["Date"] = format_datetime(row.created_at)
    host = urlsplit(settings().base_url).hostname
    message["Message-ID"] = make_msgid(idstring=f"m{row.id}", domain=host)
    if unsubscribe := row.context.get("unsubscribe_url"):  # offers: one click in the mail program ends them (RFC 8058)
        message["List-Unsubscribe"] = f"<{unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    for attachment in row.attachments:
        message.add_attachment(
            files.get(attachment["sha256"]),
            maintype="application",
            subtype=Path(attachment["filename"]).suffix.lstrip(".") or "octet-stream",
            filename=attachment["filename"],
        )
    return message


def _as_sent(address: str) -> str:
    """The address with its domain as every server takes it (`xn--…` where it has accents)."""
    name, _at, domain = address.rpartition("@")
    return address if domain.isascii() else f"{name}@{domain.encode('idna').decode()}"


@contextmanager
def _in_market(market: Market) -> Iterator[None]:
    """Words of templates and of code are this market's, and those of the next mail are not.

    The worker makes all its mails in one app context, which would keep the language of the first.
    """
    before = g.get("market")
    with current_app.test_request_context(f"/{market.prefix}/", base_url=settings().base_url):
        with force_locale(market.language):
            g.market = market
            try:
                yield
            finally:
                g.pop("market")
                if before is not None:
                    g.market = before
