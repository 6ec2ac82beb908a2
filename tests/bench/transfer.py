"""What a first visit transfers (python -m tests.bench.transfer).

HTML as Chromium asks for it; then everything that Chromium itself loads with an empty cache, as it
counts the bytes on the wire, and whether anything comes from another origin.
"""

from __future__ import annotations

import sys
import tempfile
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright
from tests.bench import shop
from tests.bench.report import Measure, report
from tests.bench.server import Visitor
from tests.outside import CHROMIUM

PAGES = {"home": "/fr-fr/", "catalogue": shop.CATALOGUE, "product": shop.PRODUCT}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run"]


def measures() -> list[Measure]:
    """Kilobytes of each page."""
    with tempfile.TemporaryDirectory() as folder:
        with shop.serve(shop.new_shop(folder)) as (port, _), sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            found = [each for name, path in PAGES.items() for each in _page(browser, port, name, path)]
            browser.close()
    return found


def _page(browser, port: int, name: str, path: str) -> list[Measure]:
    html = len(Visitor(port).ask(path)[2]) / 1000
    total, requests, foreign = _visit(browser, f"http://127.0.0.1:{port}", path)
    return [
        Measure(f"{name}: compressed HTML", html, 14, "kB"),
        Measure(f"{name}: first visit in all", total / 1000, 60, "kB", f"{requests} requests"),
        Measure(f"{name}: requests to other origins", foreign, 0, ""),
    ]


def _visit(browser, origin: str, path: str) -> tuple[float, int, int]:
    """(bytes on the wire, requests, requests to other origins) of a visit with nothing cached."""
    context = browser.new_context()
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    sizes: list[float] = []
    urls: list[str] = []
    devtools.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.on("request", lambda request: urls.append(request.url))
    page.goto(origin + path, wait_until="networkidle")
    page.wait_for_timeout(300)
    context.close()
    ours = urlsplit(origin).netloc
    foreign = [url for url in urls if urlsplit(url).scheme.startswith("http") and urlsplit(url).netloc != ours]
    return sum(sizes), len(urls), len(foreign)


if __name__ == "__main__":
    sys.exit(report(measures))
