"""Taking a message of the contact form to the people who answer it."""

from __future__ import annotations

import ipaddress
from datetime import timedelta

from phoenix.care.models import ContactMessage
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.kernel.markets import Market
from phoenix.kernel.sellers import CONTACTS, SELLERS
from phoenix.messages.service import send

MOST_PER_HOUR = 5


class TooMany(Exception):
    """This network has written too often in the last hour."""


def network_of(address: str) -> str:
    """The network that an address counts for: itself, or the /64 of an IPv6 one."""
    ip = ipaddress.ip_address(address)
    return str(ipaddress.ip_network(f"{ip}/64", strict=False)) if ip.version == 6 else str(ip)


def receive(data: dict, market: Market, address: str) -> ContactMessage:
    """Keep a message and owe the mails to us and to its author; TooMany past five in an hour.

    `data` is the checked form; the same `key` again changes nothing.
    """
    network = network_of(address)
    fields = ("key", "subject", "name", "organisation_name", "email", "body")
    values = {name: data[name] or "" for name in fields}
    with transaction():
        known = ContactMessage.get_or_none(ContactMessage.key == values["key"])
        if known is not None:
            return known
        _refuse_flood(network)
        row = ContactMessage.create(
            **values, language=market.language, country=market.country.code, network=network
        )
        _owe_mails(row, market, data["subject_label"])
    return row


def _refuse_flood(network: str) -> None:
    since = clock.now() - timedelta(hours=1)
    query = ContactMessage.select().where(
        ContactMessage.network == network, ContactMessage.created_at > since
    )
    if query.count() >= MOST_PER_HOUR:
        raise TooMany


def _owe_mails(row: ContactMessage, market: Market, subject_label: str) -> None:
    seller = SELLERS[market.country.seller_code]
    internal = {"support": CONTACTS.support, "closure": CONTACTS.support, "data": CONTACTS.data_protection}
    names = ("name", "organisation_name", "email", "body")
    context = {name: getattr(row, name) for name in names} | {"topic": subject_label, "number": row.id}
    recipient = internal.get(row.subject, seller.email)
    send("care.received", recipient, "fr", row.country, context, key=f"contact:{row.id}:us")
    send("care.thanks", row.email, row.language, row.country, context, key=f"contact:{row.id}:author")
