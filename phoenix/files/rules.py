"""What may be uploaded, on plain values: kinds, names, limits; why something is refused (clause 4.3)."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

ORDER, QUOTE, CLAIM, CONTACT, WITHHOLDING = "order", "quote", "claim", "contact", "withholding"
SUBJECTS = (ORDER, QUOTE, CLAIM, CONTACT, WITHHOLDING)

MEGABYTE = 1_000_000
LARGEST = 20 * MEGABYTE  # one file
AT_ONCE = 10  # files in one sending
SENDING = 60 * MEGABYTE  # all of it
MOST_OF_SUBJECT = 60
BYTES_OF_SUBJECT = 300 * MEGABYTE
LONGEST_NAME = 100
SALT = 32  # random bytes in front of what is stored (files/service.py)

# Where a file stands: in line for the scanner, stored where there is none, looked at, or its bytes gone.
WAITING, UNSCANNED, CLEAN, INFECTED, DESTROYED = "waiting", "unscanned", "clean", "infected", "destroyed"
READABLE = (UNSCANNED, CLEAN)
GONE = (INFECTED, DESTROYED)

PDF, PNG, JPEG, WEBP, TXT, CSV, DOCX, XLSX, ODT, ODS = "pdf png jpg webp txt csv docx xlsx odt ods".split()
MEDIA_TYPES = {
    PDF: "application/pdf",
    PNG: "image/png",
    JPEG: "image/jpeg",
    WEBP: "image/webp",
    TXT: "text/plain",
    CSV: "text/csv",
    DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ODT: "application/vnd.oasis.opendocument.text",
    ODS: "application/vnd.oasis.opendocument.spreadsheet",
}
EXTENSIONS = {JPEG: ("jpg", "jpeg"), **{kind: (kind,) for kind in MEDIA_TYPES if kind != JPEG}}
ACCEPT = ",".join(f".{extension}" for extensions in EXTENSIONS.values() for extension in extensions)

_FORBIDDEN = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
NAMELESS = "fichier"


class Refused(Exception):
    """A file that is not taken; `code` is a key of files/words.py REASONS, `name` the file as shown."""

    def __init__(self, code: str, name: str = ""):
        super().__init__(code)
        self.code, self.name = code, name


class Held(NamedTuple):
    """What a subject holds already."""

    count: int
    size: int


def shown_name(given: str | None, kind: str | None = None) -> str:
    """A name safe to show and to save: no path, no unseen sign, no reserved word, one extension of its kind."""
    name = re.split(r"[/\\]", given or "")[-1]
    name = unicodedata.normalize("NFC", name)
    name = "".join(" " if unicodedata.category(sign) in _UNSEEN else sign for sign in name)
    name = " ".join(_FORBIDDEN.sub("_", name).split()).strip(". ")
    if _RESERVED.match(name):
        name = f"_{name}"
    extension = extension_of(name)
    stem = name[: -len(extension) - 1] if extension else name
    if kind and extension not in EXTENSIONS[kind]:
        stem, extension = name, kind
    stem = stem[: LONGEST_NAME - len(extension) - 1].strip(". ") or NAMELESS
    return f"{stem}.{extension}" if extension else stem


def extension_of(name: str) -> str:
    """What stands behind the last point, in small letters; empty when there is none, or it is no extension."""
    stem, point, last = name.rpartition(".")
    return last.lower() if point and stem and last.isascii() and last.isalnum() and len(last) <= 10 else ""


def check_size(size: int) -> None:
    """Refused: empty, or larger than one file may be."""
    if size == 0:
        raise Refused("empty")
    if size > LARGEST:
        raise Refused("too_large")


def check_room(held: Held, size: int) -> None:
    """Refused when the subject has no room for one more file of that size."""
    if held.count >= MOST_OF_SUBJECT:
        raise Refused("too_many")
    if held.size + size > BYTES_OF_SUBJECT:
        raise Refused("no_room")


def removable(state: str, read: bool) -> bool:
    """Whether who sent it may still take it back: nobody of ours has opened it."""
    return state not in GONE and not read


def is_bulky(pages: int, size: int, most_pages: int, most_megabytes: int) -> bool:
    """Whether a subject's papers are clearly out of proportion (clause 5d)."""
    return pages > most_pages or size > most_megabytes * MEGABYTE
