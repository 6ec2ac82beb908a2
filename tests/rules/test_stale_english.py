"""Which English of the catalogue its French left behind (clause 19b)."""

from phoenix.catalogue.rules import stale_english

BEFORE = {"name_fr": "Nom", "name_en": "Name", "summary_fr": "Un.", "summary_en": "One.", "limits_fr": "x", "limits_en": None}


def test_french_that_changes_alone_leaves_its_english_behind():
    assert stale_english({}, BEFORE, {"summary_fr": "Deux."}) == {"summary": "Un."}


def test_both_together_are_up_to_date():
    assert stale_english({}, BEFORE, {"summary_fr": "Deux.", "summary_en": "Two."}) == {}


def test_english_that_is_redone_is_up_to_date_again():
    assert stale_english({"summary": "Un.", "name": "N"}, BEFORE, {"summary_en": "Two."}) == {"name": "N"}


def test_the_french_that_the_english_translates_is_remembered_however_often_it_changes():
    now = {**BEFORE, "summary_fr": "Deux."}
    assert stale_english({"summary": "Un."}, now, {"summary_fr": "Trois."}) == {"summary": "Un."}


def test_french_put_back_is_translated_again():
    now = {**BEFORE, "summary_fr": "Deux."}
    assert stale_english({"summary": "Un."}, now, {"summary_fr": "Un."}) == {}


def test_the_same_french_and_french_without_english_leave_nothing_behind():
    assert stale_english({}, BEFORE, {"name_fr": "Nom", "limits_fr": "y"}) == {}
