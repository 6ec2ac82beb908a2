"""A billing run with charges at a Stripe that answers after a set time: JSON on standard output."""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime

from phoenix.application import create_app
from phoenix.gateways.stripe_api import ChargeOrder, Intent
from phoenix.kernel import clock
from phoenix.payments import charging, settling
from phoenix.subscriptions.run import run
from tests.bench.subscriptions_fill import DUE


class SlowStripe:
    """Says yes to every charge, after `delay` seconds."""

    def __init__(self, delay: float):
        self.delay = delay

    def charge(self, order: ChargeOrder) -> Intent:
        """The intent of a charge that succeeded."""
        time.sleep(self.delay)
        return Intent(
            f"pi_{order.key}", "succeeded", order.amount, order.customer, "secret", order.metadata, clock.now()
        )


def main(instance: str, delay: str) -> None:
    app = create_app({"instance": instance, "log_requests": False})
    stripe = SlowStripe(float(delay))
    charging.gateway = settling.gateway = lambda: stripe
    marks = {}

    def progress(phase: str, done: int, total: int) -> None:
        marks.setdefault(phase, (time.monotonic(), time.process_time()))
        if phase == "invoices" and done == total:
            marks["issued"] = time.process_time()

    with app.app_context(), clock.frozen(datetime(DUE.year, DUE.month, DUE.day, 10, tzinfo=UTC)):
        begun = time.process_time()
        report = run(DUE, progress)
        ended = time.monotonic()
    charged_for = ended - marks["charges"][0]
    told = {"issuing": marks["issued"] - begun, "charging": charged_for, "counts": report.counts}
    print(json.dumps({**told, "failures": report.failures[:3]}))


if __name__ == "__main__":
    main(*sys.argv[1:])
