"""A first visit is light, asks nobody else, and leaves nothing on the visitor's machine (issue: measures; clause 14b)."""

from __future__ import annotations

import pytest

HTML_LIMIT = 14_000
VISIT_LIMIT = 60_000
PAGES = ("/fr-fr/", "/fr-fr/catalogue", "/fr-fr/catalogue/microsoft-365-business-premium", "/en-ma/", "/en-ma/catalogue")


@pytest.fixture
def first_visit(visit, shop):
    """Opens a page with nothing cached: (page, bytes received by address)."""

    def open_page(path: str):
        page = visit()
        received, addresses = {}, {}
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.on("Network.requestWillBeSent", lambda event: addresses.update({event["requestId"]: event["request"]["url"]}))
        wire.on("Network.loadingFinished", lambda event: received.update({addresses[event["requestId"]]: event["encodedDataLength"]}))
        page.goto(path, wait_until="networkidle")
        return page, received

    return open_page


@pytest.mark.parametrize("path", PAGES)
def test_a_first_visit_is_light_and_stays_in_the_shop(first_visit, shop, path):
    page, received = first_visit(path)
    assert {address for address in received if not address.startswith((shop, "data:"))} == set()
    assert len(received) > 3
    assert received[shop + path] <= HTML_LIMIT
    assert sum(received.values()) <= VISIT_LIMIT, received
    assert page.problems == []


def test_looking_around_leaves_no_cookie(visit):
    page = visit()
    for path in (*PAGES, "/fr-fr/a-propos", "/fr-fr/conditions", "/fr-fr/cookies", "/fr-fr/mentions-legales", "/fr-fr/panier"):
        page.goto(path)
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_the_cart_is_what_the_first_cookie_is_for(visit):
    page = visit()
    page.goto(PAGES[2])
    page.locator("button[name=plan_id]").first.click()
    page.wait_for_url("**/panier")
    cookies = page.context.cookies()
    assert cookies
    assert all(cookie["httpOnly"] and cookie["sameSite"] == "Lax" for cookie in cookies)
