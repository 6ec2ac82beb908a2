"""What the catalogue costs with 1,000 and with 20,000 products (run: python -m tests.bench.catalogue_scale).

Server CPU per request of a visitor with a session and a cart. "Kept" asks the same addresses again and
again; "new" asks for pages that no process has kept; "typed" for words that nobody searched before.
"""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable

from tests.bench.server import ROOT, Visitor, cost, serving

SIZES = (1_000, 20_000)
SEARCHES = ("busines premum", "migration", "sauvegarde", "windwos", "copilot", "microsoft 365", "teams")
FILL = "import sys; from app import app; from tests.bench.catalogue_fill import fill; app.app_context().push(); fill(int(sys.argv[1]))"


def environment(folder: str) -> dict[str, str]:
    """A shop of its own in `folder`."""
    return {
        "PHOENIX_INSTANCE": folder,
        "PHOENIX_DATABASE_URL": f"sqlite:///{folder}/shop.db",
        "PHOENIX_LOG_REQUESTS": "false",
        "PHOENIX_RATE_LIMITS": "false",
    }


def prepare(folder: str, size: int) -> dict[str, str]:
    """A database with `size` products."""
    values = environment(folder)
    everything = {**os.environ, **values}
    for command in (("-m", "flask", "--app", "app", "db", "upgrade"), ("-c", FILL, str(size))):
        subprocess.run([sys.executable, *command], cwd=ROOT, env=everything, check=True, capture_output=True)
    return values


def asker(port: int) -> Visitor:
    """A visitor with a session and a cart."""
    visitor = Visitor(port)
    plan = 1
    body, headers = f"plan_id={plan}&quantity=1", {
        "Content-Type": "application/x-www-form-urlencoded",
        "Sec-Fetch-Site": "same-origin",
    }
    visitor.ask("/fr-fr/panier/lignes", "POST", body, headers)
    return visitor


def asks(visitor: Visitor) -> dict[str, Callable]:
    """Each measure by name."""
    lists = itertools.cycle([f"/fr-fr/catalogue?page={n}" for n in range(1, 21)])
    products = itertools.cycle(["microsoft-365-business-premium", "offre-100", "offre-200", "power-bi-pro"])
    searches = itertools.cycle([query.replace(" ", "+") for query in SEARCHES])
    fresh = itertools.count(1)
    return {
        "list, kept": lambda: visitor.ask(next(lists)),
        "product, kept": lambda: visitor.ask(f"/fr-fr/catalogue/{next(products)}"),
        "search, kept": lambda: visitor.ask(f"/fr-fr/catalogue?q={next(searches)}"),
        "list, new": lambda: visitor.ask(f"/fr-fr/catalogue?tri=nom&page={1 + next(fresh) % 40}&x={next(fresh)}"),
        "product, new": lambda: visitor.ask(f"/fr-fr/catalogue/offre-300?quantity=12&x={next(fresh)}"),
        "search, new": lambda: visitor.ask(f"/fr-fr/catalogue?q={next(searches)}&x={next(fresh)}"),
        "search, typed": lambda: visitor.ask(f"/fr-fr/catalogue?q={next(searches)}+qz{next(fresh)}"),
    }


def measure(size: int) -> dict[str, float]:
    """Milliseconds of server CPU per request, by measure."""
    with tempfile.TemporaryDirectory() as folder:
        values = prepare(folder, size)
        with serving("app:app", values, probe="/healthz") as (port, pid):
            return {name: cost(pid, ask, times=200) for name, ask in asks(asker(port)).items()}


def main() -> None:
    """Print each cost at both sizes, and their ratio."""
    small, large = (measure(size) for size in SIZES)
    print(f"{'':16}{SIZES[0]:>10}{SIZES[1]:>10}   ratio")
    for name in small:
        print(f"{name:16}{small[name]:>8.2f}ms{large[name]:>8.2f}ms{large[name] / small[name]:>8.2f}")


if __name__ == "__main__":
    main()
