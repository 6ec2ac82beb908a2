"""Papers as customers send them, and as they must not: each made here, byte by byte."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

PDF = (
    b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
    b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>\nendobj\n"
    b"xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000058 00000 n \n0000000115 00000 n \n"
    b"trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n186\n%%EOF\n"
)
TXT = "Deux sièges manquent à la livraison.\n".encode()
CSV = "siège;prix\nA;12,50 €\n".encode("cp1252")
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def many_pages(count: int) -> bytes:
    """A PDF that says it has so many pages."""
    return PDF.replace(b"/Count 1", b"/Count %d" % count)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int = 2, height: int = 2) -> bytes:
    """A grey picture."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0\x80\x80" * 2)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _segment(mark: int, content: bytes) -> bytes:
    return b"\xff" + bytes([mark]) + struct.pack(">H", len(content) + 2) + content


def jpeg(comment: bytes = b"", width: int = 8, height: int = 8) -> bytes:
    """A picture's structure: what is between the marks is not looked at."""
    frame = b"\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"
    parts = [b"\xff\xd8", _segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")]
    parts += [_segment(0xFE, comment)] if comment else []
    parts += [_segment(0xC0, frame), _segment(0xDA, b"\x01\x01\x00\x00\x3f\x00"), b"\x12\xff\x00\x34\xff\xd0\x56", b"\xff\xd9"]
    return b"".join(parts)


def webp() -> bytes:
    """A picture's structure."""
    body = b"WEBP" + b"VP8L" + struct.pack("<I", 4) + b"\x2f\0\0\0"
    return b"RIFF" + struct.pack("<I", len(body)) + body


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    """A ZIP of these entries."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as package:
        for name, content in entries.items():
            package.writestr(name, content)
        package.comment = comment
    return buffer.getvalue()


def _office(main: str, part: str, more: dict[str, bytes] | None = None, types: bytes = b"") -> dict[str, bytes]:
    override = f'<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.{main}.main+xml"/>'
    named = b'<?xml version="1.0"?><Types>' + override.encode() + types + b"</Types>"
    return {"[Content_Types].xml": named, "_rels/.rels": b"<Relationships/>", part: b"<w/>", **(more or {})}


def docx(more: dict[str, bytes] | None = None, types: bytes = b"") -> bytes:
    """A text of Word, with more parts."""
    return zipped(_office("wordprocessingml.document", "word/document.xml", more, types))


def xlsx(more: dict[str, bytes] | None = None) -> bytes:
    """A table of Excel."""
    return zipped(_office("spreadsheetml.sheet", "xl/workbook.xml", more))


def opened(kind: str = "text", more: dict[str, bytes] | None = None) -> bytes:
    """A text or a table ("spreadsheet") of LibreOffice."""
    mimetype = f"application/vnd.oasis.opendocument.{kind}".encode()
    return zipped({"mimetype": mimetype, "content.xml": b"<c/>", "META-INF/manifest.xml": b"<m/>", **(more or {})})


def bomb() -> bytes:
    """A text of Word whose one part becomes 200 MB."""
    return docx({"word/media/image1.xml": b"\0" * 200_000_000})


def liar() -> bytes:
    """A part that says it is small, and is not."""
    whole = docx({"word/big.xml": b"\0" * 3_000_000})
    return whole.replace(struct.pack("<I", 3_000_000), struct.pack("<I", 100))


def overlapping() -> bytes:
    """Entries of the directory that all point to the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/a.xml", b"\0" * 1_000_000)
        first = package.infolist()[0]
        for number in range(50):
            again = zipfile.ZipInfo(f"word/b{number}.xml")
            for name in ("compress_type", "compress_size", "file_size", "CRC", "header_offset"):
                setattr(again, name, getattr(first, name))
            package.filelist.append(again)
    return buffer.getvalue()
