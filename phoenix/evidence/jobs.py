"""The head statement of each day: kept, chained itself, and mailed to whoever keeps it outside (clause 4.3)."""

from __future__ import annotations

import json
from datetime import date

from phoenix.archive import statements
from phoenix.archive.models import ArchiveEntry
from phoenix.archive.service import append
from phoenix.config import settings
from phoenix.database import transaction
from phoenix.gateways import files
from phoenix.kernel import clock
from phoenix.kernel.formats import day as written_day
from phoenix.kernel.formats import number
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.sellers import SELLERS
from phoenix.messages.service import send
from phoenix.outbox.service import enqueue

STATEMENT = "archive.statement"
ZONE = COUNTRIES["fr"].timezone
CHECK = "flask --app app archive verify --against etat-archive-{on}.json"
LANGUAGE, COUNTRY = "fr", "fr"  # the letter goes to the house


def owe_statement(day: date | None) -> None:
    """Once a day, by its key."""
    on = (day or clock.today(ZONE)).isoformat()
    with transaction():
        enqueue(STATEMENT, {"on": on}, key=f"{STATEMENT}:{on}")


def make_statement(payload: dict) -> None:
    """Outbox handler, safe to repeat: the statement as a file, an entry in each chain, and the mail."""
    subject = f"statement:{payload['on']}"
    if ArchiveEntry.select().where(ArchiveEntry.subject == subject).exists():
        return
    said = statements.now()
    kept = files.put(said.encode())
    heads = json.loads(said)["heads"]
    with transaction():
        for seller in SELLERS:
            append(STATEMENT, seller=seller, subject=subject, content={"on": payload["on"], "heads": heads}, files=[kept])
        if settings().archive_statement_to:
            _mail(payload["on"], heads, kept)


def _mail(on: str, heads: list[dict], kept: str) -> None:
    rows = [
        {"seller": SELLERS[head["seller"]].name if head["seller"] in SELLERS else head["seller"],
         "number": number(head["number"], LANGUAGE), "sha256": head["sha256"]}
        for head in heads
    ]  # fmt: skip
    send(
        STATEMENT,
        settings().archive_statement_to,
        LANGUAGE,
        COUNTRY,
        {"day": written_day(on, LANGUAGE), "heads": rows, "command": CHECK.format(on=on)},
        key=f"{STATEMENT}:{on}",
        attachments=({"sha256": kept, "filename": f"etat-archive-{on}.json"},),
    )


HANDLERS = {STATEMENT: make_statement}
EVERY_DAY = [owe_statement]
