"""A cookie choice holds six months to the second, and reads back as it was written (clause 8a)."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from phoenix.consent import rules
from phoenix.consent.rules import Choice

CHOSEN = datetime(2026, 11, 26, 10, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2090, 1, 1)).map(lambda at: at.replace(tzinfo=UTC, microsecond=0))
kinds = st.sets(st.sampled_from(rules.KINDS)).map(frozenset)


def choice(at=CHOSEN, kinds=frozenset(), version=rules.VERSION):
    return Choice(version, at, kinds, rules.new_proof())


def test_it_holds_until_the_last_second_of_six_months():
    value = rules.written(choice())
    end = datetime(2027, 5, 26, 10, 30, tzinfo=UTC)
    assert rules.read(value, end - SECOND) is not None
    assert rules.read(value, end) is None
    assert rules.read(value, end + SECOND) is None


def test_six_months_after_the_last_of_august_is_the_last_of_february():
    assert rules.expires(datetime(2026, 8, 31, 8, tzinfo=UTC)) == datetime(2027, 2, 28, 8, tzinfo=UTC)


@given(instants, kinds)
def test_what_is_written_reads_back(at, chosen):
    made = choice(at, chosen)
    assert rules.read(rules.written(made), at) == made
    assert rules.read(rules.written(made), rules.expires(at) - SECOND) == made
    assert rules.read(rules.written(made), rules.expires(at)) is None


@given(st.text())
def test_anything_else_is_no_choice(value):
    assert rules.read(value, CHOSEN) is None


def test_a_year_that_no_calendar_has_is_no_choice():
    assert rules.read(f"1-99999999999-ts-{rules.new_proof()}", CHOSEN) is None


def test_a_choice_of_the_future_is_none():
    assert rules.read(rules.written(choice(CHOSEN + timedelta(days=1))), CHOSEN) is None


def test_another_question_asks_anew():
    assert rules.read(rules.written(choice(version=rules.VERSION + 1)), CHOSEN) is None


@given(kinds)
def test_each_kind_lets_in_its_own_cookies_only(chosen):
    refused = set(rules.not_allowed(chosen))
    for kind, names in rules.COOKIES.items():
        assert refused.isdisjoint(names) == (kind in chosen)
