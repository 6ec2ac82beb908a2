"""Stripe as we use it: a few calls, typed answers, typed errors (clauses 6.1b-6.1d).

The real side is `stripe_client.py`; its library costs 0.2 s and 8 MB at import, so it is
loaded at the first call and never by a process that handles no payment.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from phoenix.config import Settings
from phoenix.kernel.money import Money
from phoenix.kernel.values import frozen

# From 2026-09-30.endive on, Stripe refuses `payment_method_types`, the only name that
# localstripe knows; the two versions differ in nothing else that we use.
API_VERSION = "2026-08-26.dahlia"
STRIPE_HOST = "https://js.stripe.com"
CARD = "card"
SEPA = "sepa_debit"


class Declined(Exception):
    """The bank said no: `code` and `decline_code` as Stripe writes them."""

    def __init__(self, code: str | None, decline_code: str | None = None, intent_id: str | None = None):
        super().__init__(code, decline_code, intent_id)
        self.code, self.decline_code, self.intent_id = code, decline_code, intent_id


class NeedsAction(Exception):
    """The bank wants to see the customer (3-D Secure) before intent `intent_id` goes on."""

    def __init__(self, intent_id: str | None):
        super().__init__(intent_id)
        self.intent_id = intent_id


class OutcomeUnknown(Exception):
    """No answer, or a broken one: it may have happened. Repeat with the same key."""


class Refused(Exception):
    """Stripe will not do this as asked: nothing happened and repeating will not help."""

    def __init__(self, code: str | None, message: str | None = None):
        super().__init__(code, message)
        self.code = code


class Forged(Exception):
    """A webhook without a valid, recent signature of our secret."""


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """What Stripe is told of an organisation."""

    name: str
    email: str
    phone: str | None = None
    address: dict = field(default_factory=dict)
    language: str = "fr"
    description: str = ""
    metadata: dict = field(default_factory=dict)


@frozen
class Method:
    """A card or an account, as much as may be shown: never a number."""

    id: str
    kind: str  # CARD or SEPA
    customer: str | None
    last4: str
    fingerprint: str | None = None
    brand: str | None = None
    country: str | None = None
    exp_month: int | None = None
    exp_year: int | None = None
    bank_code: str | None = None
    mandate_reference: str | None = None
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class Setup:
    """A SetupIntent: a means of payment being stored."""

    id: str
    status: str
    customer: str | None
    client_secret: str
    method: Method | None = None
    mandate: str | None = None
    metadata: dict = field(default_factory=dict)


@frozen
class MandateSeen:
    """A SEPA mandate as Stripe keeps it: `status` is active, inactive or pending."""

    id: str
    status: str
    reference: str | None = None
    method: str | None = None


@frozen
class ChargeOrder:
    """One attempt to charge a stored means of payment; same row, same parameters for ever."""

    key: str
    customer: str
    method: str
    kind: str
    amount: Money
    metadata: dict
    off_session: bool = False


@frozen
class Intent:
    """A PaymentIntent with what its latest charge says."""

    id: str
    status: str
    amount: Money
    customer: str | None
    client_secret: str
    metadata: dict
    created: datetime
    error_code: str | None = None
    decline_code: str | None = None
    charge: str | None = None
    disputed: bool = False
    refunded: bool = False


@frozen
class RefundOrder:
    """One refund, by the row that asks for it."""

    key: str
    intent: str
    amount: Money
    metadata: dict


@frozen
class RefundSeen:
    """A refund as Stripe has it: pending, succeeded, failed, canceled, requires_action; `failure` says why it failed."""

    id: str
    status: str
    amount: Money
    metadata: dict
    failure: str = ""


@frozen
class DisputeSeen:
    """A charge that the bank takes back: `status` is open, won or lost."""

    id: str
    status: str
    intent: str | None
    reason: str | None = None


@frozen
class Notice:
    """What a webhook tells us to look at; its content is never believed beyond that."""

    id: str
    type: str
    livemode: bool
    object_id: str | None
    intent: str | None
    metadata: dict


class Payments(Protocol):
    """The calls that the shop makes. Each may raise OutcomeUnknown or Refused."""

    def create_customer(self, key: str, customer: CustomerFacts) -> str: ...

    def create_setup(self, customer: str, kind: str, metadata: dict) -> Setup: ...

    def setup(self, setup_id: str) -> Setup: ...

    def attach(self, method: str, customer: str) -> None:
        """Declined when the bank refuses to have its card stored."""

    def detach(self, method: str) -> None: ...

    def mandate(self, mandate_id: str) -> MandateSeen: ...

    def charge(self, order: ChargeOrder) -> Intent:
        """Create and confirm; Declined, or NeedsAction when the customer is away."""

    def intent(self, intent_id: str) -> Intent: ...

    def cancel(self, intent_id: str) -> Intent: ...

    def find_intent(self, metadata: dict, since: datetime) -> Intent | None:
        """The intent that carries all of `metadata`, among those made after `since`."""

    def refund(self, order: RefundOrder) -> RefundSeen: ...

    def refunds_of(self, intent_id: str) -> tuple[RefundSeen, ...]: ...

    def disputes_of(self, intent_id: str) -> tuple[DisputeSeen, ...]: ...

    def notice(self, body: bytes, signature: str | None) -> Notice:
        """The webhook in `body`; Forged unless our secret signed it within 300 s."""


def customer_parameters(customer: CustomerFacts) -> dict:
    """What both Stripe and localstripe accept of a customer."""
    wanted = {
        "name": customer.name,
        "email": customer.email,
        "phone": customer.phone,
        "address": {name: value for name, value in customer.address.items() if value},
        "description": customer.description,
        "preferred_locales": [customer.language],
        "metadata": customer.metadata,
    }
    return {name: value for name, value in wanted.items() if value}


def intent_parameters(order: ChargeOrder) -> dict:
    """The one place that says how a PaymentIntent is asked for."""
    parameters = {
        "amount": order.amount.minor,
        "currency": order.amount.currency.lower(),
        "customer": order.customer,
        "payment_method": order.method,
        "payment_method_types": [order.kind],
        "confirm": True,
        "metadata": order.metadata,
        "expand": ["latest_charge"],
    }
    if order.off_session:
        parameters["off_session"] = True
    return parameters


def script_url(settings: Settings) -> str:
    """Where the page gets Stripe.js: Stripe's own host, or the stand-in's copy."""
    if settings.payments_simulated:
        return f"{settings.stripe_api_base}/js.stripe.com/v3/"
    return f"{STRIPE_HOST}/v3/"


def csp_sources(settings: Settings) -> dict[str, tuple[str, ...]]:
    """The foreign sources that a page with card entry needs, and nothing else.

    localstripe's script draws its fields into our page, styles them by the object model
    (which a strict style-src allows) and fetches from its base; it opens no frame.
    """
    if settings.payments_simulated:
        base = settings.stripe_api_base
        return {"script-src": (base,), "connect-src": (base,)}
    hosts = (STRIPE_HOST, "https://*.js.stripe.com")
    return {
        "script-src": hosts,
        "frame-src": (*hosts, "https://hooks.stripe.com"),
        "connect-src": ("https://api.stripe.com",),
    }


def payments(settings: Settings) -> Payments:
    """The way to Stripe of this installation; loads the library at its first use."""
    return _connected(
        settings.stripe_secret_key, settings.stripe_webhook_secret, settings.stripe_api_base
    )


@lru_cache(maxsize=4)
def _connected(secret_key: str, webhook_secret: str, api_base: str) -> Payments:
    real = importlib.import_module("phoenix.gateways.stripe_client")
    return real.StripePayments(secret_key, webhook_secret, api_base)
