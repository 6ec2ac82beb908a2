"""Legal documents, their versions for ever, and who accepted which (clauses 2b, 2e)."""

from __future__ import annotations

import peewee

from phoenix.archive.sources import Kept
from phoenix.database import JsonField, Model, UtcField
from phoenix.kernel import clock


class Document(Model):
    """A legal document; `kind` tells the four contractual kinds of clause 2c from information."""

    code = peewee.CharField(unique=True)
    kind = peewee.CharField()


class DocumentVersion(Kept, Model):
    """One version: the French text that counts and its hash. Never changed, never deleted.

    `source` is the text with its facts as placeholders, `facts` what they said that day.
    """

    evidence = "document.published"
    document = peewee.ForeignKeyField(Document, backref="versions")
    number = peewee.IntegerField()
    source = peewee.TextField()
    facts = JsonField()
    text = peewee.TextField()
    sha256 = peewee.CharField(max_length=64)
    published_at = UtcField(default=clock.now)
    in_force_on = peewee.DateField()

    class Meta:
        indexes = ((("document", "number"), True),)


class VersionPdf(Kept, Model):
    """The PDF of a version in a language, made once for each state of its translation."""

    evidence = "document.pdf"
    version = peewee.ForeignKeyField(DocumentVersion, backref="pdfs")
    language = peewee.CharField(max_length=2)
    content_sha256 = peewee.CharField(max_length=64)
    file_sha256 = peewee.CharField(max_length=64)
    made_at = UtcField(default=clock.now)

    class Meta:
        indexes = ((("version", "language", "content_sha256"), True),)


class Acceptance(Kept, Model):
    """The evidence that a person accepted a version: what, when, from where (clause 2e)."""

    evidence = "document.accepted"
    person_id = peewee.IntegerField(null=True)
    organisation_id = peewee.IntegerField(null=True, index=True)
    order_id = peewee.IntegerField(null=True, index=True)
    subject = peewee.CharField(null=True, index=True)  # what was agreed, where it is no order: seats added
    version = peewee.ForeignKeyField(DocumentVersion, backref="acceptances")
    sha256 = peewee.CharField(max_length=64)
    language = peewee.CharField(max_length=2)
    at = UtcField(default=clock.now)
    address = peewee.CharField()
    user_agent = peewee.TextField()


def versions_of(*codes: str) -> list[DocumentVersion]:
    """Every version of a document, or of several, the newest first, its document loaded."""
    query = (
        DocumentVersion.select(DocumentVersion, Document)
        .join(Document)
        .where(Document.code << codes)
        .order_by(DocumentVersion.number.desc())
    )
    return list(query)


def latest_pdf(version: DocumentVersion, language: str, content_sha256: str) -> VersionPdf | None:
    """The PDF of exactly this content, if it has been made."""
    return VersionPdf.get_or_none(
        VersionPdf.version == version,
        VersionPdf.language == language,
        VersionPdf.content_sha256 == content_sha256,
    )
