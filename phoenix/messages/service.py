"""Mail: a message row and its job in the caller's transaction, made and sent after it by the worker."""

from __future__ import annotations

from phoenix.database import transaction
from phoenix.messages.models import Message
from phoenix.outbox.service import enqueue


def send(
    kind: str,
    to: str,
    language: str,
    country: str,
    context: dict,
    key: str,
    attachments: tuple[dict, ...] = (),
    organisation_id: int | None = None,
) -> None:
    """Owe one mail of this kind (templates/mails/<kind>); a key used before owes nothing more.

    `context` is plain JSON; each attachment is {"sha256", "filename"} of the file store.
    """
    values = {
        "key": key,
        "kind": kind,
        "to_address": to,
        "language": language,
        "country": country,
        "context": context,
        "attachments": list(attachments),
        "organisation_id": organisation_id,
    }
    with transaction():
        Message.insert(**values).on_conflict_ignore().execute()
        enqueue("mail.send", {"key": key}, key=f"mail:{key}")
