"""Audience figures: one count for each day, measure and subject; nothing about anybody (clause 8a)."""

import peewee

from phoenix.database import Model


class DailyFigure(Model):
    """How often something was seen on a legal day in France; measures are in `rules`."""

    day = peewee.DateField()
    measure = peewee.CharField(max_length=20)
    subject = peewee.CharField()
    count = peewee.BigIntegerField(default=0)

    class Meta:
        indexes = ((("day", "measure", "subject"), True), (("measure", "day"), False))
