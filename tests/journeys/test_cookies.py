"""Cookies in a browser: none before the choice but the necessary, none after refusing, and none after withdrawing."""

from __future__ import annotations

import pytest
from tests.journeys import steps
from tests.journeys.looks import look

CHOICE, COMFORT, STATISTICS = "phoenix_choix", "phoenix_vus", "phoenix_visite"
PRODUCT = "/fr-fr/catalogue/microsoft-365-business-premium"
PLACES = ("/fr-fr/", "/fr-fr/catalogue", PRODUCT, "/en-fr/conditions", "/fr-fr/cookies/choix")
PERSON = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SHIFTS = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(each => sum += each.value)).observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(sum), 400);
})"""


def kept(page) -> set[str]:
    return {cookie["name"] for cookie in page.context.cookies()}


def press(page, name: str) -> None:
    page.locator("#cookie-banner").get_by_role("button", name=name).click()


def wander(page) -> None:
    for address in PLACES:
        page.goto(address)


@pytest.mark.parametrize("javascript", [True, False])
def test_before_refusing_and_after_nothing_but_the_choice_is_kept(visit, javascript):
    page = visit(javascript=javascript, user_agent=PERSON)
    wander(page)
    assert kept(page) == set()
    page.goto(PRODUCT)
    press(page, "Tout refuser")
    page.get_by_role("button", name="Tout refuser").wait_for(state="detached")
    assert page.url.endswith(PRODUCT)
    wander(page)
    assert kept(page) == {CHOICE} and page.locator("#cookie-banner").count() == 0
    assert page.problems == []


@pytest.mark.parametrize("javascript", [True, False])
def test_after_accepting_there_is_what_was_announced_and_withdrawing_removes_it(visit, javascript):
    page = visit(javascript=javascript, user_agent=PERSON)
    page.goto("/fr-fr/")
    press(page, "Tout accepter")
    page.get_by_role("button", name="Tout accepter").wait_for(state="detached")
    wander(page)
    assert kept(page) == {CHOICE, COMFORT, STATISTICS}
    page.goto("/fr-fr/")
    assert page.get_by_role("heading", name="Vus récemment").is_visible()
    page.locator("footer").get_by_role("link", name="Cookies", exact=True).click()
    page.get_by_label("Techniques").uncheck()
    page.get_by_role("button", name="Enregistrer mon choix").click()
    page.get_by_text("Votre choix actuel").wait_for()
    assert kept(page) == {CHOICE, STATISTICS}
    page.locator("main").get_by_role("button", name="Tout refuser").click()
    page.wait_for_load_state()
    wander(page)
    assert kept(page) == {CHOICE}


@pytest.mark.parametrize("width", [390, 1280])
def test_the_banner_moves_nothing_and_its_three_ways_are_alike(visit, width):
    page = visit(width=width)
    page.goto("/fr-fr/", wait_until="networkidle")
    assert page.evaluate(SHIFTS) == 0
    ways = page.locator("#cookie-banner .button")
    boxes = [ways.nth(place).bounding_box() for place in range(3)]
    assert len({(round(box["width"]), round(box["height"]), round(box["y"])) for box in boxes}) == 1
    styles = "all => all.map(e => { const s = getComputedStyle(e); return [s.color, s.backgroundColor, s.fontSize, s.fontWeight].join() })"
    assert len(set(ways.evaluate_all(styles))) == 1
    look(page, f"cookies-{width}")


def test_the_keyboard_reaches_it_first_and_goes_on(visit):
    page = visit()
    page.goto("/fr-fr/")
    seen = []
    for _ in range(5):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.textContent.trim()"))
    assert seen[:4] == ["Aller au contenu", "Tout accepter", "Tout refuser", "Personnaliser"]
    assert "Phoenix Alliance" in seen[4]


def test_choosing_loses_nothing_that_was_typed_and_says_the_proof(visit):
    page = visit()
    page.goto("/fr-fr/contact")
    page.fill("[name=body]", "Bonjour, une question")
    press(page, "Tout refuser")
    said = page.locator("#cookie-banner[role=status]")
    said.wait_for()
    assert "preuve n°" in said.inner_text()
    assert page.input_value("[name=body]") == "Bonjour, une question"
    look(page, "cookies-chosen")
    proof = said.inner_text().split("n°")[1].split(".")[0].strip()
    page.goto("/fr-fr/cookies/choix")
    assert proof in page.locator("main").inner_text()
    look(page, "cookies-choice")


def test_an_english_visitor_is_asked_in_english(visit):
    page = visit()
    page.goto("/en-ma/catalogue")
    assert page.get_by_role("region", name="Your cookies").get_by_role("button").count() == 2
    steps.see(page, "cookies-english")
