"""Splits, retries and announced debits, against a worker that looks day by day (clauses 6.1b-6.1d)."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from phoenix.payments import declines
from phoenix.payments.bank_days import bank_day_after
from phoenix.payments.collection_rules import charges_again, debit_day, next_try, parts
from phoenix.payments.rules import is_chargeable

DAY = timedelta(days=1)
LIMIT = 1_000_000  # 10 000 EUR
days = st.dates(date(2026, 1, 1), date(2033, 12, 31))
refusals = st.sampled_from([declines.LATER, declines.FUNDS])
looks = st.sets(st.integers(1, 40))


@given(st.integers(50, 60_000_000))
@example(LIMIT)
@example(LIMIT + 1)
@example(2 * LIMIT + 49)
@example(3 * LIMIT + 50)
def test_debits_within_the_limit_make_the_whole_and_each_can_be_charged(amount):
    found = parts(amount, "sepa")
    assert sum(found) == amount
    assert all(each <= LIMIT and is_chargeable(each) for each in found)
    assert len(found) == len(range(0, amount, LIMIT))


@given(st.integers(1, 90_000_000))
def test_a_card_pays_in_one(amount):
    assert parts(amount, "card") == [amount]


def test_25_000_euros_are_debited_in_three():
    assert parts(2_500_000, "sepa") == [1_000_000, 1_000_000, 500_000]


def charged(kind: str, refusal: str, first: date, running) -> list[int]:
    """The days after the first refusal on which it is charged again, always refused, looking on `running`."""
    found: list[int] = []
    due, count = next_try(kind, refusal, 1, first, first, bank_day_after), 1
    for after in sorted(running):
        today = first + after * DAY
        if due is not None and due <= today:
            count += 1
            found.append(after)
            due = next_try(kind, refusal, count, first, today, bank_day_after)
    return found


@given(refusals, days)
def test_a_card_is_tried_again_on_days_3_7_and_14_and_then_given_up(refusal, first):
    assert charged("card", refusal, first, range(1, 60)) == [3, 7, 14]


@given(refusals, days, looks)
def test_a_worker_that_was_away_tries_once_for_the_days_it_missed(refusal, first, running):
    naive = []
    for begins, ends in ((3, 7), (7, 14), (14, 100)):
        inside = sorted(after for after in running if begins <= after < ends)
        naive += inside[:1]
    assert charged("card", refusal, first, running) == naive


@given(days)
def test_a_debit_without_funds_is_tried_once_more_on_the_third_bank_day(first):
    again = charged("sepa", declines.FUNDS, first, range(1, 60))
    assert [first + after * DAY for after in again] == [bank_day_after(first, 3)]


@given(st.sampled_from([declines.LATER, declines.NEVER, declines.OURS, declines.CUSTOMER]), days)
def test_a_debit_refused_for_another_reason_is_not_tried_again(refusal, first):
    assert charged("sepa", refusal, first, range(1, 60)) == []


@pytest.mark.parametrize(
    ("refused_on", "again_on"),
    [
        (date(2027, 2, 1), date(2027, 2, 4)),  # Monday, then Thursday
        (date(2027, 2, 26), date(2027, 3, 3)),  # Friday, then Wednesday
        (date(2027, 3, 25), date(2027, 4, 1)),  # over Easter
    ],
)
def test_the_second_debit_by_hand(refused_on, again_on):
    assert next_try("sepa", declines.FUNDS, 1, refused_on, refused_on, bank_day_after) == again_on


@pytest.mark.parametrize("code", ["lost_card", "stolen_card", "account_closed", "bank_account_closed"])
def test_what_is_lost_stolen_or_closed_is_never_charged_again(code):
    refusal = declines.kind("card_declined", code)
    assert not charges_again(refusal, same_means=True)
    assert charges_again(refusal, same_means=False)


@given(refusals, st.booleans())
def test_what_may_pass_is_charged_again(refusal, same_means):
    assert charges_again(refusal, same_means)


@given(days, st.integers(-60, 60))
def test_a_debit_waits_fourteen_days_from_its_notice(wanted, offset):
    announced = wanted + offset * DAY
    naive = wanted
    while (naive - announced).days < 14:
        naive += DAY
    assert debit_day(wanted, announced) == naive


@given(days)
def test_a_debit_without_its_notice_waits(wanted):
    assert debit_day(wanted, None) is None
