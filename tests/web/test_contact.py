"""The contact page reaches people (clause 1a): once, with a copy to its author, and never floods."""

import pytest

from phoenix.care.models import ContactMessage
from phoenix.messages.models import Message
from tests.filled import see

WRITTEN = {
    "subject": "order",
    "name": "Camille Démo",
    "organisation_name": "Atelier Démo",
    "email": "camille@demo.example",
    "body": "Où est ma facture du mois de mai ?",
}


def test_a_message_arrives_at_the_shop_and_a_copy_at_its_author(client, mails):
    page = see(client, "/fr-fr/contact").submit("/contact", **WRITTEN)
    assert page.status == 200
    assert "bien arrivé" in page.text
    sent = {row.to_address: row for row in mails() if row.kind.startswith("care.")}
    assert set(sent) == {"contact@taotp.store", "camille@demo.example"}
    assert "facture du mois de mai" in sent["contact@taotp.store"].context["body"]


def test_data_requests_go_to_their_own_address(client, mails):
    see(client, "/en-ma/contact").submit("/contact", **{**WRITTEN, "subject": "data"})
    assert "rgpd@taotp.tech" in [row.to_address for row in mails()]


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("name", ""), ("email", "camille"), ("email", ""), ("body", "court"), ("body", "x" * 5001), ("subject", "else")],
)
def test_a_wrong_answer_is_told_and_nothing_is_lost(client, field, wrong):
    page = see(client, "/fr-fr/contact").submit("/contact", **{**WRITTEN, field: wrong})
    assert page.status == 422
    assert "à corriger" in page.text
    assert page.form("/contact")["values"]["organisation_name"] == "Atelier Démo"
    assert not ContactMessage.select().exists()


def test_the_same_form_twice_is_one_message(client):
    shown = see(client, "/fr-fr/contact")
    shown.submit("/contact", **WRITTEN)
    shown.submit("/contact", **WRITTEN)
    assert ContactMessage.select().count() == 1


def test_a_robot_that_fills_the_trap_reaches_nobody(client):
    page = see(client, "/fr-fr/contact").submit("/contact", **WRITTEN, website="https://spam.example")
    assert "bien arrivé" in page.text
    assert not ContactMessage.select().exists()
    assert not Message.select().exists()


def test_the_sixth_message_of_an_hour_waits(client):
    for _ in range(5):
        see(client, "/fr-fr/contact").submit("/contact", **WRITTEN)
    assert see(client, "/fr-fr/contact").submit("/contact", **WRITTEN).status == 429
