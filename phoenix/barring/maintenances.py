"""Maintenances: announced with their words, changed, ended early, cancelled; they begin and end by themselves (clause 13a)."""

from __future__ import annotations

from datetime import datetime

from phoenix.barring import rules
from phoenix.barring.models import Maintenance
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.team import audit
from phoenix.web.models import bump_gates

PAGE = 50
PLANNED, RUNNING, OVER, CANCELLED = "planned", "running", "over", "cancelled"


def state_of(row: Maintenance) -> str:
    """Where it stands now."""
    if row.cancelled_at is not None:
        return CANCELLED
    now = clock.now()
    if now < row.starts_at:
        return PLANNED
    return RUNNING if now < row.ends_at else OVER


def announce(starts_at: datetime, ends_at: datetime, words_fr: str, words_en: str) -> Maintenance:
    """Announce a window on every page; Refused when its times cannot be. One that overlaps: Refused("overlaps")."""
    rules.check_window(starts_at, ends_at, clock.now())
    with transaction():
        _refuse_overlap(starts_at, ends_at)
        row = Maintenance.create(
            starts_at=starts_at, ends_at=ends_at, words_fr=words_fr, words_en=words_en, announced_at=clock.now(), announced_by=""
        )
        act = audit.record("maintenance_announced", _subject(row), after=_facts(row))
        Maintenance.update(announced_by=act.by).where(Maintenance.id == row.id).execute()
        bump_gates()
        return Maintenance.get_by_id(row.id)


def change(row: Maintenance, version: int, starts_at: datetime, ends_at: datetime, words_fr: str, words_en: str) -> Maintenance:
    """Move it, lengthen it, say it otherwise; one under way keeps its beginning.

    Refused as for `announce`; ChangedMeanwhile when a colleague did so after `version` was shown, or it is over.
    """
    before = _facts(row)
    if state_of(row) == RUNNING:
        starts_at = row.starts_at
    rules.check_window(starts_at, ends_at, clock.now())
    with transaction():
        _refuse_overlap(starts_at, ends_at, but=row.id)
        _write(row, version, starts_at=starts_at, ends_at=ends_at, words_fr=words_fr, words_en=words_en)
        row = Maintenance.get_by_id(row.id)
        audit.record("maintenance_changed", _subject(row), before, _facts(row))
        return row


def end(row: Maintenance, version: int) -> None:
    """Open the shop now, before the announced end; ChangedMeanwhile when it is not under way as shown."""
    with transaction():
        if state_of(row) != RUNNING:
            raise rules.ChangedMeanwhile()
        _write(row, version, ends_at=clock.now())
        audit.record("maintenance_ended", _subject(row), {"ends_at": row.ends_at.isoformat()}, {"ends_at": clock.now().isoformat()})


def cancel(row: Maintenance, version: int) -> None:
    """Take the announcement back; ChangedMeanwhile when it has begun or is not as shown."""
    with transaction():
        if state_of(row) != PLANNED:
            raise rules.ChangedMeanwhile()
        act = audit.record("maintenance_cancelled", _subject(row), before=_facts(row))
        _write(row, version, cancelled_at=clock.now(), cancelled_by=act.by)


def latest(below: int | None = None) -> list[Maintenance]:
    """All of them, the last announced first, before number `below`; one more than a page where there are more."""
    query = Maintenance.select().order_by(Maintenance.id.desc()).limit(PAGE + 1)
    return list(query.where(Maintenance.id < below) if below else query)


def _write(row: Maintenance, version: int, **values) -> None:
    mine = (Maintenance.id == row.id) & (Maintenance.version == version) & Maintenance.cancelled_at.is_null()
    open_ = mine & (Maintenance.ends_at > clock.now())
    if not Maintenance.update(version=Maintenance.version + 1, **values).where(open_).execute():
        raise rules.ChangedMeanwhile()
    bump_gates()


def _refuse_overlap(starts_at: datetime, ends_at: datetime, but: int | None = None) -> None:
    query = Maintenance.select().where(
        Maintenance.cancelled_at.is_null(), Maintenance.ends_at > starts_at, Maintenance.starts_at < ends_at
    )
    if (query.where(Maintenance.id != but) if but else query).exists():
        raise rules.Refused("overlaps")


def _facts(row: Maintenance) -> dict:
    times = {"starts_at": row.starts_at.isoformat(), "ends_at": row.ends_at.isoformat()}
    return {**times, "words_fr": row.words_fr, "words_en": row.words_en}


def _subject(row: Maintenance) -> str:
    return f"maintenance:{row.id}"
