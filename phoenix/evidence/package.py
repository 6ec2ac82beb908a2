"""One ZIP with all pieces of an order, a page to read them by, and what it takes to check them (clause 4.3)."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from flask import g, render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from phoenix.archive import rules, statements
from phoenix.archive.links import Links, links_from
from phoenix.archive.models import ArchiveEntry
from phoenix.evidence.labels import title_of
from phoenix.evidence.order_file import Held, entries_of, gather
from phoenix.files.models import StoredFile
from phoenix.files.rules import READABLE
from phoenix.files.service import bytes_of
from phoenix.gateways import files
from phoenix.kernel import clock
from phoenix.kernel.formats import moment
from phoenix.kernel.markets import COUNTRIES, market_of
from phoenix.kernel.sellers import SELLERS
from phoenix.legal import service as legal
from phoenix.orders.models import Order

FORMAT = "phoenix-order-file-1"
CHECKER = Path(__file__).with_name("checker.py")
CHECKER_NAME = "verifier.py"
STYLE = Path(__file__).with_name("order_file.css")
IN_MEMORY = 8_000_000
COLUMNS = (
    "number", "kind", "subject", "at", "content", "content_sha256", "detail", "detail_sha256", "files",
    "previous_sha256", "sha256",
)  # fmt: skip


class Paper(NamedTuple):
    """One piece: where it stands in the ZIP, what it is, the hash it must have, its bytes or None to read them
    from the store; `sent` where the customer sent it."""

    path: str
    title: str
    sha256: str
    content: bytes | None = None
    sent: StoredFile | None = None


def package(order: Order, language: str) -> IO[bytes]:
    """The ZIP of an order in a language, rewound: in memory while small, else in a temporary file.

    For a page: it needs a request.
    """
    with _speaking(language, order.country):
        statement = statements.now()
        held = gather(order)
        entries = entries_of(held)
        papers = list(_papers(held, language))
        buffer = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as zipped:
            lost = {paper.path for paper in papers if not _add(zipped, paper)}
            links = links_from(order.seller_code, entries[0].number if entries else 1)
            zipped.writestr("chain.json", _manifest(held, language, entries, links, papers, statement))
            zipped.writestr(CHECKER_NAME, CHECKER.read_bytes())
            zipped.writestr("style.css", STYLE.read_bytes())
            zipped.writestr("index.html", _index(held, language, entries, links, papers, lost))
    buffer.seek(0)
    return buffer


@contextmanager
def _speaking(language: str, country: str) -> Iterator[None]:
    """Templates and code speak this language, whatever the page that asks."""
    before = g.pop("market", None)
    g.market = market_of(language, country)
    try:
        with force_locale(language):
            yield
    finally:
        g.pop("market")
        if before is not None:
            g.market = before


def _add(zipped: zipfile.ZipFile, paper: Paper) -> bool:
    """Put a piece in; False when the store no longer holds it as it was."""
    try:
        content = _bytes_of(paper)
    except (files.FileMissing, files.FileAltered):
        return False
    zipped.writestr(paper.path, content)
    return True


def _bytes_of(paper: Paper) -> bytes:
    if paper.sent is not None:
        return bytes_of(paper.sent)
    return files.get(paper.sha256) if paper.content is None else paper.content


def _papers(held: Held, language: str) -> Iterator[Paper]:
    """Every piece, the order first."""
    order = held.order
    yield _text(f"pieces/{order.number}/{order.number}.json", _("Commande %(number)s, tout ce qui a été convenu", number=order.number), order.facts)
    if order.summary_sha:
        yield Paper(f"pieces/{order.number}/{order.number}.pdf", _("Récapitulatif de commande"), order.summary_sha)
    yield from _quotes(held)
    yield from _documents(held, language)
    for row in held.invoices:
        title = _("Facture %(number)s", number=row.number) if row.kind == "invoice" else _("Avoir %(number)s", number=row.number)
        folder = f"pieces/factures/{row.number}"
        yield _text(f"{folder}.json", _("%(title)s, ses données", title=title), row.facts)
        if row.pdf_sha:
            yield Paper(f"{folder}.pdf", title, row.pdf_sha)
        if row.xml_sha:
            yield Paper(f"{folder}.xml", _("%(title)s, facture électronique", title=title), row.xml_sha)
    for row in held.mandates:
        yield _text(f"pieces/mandats/{row.reference}.txt", _("Mandat de prélèvement %(number)s", number=row.reference), row.text)
    for row in held.papers:
        if row.state in READABLE:
            yield Paper(f"pieces/documents-du-client/{row.id}.{row.media}", _("Document envoyé par le client"), row.sha256, sent=row)
    for row in held.mails:
        yield Paper(f"pieces/messages/{row.id}.eml", _("E-mail « %(subject)s »", subject=row.subject or row.kind), row.raw_sha256)


def _quotes(held: Held) -> Iterator[Paper]:
    """Each version of a quote as it was sent."""
    for row in held.quotes:
        named = {"number": row.quote.number, "version": row.number}
        folder = f"pieces/devis/{row.quote.number}-v{row.number}"
        yield _text(f"{folder}.json", _("Devis %(number)s, version %(version)s, ses données", **named), row.facts)
        if row.pdf_sha:
            yield Paper(f"{folder}.pdf", _("Devis %(number)s, version %(version)s", **named), row.pdf_sha)


def _documents(held: Held, language: str) -> Iterator[Paper]:
    """The accepted texts, and their PDFs in the language of the order and in French."""
    for row in held.versions:
        name = f"pieces/documents/{row.document.code}-{row.number}"
        named = {"document": legal.title_of(row, language), "number": row.number}
        title = _("%(document)s, version %(number)s, texte", **named)
        yield _text(f"{name}.txt", title, row.text)
        latest = {pdf.language: pdf for pdf in held.pdfs if pdf.version_id == row.id}
        for each in sorted({"fr", held.order.language} & set(latest)):
            title = _("%(document)s, version %(number)s, PDF (%(language)s)", **named, language=each)
            yield Paper(f"{name}.{each}.pdf", title, latest[each].file_sha256)


def _text(path: str, title: str, text: str) -> Paper:
    return Paper(path, title, rules.sha256_of(text), text.encode())


def _manifest(
    held: Held, language: str, entries: list[ArchiveEntry], links: Links, papers: list[Paper], statement: str
) -> str:
    """What the checker reads: entries as they are kept, links, pieces, and the head statement of this moment."""
    said = {
        "format": FORMAT,
        "language": language,
        "order": held.order.number,
        "seller": held.order.seller_code,
        "entries": [{name: getattr(entry, name) for name in COLUMNS} for entry in entries],
        "links": links._asdict(),
        "pieces": [{"path": paper.path, "sha256": paper.sha256} for paper in papers],
        "statement": json.loads(statement),
    }
    return json.dumps(said, ensure_ascii=False, indent=1)


def _index(held: Held, language: str, entries: list[ArchiveEntry], links: Links, papers: list[Paper], lost: set[str]) -> str:
    order = held.order
    zone = COUNTRIES[order.country].timezone
    rows = [(entry, moment(entry.at, zone, language), title_of(entry.kind)) for entry in entries]
    return render_template(
        "evidence/order_file.html",
        order=order,
        language=language,
        seller=SELLERS[order.seller_code],
        made_at=moment(clock.now().isoformat(), zone, language),
        confirmed_at=moment(order.confirmed_at.isoformat(), zone, language),
        entries=rows,
        links=links,
        papers=papers,
        lost=lost,
        command=f"python {CHECKER_NAME}",
    )
