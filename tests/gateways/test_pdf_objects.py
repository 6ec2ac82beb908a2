"""A finished PDF taken apart and put together: the same bytes, but for what was changed."""

import io

import pytest
from pypdf import PdfReader, PdfWriter
from tests.rules.document_checks import text_of, xmp_of
from tests.rules.document_samples import TIMESTAMP, invoice, moroccan_invoice, order
from tests.rules.test_document_legal import TERMS

from phoenix.gateways.pdf_objects import PdfObjects, UnexpectedPdf
from phoenix.invoices.documents import invoice_pdf
from phoenix.legal.documents import legal_document_pdf
from phoenix.orders.documents import order_summary_pdf

INVOICE = invoice_pdf(moroccan_invoice(), TIMESTAMP).pdf
DOCUMENTS = {
    "French invoice": invoice_pdf(invoice(), TIMESTAMP).pdf,
    "Moroccan invoice": INVOICE,
    "order": order_summary_pdf(order(), TIMESTAMP),
    "terms": legal_document_pdf(TERMS, TIMESTAMP),
}


def rewritten_by_a_library() -> bytes:
    written = io.BytesIO()
    PdfWriter(clone_from=io.BytesIO(INVOICE)).write(written)
    return written.getvalue()


@pytest.mark.parametrize("pdf", DOCUMENTS.values(), ids=DOCUMENTS)
def test_unchanged_it_is_the_same(pdf):
    assert PdfObjects(pdf).written() == pdf


@pytest.mark.parametrize("content", [b"", b"<x/>", b"<x/>" * 5_000], ids=["empty", "shorter", "longer"])
def test_a_stream_is_changed_and_every_object_is_still_found(content):
    objects = PdfObjects(INVOICE)
    metadata = objects.referred(b"Metadata", by=objects.referred(b"Root"))
    objects.put_stream(metadata, content)
    pdf = objects.written()
    assert xmp_of(pdf).encode() == content
    reader = PdfReader(io.BytesIO(pdf), strict=True)
    assert all(reader.get_object(number) is not None for number in objects.bodies)
    assert text_of(pdf) == text_of(INVOICE)


def test_one_more_filter_is_undone_first():
    objects = PdfObjects(INVOICE)
    page = next(n for n in objects.bodies if b"/FlateDecode" in objects.bodies[n] and objects.stream(n))
    before = PdfReader(io.BytesIO(INVOICE)).get_object(page).get_data()
    objects.put_stream(page, objects.stream(page).hex().encode() + b">", b"ASCIIHexDecode")
    assert PdfReader(io.BytesIO(objects.written()), strict=True).get_object(page).get_data() == before


@pytest.mark.parametrize(
    "pdf",
    [b"", b"%PDF-1.7\n%%EOF", INVOICE[:-10], INVOICE[1:], INVOICE + INVOICE[-10:], rewritten_by_a_library()],
    ids=["nothing", "no table", "cut off", "shifted", "more behind", "by a library"],
)
def test_what_typst_does_not_write_is_refused(pdf):
    with pytest.raises(UnexpectedPdf):
        PdfObjects(pdf)


@pytest.mark.parametrize("length", [b"/Length 9 0 R", b"/Length 4", b"\n/Length 3"])
def test_a_stream_that_typst_does_not_write_is_refused(length):
    objects = PdfObjects(INVOICE)
    objects.bodies[9] = b"9 0 obj\n<<%b>>\nstream\nabc\nendstream\nendobj\n" % length
    with pytest.raises(UnexpectedPdf):
        objects.stream(9)
