"""A gzip answer put together from pieces that were compressed beforehand and small parts that were not.

Compressing a page is a tenth of its cost. Deflate allows any sequence of blocks: each piece ends on a
byte (full flush), and a part goes between as a stored block (RFC 1951, 3.2.4; RFC 1952).
"""

from __future__ import annotations

import struct
import zlib

HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
LAST = b"\x01\x00\x00\xff\xff"
MOST = 0xFFFF


def compressed(piece: bytes) -> bytes:
    """Deflate blocks of a piece, none of them the last, ending on a byte."""
    if not piece:
        return b""
    worker = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return worker.compress(piece) + worker.flush(zlib.Z_FULL_FLUSH)


def stored(part: bytes) -> bytes:
    """The same for a part that is not worth compressing."""
    blocks = (part[at : at + MOST] for at in range(0, len(part), MOST))
    return b"".join(struct.pack("<BHH", 0, len(block), MOST - len(block)) + block for block in blocks)


def whole(blocks: list[bytes], plain: bytes) -> bytes:
    """The gzip file of these blocks, whose content is `plain`."""
    return b"".join((HEAD, *blocks, LAST, struct.pack("<LL", zlib.crc32(plain), len(plain) & 0xFFFFFFFF)))
