"""What a translation must take over from its French, and what only looks odd."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phoenix.i18n import soundness as sound
from phoenix.translating.nearest import Known, moved, nearest
from phoenix.translating.units import TOO_LONG, Unit

HELLO = ("Bonjour %(name)s",)
SEATS = ("%(num)s siège", "%(num)s sièges")


@pytest.mark.parametrize(
    ("french", "english", "fault"),
    [
        (HELLO, ("",), sound.FORMS),
        (SEATS, ("%(num)s seat",), sound.FORMS),
        (SEATS, ("one seat", " "), sound.FORMS),
        (HELLO, ("Hello",), sound.PLACEHOLDERS),
        (HELLO, ("Hello %(nom)s",), sound.PLACEHOLDERS),
        (HELLO, ("Hello %(name)s %(name2)s",), sound.PLACEHOLDERS),
        (SEATS, ("%(num)s seat", "%(count)s seats"), sound.PLACEHOLDERS),
        (("<b>Total</b>",), ("<i>Total</i>",), sound.TAGS),
        (("Total",), ("<script>alert(1)</script>",), sound.TAGS),
        (("Total",), ("<img src=x onerror=alert(1) ",), sound.MARKUP),
        (("Voir la page",), ('See" onclick="alert(1)',), sound.MARKUP),
        (("Prix",), ("5% off",), sound.FORMAT),
        (("20 %% de remise",), ("20% off",), sound.FORMAT),
        (("Une ligne",), ("Two\nlines",), sound.LINES),
    ],
)
def test_what_would_break_a_page_is_a_fault(french, english, fault):
    assert fault in sound.faults(french, english)


@pytest.mark.parametrize(
    ("french", "english"),
    [
        (HELLO, ("Hello %(name)s",)),
        (SEATS, ("one seat", "%(num)s seats")),
        (("<b>Total</b> à payer",), ("<b>Total</b> to pay",)),
        (('<a href="%(url)s">ici</a>',), ('<a href="%(url)s">here</a>',)),
        (("20 %",), ("20%",)),
        (("20 %% de %(sum)s",), ("20%% of %(sum)s",)),
    ],
)
def test_what_takes_everything_over_is_sound(french, english):
    assert sound.faults(french, english) == []


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_what_is_sound_can_be_formatted(english):
    if not sound.faults(HELLO, (english,)):
        assert "Camille" in english % {"name": "Camille"}


@pytest.mark.parametrize(
    ("french", "english", "hint"),
    [
        ("Payer", "Proceed to the payment of your order", sound.LONG),
        ("Payer tout", "Pay  all", sound.SPACES),
        ("L’offre", "It's here", sound.APOSTROPHE),
        ("« Oui »", "« Yes »", sound.FRENCH_SIGNS),
        ("Vraiment ?", "Really ?", sound.FRENCH_SIGNS),
        ("Vraiment ?", "Really", sound.END),
        ("Conditions de vente", "Conditions de vente", sound.SAME),
    ],
)
def test_what_looks_odd_is_only_said(french, english, hint):
    assert hint in sound.hints((french,), (english,))
    assert sound.faults((french,), (english,)) == []


def test_a_good_translation_has_no_hints():
    assert sound.hints(("Vraiment\u00a0? C’est l’offre.",), ("Really? That’s the offer.",)) == []


def test_each_kind_of_text_is_held_to_what_breaks_it():
    law = Unit("legal", "k", ("Le taux est de %(rate)s.",), (), "missing")
    assert law.faults(('The "rate" is %(rate)s, 5% more.',)) == []
    assert law.faults(("The rate.",)) == [sound.PLACEHOLDERS]
    name = Unit("products", "p1-name", ("Nom",), (), "missing", longest=10)
    assert name.faults(('A "name"',)) == [] and name.faults(("A name that is too long",)) == [TOO_LONG]


def test_a_new_sentence_comes_from_the_nearest_one():
    known = [
        Known(("Nous répondons en cinq jours ouvrés.",), ("We answer within five working days.",)),
        Known(("Le panier est vide.",), ("The cart is empty.",)),
        Known(("Nous répondons en %(num)s jour.", "Nous répondons en %(num)s jours."), ("a", "b")),
    ]
    assert nearest(("Nous répondons en trois jours ouvrés.",), known) == known[0]
    assert nearest(("Tout autre chose, vraiment.",), known) is None


def test_what_changed_between_two_sentences_is_shown_word_by_word():
    pieces = moved("en cinq jours ouvrés", "en trois jours ouvrés")
    assert pieces == [("same", "en"), ("gone", "cinq"), ("new", "trois"), ("same", "jours ouvrés")]
