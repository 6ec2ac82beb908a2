"""Time passes in a running shop: from the page, from the command, also when something is killed on the way."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from datetime import date, timedelta

import pytest
from tests.browser import ROOT, running_shop
from tests.journeys import steps

PAGE = "/fr-fr/demo/horloge"


@pytest.fixture(scope="module")
def moved_instance(tmp_path_factory):
    """Data of a shop whose time may pass: other journeys go on in theirs."""
    return tmp_path_factory.mktemp("clock")


@pytest.fixture(scope="module")
def shop(moved_instance):
    """A shop of its own."""
    with running_shop(moved_instance) as base:
        yield base


def today(shop) -> date:
    """The shop's day."""
    return date.fromisoformat(json.load(urllib.request.urlopen(f"{shop}/healthz"))["time"][:10])


def arrive(page) -> None:
    page.wait_for_selector("#until", timeout=60_000)


def sign_in(page) -> None:
    steps.go(page, "/fr-fr/connexion")
    steps.fill_form(page, {"name": "lyon", "password": "Phenix-Demo-2026"})
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url("**/compte")


@pytest.mark.parametrize("width", [390, 1280])
def test_a_year_passes_before_ones_eyes_and_one_stays_signed_in(visit, shop, width):
    page, before = visit(width=width), today(shop)
    sign_in(page)
    steps.go(page, "/fr-fr/")
    page.get_by_role("link", name=re.compile("Horloge de démonstration")).click()
    page.get_by_role("button", name=re.compile("^Un an")).click()
    page.wait_for_selector("progress")
    arrive(page)
    assert {today(shop) for _ in range(8)} == {today(shop)} and today(shop) >= before + timedelta(days=365)
    assert page.get_by_text("Ce qui s’est passé").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("link", name="Mon compte").first.click()
    page.wait_for_url("**/compte")
    assert page.problems == []


def test_without_script_the_page_looks_again_by_itself(visit, shop):
    page, before = visit(javascript=False), today(shop)
    steps.go(page, "/fr-ma/demo/horloge")
    page.get_by_role("button", name=re.compile("^Un mois")).click()
    arrive(page)
    assert today(shop) >= before + timedelta(days=28)


def test_a_killed_command_leaves_the_day_reached_and_the_page_goes_on(visit, shop, moved_instance):
    page, before = visit(), today(shop)
    target = before + timedelta(days=700)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PHOENIX_")}
    command = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "demo", "clock", "--to", target.isoformat()],
        cwd=ROOT,
        env={**kept, "PHOENIX_INSTANCE": str(moved_instance)},
        stdout=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while today(shop) < before + timedelta(days=20) and time.monotonic() < deadline:
        time.sleep(0.05)
    command.kill()
    command.wait()
    reached = today(shop)
    assert before + timedelta(days=20) <= reached < target
    steps.go(page, PAGE)
    assert page.get_by_text("L’horloge s’est arrêtée avant le").is_visible()
    page.get_by_role("button", name="Continuer").click()
    page.wait_for_selector("progress")
    page.get_by_role("button", name="Arrêter ici").click()
    arrive(page)
    assert reached <= today(shop) <= target
