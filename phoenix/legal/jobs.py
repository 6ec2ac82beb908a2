"""The worker's share: the PDF of each version in each language, made once and kept (clause 2a)."""

from __future__ import annotations

from phoenix.config import settings
from phoenix.database import transaction
from phoenix.gateways import files
from phoenix.kernel.markets import market_of
from phoenix.legal import rules, service
from phoenix.legal.documents import legal_document_pdf
from phoenix.legal.models import Document, DocumentVersion, VersionPdf, latest_pdf
from phoenix.web.models import bump_stamp

# Labels of documents are in code: a PDF that is kept must not depend on a compiled catalogue.
NOTICES = {
    "en": "Only the French text is authoritative; this translation is for information. "
    "French text: {address}"
}


def make_pdf(payload: dict) -> None:
    """Compile and keep the PDF of {version, language}; the public pages learn of it."""
    version, language = _load(payload["version"]), payload["language"]
    content = service.content_sha256(version, language)
    if latest_pdf(version, language, content):
        return
    pdf = legal_document_pdf(pdf_data(version, language), version.published_at)
    sha256 = files.put(pdf)
    with transaction():
        if latest_pdf(version, language, content) is None:
            VersionPdf.create(version=version, language=language, content_sha256=content, file_sha256=sha256)
        bump_stamp()


HANDLERS = {"legal.pdf": make_pdf}


def pdf_data(version: DocumentVersion, language: str) -> dict:
    """What the PDF of a version says, as plain data."""
    text = service.shown(version, language)
    return {
        "title": text.title.text,
        "title_lang": text.title.lang,
        "language": language,
        "version": version.number,
        "date": version.in_force_on.isoformat(),
        "sha256": version.sha256,
        "notice": _notice(version, language),
        "sections": [_section(section) for section in text.sections],
    }


def _section(section: rules.Section) -> dict:
    return {
        "number": section.number,
        "heading": section.heading.text,
        "heading_lang": section.heading.lang,
        "blocks": [{"kind": b.kind, "text": b.text, "lang": b.lang} for b in section.blocks],
    }


def _notice(version: DocumentVersion, language: str) -> str | None:
    """That French prevails and where it is (clause 19a)."""
    if language == rules.FRENCH:
        return None
    path = f"/{market_of(rules.FRENCH, 'fr').prefix}/{version.document.code}/{version.number}"
    return NOTICES[language].format(address=settings().base_url + path)


def _load(version_id: int) -> DocumentVersion:
    return (
        DocumentVersion.select(DocumentVersion, Document)
        .join(Document)
        .where(DocumentVersion.id == version_id)
        .get()
    )
