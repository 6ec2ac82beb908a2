"""The worker's look at what was sent: scanned, its pages counted, the subject's papers weighed (clause 5d)."""

from __future__ import annotations

import io
import logging

from peewee import fn
from pypdf import PdfReader

from phoenix.config import settings
from phoenix.database import transaction
from phoenix.files import mails, rules, service
from phoenix.files.models import StoredFile
from phoenix.gateways import clamd
from phoenix.gateways.clamd import ScannerAway
from phoenix.kernel import clock
from phoenix.outbox.service import NotYet, enqueue

logger = logging.getLogger("phoenix.files")


def examine(payload: dict) -> None:
    """Outbox handler "files.examine", safe to repeat. NotYet while the scanner is away: it is asked again."""
    row = StoredFile.get_or_none(StoredFile.id == payload["file"])
    if row is None or row.state in rules.GONE:
        return
    content = service.bytes_of(row)
    if settings().clamd_url and row.scanned_at is None and not _scanned(row, content):
        return
    if row.pages is None:
        StoredFile.update(pages=pages_of(row.media, content)).where(StoredFile.id == row.id).execute()
    _weigh(row.kind, row.number)


def _scanned(row: StoredFile, content: bytes) -> bool:
    """Whether the scanner let it pass; what it found loses its bytes, and both sides are told."""
    try:
        found = clamd.scan(settings().clamd_url, content)
    except ScannerAway as reason:
        raise NotYet(f"clamd: {reason}") from reason
    with transaction():
        StoredFile.update(state=rules.CLEAN, scanned_at=clock.now()).where(StoredFile.id == row.id).execute()
        if found:
            logger.warning("file %s about %s %s: %s", row.id, row.kind, row.number, found)
            service.destroy(row, rules.INFECTED, "turned away by the scanner")
            mails.infected(row)
    return not found


def pages_of(media: str, content: bytes) -> int:
    """How many pages a paper says it has; 1 for what does not say, or cannot be read."""
    if media != rules.PDF:
        return 1
    try:
        return max(1, int(PdfReader(io.BytesIO(content)).root_object["/Pages"]["/Count"]))
    except Exception:  # a paper that only its own program can read is no error of ours
        return 1


def _weigh(kind: str, number: str) -> None:
    """Papers of an order that are too many to check wait for one of ours, once (clause 5d)."""
    if kind != rules.ORDER:
        return
    mine = (StoredFile.kind == kind) & (StoredFile.number == number) & StoredFile.gone_at.is_null()
    pages, size, last = (
        StoredFile.select(fn.SUM(StoredFile.pages), fn.SUM(StoredFile.size), fn.MAX(StoredFile.id)).where(mine).tuples().get()
    )
    known = settings()
    if rules.is_bulky(int(pages or 0), int(size or 0), known.files_bulky_pages, known.files_bulky_megabytes):
        with transaction():
            if not StoredFile.select().where(mine, StoredFile.bulky != "").exists():
                StoredFile.update(bulky="open").where(StoredFile.id == last).execute()


def scan_unscanned(_day=None) -> None:
    """Where a scanner was set since, what was stored without one is looked at; called daily."""
    if not settings().clamd_url:
        return
    for (row_id,) in StoredFile.select(StoredFile.id).where(StoredFile.state == rules.UNSCANNED).limit(500).tuples():
        enqueue(service.EXAMINE, {"file": row_id}, key=f"{service.EXAMINE}:{row_id}:later")
