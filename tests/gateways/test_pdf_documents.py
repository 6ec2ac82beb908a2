"""The PDF gateway: odd names, missing glyphs, attachments, threads, plain stream ends."""

import logging
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.document_checks import attachments_of, pdf_failures, text_of
from tests.rules.document_samples import LYON, TIMESTAMP, invoice, moroccan_invoice

from phoenix.gateways import pdf as gateway
from phoenix.gateways.pdf import Attachment, compile_document, compile_pdf
from phoenix.invoices.documents import invoice_data, invoice_pdf


def data_for(name: str) -> dict:
    return invoice_data(moroccan_invoice(buyer=replace(LYON, name=name)))


@pytest.mark.parametrize(
    "name",
    ["#sys.inputs", "*gras* _italique_", "$x^2$ `code` @ref <label>", "= Titre", "\\ \" ' // /* */"],
)
def test_markup_is_only_text(name):
    assert name in text_of(compile_pdf("invoice", data_for(name), TIMESTAMP))


def test_arabic_is_shown():
    compiled = compile_document("invoice", data_for("شركة أطلس للاستشارات"), TIMESTAMP)
    assert compiled.replaced == ()
    assert pdf_failures(compiled.pdf) == []


def test_an_unknown_sign_is_replaced_and_reported(caplog):
    with caplog.at_level(logging.WARNING):
        compiled = compile_document("invoice", data_for("Fête 🎉 漢"), TIMESTAMP)
    assert compiled.replaced == ("漢", "🎉")
    assert "Fête □ □" in text_of(compiled.pdf)
    assert "U+1F389" in caplog.text
    assert pdf_failures(compiled.pdf) == []


def test_control_characters_and_direction_tricks_are_dropped():
    text = text_of(compile_pdf("invoice", data_for("At\x00las\x07 \u202eConseil"), TIMESTAMP))
    assert "Atlas Conseil" in text


def test_a_very_long_word_stays_inside_its_column():
    assert "Interprofession" in text_of(
        compile_pdf("invoice", data_for("Interprofessionnelle" * 12), TIMESTAMP)
    )


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=40))
def test_no_name_blocks_a_document(name):
    facts = invoice(buyer=replace(LYON, name=name, contact=name))
    assert invoice_pdf(facts, TIMESTAMP).pdf.startswith(b"%PDF-1.7")


def test_an_attachment_comes_back_as_it_went_in():
    carried = Attachment("note.txt", "Été\n".encode(), "text/plain", "Une note", "supplement")
    pdf = compile_pdf("invoice", data_for("Atlas"), TIMESTAMP, [carried])
    assert attachments_of(pdf) == {"note.txt": "Été\n".encode()}
    assert pdf_failures(pdf) == []


def test_threads_make_the_same_bytes():
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: invoice_pdf(invoice(), TIMESTAMP).pdf, range(8)))
    assert len(set(made)) == 1


def test_no_stream_ends_where_a_reader_would_misread_its_length():
    for count in range(60):
        pdf = compile_pdf("invoice", data_for(f"Client {count}"), TIMESTAMP)
        assert b"\r\nendstream" not in pdf


def test_a_stream_that_ended_on_a_carriage_return_is_kept_whole():
    texts = (b"a" * count for count in range(1, 1_000))
    text = next(text for text in texts if zlib.adler32(text) % 256 == ord("\r"))
    carried = [Attachment("note.txt", text, "text/plain", "Une note", "supplement")]
    assert b"\r\nendstream" in gateway._compile("invoice", data_for("Atlas"), TIMESTAMP, carried)
    pdf = compile_pdf("invoice", data_for("Atlas"), TIMESTAMP, carried)
    assert b"\r\nendstream" not in pdf
    assert attachments_of(pdf) == {"note.txt": text}
    assert pdf_failures(pdf) == []
