"""What a file is, told by its content alone, and whether it is that whole and nothing else.

A signature of a few bytes says what a file pretends to be; a walk through its structure says that it
begins and ends there. What is two things at once (a picture with a ZIP behind it, a PDF behind some
text, a text that a browser would run) is refused, whatever its name. Ten signatures need no library.
"""

from __future__ import annotations

import re

from phoenix.files import packages, pictures, rules
from phoenix.files.rules import CSV, JPEG, PDF, PNG, TXT, WEBP, Refused

HEAD = 4096
PDF_HEAD = 1024
PDF_START = re.compile(rb"%PDF-(?:1\.[0-9]|2\.0)[\r\n\t ]")
PDF_END = re.compile(rb"startxref\s+\d+\s+%%EOF\s*\Z")
PDF_TAIL = 2048
ZIP = b"PK\x03\x04"
# What a browser or a reader would take a text for, at its head.
RUNS = re.compile(
    rb"<\s*(?:!doctype|html|head|body|script|iframe|svg|object|embed|img|meta|link|style|form|\?php|\?xml)"
    rb"|javascript:|vbscript:|\A\s*(?:#!|%!|\{\\rtf)",
    re.IGNORECASE,
)
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def recognise(content: bytes, name: str) -> str:
    """The kind of a file (a key of rules.MEDIA_TYPES). Refused: unknown, damaged, or two things at once."""
    rules.check_size(len(content))
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(ZIP):
        return packages.recognise(content)
    kind, check = _picture(content)
    if kind is None:
        kind, check = _text_kind(name), _check_text
    check(content)
    _check_alone(content)
    return kind


def _picture(content: bytes):
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG, pictures.check_png
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG, pictures.check_jpeg
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return WEBP, pictures.check_webp
    return None, None


def _pdf(content: bytes) -> str:
    """From its first byte to its end mark, and no archive around it."""
    if not PDF_START.match(content) or not PDF_END.search(content[-PDF_TAIL:].rstrip(b"\0")):
        raise Refused("damaged")
    _check_no_zip(content)
    if RUNS.search(content[:PDF_HEAD].partition(b"obj")[0]):
        raise Refused("two_things")
    return PDF


def _text_kind(name: str) -> str:
    """A text has no signature: it must at least be called one."""
    extension = rules.extension_of(rules.shown_name(name))
    if extension not in (TXT, CSV):
        raise Refused("kind")
    return extension


def _check_text(content: bytes) -> None:
    text = content.removeprefix(b"\xef\xbb\xbf")
    if CONTROLS.search(text):
        raise Refused("kind")
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        try:
            text.decode("cp1252")  # as spreadsheets of Windows write it
        except UnicodeDecodeError:
            raise Refused("kind") from None
    if RUNS.search(text[:HEAD]):
        raise Refused("runs")


def _check_alone(content: bytes) -> None:
    """Nothing that another program would open instead."""
    if b"%PDF-" in content[:PDF_HEAD]:
        raise Refused("two_things")
    _check_no_zip(content)


def _check_no_zip(content: bytes) -> None:
    if packages.opens_as_zip(content):
        raise Refused("two_things")
