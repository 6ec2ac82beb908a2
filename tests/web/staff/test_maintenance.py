"""Staff announce a maintenance, change it, end it early; the second of two who change it is told (clause 13a)."""

from datetime import UTC, datetime

import pytest
from tests.filled import see
from tests.web.staff import people

from phoenix.barring import maintenances
from phoenix.barring.models import Maintenance
from phoenix.kernel import clock
from phoenix.team.models import StaffAct

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)  # ten in Paris
GOOD = {"starts_at": "2026-11-23T22:00", "ends_at": "2026-11-23T23:30", "words_fr": "Nouvelle base.", "words_en": "New database."}


@pytest.fixture
def boss(app):
    clock.set_to(NOW)
    client = app.test_client()
    people.staff(client, "admin")
    return client


def announce(boss, **answers):
    return see(boss, "/equipe/maintenance").submit("/maintenance", **{**GOOD, **answers})


def test_times_are_those_of_paris(boss, client):
    page = announce(boss)
    assert "est annoncée sur toutes les pages" in page.text
    row = Maintenance.get()
    assert (row.starts_at, row.ends_at) == (datetime(2026, 11, 23, 21, tzinfo=UTC), datetime(2026, 11, 23, 22, 30, tzinfo=UTC))
    assert row.announced_by.startswith("Aïcha Martin") and StaffAct.get().act == "maintenance_announced"
    assert "22:00" in client.get("/fr-fr/contact").text and "Maintenance prévue" in see(boss, "/equipe").text
    shown = see(boss, "/equipe/maintenance/1").form("/modification")["values"]
    assert shown["starts_at"] == "2026-11-23T22:00" and shown["words_en"].strip() == "New database."


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"ends_at": "2026-11-23T21:00"}, "La fin doit suivre le début"),
        ({"starts_at": "2026-11-22T21:00", "ends_at": "2026-11-22T22:00"}, "déjà passée"),
        ({"ends_at": "2026-11-29T21:00"}, "trois jours au plus"),
        ({"starts_at": "2028-11-22T21:00", "ends_at": "2028-11-22T22:00"}, "un an à l’avance"),
        ({"starts_at": "demain"}, "Indiquez un jour et une heure"),
        ({"starts_at": None}, "Indiquez le début"),
        ({"words_en": ""}, "aussi le message dans cette langue"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_typed_is_lost(boss, wrong, words):
    page = announce(boss, **wrong)
    assert page.status == 422 and words in page.text and not Maintenance.select().exists()
    assert page.form("/maintenance")["values"]["words_fr"].strip() == "Nouvelle base."


def test_two_do_not_overlap(boss):
    announce(boss)
    assert "Une autre maintenance" in announce(boss, starts_at="2026-11-23T23:00", ends_at="2026-11-24T01:00").text
    assert "est annoncée" in announce(boss, starts_at="2026-11-23T23:30", ends_at="2026-11-24T01:00").text


def test_the_second_of_two_is_told_and_loses_nothing(boss):
    announce(boss)
    mine, theirs = see(boss, "/equipe/maintenance/1"), see(boss, "/equipe/maintenance/1")
    assert "modifiée" in theirs.submit("/modification", ends_at="2026-11-23T23:45").text
    told = mine.submit("/modification", words_fr="Sauvegarde des bases.")
    assert told.status == 409 and "23:45" in told.text
    assert told.form("/modification")["values"]["words_fr"].strip() == "Sauvegarde des bases."
    assert Maintenance.get().words_fr == "Nouvelle base."
    told.submit("/modification")
    assert Maintenance.get().words_fr == "Sauvegarde des bases."


def test_under_way_it_is_lengthened_and_ended(boss, client):
    announce(boss)
    clock.set_to(datetime(2026, 11, 23, 21, 30, tzinfo=UTC))
    people.staff(boss, "admin")
    page = see(boss, "/equipe/maintenance/1")
    page.submit("/modification", starts_at="2026-11-24T22:00", ends_at="2026-11-23T23:59")
    row = Maintenance.get()
    assert row.starts_at == datetime(2026, 11, 23, 21, tzinfo=UTC) and row.ends_at == datetime(2026, 11, 23, 22, 59, tzinfo=UTC)
    assert client.get("/fr-fr/").status_code == 503
    assert "entre-temps" in page.submit("/fin").text  # of the version before
    assert "La boutique est ouverte" in see(boss, "/equipe/maintenance/1").submit("/fin").text
    assert client.get("/fr-fr/").status_code == 200
    assert maintenances.state_of(Maintenance.get()) == "over"


def test_an_announcement_is_taken_back(boss, client):
    announce(boss)
    see(boss, "/equipe/maintenance/1").submit("/annulation")
    assert "Maintenance prévue" not in client.get("/fr-fr/").text
    assert "annulée" in see(boss, "/equipe/maintenance").text


def test_support_reads_and_does_not_write(app, boss):
    announce(boss)
    client = app.test_client()
    people.staff(client, "support")
    page = see(client, "/equipe/maintenance")
    assert page.status == 200 and not [form for form in page.forms if form["action"].endswith("/maintenance")]
    assert client.get("/equipe/maintenance/1").status_code == 403


@pytest.mark.postgresql
def test_it_works_on_postgresql(postgresql_app):
    clock.set_to(NOW)
    client = postgresql_app.test_client()
    people.staff(client, "admin")
    announce(client)
    page = see(client, "/equipe/maintenance/1")
    assert "modifiée" in page.submit("/modification", ends_at="2026-11-23T23:45").text
    assert page.submit("/modification", ends_at="2026-11-23T23:50").status == 409
