"""The catalogue with 20,000 products against 1,000 (python -m tests.bench.scale).

Server CPU per request of a visitor with a session and a cart, both shops served at once and asked by
turns. "New" asks for pages that no process has kept, so that each is selected, read and rendered.
"""

from __future__ import annotations

import itertools
import sys
import tempfile
from collections.abc import Callable

from tests.bench import shop
from tests.bench.report import Measure, report
from tests.bench.server import Visitor, compared

SMALL, LARGE = 1_000, 20_000
SEARCHES = ("busines premum", "migration", "sauvegarde", "windwos", "copilot", "microsoft 365", "teams")
FILL = "import sys; from app import app; from tests.bench.catalogue_fill import fill; app.app_context().push(); fill(int(sys.argv[1]))"
LIST, SEARCH = 1.1, 1.5


def measures() -> list[Measure]:
    """Each request's cost with 20,000 products over its cost with 1,000."""
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        with shop.serve(_shop(one, SMALL)) as (port, pid), shop.serve(_shop(two, LARGE)) as (other_port, other_pid):
            small, large = _asks(port), _asks(other_port)
            return [
                _measure(name, budget, compared(other_pid, large[name][0], pid, ask, times=100))
                for name, (ask, budget) in small.items()
            ]


def _shop(folder: str, size: int) -> dict[str, str]:
    values = shop.new_shop(folder)
    shop.run(values, "-c", FILL, str(size))
    return values


def _measure(name: str, budget: float, costs: tuple[float, float]) -> Measure:
    large, small = costs
    return Measure(f"{LARGE:,} products: {name}", large / small, budget, "×", f"{large:.2f} ms, {small:.2f} ms with {SMALL:,}")


def _asks(port: int) -> dict[str, tuple[Callable, float]]:
    """Each request by name, with its budget."""
    buyer: Visitor = shop.customer(port)[0]
    pages = itertools.cycle(range(1, 21))
    products = itertools.cycle(("microsoft-365-business-premium", "offre-100", "offre-200", "power-bi-pro"))
    words = itertools.cycle([query.replace(" ", "+") for query in SEARCHES])
    fresh = itertools.count(1)
    return {
        "list": (lambda: buyer.ask(f"{shop.CATALOGUE}?page={next(pages)}"), LIST),
        "list, new": (lambda: buyer.ask(f"{shop.CATALOGUE}?page={next(pages)}&x={next(fresh)}"), LIST),
        "product": (lambda: buyer.ask(f"{shop.CATALOGUE}/{next(products)}"), LIST),
        "product, new": (lambda: buyer.ask(f"{shop.CATALOGUE}/{next(products)}?x={next(fresh)}"), LIST),
        "search": (lambda: buyer.ask(f"{shop.CATALOGUE}?q={next(words)}"), SEARCH),
        "search, new": (lambda: buyer.ask(f"{shop.CATALOGUE}?q={next(words)}&x={next(fresh)}"), SEARCH),
        "search, words never searched before": (
            lambda: buyer.ask(f"{shop.CATALOGUE}?q={next(words)}+{next(fresh)}"),
            SEARCH,
        ),
    }


if __name__ == "__main__":
    sys.exit(report(measures))
