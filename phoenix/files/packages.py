"""Office files are ZIPs: looked through without trusting what they say of themselves.

Sizes are counted while unpacking and unpacking stops at the limit, so that a bomb costs no more than
a large file. No macro, no archive inside, no part fetched from elsewhere, nothing around the ZIP.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from phoenix.files.rules import DOCX, MEDIA_TYPES, ODS, ODT, XLSX, Refused

MOST_ENTRIES = 3_000
MOST_UNPACKED = 120_000_000
MOST_RATIO = 150  # of all, once it is large
LARGE = 5_000_000
END = b"PK\x05\x06"
END_SIZE = 22
END_WITHIN = 1 << 16  # as far as programs look back for it
DIRECTORY = b"PK\x01\x02"
LONGEST_PART = 5_000_000
CHUNK = 1 << 16
ENCRYPTED = 0x1
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
LINK = 0o120000
# The first bytes of what a paper does not carry: archives, programs, old office files (they hold macros).
INSIDE = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"MZ", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"MSCF", b"BZh")
MACROS = re.compile(r"vbaproject|vbadata|macrosheets/|activex/|(?:^|/)(?:basic|scripts)/", re.IGNORECASE)
MACRO_TYPE = re.compile(rb"macroEnabled|vbaProject", re.IGNORECASE)
RELATION = re.compile(rb"<[\w:]*Relationship\b[^>]*>")
FETCHED = re.compile(rb"/(?:attachedTemplate|oleObject|frame|subDocument|aFChunk)[\"']", re.IGNORECASE)
OFFICE = {b"wordprocessingml.document.main+xml": (DOCX, "word/document.xml"), b"spreadsheetml.sheet.main+xml": (XLSX, "xl/workbook.xml")}
OPEN = {MEDIA_TYPES[kind].encode(): kind for kind in (ODT, ODS)}
READ = ("[Content_Types].xml", "mimetype", "META-INF/manifest.xml")
TYPES, MIMETYPE, MANIFEST = READ


def recognise(content: bytes) -> str:
    """The kind of an office file. Refused for any other ZIP, a bomb, macros, archives inside."""
    _check_ends(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
            _check_entries(entries, len(content))
            texts = _unpack(package, entries, len(content))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        raise Refused("damaged") from None
    return _kind({entry.filename for entry in entries}, texts)


def opens_as_zip(content: bytes) -> bool:
    """Whether a program would find a ZIP in something else: at its end, or with something behind it."""
    first = max(0, len(content) - END_SIZE - END_WITHIN)
    at = content.rfind(END, first)
    while at >= 0:
        size = int.from_bytes(content[at + 12 : at + 16], "little")
        if content[max(0, at - size) :].startswith(DIRECTORY):
            return True
        at = content.rfind(END, first, at)
    return False


def _check_ends(content: bytes) -> None:
    """One directory, at the very end, of a package that begins at the very beginning."""
    at = content.rfind(END)
    if at < 0 or len(content) < at + END_SIZE:
        raise Refused("damaged")
    size, offset = (int.from_bytes(content[at + place : at + place + 4], "little") for place in (12, 16))
    if at + END_SIZE != len(content) or offset + size != at:
        raise Refused("two_things")


def _check_entries(entries: list[zipfile.ZipInfo], size: int) -> None:
    names = [entry.filename for entry in entries]
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Refused("bomb")
    if sum(entry.compress_size for entry in entries) > size:  # the same bytes, told twice
        raise Refused("bomb")
    if not entries or len(set(names)) != len(names) or min(entry.header_offset for entry in entries) != 0:
        raise Refused("damaged")
    for entry in entries:
        _check_entry(entry)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    if entry.flag_bits & ENCRYPTED:
        raise Refused("locked")
    if entry.compress_type not in METHODS or entry.external_attr >> 16 & 0o170000 == LINK:
        raise Refused("damaged")
    if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/") or "\0" in name:
        raise Refused("damaged")
    if MACROS.search(name):
        raise Refused("macros")


def _unpack(package: zipfile.ZipFile, entries: list[zipfile.ZipInfo], size: int) -> dict[str, bytes]:
    """Go through all of it, counting; the few parts that say what it is."""
    texts, total = {}, 0
    for entry in entries:
        kept, part = entry.filename in READ or entry.filename.endswith(".rels"), b""
        with package.open(entry) as stream:
            _check_start(first := stream.read(CHUNK))
            for chunk in _chunks(first, stream):
                total += len(chunk)
                part = part + chunk if kept else b""
                if total > MOST_UNPACKED or (total > LARGE and total > MOST_RATIO * size) or len(part) > LONGEST_PART:
                    raise Refused("bomb")
        if kept:
            texts[entry.filename] = part
    return texts


def _chunks(first: bytes, stream) -> Iterator[bytes]:
    yield first
    while chunk := stream.read(CHUNK):
        yield chunk


def _check_start(chunk: bytes) -> None:
    if chunk.startswith(INSIDE):
        raise Refused("archive_inside")
    if b"<!ENTITY" in chunk:
        raise Refused("bomb")


def _kind(names: set[str], texts: dict[str, bytes]) -> str:
    if MIMETYPE in texts:
        return _open_document(names, texts)
    types = texts.get(TYPES, b"")
    if MACRO_TYPE.search(types):
        raise Refused("macros")
    found = [kind for mark, (kind, part) in OFFICE.items() if mark in types and part in names]
    if len(found) != 1:
        raise Refused("kind")
    for text in texts.values():
        if any(b"External" in each and FETCHED.search(each) for each in RELATION.findall(text)):
            raise Refused("fetches")
    return found[0]


def _open_document(names: set[str], texts: dict[str, bytes]) -> str:
    kind = OPEN.get(texts[MIMETYPE].strip())
    if kind is None or "content.xml" not in names or MANIFEST not in texts or TYPES in names:
        raise Refused("kind")
    if b"encryption-data" in texts[MANIFEST]:
        raise Refused("locked")
    return kind
