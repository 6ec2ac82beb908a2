"""The copy of all that is held, as one ZIP made while it is sent: flat memory whatever its size (clause 9.3).

`donnees.json` holds every row, for machines; the folders hold the documents, for people.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime

from flask_babel import gettext as _

from phoenix.files import service as papers
from phoenix.files.models import StoredFile
from phoenix.files.rules import READABLE
from phoenix.gateways import files
from phoenix.gateways.files import FileAltered, FileMissing
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.legal.models import Acceptance, Document, DocumentVersion, VersionPdf
from phoenix.messages.models import Message
from phoenix.orders.models import Order
from phoenix.privacy.held import AT_ONCE, HELD, Held, Whose, condition, rows

JSON_NAME = "donnees.json"
FORMAT = "phoenix-alliance-personal-data/1"
NEVER = ("password_hash",)


class _Sink:
    """Where the ZIP is written: what came since the last look is sent on, and forgotten."""

    def __init__(self):
        self.parts: list[bytes] = []

    def write(self, data) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        """All that came since the last time."""
        taken, self.parts = b"".join(self.parts), []
        return taken


def stream(who: Whose) -> Iterator[bytes]:
    """The ZIP, piece by piece. What the store lacks is named in its note instead."""
    sink, missing = _Sink(), []
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        with package.open(_entry(JSON_NAME), "w") as member:
            for piece in _json(who):
                member.write(piece.encode())
                yield sink.take()
        yield sink.take()
        for name, content in _files(who):
            if content is None:
                missing.append(name)
            else:
                package.writestr(_entry(name), content)
                yield sink.take()
        package.writestr(_entry("LISEZ-MOI.txt"), _note(missing))
    yield sink.take()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, clock.now().timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _note(missing: list[str]) -> str:
    lines = [
        _("Copie des données que Phoenix Alliance détient sur vous."),
        _("donnees.json : toutes les données, lisibles par une machine. Les dossiers : vos documents."),
        _("Jamais copiés : mots de passe, codes et autres secrets, qui ne sont gardés que sous forme d’empreinte."),
    ]
    if missing:
        lines.append(_("Ces fichiers n’étaient pas disponibles : %(names)s.", names=", ".join(missing)))
    return "\n\n".join(lines) + "\n"


def _json(who: Whose) -> Iterator[str]:
    """One object: a list of rows for each table."""
    yield f'{{"format": {json.dumps(FORMAT)}, "made_at": {json.dumps(clock.now().isoformat())}'
    table = None
    for each in sorted(HELD, key=lambda held: held.model._meta.table_name):
        name = each.model._meta.table_name
        if name != table:
            yield f'{"" if table is None else "]"}, {json.dumps(name)}: ['
            first = True
        table = name
        for row in rows(each, who):
            yield ("\n" if first else ",\n") + json.dumps(_readable(row), ensure_ascii=False, default=_text)
            first = False
    yield "]}\n"


def _readable(row: dict) -> dict:
    """Facts kept as text become what they are; hashes of passwords never leave."""
    opened = {}
    for name, value in row.items():
        if name == "facts" and isinstance(value, str) and value.startswith("{"):
            value = json.loads(value)
        if isinstance(value, dict):
            value = {key: inner for key, inner in value.items() if key not in NEVER}
        opened[name] = value
    return opened


def _text(value) -> str:
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


def _files(who: Whose) -> Iterator[tuple[str, bytes | None]]:
    """Every document of theirs with its name in the ZIP; None for one that the store lacks."""
    for name, sha256 in _named(who):
        try:
            yield name, files.get(sha256)
        except (FileMissing, FileAltered):
            yield name, None
    yield from _papers(who)
    yield from _texts(who)


def _papers(who: Whose) -> Iterator[tuple[str, bytes | None]]:
    """What they sent us, as they sent it; not what the scanner turned away or what was destroyed."""
    for found in _light(StoredFile, who, StoredFile.name, StoredFile.store, StoredFile.sha256, StoredFile.state):
        if found["state"] in READABLE:
            name = f"fichiers/{found['id']}_{found['name']}"
            try:
                yield name, papers.bytes_of(StoredFile(**found))
            except (FileMissing, FileAltered):
                yield name, None


def _named(who: Whose) -> Iterator[tuple[str, str]]:
    for row in _light(Invoice, who, Invoice.number, Invoice.issued_on, Invoice.pdf_sha, Invoice.xml_sha):
        for sha256, kind in ((row["pdf_sha"], "pdf"), (row["xml_sha"], "xml")):
            if sha256:
                yield f"factures/{row['issued_on']}_{row['number']}.{kind}", sha256
    for row in _light(Order, who, Order.number, Order.summary_sha):
        if row["summary_sha"]:
            yield f"commandes/{row['number']}.pdf", row["summary_sha"]
    for row in _light(Message, who, Message.raw_sha256, Message.created_at):
        if row["raw_sha256"]:
            yield f"messages/{row['created_at']:%Y-%m-%d}_{row['id']}.eml", row["raw_sha256"]
    for pdf in _accepted_pdfs(who):
        yield f"documents/{pdf.version.document.code}-{pdf.version.number}.{pdf.language}.pdf", pdf.file_sha256


def _light(model, who: Whose, *columns) -> Iterator[dict]:
    """These columns of all rows of a table, a few hundred at a time."""
    for each in HELD:
        mine = condition(each, who) if each.model is model else None
        last = 0
        while mine is not None:
            query = model.select(model.id, *columns).where(mine, model.id > last).order_by(model.id).limit(AT_ONCE)
            found = list(query.dicts())
            yield from found
            if len(found) < AT_ONCE:
                break
            last = found[-1]["id"]


def _accepted(who: Whose):
    held: Held = next(each for each in HELD if each.model is Acceptance)
    mine = condition(held, who)
    return None if mine is None else Acceptance.select(Acceptance.version).where(mine)


def _accepted_pdfs(who: Whose) -> list[VersionPdf]:
    """The PDFs of the versions they accepted, the latest of each language (clause 2a)."""
    accepted = _accepted(who)
    if accepted is None:
        return []
    query = VersionPdf.select(VersionPdf, DocumentVersion, Document).join(DocumentVersion).join(Document)
    found = query.where(VersionPdf.version << accepted).order_by(VersionPdf.id)
    return list({(pdf.version_id, pdf.language): pdf for pdf in found}.values())


def _texts(who: Whose) -> Iterator[tuple[str, bytes]]:
    """The very words of each version they accepted: its SHA-256 is the one of the acceptance."""
    accepted = _accepted(who)
    if accepted is None:
        return
    query = DocumentVersion.select(DocumentVersion, Document).join(Document).where(DocumentVersion.id << accepted)
    for version in query.order_by(DocumentVersion.id).iterator():
        yield f"documents/{version.document.code}-{version.number}.fr.txt", version.text.encode()
