"""The shop as the measures see it: a database of its own, served as in production, and its visitors."""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
from urllib.parse import urlencode

import brotli
from tests.bench.server import ROOT, Visitor, environment, serving

FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
CATALOGUE = "/fr-fr/catalogue"
PRODUCT = "/fr-fr/catalogue/microsoft-365-business-premium"
CART = "/fr-fr/panier"
DEMO = {"name": "lyon", "password": "Phenix-Demo-2026"}


def run(values: dict[str, str], *arguments: str) -> str:
    """A Python command in the shop's environment; gives what it printed."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**environment(), **values},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr or done.stdout)
    return done.stdout


def new_shop(folder: str) -> dict[str, str]:
    """A database with the demo data in `folder`; gives the environment. Requests are logged, as in production."""
    values = {
        "PHOENIX_INSTANCE": folder,
        "PHOENIX_DATABASE_URL": f"sqlite:///{folder}/shop.db",
        "PHOENIX_RATE_LIMITS": "false",
    }
    run(values, "-m", "flask", "--app", "app", "db", "upgrade")
    run(values, "-m", "flask", "--app", "app", "demo", "load")
    return values


def serve(values: dict[str, str], workers: int = 1):
    """Serve the shop within the block; gives (port, root process)."""
    return serving("app:app", values, workers=workers, probe="/healthz")


def page(visitor: Visitor, path: str) -> str:
    """The text of a page."""
    status, headers, content = visitor.ask(path)
    assert status == 200, (path, status)
    return plain(content, headers.get("Content-Encoding")).decode()


def plain(content: bytes, encoding: str | None) -> bytes:
    """The page as it was before compression."""
    if encoding == "br":
        return brotli.decompress(content)
    return gzip.decompress(content) if encoding == "gzip" else content


def send(visitor: Visitor, path: str, fields: dict, token: str, **headers) -> int:
    """A form as a browser sends it; gives the status."""
    body = urlencode({"csrf_token": token, **fields})
    return visitor.ask(path, "POST", body, {**FORM, **headers})[0]


def token_on(visitor: Visitor, path: str) -> str:
    """The CSRF token of a page's form."""
    return TOKEN.search(page(visitor, path))[1]


def customer(port: int, cart: bool = True) -> tuple[Visitor, str]:
    """The demo customer of Lyon, signed in by the form, with something in the cart; and a token."""
    visitor = Visitor(port)
    token = token_on(visitor, "/fr-fr/connexion")
    assert send(visitor, "/fr-fr/connexion", DEMO, token) == 303
    token = token_on(visitor, "/fr-fr/compte")
    if cart:
        assert send(visitor, f"{CART}/lignes", {"plan_id": 1, "quantity": 12}, token) == 303
        page(visitor, CART)
    return visitor, token


def serve_bare(folder: str):
    """Serve the yardstick within the block, under the same server; gives (port, root process)."""
    return serving("tests.bench.bare:app", {"BENCH_DATABASE": f"{folder}/bare.db"})
