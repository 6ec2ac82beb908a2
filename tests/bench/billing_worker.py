"""One billing run in a process of its own, measured from inside: JSON on standard output."""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import UTC, datetime

from phoenix.application import create_app
from phoenix.kernel import clock
from phoenix.subscriptions.run import run
from tests.bench.subscriptions_fill import DUE


def main(instance: str) -> None:
    app = create_app({"instance": instance, "log_requests": False})
    with app.app_context(), clock.frozen(datetime(DUE.year, DUE.month, DUE.day, 10, tzinfo=UTC)):
        before = time.process_time()
        report = run(DUE, charge=False)
        seconds = time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mb": peak, "counts": report.counts, "failures": report.failures[:3]}))


if __name__ == "__main__":
    main(*sys.argv[1:])
