"""Staff block an account, an address or a range, see who is blocked, and lift it (clauses 14a, 14b)."""

import dataclasses
import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from tests.filled import see
from tests.web.accounts.people import customer
from tests.web.staff import people
from werkzeug.test import Client

from phoenix.barring import blocks, gate
from phoenix.barring.models import Block
from phoenix.kernel import clock
from phoenix.privacy import retention
from phoenix.staff import blocks as staff_blocks
from phoenix.team.models import StaffAct
from phoenix.web.ratelimit import PagesPerVisitor

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
WHY = "Dix mille fiches lues en une heure."


@pytest.fixture
def support(app):
    clock.set_to(NOW)
    client = app.test_client()
    people.staff(client, "support")
    return client


def write(support, target: str, **answers):
    page = see(support, "/equipe/blocages/nouveau")
    return page.submit("/nouveau", **{"target": target, "reason": WHY, "until": "2026-12-01", **answers})


def test_an_address_is_blocked_seen_and_let_in_again(support):
    page = write(support, "203.0.113.7")
    assert page.heading == "Blocage B-1" and "203.0.113.7/32" in page.text and "2 décembre 2026, 00:00" in page.text
    assert "203.0.113.7" in see(support, "/equipe/blocages").text
    act = StaffAct.get(StaffAct.act == "block_set")
    assert act.after["of"] == "203.0.113.7/32" and act.after["reason"] == WHY
    assert page.submit("/levee", why=" ").status == 422
    lifted = page.submit("/levee", why="Un client derrière la même adresse.")
    assert "Le blocage est levé." in lifted.text and Block.get().lifted_by.startswith("Aïcha Martin")
    assert "Aucun blocage ici" in see(support, "/equipe/blocages").text
    assert "203.0.113.7" in see(support, "/equipe/blocages?state=over&q=203.0.113.7").text
    again = page.submit("/levee", why="Encore.")
    assert "déjà terminé" in again.text


def test_one_at_a_time_and_another_after_it(support):
    write(support, "203.0.113.7")
    assert "déjà bloqué" in write(support, "203.0.113.7/32").text and Block.select().count() == 1
    clock.set_to(NOW + timedelta(days=30))
    people.staff(support, "support")
    page = write(support, "203.0.113.7", until="2026-12-31")
    assert page.heading == "Blocage B-2" and "Autres blocages" in page.text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("pas une adresse", "une plage (203.0.113.0/24)"),
        ("203.0.113.0/40", "une plage (203.0.113.0/24)"),
        ("C-999999", "Aucun compte"),
        ("personne@demo.example", "Aucun compte"),
        ("127.0.0.1", "ce serveur"),
        ("0.0.0.0/0", "ce serveur"),
        ("::/0", "ce serveur"),
        ("5.0.0.0/8", "trop large"),
        ("2a00::/16", "trop large"),
    ],
)
def test_what_cannot_be_blocked_says_why_and_keeps_what_was_typed(support, typed, words):
    page = write(support, typed)
    assert page.status == 422 and words in page.text
    assert page.form("/nouveau")["values"]["target"] == typed and not Block.select().exists()


@pytest.mark.parametrize(("typed", "count"), [("5.10.0.0/16", "65 536"), ("10.1.2.3", "réseau privé"), ("2a00:1:2::/40", "16 777 216")])
def test_wide_and_private_ranges_are_confirmed_first(support, typed, count):
    page = write(support, typed)
    assert page.status == 422 and count in page.text.replace("\u202f", " ")
    assert page.submit("/nouveau", confirmed="y").heading == "Blocage B-1"


def test_nobody_blocks_where_the_team_works(app, support):
    colleague = app.test_client()
    colleague.environ_base["REMOTE_ADDR"] = "198.51.100.20"
    people.staff(colleague, "sales")
    colleague.environ_base["REMOTE_ADDR"] = "198.51.100.99"
    assert "L’équipe travaille" in write(support, "198.51.100.0/24").text
    assert blocks.stop_harvesting("198.51.100.20") is None
    support.environ_base["REMOTE_ADDR"] = "192.0.2.44"
    assert "vous peut-être" in write(support, "192.0.2.0/24").text


@pytest.mark.parametrize(("day", "words"), [("2026-11-22", "jour à venir"), ("2028-01-01", "un an au plus"), ("hier", "une date")])
def test_a_block_has_an_end_within_a_year(support, day, words):
    page = write(support, "203.0.113.7", until=day)
    assert page.status == 422 and words in page.text


