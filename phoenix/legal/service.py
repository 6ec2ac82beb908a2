"""Publishing versions, finding the one in force, showing them, and keeping acceptances."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date

import peewee

from phoenix.database import transaction
from phoenix.gateways import files
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES, LANGUAGES
from phoenix.legal import rules
from phoenix.legal.facts import legal_facts
from phoenix.legal.models import (
    Acceptance,
    Document,
    DocumentVersion,
    VersionPdf,
    latest_pdf,
    versions_of,
)
from phoenix.legal.sources import Source, sources
from phoenix.legal.translations import translations
from phoenix.outbox.service import enqueue
from phoenix.web.models import bump_stamp

TERMS = "conditions"
SERVICE_TERMS = "conditions-de-service"
PARTNER_AGREEMENT = "accord-partenaires"
LEGAL_ZONE = COUNTRIES["fr"].timezone


class PublishedTextChanged(RuntimeError):
    """A text that is published already would change: it needs a new number (clause 2b)."""


def publish() -> list[DocumentVersion]:
    """Publish the tree's dated texts that are not published yet, and owe their PDFs; the new versions.

    Running it again does nothing. PublishedTextChanged when a published text was altered.
    """
    with transaction():
        known = set(Document.select(Document.code).join(DocumentVersion).tuples())
        new = [version for source in sources() if (version := _publish(source))]
        if new:
            bump_stamp()
        for version in new:
            if (version.document.code,) in known:
                owe_word(version)
        for version in DocumentVersion.select():
            owe_pdfs(version)
    return new


def translation_changed(french: Iterable[str]) -> None:
    """Owe anew the PDFs that say these French blocks, in the transaction that changes their translation."""
    for version in DocumentVersion.select():
        if any(text in version.source for text in french):
            owe_pdfs(version)


def published_elsewhere() -> list[DocumentVersion]:
    """Versions that are not in the tree: published from a file, or in the staff's pages."""
    tree = {(source.code, source.number) for source in sources()}
    rows = DocumentVersion.select(DocumentVersion.id, Document.code, DocumentVersion.number).join(Document)
    ids = [key for key, code, number in rows.order_by(DocumentVersion.id).tuples() if (code, number) not in tree]
    if not ids:
        return []
    return list(DocumentVersion.select(DocumentVersion, Document).join(Document).where(DocumentVersion.id << ids))


def version_in_force(code: str, day: date | None = None) -> DocumentVersion | None:
    """The version of a document in force on a legal day, today by default (clause 2b)."""
    return rules.in_force(versions_of(code), day or clock.today(LEGAL_ZONE))


def version_numbered(code: str, number: int) -> DocumentVersion | None:
    """One version, old or present or announced."""
    return next((v for v in versions_of(code) if v.number == number), None)


def versions_in_force(codes: Iterable[str], day: date | None = None) -> list[DocumentVersion]:
    """The versions of these documents in force on a legal day, in this order, in one query."""
    codes, day = list(dict.fromkeys(codes)), day or clock.today(LEGAL_ZONE)
    found: dict[str, list[DocumentVersion]] = {code: [] for code in codes}
    for version in versions_of(*codes):
        found[version.document.code].append(version)
    return [rules.in_force(versions, day) for versions in found.values() if versions]


def documents_for_order(
    country: str, products: Iterable = (), partner: bool = False
) -> list[DocumentVersion]:
    """The versions to accept with an order of `products` in `country` (clauses 2c, 2e).

    Terms of use and sale and terms of service for everything, then the specific terms that the
    products name, and the partner agreement for a partner. Without terms of sale: nothing at all.
    """
    codes = [TERMS, SERVICE_TERMS]
    codes += [code for product in products for code in product.specific_terms]
    found = versions_in_force([*codes, PARTNER_AGREEMENT] if partner else codes)
    return found if any(version.document.code == TERMS for version in found) else []


def are_these(versions: Iterable[DocumentVersion], version_ids: Iterable[int]) -> bool:
    """Whether exactly these versions were agreed to; without any, nothing was (clause 2e)."""
    wanted = {version.id for version in versions}
    return bool(wanted) and wanted == {int(each) for each in version_ids}


def record_acceptance(
    versions: Iterable[DocumentVersion],
    *,
    person_id: int | None,
    organisation_id: int | None,
    order_id: int | None,
    language: str,
    address: str,
    user_agent: str,
    subject: str | None = None,
) -> list[Acceptance]:
    """Keep the proof that these versions were accepted, in the caller's transaction (clause 2e).

    `subject` names what was agreed where it is no order: seats added to a subscription.
    """
    return [
        Acceptance.create(
            version=version,
            sha256=version.sha256,
            person_id=person_id,
            organisation_id=organisation_id,
            order_id=order_id,
            subject=subject,
            language=language,
            address=address[:255],
            user_agent=user_agent[:1000],
        )
        for version in versions
    ]


