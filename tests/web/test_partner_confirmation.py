"""A partner has a customer's data confirmed through staff, and learns the answer and nothing else (clauses 3.1e, 14b)."""

from __future__ import annotations

import pytest
from tests import builders
from tests import partner_world as partners
from tests.filled import see
from tests.web.accounts.people import customer, sign_in
from tests.web.staff.people import staff

from phoenix.accounts.models import Organisation
from phoenix.care import service as care
from phoenix.care.models import ContactMessage
from phoenix.kernel.markets import market_of
from phoenix.messages.models import Message
from phoenix.standing import confirming
from phoenix.standing.models import DataConfirmation

HERE = "/fr-fr/compte/partenaire/confirmation"
WHY = "L’adresse de livraison a changé, je crois."


@pytest.fixture
def claire(app, client):
    person = customer()
    partners.partner(person)
    sign_in(client, person)
    return person


@pytest.fixture
def paul(app):
    """The customer whose data are in doubt, in Morocco."""
    return builders.representative(builders.casablanca(name="Atelier Casa"))


@pytest.fixture
def support(app):
    browser = app.test_client()
    staff(browser, "support")
    return browser


def asked(client) -> ContactMessage:
    see(client, HERE).submit("/confirmation", customer="Atelier Casa", number="001561191000066", reason=WHY)
    return ContactMessage.get()


def executed(support, message: ContactMessage, who: str = "001561191000066"):
    return see(support, f"/equipe/messages/{message.id}").submit("/confirmation", customer=who)


def told(person) -> list[str]:
    mine = Message.select().where(Message.kind == "care.contact_answer", Message.to_address == person.email)
    return [row.context["body"] for row in mine.order_by(Message.id)]


def test_the_partners_page_leads_to_the_form_and_the_ask_reaches_the_support(client, claire, paul):
    assert HERE in see(client, "/fr-fr/compte/partenaire").response.text
    message = asked(client)
    assert (message.subject, message.team, message.state) == ("confirmation", "support", "open")
    assert (message.organisation_name, message.email) == (claire.organisation.name, claire.email)
    assert "Atelier Casa, 001561191000066" in message.body and WHY in message.body


def test_staff_execute_it_the_customer_confirms_and_the_partner_learns_that(client, claire, paul, support):
    message = asked(client)
    shown = executed(support, message)
    assert "le client a quinze jours" in shown.text and "Atelier Casa" in shown.text
    row = DataConfirmation.get()
    assert (row.organisation_id, row.partner, row.message_id) == (paul.organisation_id, claire.organisation.name, message.id)
    assert Organisation.get_by_id(paul.organisation_id).confirm_by == row.due_on
    assert "transmise" in told(claire)[0]
    confirming.confirm(Organisation.get_by_id(paul.organisation_id), paul, "192.0.2.1")
    assert len(told(claire)) == 2 and "a confirmé" in told(claire)[1]
    assert not [words for words in told(claire) if "Casa" in words]
    assert ContactMessage.get().state == "answered"


def test_asked_twice_the_customer_and_the_partner_hear_it_once(client, claire, paul, support):
    message = asked(client)
    executed(support, message)
    executed(support, message)
    assert DataConfirmation.select().count() == 1 and len(told(claire)) == 1


def test_in_the_partners_language(client, claire, paul, support):
    care.receive({"key": "k", "subject": "confirmation", "name": "Claire", "organisation_name": "Atelier", "email": claire.email, "body": "Client: Casa"}, market_of("en", "fr"), "192.0.2.1", 60)
    executed(support, ContactMessage.get())
    assert "has been passed on" in told(claire)[0]
    assert "Have a customer confirm its data" in see(client, HERE.replace("fr-fr", "en-ma")).text


@pytest.mark.parametrize("who", ["", "Atelier", "C-999999"])
def test_a_customer_that_is_not_exactly_one_is_asked_nothing(client, claire, paul, support, who):
    shown = executed(support, asked(client), who)
    assert shown.status == 422 and not DataConfirmation.select().exists() and told(claire) == []


def test_whether_we_know_the_customer_is_not_said(client, claire):
    shown = see(client, HERE).submit("/confirmation", customer="Nul ne le connaît", reason=WHY)
    assert "Votre demande est partie" in shown.text


@pytest.mark.parametrize("wrong", [{"customer": ""}, {"reason": ""}, {"customer": "x" * 300}])
def test_what_is_missing_is_said_beside_its_field(client, claire, wrong):
    shown = see(client, HERE).submit("/confirmation", **{"customer": "Atelier", "reason": WHY, **wrong})
    assert shown.status == 422 and not ContactMessage.select().exists()


def test_it_is_for_partners_only(client):
    person = customer()
    sign_in(client, person)
    assert client.get(HERE).status_code == 404


def test_other_messages_ask_no_customer_anything(client, support):
    care.receive({"key": "k", "subject": "other", "name": "A", "organisation_name": "", "email": "a@demo.example", "body": "Bonjour à tous."}, market_of("fr", "fr"), "192.0.2.1", 60)
    number = ContactMessage.get().id
    assert "Faire confirmer" not in see(support, f"/equipe/messages/{number}").text
    assert 'value="confirmation"' not in see(client, "/fr-fr/contact").response.text
