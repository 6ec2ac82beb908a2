"""A maintenance in a running shop: announced on every page, then customers come back later while staff work (clauses 13a, 14a)."""

from __future__ import annotations

import json
import urllib.request
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.browser import running_shop
from tests.journeys import steps
from tests.journeys.test_refund_by_staff import FORM, boss

PARIS = ZoneInfo("Europe/Paris")
PAGE = "/equipe/maintenance"


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """A shop of its own: other journeys are not to find it closed."""
    with running_shop(tmp_path_factory.mktemp("maintenance")) as base:
        yield base


def typed(later: timedelta) -> str:
    """A moment as the browser's field takes it."""
    return (datetime.now(PARIS) + later).strftime("%Y-%m-%dT%H:%M")


def test_customers_see_it_coming_then_a_page_and_staff_work(visit, shop):
    staff, customer = boss(visit, "equipe@demo.example"), visit(width=390)
    steps.go(staff, PAGE)
    times = {"starts_at": typed(timedelta(days=1)), "ends_at": typed(timedelta(days=1, hours=1))}
    steps.fill_form(staff, {**times, "words_fr": "Nouvelle base de données.", "words_en": "A new database."})
    steps.see(staff, "staff-maintenance")
    staff.locator(FORM).click()
    staff.wait_for_selector("main table")
    steps.go(customer, "/en-fr/")
    assert "Planned maintenance" in customer.inner_text("#maintenance-notice") and "A new database." in customer.inner_text("#maintenance-notice")
    steps.see(customer, "maintenance-announced")

    staff.locator("main tbody a").first.click()
    staff.wait_for_selector("[name=version]", state="attached")
    steps.fill_form(staff, {"starts_at": typed(timedelta(minutes=-2))})
    staff.locator("form[action$='/modification'] button[type=submit]").click()
    staff.wait_for_url(f"**{PAGE}")
    _closed(customer, shop)
    steps.go(staff, "/equipe/reclamations")
    steps.see(staff, "staff-during-maintenance")

    steps.go(staff, PAGE)
    staff.locator("main tbody a").first.click()
    staff.locator("form[action$='/fin'] button[type=submit]").click()
    staff.wait_for_load_state()
    steps.go(customer, "/fr-fr/catalogue")
    assert customer.locator("#maintenance-notice").count() == 0


def _closed(customer, shop: str) -> None:
    for path, words in (("/fr-fr/catalogue", "Elle rouvre le"), ("/en-ma/", "It opens again on")):
        answer = customer.goto(path)
        assert answer.status == 503 and int(answer.headers["retry-after"]) > 0
        assert words in customer.inner_text("main")
    customer.problems.clear()  # the browser tells of the 503
    steps.see(customer, "maintenance")
    assert json.load(urllib.request.urlopen(f"{shop}/healthz"))["maintenance"] is True
