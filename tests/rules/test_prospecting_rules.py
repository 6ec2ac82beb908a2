"""Who may be written to, and what might interest: on plain values (clauses 10.1-10.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phoenix.prospecting import rules

products = st.integers(1, 20)


@pytest.mark.parametrize(
    ("country", "channel", "source", "may"),
    [
        ("fr", "email", "sign_up", True),
        ("fr", "phone", "sign_up", True),
        ("ma", "email", "sign_up", False),
        ("ma", "sms", "sign_up", False),
        ("ma", "phone", "sign_up", True),
        ("ma", "email", "opt_in", True),
        ("ma", "email", "preferences", True),
        ("ma", "email", "demo", False),
    ],
)
def test_in_morocco_only_consent_that_was_asked_for_lets_offers_through(country, channel, source, may):
    assert rules.choice_suffices(country, channel, True, source) == may
    assert not rules.choice_suffices(country, channel, False, source)


def test_opening_a_letters_offer_weighs_more_than_looking():
    assert rules.ranked([(1, "seen", 2), (2, "clicked", 1)], set(), {}) == [2, 1]


def test_what_goes_with_what_is_owned_is_proposed_and_what_is_owned_is_not():
    assert rules.ranked([(7, "seen", 9)], {7}, {7: [8, 9]}) == [8, 9]


@given(
    st.lists(st.tuples(products, st.sampled_from(["seen", "clicked", "other"]), st.integers(0, 99))),
    st.sets(products),
    st.dictionaries(products, st.lists(products, max_size=5)),
)
def test_nothing_is_proposed_twice_nor_when_owned(interests, owned, goes_with):
    best = rules.ranked(interests, owned, goes_with)
    assert len(best) == len(set(best)) and owned.isdisjoint(best)
