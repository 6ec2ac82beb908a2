"""Passwords: hard to guess, with the reasons; hashed today's way (clause 3.1f)."""

import pytest
from argon2 import PasswordHasher
from hypothesis import given, settings
from hypothesis import strategies as st

from phoenix.accounts import passwords, strength
from phoenix.accounts.strength import Weakness

REAL = passwords.HASHER
ABOUT = ("Atelier Démo", "Claire", "Fontaine", "claire.fontaine@atelier-demo.example")


@pytest.mark.parametrize(
    "password",
    ["lampe-orage-citron-42", "cheval agrafe batterie", "fauteuil bruyant moutarde", "W8x!pQ2vLm#7z"],
)
def test_good_passwords(password):
    assert strength.weaknesses(password, ABOUT) == []


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", Weakness.TOO_SHORT),
        ("W8x!pQ2v", Weakness.TOO_SHORT),
        ("x" * 129, Weakness.TOO_LONG),
        ("claire.fontaine2026", Weakness.PERSONAL),
        ("Motdepasse2026!", Weakness.COMMON),
        ("Casablanca-2026", Weakness.COMMON),
        ("aaaaaaaaaaaaaa", Weakness.REPEAT),
        ("abcdefghijklmnop", Weakness.SEQUENCE),
    ],
)
def test_poor_passwords_and_why(password, why):
    assert why in strength.weaknesses(password, ABOUT)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=160), st.text(max_size=30))
def test_any_text_gets_a_score_and_its_reasons(password, name):
    found = strength.weaknesses(password, (name,))
    assert all(isinstance(each, Weakness) for each in found)
    assert 0 <= strength.score(password, (name,)) <= 4
    assert found or len(password) >= strength.SHORTEST


@pytest.fixture(autouse=True)
def real_work(monkeypatch):
    """As in the shop, not as quick as in the other tests."""
    monkeypatch.setattr(passwords, "HASHER", REAL)


def test_a_password_costs_a_guesser_what_owasp_asks():
    kept = passwords.hash_of("lampe-orage-citron-42")
    assert kept.startswith("$argon2id$v=19$m=47104,t=2,p=1$")


def test_a_hash_tells_its_password_and_no_other():
    kept = passwords.hash_of("lampe-orage-citron-42")
    assert kept.startswith("$argon2id$")
    assert passwords.matches(kept, "lampe-orage-citron-42")
    assert not passwords.matches(kept, "lampe-orage-citron-43")


def test_nobodys_password_is_never_right():
    assert not passwords.matches(None, "lampe-orage-citron-42")
    assert not passwords.matches("!", "!")


def test_a_hash_of_yesterday_is_known_as_such():
    assert passwords.is_outdated(PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash("x"))
    assert not passwords.is_outdated(passwords.hash_of("x"))
