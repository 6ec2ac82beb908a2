"""Tables as CSV files: written for spreadsheets and translators, read from either (the format: staff/catalogue/format.html).

UTF-8 with or without its mark, or what an old Excel writes; commas, semicolons or tabs; the first line names the
columns. Text that a spreadsheet would take for a formula has an apostrophe before it, which is taken off again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime

from phoenix.kernel.values import frozen

LARGEST_FILE = 8_000_000
MOST_LINES = 20_000
DELIMITERS = ";,\t"
MARK = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "'")
YES, NO = ("oui", "yes", "true", "vrai", "1"), ("non", "no", "false", "faux", "0")
csv.field_size_limit(1_000_000)

# Why a file or a cell cannot be read; the words are the desk's.
NOT_TEXT, TOO_LARGE, TOO_LONG, BROKEN, NO_HEADER = "not text", "too large", "too many lines", "broken", "no header"
UNKNOWN_COLUMN, TWICE, MISSING_COLUMN = "unknown column", "column twice", "missing column"
NOT_NUMBER, NOT_DAY, NOT_YES, NOT_CHOICE, NOT_AMOUNT, TEXT_TOO_LONG, EMPTY = (
    "no number", "no day", "neither yes nor no", "no choice", "no amount", "text too long", "empty",
)  # fmt: skip


class Unreadable(ValueError):
    """A file that is no such table: why, on which line, about what."""

    def __init__(self, reason: str, line: int = 1, about: str = ""):
        super().__init__(f"{reason}, line {line}: {about}")
        self.reason, self.line, self.about = reason, line, about


class Cell(ValueError):
    """A cell that cannot be read: why."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


@frozen
class Column:
    """A column: how a cell is read (Cell when it cannot be) and how a value is written."""

    name: str
    read: Callable[[str], object]
    write: Callable[[object], str] = lambda value: "" if value is None else str(value)


@frozen
class Table:
    """What came in: the names of its columns, and its rows with the line on which each begins."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


def decoded(data: bytes) -> str:
    """The text of a file; Unreadable when it is none, or too large."""
    if len(data) > LARGEST_FILE:
        raise Unreadable(TOO_LARGE)
    if b"\0" in data:
        raise Unreadable(NOT_TEXT)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            return data.decode("cp1252")
        except UnicodeDecodeError:
            raise Unreadable(NOT_TEXT) from None


def read(text: str, known: Iterable[str] | None = None, most: int = MOST_LINES) -> Table:
    """The table in a text; Unreadable for a column that is not `known` or comes twice, or too many lines."""
    first = text.lstrip(MARK).split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text.lstrip(MARK), newline=""), delimiter=max(DELIMITERS, key=first.count), strict=True)
    try:
        header = tuple(name.strip().lower() if known else name.strip() for name in next(reader, []))
        _check_header(header, known)
        return Table(header, tuple(_rows(reader, header, most)))
    except csv.Error:
        raise Unreadable(BROKEN, reader.line_num) from None


def _check_header(header: tuple[str, ...], known: Iterable[str] | None) -> None:
    if not any(header):
        raise Unreadable(NO_HEADER)
    for place, name in enumerate(header):
        if name in header[:place]:
            raise Unreadable(TWICE, 1, name)
        if known is not None and name not in known:
            raise Unreadable(UNKNOWN_COLUMN, 1, name)


def _rows(reader, header: tuple[str, ...], most: int) -> Iterator[tuple[int, dict[str, str]]]:
    begins, count = reader.line_num + 1, 0
    for cells in reader:
        if any(cell.strip() for cell in cells):
            count += 1
            if count > most:
                raise Unreadable(TOO_LONG, begins)
            if len(cells) > len(header):
                raise Unreadable(BROKEN, begins)
            cells += [""] * (len(header) - len(cells))
            yield begins, dict(zip(header, map(plain_cell, cells), strict=True))
        begins = reader.line_num + 1


def plain_cell(cell: str) -> str:
    """A cell's text: line feeds alone, no outer blanks, without the apostrophe before what is no formula."""
    text = cell.replace("\r\n", "\n").replace("\r", "\n").strip()
    return text[1:] if text.startswith("'") else text


def escaped(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def come_back(text: str) -> str:
    """What `read` makes of a cell that `written` wrote."""
    return plain_cell(escaped(text))


def written(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """The lines of a file with these columns, for French spreadsheets: semicolons, and the mark of UTF-8."""
    place = io.StringIO()
    writer = csv.writer(place, delimiter=";", lineterminator="\r\n")
    first, *others = columns
    writer.writerow([MARK + first, *others])
    for row in rows:
        writer.writerow(map(escaped, row))
        if place.tell() > 60_000:
            yield place.getvalue()
            place.seek(0)
            place.truncate()
    yield place.getvalue()


def text_of(most: int | None = None, presence: bool = False) -> Callable[[str], str]:
    """A reader of texts, of `most` characters."""

    def read_text(cell: str) -> str:
        if presence and not cell:
            raise Cell(EMPTY)
        if most is not None and len(cell) > most:
            raise Cell(TEXT_TOO_LONG)
        return cell

    return read_text


def choice_of(known: Iterable[str] | Callable[[], Iterable[str]]) -> Callable[[str], str]:
    """A reader of one of these words."""

    def read_choice(cell: str) -> str:
        if cell not in (known() if callable(known) else known):
            raise Cell(NOT_CHOICE)
        return cell

    return read_choice


def read_number(cell: str) -> int:
    """A whole number."""
    digits = cell.replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 10):
        raise Cell(NOT_NUMBER)
    return int(digits)


def read_day(cell: str) -> date | None:
    """A day, `2027-01-31` or `31/01/2027`; nothing for an empty cell."""
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(cell, pattern).date() if cell else None
        except ValueError:
            continue
    raise Cell(NOT_DAY)


def read_yes(cell: str) -> bool:
    """Yes or no, in French, English or figures."""
    word = cell.lower()
    if word not in YES + NO:
        raise Cell(NOT_YES)
    return word in YES


def write_yes(value: object) -> str:
    """`oui` or `non`."""
    return "oui" if value else "non"


def optional(read_cell: Callable[[str], object]) -> Callable[[str], object]:
    """A reader for which an empty cell is nothing."""
    return lambda cell: read_cell(cell) if cell else None
