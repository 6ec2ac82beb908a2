"""The days off of each country: the calendar's, corrected by what the staff know (clause 11a).

Lunar feasts are estimates until they are announced. The library takes tens of milliseconds to load, so
the first question loads it.
"""

from __future__ import annotations

import importlib
from datetime import date
from functools import cache

from phoenix.care import rules
from phoenix.care.models import Claim, ClaimEntry, ClaimWait, HolidayOverride
from phoenix.database import for_update, transaction
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.team import audit

AT_ONCE = 500


def calendar(country: str) -> rules.IsHoliday:
    """Whether a day is a holiday in `country`, as known at this moment; one query."""
    known = {row.day: row.closed for row in HolidayOverride.select().where(HolidayOverride.country == country)}
    return lambda day: known[day] if day in known else day in feasts(country, day.year)


@cache
def feasts(country: str, year: int) -> dict[date, str]:
    """The calendar's holidays of a year with their French names, read once: filling it is not safe from two threads."""
    library = importlib.import_module("holidays")
    found = library.country_holidays(COUNTRIES[country].iso, years=year, language="fr")
    return {day: name.replace("'", "’") for day, name in found.items()}


def overrides(since: date) -> list[HolidayOverride]:
    """What the staff said of days from `since` on, in order."""
    query = HolidayOverride.select().where(HolidayOverride.day >= since)
    return list(query.order_by(HolidayOverride.day, HolidayOverride.country))


def override(country: str, day: date, closed: bool, name: str, by: str) -> int:
    """Say that a day is a holiday in `country`, or worked; how many claims are due on another day then."""
    with transaction():
        before = HolidayOverride.get_or_none(HolidayOverride.country == country, HolidayOverride.day == day)
        values = {"closed": closed, "name": name, "by": by}
        HolidayOverride.insert(country=country, day=day, created_at=clock.now(), **values).on_conflict(
            conflict_target=[HolidayOverride.country, HolidayOverride.day], update=values
        ).execute()
        was = None if before is None else {"closed": before.closed, "name": before.name}
        audit.record("holiday_said", f"holiday:{country}:{day}", was, {"closed": closed, "name": name})
        return _reckon(country)


def forget(override_id: int) -> bool:
    """Go by the calendar again for that day; False when it is gone already."""
    with transaction():
        row = HolidayOverride.get_or_none(HolidayOverride.id == override_id)
        if row is None:
            return False
        HolidayOverride.delete().where(HolidayOverride.id == row.id).execute()
        audit.record("holiday_forgotten", f"holiday:{row.country}:{row.day}", {"closed": row.closed, "name": row.name})
        _reckon(row.country)
    return True


def _reckon(country: str) -> int:
    """Count the open claims of a country anew; how many moved, each with a line in its thread."""
    is_holiday, moved, last = calendar(country), 0, 0
    while True:
        open_here = (Claim.state == rules.OPEN) & (Claim.country == country) & (Claim.id > last)
        rows = list(for_update(Claim.select().where(open_here).order_by(Claim.id).limit(AT_ONCE)))
        if not rows:
            return moved
        moved += _move(rows, is_holiday)
        last = rows[-1].id


def _move(rows: list[Claim], is_holiday: rules.IsHoliday) -> int:
    waits: dict[int, list[rules.Wait]] = {}
    for row in ClaimWait.select().where(ClaimWait.claim.in_([each.id for each in rows])):
        waits.setdefault(row.claim_id, []).append(rules.Wait(row.asked_on, row.arrived_on))
    changed = []
    for row in rows:
        due = rules.due_on(row.received_on, waits.get(row.id, ()), is_holiday)
        if due != row.due_on:
            row.due_on = due
            changed.append(row)
    if changed:
        Claim.bulk_update(changed, [Claim.due_on], batch_size=100)
        now = clock.now()
        entries = [{"claim": row.id, "kind": "moved", "day": row.due_on, "at": now} for row in changed]
        ClaimEntry.insert_many(entries).execute()
    return len(changed)
