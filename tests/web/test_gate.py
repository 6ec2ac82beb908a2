"""Who is blocked meets a page and nobody else does; during a maintenance customers come back later (clauses 13a, 14a)."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import builders
from tests.filled import see
from tests.web.accounts.people import customer, sign_in
from tests.web.staff import people

from phoenix.barring import blocks, kept, maintenances, rules
from phoenix.barring.models import ADDRESS, ORGANISATION, PERSON, Block
from phoenix.database import database
from phoenix.kernel import clock

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=3)
HARVESTER = "203.0.113.7"


@pytest.fixture(autouse=True)
def _clock(app):
    clock.set_to(NOW)


def stop(network: str, **more) -> Block:
    target = blocks.Target(ADDRESS, network=network)
    return blocks.block(target, "harvesting", "Dix mille fiches en une heure.", more.pop("until", LATER))


def get(app, path: str, address: str = HARVESTER, **more):
    return app.test_client().get(path, environ_overrides={"REMOTE_ADDR": address}, **more)


def test_a_blocked_address_is_told_why_until_when_and_whom_to_write_to(app):
    stop("203.0.113.0/24")
    answer = get(app, "/fr-fr/catalogue")
    assert answer.status_code == 403
    assert "extraction automatisée" in answer.text and "26 novembre 2026, 10:00" in answer.text
    assert "support@taotp.tech" in answer.text and "Dix mille fiches" not in answer.text
    english = get(app, "/en-fr/")
    assert english.status_code == 403 and '<html lang="en">' in english.text and 'lang="fr"' in english.text


def test_pages_kept_for_others_are_not_shown_to_it(app):
    assert get(app, "/fr-fr/").status_code == 200
    stop(HARVESTER + "/32")
    assert get(app, "/fr-fr/").status_code == 403
    assert get(app, "/fr-fr/", "203.0.113.8").status_code == 200


def test_the_legal_texts_health_and_machines_stay_open(app):
    stop("203.0.113.0/24")
    for path in ("/fr-fr/mentions-legales", "/fr-fr/conditions", "/healthz"):
        assert get(app, path).status_code == 200, path
    hook = app.test_client().post("/stripe/webhook", data=b"{}", environ_overrides={"REMOTE_ADDR": HARVESTER})
    assert hook.status_code == 400  # refused for its signature, by the view itself
    assert get(app, "/fr-fr/contact").status_code == 403


def test_an_ipv6_customer_is_its_whole_network(app):
    stop("2001:db8:1:2::/64")
    assert get(app, "/fr-fr/", "2001:db8:1:2:aaaa::1").status_code == 403
    assert get(app, "/fr-fr/", "2001:db8:1:3::1").status_code == 200
    assert get(app, "/fr-fr/", "::ffff:203.0.113.7").status_code == 200


def test_it_ends_by_itself_and_may_be_lifted_before(app):
    row = stop(HARVESTER + "/32")
    clock.set_to(LATER - timedelta(seconds=1))
    assert get(app, "/fr-fr/").status_code == 403
    clock.set_to(LATER)
    assert get(app, "/fr-fr/").status_code == 200
    clock.set_to(NOW)
    blocks.lift(row, "Un client derrière la même adresse.")
    assert get(app, "/fr-fr/").status_code == 200
    with pytest.raises(rules.ChangedMeanwhile):
        blocks.lift(row, "Encore.")


def test_another_process_knows_at_once(app, monkeypatch):
    get(app, "/fr-fr/")
    mine = kept._kept
    stop(HARVESTER + "/32")
    monkeypatch.setattr(kept, "_kept", mine)  # what a process kept that did not make the block
    assert get(app, "/fr-fr/").status_code == 403


@pytest.mark.parametrize("kind", [ORGANISATION, PERSON])
def test_a_blocked_account_orders_nothing_and_keeps_its_papers(app, kind):
    claire = customer()
    client = app.test_client()
    sign_in(client, claire)
    target = blocks.Target(kind, organisation=claire.organisation if kind == ORGANISATION else None, person=claire if kind == PERSON else None)
    blocks.block(target, "misuse", "Revente.", LATER)
    assert client.get("/fr-fr/compte/factures").status_code == 303  # signed out
    page = sign_in(client, claire)
    assert page.status == 403 and "Votre compte est bloqué" in page.heading
    for path in ("factures", "abonnements", "donnees", "cloture", "documents"):
        assert client.get(f"/fr-fr/compte/{path}").status_code == 200, path
    assert client.get("/fr-fr/compte/factures/retenues").status_code == 404  # for customers in Morocco, blocked or not
    for path in ("panier", "commande", "compte/commandes", "compte/profil"):
        assert client.get(f"/fr-fr/{path}").status_code == 403, path
    assert client.get("/fr-fr/catalogue").status_code == 200 and client.get("/fr-fr/contact").status_code == 200
    other = app.test_client()
    sign_in(other, customer(builders.casablanca()))
    assert other.get("/fr-ma/panier").status_code == 200


def test_staff_signed_in_is_not_locked_out_and_a_stranger_is(app):
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = HARVESTER
    people.staff(client, "support")
    stop("203.0.113.0/24")
    assert client.get("/equipe").status_code == 200
    assert get(app, "/equipe/connexion").status_code == 403


def test_what_the_software_blocked_leaves_the_staffs_door_open(app):
    blocks.stop_harvesting(HARVESTER)
    assert get(app, "/fr-fr/").status_code == 403
    assert get(app, "/equipe/connexion").status_code == 200


def window(hours: int = 2, length: int = 1):
    starts = NOW + timedelta(hours=hours)
    return maintenances.announce(starts, starts + timedelta(hours=length), "Nouvelle base.", "New database.")


def test_every_page_announces_it_and_kept_pages_are_made_anew(app, client):
    assert "Maintenance prévue" not in client.get("/fr-fr/").text
    row = window()
    for path in ("/fr-fr/", "/fr-fr/", "/fr-fr/contact", "/fr-fr/mentions-legales"):
        page = see(client, path)
        assert "Maintenance prévue." in page.text and "23 novembre 2026, 12:00" in page.text and "Nouvelle base." in page.text, path
    assert "New database." in client.get("/en-ma/").text
    maintenances.cancel(row, row.version)
    assert "Maintenance prévue" not in client.get("/fr-fr/").text


def test_during_it_customers_are_told_when_to_come_back(app, client):
    client.get("/fr-fr/")
    window()
    clock.set_to(NOW + timedelta(hours=2, minutes=15))
    answer = client.get("/fr-fr/")
    assert answer.status_code == 503 and answer.headers["Retry-After"] == str(45 * 60)
    assert "23 novembre 2026, 13:00" in answer.text and "Nouvelle base." in answer.text
    assert "New database." in answer.text and "opens again" in answer.text
    english = client.get("/en-ma/catalogue")
    assert english.status_code == 503 and '<html lang="en">' in english.text and "Casablanca" in english.text
    assert client.post("/fr-fr/panier").status_code == 503
    assert client.get("/", follow_redirects=False).status_code == 503


def test_machines_and_health_go_on(app, client):
    window()
    assert client.get("/healthz").json["maintenance"] is False
    clock.set_to(NOW + timedelta(hours=2))
    assert client.get("/healthz").json["maintenance"] is True
    assert client.post("/stripe/webhook", data=b"{}").status_code == 400


def test_staff_works_as_usual(app, client):
    window()
    clock.set_to(NOW + timedelta(hours=2))
    people.staff(client, "support")
    for path in ("/equipe", "/equipe/reclamations", "/equipe/blocages"):
        assert client.get(path).status_code == 200, path
    assert "fermée aux clients" in client.get("/equipe").text


def test_it_ends_by_itself_and_before_when_staff_say_so(app, client):
    row, other = window(), window(5)
    clock.set_to(NOW + timedelta(hours=2, minutes=1))
    assert client.get("/fr-fr/").status_code == 503
    maintenances.end(row, row.version)
    assert client.get("/fr-fr/").status_code == 200
    with pytest.raises(rules.ChangedMeanwhile):
        maintenances.end(row, row.version)
    clock.set_to(other.ends_at - timedelta(seconds=1))
    assert client.get("/fr-fr/").status_code == 503
    clock.set_to(other.ends_at)
    assert client.get("/fr-fr/").status_code == 200


def statements(app, monkeypatch, act) -> int:
    ran = []
    real = database.obj.execute_sql
    monkeypatch.setattr(database.obj, "execute_sql", lambda sql, *rest, **more: ran.append(sql) or real(sql, *rest, **more))
    act()
    monkeypatch.undo()
    return len(ran)


def test_it_asks_the_database_nothing_more(app, client, monkeypatch):
    client.get("/fr-fr/")
    before = statements(app, monkeypatch, lambda: client.get("/fr-fr/"))
    stop("198.51.100.0/24")
    window()
    client.get("/fr-fr/")
    client.get("/fr-fr/")
    assert statements(app, monkeypatch, lambda: client.get("/fr-fr/")) == before == 1


@pytest.mark.postgresql
def test_it_works_on_postgresql(postgresql_app):
    clock.set_to(NOW)
    app = postgresql_app
    row = stop("203.0.113.0/24")
    assert get(app, "/fr-fr/").status_code == 403
    blocks.lift(row, "Erreur.")
    assert get(app, "/fr-fr/").status_code == 200
    assert blocks.stop_harvesting(HARVESTER).automatic and blocks.stop_harvesting(HARVESTER) is None
    window()
    clock.set_to(NOW + timedelta(hours=2))
    assert get(app, "/fr-fr/", "198.51.100.1").status_code == 503
