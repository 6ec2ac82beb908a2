"""Makes the README's pictures from a running demo shop: python tools/screenshots.py http://127.0.0.1:5000"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

OUTPUT = Path(__file__).resolve().parents[1] / "docs"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
PRODUCT = "/fr-fr/catalogue/microsoft-365-business-premium"


def main(base: str) -> None:
    """Four pictures: home, product, payment, and the catalogue on a telephone."""
    OUTPUT.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 860}, base_url=base)
        for path, name in (("/fr-fr/", "home"), (PRODUCT, "product")):
            page.goto(path)
            page.screenshot(path=OUTPUT / f"{name}.png")
        _order(page)
        page.screenshot(path=OUTPUT / "payment.png")
        telephone = browser.new_page(viewport={"width": 390, "height": 780}, base_url=base)
        telephone.goto("/en-ma/catalogue?q=business")
        telephone.screenshot(path=OUTPUT / "mobile.png")
        browser.close()


def _order(page) -> None:
    """As the demo customer of Lyon, up to the page before the last click."""
    page.goto(PRODUCT)
    page.fill("#quantity", "12")
    page.get_by_role("button", name="Ajouter").nth(1).click()
    page.wait_for_url("**/panier")
    page.goto("/fr-fr/connexion?next=/fr-fr/commande")
    page.fill("input[name=name]", "lyon")
    page.fill("input[name=password]", "Phenix-Demo-2026")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url("**/commande")
    page.get_by_role("button", name="Commander").click()
    page.wait_for_url("**/paiement")


if __name__ == "__main__":
    main(sys.argv[1])
