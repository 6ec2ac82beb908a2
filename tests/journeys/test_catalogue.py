"""Finding and comparing in a real browser, with script and without (issue: what a newcomer does, 2)."""

import re

PREMIUM = "Microsoft 365 Business Premium"
OFFER = "/fr-fr/catalogue/microsoft-365-business-premium"


def first(page) -> str:
    return page.locator(".offer-name").first.inner_text()


def test_typing_finds_narrows_and_keeps_a_shareable_address(visit):
    page = visit()
    page.goto("/fr-fr/catalogue")
    page.locator("#q").press_sequentially("busines premum", delay=20)
    page.wait_for_url("**/catalogue?q=busines+premum")
    assert first(page) == PREMIUM
    assert page.evaluate("document.activeElement.id") == "q"
    page.fill("#q", "")
    page.wait_for_url("**/catalogue")
    page.get_by_role("navigation", name="Affiner la liste").get_by_role("link", name="Services").first.click()
    page.wait_for_url("**/catalogue?famille=services")
    page.locator("#q").press_sequentially("formation")
    page.wait_for_url("**/catalogue?q=formation&famille=services")
    page.go_back()
    page.wait_for_url("**/catalogue?famille=services")
    page.locator("#list-title", has_text="Services").wait_for()
    assert page.problems == []


def test_without_script_the_same_addresses_answer(visit):
    page = visit(javascript=False)
    page.goto("/fr-fr/catalogue")
    page.fill("#q", "busines premum")
    page.press("#q", "Enter")
    assert "q=busines+premum" in page.url
    assert first(page) == PREMIUM
    page.click(f"text={PREMIUM}")
    page.get_by_role("link", name="25", exact=True).click()
    assert page.input_value("#quantity") == "25"
    page.fill("#quantity", "12")
    page.get_by_role("button", name=re.compile("Un an, payé en une fois")).click()
    assert page.url.endswith("/panier")
    assert page.locator("main input[name=quantity]").input_value() == "12"


def test_amounts_follow_the_quantity_and_the_focus_stays(visit):
    page = visit()
    page.goto(OFFER)
    more = page.get_by_label("Un de plus")
    more.click()
    page.wait_for_url("**quantity=2")
    page.locator("th", has_text="2 utilisateurs").wait_for()
    assert page.evaluate("document.activeElement.dataset.step") == "1"
    page.get_by_role("link", name="100", exact=True).click()
    page.wait_for_url("**quantity=100")
    page.locator("th", has_text="100 utilisateurs").wait_for()
    assert page.input_value("#quantity") == "100"
    assert page.problems == []


def test_paper_keeps_prices_and_quantities(visit):
    """What is printed of a product and of a cart: amounts and quantities, without the buttons (clause 5c)."""
    page = visit()
    page.goto(f"{OFFER}?quantity=12")
    page.emulate_media(media="print")
    paper = page.locator("main").inner_text()
    assert "12 utilisateurs" in paper and "TTC" in paper
    assert page.locator("table.compared tbody tr:visible").count() >= 4
    assert page.locator("main button:visible").count() == 0
    page.emulate_media(media="screen")
    page.locator("button[name=plan_id]").nth(1).click()
    page.wait_for_url("**/panier")
    page.emulate_media(media="print")
    assert page.locator("main input[name=quantity]").is_visible()
    assert page.locator("main button:visible").count() == 0
