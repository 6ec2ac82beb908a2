"""From process start to the first page, and memory under load (python -m tests.bench.start).

Two web processes, as in production; the set-up (database, compressed static files) is done before.
Memory is the proportional set size of the whole tree, after a few thousand mixed requests.
"""

from __future__ import annotations

import itertools
import statistics
import sys
import tempfile
import time

from tests.bench import shop
from tests.bench.report import Measure, report
from tests.bench.server import Visitor, pss_megabytes

PATHS = (
    "/fr-fr/",
    shop.CATALOGUE,
    shop.PRODUCT,
    "/en-fr/catalogue?famille=services",
    "/fr-ma/catalogue/microsoft-365-business-premium",
    "/fr-fr/catalogue?q=busines+premum",
    "/en-ma/conditions",
    shop.CART,
    "/fr-fr/compte/commandes",
    "/fr-fr/inscription",
    "/fr-fr/contact",
)
LOAD = 3_000
STARTS = 3


def measures() -> list[Measure]:
    """Seconds to the first page, the median of some starts; megabytes when loaded."""
    with tempfile.TemporaryDirectory() as folder:
        values = shop.new_shop(folder)
        with shop.serve(values, workers=2):
            pass  # the first start compresses the static files
        seconds, memory = [], 0.0
        for number in range(STARTS):
            began = time.perf_counter()
            with shop.serve(values, workers=2) as (port, pid):
                assert Visitor(port).ask("/fr-fr/")[0] == 200
                seconds.append(time.perf_counter() - began)
                if number == STARTS - 1:
                    _load(port)
                    memory = pss_megabytes(pid)
    return [
        Measure("process start to the first page", statistics.median(seconds), 1, "s", f"median of {STARTS}"),
        Measure("memory of the web processes (PSS)", memory, 120, "MB", f"two workers, after {LOAD} mixed requests"),
    ]


def _load(port: int) -> None:
    """Mixed pages by visitors with and without a session, on connections that reach both processes."""
    paths = itertools.cycle(PATHS)
    for turn in range(LOAD // 100):
        visitor = shop.customer(port)[0] if turn % 3 else Visitor(port)
        for number in range(100):
            path = next(paths)
            status = visitor.ask(f"{path}?n={number}" if number % 4 == 0 and "?" not in path else path)[0]
            assert status in (200, 303), (path, status)
        Visitor.leave()


if __name__ == "__main__":
    sys.exit(report(measures))
