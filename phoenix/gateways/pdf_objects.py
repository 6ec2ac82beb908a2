"""A finished PDF taken apart into its objects, as bytes, and put together again.

Enough to change a stream or two of what Typst wrote, at a hundredth of the time in which a PDF
library reads and writes them all. Anything that Typst does not write is refused, not guessed.
"""

from __future__ import annotations

import re

_END = re.compile(rb"startxref\n(\d+)\n%%EOF\Z")
_TABLE = re.compile(rb"\Axref\n0 (\d+)\n")
_STREAM = re.compile(rb"\A(\d+ 0 obj\n<</Length )(\d+)((?:/[^\n]*)?>>\nstream\n)")
_STREAM_ENDS = b"\nendstream\nendobj\n"
_ENTRY = 20  # bytes of a table's row


class UnexpectedPdf(ValueError):
    """Not laid out as Typst does it."""


class PdfObjects:
    """The objects of a PDF by number, in the order of the file; what is put in `bodies` is written."""

    def __init__(self, pdf: bytes):
        table = int(_found(_END, pdf[-40:])[1])
        head = _found(_TABLE, pdf[table : table + 40])
        rows = table + head.end()
        self._rows = [pdf[at : at + _ENTRY] for at in range(rows, rows + int(head[1]) * _ENTRY, _ENTRY)]
        self._trailer = pdf[rows + int(head[1]) * _ENTRY : pdf.rindex(b"startxref\n")]
        used = sorted((int(row[:10]), number) for number, row in enumerate(self._rows) if row[17:18] == b"n")
        starts = [start for start, _ in used]
        self._head = pdf[: starts[0]]
        self.bodies = {
            number: pdf[start:end] for (start, number), end in zip(used, [*starts[1:], table], strict=True)
        }
        for number, body in self.bodies.items():
            if not body.startswith(b"%d 0 obj\n" % number):
                raise UnexpectedPdf(number)

    def referred(self, name: bytes, by: int | None = None) -> int:
        """The number of the object that an entry of the trailer, or of an object, refers to."""
        text = self._trailer if by is None else self.bodies[by]
        return int(_found(re.compile(rb"/%s (\d+) 0 R" % name), text)[1])

    def stream(self, number: int) -> bytes | None:
        """The bytes of a stream, still encoded; None for an object that is none."""
        body = self.bodies[number]
        if b"endstream" not in body[-20:]:
            return None
        head = _found(_STREAM, body)
        end = head.end() + int(head[2])
        if body[end:] != _STREAM_ENDS:
            raise UnexpectedPdf(number)
        return body[head.end() : end]

    def put_stream(self, number: int, content: bytes, filtered: bytes = b"") -> None:
        """Other bytes for a stream; `filtered` names an encoding that they have before the known ones."""
        start, _, rest = _found(_STREAM, self.bodies[number]).groups()
        if filtered:
            rest = _filtered(rest, filtered)
        self.bodies[number] = b"%b%d%b%b%b" % (start, len(content), rest, content, _STREAM_ENDS)

    def written(self) -> bytes:
        """The PDF, its table of objects made anew."""
        at, rows = len(self._head), self._rows.copy()
        for number, body in self.bodies.items():
            rows[number] = b"%010d%b" % (at, rows[number][10:])
            at += len(body)
        table = b"xref\n0 %d\n%b%b" % (len(rows), b"".join(rows), self._trailer)
        return b"%b%b%bstartxref\n%d\n%%%%EOF" % (self._head, b"".join(self.bodies.values()), table, at)


def _filtered(dictionary: bytes, name: bytes) -> bytes:
    """A stream's dictionary with one more filter, the first to be undone."""
    if b"/DecodeParms" in dictionary or b"/Filter[" in dictionary:
        raise UnexpectedPdf(dictionary)
    if b"/Filter/" in dictionary:
        return re.sub(rb"/Filter(/\w+)", rb"/Filter[/%b\1]" % name, dictionary, count=1)
    return b"/Filter/%b%b" % (name, dictionary)


def _found(pattern: re.Pattern, text: bytes) -> re.Match:
    match = pattern.search(text)
    if match is None:
        raise UnexpectedPdf(pattern.pattern)
    return match
