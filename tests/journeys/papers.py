"""PDFs that a customer receives, read as words."""

from __future__ import annotations

import io
import re
import time
import urllib.request

from pypdf import PdfReader


def words(content: bytes) -> str:
    """The text of a PDF, every run of spaces as one."""
    assert content.startswith(b"%PDF-")
    pages = PdfReader(io.BytesIO(content)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def attached(shop: str, mail: int) -> dict[str, str]:
    """The words of each PDF attached to a mail of the demo mailbox, by file name."""
    listing = urllib.request.urlopen(f"{shop}/demo/mails/{mail}").read().decode()
    found = {}
    for path in re.findall(rf"/demo/mails/{mail}/pieces/\d+", listing):
        with urllib.request.urlopen(shop + path) as answer:
            assert answer.headers["Content-Type"] == "application/pdf"
            found[answer.headers.get_filename()] = words(answer.read())
    return found


def download(page, path: str) -> bytes:
    """A file that the signed-in customer fetches."""
    answer = page.request.get(path)
    assert answer.ok, f"{path}: {answer.status}"
    return answer.body()


def invoice_of(page, order: str, patience: float = 30) -> str:
    """The address of the order's invoice, once the worker made its PDF."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        page.reload()
        link = page.locator("#order-documents a[href*='/factures/']")
        if link.count():
            return link.first.get_attribute("href")
    raise AssertionError(f"no invoice for {order}")
