"""The row that an address names, or 404."""

from __future__ import annotations

from flask import abort

from phoenix.accounts.models import Organisation
from phoenix.standing import finding, reading
from phoenix.standing.models import Closure, DataConfirmation, FormalNotice, Suspension


def organisation(reference: str) -> Organisation:
    """A customer."""
    return finding.by_reference(reference) or abort(404)


def notice(reference: str) -> FormalNotice:
    """A formal notice with its customer."""
    return reading.notice_of(reference) or abort(404)


def row(model: type[Closure | DataConfirmation | Suspension], row_id: int):
    """A row of this room with its customer."""
    query = model.select(model, Organisation).join(Organisation).where(model.id == row_id)
    return query.first() or abort(404)
