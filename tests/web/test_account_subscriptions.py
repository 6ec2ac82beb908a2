"""My Account, subscriptions: list and page of each, renew or stop, fewer at the next term (clauses 3.3b, 13c, 15b, 15d)."""

from datetime import UTC, date, datetime

import pytest

from phoenix.catalogue.models import Price
from phoenix.database import database
from phoenix.kernel import clock
from phoenix.subscriptions import changing, force_majeure
from phoenix.subscriptions.changing import Actor
from phoenix.subscriptions.models import Subscription, VendorTask
from phoenix.subscriptions.run import run
from tests import builders
from tests.filled import see
from tests.web.ordering import HTMX, bought, sign_in

LIST = "/fr-fr/compte/abonnements"
BOUGHT = date(2026, 1, 31)


def at(day: date, hour: int = 12):
    return clock.frozen(datetime(day.year, day.month, day.day, hour, tzinfo=UTC))


@pytest.fixture
def camille(app):
    with at(BOUGHT):
        yield builders.representative(builders.lyon())


def browser(app, person):
    """A browser signed in now, whatever now is."""
    client = app.test_client()
    sign_in(client, person)
    return client


def page(client, number: str, step: str = "", market: str = "fr-fr"):
    return see(client, f"/{market}/compte/abonnements/{number}{step}")


def subscription(person, minor=2_060, commitment="P1Y", billing="month", seats=12, **plan) -> Subscription:
    product = plan.pop("of", None) or builders.product(max_quantity=300, name_fr="Business Premium", name_en="Business Premium")
    bought(person, (builders.plan(minor, commitment, billing, of=product, **plan), seats, minor))
    return Subscription.select().order_by(Subscription.id.desc()).get()


def refreshed(row: Subscription) -> Subscription:
    return Subscription.get_by_id(row.id)


def announce(row: Subscription, minor: int, since: date) -> None:
    Price.create(plan=row.plan_id, country="fr", currency="EUR", amount=minor, valid_from=since, created_at=clock.now())


# The list.


def test_the_list_tells_quantity_price_lock_and_next_invoice(app, camille):
    row = subscription(camille)
    words = see(browser(app, camille), LIST).text
    for expected in ("Business Premium", row.number, "12 utilisateurs", "20,60 €", "30/01/2027", "28/02/2026", "296,64 € TTC"):
        assert expected in words.replace("\u202f", " ").replace("\u00a0", " ")


def test_what_has_ended_is_listed_apart(app, camille):
    running, over = subscription(camille), subscription(camille)
    changing.choose(over, "stop", Actor(camille, "fr"))
    with at(date(2027, 1, 31)):
        run(date(2027, 1, 31))
        client = browser(app, camille)
        assert over.number not in see(client, LIST).text
        ended = see(client, f"{LIST}?state=ended").text
    assert over.number in ended and running.number not in ended
    assert "En cours 1" in ended and "Terminés 1" in ended


def test_the_list_is_empty_in_words(app, camille):
    assert "Aucun abonnement pour l’instant" in see(browser(app, camille), LIST).text
    subscription(camille)
    assert "Aucun abonnement terminé" in see(browser(app, camille), f"{LIST}?state=ended").text


def test_htmx_gets_the_list_alone(app, camille):
    subscription(camille)
    answer = browser(app, camille).get(LIST, headers=HTMX)
    assert answer.get_data(as_text=True).lstrip().startswith('<div id="subscriptions">')
    assert "HX-Request" in answer.headers["Vary"]


# The page of one.


def test_the_page_shows_all_there_is_to_know(app, camille):
    row = subscription(camille, vendor_window_hours=168)
    shown = page(browser(app, camille), row.number)
    assert shown.heading == "Business Premium"
    text = shown.text.replace("\u202f", " ").replace("\u00a0", " ")
    for expected in (
        "Prix garanti jusqu’au 30 janvier 2027",
        "Lot du",
        "jusqu’au 6 février 2026, 13:00",
        "28/02/2026",
        "Les 8 suivantes",
        "renouvellement, au prix connu à ce jour",
        "Dernier jour pour l’arrêter : le 29 janvier 2027 inclus",
        "Abonnement ouvert",
        "PAF-",
    ):
        assert expected in text, expected


def test_a_price_announced_for_the_renewal_is_told(app, camille):
    row = subscription(camille)
    announce(row, 2_260, date(2027, 1, 1))
    text = page(browser(app, camille), row.number).text
    assert "Le prix change au renouvellement" in text
    assert "22,60" in text


def test_an_offer_withdrawn_from_sale_says_that_it_does_not_renew(app, camille):
    row = subscription(camille)
    plan = row.plan
    plan.withdrawn_on = date(2026, 6, 1)
    plan.save()
    assert "Cette offre ne sera plus vendue" in page(browser(app, camille), row.number).text


