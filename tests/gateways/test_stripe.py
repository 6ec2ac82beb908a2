"""The gateway against localstripe: the calls of one purchase, and each kind of no."""

import secrets
from datetime import UTC, datetime, timedelta

import pytest

from phoenix.gateways.stripe_api import (
    CARD,
    SEPA,
    ChargeOrder,
    CustomerFacts,
    Declined,
    NeedsAction,
    OutcomeUnknown,
    RefundOrder,
    Refused,
)
from phoenix.kernel.money import Money
from tests.gateways.fixtures import (
    CARDS,
    FAILING_IBAN,
    GOOD_IBAN,
    browser_authenticates,
    browser_card,
    browser_iban,
)

PRICE = Money(129_60, "EUR")
LYON = CustomerFacts(
    name="Atelier Lumière",
    email="compta@atelier-lumiere.fr",
    phone="+33472000000",
    address={"line1": "3 rue Mercière", "postal_code": "69002", "city": "Lyon", "country": "FR"},
    metadata={"organisation": "C-LYON"},
)


@pytest.fixture
def customer(gateway):
    return gateway.create_customer(f"cus:{secrets.token_hex(6)}", LYON)


def stored(gateway, front, customer, number, **answers):
    """A card that the customer stored from the page."""
    setup = gateway.create_setup(customer, CARD, {"order": "1"})
    browser_card(front.base, setup.client_secret, number, **answers)
    seen = gateway.setup(setup.id)
    if seen.method and not seen.method.customer:
        gateway.attach(seen.method.id, customer)
    return seen


def order(customer, setup, kind=CARD, key=None, off_session=False):
    key = key or f"pay:{secrets.token_hex(6)}:1"
    metadata = {"payment": key.split(":")[1], "attempt": "1"}
    return ChargeOrder(key, customer, setup.method.id, kind, PRICE, metadata, off_session)


def test_a_card_is_stored_then_charged(gateway, front, customer):
    setup = stored(gateway, front, customer, CARDS["good"])
    assert (setup.status, setup.customer, setup.method.last4) == ("succeeded", customer, "4242")

    intent = gateway.charge(order(customer, setup))

    assert (intent.status, intent.amount, intent.customer) == ("succeeded", PRICE, customer)
    again = gateway.intent(intent.id)
    assert (again.status, again.charge, again.disputed) == ("succeeded", intent.charge, False)


def test_the_pinned_version_and_no_telemetry_are_sent(gateway, front, customer):
    setup = stored(gateway, front, customer, CARDS["good"])
    gateway.charge(order(customer, setup, key="pay:pinned:1"))
    sent = [row for row in front.requests if row["path"] == "/v1/payment_intents"]
    assert sent[-1]["key"] == "pay:pinned:1"
    assert sent[-1]["version"] == "2026-08-26.dahlia"
    assert not any(row["telemetry"] for row in front.requests)


def test_a_card_declined_at_setup_is_not_stored(gateway, front, customer):
    setup = gateway.create_setup(customer, CARD, {})
    answer = browser_card(front.base, setup.client_secret, CARDS["declined at setup"])
    assert answer["error"]["code"] == "card_declined"
    assert gateway.setup(setup.id).status != "succeeded"


def test_a_card_declined_at_charge_raises(gateway, front, customer):
    setup = stored(gateway, front, customer, CARDS["declined at charge"])
    with pytest.raises(Declined) as refusal:
        gateway.charge(order(customer, setup))
    assert refusal.value.code == "card_declined"


def test_authentication_is_asked_for_then_given(gateway, front, customer):
    setup = stored(gateway, front, customer, CARDS["3-D Secure"])
    intent = gateway.charge(order(customer, setup))
    assert intent.status == "requires_action"
    browser_authenticates(front.base, intent.client_secret)
    assert gateway.intent(intent.id).status == "succeeded"


def test_a_failed_authentication_is_a_failure_with_its_code(gateway, front, customer):
    setup = stored(gateway, front, customer, CARDS["3-D Secure"])
    intent = gateway.charge(order(customer, setup))
    browser_authenticates(front.base, intent.client_secret, success=False)
    seen = gateway.intent(intent.id)
    assert seen.status == "requires_payment_method"
    assert seen.error_code == "payment_intent_authentication_failure"
    assert gateway.cancel(intent.id).status == "canceled"


