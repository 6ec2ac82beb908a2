"""Publishers' documents: kept by staff, shown with their publisher's name, counted when they are opened (clause 16a).

Phoenix Alliance is the intermediary and not their publisher. A download counts for its document and day, and
for nobody: no address, no cookie, no programs that say what they are (audience/rules.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlsplit

from peewee import fn

from phoenix.audience.models import DailyFigure
from phoenix.audience.rules import DOWNLOAD
from phoenix.catalogue import rules
from phoenix.catalogue.cache import Kept
from phoenix.catalogue.models import Product, Publisher
from phoenix.catalogue.third_party_models import ThirdPartyDocument
from phoenix.database import for_update, transaction
from phoenix.kernel import clock
from phoenix.kernel.events import EnglishChanged, emit
from phoenix.team import audit
from phoenix.web.models import bump_stamp

WRITTEN = ("title_fr", "title_en", "notice_fr", "notice_en", "language", "url", "sha256", "file_name", "position", "publisher", "product")
LONGEST_URL = 500
_kept = Kept(capacity=1)


class Changed(Exception):
    """Somebody saved it since it was looked at; `row` is what stands now."""

    def __init__(self, row: ThirdPartyDocument):
        super().__init__(row.id)
        self.row = row


class WrongAddress(Exception):
    """Not an address that visitors may be sent to: https, a host with a point, no name or port in it."""


def checked_url(url: str) -> str:
    """An address that visitors may be sent to; WrongAddress."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise WrongAddress(url) from None
    clean = url.isascii() and url.isprintable() and not set(url) & set(" \\<>\"^`{|}")
    if not clean or len(url) > LONGEST_URL or parts.scheme != "https" or "@" in parts.netloc or port or "." not in host.strip("."):
        raise WrongAddress(url)
    return url


def of_product(product: Product) -> list[ThirdPartyDocument]:
    """What is shown beside a product: the publisher's own and the product's, in their order; kept until something changes."""
    shown = _kept.get("shown", _shown)
    mine = [*shown.get(("publisher", product.publisher_id), ()), *shown.get(("product", product.id), ())]
    return sorted(mine, key=lambda row: (row.position, row.id))


def _shown() -> dict[tuple[str, int], list[ThirdPartyDocument]]:
    found: dict[tuple[str, int], list[ThirdPartyDocument]] = {}
    query = ThirdPartyDocument.select(ThirdPartyDocument, Publisher).join(Publisher)
    for row in query.where(ThirdPartyDocument.withdrawn_at.is_null()):
        key = ("product", row.product_id) if row.product_id else ("publisher", row.publisher_id)
        found.setdefault(key, []).append(row)
    return found


def opened(document_id: int) -> ThirdPartyDocument | None:
    """A document that visitors may open."""
    row = ThirdPartyDocument.get_or_none(ThirdPartyDocument.id == document_id)
    return row if row is not None and row.withdrawn_at is None else None


def add(values: Mapping) -> ThirdPartyDocument:
    """A new document; `values` are WRITTEN. WrongAddress."""
    _check(values)
    with transaction():
        row = ThirdPartyDocument.create(**{name: values[name] for name in WRITTEN}, updated_at=clock.now())
        audit.record("third_party_added", _subject(row), None, _told(row))
        bump_stamp()
    return row


def save(document_id: int, version: int, values: Mapping, english_fits: bool = False) -> ThirdPartyDocument:
    """Other words or another place; French that changes without its English is shown until that follows (clause 19b).

    `english_fits`: somebody looked, and the English says the same. Changed, WrongAddress.
    """
    _check(values)
    changes = {name: values[name] for name in WRITTEN if name in values}
    with transaction():
        row = _locked(document_id, version)
        before = _told(row)
        _change(row, **changes, stale_en={} if english_fits else _stale(row, changes))
        audit.record("third_party_saved", _subject(row), before, _told(row))
        _tell_translators(row, before)
    return row


