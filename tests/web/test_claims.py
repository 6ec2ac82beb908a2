"""Complaints on the page: a visitor's by link, a customer's in My Account (clauses 11a, 14b, 20a)."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from tests import builders
from tests.filled import see
from tests.web.accounts import people

from phoenix.care import claim_answers, settlements
from phoenix.care.claim_answers import Act
from phoenix.care.models import Claim, ClaimEntry
from phoenix.kernel import clock
from phoenix.messages.models import Message

WRITTEN = {
    "subject": "order", "title": "Deux sièges manquent", "about": "CF-2026-000001", "body": "Il en manque deux.",
    "wanted": "Deux sièges", "name": "Camille Roche", "organisation_name": "Atelier", "email": "camille@atelier.example",
}  # fmt: skip
OWN = {name: WRITTEN[name] for name in ("subject", "title", "body", "wanted")}


@pytest.fixture(autouse=True)
def monday(app):
    clock.set_to(datetime(2026, 9, 7, 9, tzinfo=UTC))


def link(mails, kind="care.claim_received") -> str:
    token = [each for each in mails() if each.kind == kind][-1].context["token"]
    return f"/fr-fr/reclamation/suivi/{token}"


def complain(client, **changes):
    return see(client, "/fr-fr/reclamation").submit("/reclamation", **{**WRITTEN, **changes})


def answered(row, body="Voici.") -> Claim:
    row = Claim.get_by_id(row.id)
    return claim_answers.answer(Act(row.id, row.version, f"a{row.version}", "Chloé Exemple", body))


def test_a_visitor_is_told_at_once_the_reference_and_the_day(client):
    page = complain(client)
    assert page.heading == "Votre réclamation est bien arrivée"
    assert Claim.get().reference in page.text
    assert "14 septembre 2026" in page.text


def test_the_thread_is_in_the_mailbox_only(client, mails):
    page = complain(client)
    assert "/suivi/" not in page.response.text
    shown = see(client, link(mails))
    assert "Il en manque deux." in shown.text
    assert shown.response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("about", ["", "CF-2026-000001", "nothing at all"])
def test_whether_a_number_exists_shows_nowhere(client, about):
    builders.confirmed_order(builders.representative(builders.lyon()), [(builders.plan(), 1, 0)])
    page = complain(client, about=about)
    assert page.status == 200 and "commande" not in page.text.lower().split("votre réclamation est bien arrivée")[1].split("imprimer")[0]
    assert Claim.get().order_id is None


@pytest.mark.parametrize(("field", "wrong"), [("title", ""), ("body", "court"), ("email", "camille"), ("name", ""), ("wanted", "x" * 2001)])
def test_a_wrong_answer_is_told_and_nothing_is_lost(client, field, wrong):
    page = complain(client, **{field: wrong})
    assert page.status == 422
    assert page.form("/reclamation")["values"]["organisation_name"] == "Atelier"
    assert not Claim.select().exists()


def test_links_by_the_dozen_are_sent_back_to_take_them_out(client):
    page = complain(client, body="Voir https://a.example https://b.example https://c.example https://d.example")
    assert page.status == 422
    assert "https://d.example" in page.form("/reclamation")["values"]["body"]


def test_a_robot_that_fills_the_trap_reaches_nobody(client):
    page = complain(client, website="https://spam.example")
    assert "bien arrivée" in page.text
    assert not Claim.select().exists() and not Message.select().exists()


def test_too_many_from_one_network_wait_and_lose_nothing(client):
    for _ in range(5):
        complain(client)
    page = complain(client)
    assert page.status == 429
    assert page.form("/reclamation")["values"]["title"] == WRITTEN["title"]
    assert Claim.select().count() == 5


def test_a_visitor_answers_on_the_page_of_the_link(client, mails):
    complain(client)
    answered(Claim.get())
    shown = see(client, link(mails, "care.claim_answer"))
    assert "Nous avons répondu" in shown.text
    page = shown.submit("/suivi/", body="Pas encore.")
    assert "bien arrivé" in page.text and "Pas encore." in page.text
    assert Claim.get().due_on == date(2026, 9, 14)


def test_a_forged_old_or_foreign_link_opens_nothing(client, mails):
    complain(client)
    good = link(mails)
    for wrong in (good[:-2], good.replace("suivi/", "suivi/x"), "/fr-fr/reclamation/suivi/1"):
        assert see(client, wrong).status == 410
    clock.set_to(clock.now() + timedelta(days=800))
    assert see(client, good).status == 410


def test_closed_it_is_reopened_from_the_link(client, mails):
    complain(client)
    row = Claim.get()
    claim_answers.close(Act(row.id, row.version, "k", "Chloé", "Tout est en ordre."), "refused")
    page = see(client, link(mails))
    assert "close" in page.text
    assert page.submit("/rouvrir", body="Non, rien n’a changé.").status == 200
    assert Claim.get().state == "open"


def test_the_record_is_there_to_print_once_it_is_written(client, mails):
    complain(client)
    row, here = Claim.get(), link(mails)
    assert see(client, f"{here}/reglement").status == 404
    record = {**settlements.draft(row), "offered": "Un siège", "offered_on": row.received_on, "outcome_on": None, "terms": ""}
    settlements.record(row.id, row.version, record, "Chloé Exemple")
    page = see(client, f"{here}/reglement")
    assert "Un siège" in page.text and "Deux sièges" in page.text
    assert "règlement amiable" in see(client, here).text


def test_in_english_and_in_morocco(client, mails):
    clock.set_to(datetime(2026, 12, 22, 9, tzinfo=UTC))
    page = see(client, "/en-ma/reclamation").submit("/reclamation", **{**WRITTEN, "title": "Seats", "body": "Two are missing."})
    assert "29 December 2026" in page.text
    assert [each.context["due"] for each in mails() if each.kind == "care.claim_received"] == ["29 December 2026"]


def customer(client):
    person = people.customer()
    people.sign_in(client, person)
    return person


def test_a_customer_complains_follows_and_writes_on(client):
    person = customer(client)
    page = see(client, "/fr-fr/compte/reclamations/nouvelle").submit("/nouvelle", **OWN)
    assert "14 septembre 2026" in page.text and page.heading == OWN["title"]
    row = Claim.get()
    assert (row.organisation_id, row.person_id, row.channel) == (person.organisation_id, person.id, "account")
    assert row.reference in see(client, "/fr-fr/compte/reclamations").text
    page = see(client, f"/fr-fr/compte/reclamations/{row.reference}").submit("/messages", body="Encore ceci.")
    assert "Encore ceci." in page.text
    assert ClaimEntry.select().where(ClaimEntry.kind == "message").count() == 1


def test_anothers_number_and_none_are_answered_alike(client):
    customer(client)
    order = builders.confirmed_order(builders.representative(builders.casablanca()), [(builders.plan(), 1, 0)])
    answers = set()
    for number in (order.number, "CF-2026-999999"):
        page = see(client, "/fr-fr/compte/reclamations/nouvelle").submit("/nouvelle", **OWN, about=number)
        assert page.status == 422
        answers.add(re.sub(r"value=\"[^\"]*\"", "", page.text))
    assert len(answers) == 1


def test_a_signed_in_customer_comes_to_the_form_of_the_account(client):
    customer(client)
    page = see(client, "/fr-fr/reclamation?reference=CF-1")
    assert page.address == "/fr-fr/compte/reclamations/nouvelle"
    assert page.form("/nouvelle")["values"]["about"] == "CF-1"


def test_who_writes_on_a_page_that_was_closed_meanwhile_is_told(client):
    customer(client)
    see(client, "/fr-fr/compte/reclamations/nouvelle").submit("/nouvelle", **OWN)
    row = Claim.get()
    page = see(client, f"/fr-fr/compte/reclamations/{row.reference}")
    claim_answers.close(Act(row.id, row.version, "k", "Chloé", "Fini."), "refused")
    told = page.submit("/messages", body="Encore ceci.")
    assert told.status == 422 and "entre-temps" in told.text
    assert told.form("/rouvrir")["values"]["body"].strip() == "Encore ceci."


def twice_by_one_form(client) -> None:
    """Two complaints, and the form of the second sent to the first as well."""
    people.sign_in(client, people.customer())
    pages = [see(client, "/fr-fr/compte/reclamations/nouvelle").submit("/nouvelle", **OWN) for _ in range(2)]
    key = pages[1].form("/messages")["values"]["key"]
    for page in pages:
        last = page.submit("/messages", key=key, body="Voici les papiers demandés.")
    assert last.status == 409 and last.heading == "Ce n’est pas possible à cet instant"
    assert ClaimEntry.select().where(ClaimEntry.kind == "message").count() == 1


def test_a_form_that_served_elsewhere_is_no_error_of_ours(client):
    twice_by_one_form(client)


@pytest.mark.postgresql
def test_nor_on_postgresql(postgresql_app):
    twice_by_one_form(postgresql_app.test_client())
