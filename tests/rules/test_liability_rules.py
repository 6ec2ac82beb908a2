"""What was paid for each service, refunds deducted: never negative, and the cents all there (clause 13b)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from phoenix.payments.liability_rules import kept, shares, weight

MINOR = st.integers(min_value=0, max_value=10**9)


@given(st.integers(min_value=0, max_value=10**9), st.lists(st.integers(min_value=0, max_value=10**13), min_size=1, max_size=20))
def test_shares_are_never_negative_and_make_the_whole(total, weights):
    found = shares(total, weights)
    assert sum(found) == total
    assert all(share >= 0 for share in found)


@given(st.integers(min_value=0, max_value=10**9), st.lists(st.integers(min_value=1, max_value=10**9), min_size=1, max_size=20))
def test_a_share_is_its_exact_part_to_a_minor_unit(total, weights):
    for share, part in zip(shares(total, weights), weights, strict=True):
        assert abs(share * sum(weights) - total * part) < sum(weights)


@given(MINOR, MINOR, MINOR, MINOR)
def test_what_stays_paid_is_between_nothing_and_what_came_in(gross, credited, held, given_back):
    stays = kept(gross, credited, held, given_back)
    assert 0 <= stays <= max(0, held)
    assert stays <= max(0, gross - credited) and stays <= max(0, held - given_back)


@given(MINOR, MINOR)
def test_without_refund_nor_credit_note_it_is_what_was_paid(gross, held):
    assert kept(gross, 0, min(gross, held), 0) == min(gross, held)


def test_a_refund_and_its_credit_note_are_deducted_once():
    assert kept(gross=29_664, credited=4_000, held=29_664, given_back=4_000) == 25_664


def test_a_line_weighs_with_its_vat():
    assert weight(100, 2_000) == 120 * 10_000
    assert shares(0, []) == []
    assert shares(5, [0, 0]) == [2, 3]
