"""Payment states: whatever the order of arrival, the same end (clause 6.1)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phoenix.payments import rules
from phoenix.payments.rules import Known, Seen

SIGHTS = st.builds(
    Seen, st.sampled_from(sorted(rules.RANK)), st.sampled_from([None, "open", "won", "lost"])
)
NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


def after(sights) -> Known:
    known = Known()
    for sight in sights:
        known = rules.join(known, sight)
    return known


@given(st.lists(SIGHTS, max_size=8).flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))))
def test_the_order_of_arrival_does_not_matter(pair):
    first, second = pair
    assert after(first) == after(second)


@given(st.lists(SIGHTS, max_size=6))
def test_repeating_what_was_seen_changes_nothing(sights):
    assert after(sights) == after([*sights, *sights, *reversed(sights)])


@given(st.lists(SIGHTS, max_size=8), st.integers(0, 200))
def test_success_is_undone_only_by_refund_or_dispute(sights, refunded):
    known = after([Seen(rules.SUCCEEDED), *sights])
    shown = rules.state(known, 100, refunded)
    if known.dispute in ("open", "lost"):
        assert shown in (rules.DISPUTED, rules.LOST)
    elif refunded >= 100:
        assert shown == rules.REFUNDED
    elif refunded:
        assert shown == rules.PARTLY_REFUNDED
    else:
        assert shown in (rules.SUCCEEDED, rules.WON)


@given(st.lists(SIGHTS, max_size=8))
def test_a_dispute_or_refund_never_invents_a_success(sights):
    known = after(sights)
    if known.reached != rules.SUCCEEDED:
        assert rules.state(known, 100, 100) == known.reached


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        ("succeeded", None, rules.SUCCEEDED),
        ("processing", None, rules.PROCESSING),
        ("requires_action", None, rules.ACTION),
        ("requires_payment_method", "card_declined", rules.FAILED),
        ("requires_payment_method", None, rules.FAILED),
        ("requires_payment_method", "authentication_required", rules.ACTION),
        ("canceled", "card_declined", rules.FAILED),
        ("canceled", None, rules.CANCELLED),
    ],
)
def test_a_status_of_stripe_is_a_step_of_ours(status, code, expected):
    assert rules.reached(status, code) == expected


def test_an_unheard_of_status_is_not_guessed():
    with pytest.raises(KeyError):
        rules.reached("teleported", None)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([], True),
        (["failed"], True),
        (["failed", "cancelled"], True),
        (["submitted"], False),
        (["failed", "unknown"], False),
        (["failed", "processing"], False),
        (["requires_action"], False),
        (["succeeded"], False),
        (["lost"], False),
        (["refunded"], False),
    ],
)
def test_a_new_attempt_only_after_a_final_no(states, expected):
    assert rules.may_try_again(states) is expected


@pytest.mark.parametrize(
    ("age", "since_call", "expected"),
    [
        (timedelta(seconds=5), timedelta(seconds=5), "wait"),
        (timedelta(minutes=2), timedelta(minutes=2), "repeat"),
        (timedelta(hours=23, minutes=59), timedelta(hours=1), "repeat"),
        (timedelta(hours=24), timedelta(hours=1), "look"),
        (timedelta(hours=25), timedelta(seconds=5), "wait"),
    ],
)
def test_an_unknown_outcome_is_repeated_then_looked_up(age, since_call, expected):
    assert rules.repeats(NOW, NOW - age, NOW - since_call) == expected


def test_keys_name_the_row_and_nothing_else():
    assert rules.pay_key("P-7F3K", 2) == "pay:P-7F3K:2"
    assert rules.refund_key("R-1") == "refund:R-1"
    assert rules.customer_key("C-9") == "cus:C-9"


@given(st.integers(0, 10**6), st.lists(st.integers(1, 10**6), max_size=5))
def test_refunds_never_exceed_what_was_paid(amount, taken):
    left = rules.refundable(amount, taken)
    assert 0 <= left <= amount
    assert left + sum(taken) == amount or left == 0


@pytest.mark.parametrize(
    ("currency", "amount", "expected"),
    [
        ("EUR", 1_000_000, ("card", "sepa_debit")),
        ("EUR", 1_000_001, ("card",)),
        ("MAD", 100, ("card",)),
    ],
)
def test_sepa_is_for_euros_up_to_the_limit(currency, amount, expected):
    assert rules.means_allowed(currency, amount) == expected