def test_english_pages_speak_english(app, camille):
    row = subscription(camille)
    text = page(browser(app, camille), row.number, market="en-fr").text
    assert "Price held until" in text and "Next invoices" in text and "Subscription opened" in text


def test_a_moroccan_customer_sees_dirhams(app):
    with at(BOUGHT):
        yasmine = builders.representative(builders.casablanca())
        row = subscription(yasmine, 20_600)
        text = page(browser(app, yasmine), row.number, market="en-ma").text.replace("\u00a0", " ")
        assert "MAD 2,966.40" in text


def test_a_pack_is_counted_in_packs(app, camille):
    row = subscription(camille, of=builders.product(kind="pack", unit="pack", name_fr="Pack Démarrage"), seats=2)
    assert "2 packs" in page(browser(app, camille), row.number).text


def test_the_page_of_what_has_ended_offers_nothing(app, camille):
    row = subscription(camille)
    changing.choose(row, "stop", Actor(camille, "fr"))
    with at(date(2027, 1, 31)):
        run(date(2027, 1, 31))
        client = browser(app, camille)
        shown = page(client, row.number)
        assert "Terminé le" in shown.text and "à votre demande" in shown.text
        assert [form["action"] for form in shown.forms if row.number in form["action"]] == []
        refused = page(client, row.number, "/ajout").text
        assert "Cet abonnement est terminé depuis le" in refused and "article 15.4" in refused


def test_somebody_elses_subscription_does_not_exist(app, camille):
    row = subscription(camille)
    stranger = builders.representative(builders.lyon(name="Autre"))
    for step in ("", "/renouvellement", "/ajout", "/reduction", "/fin", "/attestation", "/attestation.pdf"):
        assert page(browser(app, stranger), row.number, step).status == 404


# Renew or stop.


def test_renewal_is_stopped_and_taken_up_again(app, camille):
    row, client = subscription(camille), browser(app, camille)
    done = page(client, row.number, "/renouvellement").submit("/renouvellement", choice="stop")
    assert "prendra fin le 30 janvier 2027" in done.text
    assert refreshed(row).renewal == "stop"
    assert "S’arrête à son terme" in done.text and "Arrêt demandé" in done.text and "Par Camille Démo" in done.text
    again = done.submit("/renouvellement")
    assert refreshed(row).renewal == "renew"
    assert "Renouvellement rétabli" in again.text


def test_a_change_is_answered_by_303_and_a_wrong_one_by_422(app, camille):
    row, client = subscription(camille), browser(app, camille)
    shown = page(client, row.number, "/renouvellement")
    assert shown.submit("/renouvellement", follow=False, choice="stop").status == 303
    wrong = shown.submit("/renouvellement", choice="perhaps")
    assert wrong.status == 422 and wrong.text.count("Choisissez l’une des deux suites.") == 2


def test_the_choice_is_closed_once_the_last_day_begins(app, camille):
    row = subscription(camille)
    with at(date(2027, 1, 30)):
        client = browser(app, camille)
        shown = page(client, row.number)
        assert "Le choix pouvait être changé jusqu’au 29 janvier 2027 inclus" in shown.text
        assert "article 15.4" in shown.text
        assert not [form for form in shown.forms if "/renouvellement" in form["action"]]
        refused = page(client, row.number, "/renouvellement")
        assert refused.status == 200 and "jusqu’au 29 janvier 2027" in refused.text


def test_a_stop_sent_too_late_is_refused_with_its_reason(app, camille):
    row = subscription(camille)
    with at(date(2027, 1, 29)):
        client = browser(app, camille)
        shown = page(client, row.number, "/renouvellement")
    with at(date(2027, 1, 30)):
        late = shown.submit("/renouvellement", choice="stop")
    assert late.status == 422 and "jusqu’au 29 janvier 2027" in late.text
    assert refreshed(row).renewal == "renew"


def test_who_may_not_bind_the_organisation_only_reads(app, camille):
    row = subscription(camille)
    guest = builders.representative(camille.organisation, email_confirmed_at=None)
    client = browser(app, guest)
    shown = page(client, row.number)
    assert "Seul un représentant dont l’adresse électronique est confirmée" in shown.text
    assert not [form for form in shown.forms if row.number in form["action"]]
    sender = browser(app, camille)
    form = page(sender, row.number, "/renouvellement").form("/renouvellement")
    answer = client.post(form["action"], data={**page(client, row.number).form("deconnexion")["values"], "choice": "stop"})
    assert answer.status_code == 422
    assert refreshed(row).renewal == "renew"


# What has no commitment.


