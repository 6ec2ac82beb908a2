"""My Account of who wants to be a partner, is one, and leaves (clauses 2c, 2e, 15c)."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest

from phoenix.accounts.models import Organisation
from phoenix.catalogue.search_index import index_products
from phoenix.catalogue.service import set_price
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.kernel.money import Money
from phoenix.legal import publishing
from phoenix.legal.models import Acceptance, versions_of
from phoenix.partners import applying, service
from phoenix.partners.models import PartnerApplication, Partnership
from phoenix.web.models import bump_stamp
from tests import builders
from tests import partner_world as partners
from tests.filled import see
from tests.web.accounts.people import customer, sign_in

HERE = "/fr-fr/compte/partenaire"
DAY = date(2027, 3, 1)


@pytest.fixture(autouse=True)
def march(app):
    with clock.frozen(datetime(2027, 3, 1, 11, 0, tzinfo=UTC)):
        yield


@pytest.fixture
def claire(app, client):
    person = customer()
    sign_in(client, person)
    return person


def since(person):
    return Organisation.get_by_id(person.organisation_id).partner_since


def words(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_the_public_page_leads_to_the_application(client):
    page = see(client, "/fr-fr/partenaires")
    assert page.status == 200 and "préavis de trois mois" in page.text
    assert "/fr-fr/compte/partenaire" in page.response.text
    assert "/fr-fr/partenaires" in see(client, "/fr-fr/").response.text
    assert "three months" in see(client, "/en-ma/partenaires").text


def test_from_the_application_to_the_status(client, claire):
    page = see(client, HERE).submit("/candidature", activity="Intégrateur depuis 2015.", website="demo.example")
    assert "à l’étude" in page.text and "Intégrateur depuis 2015." in page.text
    applying.approve(PartnerApplication.get(), "silver")
    page = see(client, HERE)
    assert "approuvée" in page.text and since(claire) is None
    refused = page.submit("/accord")
    assert refused.status == 422 and "Cochez la case" in refused.text and since(claire) is None
    done = page.submit("/accord", documents=str(partners.agreed()[0]))
    assert "Bienvenue" in done.text and since(claire) == DAY
    assert "Argent" in words(done.text) and "Aucune remise" in done.text
    assert "Accord de partenariat" in see(client, "/fr-fr/compte/documents").text
    assert Acceptance.get(Acceptance.subject == applying.AGREED).address == "127.0.0.1"


def test_what_is_missing_or_wrong_is_said_and_nothing_is_lost(client, claire):
    page = see(client, HERE).submit("/candidature", customers="PME du Rhône", website="nulle part")
    assert page.status == 422 and "Décrivez l’activité" in page.text and "forme d’un site" in page.text
    assert page.form("/candidature")["values"]["customers"] == "PME du Rhône"
    assert not PartnerApplication.select().exists()


def test_an_application_is_taken_back(client, claire):
    see(client, HERE).submit("/candidature", activity="Intégrateur.")
    page = see(client, HERE).submit("/candidature/retrait")
    assert "retirée" in page.text and page.form("/candidature")
    assert PartnerApplication.get().state == "withdrawn"


def test_a_refusal_shows_its_reason(client, claire):
    applying.refuse(partners.asked(claire), "Activité non établie.")
    page = see(client, HERE)
    assert "Activité non établie." in page.text and page.form("/candidature")


def test_who_may_not_ask_reads_why(client, claire):
    Organisation.update(kind="non_professional").where(Organisation.id == claire.organisation_id).execute()
    page = see(client, HERE)
    assert "réservé aux organisations professionnelles" in page.text
    assert not [form for form in page.forms if form["action"].endswith("/candidature")]


def test_an_agreement_that_changed_while_it_was_read_is_not_accepted(client, claire):
    applying.approve(partners.asked(claire), "standard")
    page, old = see(client, HERE), partners.agreed()[0]
    text = versions_of("accord-partenaires")[-1].source.rstrip() + " Encore un mot.\n"
    publishing.publish_next("accord-partenaires", DAY, text)
    refused = page.submit("/accord", documents=str(old))
    assert refused.status == 422 and "a changé pendant votre lecture" in refused.text and since(claire) is None


def test_a_new_version_asks_for_a_new_tick_and_the_status_stays(client, claire):
    partners.partner(claire)
    assert not [form for form in see(client, HERE).forms if form["action"].endswith("/accord")]
    text = versions_of("accord-partenaires")[-1].source.rstrip() + " Encore un mot.\n"
    publishing.publish_next("accord-partenaires", DAY, text)
    page = see(client, HERE)
    assert "nouvelle version" in page.text and since(claire) == DAY
    done = page.submit("/accord", documents=str(partners.agreed()[0]))
    assert "nouvelle version est acceptée" in done.text.lower()
    assert not [form for form in see(client, HERE).forms if form["action"].endswith("/accord")]
    assert Acceptance.select().where(Acceptance.subject == applying.AGREED).count() == 2


def test_leaving_says_from_which_day_and_what_it_changes(client, claire):
    partners.partner(claire)
    page = see(client, f"{HERE}/fin")
    assert "1er juin 2027" in words(page.text)
    done = page.submit("/fin", reason="Nous changeons de métier.")
    assert "prend fin le 1er juin 2027" in words(done.text)
    assert service.status_of(claire.organisation).state == service.LEAVING
    assert see(client, f"{HERE}/fin").address == HERE
    assert Partnership.get().end_reason == "Nous changeons de métier."


def test_the_price_list_has_prices_of_now_and_announced_ones(client, claire):
    plan = builders.plan(10_000, commitment="one_off", billing="once")
    builders.plan(5_000)
    set_price(plan, "fr", Money(20_000, "EUR"), date(2027, 4, 1), "test")
    partners.rate(1_250, DAY)
    partners.partner(claire)
    page = words(see(client, f"{HERE}/tarifs").text)
    assert "100,00 €" in page and "12,5 %" in page and "87,50 €" in page and "175,00 € dès le" in page and "2 produits" in page
    with transaction():
        index_products([plan.product_id])
        bump_stamp()
    found = words(see(client, f"{HERE}/tarifs?q={plan.product.reference}").text)
    assert "87,50 €" in found and "1 produit" in found
    assert client.get(f"{HERE}/tarifs", headers={"HX-Request": "true"}).text.lstrip().startswith('<div id="prices">')


def test_the_price_list_as_csv_is_whole(client, claire):
    plan = builders.plan(10_000, commitment="one_off", billing="once")
    set_price(plan, "fr", Money(20_000, "EUR"), date(2027, 4, 1), "test")
    partners.rate(1_250, DAY)
    partners.partner(claire)
    answer = client.get(f"{HERE}/tarifs.csv", buffered=True)
    assert answer.mimetype == "text/csv" and "attachment" in answer.headers["Content-Disposition"]
    head, line = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";")
    told = dict(zip(head, line, strict=True))
    assert told["Prix public HT"] == "100,00" and told["Prix partenaire HT"] == "87,50" and told["Devise"] == "EUR"
    assert told["Prix annoncé à partir du"] == "2027-04-01" and told["Prix annoncé HT"] == "175,00"


@pytest.mark.parametrize("path", ["/tarifs", "/tarifs.csv", "/fin"])
def test_what_is_for_partners_does_not_exist_for_others(client, claire, path):
    assert client.get(HERE + path).status_code == 404


def test_visitors_are_sent_to_sign_in(client):
    for path in ("", "/tarifs", "/tarifs.csv", "/fin"):
        assert client.get(HERE + path).status_code == 303


def test_an_application_belongs_to_its_organisation(app, claire):
    partners.asked(claire)
    other = app.test_client()
    stranger = customer(builders.lyon(siren="732829320"))
    sign_in(other, stranger)
    page = see(other, HERE)
    assert "à l’étude" not in page.text and "Intégrateur" not in page.text
    page.submit("/candidature", activity="Autre.")
    see(other, HERE).submit("/candidature/retrait")
    assert PartnerApplication.get(PartnerApplication.organisation == claire.organisation_id).state == "asked"
