"""The process that the archive's measure runs: `fill COUNT` or `verify COUNT`."""

from __future__ import annotations

import json
import resource
import sys
import time
from itertools import islice

from phoenix.application import create_app
from phoenix.archive import verifying
from phoenix.archive.rules import NOTHING_BEFORE, canonical, entry_sha256, sha256_of
from phoenix.database import database, transaction

SELLER, BATCH = "pa-bench", 10_000
COLUMNS = "number, kind, subject, at, content, content_sha256, detail, detail_sha256, files, previous_sha256, sha256"
INSERT = f"INSERT INTO archive_entry (seller, {COLUMNS}) VALUES ({', '.join('?' * 12)})"
AT = "2026-11-26T00:00:00.000000Z"


def fill(count: int) -> None:
    """A chain of invoices as the shop writes them, every third with a detail and a file."""
    with transaction():
        rows = _chain(count)
        while batch := list(islice(rows, BATCH)):
            database.obj.connection().executemany(INSERT, batch)
        head = (SELLER, count, reached[0])
        database.execute_sql("INSERT INTO archive_head (seller, number, sha256) VALUES (?, ?, ?)", head)


reached = [NOTHING_BEFORE]


def _chain(count: int):
    last = NOTHING_BEFORE
    for number in range(1, count + 1):
        content = canonical(_content(number))
        detail = None if number % 3 else canonical({"address": "192.0.2.7", "salt": sha256_of(str(number))[:32]})
        detail_sha256 = sha256_of(detail) if detail else ""
        files = "[]" if number % 3 else f'["{sha256_of(str(number))}"]'
        subject, content_sha256 = f"invoice:F-{number:07d}", sha256_of(content)
        own = entry_sha256(SELLER, number, "invoice.issued", subject, AT, content_sha256, detail_sha256, files, last)
        yield (SELLER, number, "invoice.issued", subject, AT, content, content_sha256, detail, detail_sha256, files, last, own)
        last = reached[0] = own


def _content(number: int) -> dict:
    sums = {"currency": "EUR", "net": 24_720, "vat": 4_944, "gross": 29_664}
    days = {"issued_on": "2026-11-26", "due_on": "2026-11-26"}
    links = {"row": number, "number": f"F-{number:07d}", "kind": "invoice", "organisation": number % 999, "order": None}
    return {**sums, **days, **links, "corrects": None, "facts_sha256": sha256_of(f"facts {number}")}


def verify(count: int) -> None:
    """Processor time and memory at its highest."""
    before = time.process_time()
    found = verifying.verify(SELLER, with_files=False)
    seconds = time.process_time() - before
    assert (found.troubles, found.count) == ([], count), found
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mb": peak}))


if __name__ == "__main__":
    with create_app({"log_requests": False}).app_context():
        {"fill": fill, "verify": verify}[sys.argv[1]](int(sys.argv[2]))