def test_an_open_ended_one_is_ended_on_a_page_that_says_the_day(app, camille):
    row, client = subscription(camille, commitment="none"), browser(app, camille)
    asked = page(client, row.number, "/fin")
    assert "prendra fin le 27 février 2026" in asked.text
    done = asked.submit("/fin")
    assert refreshed(row).renewal == "stop" and "prendra fin le 27 février 2026" in done.text
    assert refreshed(row).renewal == "stop"
    assert "s’arrête déjà à son terme" in page(client, row.number, "/fin").text
    done.submit("/renouvellement")
    assert refreshed(row).renewal == "renew"


def test_a_commitment_is_not_ended_before_its_term(app, camille):
    row, client = subscription(camille), browser(app, camille)
    refused = page(client, row.number, "/fin")
    assert "engagé jusqu’au 30 janvier 2027" in refused.text and "article 3.3.2" in refused.text


# Fewer at the next term.


def test_a_reduction_is_asked_for_changed_and_withdrawn(app, camille):
    row, client = subscription(camille), browser(app, camille)
    done = page(client, row.number, "/reduction").submit("/reduction", quantity="2")
    assert refreshed(row).reduction == 2
    assert "10 utilisateurs à partir du 31 janvier 2027" in done.text
    assert "2 utilisateurs en moins à partir du 31 janvier 2027" in done.text
    page(client, row.number, "/reduction").submit("/reduction", quantity="3")
    assert VendorTask.select().where(VendorTask.dropped_at.is_null()).get().quantity == 3
    gone = page(client, row.number).submit("/reduction/abandon")
    assert refreshed(row).reduction == 0 and "la quantité reste la même" in gone.text


@pytest.mark.parametrize("typed", ["", "0", "-1", "12", "deux", "1.5", "9" * 30])
def test_a_reduction_that_cannot_be_is_answered_beside_the_field(app, camille, typed):
    row, client = subscription(camille), browser(app, camille)
    wrong = page(client, row.number, "/reduction").submit("/reduction", quantity=typed)
    assert wrong.status == 422 and wrong.text.count("Écrivez un nombre entier, de 1 à 11.") == 2
    assert refreshed(row).reduction == 0


def test_what_stops_cannot_shrink_and_the_page_says_why(app, camille):
    row, client = subscription(camille), browser(app, camille)
    changing.choose(row, "stop", Actor(camille, "fr"))
    refused = page(client, row.number, "/reduction").text
    assert "s’arrête déjà à son terme, le 30 janvier 2027" in refused and "article 15.4" in refused


def test_the_minimum_of_the_offer_is_said(app, camille):
    row = subscription(camille, of=builders.product(min_quantity=5), seats=5)
    client = browser(app, camille)
    assert "Vous en avez déjà le minimum" in page(client, row.number).text
    assert "Vous en avez déjà le minimum" in page(client, row.number, "/reduction").text


def test_a_service_paused_by_force_majeure_says_so_and_takes_nothing_more(app, camille):
    row = subscription(camille)
    force_majeure.declare(row.plan.product, "fr", "Panne du centre de données")
    client = browser(app, camille)
    shown = page(client, row.number)
    assert "Service suspendu depuis le 31 janvier 2026" in shown.text and "Panne du centre" in shown.text
    refused = page(client, row.number, "/ajout").text
    assert "suspendu pour force majeure" in refused and "article 13.3" in refused


# Cost.


def queries(monkeypatch, client, address: str) -> int:
    asked = []
    kind = type(database.obj)
    original = kind.execute_sql
    with monkeypatch.context() as patched:
        patched.setattr(kind, "execute_sql", lambda self, sql, *a, **k: (asked.append(sql), original(self, sql, *a, **k))[1])
        assert client.get(address).status_code == 200
    return len(asked)


def test_two_hundred_subscriptions_cost_the_queries_of_one(app, camille, monkeypatch):
    row = subscription(camille)
    client = browser(app, camille)
    client.get(LIST)  # what a process reads once, who is blocked for one, is read
    pages = {LIST: 7, f"{LIST}/{row.number}": 25, "/fr-fr/compte/cloture": 24, f"{LIST}/{row.number}/attestation": 21}
    few = {address: queries(monkeypatch, client, address) for address in pages}
    plan = builders.plan(1_000, "P1Y", "month", of=builders.product(max_quantity=300))
    bought(camille, *[(plan, 1, 1_000)] * 200)
    for month in range(2, 12):
        day = date(2026, month, 28)
        with at(day):
            run(day, charge=False)
    with at(date(2026, 11, 29)):
        client = browser(app, camille)
        many = {address: queries(monkeypatch, client, address) for address in pages}
    assert few == many
    assert many == pages


def test_a_renewed_lot_names_the_invoice_of_its_period(app, camille):
    row = subscription(camille, commitment="none")
    with at(date(2026, 2, 28)):
        run(date(2026, 2, 28), charge=False)
        text = page(browser(app, camille), row.number).text
    assert "28 février 2026 12 utilisateurs PAF-000002" in text.replace("\u202f", " ").replace("\u00a0", " ")
