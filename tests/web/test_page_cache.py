"""Cached pages are shared by visitors without a session, and never stale."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime, timedelta

import brotli
import pytest

from phoenix.catalogue.service import set_price
from phoenix.kernel import clock
from phoenix.kernel.money import Money
from phoenix.web import pagecache
from tests import builders
from tests.web.ordering import add

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def offer(app):
    plan = builders.plan(123_456, commitment="one_off", billing="once")
    builders.product()
    return plan


def text_of(client, offer):
    page = client.get(f"/fr-fr/catalogue/{offer.product.slug}")
    assert page.status_code == 200
    return page.text.replace("\u202f", " ").replace("\u00a0", " ")


def entries(app):
    return app.extensions["pages"].pages


def test_a_price_in_force_today_shows_at_once(app, client, offer):
    with clock.frozen(NOON):
        assert "1 234,56" in text_of(client, offer)
        set_price(offer, "fr", Money(99_900, "EUR"), date(2026, 11, 24), "test")
        assert "999,00" in text_of(client, offer)


def test_an_announced_price_takes_over_at_midnight(app, client, offer):
    with clock.frozen(NOON):
        set_price(offer, "fr", Money(99_900, "EUR"), date(2026, 11, 24), "test")
        before = text_of(client, offer)
    with clock.frozen(NOON + timedelta(hours=11, minutes=1)):
        after = text_of(client, offer)
    assert "1 234,56" in before
    assert "1 234,56" not in after


def test_the_cache_is_really_used(app, client, offer):
    first = client.get("/fr-fr/")
    second = app.test_client().get("/fr-fr/")
    assert first.data == second.data
    assert entries(app)
    assert "X-Request-Id" in first.headers
    assert second.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]


def test_a_cached_page_holds_no_token_and_sets_no_cookie(app, client, offer):
    for _ in range(2):
        page = client.get(f"/fr-fr/catalogue/{offer.product.slug}")
        assert "Set-Cookie" not in page.headers
    assert 'name="csrf_token" value=""' in page.text


def test_a_visitor_with_a_session_gets_a_page_of_their_own(app, client, offer):
    client.get("/fr-fr/contact")
    page = client.get(f"/fr-fr/catalogue/{offer.product.slug}")
    assert 'name="csrf_token" value=""' not in page.text


def test_hosts_do_not_share_pages(app, client, offer):
    client.get("/fr-fr/", headers={"Host": "evil.example"})
    page = client.get("/fr-fr/", headers={"Host": "localhost"})
    assert "evil.example" not in page.text


def test_one_kept_page_shows_each_visitor_their_own_parts(app, client, offer):
    address = f"/fr-fr/catalogue/{offer.product.slug}"
    anonymous = client.get(address).text
    buyer = app.test_client()
    add(buyer, offer)
    buyers = buyer.get(address).text
    assert len([key for key in entries(app) if key[1] == address]) == 1
    assert 'class="cart-count"' in buyers
    assert 'name="csrf_token" value=""' not in buyers
    assert client.get(address).text == anonymous


def test_a_message_is_shown_once_and_to_nobody_else(app, client, offer):
    client.get("/fr-fr/")
    with client.session_transaction() as session:
        session["_flashes"] = [("info", "Pour vous seulement")]
    assert "Pour vous seulement" in client.get("/fr-fr/").text
    assert "Pour vous seulement" not in client.get("/fr-fr/").text
    assert "Pour vous seulement" not in app.test_client().get("/fr-fr/").text


def test_a_part_of_the_page_for_htmx_is_kept_apart(app, client, offer):
    whole = client.get("/fr-fr/catalogue").text
    part = client.get("/fr-fr/catalogue", headers={"HX-Request": "true"}).text
    restored = client.get(
        "/fr-fr/catalogue", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}
    ).text
    assert "<html" in whole and "<html" not in part and "<html" in restored


def test_the_cache_stays_within_its_size(app, client, offer):
    cache = app.extensions["pages"]
    for number in range(400):
        client.get(f"/fr-fr/?n={number}")
    assert cache.size <= pagecache.CAPACITY
    assert cache.size == sum(page.size for page in cache.pages.values())


@pytest.mark.parametrize("encoding", ["gzip", "br", ""])
def test_compressed_pages_say_the_same(app, client, offer, encoding):
    address = f"/fr-fr/catalogue/{offer.product.slug}"
    client.get(address)
    buyer = app.test_client()
    add(buyer, offer)
    for visitor in (client, buyer, app.test_client()):
        expected = visitor.get(address).data
        sent = visitor.get(address, headers={"Accept-Encoding": encoding})
        assert sent.headers.get("Content-Encoding", "") == encoding
        assert "Accept-Encoding" in sent.headers["Vary"]
        unpacked = {"gzip": gzip.decompress, "br": brotli.decompress, "": bytes}[encoding](sent.data)
        assert unpacked == expected


def test_a_search_is_kept_once_it_is_asked_for_again(app):
    kept = app.extensions["pages"].pages
    address = "/fr-fr/catalogue?q=licence"
    texts = [app.test_client().get(address).text]
    assert not kept
    texts += [app.test_client().get(address).text for _ in range(2)]
    assert len(kept) == 1
    assert texts[0] == texts[1] == texts[2]


def test_searches_asked_for_once_push_nothing_out(app):
    app.test_client().get("/fr-fr/catalogue")
    kept = set(app.extensions["pages"].pages)
    for number in range(20):
        app.test_client().get(f"/fr-fr/catalogue?q=licence+{number}")
    assert set(app.extensions["pages"].pages) == kept
