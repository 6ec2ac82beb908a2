"""Harvesting is slowed, then stopped (clause 14b); people are not."""

from dataclasses import replace

import pytest
from limits import RateLimitItemPerMinute
from werkzeug.exceptions import TooManyRequests
from werkzeug.test import Client

from phoenix.web.ratelimit import PagesPerVisitor, refuse_haste

ITEMS = (RateLimitItemPerMinute(5),)


@pytest.fixture
def shop(app):
    """The shop with a small limit; returns a function that asks from an address."""
    counted = PagesPerVisitor(app.wsgi_app, app.config["SETTINGS"], ITEMS)
    visitor = Client(counted)
    return lambda path, address="198.51.100.7": visitor.get(path, environ_overrides={"REMOTE_ADDR": address})


def test_past_its_share_an_address_is_told_to_wait(shop):
    assert [shop("/fr-fr/contact").status_code for _ in range(7)] == [200] * 5 + [429] * 2
    answer = shop("/en-fr/contact")
    assert answer.headers["Retry-After"]
    assert '<html lang="en">' in answer.text


def test_cached_pages_count_too(shop):
    assert [shop("/fr-fr/").status_code for _ in range(6)][-1] == 429


def test_others_are_not_held_up(shop):
    for _ in range(7):
        shop("/fr-fr/contact")
    assert shop("/fr-fr/contact", "203.0.113.9").status_code == 200


def test_health_and_static_files_are_free(shop):
    assert {shop("/healthz").status_code for _ in range(9)} == {200}


def test_one_machines_own_demo_is_not_counted_but_production_is(app):
    settings = app.config["SETTINGS"]
    demo = PagesPerVisitor(app.wsgi_app, settings, ITEMS)
    real = PagesPerVisitor(app.wsgi_app, replace(settings, production=True), ITEMS)
    environ = {"REMOTE_ADDR": "127.0.0.1", "PATH_INFO": "/fr-fr/"}
    assert not demo._counts(environ)
    assert real._counts(environ)


def test_stolen_cards_are_not_tried_out_by_the_dozen(app, monkeypatch):
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], rate_limits=True))
    item = RateLimitItemPerMinute(2)
    with app.test_request_context("/"):
        refuse_haste("means", "C-1", item)
        refuse_haste("means", "C-2", item)
        refuse_haste("means", "C-1", item)
        with pytest.raises(TooManyRequests):
            refuse_haste("means", "C-1", item)
