"""Every letter of accounts in both languages, text and HTML, under the customer's language."""

from __future__ import annotations

import pytest
from tests import builders
from tests.web.accounts.people import PASSWORD, customer, sign_in

from phoenix.accounts import demo_load, mails, passwords
from phoenix.accounts.models import Organisation, PendingSignUp, Person
from phoenix.accounts.session import Visit
from phoenix.accounts.strength import weaknesses
from phoenix.messages.delivery import compose
from phoenix.messages.models import Message

STRANGE = Visit("203.0.113.9", "<script>alert(1)</script>")
LETTERS = {
    "already_used": lambda person: mails.already_used(person),
    "reset": lambda person: mails.reset_password(person, "the-token"),
    "password_changed": lambda person: mails.password_changed(person),
    "totp_on": lambda person: mails.totp_changed(person, on=True),
    "totp_off": lambda person: mails.totp_changed(person, on=False),
    "new_browser": lambda person: mails.new_browser(person, STRANGE),
    "confirm_new": lambda person: mails.confirm_new_address(person, "new@demo.example", "the-token"),
    "address_changed": lambda person: mails.address_changed(person, "new@demo.example"),
}


def parts_of(row: Message) -> tuple[str, str, str]:
    """Subject, text and HTML of a mail."""
    message = compose(row)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    return message["Subject"], text.get_content(), html.get_content()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("letter", LETTERS)
def test_each_letter(app, letter, language):
    person = customer(builders.casablanca(), first_name="<b>Lina</b>", language=language)
    LETTERS[letter](person)
    subject, text, html = parts_of(Message.get())
    assert subject and "%(" not in subject + text + html
    assert "<b>Lina</b>" in text and "&lt;b&gt;Lina&lt;/b&gt;" in html and "<script>" not in html
    assert "P-A Distri MECEE" in text and f'<html lang="{language}">' in html
    assert Message.get().organisation_id == person.organisation_id


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_link_that_opens_the_account(app, language):
    form = {
        "person": {"email": "lina@demo.example", "first_name": "Lina", "last_name": "Démo"},
        "organisation": {"name": "Atelier Démo & Cie"},
    }
    row = PendingSignUp.create(
        key_hash="x", email_key="lina@demo.example", form=form, language=language, country="fr"
    )
    mails.confirm_address(row, "the-token")
    _subject, text, html = parts_of(Message.get())
    link = f"http://localhost/{language}-fr/inscription/confirmation/the-token"
    assert link in text and f'href="{link}"' in html
    assert "Atelier Démo & Cie" in text and "Atelier Démo &amp; Cie" in html
    assert "de Atelier" not in text + html


def test_the_demo_customers_sign_in(app, client):
    lyon, casablanca = demo_load.load()
    assert demo_load.load() == [lyon, casablanca] and Person.select().count() == 2
    assert "démonstration" in lyon.organisation and "démonstration" in casablanca.organisation
    french, moroccan = Organisation.select().order_by(Organisation.id)
    assert (french.vat_number, moroccan.vat_territory) == ("FR11123456782", "ma")
    assert sign_in(client, Person.get(), lyon.password).address == "/fr-fr/compte"


def test_the_passwords_of_tests_and_demo_are_good_ones():
    assert weaknesses(PASSWORD) == weaknesses(demo_load.PASSWORD) == []
    assert passwords.matches(passwords.hash_of(PASSWORD), PASSWORD)
