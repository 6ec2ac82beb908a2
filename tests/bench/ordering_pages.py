"""Cart, adding to it, and a list of 500 orders, against the bare view (run: python -m tests.bench.ordering_pages).

Targets: at most twice the bare view that reads 24 rows and renders a template of the same size.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from urllib.parse import urlencode

from tests.bench.catalogue_pages import bare, plain
from tests.bench.catalogue_scale import prepare
from tests.bench.server import ROOT, Visitor, cost, serving

FILL = (
    "import sys; from app import app; from tests.bench.ordering_fill import cookie, fill; "
    "app.app_context().push(); fill(500); print(cookie(app))"
)
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
ORDERS = "/fr-fr/compte/commandes"
CART = "/fr-fr/panier"


def customer(port: int, cookie: str) -> Visitor:
    """The signed-in customer's browser."""
    visitor = Visitor(port)
    visitor.cookies["phoenix"] = cookie
    return visitor


def adder(port: int):
    """A visitor who puts one more of a plan into the cart, with the token of the page."""
    visitor = Visitor(port)
    visitor.ask(f"{CART}/lignes", "POST", "plan_id=1&quantity=1", FORM)
    _, headers, content = visitor.ask(CART)
    page = plain(content, headers.get("Content-Encoding")).decode()
    token = page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    item = page.split("/panier/lignes/", 1)[1].split('"', 1)[0]
    body = urlencode({"csrf_token": token, "quantity": "3"})
    htmx = {**FORM, "HX-Request": "true"}

    def change():
        status, _, _ = visitor.ask(f"{CART}/lignes/{item}", "POST", body, htmx)
        assert status == 200, status

    def add():
        more = urlencode({"csrf_token": token, "quantity": "1", "plan_id": "2"})
        status, _, _ = visitor.ask(f"{CART}/lignes", "POST", more, FORM)
        assert status in (303, 422), status

    return visitor, change, add


def main() -> None:
    """Print each page's cost beside the bare view's."""
    with tempfile.TemporaryDirectory() as folder:
        values = prepare(folder, 0)
        filled = subprocess.run(
            [sys.executable, "-c", FILL], cwd=ROOT, env={**os.environ, **values}, check=True, capture_output=True, text=True
        )
        found = {}
        with serving("app:app", values, probe="/healthz") as (port, pid):
            signed_in = customer(port, filled.stdout.split()[-1])
            shopper, change, add = adder(port)
            found["500 orders"] = (_size(signed_in, ORDERS), cost(pid, lambda: signed_in.ask(ORDERS)))
            found["cart"] = (_size(shopper, CART), cost(pid, lambda: shopper.ask(CART)))
            found["change a line"] = (_size(shopper, CART), cost(pid, change))
            found["add"] = (_size(shopper, CART), cost(pid, add))
        print(f"{'page':15}{'bytes':>8}{'bare':>9}{'ours':>9}{'ratio':>7}")
        for name, (size, ours) in found.items():
            base = bare(folder, size)
            print(f"{name:15}{size:>8}{base:>7.2f}ms{ours:>7.2f}ms{ours / base:>7.2f}")


def _size(visitor: Visitor, path: str) -> int:
    status, headers, content = visitor.ask(path)
    assert status == 200, status
    return len(plain(content, headers.get("Content-Encoding")))


if __name__ == "__main__":
    main()
