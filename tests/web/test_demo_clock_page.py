"""The page of the demo's clock: what day it is, a form to move it, how far it is, what happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.filled import see

from phoenix import worker
from phoenix.demo_clock import service, state
from phoenix.kernel import clock
from phoenix.kernel.markets import MARKETS
from phoenix.outbox.models import Job
from phoenix.web.filters import day

PAGE = "/fr-fr/demo/horloge"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def empty(app):
    """Nothing is owed."""
    Job.delete().execute()


@pytest.fixture
def folder(app):
    return app.config["SETTINGS"].instance


def written(date, market="fr-fr"):
    return day(date, MARKETS[market])


def in_days(count):
    return service.today() + timedelta(days=count)


def move():
    """The worker's part."""
    service.move_as_asked(worker.live_through, lambda: False)


def test_the_short_address_leads_to_the_visitors_language(client):
    answer = client.get("/demo/horloge", headers={"Accept-Language": "en-GB"})
    assert answer.location == "/en-fr/demo/horloge"


@pytest.mark.parametrize(("market", "title"), [("fr-fr", "Horloge de démonstration"), ("en-ma", "Demonstration clock")])
def test_it_shows_what_day_it_is(app, client, market, title):
    page = see(client, f"/{market}/demo/horloge")
    assert page.heading == title
    assert written(service.today(), market) in page.text


def test_every_page_leads_there_and_shows_the_day_also_from_the_cache(app, client):
    for count in (0, 1):
        if count:
            service.advance(in_days(1), lambda _day: None)
        for _again in range(2):
            page = client.get("/fr-fr/")
            assert f'href="{PAGE}"' in page.text and "Set-Cookie" not in page.headers
            assert written(service.today()) in see(client, "/fr-fr/").text


def test_a_date_is_asked_for_and_the_worker_goes_there(app, client):
    target = in_days(12)
    page = see(client, PAGE).submit(PAGE, until=target.isoformat(), follow=False)
    assert page.status == 303 and page.response.location == PAGE
    waiting = see(client, PAGE)
    assert "va se mettre en marche" in waiting.text and written(target) in waiting.text
    move()
    arrived = see(client, PAGE)
    assert service.today() == target
    assert "Ce qui s’est passé Du" in arrived.text and "Jours 12" in arrived.text
    assert "/demo/mails/" in arrived.response.text and "/fr-fr/compte" in arrived.response.text


def test_one_click_moves_by_a_day_a_month_or_a_year(client):
    before = service.today()
    forms = [form for form in see(client, PAGE).forms if "until" in form["values"]]
    until = [form["values"]["until"] for form in forms]
    assert until[0] == in_days(1).isoformat() and len(until) == 4
    page = see(client, PAGE)
    client.post(PAGE, data=page.form(PAGE)["values"])
    move()
    assert service.today() == before + timedelta(days=1)


def test_while_time_passes_the_page_says_so_and_looks_again(app, client, folder):
    target, seen = in_days(4), []

    def look(today):
        seen.append((today, client.get(PAGE), client.get(PAGE, headers=HTMX)))

    service.advance(target, look)
    today, page, part = seen[1]
    for answer in (page, part):
        text = answer.text.replace("\u00a0", " ")
        assert f"Le temps passe : {written(today)}, jusqu’au {written(target)}." in text
        assert 'data-hx-trigger="every 1s"' in text and 'max="4" value="2"' in text
        assert "HX-Request" in answer.headers["Vary"]
    assert '<noscript><meta http-equiv="refresh"' in page.text and "<html" not in part.text
    arrived = client.get(PAGE, headers=HTMX).text
    assert "every 1s" not in arrived and "Du " in arrived


def test_the_bar_of_the_page_follows_while_time_passes(app, client):
    shown = []

    def look(today):
        part = client.get(PAGE, headers=HTMX).text
        shown.append(f"Horloge de démonstration : {written(today)}" in part.replace("\u00a0", " ") and 'hx-target="#demo-bar"' in part)

    service.advance(in_days(2), look)
    assert shown == [True, True]


def test_the_foot_of_every_page_leads_there_too(app, client):
    foot = client.get("/en-ma/contact").text.split("<footer")[1]
    assert 'href="/en-ma/demo/horloge"' in foot


def test_it_is_stopped_from_the_page(client):
    target = in_days(9)

    def on_day(today):
        if today == target - timedelta(days=5):
            assert see(client, PAGE).submit("/arret").status == 200

    service.advance(target, on_day)
    assert service.today() == target - timedelta(days=5)
    assert "Jours 4" in see(client, PAGE).text


def test_an_interrupted_movement_is_said_and_continued(client, folder):
    lived = []
    service.advance(in_days(6), lived.append, lambda: len(lived) == 2)
    target = service.standing().state.target
    page = see(client, PAGE)
    assert "L’horloge s’est arrêtée avant le" in page.text
    again = next(form for form in page.forms if form["values"].get("until") == target.isoformat())
    client.post(PAGE, data=again["values"])
    move()
    assert service.today() == target


@pytest.mark.parametrize(
    ("until", "says"),
    [
        ("2020-01-01", "Le temps n’avance que vers l’avant"),
        ("2999-01-01", "au plus"),
        ("demain", "Indiquez une date qui existe."),
        ("2027-02-30", "Indiquez une date qui existe."),
        ("", "Choisissez un jour."),
    ],
)
def test_a_date_that_cannot_be_is_told_beside_its_field(client, until, says):
    page = see(client, PAGE).submit(PAGE, until=until)
    assert page.status == 422 and page.text.count(says) == 2
    assert not service.standing().asked


def test_somebody_elses_page_cannot_move_it(client):
    target = in_days(3).isoformat()
    assert client.post(PAGE, data={"until": target}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert not service.standing().asked


def test_only_one_moves_it(client, folder):
    page = see(client, PAGE)
    with state.only_mover(folder):
        answer = page.submit(PAGE, until=in_days(3).isoformat())
    assert "L’horloge avance déjà" in answer.text
    assert not service.standing().asked


def test_a_real_shop_has_no_such_page(app, client, folder):
    page = see(client, PAGE)
    values = {**page.form(PAGE)["values"], "until": in_days(3).isoformat()}
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, production=True)
    try:
        answers = [client.get("/demo/horloge"), client.get(PAGE), client.post(PAGE, data=values), client.post(f"{PAGE}/arret", data=values)]
    finally:
        app.config["SETTINGS"] = before
    assert [answer.status_code for answer in answers] == [404] * 4
    assert not (folder / state.FILE).exists()
    assert abs(clock.offset()) == timedelta()
