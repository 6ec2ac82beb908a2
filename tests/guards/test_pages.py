"""Every page of the shop, looked at as it is served (interface.md; issue: looks, measures)."""

from __future__ import annotations

import re
from collections import defaultdict
from urllib.parse import urlsplit

import pyotp
import pytest

from tests.guards import page_checks, page_list, page_world
from tests.journeys import steps
from tests.journeys.companies import PASSWORD

pytestmark = pytest.mark.timeout(900)
MARKETS = ("fr-fr", "en-ma")
SEEN = {**page_list.VISITOR, **page_list.CUSTOMER, **page_list.CHANGED, **page_list.PARTNER, **page_list.WITH_CODES}
FORM = "main form.form button[type=submit]"


def test_every_route_is_looked_at_as_a_page_or_is_none(app):
    reached = {**SEEN, **page_list.QUOTED, **page_list.DEMO, **page_list.STAFF, **page_list.STAFF_DOOR}
    answered = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    assert answered - set(reached) - set(page_list.NO_PAGES) == set()


class Crawl:
    """The faults found so far, by kind and page; each page's source is kept for the HTML checker."""

    def __init__(self, folder):
        self.folder = folder
        self.faults = defaultdict(dict)
        self.seen = set()

    def open(self, page, market: str, name: str, path: str) -> None:
        """Open an address and look at it."""
        answer = page.goto(path)
        status = page_list.ANSWERS.get(name, 200)
        if urlsplit(page.url)[2:4] != urlsplit(path)[2:4]:
            self.faults["status"][f"{market} {name}"] = [f"sent on to {page.url}"]
        self.look(page, market, name, answer, status)

    def look(self, page, market: str, name: str, answer, status: int = 200) -> None:
        """Look at the page that `answer` brought."""
        name = f"{market} {name}"
        self.seen.add(name)
        if answer.status != status:
            self.faults["status"][name] = [f"{answer.status} {answer.url}"]
            return
        (self.folder / f"{re.sub(r'[^a-z0-9_.-]+', '-', name)}.html").write_bytes(answer.body())
        for kind, faults in page_checks.look(page, market[:2]).items():
            if faults:
                self.faults[kind][name] = faults
        page.problems.clear()
        steps.see(page, name.replace("/", "-"))

    def wrongly_filled(self, page, market: str, path: str) -> None:
        """Send a form with nothing in it: the errors come back on a page of the same quality."""
        page.goto(f"/{market}{path}")
        with page.expect_navigation() as sent:
            page.locator(FORM).first.click()
        self.look(page, market, f"wrong {path.replace('/', ' ').strip()}", sent.value, 422)


@pytest.fixture(scope="module")
def crawl(visits, mailbox, new_price, new_partner, tmp_path_factory):
    """Both markets, all pages, once."""
    found = Crawl(tmp_path_factory.mktemp("pages"))
    for market in MARKETS:
        _walk(found, page_world.prepare(market, visits, mailbox), new_price, new_partner)
    return found


def _walk(found: Crawl, world, new_price, new_partner) -> None:
    market, country = world.market, world.country
    _open_all(found, world, world.visitor, page_list.VISITOR)
    _open_all(found, world, world.visitor, page_list.MORE_FOR_VISITORS)
    _open_all(found, world, world.customer, page_list.CUSTOMER)
    new_price(page_world.CHANGING[country], 0, country, 77_700)
    _open_all(found, world, world.customer, page_list.CHANGED)
    found.open(world.visitor, market, "missing", f"/{market}/rien")
    if market == "fr-fr":
        for name, path in page_list.DEMO.items():
            found.open(world.visitor, market, name, path.format(**world.names))
    for path in page_list.WRONGLY_FILLED["VISITOR"]:
        found.wrongly_filled(world.visitor, market, path)
    for path in page_list.WRONGLY_FILLED["CUSTOMER"]:
        found.wrongly_filled(world.customer, market, path)
    new_partner(world.company["username"])
    _open_all(found, world, world.customer, page_list.PARTNER)
    _with_codes(found, world)


def _open_all(found: Crawl, world, page, pages: dict[str, str]) -> None:
    for name, path in pages.items():
        if name != "accounts.code":
            found.open(page, world.market, name, f"/{world.market}{path.format(**world.names)}")


def _with_codes(found: Crawl, world) -> None:
    """Codes by telephone on: the recovery codes, then the code asked for at sign-in."""
    page, market = world.customer, world.market
    steps.go(page, f"/{market}/compte/securite/double-authentification")
    secret = page.locator("main code").inner_text().replace(" ", "")
    steps.fill_form(page, {"code": pyotp.TOTP(secret).now(), "current_password": PASSWORD})
    with page.expect_navigation() as sent:
        page.locator(FORM).click()
    found.look(page, market, "my_account_security.recovery_codes", sent.value)
    found.open(page, market, "codes off", f"/{market}{page_list.WITH_CODES['codes off']}")
    page = world.visitor
    steps.go(page, f"/{market}/connexion")
    steps.fill_form(page, {"name": world.company["username"], "password": PASSWORD})
    with page.expect_navigation() as sent:
        page.locator(FORM).click()
    found.look(page, market, "accounts.code", sent.value)


FAULTY = """<!doctype html><html lang="fr"><head><title>x</title></head><body><h1>a</h1><h1>b</h1><img src="x">
<p lang="en" style="width: 3000px; color: #ccc">Ce sont vos commandes</p><a data-hx-get="/" href="/">c</a></body></html>"""


no_axe = pytest.mark.skipif(page_checks.WITHOUT_AXE, reason="axe-core is not here: it comes by npm (make page-checks)")
no_vnu = pytest.mark.skipif(page_checks.WITHOUT_VNU, reason="the Nu HTML checker is not here: it needs npm and Java")


@no_axe
def test_the_checks_see_what_is_wrong(chromium):
    page = chromium.new_page()
    page.problems = ["a script broke"]
    page.set_content(FAULTY)
    assert all(page_checks.look(page, "en").values())
    page.close()


@pytest.mark.parametrize("kind", ("status", "headings", "fragments", "language", "width", pytest.param("axe", marks=no_axe), "script"))
def test_every_page_is_without_fault(crawl, kind):
    assert dict(crawl.faults[kind]) == {}


def test_every_page_was_opened(crawl):
    assert {f"{market} {name}" for market in MARKETS for name in SEEN} - crawl.seen == set()


@no_vnu
def test_the_html_checker_finds_no_error(crawl):
    assert page_checks.markup_errors(crawl.folder) == {}
