"""The catalogue as visitors see it, in both languages and countries, without JavaScript."""

import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import render_template

from phoenix.catalogue import demo_load, service
from phoenix.catalogue.cards import cards
from phoenix.catalogue.models import Plan, Product
from phoenix.kernel import clock, markets
from phoenix.kernel.money import Money

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = NOON.date()
MARKETS = ("fr-fr", "en-fr", "fr-ma", "en-ma")
PREMIUM = "catalogue/microsoft-365-business-premium"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def today(app):
    with clock.frozen(NOON):
        demo_load.load(DAY)
        yield


@pytest.fixture
def read(client):
    def get(path: str, **headers) -> str:
        answer = client.get(path, headers=headers)
        assert answer.status_code == 200
        return re.sub(r"\s+", " ", answer.get_data(as_text=True).replace("\u202f", " ").replace("\u00a0", " "))

    return get


@pytest.fixture
def with_cart(client):
    """A visitor with a session: pages are then made anew for them."""
    client.get("/fr-fr/catalogue")
    with client.session_transaction() as session:
        session["cart"] = "k"
    return client


def names(page: str) -> list[str]:
    return re.findall(r'class="offer-name"><a href="[^"]*">([^<]+)<', page)


def facet(page: str, value: str) -> int:
    return int(re.search(rf'famille={value}"[^>]*>.*?class="count">(\d+)<', page)[1])


@pytest.mark.parametrize("market", MARKETS)
@pytest.mark.parametrize("path", ["catalogue", "catalogue?q=busines+premum", "catalogue?q=zzzzqq", PREMIUM])
def test_every_page_is_there_in_every_market(read, market, path):
    page = read(f"/{market}/{path}")
    assert page.count("<h1") == 1
    assert f'<html lang="{market[:2]}">' in page


def test_the_list_shows_24_a_page_and_goes_on(read):
    first, second = read("/fr-fr/catalogue"), read("/fr-fr/catalogue?page=2")
    assert len(names(first)) == len(names(second)) == 24
    assert not set(names(first)) & set(names(second))
    assert "/fr-fr/catalogue?page=2" in first


@pytest.mark.parametrize("odd", ["page=999", "page=-1", "page=x", "famille=rien", "tri=rien", "type=rien", "page=٣"])
def test_odd_addresses_are_answered(client, odd):
    assert client.get(f"/fr-fr/catalogue?{odd}").status_code == 200


def test_search_puts_business_premium_first(read):
    assert names(read("/fr-fr/catalogue?q=busines+premum"))[0] == "Microsoft 365 Business Premium"


def test_nothing_found_leads_somewhere(read):
    page = read("/fr-fr/catalogue?q=zzzzqq")
    assert "Aucune offre ne répond" in page
    assert '<a href="/fr-fr/devis">Demandez un devis</a>' in page
    assert page.split("<title>")[1].startswith("«")
    assert "/fr-fr/catalogue?q=migration" in page


def test_facets_say_how_many_offers_they_leave(read):
    count = facet(read("/fr-fr/catalogue"), "power-platform")
    assert len(names(read("/fr-fr/catalogue?famille=power-platform"))) == count


def test_a_facet_goes_into_the_search_form_without_script(read):
    page = read("/fr-fr/catalogue?famille=services")
    assert '<input type="hidden" name="famille" value="services" form="chercher">' in page


def test_htmx_gets_the_results_only_and_a_shareable_address(client):
    answer = client.get("/fr-fr/catalogue?q=&famille=services&tri=", headers=HTMX)
    page = answer.get_data(as_text=True)
    assert page.lstrip().startswith('<div id="results"')
    assert "<html" not in page
    assert answer.headers["HX-Push-Url"] == "/fr-fr/catalogue?famille=services"
    assert "HX-Request" in answer.headers["Vary"]


