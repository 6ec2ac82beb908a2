"""The staff see who accepted which version, and publish the next one with its day (clauses 2b, 2e)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from tests.filled import see
from tests.web.staff.people import staff

from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.legal import service
from phoenix.legal.models import versions_of
from phoenix.messages.models import Message
from phoenix.team.models import StaffAct
from phoenix.translating import tree
from tests import payment_world as world

HERE = "/equipe/documents"
WRITE = f"{HERE}/conditions/publication"


@pytest.fixture(autouse=True)
def march(app):
    with clock.frozen(datetime(2027, 3, 1, 11, 0, tzinfo=UTC)):
        yield


def reworded() -> str:
    return versions_of("conditions")[0].source.replace("tribunaux de Paris", "tribunaux parisiens")


def previewed(client, on: str = "2027-04-01", **answers):
    return see(client, WRITE).submit("/apercu", on=on, **{"text": reworded(), **answers})


def test_the_list_tells_versions_hashes_and_how_many_accepted(client):
    lyon = world.person(world.organisation("fr"))
    with transaction():
        service.record_acceptance(
            service.documents_for_order("fr"), person_id=lyon.id, organisation_id=lyon.organisation_id,
            order_id=1, language="fr", address="", user_agent="",
        )
    staff(client, "sales")
    page = see(client, HERE)
    assert f"{service.version_in_force('conditions').sha256} 1 0" in page.text
    assert f"{service.version_in_force('cookies').sha256} 0 0" in page.text
    assert "Préparer une nouvelle version" not in page.text  # administrators publish


def test_a_version_is_written_compared_published_and_told(client, run_outbox):
    with clock.frozen(datetime(2027, 2, 1, tzinfo=UTC)):
        lyon = world.person(world.organisation("fr"))
    staff(client, "admin")
    page = previewed(client)
    assert "de Paris" in page.text and "parisiens" in page.text
    assert "1 organisation concernée" in page.text
    assert len(versions_of("conditions")) == 1
    done = page.submit("/publication")
    assert "La version 2 est publiée" in done.text and "annoncée" in done.text
    newest = versions_of("conditions")[0]
    assert (newest.in_force_on, newest.source) == (date(2027, 4, 1), reworded())
    assert StaffAct.select().where(StaffAct.act == "document_published", StaffAct.subject == "document:conditions").count() == 1
    run_outbox()
    assert Message.get(Message.kind == "contracts.document_changed").to_address == lyon.email


def test_sent_twice_it_is_published_and_logged_once(client):
    staff(client, "admin")
    page = previewed(client)
    assert page.submit("/publication").status == 200
    assert "La version 2 est publiée" in page.submit("/publication").text
    assert len(versions_of("conditions")) == 2
    assert StaffAct.select().where(StaffAct.act == "document_published").count() == 1


def test_two_who_write_at_once_do_not_overwrite_each_other(client):
    staff(client, "admin")
    first, second = previewed(client), previewed(client, text=reworded().replace("parisiens", "de la Seine"))
    first.submit("/publication")
    refused = second.submit("/publication")
    assert refused.status == 422 and "vient d’être publiée" in refused.text
    assert len(versions_of("conditions")) == 2


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"on": ""}, "Choisissez un jour"),
        ({"on": "2027-02-30"}, "date qui existe"),
        ({"on": "2027-02-01"}, "aujourd’hui ou plus tard"),
        ({"text": ""}, "Écrivez le texte"),
        ({"text": "Sans titre"}, "ne peut pas être publié"),
        ({"text": "# T\n\n## 1. Objet\n\n%(inconnu)s"}, "ne peut pas être publié"),
        ({"text": "x" * 200_001}, "trop long"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(client, answers, words):
    staff(client, "admin")
    page = previewed(client, **answers)
    assert page.status == 422 and words in page.text.replace("\u00a0", " ")
    kept = page.form("/apercu")["values"]["text"].strip()
    assert kept == answers.get("text", reworded()).strip()


def test_only_administrators_publish(client):
    staff(client, "sales")
    assert client.get(WRITE).status_code == 403


def test_an_unknown_document_is_not_found(client):
    staff(client, "admin")
    assert client.get(f"{HERE}/contrat/publication").status_code == 404


def test_the_translators_desk_sees_what_was_published_here(client):
    """clause 19b"""
    staff(client, "admin")
    previewed(client).submit("/publication")
    new = [text for text in tree.read() if text.domain == "legal" and "parisiens" in text.french[0]]
    assert [text.english for text in new] == [()]
    assert '<p lang="fr">20.2' in client.get("/en-fr/conditions/2").get_data(as_text=True)