def test_a_customer_away_is_sent_a_link_instead(gateway, front, customer):
    setup = stored(gateway, front, customer, CARDS["3-D Secure"])
    with pytest.raises(NeedsAction) as need:
        gateway.charge(order(customer, setup, off_session=True))
    seen = gateway.intent(need.value.intent_id)
    assert (seen.status, seen.error_code) == ("requires_payment_method", "authentication_required")
    browser_authenticates(front.base, seen.client_secret)
    assert gateway.intent(seen.id).status == "succeeded"


def test_an_iban_is_stored_with_its_mandate_then_debited(gateway, front, customer):
    setup = gateway.create_setup(customer, SEPA, {})
    browser_iban(front.base, setup.client_secret, GOOD_IBAN)
    seen = gateway.setup(setup.id)
    assert (seen.method.kind, seen.method.last4, seen.method.country) == (SEPA, "2606", "FR")
    assert gateway.mandate(seen.mandate).status == "active"

    gateway.attach(seen.method.id, customer)
    front.overlay.hold_sepa = True
    intent = gateway.charge(order(customer, seen, SEPA))
    assert intent.status == "processing"
    front.overlay.settle(intent.id)
    assert gateway.intent(intent.id).status == "succeeded"


def test_an_iban_that_fails_does_so_later(gateway, front, customer):
    setup = gateway.create_setup(customer, SEPA, {})
    browser_iban(front.base, setup.client_secret, FAILING_IBAN)
    seen = gateway.setup(setup.id)
    gateway.attach(seen.method.id, customer)
    intent = gateway.charge(order(customer, seen, SEPA))
    assert intent.status == "processing"
    front.webhooks.wait_for("payment_intent.payment_failed")
    assert gateway.intent(intent.id).status == "requires_payment_method"


def test_the_same_key_charges_once(gateway, front, customer):
    setup = stored(gateway, front, customer, CARDS["good"])
    wanted = order(customer, setup)
    before = len(front.charges())
    assert gateway.charge(wanted).id == gateway.charge(wanted).id
    assert len(front.charges()) == before + 1


@pytest.mark.parametrize("fault", ["lost", "unsent", "500"])
def test_no_answer_is_an_unknown_outcome_and_repeating_settles_it(gateway, front, customer, fault):
    setup = stored(gateway, front, customer, CARDS["good"])
    wanted = order(customer, setup)
    before = len(front.charges())
    front.fault("/v1/payment_intents", fault)
    with pytest.raises(OutcomeUnknown):
        gateway.charge(wanted)
    assert gateway.charge(wanted).status == "succeeded"
    assert len(front.charges()) == before + 1


def test_a_key_used_with_other_parameters_leaves_the_outcome_unknown(gateway, front, customer):
    setup = stored(gateway, front, customer, CARDS["good"])
    gateway.charge(order(customer, setup, key="pay:twice:1"))
    with pytest.raises(OutcomeUnknown):
        gateway.charge(order(customer, setup, key="pay:twice:1", off_session=True))


def test_an_intent_is_found_by_what_it_carries(gateway, front, customer):
    setup = stored(gateway, front, customer, CARDS["good"])
    wanted = order(customer, setup)
    since = datetime.now(UTC) - timedelta(minutes=5)
    assert gateway.find_intent(wanted.metadata, since) is None
    intent = gateway.charge(wanted)
    assert gateway.find_intent(wanted.metadata, since).id == intent.id


def test_refunds_in_parts_never_beyond_the_charge(gateway, front, customer):
    setup = stored(gateway, front, customer, CARDS["good"])
    intent = gateway.charge(order(customer, setup))
    first = RefundOrder(f"refund:{intent.id}:1", intent.id, Money(100_00, "EUR"), {"refund": "1"})
    too_much = RefundOrder(f"refund:{intent.id}:2", intent.id, Money(100_00, "EUR"), {"refund": "2"})
    assert gateway.refund(first).status == "succeeded"
    assert gateway.refund(first).id == gateway.refunds_of(intent.id)[0].id
    with pytest.raises(Refused):
        gateway.refund(too_much)
    assert [row.metadata for row in gateway.refunds_of(intent.id)] == [{"refund": "1"}]


def test_a_dispute_is_seen(gateway, front, customer):
    setup = stored(gateway, front, customer, CARDS["good"])
    intent = gateway.charge(order(customer, setup))
    front.overlay.dispute(intent.id)
    assert gateway.intent(intent.id).disputed
    assert [row.status for row in gateway.disputes_of(intent.id)] == ["open"]
    front.overlay.dispute(intent.id, "lost")
    assert [row.status for row in gateway.disputes_of(intent.id)] == ["lost"]


def test_what_does_not_exist_is_refused(gateway):
    with pytest.raises(Refused):
        gateway.intent("pi_nothing")
