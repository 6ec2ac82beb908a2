"""Reading what was typed: case, accents and one slip do not matter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phoenix.catalogue.search_rules import MOST_WHOLE, normalise, one_slip, ranking, understand, vocabulary, words_of

WORDS = ("microsoft", "365", "business", "premium", "standard", "migration", "sauvegarde", "teams", "de")
known = vocabulary((word, place) for place, word in enumerate(WORDS, 1))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Éditeur", "editeur"),
        ("SAUVEGARDÉ", "sauvegarde"),
        ("l’œuvre", "l oeuvre"),
        ("l'œuvre", "l oeuvre"),
        ("  Microsoft-365 / « E5 »  ", "microsoft 365 e5"),
        ("ﬁche", "fiche"),
        ("!!!", ""),
    ],
)
def test_case_accents_and_signs_do_not_matter(typed, read):
    assert normalise(typed) == read


def test_a_query_is_cut_to_a_sane_size():
    assert len(words_of(" ".join(f"mot{n}" for n in range(500)))) <= 8


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("busines premum", "busines premium"),
        ("bsuiness", "business"),
        ("premiun", "premium"),
        ("premiuum", "premium"),
        ("migr", "migr"),
        ("mgiration", "migration"),
        ("356", "365"),
    ],
)
def test_a_beginning_is_enough_and_one_slip_is_forgiven(typed, understood):
    assert understand(typed, known).text == understood


def test_known_beginnings_are_never_corrected():
    assert understand("busi pre", known).corrected == ()


def test_what_was_corrected_is_told():
    assert understand("premum", known).corrected == (("premum", "premium"),)


def test_two_slips_stay_as_typed():
    assert understand("prmum", known).groups == (("prmum",),)


def test_nothing_typed_is_no_question():
    assert understand("  ?! ", known) is None


@given(st.sampled_from([word for word in WORDS if len(word) > 3]), st.data())
def test_every_single_slip_finds_the_word_again(word, data):
    slip = data.draw(st.sampled_from(sorted(one_slip(word))))
    groups = understand(slip, known).groups
    assert any(word.startswith(beginning) for group in groups for beginning in group) or known.completed(slip)


@given(st.lists(st.text("abc1", min_size=1, max_size=7), max_size=40), st.text("abc1", min_size=1, max_size=8))
def test_only_what_can_begin_a_word_is_tried_and_nothing_is_missed(words, typed):
    some = vocabulary((word, len(words) - place) for place, word in enumerate(words))
    tried = [guess for guess in one_slip(typed) if len(guess) >= 3 and some.completed(guess)] if len(typed) >= 3 else []

    def rank(guess):
        meant = some.completed(guess)
        return meant == guess, guess[0] == typed[0], some.uses[meant], guess

    assert some.corrections(typed, most=100) == sorted(tried, key=rank, reverse=True)


@given(st.lists(st.text("ab", min_size=1, max_size=6), max_size=40, unique=True), st.text("ab", min_size=1, max_size=4))
def test_a_beginning_stands_for_itself_or_its_most_used_word(words, beginning):
    uses = {word: place for place, word in enumerate(words)}
    begun = [word for word in words if word.startswith(beginning)]
    expected = beginning if beginning in uses else max(begun, key=uses.get, default=None)
    assert vocabulary(uses.items()).completed(beginning) == expected


@given(st.lists(st.text("ab", min_size=1, max_size=4), unique=True, max_size=12), st.text("ab", min_size=1, max_size=3))
def test_a_beginning_of_few_words_is_those_words(words, beginning):
    begun = sorted(word for word in words if word.startswith(beginning))
    found = vocabulary((word, 1) for word in words).whole(beginning)
    assert found == (tuple(begun) if 0 < len(begun) <= MOST_WHOLE else None)


@given(st.text("abcd", min_size=1, max_size=5), st.text("abcd", min_size=1, max_size=5))
def test_one_slip_is_symmetric(one, other):
    assert (one in one_slip(other)) == (other in one_slip(one))


def test_names_with_all_the_words_come_first():
    by_names, by_text = ranking((("busines",), ("premium",)))
    premium = by_names(" microsoft 365 business premium ")
    standard = by_names(" microsoft 365 business standard ")
    assert by_names(" audit de licences ") is None
    assert premium > standard > by_text(" business premium ") > by_text(" licences business premium ")


@given(st.text(max_size=200))
def test_whatever_is_typed_makes_plain_words_only(typed):
    understood = understand(typed, known)
    for group in understood.groups if understood else ():
        assert all(beginning.isascii() and beginning.isalnum() for beginning in group)
