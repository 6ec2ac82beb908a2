"""granian or gunicorn: CPU per request of the bare view under each (run: python -m tests.bench.servers)."""

from __future__ import annotations

import tempfile

from tests.bench.server import Visitor, cost, granian, gunicorn, pss_megabytes, serving


def main() -> None:
    """Print both, and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {"BENCH_DATABASE": f"{folder}/bare.db"}
        found = {}
        for name, command in (("granian", granian), ("gunicorn", gunicorn)):
            with serving("tests.bench.bare:app", environment, command, workers=2) as (port, pid):
                visitor = Visitor(port)
                found[name] = cost(pid, lambda v=visitor: v.ask("/"), times=600)
                print(f"{name}: {found[name]:.3f} ms CPU per request, {pss_megabytes(pid):.0f} MB PSS")
        print(f"gunicorn / granian: {found['gunicorn'] / found['granian']:.2f}")


if __name__ == "__main__":
    main()