def acceptances_of_order(order_id: int) -> list[Acceptance]:
    """What was accepted with an order, versions and documents loaded."""
    query = (
        Acceptance.select(Acceptance, DocumentVersion, Document)
        .join(DocumentVersion)
        .join(Document)
        .where(Acceptance.order_id == order_id)
        .order_by(Acceptance.id)
    )
    return list(query)


def organisations_by_version() -> dict[int, int]:
    """How many organisations accepted each version, by its id."""
    count = peewee.fn.COUNT(Acceptance.organisation_id.distinct())
    return dict(Acceptance.select(Acceptance.version, count).group_by(Acceptance.version).tuples())


def shown(version: DocumentVersion, language: str) -> rules.LegalText:
    """The text of a version in a language, French where no translation is up to date (19b)."""
    text = rules.parse(version.source)
    return rules.localise(text, language, translations(language), version.facts)


def title_of(version: DocumentVersion, language: str) -> str:
    """The title of a version in a language."""
    french = version.source.split("\n", 1)[0].removeprefix("# ")
    return rules.fill(translations(language).get(french) or french, version.facts)


def content_sha256(version: DocumentVersion, language: str) -> str:
    """The hash of what a language shows: it moves when a translation does."""
    content = json.dumps(asdict(shown(version, language)), ensure_ascii=False, sort_keys=True)
    return rules.sha256_of(content)


def pdf_sha(version: DocumentVersion, language: str) -> str | None:
    """The stored PDF (gateways.files) of a version as it is shown now; None while it is made."""
    row = latest_pdf(version, language, content_sha256(version, language))
    return row.file_sha256 if row else None


def ready_pdfs(versions: Iterable[DocumentVersion], language: str) -> set[int]:
    """The ids of those versions whose PDF is there as they are shown now; one query."""
    wanted = {version.id: content_sha256(version, language) for version in versions}
    rows = VersionPdf.select(VersionPdf.version, VersionPdf.content_sha256).where(
        VersionPdf.version << list(wanted), VersionPdf.language == language
    )
    return {version_id for version_id, content in rows.tuples() if wanted[version_id] == content}


def pdf_bytes(version: DocumentVersion, language: str) -> bytes | None:
    """The PDF itself (clause 2a); None while it is made."""
    sha256 = pdf_sha(version, language)
    return files.get(sha256) if sha256 else None


def _publish(source: Source) -> DocumentVersion | None:
    document, _created = Document.get_or_create(code=source.code, defaults={"kind": source.kind})
    known = DocumentVersion.get_or_none(document=document, number=source.number)
    if known is not None:
        _refuse_change(known, source, facts_used(source.text))
        return None
    return write(document, source.number, source.text, source.in_force_on) if source.in_force_on else None


def write(document: Document, number: int, source: str, in_force_on: date) -> DocumentVersion:
    """The row of a new version, its facts in place; UnknownFact when it names one that there is not."""
    used = facts_used(source)
    text = rules.canonical(source, used)
    return DocumentVersion.create(
        document=document,
        number=number,
        source=source,
        facts=used,
        text=text,
        sha256=rules.sha256_of(text),
        in_force_on=in_force_on,
    )


def facts_used(source: str) -> dict[str, str]:
    """The facts that a text names, as they are today."""
    facts = legal_facts()
    names = sorted(rules.facts_in(source))
    if unknown := [name for name in names if name not in facts]:
        raise rules.UnknownFact(", ".join(unknown))
    return {name: facts[name] for name in names}


def owe_word(version: DocumentVersion) -> None:
    """Owe word of a new version to the customers under contract, in the caller's transaction (clause 2b)."""
    enqueue("documents.tell", {"version": version.id, "after": 0}, key=f"documents.tell:{version.id}:0")


def _refuse_change(known: DocumentVersion, source: Source, facts: dict[str, str]) -> None:
    """Old versions keep the facts of their day; the newest must still tell the present ones."""
    altered = (
        known.source != source.text
        or (source.in_force_on and known.in_force_on != source.in_force_on)
        or (source.newest and known.facts != facts)
    )
    if altered:
        raise PublishedTextChanged(
            f"{source.code} version {source.number} is published and differs from the tree. "
            f"Put its text and day back, and write the new text as {source.number + 1}.fr.md "
            f"with its day in phoenix/legal/texts/versions.toml."
        )


def owe_pdfs(version: DocumentVersion) -> None:
    """Owe the PDF of a version in each language, where it is not there as it is shown now."""
    for language in LANGUAGES:
        content = content_sha256(version, language)
        if latest_pdf(version, language, content) is None:
            payload = {"version": version.id, "language": language}
            enqueue("legal.pdf", payload, key=f"legal.pdf:{version.id}:{language}:{content}")