def change_english(row: ThirdPartyDocument, **texts: str) -> None:
    """English of the translators' desk, `title_en` or `notice_en`: it says what the French says now (clause 19b)."""
    with transaction():
        present = for_update(ThirdPartyDocument.select().where(ThirdPartyDocument.id == row.id)).get()
        _change(present, **texts, stale_en=rules.stale_english(present.stale_en, present.__data__, texts))


def _tell_translators(row: ThirdPartyDocument, before: dict) -> None:
    """English that changed here is in the translators' history too."""
    changed = [name for name in ("title_en", "notice_en") if row.__data__[name] != before[name]]
    if changed:
        emit(EnglishChanged(tuple((f"d{row.id}-{name[:-3]}", before[name], row.__data__[name]) for name in changed)))


def withdraw(document_id: int, version: int) -> ThirdPartyDocument:
    """It is shown no more, and its link leads nowhere. Changed."""
    return _set(document_id, version, clock.now(), "third_party_withdrawn")


def restore(document_id: int, version: int) -> ThirdPartyDocument:
    """It is shown again. Changed."""
    return _set(document_id, version, None, "third_party_restored")


def counted(ids: list[int], first: date, last: date) -> dict[int, int]:
    """How often each of these was opened from one day to another, by people as far as programs say what they are."""
    subjects = {subject_counted(each): each for each in ids}
    query = DailyFigure.select(DailyFigure.subject, fn.SUM(DailyFigure.count)).where(
        DailyFigure.measure == DOWNLOAD, DailyFigure.subject << list(subjects), DailyFigure.day.between(first, last)
    )
    return {subjects[subject]: int(total) for subject, total in query.group_by(DailyFigure.subject).tuples()}


def counted_by_day(document_id: int, first: date, last: date) -> list[tuple[date, int]]:
    """(day, how often) of the days on which it was opened, the latest first."""
    mine = (DailyFigure.measure == DOWNLOAD) & (DailyFigure.subject == subject_counted(document_id))
    query = DailyFigure.select(DailyFigure.day, DailyFigure.count).where(mine, DailyFigure.day.between(first, last))
    return list(query.order_by(DailyFigure.day.desc()).tuples())


def subject_counted(document_id: int) -> str:
    """The name under which a document is counted."""
    return f"document {document_id}"


def host(row: ThirdPartyDocument) -> str:
    """Where its address leads; empty for a file of ours."""
    return (urlsplit(row.url).hostname or "") if row.url else ""


def _check(values: Mapping) -> None:
    if values.get("url"):
        checked_url(values["url"])


def _locked(document_id: int, version: int) -> ThirdPartyDocument:
    row = for_update(ThirdPartyDocument.select().where(ThirdPartyDocument.id == document_id)).get()
    if row.version != version:
        raise Changed(row)
    return row


def _stale(row: ThirdPartyDocument, changes: Mapping) -> dict:
    """What English is left behind by these changes; English sent back as it was is no translation."""
    known = row.__data__
    texts = {name: text for name, text in changes.items() if name.endswith("_fr") or (name.endswith("_en") and text != known[name])}
    return rules.stale_english(row.stale_en, known, texts)


def _set(document_id: int, version: int, withdrawn_at, act: str) -> ThirdPartyDocument:
    with transaction():
        row = _locked(document_id, version)
        _change(row, withdrawn_at=withdrawn_at)
        audit.record(act, _subject(row), None, {"title": row.title_fr})
    return row


def _change(row: ThirdPartyDocument, **values) -> None:
    for name, value in {**values, "version": row.version + 1, "updated_at": clock.now()}.items():
        setattr(row, name, value)
    row.save()
    bump_stamp()


def _subject(row: ThirdPartyDocument) -> str:
    return f"third-party:{row.id}"


def _told(row: ThirdPartyDocument) -> dict:
    return {name: row.__data__[name] for name in WRITTEN}
