"""Start localstripe, the simulated Stripe, in a process of its own, its data where we say.

By itself it writes /tmp/localstripe.pickle at every change: outside the checkout, and shared
between checkouts. Run as `python -m phoenix.gateways.local_stripe --port N [--keep FILE]`.
"""

from __future__ import annotations

import argparse
import os
import pickle
import sys
from pathlib import Path

from localstripe import resources, server


def main() -> None:
    """Serve until SIGTERM; with --keep, customers and cards survive a restart."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8420)
    parser.add_argument("--keep", type=Path)
    chosen = parser.parse_args()
    keep_in(chosen.keep)
    sys.argv = ["localstripe", "--port", str(chosen.port)]
    server.start()


def keep_in(path: Path | None) -> None:
    """Have the store written to `path` whole or not at all; None: kept in memory only."""

    def dump(store) -> None:
        if path is not None:
            fresh = path.with_suffix(".new")
            fresh.write_bytes(pickle.dumps(store, protocol=pickle.HIGHEST_PROTOCOL))
            os.replace(fresh, path)

    def load(store) -> None:
        if path is not None and path.exists():
            store.clear()
            dict.update(store, pickle.loads(path.read_bytes()))

    resources.Store.dump_to_disk = dump
    resources.Store.try_load_from_disk = load


if __name__ == "__main__":
    main()
