"""Server CPU of the shop's pages against the bare view of the same size (python -m tests.bench.pages).

Both under the production server with one process, whole process tree counted, requests logged. Ours
are compressed, as a browser asks for them; the bare view's are not. "Anonymous" has no session yet.
A page is made once and kept until a price, a text or the day changes; what its first making costs is
shown by the search for words that nobody searched before.
"""

from __future__ import annotations

import itertools
import statistics
import sys
import tempfile
from collections.abc import Callable

from tests.bench import shop
from tests.bench.queries import new_searches
from tests.bench.report import Measure, report
from tests.bench.server import Visitor, compared

ORDERS = "/fr-fr/compte/commandes"
SEARCH = "/fr-fr/catalogue?q=busines+premum"
FILL = "from app import app; from tests.bench.orders_fill import fill; app.app_context().push(); fill('lyon', 500)"


def measures() -> list[Measure]:
    """Each page's ratio to the bare view."""
    with tempfile.TemporaryDirectory() as folder:
        values = shop.new_shop(folder)
        shop.run(values, "-c", FILL)
        with shop.serve_bare(folder) as (bare_port, bare_pid), shop.serve(values) as (port, pid):
            return [_measure(port, pid, bare_port, bare_pid, *each) for each in _asks(port)]


def _measure(port, pid, bare_port, bare_pid, name: str, paths: list[str], ask: Callable, budget: float) -> Measure:
    size, bare = _size(port, paths), Visitor(bare_port)
    shop.page(bare, f"/?bytes={size}")  # an error would be no yardstick
    ours, base = compared(pid, ask, bare_pid, lambda: bare.ask(f"/?bytes={size}"))
    return Measure(name, ours / base, budget, "×", f"{ours:.2f} ms, bare {base:.2f} ms, {size // 1000} kB")


def _size(port: int, paths: list[str]) -> int:
    """Bytes of the customer's page, or of several on average, to the nearest thousand."""
    visitor, _ = shop.customer(port, cart=False)
    mean = statistics.fmean(len(shop.page(visitor, path).encode()) for path in paths)
    return round(mean / 1000) * 1000


def _asks(port: int) -> list[tuple[str, list[str], Callable, float]]:
    """(name, pages whose size counts, request, budget)."""
    buyer, token = shop.customer(port)
    visitor, anonymous = Visitor(port), Visitor(port)
    searches = new_searches(shop.CATALOGUE)
    some = list(itertools.islice(searches, 40))
    return [
        ("catalogue, session and cart", [shop.CATALOGUE], lambda: buyer.ask(shop.CATALOGUE), 1.5),
        ("product, session and cart", [shop.PRODUCT], lambda: buyer.ask(shop.PRODUCT), 1.5),
        ("catalogue, anonymous", [shop.CATALOGUE], lambda: anonymous.ask(shop.CATALOGUE), 0.6),
        ("product, anonymous", [shop.PRODUCT], lambda: anonymous.ask(shop.PRODUCT), 0.6),
        ("search", [SEARCH], lambda: buyer.ask(SEARCH), 2),
        ("search, words that nobody searched before", some, lambda: buyer.ask(next(searches)), 2),
        ("cart", [shop.CART], lambda: buyer.ask(shop.CART), 2),
        ("adding to the cart", [shop.CART], _adding(visitor), 2),
        ("My Account, 500 orders", [ORDERS], lambda: buyer.ask(ORDERS), 2),
    ]


def _adding(visitor: Visitor) -> Callable:
    """One more seat at each call, from a page that has shown its messages; a full cart is left for a new one."""
    token, cookies = "", {}

    def add() -> None:
        nonlocal token, cookies
        visitor.cookies = dict(cookies)
        status = shop.send(visitor, f"{shop.CART}/lignes", {"plan_id": 1, "quantity": 1}, token)
        if status == 303 and token:
            return
        visitor.cookies.clear()
        assert shop.send(visitor, f"{shop.CART}/lignes", {"plan_id": 1, "quantity": 1}, "") == 303
        token = shop.token_on(visitor, shop.CART)
        cookies = dict(visitor.cookies)

    return add


if __name__ == "__main__":
    sys.exit(report(measures))
