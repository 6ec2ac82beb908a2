"""A billing run in a process that dies at the point it is told: after a commit, or after an answer of Stripe.

Run by test_billing_killed.py: INSTANCE STRIPE_BASE DAY POINT
"""

import sys
from datetime import UTC, date, datetime, time

from phoenix.application import create_app
from phoenix.kernel import clock
from phoenix.messages.models import Message
from phoenix.outbox.service import run_due
from phoenix.payments import jobs, sweep
from phoenix.subscriptions.run import run
from tests.killed_shop import Deadline


def main(instance: str, base: str, day: str, point: str):
    settings = {"instance": instance, "stripe_api_base": base, "rate_limits": False, "log_requests": False}
    app = create_app({**settings, "base_url": "http://localhost"})
    on = datetime.fromisoformat(day).date()
    with app.app_context():
        Deadline(int(point)).install()
        work(on, 0)


def work(on: date, minute: int) -> None:
    """What the worker does that morning, at so many minutes past eight."""
    with clock.frozen(datetime.combine(on, time(8, minute), UTC)):
        sweep.sweep()
        run(on)
        Message.update(sent_at=clock.now()).where(Message.sent_at.is_null()).execute()
        run_due({**jobs.HANDLERS, "mail.send": _sent, "invoice.render": _sent, "order.documents": _sent})


def _sent(_payload: dict) -> None:
    """Documents and mails have tests of their own."""


if __name__ == "__main__":
    main(*sys.argv[1:])
