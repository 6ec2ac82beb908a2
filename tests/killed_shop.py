"""A shop process that pays one order as the page does, and dies at the point it is told.

Points are counted after each commit and after each answer of Stripe: between any two steps.
Run by test_killed_at_each_step.py: INSTANCE STRIPE_BASE PERSON ORDER POINT
"""

import os
import sys

from phoenix import database
from phoenix.accounts.models import Person
from phoenix.application import create_app
from phoenix.gateways.stripe_client import StripePayments
from phoenix.orders.models import Order
from tests import payment_world as world
from tests.gateways.fixtures import CARDS, browser_card

KILLED = 9
CALLS = ("create_customer", "create_setup", "setup", "attach", "charge", "cancel")


class Deadline:
    """Counts steps; at the last one the process is gone, as by a power cut."""

    def __init__(self, point: int):
        self.left = point

    def step(self):
        self.left -= 1
        if self.left == 0:
            os._exit(KILLED)

    def install(self):
        real_commit = database.committed

        def committed():
            self.step()
            real_commit()

        database.committed = committed
        for name in CALLS:
            setattr(StripePayments, name, self._then_step(getattr(StripePayments, name)))

    def _then_step(self, real):
        def called(*args):
            answer = real(*args)
            self.step()
            return answer

        return called


def main(instance: str, base: str, person_id: str, order_id: str, point: str):
    settings = {"instance": instance, "stripe_api_base": base, "rate_limits": False}
    app = create_app({**settings, "base_url": "http://localhost", "log_requests": False})
    with app.app_context():
        person, order = Person.get_by_id(int(person_id)), Order.get_by_id(int(order_id))
        browser = app.test_client()
        world.sign_in(browser, person)
        Deadline(int(point)).install()
        told = world.click(browser, order, "/moyen").get_json()
        browser_card(base, told["client_secret"], CARDS["good"])
        answer = world.click(browser, order, setup=told["setup"])
        assert answer.get_json() == {"redirect": f"/fr-fr/commande/{order.number}"}, answer.data


if __name__ == "__main__":
    main(*sys.argv[1:])
