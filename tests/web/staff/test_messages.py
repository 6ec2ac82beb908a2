"""Contact messages reach a team, are answered in a thread, and robots are held without a third party (clause 1a)."""

from datetime import timedelta

import pytest
from tests.filled import see
from tests.web.staff import people

from phoenix.care.models import ContactMessage, ContactReply
from phoenix.kernel import clock
from phoenix.messages.models import Message

HERE = "/equipe/messages"
WRITTEN = {"subject": "support", "name": "Camille Roche", "email": "camille@atelier.example", "body": "Teams ne s’ouvre plus."}
SPAM = {"body": "Buy [url=https://a.example]here[/url] now", "name": "Best Prices"}


def write(client, **changes):
    return see(client, "/fr-fr/contact").submit("/contact", **{**WRITTEN, **changes})


@pytest.fixture
def desk(app):
    client = app.test_client()
    people.staff(client, "support")
    return client


@pytest.mark.parametrize(("subject", "team"), [("sales", "sales"), ("order", "sales"), ("support", "support"), ("closure", "support"), ("data", "support")])
def test_the_subject_says_which_team(client, subject, team):
    write(client, subject=subject)
    assert ContactMessage.get().team == team


def test_an_answer_goes_by_mail_and_the_author_writes_on_by_the_link(client, desk, mails):
    write(client)
    page = see(desk, f"{HERE}/{ContactMessage.get().id}").submit("/repondre", body="Redémarrez Teams.")
    assert "La réponse est envoyée" in page.text
    mail = [each for each in mails() if each.kind == "care.contact_answer"][-1]
    shown = see(client, f"/fr-fr/contact/suivi/{mail.context['token']}")
    assert "Redémarrez Teams." in shown.text
    shown.submit("/suivi/", body="Toujours rien.")
    shown.submit("/suivi/", body="Toujours rien.")
    assert ContactMessage.get().state == "open"
    assert [each.author for each in ContactReply.select().order_by(ContactReply.id)] == ["staff", "customer"]


def test_a_forged_link_opens_nothing(client):
    assert see(client, "/fr-fr/contact/suivi/x").status == 410


def test_two_of_the_staff_at_once_the_second_is_told(app, client, desk):
    write(client)
    other = app.test_client()
    people.staff(other, "sales")
    address = f"{HERE}/{ContactMessage.get().id}"
    mine, theirs = see(desk, address), see(other, address)
    mine.submit("/repondre", body="Première.")
    told = theirs.submit("/repondre", body="Seconde.")
    assert told.status == 409
    assert told.form("/repondre")["values"]["body"].strip() == "Seconde."
    assert theirs.submit("/transmettre", **{"pass-team": "accounting"}).status == 409
    assert theirs.submit("/classer").status == 409
    assert ContactReply.select().count() == 1


def test_a_message_is_passed_on_and_filed(client, desk):
    write(client)
    page = see(desk, f"{HERE}/{ContactMessage.get().id}").submit("/transmettre", **{"pass-team": "accounting"})
    assert "transmis" in page.text
    assert "Teams" in see(desk, f"{HERE}/{ContactMessage.get().id}").text
    assert "Camille" in see(desk, f"{HERE}?team=accounting").text
    page.submit("/classer")
    assert ContactMessage.get().state == "done"
    assert "Camille" not in see(desk, HERE).text


def test_what_looks_like_a_robots_is_held_until_somebody_looked(client, desk, mails):
    assert "bien arrivé" in write(client, **SPAM).text
    assert ContactMessage.get().state == "held"
    assert not Message.select().exists()
    assert "Messages retenus" in see(desk, "/equipe").text
    page = see(desk, f"{HERE}/{ContactMessage.get().id}").submit("/accepter")
    assert "suit son cours" in page.text
    assert {each.kind for each in mails()} == {"care.received", "care.thanks"}


def test_a_form_sent_at_once_is_not_held_for_that_alone(client):
    write(client)
    assert ContactMessage.get().state == "open"


def test_the_time_of_the_form_is_signed(client):
    page = see(client, "/fr-fr/contact")
    clock.set_to(clock.now() + timedelta(minutes=2))
    page.submit("/contact", **WRITTEN)
    assert ContactMessage.get().score == 0
    write(client, shown="forged")
    assert ContactMessage.select().order_by(ContactMessage.id.desc()).get().score == 2


def test_the_list_goes_page_by_page(client, desk, monkeypatch):
    monkeypatch.setattr("phoenix.staff.lists.StaffList.size", property(lambda self: 2))
    for number in range(3):
        write(client, name=f"Nom{number}")
    page = see(desk, HERE).text
    assert "Nom0" in page and "Nom1" in page and "Nom2" not in page
    page = see(desk, f"{HERE}?q=camille@atelier.example").text
    assert "Nom2" in page and "Nom1" in page and "Nom0" not in page
    first = ContactMessage.select().order_by(ContactMessage.id).get()
    page = see(desk, f"{HERE}?after={first.id}").text
    assert "Nom0" not in page and "Nom2" in page
