"""Several signs of a robot hold a message back; one alone never does (clause 1a)."""

import pytest

from phoenix.web.spam import is_suspect, score

PLAIN = "Où est ma facture du mois de mai ?"


@pytest.mark.parametrize(
    ("body", "name", "seconds", "suspect"),
    [
        (PLAIN, "Camille", 40, False),
        (PLAIN, "Camille", 0, False),  # a password manager, a copied text
        (PLAIN, "Camille", None, False),  # the form was left open over night
        ("Voir https://a.example et https://b.example, merci.", "Camille", 40, False),
        ("https://a.example https://b.example", "Camille", 0, True),
        ("[url=https://a.example]buy[/url]", "Camille", 40, True),
        ("<a href='https://a.example'>buy</a>", "Camille", 40, True),
        ("Best prices", "www.a.example", None, True),
        ("https://a https://b https://c https://d", "Camille", 40, True),
    ],
)
def test_signs_add_up(body, name, seconds, suspect):
    assert is_suspect(score(body, name, seconds)) is suspect
