"""Canonical JSON and the hash of an entry: one way to write a value, and every part counts (clause 4.3)."""

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phoenix.archive import rules

TEXT = st.text(st.characters(exclude_categories=("Cs",)))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
PARTS = {
    "seller": "pa-fr", "number": 7, "kind": "order.confirmed", "subject": "order:F1", "at": "2026-11-26T00:00:00.000000Z",
    "content_sha256": "a" * 64, "detail_sha256": "", "files": "[]", "previous_sha256": "b" * 64,
}  # fmt: skip


@given(VALUES)
def test_what_is_written_reads_as_it_was(value):
    assert json.loads(rules.canonical(value)) == value


@given(VALUES)
def test_writing_it_again_gives_the_same_characters_on_one_line(value):
    written = rules.canonical(value)
    assert rules.canonical(json.loads(written)) == written
    assert "\n" not in written


@given(st.dictionaries(TEXT, VALUES, max_size=6), st.randoms())
def test_the_order_of_keys_does_not_count(value, random):
    items = list(value.items())
    random.shuffle(items)
    assert rules.canonical(dict(items)) == rules.canonical(value)


@given(VALUES, VALUES)
def test_two_values_never_share_a_form(one, other):
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (rules.canonical(one) == rules.canonical(other)) == same


@pytest.mark.parametrize("value", [1.5, float("nan"), {1: "a"}, b"bytes", object(), "\ud800", {"a": [0.1]}, datetime(2026, 1, 1)])
def test_what_has_no_one_form_is_refused(value):
    with pytest.raises(rules.NotEvidence):
        rules.canonical(value)


def test_days_and_instants_are_written_alike_everywhere():
    instant = datetime(2026, 11, 26, 1, 2, 3, tzinfo=timezone(timedelta(hours=1)))
    assert rules.canonical({"on": date(2026, 11, 26), "at": instant}) == (
        '{"at":"2026-11-26T00:02:03.000000Z","on":"2026-11-26"}'
    )
    assert rules.written_instant(datetime(2026, 11, 26, tzinfo=UTC)) == "2026-11-26T00:00:00.000000Z"


@pytest.mark.parametrize("name", PARTS)
def test_every_part_counts_in_the_hash(name):
    other = {**PARTS, name: 8 if name == "number" else PARTS[name] + "x"}
    assert rules.entry_sha256(**other) != rules.entry_sha256(**PARTS)


@pytest.mark.parametrize(
    ("kind", "subject", "files"),
    [("Order", "order:1", ()), ("order.", "order:1", ()), ("order", "", ()), ("order", "a\nb", ()), ("order", "x" * 256, ()), ("order", "order:1", ("short",))],
)
def test_names_that_would_not_be_told_apart_are_refused(kind, subject, files):
    with pytest.raises(rules.NotEvidence):
        rules.check_names(kind, subject, files)