def test_a_customer_is_blocked_by_reference_and_a_person_by_address(support):
    claire = customer()
    mine = f"/equipe/organisations/{claire.organisation.reference}"
    form = see(support, "/equipe/blocages/nouveau?qui=" + claire.organisation.reference).form("/nouveau")
    assert form["values"]["target"] == claire.organisation.reference and "Bloquer ce compte" in see(support, mine).text
    page = write(support, claire.organisation.reference.lower(), category="misuse")
    assert "Voir le blocage en vigueur" in see(support, mine).text
    assert claire.organisation.name in page.text and "Voir le client" in page.text
    page = write(support, claire.email.upper(), category="guessing")
    assert claire.email in page.text
    found = see(support, f"/equipe/blocages?q={claire.organisation.reference}").text
    assert "contraire aux droits d’autrui" in found and "ou accès au compte" not in found.split("Blocages", 2)[-1].split("État")[-1]


def test_the_list_goes_on_from_the_last_row_and_is_narrowed_sorted_and_taken_along(support, monkeypatch):
    monkeypatch.setattr(staff_blocks, "BLOCKS", dataclasses.replace(staff_blocks.BLOCKS, size=2))
    for last, category in enumerate(("misuse", "misuse", "attack", "misuse"), start=1):
        blocks.block(blocks.Target("address", network=f"203.0.113.{last}/32"), category, WHY, NOW + timedelta(days=9 - last))
    page = see(support, "/equipe/blocages")
    assert "203.0.113.4" in page.text and "203.0.113.2" not in page.text
    following = re.search(r'href="([^"]*[?&;]after=[^"]*)"', page.response.text)
    assert "203.0.113.2" in see(support, html.unescape(following[1])).text
    narrowed = see(support, "/equipe/blocages?state=open&category=attack").text
    assert "203.0.113.3" in narrowed and "203.0.113.4" not in narrowed
    by_end = support.get("/equipe/blocages?state=open&by=team&sort=-until&format=csv", buffered=True).text.splitlines()
    assert [line.split(";")[0] for line in by_end[1:]] == ["203.0.113.1", "203.0.113.2", "203.0.113.3", "203.0.113.4"]
    assert "Aucun blocage ici" in see(support, "/equipe/blocages?state=over").text


def harvester(app, address: str = "203.0.113.7"):
    """Somebody who asks from an address, past a small share and in spite of 429."""
    items = (RateLimitItemPerMinute(3),)
    counted = PagesPerVisitor(
        app.wsgi_app, app.config["SETTINGS"], items, RateLimitItemPerHour(4), lambda whose: gate.stop_harvester(app, whose)
    )
    visitor = Client(counted)
    return lambda: visitor.get("/fr-fr/catalogue?q=azure", environ_overrides={"REMOTE_ADDR": address})


def test_harvesting_is_slowed_then_stopped_by_a_dated_block_that_staff_lift(app, support):
    ask = harvester(app)
    answers = [ask() for _ in range(9)]
    assert [each.status_code for each in answers] == [200] * 3 + [429] * 4 + [403] * 2
    assert answers[3].headers["Retry-After"] and "extraction automatisée" in answers[-1].text
    row = Block.get()
    assert row.automatic and row.until == NOW + timedelta(hours=1)
    assert "Adresses bloquées automatiquement" in see(support, "/equipe").text
    see(support, "/equipe/blocages/1").submit("/levee", why="C’est notre partenaire.")
    assert ask().status_code == 429  # slowed still, no longer stopped


def test_each_time_it_lasts_longer(app):
    clock.set_to(NOW)
    lengths = []
    for _ in range(4):
        row = blocks.stop_harvesting("203.0.113.7")
        lengths.append(row.until - row.began_at)
        clock.set_to(row.until)
    assert lengths == [timedelta(hours=1), timedelta(hours=24), timedelta(days=7), timedelta(days=7)]


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.5", "::1", "fd00::1", "nonsense"])
def test_what_all_customers_may_be_behind_is_never_stopped_by_itself(app, address):
    assert blocks.stop_harvesting(address) is None


def test_a_year_after_its_end_a_block_is_forgotten(app):
    clock.set_to(NOW)
    blocks.block(blocks.Target("address", network="203.0.113.7/32"), "misuse", WHY, NOW + timedelta(days=1))
    for days, left in ((365, 1), (367, 0)):
        retention.run((NOW + timedelta(days=days)).date(), "test")
        assert Block.select().count() == left
