"""Files of translations going out and coming in: all of a file is applied or nothing (clause 19b)."""

from __future__ import annotations

from datetime import timedelta

import peewee

from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.team import audit
from phoenix.translating import po_files, product_texts, service, sync, tree_texts
from phoenix.translating.models import TextChange, TextFile
from phoenix.translating.po_files import Comparison, Given
from phoenix.translating.units import Editor, Forms

KEPT = timedelta(days=30)


class Undecided(ValueError):
    """Conflicts that nobody has chosen about, or that came up since; nothing was applied."""


class Faulty(ValueError):
    """Texts of the file must not be shown; nothing was applied."""


def export(domain: str) -> bytes:
    """A domain as the site has it now, as a .po file."""
    if domain != "products":
        sync.bring_up()
    with transaction():  # the file and its mark are of one moment
        units = list(product_texts.everything()) if domain == "products" else tree_texts.everything(domain)
        return po_files.write(units, _last_change(domain))


def receive(domain: str, name: str, content: str, by: Editor) -> TextFile:
    """Keep a file that came in, to be looked at and applied; po_files.Unreadable when it is none."""
    po_files.read(content, domain)
    with transaction():
        TextFile.delete().where(TextFile.received_at < clock.now() - KEPT).execute()
        return TextFile.create(
            domain=domain,
            name=name[:200],
            content=content,
            member_id=by.member_id,
            by=by.name,
            received_at=clock.now(),
        )


def compared(file: TextFile) -> Comparison:
    """What applying the file would change now."""
    if file.domain != "products":
        sync.bring_up()
    return _compared(file)


def apply(file: TextFile, taken: set[str], kept: set[str], by: Editor, skip_refused: bool = False) -> int:
    """Apply a file: what differs, and of the conflicts those `taken` (keys), not those `kept`; how many changed.

    Undecided or Faulty (unless those are to be left out) change nothing. Applied again, it changes nothing.
    """
    with transaction():
        found = _compared(file, lock=True)
        if found.refused and not skip_refused:
            raise Faulty(len(found.refused))
        if any(each.unit.key not in taken | kept for each in found.conflicts):
            raise Undecided(len(found.conflicts))
        chosen = [each for each in found.differences if not each.conflict or each.unit.key in taken]
        if chosen:
            service.put([(each.unit, each.english) for each in chosen], by, service.IMPORT)
            audit.record("texts_imported", f"texts:{file.domain}", None, {"file": file.name, "texts": len(chosen)})
        TextFile.update(applied_at=clock.now()).where(TextFile.id == file.id).execute()
    return len(chosen)


def files(count: int = 20) -> list[TextFile]:
    """The files that came in last, without their content."""
    fields = [field for field in TextFile._meta.sorted_fields if field is not TextFile.content]
    return list(TextFile.select(*fields).order_by(TextFile.id.desc()).limit(count))


def _last_change(domain: str) -> int:
    return TextChange.select(peewee.fn.MAX(TextChange.id)).where(TextChange.domain == domain).scalar() or 0


def _compared(file: TextFile, lock: bool = False) -> Comparison:
    given, mark = po_files.read(file.content, file.domain)
    keys = [each.key for each in given]
    is_of_products = file.domain == "products"
    known = product_texts.several(keys, lock) if is_of_products else tree_texts.several(file.domain, keys, lock)
    return po_files.compare(given, known, _changed_from(file.domain, given, mark))


def _changed_from(domain: str, given: list[Given], mark: int | None) -> dict[str, Forms]:
    """What the file's texts were when it was written, those that changed here since; by default since ever."""
    wanted = {each.key for each in given}
    changes = TextChange.select().where(TextChange.domain == domain, TextChange.id > (mark or 0))
    found: dict[str, Forms] = {}
    for change in changes.order_by(TextChange.id):
        if change.key in wanted:
            found.setdefault(change.key, tuple(change.before))
    return found
