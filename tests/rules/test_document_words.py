"""Amounts in French words, read back by a second, independent reading."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phoenix.invoices.words import in_words

SMALL = "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze".split()
SMALL += ["quinze", "seize"]
VALUES = {word: value for value, word in enumerate(SMALL)}
VALUES |= {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}
SCALES = {"mille": 1_000, "million": 1_000_000, "milliard": 1_000_000_000}
amounts = st.integers(min_value=0, max_value=10**12)


def read(words: str) -> int:
    """The number that French words say."""
    text = re.sub(r"quatre-vingts?", "quatrevingt", words)
    total = current = 0
    for word in re.split(r"[ -]", text):
        word = word if word in VALUES else word.removesuffix("s")
        if word == "quatrevingt":
            current += 80
        elif word == "cent":
            current = max(current % 1_000, 1) * 100
        elif word in SCALES:
            total, current = total + max(current, 1) * SCALES[word], 0
        elif word != "et":
            current += VALUES[word]
    return total + current


def parts(minor: int, currency: str = "MAD") -> tuple[str, str, str, str]:
    """Number and unit of each half of the sentence."""
    found = re.fullmatch(
        r"(.+?) ((?:de )?(?:dirham|euro)s?) et (\S+(?: et \S+)?) (centimes?)",
        in_words(minor, currency),
    )
    return found.groups()


@given(amounts)
def test_the_words_say_the_amount(minor):
    whole, _, cents, _ = parts(minor)
    assert read(whole) * 100 + read(cents) == minor


@given(amounts)
def test_a_unit_is_plural_from_two_on(minor):
    _, unit, _, cents = parts(minor)
    assert unit.endswith("s") == (minor // 100 >= 2)
    assert cents.endswith("s") == (minor % 100 >= 2)


@pytest.mark.parametrize(
    ("minor", "words"),
    [
        (0, "zéro dirham et zéro centime"),
        (101, "un dirham et un centime"),
        (8_000, "quatre-vingts dirhams et zéro centime"),
        (2_102, "vingt et un dirhams et deux centimes"),
        (123_456, "mille deux cent trente-quatre dirhams et cinquante-six centimes"),
        (100_000_000, "un million de dirhams et zéro centime"),
        (250_000_050, "deux millions cinq cent mille dirhams et cinquante centimes"),
        (200_000_000_000, "deux milliards de dirhams et zéro centime"),
    ],
)
def test_amounts_as_a_notary_writes_them(minor, words):
    assert in_words(minor, "MAD") == words


def test_euros_have_words_too():
    assert in_words(150, "EUR") == "un euro et cinquante centimes"


def test_a_negative_amount_is_refused():
    with pytest.raises(ValueError, match="negative"):
        in_words(-1, "MAD")
