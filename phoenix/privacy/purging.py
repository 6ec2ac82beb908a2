"""How rows and files leave: with all that hangs on them, through the door, told to the archive (clause 3.3a)."""

from __future__ import annotations

from collections.abc import Sequence

import peewee

from phoenix.archive import service as archive
from phoenix.database import Model
from phoenix.database_triggers import purging
from phoenix.gateways import files
from phoenix.outbox.service import enqueue

FORGET = "privacy.forget_files"


def remove(model: type[Model], ids: Sequence[int]) -> int:
    """Delete these rows and what cannot be without them; what only mentions them loses the mention.

    In the caller's transaction; how many of `ids` went.
    """
    ids = list(ids)
    if not ids:
        return 0
    for field, child in model._meta.backrefs.items():
        if field.null or child is model:
            _mention_no_more(child, field, ids)
        else:
            remove(child, _ids(child, field.in_(ids)))
    with purging(model, ids):
        return model.delete().where(model._meta.primary_key.in_(ids)).execute()


def empty(model: type[Model], ids: Sequence[int], **values) -> int:
    """Overwrite columns of kept rows whose time is over; in the caller's transaction."""
    with purging(model, ids):
        return model.update(**values).where(model.id.in_(list(ids))).execute()


def tell_archive(seller: str, subjects: Sequence[str], shas: Sequence[str | None], reason: str) -> None:
    """The chain keeps its lines: details and files go, and an entry says that they did and why (clause 4.3).

    In the caller's transaction; the bytes go after it, again by the worker if that was cut off.
    """
    gone = sorted({sha for sha in shas if sha})
    archive.erase(seller, subjects=list(subjects), files=gone, reason=reason)
    if gone:
        enqueue(FORGET, {"files": gone}, key=f"{FORGET}:{gone[0]}:{len(gone)}")


def forget_files(payload: dict) -> None:
    """Outbox handler, safe to repeat: remove bytes from the store."""
    for sha256 in payload["files"]:
        files.forget(sha256)


def _ids(model: type[Model], where) -> list[int]:
    return [row for (row,) in model.select(model._meta.primary_key).where(where).tuples()]


def _mention_no_more(child: type[Model], field: peewee.ForeignKeyField, ids: list[int]) -> None:
    if not field.null:
        return
    touched = _ids(child, field.in_(ids))
    if touched:
        with purging(child, touched):
            child.update({field: None}).where(child._meta.primary_key.in_(touched)).execute()