def test_the_product_page_compares_plans_net_gross_and_today(read):
    page = read(f"/fr-fr/{PREMIUM}?quantity=12")
    for words in ("Sans engagement", "Un an", "Trois ans", "24,70 €", "29,64 € TTC", "247,20 €"):
        assert words in page
    assert "3 559,68 €" in page  # 12 × 247.20, VAT included
    assert "puis 11 fois, chaque mois" in page


def test_the_announced_price_is_shown_with_its_day(read):
    """clause 15c"""
    page = read(f"/fr-fr/{PREMIUM}")
    assert "22,50 € HT dès le 23/12/2026" in page


def test_the_price_changes_on_its_day_not_before(read):
    """clause 15a"""
    before, after = datetime(2026, 12, 22, 22, 59, tzinfo=UTC), datetime(2026, 12, 22, 23, tzinfo=UTC)
    with clock.frozen(before):
        assert "<strong>21,65 €</strong>" in read(f"/fr-fr/{PREMIUM}")
    with clock.frozen(after):
        page = read(f"/fr-fr/{PREMIUM}")
        assert "<strong>22,50 €</strong>" in page
        assert "dès le" not in page


def test_publisher_and_licence_limits_are_shown(read):
    """clause 16a"""
    page = read(f"/fr-fr/{PREMIUM}")
    assert "Phoenix Alliance le revend en intermédiaire" in page
    assert "300 utilisateurs au plus" in page


def test_a_limited_offer_says_until_when(read):
    """clause 4.1a"""
    page = read("/fr-fr/catalogue/windows-10-esu-annee-2")
    assert "2 janvier 2027" in page


def test_prices_are_those_of_the_country(read):
    """clause 5a"""
    assert "268" in read(f"/fr-ma/{PREMIUM}") and "MAD" in read(f"/fr-ma/{PREMIUM}")
    assert "MAD" not in read(f"/fr-fr/{PREMIUM}").split('id="plans"')[1].split("</section>")[0]


def test_an_offer_of_the_other_country_is_not_found_but_shown_the_way(client):
    answer = client.get("/fr-ma/catalogue/copilot-studio")
    assert answer.status_code == 404
    assert "/fr-fr/catalogue/copilot-studio" in answer.get_data(as_text=True)


def test_an_offer_that_ended_is_not_found_and_leads_to_its_successor(client):
    answer = client.get("/fr-fr/catalogue/office-professionnel-plus-2021")
    assert answer.status_code == 404
    assert "office-ltsc-professional-plus-2024" in answer.get_data(as_text=True)


def test_an_unknown_product_is_not_found(client):
    assert client.get("/fr-fr/catalogue/rien").status_code == 404


def test_a_quantity_outside_the_limits_is_explained(read):
    page = read("/fr-fr/catalogue/pack-poste-de-travail-securise?quantity=2")
    assert "Montants affichés pour 10 utilisateurs" in page


@pytest.mark.parametrize("quantity", ["0", "-3", "abc", "9" * 30, "1.5", ""])
def test_odd_quantities_are_answered(client, quantity):
    assert client.get(f"/fr-fr/{PREMIUM}?quantity={quantity}").status_code == 200


def test_the_form_puts_a_plan_and_a_quantity_into_the_cart(read):
    page = read(f"/fr-fr/{PREMIUM}?quantity=12")
    form = page.split('action="/fr-fr/panier/lignes"')[1].split("</form>")[0]
    assert 'name="quantity" value="12"' in form
    assert len(re.findall(r'name="plan_id" value="\d+"', form)) == 5


def test_a_pack_shows_what_it_holds_and_saves(read):
    page = read("/fr-fr/catalogue/pack-poste-de-travail-securise")
    assert "Veeam Data Cloud pour Microsoft 365" in page
    assert "soit 0,65 € de moins" in page


