"""The evidence archive: what happened, written once, chained by hashes, one chain per seller (clauses 4.3, 2b, 2e).

**The chain.** An entry carries the SHA-256 of its content and of the entry before it; its own hash
covers both (archive/rules.py). Entries are gathered while a transaction runs and written as the last
thing before it commits, under the lock of the seller's head: numbers have no gap, a transaction that
is rolled back leaves nothing, and the lock is always the last one taken, so nobody waits in a circle.

**Persons and erasure.** A chain cannot forget, so what it cannot forget names no person:

- `content` holds references (organisation, order, invoice, person's number), days, sums and hashes. No
  name, no address of any kind, never a secret. What the law keeps in its own row (an order's or an
  invoice's facts, a mandate's text) is there as the SHA-256 of that row's text.
- `detail` holds who and from where: names, addresses, browsers, recipients. The entry's hash covers
  only the hash of it, made unguessable by a random salt inside. When its time of keeping is over,
  `erase` empties it; the entry stays provable.
- Words of people (mails, messages of forms) are files in the store or rows elsewhere, here by hash.

`erase` writes an entry of its own that names what was erased and why. So a missing detail or file that
no such entry explains is a loss that `archive verify` names. An erased person's orders, invoices and
acceptances stay findable by their references, until their own time is over.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import NamedTuple

from phoenix.archive import rules
from phoenix.archive.models import ArchiveEntry, ArchiveHead
from phoenix.database import after_commit, at_commit, database, is_sqlite, transaction
from phoenix.database_rows import add, change
from phoenix.gateways import files as store
from phoenix.kernel import clock

ERASED = "archive.erased"
ERASURES = "erasures"  # the subject of such entries


class Piece(NamedTuple):
    """An entry to be: what it says, before it has a number."""

    seller: str
    kind: str
    subject: str
    content: str
    detail: str | None
    files: str


def append(
    kind: str,
    *,
    seller: str,
    subject: str,
    content: Mapping,
    files: Sequence[str] = (),
    detail: Mapping | None = None,
) -> None:
    """Keep one piece of evidence, with the caller's transaction or, outside of one, at once.

    `kind` is dotted ("order.confirmed"), `subject` what one looks it up by ("order:F2026-17"), `files`
    are SHA-256 of the file store. Persons go into `detail` only (see above). NotEvidence for a fraction,
    or a name that has no line.
    """
    piece = piece_of(kind, seller=seller, subject=subject, content=content, files=files, detail=detail)
    if database.in_transaction():
        at_commit(write, piece)
    else:
        with transaction():
            at_commit(write, piece)


def piece_of(
    kind: str, *, seller: str, subject: str, content: Mapping, files: Sequence[str] = (), detail: Mapping | None = None
) -> Piece:
    """The entry to be, checked."""
    rules.check_names(kind, subject, files)
    sealed = None if detail is None else rules.canonical({**detail, "salt": secrets.token_hex(16)})
    return Piece(seller, kind, subject, rules.canonical(content), sealed, rules.canonical(list(files)))


def write(pieces: Iterable[Piece]) -> None:
    """Chain the pieces in their order, in the caller's transaction, whose last locks these are."""
    by_seller = sorted(pieces, key=lambda piece: piece.seller)
    at = rules.written_instant(clock.now())
    for seller, mine in groupby(by_seller, key=lambda piece: piece.seller):
        head_id, number, last = _locked_head(seller)
        for piece in mine:
            number += 1
            last = _write(piece, number, at, last)
        change(ArchiveHead, head_id, number=number, sha256=last)


def _write(piece: Piece, number: int, at: str, previous: str) -> str:
    content_sha256 = rules.sha256_of(piece.content)
    detail_sha256 = "" if piece.detail is None else rules.sha256_of(piece.detail)
    sha256 = rules.entry_sha256(
        piece.seller, number, piece.kind, piece.subject, at, content_sha256, detail_sha256, piece.files, previous
    )
    add(
        ArchiveEntry,
        seller=piece.seller,
        number=number,
        kind=piece.kind,
        subject=piece.subject,
        at=at,
        content=piece.content,
        content_sha256=content_sha256,
        detail=piece.detail,
        detail_sha256=detail_sha256,
        files=piece.files,
        previous_sha256=previous,
        sha256=sha256,
    )
    return sha256


def _locked_head(seller: str) -> tuple[int, int, str]:
    """(id, last number, its hash) of a chain, locked until the transaction ends."""
    mark, lock = ("?", "") if is_sqlite() else ("%s", "FOR UPDATE")
    sql = f"SELECT id, number, sha256 FROM archive_head WHERE seller = {mark} {lock}"
    found = database.execute_sql(sql, (seller,)).fetchone()
    if found is None:
        add(ArchiveHead, or_ignore=True, seller=seller, sha256=rules.NOTHING_BEFORE)
        found = database.execute_sql(sql, (seller,)).fetchone()
    return found


def entries_about(seller: str, subjects: Sequence[str]) -> list[ArchiveEntry]:
    """The entries of a chain about these subjects, in their order."""
    query = ArchiveEntry.select().where(ArchiveEntry.subject << list(subjects), ArchiveEntry.seller == seller)
    return list(query.order_by(ArchiveEntry.number))


def erase(seller: str, *, subjects: Sequence[str] = (), files: Sequence[str] = (), reason: str) -> int:
    """Empty the details of all entries about `subjects`, forget `files`, and keep what was erased and why.

    In one transaction; how many details it were. The bytes of the files go after its commit.
    """
    with transaction():
        found = [entry for entry in entries_about(seller, subjects) if entry.detail is not None] if subjects else []
        if not found and not files:
            return 0
        for entry in found:
            ArchiveEntry.update(detail=None).where(ArchiveEntry.id == entry.id).execute()
        content = {"reason": reason, "details": [entry.detail_sha256 for entry in found], "files": list(files)}
        append(ERASED, seller=seller, subject=ERASURES, content={**content, "subjects": sorted(set(subjects))})
        after_commit(partial(_forget, list(files)))
    return len(found)


def _forget(files: Sequence[str]) -> None:
    for sha256 in files:
        store.forget(sha256)


def erased(seller: str) -> set[str]:
    """The hashes of all details and files whose erasure a chain explains."""
    return {sha256 for content in _erasures(seller) for sha256 in (*content["details"], *content["files"])}


def erased_subjects(seller: str) -> set[str]:
    """What erasures were about: their rows may since be emptied or gone."""
    return {subject for content in _erasures(seller) for subject in content.get("subjects", ())}


def _erasures(seller: str) -> Iterator[dict]:
    return (json.loads(entry.content) for entry in entries_about(seller, [ERASURES]) if entry.kind == ERASED)
