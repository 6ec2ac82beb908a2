"""A contractual document that can be kept: its version, date, hash and words (clauses 2a, 19)."""

from tests.rules.document_checks import pages_of, pdf_failures, text_of
from tests.rules.document_samples import TIMESTAMP

from phoenix.legal.documents import legal_document_pdf

DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
BLOCKS = [
    {"kind": "p", "text": "Le site permet d’acheter en ligne.", "lang": "fr"},
    {"kind": "li", "text": "joindre l’assistance\u00a0;", "lang": "fr"},
    {"kind": "li", "text": "connaître la société.", "lang": "fr"},
    {"kind": "box", "text": "Dernier jour pour arrêter\u00a0: un mois avant le terme.", "lang": "fr"},
]
TERMS = {
    "title": "Conditions générales d’utilisation et de vente",
    "language": "fr",
    "version": "3",
    "date": "2026-11-01",
    "sha256": DIGEST,
    "notice": None,
    "sections": [
        {"number": number, "heading": f"Article de la série {number}", "blocks": BLOCKS * 3}
        for number in range(1, 21)
    ],
}
ENGLISH = TERMS | {
    "title": "Terms of use and sale",
    "language": "en",
    "notice": "French is the only authoritative text.",
}
SHORT = TERMS | {"sections": [{"number": None, "heading": "Objet", "blocks": BLOCKS}]}


def test_french_english_and_short_texts_are_pdf_a_3a_and_pdf_ua_1():
    for document in (TERMS, ENGLISH, SHORT):
        assert pdf_failures(legal_document_pdf(document, TIMESTAMP)) == []


def test_same_text_and_timestamp_give_the_same_bytes():
    assert legal_document_pdf(TERMS, TIMESTAMP) == legal_document_pdf(TERMS, TIMESTAMP)


def test_all_that_identifies_the_version_is_there():
    pages = pages_of(legal_document_pdf(TERMS, TIMESTAMP))
    assert "1er novembre 2026" in pages[0]
    assert DIGEST in pages[0]
    assert all("Version 3" in text for text in pages)


def test_every_article_is_there():
    text = text_of(legal_document_pdf(TERMS, TIMESTAMP))
    assert all(f"{number}. Article de la série {number}" in text for number in range(1, 21))


def test_english_says_that_french_prevails_and_marks_french_sentences():
    pdf = legal_document_pdf(ENGLISH, TIMESTAMP)
    assert "French is the only authoritative text." in text_of(pdf)
    assert b"/Lang(fr)" in pdf