def test_machines_read_the_product_and_its_net_prices(client):
    page = client.get(f"/en-ma/{PREMIUM}").get_data(as_text=True)
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1])
    assert data["@type"] == "Product"
    assert {offer["priceCurrency"] for offer in data["offers"]} == {"MAD"}
    assert all(offer["priceSpecification"]["valueAddedTaxIncluded"] is False for offer in data["offers"])


def test_pages_name_their_other_languages_and_countries(read):
    page = read(f"/fr-fr/{PREMIUM}")
    assert all(f'hreflang="{code}"' in page for code in ("fr-FR", "en-FR", "fr-MA", "en-MA"))
    assert 'hreflang="fr-MA"' not in read("/fr-fr/catalogue/copilot-studio")


def test_no_kept_page_outlives_a_price(client, with_cart, read):
    """clause 15c: for visitors with and without a session"""
    address = f"/fr-fr/{PREMIUM}"
    for _ in range(2):
        assert "21,65" in read(address)
    plan = Plan.get(code="MS-104-P1Y-MONTH")
    service.set_price(plan, "fr", Money(3_333, "EUR"), DAY, "staff")
    assert "33,33" in read(address)
    assert "33,33" in client.application.test_client().get(address).get_data(as_text=True)


def test_no_kept_list_outlives_a_text_or_an_availability(read):
    read("/fr-fr/catalogue")
    product = Product.get(slug="microsoft-365-business-basic")
    service.change_texts(product, name_fr="Suite Hirondelle")
    assert "Suite Hirondelle" in read("/fr-fr/catalogue")
    service.change_availability(product, sold_fr=False)
    assert "Suite Hirondelle" not in read("/fr-fr/catalogue")


def test_the_token_of_a_visit_is_never_kept_for_another(client, with_cart):
    address = f"/fr-fr/{PREMIUM}"
    token = re.compile(r'name="csrf_token" value="([^"]*)"')
    mine = token.search(with_cart.get(address).get_data(as_text=True))[1]
    other = client.application.test_client()
    theirs = token.search(other.get(address).get_data(as_text=True))[1]
    assert mine and mine != theirs


def test_words_of_offers_are_escaped(client):
    product = Product.get(slug="power-bi-pro")
    service.change_texts(product, name_fr='<script>alert("x")</script>', summary_fr="</script><b>")
    for path in ("catalogue/power-bi-pro", "catalogue?famille=power-platform"):
        page = client.get(f"/fr-fr/{path}").get_data(as_text=True)
        assert "<script>alert" not in page and "</script><b>" not in page


def test_dates_count_from_the_legal_day(read):
    """the offer ends on 2 January 2027, the last moment of that day in Paris"""
    last = date(2026, 11, 23) + timedelta(40)
    with clock.frozen(datetime(last.year, last.month, last.day, 22, 59, tzinfo=UTC)):
        assert "Windows 10" in read("/fr-fr/catalogue?q=windows+10+securite")
    with clock.frozen(datetime(last.year, last.month, last.day, 23, 0, tzinfo=UTC)):
        page = read("/fr-fr/catalogue?q=windows+10+etendues")
        assert "Windows 10, mises à jour" not in page


@pytest.mark.parametrize("market", MARKETS)
def test_a_card_of_the_list_is_the_card_rendered_whole(app, read, market):
    odd = Product.get(slug="audit-securite-microsoft-365")
    service.change_texts(odd, name_fr="R&D 100 % <b>“sûr”</b> %(name)b", name_en="R&D 100% <b>'safe'</b> %(name)b")
    page = read(f"/{market}/catalogue?famille={odd.family.slug}")
    with app.test_request_context(f"/{market}/catalogue"):
        app.preprocess_request()
        shown = cards([odd.id], markets.MARKETS[market])
        whole = render_template("catalogue/_card.html", card=shown[0])
    plain = re.sub(r"\s+", " ", whole.replace("\u202f", " ").replace("\u00a0", " "))
    assert "R&amp;D 100" in plain and "<b>" not in plain
    assert plain in page
