"""Catalogue pages against the bare view of the same size (run: python -m tests.bench.catalogue_pages).

The bare view reads 24 rows with peewee and renders one template, under the same server, compressed
by nobody; ours is what a browser gets, compressed. Targets: 1.5 with a session and a cart, 0.6 without.
"""

from __future__ import annotations

import gzip
import tempfile

import brotli
from tests.bench.catalogue_scale import asker, prepare
from tests.bench.server import Visitor, cost, serving

PAGES = {
    "list": "/fr-fr/catalogue",
    "product": "/fr-fr/catalogue/microsoft-365-business-premium",
    "search": "/fr-fr/catalogue?q=busines+premum",
}


def plain(content: bytes, encoding: str | None) -> bytes:
    """The page as it was before compression."""
    if encoding == "br":
        return brotli.decompress(content)
    return gzip.decompress(content) if encoding == "gzip" else content


def bare(folder: str, size: int) -> float:
    """Milliseconds per request of the bare view with a page of `size` bytes."""
    values = {"BENCH_DATABASE": f"{folder}/bare.db", "BENCH_BYTES": str(size)}
    with serving("tests.bench.bare:app", values) as (port, pid):
        visitor = Visitor(port)
        return cost(pid, lambda: visitor.ask("/"))


def main() -> None:
    """Print each page's cost beside the bare view's."""
    with tempfile.TemporaryDirectory() as folder:
        values = prepare(folder, 0)
        found = {}
        with serving("app:app", values, probe="/healthz") as (port, pid):
            with_cart, anonymous = asker(port), Visitor(port)
            for name, path in PAGES.items():
                _, headers, content = anonymous.ask(path)
                size = len(plain(content, headers.get("Content-Encoding")))
                ours = cost(pid, lambda p=path: with_cart.ask(p))
                kept = cost(pid, lambda p=path: anonymous.ask(p))
                found[name] = (size, len(content), ours, kept)
        print(f"{'page':10}{'bytes':>8}{'sent':>8}{'bare':>9}{'session':>9}{'ratio':>7}{'anonymous':>11}{'ratio':>7}")
        for name, (size, sent, ours, kept) in found.items():
            base = bare(folder, size)
            print(f"{name:10}{size:>8}{sent:>8}{base:>7.2f}ms{ours:>7.2f}ms{ours / base:>7.2f}{kept:>9.2f}ms{kept / base:>7.2f}")


if __name__ == "__main__":
    main()
