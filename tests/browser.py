"""The whole shop as `make run` starts it, and Chromium in front of it."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.bench.server import free_port
from tests.outside import CHROMIUM

ROOT = Path(__file__).resolve().parents[1]
OUTPUT = ROOT / "tests" / "output"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 90


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """What asks for a browser needs Chromium."""
    for item in items:
        if "chromium" in item.fixturenames:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def instance(tmp_path_factory) -> Path:
    """The running shop's folder: database, files, logs."""
    return tmp_path_factory.mktemp("journey")


@pytest.fixture(scope="session")
def shop(instance):
    """The shop's address; web, worker and simulated Stripe run until the end of the tests."""
    with running_shop(instance) as base:
        yield base


@contextmanager
def running_shop(instance: Path):
    """Within this block a whole shop runs on its own data in `instance`; gives its address."""
    port = free_port()
    log = open(instance / "shop.log", "wb")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PHOENIX_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "phoenix.launcher"],
        cwd=ROOT,
        env={**kept, "PORT": str(port), "PHOENIX_INSTANCE": str(instance)},
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    base = f"http://127.0.0.1:{port}"
    try:
        _wait_until_open(base, process, instance / "shop.log")
        yield base
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def _wait_until_open(base: str, process, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(log.read_text())
        try:
            urllib.request.urlopen(f"{base}/healthz", timeout=2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the shop did not open: {log.read_text()}")


@pytest.fixture(scope="session")
def chromium():
    """One browser for all journeys; each has its own context."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def new_price(instance):
    """Sets a net price from today on, as staff would: `new_price(slug, place, "fr", minor)`."""

    def change(slug: str, place: int, country: str, minor: int) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PHOENIX_")}
        subprocess.run(
            [sys.executable, "-m", "tests.journeys.prices", slug, str(place), country, str(minor)],
            cwd=ROOT,
            env={**kept, "PHOENIX_INSTANCE": str(instance)},
            check=True,
            timeout=60,
        )

    return change


@pytest.fixture
def another_network(instance):
    """All visitors here have one address: those who asked for quotes before came from elsewhere."""
    with closing(sqlite3.connect(instance / "shop.db", timeout=20)) as database, database:
        database.execute("UPDATE quote SET network = network || ' before' WHERE network != ''")


@pytest.fixture(scope="session")
def new_partner(instance):
    """Admits an organisation as who signed on paper, at 10 % less: `new_partner(username)`."""

    def admit(username: str) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PHOENIX_")}
        command = [sys.executable, "-m", "tests.journeys.partners", username]
        subprocess.run(command, cwd=ROOT, env={**kept, "PHOENIX_INSTANCE": str(instance)}, check=True, timeout=60)

    return admit


@pytest.fixture
def visit(chromium, shop, request):
    """Makes pages: `visit(width=390, javascript=False)`; a failing test leaves their pictures."""
    contexts = []

    def make(width: int = 1280, javascript: bool = True, **options):
        page = new_page(chromium, shop, width, java_script_enabled=javascript, **options)
        contexts.append(page.context)
        return page

    yield make
    for number, context in enumerate(contexts):
        if getattr(request.node, "failed", False):
            OUTPUT.mkdir(exist_ok=True)
            for page in context.pages:
                name = re.sub(r"\W+", "-", request.node.name)
                page.screenshot(path=OUTPUT / f"{name}-{number}.png", full_page=True)
        context.close()


@pytest.fixture(scope="module")
def visits(chromium, shop):
    """Makes pages that last as long as a module: `visits()`."""
    contexts = []

    def make():
        page = new_page(chromium, shop)
        contexts.append(page.context)
        return page

    yield make
    for context in contexts:
        context.close()


def new_page(chromium, shop: str, width: int = 1280, **options):
    """A page of a context of its own; `page.problems` gathers what its scripts and policies complain of."""
    context = chromium.new_context(base_url=shop, viewport={"width": width, "height": 900}, reduced_motion="reduce", **options)
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("console", lambda line: page.problems.append(line.text) if _is_policy(line) else None)
    return page


def _is_policy(line) -> bool:
    return line.type == "error" and "Policy" in line.text


def pytest_terminal_summary(terminalreporter):
    """Say plainly which page checkers npm did not bring."""
    reasons = {report.longrepr[2] for report in terminalreporter.stats.get("skipped", []) if "page" in report.nodeid}
    for reason in sorted(reasons):
        terminalreporter.write_line(f"NOT covered: {reason.removeprefix('Skipped: ')}")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Let fixtures know that their test failed."""
    outcome = yield
    if call.when == "call" and outcome.get_result().failed:
        item.failed = True


@pytest.fixture(scope="session")
def mailbox(shop):
    """Reads the demo mailbox: `mailbox(address, "subject part")` waits for that mail's text."""

    def read(address: str, subject: str, patience: float = 20) -> tuple[int, str]:
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            listing = urllib.request.urlopen(f"{shop}/demo/mails/").read().decode()
            for number in re.findall(r"/demo/mails/(\d+)", listing):
                text = urllib.request.urlopen(f"{shop}/demo/mails/{number}").read().decode()
                if address in text and subject in text:
                    return int(number), text
            time.sleep(0.3)
        raise AssertionError(f"no mail {subject!r} to {address}")

    return read
