"""Going through a chain again: is every entry what it was, in its place, up to the head (clause 4.3)?

One pass in the order of numbers, page by page: time grows with the entries, memory does not.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from hashlib import sha256 as _sha256
from typing import NamedTuple

from phoenix.archive.models import ArchiveEntry, ArchiveHead
from phoenix.archive.rules import NOTHING_BEFORE, entry_sha256, link_sha256, parts_sha256
from phoenix.archive.service import erased
from phoenix.database import database
from phoenix.gateways import files as store
from phoenix.kernel.sellers import SELLERS

PAGE = 2000
REMEMBERED = 100_000  # files checked already: terms of sale hang on every order's mail
COLUMNS = "number, kind, subject, at, content, content_sha256, detail, detail_sha256, files, previous_sha256, sha256"

ALTERED, DETAIL, MOVED, MISSING, CUT, UNLINKED = "altered", "detail", "moved", "missing", "cut", "unlinked"
BEYOND, HEAD, NO_CHAIN, FILE_MISSING, FILE_ALTERED = "beyond", "head", "no_chain", "file_missing", "file_altered"
DETAIL_LOST = "detail_lost"


class Trouble(NamedTuple):
    """Something wrong at entry `number` of a chain; `other` is a second number, or a file, where `what` needs one."""

    seller: str
    what: str
    number: int
    other: str = ""
    subject: str = ""


class Report(NamedTuple):
    """What one chain showed: how many entries were read and all that was wrong, the first first."""

    seller: str
    count: int
    last_sha256: str
    troubles: list[Trouble]


def chains() -> list[str]:
    """The sellers that have, or should have, a chain."""
    known = {seller for (seller,) in ArchiveEntry.select(ArchiveEntry.seller).distinct().tuples()}
    known |= {seller for (seller,) in ArchiveHead.select(ArchiveHead.seller).tuples()}
    return sorted(known | set(SELLERS))


def verify(seller: str, *, with_files: bool = True, progress: Callable[[int], None] = lambda count: None) -> Report:
    """Check one chain; `progress(count)` is told after each page. The links are followed to the first broken one.

    The shop may run meanwhile: what it adds or erases during the pass is no trouble.
    """
    head = _head(seller)
    explained = erased(seller)
    files = _Files(seller) if with_files else None
    troubles: list[Trouble] = []
    number, last, at_head = 0, NOTHING_BEFORE, NOTHING_BEFORE
    for row in _rows(seller, progress):
        if broken := _link(seller, row, number + 1, last, head):
            troubles.append(broken)
            break
        number, last = row[0], row[10]
        at_head = last if head and number == head.number else at_head
        if row[7] and (lost := _detail(seller, row, explained)):
            troubles.append(lost)
        if files and row[8] != "[]":
            troubles += files.check(seller, row)
    else:
        troubles += _end(seller, number, at_head, head)
    return Report(seller, number, last, troubles)


def _rows(seller: str, progress: Callable[[int], None]) -> Iterator[tuple]:
    """The entries in the order of their numbers, a page at a time."""
    mark = database.obj.param
    sql = f"SELECT {COLUMNS} FROM archive_entry WHERE seller = {mark} AND number > {mark} ORDER BY number LIMIT {PAGE}"
    last, count = -(2**31), 0
    while rows := database.execute_sql(sql, (seller, last)).fetchall():
        yield from rows
        last, count = rows[-1][0], count + len(rows)
        progress(count)


def _link(seller: str, row: tuple, expected: int, previous: str, head) -> Trouble | None:
    """What is wrong with an entry as a link of the chain."""
    number, kind, subject, at, content, content_sha256, _detail, detail_sha256, files, before, own = row
    parts = parts_sha256(seller, number, kind, subject, at, content_sha256, detail_sha256, files)
    sound = link_sha256(before, parts) == own and _sha256(content.encode()).hexdigest() == content_sha256
    if sound and number == expected and before == previous:
        return None
    if number != expected and sound:
        upto = f"{number - 1}" if number - 1 > expected else ""
        return Trouble(seller, MISSING, expected, upto)
    if sound:
        return Trouble(seller, UNLINKED, number, subject=subject)
    written_as = _place(seller, row, head.number if head else number)
    if written_as is not None:
        return Trouble(seller, MOVED, number, str(written_as), subject)
    return Trouble(seller, ALTERED, number, subject=subject)


def _place(seller: str, row: tuple, last: int) -> int | None:
    """The number under which an entry was written, when it is whole but stands elsewhere now."""
    number, kind, subject, at, content, content_sha256, _detail, detail_sha256, files, before, own = row
    if _sha256(content.encode()).hexdigest() != content_sha256:
        return None
    known = (kind, subject, at, content_sha256, detail_sha256, files, before)
    tried = range(1, max(last, number) + 2)
    return next((each for each in tried if entry_sha256(seller, each, *known) == own), None)


def _detail(seller: str, row: tuple, explained: set[str]) -> Trouble | None:
    """A detail is what it was, or its erasure is explained."""
    number, subject, detail, detail_sha256 = row[0], row[2], row[6], row[7]
    if detail is None:
        known = detail_sha256 in explained or detail_sha256 in erased(seller)
        return None if known else Trouble(seller, DETAIL_LOST, number, subject=subject)
    if _sha256(detail.encode()).hexdigest() != detail_sha256:
        return Trouble(seller, DETAIL, number, subject=subject)
    return None


def _head(seller: str) -> ArchiveHead | None:
    return ArchiveHead.get_or_none(ArchiveHead.seller == seller)


def _end(seller: str, number: int, at_head: str, head: ArchiveHead | None) -> list[Trouble]:
    """The chain goes at least to where its head was before the pass, at most to where it is after it."""
    now = _head(seller)
    if head is None:
        return [] if now and number else [Trouble(seller, NO_CHAIN if number == 0 else HEAD, number)]
    if head.number > number:
        return [Trouble(seller, CUT, number + 1, str(head.number))]
    if now is None or now.number < number:
        return [Trouble(seller, BEYOND, head.number + 1, str(number))]
    return [] if at_head == head.sha256 else [Trouble(seller, HEAD, head.number)]


class _Files:
    """Reads each file once, as far as it remembers."""

    def __init__(self, seller: str):
        self.seller, self.checked = seller, {}

    def check(self, seller: str, row: tuple) -> list[Trouble]:
        """The files of an entry that are lost or not what they were."""
        named = [(sha256, self._state(sha256)) for sha256 in json.loads(row[8])]
        return [Trouble(seller, state, row[0], sha256, row[2]) for sha256, state in named if state]

    def _state(self, sha256: str) -> str:
        if sha256 not in self.checked:
            if len(self.checked) >= REMEMBERED:
                self.checked.clear()
            self.checked[sha256] = self._read(sha256)
        return self.checked[sha256]

    def _read(self, sha256: str) -> str:
        try:
            store.get(sha256)
        except store.FileMissing:
            return "" if sha256 in erased(self.seller) else FILE_MISSING
        except store.FileAltered:
            return FILE_ALTERED
        return ""


def around(seller: str, number: int) -> list[tuple[int, str, str]]:
    """The neighbours of an entry that are there: (number, kind, subject), the nearest before and after, and itself."""
    mine = ArchiveEntry.select(ArchiveEntry.number, ArchiveEntry.kind, ArchiveEntry.subject).where(
        ArchiveEntry.seller == seller
    )
    before = mine.where(ArchiveEntry.number < number).order_by(ArchiveEntry.number.desc()).limit(1)
    rest = mine.where(ArchiveEntry.number >= number).order_by(ArchiveEntry.number).limit(2)
    return [*before.tuples(), *rest.tuples()]
