"""Quantities are read or refused, never moved to what would fit (clause 4.1b)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phoenix.cart import rules


@given(st.text(max_size=40), st.integers(0, 50), st.integers(50, 10_000))
def test_whatever_is_typed_is_read_exactly_or_refused(typed, low, high):
    try:
        quantity = rules.read_quantity(typed, low, high)
    except rules.QuantityRefused as refusal:
        assert refusal.typed == typed
    else:
        assert str(quantity) == "".join(typed.split()).lstrip("0") and max(1, low) <= quantity <= high


@pytest.mark.parametrize(("typed", "quantity"), [("12", 12), (" 12 ", 12), ("1 200", 1_200), ("1\u202f200", 1_200), ("007", 7)])
def test_figures_with_their_blanks(typed, quantity):
    assert rules.read_quantity(typed, 1, 10_000) == quantity


@pytest.mark.parametrize(
    ("typed", "error"),
    [("1", rules.BelowMinimum), ("-5", rules.BelowMinimum), ("0", rules.BelowMinimum), ("301", rules.AboveMaximum),
     ("9" * 50, rules.AboveMaximum), ("", rules.NotANumber), ("3,5", rules.NotANumber), ("--3", rules.NotANumber)],
)
def test_each_refusal_has_its_kind(typed, error):
    with pytest.raises(error):
        rules.read_quantity(typed, 2, 300)


@given(st.integers(1, 100), st.integers(1, 100))
def test_joining_never_adds_up(mine, other):
    assert rules.joined(mine, other) in (mine, other)
