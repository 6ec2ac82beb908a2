"""Invoices of a period handed over: JSON, CSV, a sales journal in the shape of the FEC, or their XML for a
platform (clause 6.2c, 4.3; documents-and-law.md, French invoice).

Rows are read a page at a time and written as they come, whatever their number.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date
from typing import IO, TextIO

from phoenix.accounts.models import Organisation
from phoenix.gateways import files
from phoenix.invoices.facts import InvoiceFacts
from phoenix.invoices.journal import ACCOUNTS, FEC_COLUMNS, fec_rows
from phoenix.invoices.models import Invoice

PAGE = 500
IN_MEMORY = 8_000_000
PLATFORM_COLUMNS = "number kind issued_on platform_status xml_sha256 file".split()
CSV_COLUMNS = (
    "number kind seller issued_on due_on state order corrects customer name siren vat_number ice currency "
    "net vat gross pdf_sha256 platform_status"
).split()


def invoices_between(first: date, last: date, seller: str | None = None) -> Iterator[Invoice]:
    """Invoices and credit notes issued on days from `first` to `last`, in the order of their issue."""
    wanted = Invoice.issued_on.between(first, last)
    if seller:
        wanted &= Invoice.seller_code == seller
    corrected = Invoice.alias()
    query = (
        Invoice.select(Invoice, Organisation, corrected)
        .join(Organisation)
        .switch(Invoice)
        .join(corrected, "LEFT OUTER JOIN", on=(Invoice.corrects == corrected.id))
        .where(wanted)
        .order_by(Invoice.id)
        .limit(PAGE)
    )
    rows = list(query)
    while rows:
        yield from rows
        rows = list(query.where(Invoice.id > rows[-1].id))


def sellers_between(first: date, last: date) -> list[str]:
    """The sellers that issued something in the period."""
    query = Invoice.select(Invoice.seller_code).where(Invoice.issued_on.between(first, last)).distinct()
    return sorted(row.seller_code for row in query)


def write_json(stream: TextIO, rows: Iterable[Invoice]) -> int:
    """One array, each invoice with all that its document says; how many."""
    return _written(stream, json_pieces(rows)) - 1


def write_csv(stream: TextIO, rows: Iterable[Invoice]) -> int:
    """One row for each invoice, credit notes with negative amounts, a point before the cents; how many."""
    return _written(stream, csv_pieces(rows)) - 1


def write_fec(stream: TextIO, seller: str, first: date, last: date) -> int:
    """The sales journal of a seller, as `fec_pieces`; how many entries."""
    return _written(stream, fec_pieces(seller, first, last)) - 1


def json_pieces(rows: Iterable[Invoice]) -> Iterator[str]:
    """The array in pieces: one for each invoice, and its end."""
    count = 0
    for count, row in enumerate(rows, start=1):
        told = {**_summary(row), "facts": json.loads(row.facts)}
        yield ("[\n" if count == 1 else ",\n") + json.dumps(told, ensure_ascii=False, sort_keys=True)
    yield "\n]\n" if count else "[]\n"


def csv_pieces(rows: Iterable[Invoice]) -> Iterator[str]:
    """The table in pieces: its head, and one for each invoice."""
    yield _csv_row(CSV_COLUMNS)
    for row in rows:
        told = _summary(row)
        yield _csv_row([_cell(told[name]) for name in CSV_COLUMNS])


def fec_pieces(seller: str, first: date, last: date) -> Iterator[str]:
    """The sales journal of a seller in pieces: its head, and one for each entry.

    Entries are numbered from 1 in each calendar year, in the order of issue, without a gap: asked for again,
    or for another part of the year, an entry has the same number.
    """
    yield fec_row(FEC_COLUMNS)
    numbers: dict[int, int] = {}
    for row in invoices_between(date(first.year, 1, 1), date(last.year, 12, 31), seller):
        year = row.issued_on.year
        numbers[year] = numbers.get(year, 0) + 1
        if first <= row.issued_on <= last:
            facts = InvoiceFacts.from_json(row.facts)
            rows = fec_rows(facts, ACCOUNTS[seller], numbers[year], row.organisation.reference)
            yield "".join(map(fec_row, rows))


def electronic_package(rows: Iterable[Invoice]) -> IO[bytes]:
    """The electronic invoices for a platform: one XML each, and a table with where each stands, in one ZIP.

    Handed over to be sent: no status changes by it. On disk when large; the caller closes it.
    """
    buffer = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)
    table = [_csv_row(PLATFORM_COLUMNS)]
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for row in rows:
            name = f"{row.number}.xml" if row.xml_sha else ""
            if name:
                package.writestr(zipfile.ZipInfo(name, (*row.issued_on.timetuple()[:3], 0, 0, 0)), files.get(row.xml_sha))
            cells = (row.number, row.kind, row.issued_on.isoformat(), row.platform_status, row.xml_sha or "", name)
            table.append(_csv_row(cells))
        package.writestr(zipfile.ZipInfo("statuts.csv", (1980, 1, 1, 0, 0, 0)), "".join(table))
    buffer.seek(0)
    return buffer


def _written(stream: TextIO, pieces: Iterable[str]) -> int:
    count = 0
    for count, piece in enumerate(pieces, start=1):
        stream.write(piece)
    return count


def _csv_row(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def fec_row(cells: Iterable[str]) -> str:
    """One row of the journal's file."""
    return "\t".join(cells) + "\r\n"


def _summary(row: Invoice) -> dict:
    facts = json.loads(row.facts)
    buyer, sign = facts["buyer"], -1 if row.kind == "credit_note" else 1
    return {
        "number": row.number,
        "kind": row.kind,
        "seller": row.seller_code,
        "issued_on": row.issued_on.isoformat(),
        "due_on": row.due_on.isoformat(),
        "state": row.state,
        "order": facts.get("order_number") or "",
        "corrects": row.corrects.number if row.corrects_id else "",
        "customer": row.organisation.reference,
        "name": buyer["name"],
        "siren": buyer.get("siren") or "",
        "vat_number": buyer.get("vat_number") or "",
        "ice": buyer.get("ice") or "",
        "currency": row.currency,
        "net": _decimal(sign * row.net),
        "vat": _decimal(sign * row.vat),
        "gross": _decimal(sign * row.gross),
        "pdf_sha256": row.pdf_sha or "",
        "platform_status": row.platform_status,
    }


def _decimal(minor: int) -> str:
    sign, minor = ("-", -minor) if minor < 0 else ("", minor)
    return f"{sign}{minor // 100}.{minor % 100:02d}"


def _cell(value: str) -> str:
    """What a spreadsheet would run as a formula is text; amounts stay numbers."""
    is_number = value.lstrip("-").replace(".", "", 1).isdigit()
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t") and not is_number else value
