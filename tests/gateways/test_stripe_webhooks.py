"""Only a recent signature of our own secret makes a webhook worth reading."""

import json
import time

import pytest

from phoenix.gateways.stripe_api import Forged
from tests.gateways.stripe_webhooks import event, signed

PAID = event("payment_intent.succeeded", {"id": "pi_1", "object": "payment_intent", "metadata": {"payment": "a"}})


def test_a_signed_event_names_the_intent_to_look_at(gateway):
    body, headers = signed(PAID)
    notice = gateway.notice(body, headers["Stripe-Signature"])
    assert (notice.type, notice.intent, notice.metadata) == (
        "payment_intent.succeeded",
        "pi_1",
        {"payment": "a"},
    )
    assert not notice.livemode


def test_a_dispute_names_its_intent(gateway):
    body, headers = signed(event("charge.dispute.created", {"id": "du_1", "object": "dispute", "payment_intent": "pi_9"}))
    notice = gateway.notice(body, headers["Stripe-Signature"])
    assert (notice.object_id, notice.intent) == ("du_1", "pi_9")


@pytest.mark.parametrize(
    "signature",
    [None, "", "t=1", "v1=00", "t=abc,v1=00", f"t={int(time.time())},v1=00"],
)
def test_a_bad_signature_is_forged(gateway, signature):
    body, _headers = signed(PAID)
    with pytest.raises(Forged):
        gateway.notice(body, signature)


def test_another_secret_is_forged(gateway):
    body, headers = signed(PAID, secret="whsec_other")
    with pytest.raises(Forged):
        gateway.notice(body, headers["Stripe-Signature"])


def test_a_signature_older_than_five_minutes_is_forged(gateway):
    body, headers = signed(PAID, at=int(time.time()) - 301)
    with pytest.raises(Forged):
        gateway.notice(body, headers["Stripe-Signature"])


@pytest.mark.parametrize("body", [b"", b"nothing", b"[]", b"{}", b"\xff\xfe", json.dumps({"id": "x"}).encode()])
def test_a_signed_body_that_is_no_event_is_forged(gateway, body):
    _body, headers = signed(body)
    with pytest.raises(Forged):
        gateway.notice(body, headers["Stripe-Signature"])
