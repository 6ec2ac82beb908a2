"""Requests by mail, entered and answered by the staff under their one-month clock (clause 9.3)."""

import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from tests import builders
from tests.filled import see
from tests.services import privacy_world as world
from tests.web.staff.people import staff

from phoenix.accounts.models import Person
from phoenix.accounts.uses import is_restricted
from phoenix.care.models import ContactMessage
from phoenix.kernel import clock
from phoenix.privacy import erasure
from phoenix.privacy.models import DataRequest
from phoenix.team.models import StaffAct

LIST, NEW = "/equipe/demandes", "/equipe/demandes/nouvelle"
WROTE = {"kind": "rectification", "name": "Camille Vasseur", "email": "camille@vasseur.example", "channel": "mail",
         "country": "fr", "language": "fr", "received_on": "2027-01-31", "body": "Mon prénom est mal écrit."}
WORDS = "Voici notre réponse, avec le détail."


def day(year: int, month: int, number: int):
    return clock.frozen(datetime(year, month, number, 10, tzinfo=UTC))


@pytest.fixture
def support(app, client):
    with day(2027, 2, 1):
        staff(client, "support")
        yield client


def entered(client, **changes) -> DataRequest:
    see(client, NEW).submit("/nouvelle", **{**WROTE, **changes})
    return DataRequest.select().order_by(DataRequest.id.desc()).get()


def test_its_month_runs_from_the_day_it_came(support, mails):
    row = entered(support)
    assert (row.received_on, row.due_on) == (date(2027, 1, 31), date(2027, 2, 28))
    assert [mail.kind for mail in mails()] == ["privacy.received"]
    assert "28 février 2027" in see(support, f"{LIST}/{row.reference}").text


def test_its_account_is_found_by_the_address(support):
    person = world.camille()
    assert entered(support, email="Camille@Vasseur.example").person_id == person.id


def test_the_list_begins_with_the_least_time_left(support):
    late = entered(support, received_on="2026-12-20", name="Ancienne")
    young = entered(support, received_on="2027-02-01", name="Récente")
    text = see(support, LIST).text
    assert text.index(late.reference) < text.index(young.reference) and "en retard de 12 jours" in text.replace("\u00a0", " ")


def test_the_start_page_counts_them(support):
    entered(support)
    assert "Demandes sur les données sans réponse" in see(support, "/equipe").text


@pytest.mark.parametrize("wrong", [{"received_on": "2027-02-02"}, {"received_on": "2025-01-01"}, {"received_on": ""},
                                   {"name": ""}, {"email": "nobody"}, {"body": "court"}])
def test_nothing_is_lost_of_a_wrong_form(support, wrong):
    page = see(support, NEW).submit("/nouvelle", **{**WROTE, **wrong})
    assert page.status == 422 and DataRequest.select().count() == 0
    kept = {**WROTE, **wrong}
    assert page.form("/nouvelle")["values"]["body"].strip() == kept["body"]


def test_sent_twice_it_is_one(support):
    page = see(support, NEW)
    page.submit("/nouvelle", **WROTE)
    page.submit("/nouvelle", **WROTE)
    assert DataRequest.select().count() == 1


def test_identity_first_where_it_is_doubted(support, mails):
    person = world.camille()
    row = entered(support, doubted="y", kind="restriction", uses="prospecting")
    assert not is_restricted(person, "prospecting")
    page = see(support, f"{LIST}/{row.reference}")
    assert "Vérifiez d’abord" in page.submit("/reponse", words=WORDS).text
    assert see(support, f"{LIST}/{row.reference}").submit("/identite").status == 422
    see(support, f"{LIST}/{row.reference}").submit("/identite", destroyed="y")
    assert DataRequest.get_by_id(row.id).identity_checked_on == date(2027, 2, 1)
    assert is_restricted(person, "prospecting")
    see(support, f"{LIST}/{row.reference}").submit("/reponse", words=WORDS)
    assert DataRequest.get_by_id(row.id).state == "done"


def test_extended_on_the_last_day_of_the_first_month(app, client, mails):
    with day(2027, 2, 28):
        staff(client, "support")
        row = entered(client)
        page = see(client, f"{LIST}/{row.reference}")
        page.client.post(f"{LIST}/{row.reference}/prolongation", data={**page.form("/reponse")["values"], "words": WORDS})
        assert DataRequest.get_by_id(row.id).due_on == date(2027, 4, 30)
        (told,) = [mail for mail in mails() if mail.kind == "privacy.extended"]
        assert told.context["due_on"] == "30 avril 2027" and told.context["reason"] == WORDS


