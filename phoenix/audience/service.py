"""Reading the figures: by day and by subject, for staff and for the operator."""

from __future__ import annotations

from datetime import date

from peewee import fn

from phoenix.audience.models import DailyFigure


def by_day(measure: str, first: date, last: date) -> list[tuple[date, int]]:
    """(day, total) of a measure, the days from the first to the last that have any."""
    query = _between(DailyFigure.select(DailyFigure.day, fn.SUM(DailyFigure.count)), measure, first, last)
    return [(day, int(total)) for day, total in query.group_by(DailyFigure.day).order_by(DailyFigure.day).tuples()]


def by_subject(measure: str, first: date, last: date, most: int = 20) -> list[tuple[str, int]]:
    """(subject, total) of a measure, the most frequent first."""
    total = fn.SUM(DailyFigure.count)
    query = _between(DailyFigure.select(DailyFigure.subject, total), measure, first, last)
    query = query.group_by(DailyFigure.subject).order_by(total.desc(), DailyFigure.subject).limit(most)
    return [(subject, int(count)) for subject, count in query.tuples()]


def _between(query, measure: str, first: date, last: date):
    return query.where(DailyFigure.measure == measure, DailyFigure.day >= first, DailyFigure.day <= last)
