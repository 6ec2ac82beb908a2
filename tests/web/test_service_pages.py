"""What stands outside the markets: the door, health, what machines read, errors, headers."""

import json
import threading
from xml.etree import ElementTree

import peewee
import pytest

from phoenix.database import database
from phoenix.web import service_pages

SITE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


@pytest.mark.parametrize(
    ("accepts", "prefix"),
    [("fr-FR,fr;q=0.9", "fr-fr"), ("en-GB", "en-fr"), ("fr-MA,fr;q=0.8", "fr-ma"), ("en,ar-MA;q=0.5", "en-ma"), ("", "fr-fr")],
)
def test_the_door_leads_to_the_market_that_fits(client, accepts, prefix):
    answer = client.get("/", headers={"Accept-Language": accepts})
    assert answer.status_code == 302
    assert answer.location == f"/{prefix}/"
    assert "Accept-Language" in answer.headers["Vary"]


def test_health_speaks_for_process_and_database(client):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert json.loads(answer.data)["status"] == "ok"


def test_health_fails_with_the_database(client, monkeypatch):
    def broken(*_):
        raise peewee.OperationalError("gone")

    monkeypatch.setattr(service_pages.database.obj, "execute_sql", broken)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


@pytest.mark.postgresql
def test_too_many_at_once_are_asked_to_come_back(postgresql_app, monkeypatch):
    monkeypatch.setattr(database.obj, "_max_connections", 1)
    monkeypatch.setattr(database.obj, "_wait_timeout", 0.01)
    client, answers = postgresql_app.test_client(), []
    other = threading.Thread(target=lambda: answers.append(client.get("/fr-fr/connexion")))
    with database.connection_context():
        other.start()
        other.join()
    assert answers[0].status_code == 503 and answers[0].headers["Retry-After"]


def test_robots_name_the_sitemap_and_keep_out_of_accounts(client):
    text = client.get("/robots.txt").text
    assert "Sitemap: http://localhost/sitemap.xml" in text
    assert "Disallow: /*/compte" in text


def test_the_sitemap_names_each_page_in_all_its_languages(client):
    root = ElementTree.fromstring(client.get("/sitemap.xml").data)
    addresses = [url.find(f"{SITE}loc").text for url in root]
    assert "http://localhost/fr-fr/" in addresses
    assert "http://localhost/en-ma/conditions" in addresses
    assert {link.get("hreflang") for link in root[0].iter(LINK)} == {"fr-FR", "en-FR", "fr-MA", "en-MA"}


def test_security_txt_says_whom_to_write_to(client):
    text = client.get("/.well-known/security.txt").text
    assert "Contact: mailto:support@taotp.tech" in text
    assert "Expires: 20" in text


@pytest.mark.parametrize(
    ("path", "words", "language"),
    [("/fr-fr/rien", "n’existe pas", "fr"), ("/en-ma/nothing", "does not exist", "en"), ("/nowhere", "n’existe pas", "fr")],
)
def test_a_missing_page_says_so_in_the_visitors_language(client, path, words, language):
    answer = client.get(path)
    assert answer.status_code == 404
    assert f'<html lang="{language}">' in answer.text
    assert words in answer.text.lower()


def test_the_error_page_shows_the_requests_id(client):
    answer = client.get("/fr-fr/rien")
    assert answer.headers["X-Request-Id"] in answer.text


def test_a_wrong_method_is_refused_with_what_is_allowed(client):
    answer = client.put("/healthz", headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_a_failing_error_page_falls_back_to_plain_words(client, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("templates are gone")

    monkeypatch.setattr("phoenix.web.errors.render_template", broken)
    answer = client.get("/fr-fr/rien")
    assert answer.status_code == 404
    assert "<h1" in answer.text


def test_a_body_too_large_is_refused(client):
    answer = client.post(
        "/fr-fr/contact", data={"body": "x" * 3_000_000}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.status_code == 413


def test_headers_are_strict_on_every_page(client):
    for path in ("/fr-fr/", "/fr-fr/conditions", "/fr-fr/rien", "/healthz"):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'self'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_post_from_elsewhere_is_refused(client):
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {}):
        assert client.post("/fr-fr/contact", data={}, headers=headers).status_code in (400, 403)


def test_static_files_are_kept_for_ever_and_compressed(client, app):
    address = app.jinja_env.globals["static_url"]("css/app.css")
    answer = client.get(address, headers={"Accept-Encoding": "br"})
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "br"