def test_not_extended_the_day_after_nor_twice(app, client):
    with day(2027, 3, 1):
        staff(client, "support")
        row = entered(client)
        page = see(client, f"{LIST}/{row.reference}")
        assert "Prolonger" not in page.text
        client.post(f"{LIST}/{row.reference}/prolongation", data={**page.form("/reponse")["values"], "words": WORDS})
        assert DataRequest.get_by_id(row.id).due_on == date(2027, 2, 28)


def test_refused_with_its_reason(support, mails):
    row = entered(support)
    page = see(support, f"{LIST}/{row.reference}")
    support.post(f"{LIST}/{row.reference}/refus", data={**page.form("/reponse")["values"], "words": WORDS})
    assert DataRequest.get_by_id(row.id).state == "refused"
    (told,) = [mail for mail in mails() if mail.kind == "privacy.closed"]
    assert (told.context["state"], told.context["answer"]) == ("refused", WORDS)


def test_words_are_needed(support):
    row = entered(support)
    assert see(support, f"{LIST}/{row.reference}").submit("/reponse", words="").status == 422
    assert DataRequest.get_by_id(row.id).state == "open"


def test_what_is_closed_is_not_closed_again(support, mails):
    row = entered(support)
    page = see(support, f"{LIST}/{row.reference}")
    page.submit("/reponse", words=WORDS)
    assert "déjà close" in page.submit("/reponse", words=WORDS).text
    assert len([mail for mail in mails() if mail.kind == "privacy.closed"]) == 1


def test_an_erasure_confirmed_is_done_at_once(support):
    world.camille()
    row = entered(support, kind="erasure")
    see(support, f"{LIST}/{row.reference}").submit("/effacement")
    assert "vasseur" not in Person.get().email and DataRequest.get_by_id(row.id).state == "done"


def test_an_erasure_under_contract_goes_by_closure(support):
    world.bought(world.camille(), "P1Y")
    row = entered(support, kind="erasure")
    page = see(support, f"{LIST}/{row.reference}")
    assert "passe par la clôture" in page.text and "/effacement" not in page.response.text
    assert Person.get().email == "camille@vasseur.example"


def test_somebody_without_account_has_their_letters_erased(support, mails):
    ContactMessage.create(key="k", subject="sales", name="Camille Vasseur", email="camille@vasseur.example",
                          body="Bonjour", language="fr", country="fr", network="n")
    row = entered(support, kind="erasure")
    see(support, f"{LIST}/{row.reference}").submit("/effacement")
    assert ContactMessage.select().count() == 0 and DataRequest.get_by_id(row.id).state == "done"


def test_the_copy_to_send_holds_what_the_address_has(support):
    world.traces(world.camille())
    row = entered(support, kind="access")
    answer = support.get(f"{LIST}/{row.reference}/copie.zip", buffered=True)
    assert b"Vasseur" in zipfile.ZipFile(io.BytesIO(answer.data)).read("donnees.json")
    assert StaffAct.select().where(StaffAct.act == "data_request_copied").count() == 1


def test_every_act_is_logged(support):
    row = entered(support)
    see(support, f"{LIST}/{row.reference}").submit("/reponse", words=WORDS)
    acts = [act.act for act in StaffAct.select().where(StaffAct.subject == f"data_request:{row.reference}").order_by(StaffAct.id)]
    assert acts == ["data_request_entered", "data_request_done"]


def test_accounting_finds_an_erased_account_by_its_key_alone(app, client):
    with day(2027, 2, 1):
        invoice = world.bought(world.camille(), "one_off", "once", "service")
        key = erasure.erase(invoice.organisation, "request:test", tell=False).key
        staff(client, "accounting")
        page = see(client, f"/equipe/effaces?key={key.lower()}")
        assert invoice.number in page.text
        answer = client.get(f"/equipe/effaces/{key}/{invoice.number}.pdf")
        assert answer.data == b"PDF of " + invoice.number.encode()
        other = builders.lyon(name="Autre")
        assert other.name not in page.text
        assert client.get(f"/equipe/effaces/EFF-0000/{invoice.number}.pdf").status_code == 404
        assert "Aucun compte effacé" in see(client, "/equipe/effaces?key=EFF-0000").text
