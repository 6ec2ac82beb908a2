"""Pictures, walked from their first byte to their last: what stands behind the end is no picture."""

from __future__ import annotations

import re
import struct

from phoenix.files.rules import Refused

MOST_PIXELS = 120_000_000  # more is a bomb for whoever opens it
ALONE = frozenset((0x01, *range(0xD0, 0xD8)))  # JPEG marks without length
START, SCAN, END = 0xD8, 0xDA, 0xD9
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
IN_SCAN = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
TRAILER = 1_000_000  # what a telephone writes behind its picture


def check_png(content: bytes) -> None:
    """Refused unless it is one chunk after the other, from IHDR to IEND, and nothing after."""
    at, names = 8, []
    while at + 12 <= len(content):
        length, name = struct.unpack_from(">I4s", content, at)
        if not names:
            _check_pixels(*_png_size(content, name, length))
        names.append(name)
        at += 12 + length
        if name == b"IEND":
            break
    if at != len(content):
        raise Refused("two_things" if names and names[-1] == b"IEND" and at < len(content) else "damaged")
    if names[-1:] != [b"IEND"] or b"IDAT" not in names:
        raise Refused("damaged")


def _png_size(content: bytes, name: bytes, length: int) -> tuple[int, int]:
    if name != b"IHDR" or length != 13:
        raise Refused("damaged")
    return struct.unpack_from(">II", content, 16)


def check_jpeg(content: bytes) -> None:
    """Refused unless it ends where it says; behind it only padding, smaller pictures, or a telephone's own trailer."""
    at = _jpeg_end(content, 0)
    while content.startswith(b"\xff\xd8\xff", at):  # the depth or light map of a photograph
        at = _jpeg_end(content, at)
    rest = content[at:].strip(b"\x00\r\n ")
    samsung = rest.endswith(b"SEFT") and b"SEFH" in rest and len(rest) <= TRAILER
    if rest and not samsung:
        raise Refused("two_things")


def _jpeg_end(content: bytes, at: int) -> int:
    """Where the picture that begins at `at` ends."""
    at += 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        mark = content[at + 1]
        if mark == 0xFF:  # filling
            at += 1
        elif mark in ALONE:
            at += 2
        else:
            at = _after_segment(content, at, mark)
            if mark == SCAN:
                found = IN_SCAN.search(content, at)
                at = found.start() if found else len(content)
        if content[at : at + 2] == b"\xff\xd9":
            return at + 2
    raise Refused("damaged")


def _after_segment(content: bytes, at: int, mark: int) -> int:
    length = struct.unpack_from(">H", content, at + 2)[0]
    if mark in (START, 0x00) or length < 2:
        raise Refused("damaged")
    if mark in FRAMES and at + 9 <= len(content):
        _check_pixels(*struct.unpack_from(">HH", content, at + 5))
    return at + 2 + length


def check_webp(content: bytes) -> None:
    """Refused unless it is as long as it says and begins with a picture."""
    size = struct.unpack_from("<I", content, 4)[0] + 8 if len(content) >= 16 else 0
    if size != len(content):
        raise Refused("two_things" if 16 <= size < len(content) else "damaged")
    if content[12:16] not in (b"VP8 ", b"VP8L", b"VP8X"):
        raise Refused("damaged")


def _check_pixels(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise Refused("bomb")
