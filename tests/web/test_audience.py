"""Pages are counted for everybody without a cookie, and visits for those who consent to statistics."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from tests import builders
from tests.filled import see
from tests.rules.test_audience_rules import FIREFOX

from phoenix.audience import counting, rules, service
from phoenix.audience.counting import figures
from phoenix.audience.models import DailyFigure
from phoenix.consent import rules as consent
from phoenix.consent.rules import Choice
from phoenix.database import database
from phoenix.kernel import clock

NOON = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
DAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def quiet(app, monkeypatch):
    """What was counted is written when the test says so."""
    monkeypatch.setattr(figures, "_start", lambda seconds: setattr(figures, "timer", seconds))
    figures.counts.clear()
    figures.timer = None
    with clock.frozen(NOON):
        yield
    figures.counts.clear()
    figures.timer = None


def visit(client, address, **headers):
    return client.get(address, headers={"User-Agent": FIREFOX, **headers})


def totals(measure, first=DAY, last=DAY):
    figures.flush()
    return dict(service.by_subject(measure, first, last, 100))


def consenting(client, at=NOON, kinds=frozenset({consent.STATISTICS})):
    client.set_cookie(consent.COOKIE, consent.written(Choice(consent.VERSION, at, kinds, consent.new_proof())))


def test_each_page_seen_counts_also_when_the_cache_answers(app, client):
    for _ in range(3):
        visit(app.test_client(), "/fr-fr/")
    visit(client, "/fr-fr/contact")
    assert totals(rules.VIEW) == {"/fr-fr/": 3, "/fr-fr/contact": 1}
    assert service.by_day(rules.VIEW, DAY, DAY) == [(DAY, 4)]


def test_programs_errors_fragments_and_the_demo_do_not_count(client):
    client.get("/fr-fr/")
    visit(client, "/fr-fr/nulle-part")
    visit(client, "/fr-fr/demo/horloge")
    visit(client, "/fr-fr/catalogue", **{"HX-Request": "true"})
    visit(client, "/robots.txt")
    client.head("/fr-fr/", headers={"User-Agent": FIREFOX})
    assert totals(rules.VIEW) == {}


def test_staff_do_not_count(client):
    client.set_cookie(rules.STAFF_COOKIE, "1")
    visit(client, "/fr-fr/")
    assert totals(rules.VIEW) == {}


def test_of_a_referrer_only_the_host_is_kept(client):
    visit(client, "/fr-fr/", Referer="https://www.annuaire.example/page?name=marie")
    visit(client, "/fr-fr/", Referer="http://localhost/fr-fr/catalogue")
    assert totals(rules.REFERRER) == {"annuaire.example": 1}


def test_searches_in_vain_are_counted_also_from_the_cache(app, client):
    builders.plan(100, commitment="one_off", billing="once")
    for _ in range(2):
        page = visit(app.test_client(), "/fr-fr/catalogue?q=Zzzyx")
        assert rules.HEADER not in page.headers
    visit(client, "/fr-fr/catalogue?q=marie%40example.org")
    assert totals(rules.NOTHING_FOUND) == {"zzzyx": 2}


def test_counting_asks_the_database_for_nothing_and_is_written_in_one_go(client, monkeypatch):
    visit(client, "/fr-fr/")
    asked = []
    execute = database.obj.execute_sql
    monkeypatch.setattr(database.obj, "execute_sql", lambda sql, *rest, **more: asked.append(sql) or execute(sql, *rest, **more))
    visit(client, "/fr-fr/")
    assert not [sql for sql in asked if "daily_figure" in sql]
    figures.flush()
    assert len([sql for sql in asked if "daily_figure" in sql]) == 1


def test_figures_of_several_processes_add_up():
    for _ in range(3):
        counting.write(rules.Counter({(DAY, rules.VIEW, "/fr-fr/"): 2}))
    assert DailyFigure.get().count == 6


@pytest.mark.postgresql
def test_figures_add_up_side_by_side_on_postgresql(postgresql_app):
    counted = rules.Counter({(DAY, rules.VIEW, f"/fr-fr/{n}"): 1 for n in range(300)})

    def work():
        for _ in range(5):
            counting.write(counted)
        database.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {row.count for row in DailyFigure.select()} == {20}


def test_what_cannot_be_written_waits_for_the_next_time(client, monkeypatch):
    visit(client, "/fr-fr/")
    with monkeypatch.context() as broken:
        broken.setattr(counting, "write", lambda counts: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            figures.flush()
    visit(client, "/fr-fr/")
    assert totals(rules.VIEW) == {"/fr-fr/": 2}


def test_a_thread_of_its_own_writes_them(app, monkeypatch):
    monkeypatch.undo()
    monkeypatch.setattr(counting, "SECONDS", 0)
    with clock.frozen(NOON):
        figures.add((rules.VIEW, "/fr-fr/"))
        figures.timer.join(10)
    assert DailyFigure.get().count == 1


def test_without_consent_no_visit_is_measured(client):
    for kinds in (frozenset(), frozenset({consent.TECHNICAL})):
        consenting(client, kinds=kinds)
        visit(client, "/fr-fr/")
        assert client.get_cookie("phoenix_visite") is None
    assert totals(rules.VISIT) == {} and totals(rules.STEP) == {} and totals(rules.DEPTH) == {}


def test_with_consent_visits_pages_and_ways_are(client):
    consenting(client)
    visit(client, "/fr-fr/")
    visit(client, "/fr-fr/catalogue", Referer="http://localhost/fr-fr/")
    with clock.frozen(NOON + timedelta(minutes=rules.IDLE_MINUTES + 1)):
        visit(client, "/fr-fr/contact")
    assert totals(rules.VISIT) == {"new": 1, "returning": 1}
    assert totals(rules.DEPTH) == {"01": 2, "02": 1}
    assert totals(rules.STEP) == {"accueil → catalogue": 1}


def test_the_cookie_tells_nobody_apart(app):
    kept = []
    for _ in range(2):
        someone = app.test_client()
        consenting(someone)
        visit(someone, "/fr-fr/")
        kept.append(someone.get_cookie("phoenix_visite").value)
    assert kept[0] == kept[1]


def test_withdrawing_takes_the_cookie_away(client):
    consenting(client)
    visit(client, "/fr-fr/")
    assert client.get_cookie("phoenix_visite")
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    see(client, "/fr-fr/cookies/choix").submit("/cookies/refuser")
    assert client.get_cookie("phoenix_visite") is None


def test_the_cookie_dies_with_the_choice(client):
    consenting(client, NOON - timedelta(days=170))
    left = consent.expires(NOON - timedelta(days=170)) - NOON
    assert client.get_cookie("phoenix_visite") is None
    page = visit(client, "/fr-fr/")
    assert f"Max-Age={int(left.total_seconds())};" in str(page.headers.getlist("Set-Cookie"))


def test_figures_are_forgotten_after_two_years():
    counting.write(rules.Counter({(DAY - timedelta(days=age), rules.VIEW, "/fr-fr/"): 1 for age in (0, 700, 740)}))
    counting.forget_old(DAY)
    assert DailyFigure.select().count() == 2


def test_the_operator_reads_them(app, client):
    visit(client, "/fr-fr/", Referer="https://annuaire.example/")
    figures.flush()
    result = app.test_cli_runner().invoke(args=["audience", "show"])
    assert result.exit_code == 0 and "/fr-fr/" in result.output and "annuaire.example" in result.output
    wrong = app.test_cli_runner().invoke(args=["audience", "show", "--from", "2027-01-01", "--to", "2026-01-01"])
    assert wrong.exit_code != 0
