"""Staff see what a declaration would touch, declare, end it, and record the letters after thirty days (clause 13c)."""

from datetime import date

import pytest
from tests import builders
from tests.filled import see
from tests.web.ordering import sign_in
from tests.web.staff import people
from tests.web.test_account_subscriptions import BOUGHT, at, subscription

from phoenix.messages.models import Message
from phoenix.subscriptions.models import ForceMajeure, Subscription

SAID = {"country": "fr", "reason": "Incendie du centre de données.", "reason_en": "Fire at the data centre."}


@pytest.fixture
def row(app):
    with at(BOUGHT):
        yield subscription(builders.representative(builders.lyon()))


@pytest.fixture
def support(app, row):
    client = app.test_client()
    people.staff(client, "support")
    return client


def preview(support, row, **answers):
    page = see(support, "/equipe/force-majeure/nouveau")
    values = {**page.form("/apercu")["values"], "product": str(row.plan.product_id), **SAID, **answers}
    return see(support, "/equipe/force-majeure/apercu?" + "&".join(f"{name}={value}" for name, value in values.items()))


def test_the_effect_is_shown_before_and_nothing_is_declared_by_looking(support, row):
    page = preview(support, row)
    text = page.text.replace("\u202f", " ").replace("\u00a0", " ")
    assert "Abonnements 1 Clients 1" in text and "247,20 € HT" in text and SAID["reason_en"] in text
    assert not ForceMajeure.select().exists()
    assert "Ce cas" not in text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"since": "2027-01-01"}, "un jour des trente derniers"),
        ({"product": "999"}, "Choisissez un service"),
        ({"reason": ""}, "Dites aux clients"),
        ({"country": "de"}, "Pays de vente"),
    ],
)
def test_what_is_wrong_is_said_before(support, row, wrong, words):
    page = preview(support, row, **wrong)
    assert page.status == 422 and words in page.text
    assert page.form("/apercu")["values"]["reason_en"].strip() == SAID["reason_en"]


def test_declared_told_listed_and_ended(support, row, mails):
    page = preview(support, row).submit("/force-majeure")
    assert page.heading == "Business Premium" and "en cours" in page.text and row.number in page.text
    told = [mail for mail in mails() if mail.kind == "subscriptions.force_majeure"]
    assert [mail.context["reason"] for mail in told] == [SAID["reason"]]
    assert "Un cas est déjà déclaré" in preview(support, row).text
    assert "Business Premium" in see(support, "/equipe/force-majeure").text
    over = page.submit("/fin")
    assert "Le service reprend" in over.text and ForceMajeure.get().lifted_by.startswith("Aïcha Martin")
    assert "déjà noté" in page.submit("/fin").text
    assert Message.select().where(Message.kind == "subscriptions.force_majeure").count() == 2


def test_after_thirty_days_a_letter_ends_a_subscription(app, support, row):
    preview(support, row).submit("/force-majeure")
    address = f"/equipe/force-majeure/1/lettres/{row.number}"
    early = see(support, address).submit("/lettres", by="us", letter="1A 234", sent_on="2026-01-31", received_on="2026-01-31")
    assert early.status == 422 and "trente jours ne sont pas passés" in early.text
    with at(date(2026, 3, 3)):
        client = app.test_client()
        people.staff(client, "support")
        assert "Force majeure de plus de trente jours" in see(client, "/equipe").text
        assert "Enregistrer une lettre" in see(client, "/equipe/force-majeure/1").text
        page = see(client, address)
        wrong = page.submit("/lettres", by="customer", letter="1A 234", sent_on="2026-03-02", received_on="2026-03-01")
        assert wrong.status == 422 and "ni avant l’envoi" in wrong.text
        done = page.submit("/lettres", by="customer", letter="1A 234", sent_on="2026-02-27", received_on="2026-03-02")
        assert "a pris fin" in done.text and "Lettres enregistrées" in done.text and "1A 234" in done.text
    assert Subscription.get_by_id(row.id).stop_reason == "force_majeure"


def test_accounting_reads_and_does_not_declare(app, support, row):
    preview(support, row).submit("/force-majeure")
    client = app.test_client()
    people.staff(client, "accounting")
    page = see(client, "/equipe/force-majeure/1")
    assert page.status == 200 and not [form for form in page.forms if form["action"].endswith("/fin")]
    assert client.get("/equipe/force-majeure/nouveau").status_code == 403


def test_its_customer_sees_it_with_the_word_in_their_language(app, support, row):
    preview(support, row).submit("/force-majeure")
    client = app.test_client()
    sign_in(client, row.organisation.people[0])
    assert "Fire at the data centre." in client.get(f"/en-fr/compte/abonnements/{row.number}").text


@pytest.mark.postgresql
def test_it_works_on_postgresql(postgresql_app):
    with at(BOUGHT):
        row = subscription(builders.representative(builders.lyon()))
        client = postgresql_app.test_client()
        people.staff(client, "support")
        page = preview(client, row).submit("/force-majeure")
        assert page.heading == "Business Premium"
        page.submit("/fin")
        assert ForceMajeure.get().lifted_on == BOUGHT
