"""The translators' desk: every text of the tree with its state, each change of it, files that came in."""

from __future__ import annotations

import peewee

from phoenix.database import JsonField, Model, UtcField

MISSING, STALE, DONE = "missing", "stale", "done"


class TextUnit(Model):
    """A French text of the tree and its English, as pages show it now (clause 19b).

    `french` and `english` are lists: one text, or the singular and the plural. A stale one keeps the
    sentences that it comes from: what the French said before, and how that was translated.
    """

    domain = peewee.CharField(max_length=20)
    key = peewee.CharField(max_length=32)
    french = JsonField()
    english = JsonField()
    tree_english = JsonField()
    state = peewee.CharField(max_length=10)
    old_french = JsonField(null=True)
    old_english = JsonField(null=True)
    places = JsonField(default=list)
    words = peewee.TextField()
    in_use = peewee.BooleanField(default=True)
    position = peewee.IntegerField(default=0)
    changed_at = UtcField(null=True)
    changed_by = peewee.CharField(default="")

    class Meta:
        indexes = (
            (("domain", "key"), True),
            (("in_use", "domain", "state", "position"), False),
        )


class TreeRead(Model):
    """For which state of the tree the units were last brought up to date."""

    digest = peewee.CharField(max_length=64)


class TextChange(Model):
    """Who changed what and when; `text` names it: a domain with a key, or the field of a product."""

    domain = peewee.CharField(max_length=20)
    key = peewee.CharField(max_length=64)
    french = JsonField()
    before = JsonField()
    after = JsonField()
    cause = peewee.CharField(max_length=10)
    member_id = peewee.IntegerField(null=True)
    by = peewee.CharField()
    at = UtcField()

    class Meta:
        indexes = ((("domain", "key", "id"), False), (("domain", "id"), False))


class TextFile(Model):
    """A translator's .po file that came in; nothing of it counts before it is applied."""

    domain = peewee.CharField(max_length=20)
    name = peewee.CharField(max_length=200)
    content = peewee.TextField()
    member_id = peewee.IntegerField(null=True)
    by = peewee.CharField()
    received_at = UtcField()
    applied_at = UtcField(null=True)
