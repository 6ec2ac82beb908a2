"""Every page of the staff, looked at as it is served, in both languages."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pyotp
import pytest
from tests.guards import page_checks, page_list
from tests.guards.test_pages import Crawl
from tests.journeys import steps

from phoenix.team.demo_load import PASSWORD

pytestmark = pytest.mark.timeout(600)
ROOT = Path(__file__).resolve().parents[2]
FORM = "main form.form button[type=submit]"
BOSS = "equipe@demo.example"


@pytest.fixture(scope="module")
def visits(chromium, shop):
    """Makes pages of their own context."""
    contexts = []

    def make():
        context = chromium.new_context(base_url=shop, viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on("console", lambda line: page.problems.append(line.text) if line.type == "error" and "Policy" in line.text else None)
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def crawl(visits, shop, instance, tmp_path_factory):
    """The door, then every page in French and in English, by an administrator whose shop has something to look at."""
    found, page = Crawl(tmp_path_factory.mktemp("staff")), visits()
    names = {"staff_password": _password_link(shop, instance)}
    for name in ("staff_entrance.sign_in", "staff_entrance.password"):
        found.open(page, "fr-fr", name, page_list.STAFF_DOOR[name].format(**names))
    _sign_in(found, page)
    customer = visits()
    _something_to_see(customer, page, names)
    _something_bought(visits(), page, names)
    _operations(page, names)
    for market in ("fr-ma", "en-ma"):
        for name, path in page_list.QUOTED.items():
            found.open(customer, market, name, f"/{market}{path.format(**names)}")
    for market in ("fr-fr", "en-ma"):
        steps.go(page, "/equipe/moi")
        page.locator(f"[name=language][value={market[:2]}]").check()
        page.locator(FORM).first.click()
        page.wait_for_load_state()
        for name, path in page_list.STAFF.items():
            if set(re.findall(r"{(\w+)}", path)) <= set(names):
                found.open(page, market, name, path.format(**names))
    _as_before(page, names)
    return found


def _password_link(shop: str, instance) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PHOENIX_")}
    command = [sys.executable, "-m", "flask", "--app", "app", "staff", "link", "ventes@demo.example"]
    environment = {**kept, "PHOENIX_INSTANCE": str(instance), "PHOENIX_BASE_URL": shop}
    said = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=60)
    return re.search(r"/equipe/mot-de-passe/(\S+)", said.stdout)[1]


def _sign_in(found: Crawl, page) -> None:
    """The telephone is enrolled, then asked for its code at the next sign-in."""
    _give_password(found, page, "staff_entrance.telephone")
    secret = page.locator("main code").inner_text().replace(" ", "")
    page.fill("[name=code]", pyotp.TOTP(secret).now())
    page.locator(FORM).click()
    page.wait_for_url("**/codes-de-secours")
    recovery = page.locator("#recovery-codes code").first.inner_text()
    page.locator("header form[action='/equipe/deconnexion'] button").click()
    page.wait_for_url("**/equipe/connexion")
    _give_password(found, page, "staff_entrance.code")
    page.fill("[name=code]", recovery)
    page.locator(FORM).click()
    page.wait_for_url("**/equipe")


def _give_password(found: Crawl, page, expected: str) -> None:
    steps.go(page, "/equipe/connexion")
    page.fill("[name=email]", BOSS)
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation() as sent:
        page.locator(FORM).click()
    found.look(page, "fr-fr", expected, sent.value)


def _something_to_see(customer, page, names: dict[str, str]) -> None:
    """A customer who asks for a closure, is given notice, and is to confirm the data; another one without anything."""
    steps.go(customer, "/fr-ma/connexion")
    customer.fill("[name=name]", "casablanca")
    customer.fill("[name=password]", "Phenix-Demo-2026")
    customer.locator(FORM).first.click()
    customer.wait_for_load_state()
    _becomes_partner(customer, page, names)
    _passed_on(customer, page, names)
    steps.go(customer, "/fr-ma/compte/cloture")
    customer.fill("[name=current_password]", "Phenix-Demo-2026")
    customer.locator("form[action$='/cloture'] button[type=submit]").click()
    customer.wait_for_load_state()
    names["other"] = _reference(page, "lyon@demo.example")
    names["organisation"] = _reference(page, "casablanca@demo.example")
    steps.go(page, f"/equipe/organisations/{names['organisation']}")
    page.locator("main details:has(form[action$='/confirmation']) > summary").click()
    page.locator("form[action$='/confirmation'] button[type=submit]").click()
    page.wait_for_load_state()
    steps.go(page, f"/equipe/organisations/{names['organisation']}/mise-en-demeure")
    page.fill("[name=demand]", "Article 6.1 : une facture est impayée. Réglez-la.")
    page.locator(FORM).click()
    page.wait_for_url("**/mises-en-demeure/*")
    names["notice"] = page.url.rsplit("/", 1)[1]
    for name, state in (("quote_asked", "asked"), ("quote", "sent")):
        steps.go(page, f"/equipe/devis?state={state}")
        names[name] = page.locator("main tbody a").first.inner_text()
    steps.go(page, "/equipe/clotures")
    names["closure"] = page.locator("main a[href*='/clotures/']").first.get_attribute("href").rsplit("/", 1)[1]


def _something_bought(customer, page, names: dict[str, str]) -> None:
    """Seats and a migration, paid by card: the order, its invoice, its payment."""
    steps.sign_in(customer, "fr-fr", "lyon", "Phenix-Demo-2026")
    steps.add_to_cart(customer, "fr-fr", steps.PREMIUM, 12)
    steps.add_to_cart(customer, "fr-fr", steps.MIGRATION)
    names["order"] = steps.pay_by_card(customer, "fr-fr")
    steps.go(page, f"/equipe/commandes/{names['order']}")
    for name, kind in (("bill", "factures"), ("payment", "paiements")):
        names[name] = page.locator(f"main a[href*='/equipe/{kind}/']").first.get_attribute("href").rsplit("/", 1)[1]


def _operations(page, names: dict[str, str]) -> None:
    """A block, a maintenance announced and a case of force majeure; `_as_before` takes the last two back."""
    names["today"] = date.today().isoformat()
    later = f"{date.today() + timedelta(days=90):%Y-%m-%d}T"
    steps.go(page, "/equipe/blocages/nouveau")
    steps.fill_form(page, {"target": "203.0.113.7", "reason": "Pages lues par milliers.", "until": (date.today() + timedelta(days=9)).isoformat()})
    page.locator(FORM).click()
    page.wait_for_url("**/blocages/*")
    names["block"] = page.url.rsplit("/", 1)[1]
    steps.go(page, "/equipe/maintenance")
    steps.fill_form(page, {"starts_at": later + "22:00", "ends_at": later + "23:00", "words_fr": "Base neuve.", "words_en": "New base."})
    page.locator(FORM).click()
    page.wait_for_selector("main tbody a")
    names["maintenance"] = page.locator("main tbody a").first.get_attribute("href").rsplit("/", 1)[1]
    steps.go(page, "/equipe/force-majeure/nouveau")
    names["product"] = page.locator("[name=product] option").last.get_attribute("value")
    page.select_option("[name=product]", names["product"])
    page.check("[name=country][value=ma]")
    steps.fill_form(page, {"reason": "Incendie.", "reason_en": "Fire."})
    page.locator(FORM).click()
    page.wait_for_load_state()
    page.locator("form[action$='/force-majeure'] button[type=submit]").click()
    page.wait_for_url(re.compile(r"/force-majeure/\d+$"))
    names["case"] = page.url.rsplit("/", 1)[1]


def _as_before(page, names: dict[str, str]) -> None:
    """Other tests of this shop find no announcement."""
    for path in (f"/equipe/maintenance/{names['maintenance']}", f"/equipe/force-majeure/{names['case']}"):
        steps.go(page, path)
        page.locator("form[action$='/annulation'] button, form[action$='/fin'] button").first.click()
        page.wait_for_load_state()


def _becomes_partner(customer, page, names: dict[str, str]) -> None:
    """The same customer asks to be a partner, is admitted, and accepts the agreement."""
    steps.go(customer, "/fr-ma/compte/partenaire")
    customer.fill("[name=activity]", "Intégrateur.")
    customer.locator(FORM).click()
    customer.wait_for_load_state()
    steps.go(page, "/equipe/partenaires/candidatures")
    names["application"] = page.locator("main tbody a").first.get_attribute("href").rsplit("/", 1)[1]
    steps.go(page, f"/equipe/partenaires/candidatures/{names['application']}")
    page.locator("[name=level][value=standard]").check()
    page.locator("form[action$='/approbation'] button[type=submit]").click()
    page.wait_for_load_state()
    steps.go(customer, "/fr-ma/compte/partenaire")
    customer.locator("[name=documents]").check()
    customer.locator(FORM).first.click()
    customer.wait_for_load_state()
    steps.go(page, "/equipe/partenaires")
    names["partner"] = page.locator("main tbody a").first.get_attribute("href").rsplit("/", 1)[1]


def _passed_on(customer, page, names: dict[str, str]) -> None:
    """The same customer consents to be passed on, is on a list for a partner, and withdraws."""
    _consent(customer, True)
    steps.go(page, "/equipe/transmissions/listes/nouvelle")
    page.fill("[name=partner]", "Intégrateur Démo")
    page.check("[name=agreed]")
    page.locator(FORM).click()
    page.wait_for_url("**/listes/*")
    names["transfer"] = page.url.rsplit("/", 1)[1]
    _consent(customer, False)


def _consent(customer, allowed: bool) -> None:
    steps.go(customer, "/fr-ma/compte/preferences")
    customer.set_checked("[name=partners]", allowed)
    customer.locator(FORM).first.click()
    customer.wait_for_load_state()


def _reference(page, email: str) -> str:
    steps.go(page, f"/equipe/organisations?q={email}")
    return page.locator("main tbody a").first.get_attribute("href").rsplit("/", 1)[1]


axe = pytest.param("axe", marks=pytest.mark.skipif(page_checks.WITHOUT_AXE, reason="axe-core is not here: it comes by npm (make page-checks)"))


@pytest.mark.parametrize("kind", ("status", "headings", "fragments", "language", "width", axe, "script"))
def test_every_staff_page_is_without_fault(crawl, kind):
    assert dict(crawl.faults[kind]) == {}


@pytest.mark.skipif(page_checks.WITHOUT_VNU, reason="the Nu HTML checker is not here: it needs npm and Java")
def test_the_html_checker_finds_no_error(crawl):
    assert page_checks.markup_errors(crawl.folder) == {}
