"""The mails of files: what the scanner turned away, told to who sent it and to us."""

from __future__ import annotations

from phoenix.files.models import StoredFile
from phoenix.kernel.sellers import CONTACTS
from phoenix.messages.service import send


def infected(row: StoredFile) -> None:
    """To both: the file was turned away, its bytes are gone; in the caller's transaction."""
    context = {"file": row.name, "kind": row.kind, "number": row.number}
    whose = row.organisation_id
    if row.email:
        send("files.infected", row.email, row.language, row.country, context, key=f"file:{row.id}:infected", organisation_id=whose)
    to_us = CONTACTS.support
    told = {**context, "email": row.email}
    send("files.infected_news", to_us, "fr", row.country, told, key=f"file:{row.id}:infected:us", organisation_id=whose)
