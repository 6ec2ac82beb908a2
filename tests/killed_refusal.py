"""A supplementary quote refused in a process that dies at the point it is told: after a commit, or after an answer of Stripe.

Run by test_supplementary_quotes.py: INSTANCE STRIPE_BASE QUOTE POINT
"""

import sys
from datetime import timedelta

from phoenix.application import create_app
from phoenix.gateways.stripe_client import StripePayments
from phoenix.kernel import clock
from phoenix.outbox.service import run_due
from phoenix.payments import jobs
from phoenix.quotes import settling
from phoenix.quotes.models import Quote
from tests.killed_shop import Deadline

OTHERS = ("mail.send", "invoice.render", "order.documents", "quote.documents")


def main(instance: str, base: str, number: str, point: str):
    settings = {"instance": instance, "stripe_api_base": base, "rate_limits": False, "log_requests": False}
    app = create_app({**settings, "base_url": "http://localhost"})
    with app.app_context():
        deadline = Deadline(int(point))
        deadline.install()
        StripePayments.refund = deadline._then_step(StripePayments.refund)
        quote = Quote.get(Quote.number == number)
        with clock.frozen(quote.sent_at + timedelta(minutes=10 * int(point))):  # what died in its hands is free again
            settling.refuse(quote.id, quote.version, "Trop cher.", "Camille Roche")
            run_due({**jobs.HANDLERS, **dict.fromkeys(OTHERS, _left)})


def _left(_payload: dict) -> None:
    """Documents and mails have tests of their own."""


if __name__ == "__main__":
    main(*sys.argv[1:])
