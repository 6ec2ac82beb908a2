"""The real side of `stripe_api`: the stripe library, pinned to one API version."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime

import stripe

from phoenix.gateways import stripe_seen as seen
from phoenix.gateways.stripe_api import (
    API_VERSION,
    ChargeOrder,
    CustomerFacts,
    Declined,
    DisputeSeen,
    Forged,
    Intent,
    MandateSeen,
    NeedsAction,
    Notice,
    OutcomeUnknown,
    RefundOrder,
    RefundSeen,
    Refused,
    Setup,
    customer_parameters,
    intent_parameters,
)

TIMEOUTS = (3.05, 15)  # seconds to connect, to answer
TOLERANCE = 300  # seconds between a webhook's signature and its arrival
PAGES = 50  # of 100 intents each: as far as a look-up goes

stripe.enable_telemetry = False


class StripePayments:
    """Implements `stripe_api.Payments` on StripeClient."""

    def __init__(self, secret_key: str, webhook_secret: str, api_base: str):
        self._secret = webhook_secret
        self._client = stripe.StripeClient(
            secret_key,
            stripe_version=API_VERSION,
            base_addresses={"api": api_base},
            http_client=stripe.RequestsClient(timeout=TIMEOUTS),
            max_network_retries=0,
        )
        self._v1 = self._client.v1

    def create_customer(self, key: str, customer: CustomerFacts) -> str:
        with _typed_errors():
            return self._v1.customers.create(customer_parameters(customer), _keyed(key)).id

    def create_setup(self, customer: str, kind: str, metadata: dict) -> Setup:
        parameters = {
            "customer": customer,
            "usage": "off_session",
            "payment_method_types": [kind],
            "metadata": metadata,
        }
        with _typed_errors():
            return seen.setup(self._v1.setup_intents.create(parameters))

    def setup(self, setup_id: str) -> Setup:
        with _typed_errors():
            found = self._v1.setup_intents.retrieve(setup_id, {"expand": ["payment_method"]})
            return seen.setup(found)

    def attach(self, method: str, customer: str) -> None:
        with _typed_errors():
            self._v1.payment_methods.attach(method, {"customer": customer})

    def detach(self, method: str) -> None:
        with _typed_errors():
            self._v1.payment_methods.detach(method)

    def mandate(self, mandate_id: str) -> MandateSeen:
        with _typed_errors():
            return seen.mandate(self._v1.mandates.retrieve(mandate_id))

    def charge(self, order: ChargeOrder) -> Intent:
        with _typed_errors():
            made = self._v1.payment_intents.create(intent_parameters(order), _keyed(order.key))
            return seen.intent(made)

    def intent(self, intent_id: str) -> Intent:
        with _typed_errors():
            found = self._v1.payment_intents.retrieve(intent_id, {"expand": ["latest_charge"]})
            return seen.intent(found)

    def cancel(self, intent_id: str) -> Intent:
        with _typed_errors():
            self._v1.payment_intents.cancel(intent_id)
        return self.intent(intent_id)

    def find_intent(self, metadata: dict, since: datetime) -> Intent | None:
        found = next((row for row in self._intents(since) if _carries(row, metadata)), None)
        return self.intent(found.id) if found else None

    def refund(self, order: RefundOrder) -> RefundSeen:
        parameters = {
            "payment_intent": order.intent,
            "amount": order.amount.minor,
            "metadata": order.metadata,
        }
        with _typed_errors():
            return seen.refund(self._v1.refunds.create(parameters, _keyed(order.key)))

    def refunds_of(self, intent_id: str) -> tuple[RefundSeen, ...]:
        with _typed_errors():
            rows = self._v1.refunds.list({"payment_intent": intent_id, "limit": 100})
            return tuple(seen.refund(row) for row in rows.auto_paging_iter())

    def disputes_of(self, intent_id: str) -> tuple[DisputeSeen, ...]:
        with _typed_errors():
            rows = self._v1.disputes.list({"payment_intent": intent_id, "limit": 100})
            return tuple(seen.dispute(row) for row in rows.data)

    def notice(self, body: bytes, signature: str | None) -> Notice:
        try:
            event = self._client.construct_event(body, signature, self._secret, TOLERANCE)
            return seen.notice(event)
        except (stripe.SignatureVerificationError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise Forged(str(error)) from error

    def _intents(self, since: datetime):
        """Intents page by page; Stripe gives the newest first, localstripe the oldest."""
        after: dict = {}
        for _page in range(PAGES):
            with _typed_errors():
                page = self._v1.payment_intents.list({"limit": 100, **after})
            yield from page.data
            if not page.data or not page.has_more:
                return
            first, last = page.data[0], page.data[-1]
            if first.created > last.created and datetime.fromtimestamp(last.created, UTC) < since:
                return
            after = {"starting_after": last.id}
        raise OutcomeUnknown("too many intents to be sure that ours is not among them")


def _keyed(key: str) -> dict:
    return {"idempotency_key": key}


def _carries(row, metadata: dict) -> bool:
    carried = seen.plain(row.metadata)
    return all(carried.get(name) == value for name, value in metadata.items())


@contextmanager
def _typed_errors():
    """Turn the library's errors into ours: no, not without the customer, unknown, never."""
    try:
        yield
    except stripe.CardError as error:
        detail = seen.error_detail(error)
        if "authentication_required" in (error.code, detail.decline_code):
            raise NeedsAction(detail.intent_id) from error
        raise Declined(error.code, detail.decline_code, detail.intent_id) from error
    except stripe.InvalidRequestError as error:
        raise Refused(error.code or type(error).__name__, error.user_message) from error
    except stripe.StripeError as error:
        # Also a wrong key of ours, or an idempotency key that was used otherwise: what became
        # of the first call under this key is not known.
        raise OutcomeUnknown(f"{type(error).__name__} {error.http_status}") from error
