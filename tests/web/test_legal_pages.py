"""The legal pages as visitors read them (clauses 0, 2a, 2b, 19)."""

from __future__ import annotations

import re

import pytest

from phoenix.consent import rules as cookies
from phoenix.database import transaction
from phoenix.kernel.sellers import CONTACTS, SELLERS
from phoenix.legal import rules, service
from phoenix.legal.models import versions_of
from phoenix.legal.sources import sources

PAGES = (
    "conditions", "conditions-de-service", "conditions-microsoft", "conditions-prestations", "accord-partenaires",
    "confidentialite", "cookies", "avis-clients", "mandat-sepa",
)


def words(answer) -> str:
    return " ".join(answer.get_data(as_text=True).split())


@pytest.mark.parametrize("market", ["fr-fr", "en-fr", "fr-ma", "en-ma"])
@pytest.mark.parametrize("path", ["mentions-legales", *PAGES])
def test_every_legal_page_is_there_in_every_market(client, market, path):
    answer = client.get(f"/{market}/{path}")
    assert answer.status_code == 200
    assert answer.get_data(as_text=True).count("<h1") == 1


def test_the_notice_tells_all_of_clause_0(client):
    """clause 0"""
    page = words(client.get("/fr-fr/mentions-legales")).replace("\u00a0", " ")
    for seller in SELLERS.values():
        for fact in (seller.name, seller.vat_number, seller.rc, seller.ice, seller.tp, seller.email):
            assert fact is None or fact in page
        assert seller.address.on_one_line() in page
    assert "8 000 €" in page
    assert "RCS Nanterre 891 953 267" in page
    for name in ("director_of_publication", "support", "data_protection", "host_name", "host_address"):
        assert getattr(CONTACTS, name) in page
    assert all(name in page for name in CONTACTS.protected_names)


def test_the_terms_show_all_twenty_articles_with_anchors_and_contents(client):
    page = words(client.get("/fr-fr/conditions"))
    for number in range(1, 21):
        assert f'id="article-{number}"' in page
        assert f'href="#article-{number}"' in page


def test_the_terms_list_their_versions_with_day_and_hash(client):
    """clause 2b"""
    page = words(client.get("/fr-fr/conditions"))
    current = service.version_in_force("conditions")
    assert current.sha256 in page
    assert "/fr-fr/conditions/1" in page


def test_english_pages_say_that_french_prevails_and_link_to_it(client):
    """clause 19a"""
    for path in (*PAGES, "mentions-legales"):
        page = words(client.get(f"/en-fr/{path}"))
        assert f'href="/fr-fr/{path}"' in page
        assert 'hreflang="fr"' in page


def test_a_sentence_without_translation_is_shown_in_french_and_marked(client, monkeypatch):
    """clause 19b"""
    french = "Les prix en vigueur et les prix annoncés figurent à tout moment au catalogue."
    known = dict(service.translations("en"))
    del known[f"15.3 {french}"]
    monkeypatch.setattr(service, "translations", lambda language: known if language == "en" else {})
    page = words(client.get("/en-fr/conditions"))
    assert f'<p lang="fr">15.3 {french}' in page
    assert "legal-stale" in page
    assert "legal-stale" not in words(client.get("/fr-fr/conditions"))


def test_a_version_that_is_not_in_force_says_so_and_links_to_the_present_one(client, app):
    """clause 2b"""
    publish_second_terms("2020-01-01")
    page = words(client.get("/fr-fr/conditions/2"))
    assert "n’est pas celle qui est en vigueur" in page
    assert 'href="/fr-fr/conditions"' in page
    assert "n’est pas celle qui est en vigueur" not in words(client.get("/fr-fr/conditions"))


def publish_second_terms(day: str):
    """A version 2 of the terms, in force on an ISO day before that of version 1."""
    first = versions_of("conditions")[-1]
    text = first.text.replace("Nullité partielle", "Nullité d’une partie")
    return type(first).create(
        document=first.document, number=2, source=text, facts={}, text=text,
        sha256=rules.sha256_of(text), in_force_on=day,
    )


def test_an_unknown_version_is_not_found(client):
    assert client.get("/fr-fr/conditions/99").status_code == 404
    assert client.get("/fr-fr/conditions/99.pdf").status_code == 404


def test_until_the_pdf_is_made_the_page_says_so(client):
    """clause 2a"""
    publish_second_terms("2020-01-01")
    assert "Le PDF de cette version est en préparation" in words(client.get("/fr-fr/conditions/2"))
    assert client.get("/fr-fr/conditions/2.pdf").status_code == 303


@pytest.mark.parametrize("market", ["fr-fr", "en-ma"])
def test_the_pdf_of_the_exact_version_is_linked_and_served(client, run_outbox, market):
    """clause 2a"""
    run_outbox()
    assert f'href="/{market}/conditions/1.pdf"' in words(client.get(f"/{market}/conditions"))
    answer = client.get(f"/{market}/conditions/1.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF-")
    assert client.get(f"/{market}/conditions.pdf").headers["Location"].endswith("/conditions/1.pdf")


def test_the_page_learns_of_its_pdf_although_it_was_cached(client, run_outbox):
    with transaction():
        service.owe_pdfs(publish_second_terms("2020-01-01"))
    assert "/fr-fr/conditions/2.pdf" not in words(client.get("/fr-fr/conditions/2"))
    run_outbox()
    assert "/fr-fr/conditions/2.pdf" in words(client.get("/fr-fr/conditions/2"))


def test_the_texts_of_the_tree_are_all_published(app):
    for source in sources():
        assert service.version_numbered(source.code, source.number)


@pytest.mark.parametrize("market", ["fr-fr", "en-ma"])
def test_the_cookie_page_names_every_cookie_that_the_shop_may_set(client, market):
    """clause 8a"""
    page = words(client.get(f"/{market}/cookies"))
    named = ("phoenix", cookies.COOKIE, *(name for names in cookies.COOKIES.values() for name in names))
    for name in named:
        assert re.search(rf"[«“]\s*{name}\s*[»”]", page.replace("\u00a0", " ")), name
