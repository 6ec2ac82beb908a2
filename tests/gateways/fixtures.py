"""Fixtures: one localstripe for the whole run, a front and the real gateway before it."""

from contextlib import ExitStack
from functools import cache

import pytest

from phoenix.gateways.stripe_client import StripePayments
from tests.gateways.stripe_front import StripeFront
from tests.gateways.stripe_process import forget_everything, localstripe, post

CARDS = {
    "good": "4242424242424242",
    "declined at setup": "4000000000000002",
    "declined at charge": "4000000000000341",
    "3-D Secure": "4000002500003155",
}
GOOD_IBAN = "FR1420041010050500013M02606"
FAILING_IBAN = "DE62370400440532013001"


@pytest.fixture(scope="session")
def localstripe_base(pytestconfig):
    """An empty localstripe: each module that imports this fixture sets it up anew, on the one process."""
    base = _process(pytestconfig)
    forget_everything(base)
    return base


@cache
def _process(config) -> str:
    running = ExitStack()
    config.add_cleanup(running.close)
    return running.enter_context(localstripe())


@pytest.fixture(scope="session")
def _front(localstripe_base):
    front = StripeFront(localstripe_base).start()
    yield front
    front.stop()


@pytest.fixture
def front(_front):
    _front.reset()
    return _front


@pytest.fixture
def gateway(front):
    return StripePayments("sk_test_localstripe", "whsec_localstripe", front.base)


def browser_card(base: str, secret: str, number: str, authenticate: bool = True) -> dict:
    """What confirmCardSetup does in the page: the answer holds `status` or `error`."""
    card = {"number": number, "exp_month": "12", "exp_year": "2034", "cvc": "123"}
    answer = _confirm(base, secret, {"type": "card", "card": card})
    if answer.get("status") != "requires_action":
        return answer
    step = "confirm" if authenticate else "cancel"
    payload = {"key": "pk_test_localstripe", "use_stripe_sdk": True, "client_secret": secret}
    return post(f"{_setup(base, secret)}/{step}", payload)


def browser_iban(base: str, secret: str, iban: str, name: str = "Atelier Lumière") -> dict:
    """What confirmSepaDebitSetup does in the page."""
    holder = {"name": name, "email": "compta@atelier-lumiere.fr"}
    return _confirm(
        base,
        secret,
        {"type": "sepa_debit", "sepa_debit": {"iban": iban}, "billing_details": holder},
    )


def browser_authenticates(base: str, secret: str, success: bool = True) -> dict:
    """What confirmCardPayment does once the customer has answered the bank."""
    intent = secret.split("_secret_")[0]
    url = f"{base}/v1/payment_intents/{intent}/_authenticate?success={str(success).lower()}"
    return post(url, {"key": "pk_test_localstripe", "client_secret": secret})


def _setup(base: str, secret: str) -> str:
    return f"{base}/v1/setup_intents/{secret.split('_secret_')[0]}"


def _confirm(base: str, secret: str, method: dict) -> dict:
    payload = {
        "key": "pk_test_localstripe",
        "use_stripe_sdk": True,
        "client_secret": secret,
        "payment_method_data": method,
    }
    return post(f"{_setup(base, secret)}/confirm", payload)
