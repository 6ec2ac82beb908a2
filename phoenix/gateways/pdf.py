"""Documents on paper: Typst lays out JSON data as PDF/A-3a and PDF/UA-1 in one file.

The same template, data, attachments and timestamp give the same bytes (clause 4.3). The
compiler is made late and once per thread: a process that has compiled and then forks hangs
in the child.
"""

import base64
import importlib
import json
import logging
import re
import threading
from datetime import UTC, datetime
from pathlib import Path

from phoenix.gateways.pdf_objects import PdfObjects
from phoenix.kernel.values import frozen

TEMPLATES = Path(__file__).parents[2] / "templates" / "documents"
STANDARDS = ["a-3a", "ua-1"]
REPLACEMENT = "□"
LONGEST_WORD = 40
ATTEMPTS = 6

_CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069"
    r"\ud800-\udfff\ufeff\ufff0-\ufffb\ufffe\uffff]"
)
_LONG_WORD = re.compile(rf"[^\s\u200b]{{{LONGEST_WORD + 1},}}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MISSING = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")

logger = logging.getLogger(__name__)
_local = threading.local()


@frozen
class Attachment:
    """A file carried inside a PDF; `relationship` as in PDF/A-3 ("alternative", "data"…)."""

    name: str
    content: bytes
    mime_type: str
    description: str
    relationship: str = "alternative"


@frozen
class Compiled:
    """A PDF, and the characters that no font could show and that were replaced."""

    pdf: bytes
    replaced: tuple[str, ...] = ()


def compile_pdf(template: str, data: dict, timestamp: datetime, attachments=()) -> bytes:
    """The PDF of `templates/documents/<template>.typ` filled with JSON `data`."""
    return compile_document(template, data, timestamp, attachments).pdf


def compile_document(template: str, data: dict, timestamp: datetime, attachments=()) -> Compiled:
    """Like `compile_pdf`, and tells what could not be shown: a name never blocks an order."""
    clean = _clean(data)
    replaced: set[str] = set()
    for _ in range(ATTEMPTS):
        try:
            pdf = _compile(template, clean, timestamp, attachments)
        except _typst().TypstError as error:
            missing = _missing_characters(error.diagnostic) - replaced
            if not missing:
                raise
            replaced |= missing
            clean = _replace(clean, missing)
        else:
            return Compiled(_plain_ends(pdf), _reported(template, replaced))
    raise RuntimeError(f"no font shows all of {template}: {sorted(replaced)}")


def _reported(template: str, replaced: set[str]) -> tuple[str, ...]:
    """The replaced characters in order, after a warning when there are any."""
    if replaced:
        codes = " ".join(f"U+{ord(character):04X}" for character in sorted(replaced))
        logger.warning("document %s: no glyph for %s, replaced", template, codes)
    return tuple(sorted(replaced))


def _compile(template: str, data: dict, timestamp: datetime, attachments) -> bytes:
    inputs = {
        "data": json.dumps(data, ensure_ascii=False, sort_keys=True),
        "attachments": json.dumps([_attached(item) for item in attachments], ensure_ascii=False),
    }
    return _compiler().compile(
        input=str(TEMPLATES / f"{template}.typ"),
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=STANDARDS,
        timestamp=timestamp.astimezone(UTC).replace(microsecond=0),
    )


def _plain_ends(pdf: bytes) -> bytes:
    """No stream ends on a carriage return: readers would take it for part of the line end.

    It happens by chance, with the last byte of a checksum; PDF/A checks then refuse the length.
    Such a stream gets one more filter, whose text never ends on a line end.
    """
    if b"\r\nendstream" not in pdf:
        return pdf
    objects = PdfObjects(pdf)
    for number in objects.bodies:
        content = objects.stream(number)
        if content is not None and content.endswith(b"\r"):
            objects.put_stream(number, base64.a85encode(content) + b"~>", b"ASCII85Decode")
    return objects.written()


def _attached(attachment: Attachment) -> dict:
    """An attachment as JSON data; its content must be UTF-8 text."""
    return {
        "name": attachment.name,
        "content": attachment.content.decode("utf-8"),
        "mime_type": attachment.mime_type,
        "description": attachment.description,
        "relationship": attachment.relationship,
    }


def _typst():
    """The library, loaded at the first document: a web process that makes none does without it, and
    a process that has compiled must not fork."""
    return importlib.import_module("typst")


def _compiler():
    """This thread's compiler, with our own fonts and no others."""
    if not hasattr(_local, "compiler"):
        typst = _typst()
        fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[str(TEMPLATES / "fonts")],
        )
        _local.compiler = typst.Compiler(root=str(TEMPLATES), font_paths=fonts)
    return _local.compiler


def _walk(value, change):
    """`value` with `change` done to each of its strings."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _walk(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_walk(item, change) for item in value]
    return value


def _clean(data: dict) -> dict:
    """Without control characters, and with words that a line can hold."""
    return _walk(data, lambda text: _LONG_WORD.sub(_breakable, _CONTROLS.sub("", text)))


def _breakable(match: re.Match) -> str:
    """A very long word with places where a line may end; digests stay whole."""
    word = match.group()
    if _DIGEST.fullmatch(word):
        return word
    return "\u200b".join(word[start : start + 12] for start in range(0, len(word), 12))


def _missing_characters(diagnostic: str) -> set[str]:
    """The characters that Typst could not show, read from its message."""
    found = set()
    for text in _MISSING.findall(diagnostic):
        plain = _ESCAPE.sub(lambda code: chr(int(code.group(1), 16)), text)
        found |= {character for character in plain if not character.isascii()}
    return found - {REPLACEMENT}


def _replace(data: dict, characters: set[str]) -> dict:
    """`data` with a plain sign where one of `characters` stood."""
    table = {ord(character): REPLACEMENT for character in characters}
    return _walk(data, lambda text: text.translate(table))
