"""Searching the catalogue gives the same on both databases: first what was meant."""

from datetime import date

import pytest

from phoenix.catalogue import asked, demo_load, listing, service
from phoenix.catalogue.cards import cards
from phoenix.catalogue.models import Plan, Product
from phoenix.catalogue.offers import cheapest_of, offers_of
from phoenix.catalogue.rules import per_month
from phoenix.catalogue.search import find
from phoenix.kernel.markets import MARKETS

DAY = date(2026, 11, 23)
FIRST = (
    ("busines premum", "fr", "microsoft-365-business-premium"),
    ("Busi prem", "fr", "microsoft-365-business-premium"),
    ("BUSINESS PREMIUM", "en", "microsoft-365-business-premium"),
    ("migration", "fr", "migration-vers-microsoft-365"),
    ("migraton vers 365", "fr", "migration-vers-microsoft-365"),
    ("migration to microsoft", "en", "migration-vers-microsoft-365"),
    ("éxchange", "fr", "exchange-online-plan-1"),
    ("windwos server", "fr", "windows-server-2025-standard"),
    ("securite audit", "fr", "audit-securite-microsoft-365"),
    ("bussiness central", "en", "cadrage-business-central"),
    ("MS-104", "fr", "microsoft-365-business-premium"),
    ("gmail", "fr", "migration-vers-microsoft-365"),
)


def slugs(found) -> list[str]:
    names = dict(Product.select(Product.id, Product.slug).tuples())
    return [names[each] for each in found.ids]


def check_first_results():
    for query, language, slug in FIRST:
        assert slugs(find(query, language, "fr"))[0] == slug, query


def check_the_rest():
    assert find("", "fr", "fr").understood is None
    assert slugs(find("zzzzqq", "fr", "fr")) == []
    assert "copilot-studio" not in slugs(find("copilot", "fr", "ma"))
    loose = find("facturation premium", "fr", "fr")
    assert loose.loose and loose.ids
    for hostile in ("' OR 1=1 --", '"', "AND", "premium*", "a" * 5000, "nom:premium", "😀", "%", "NEAR(a b)"):
        find(hostile, "fr", "fr")
    service.change_texts(Product.get(slug="power-bi-pro"), name_fr="Tableaux Hirondelle")
    assert slugs(find("hirondele", "fr", "fr")) == ["power-bi-pro"]


def check_lists():
    market = MARKETS["fr-fr"]
    whole = listing.select(asked.Asked(), market)
    services = listing.select(asked.Asked(famille="services"), market)
    counts = {choice.value: choice.count for choice in whole.facets["famille"]}
    assert counts["services"] == len(services.ids)
    assert sum(counts.values()) == len(whole.ids)
    shown = cards(list(listing.select(asked.Asked(tri="prix"), market).ids), market)
    prices = [card.price.minor for card in shown]
    assert prices == sorted(prices)
    names = [card.name for card in cards(list(listing.select(asked.Asked(tri="nom"), market).ids), market)]
    assert names[0].startswith("Acronis")


def check_cards_against_offers():
    """Each card tells of the cheapest of all offers of its product, which are read another way."""
    premium = Plan.get(product=Product.get(reference="MS-104"), commitment="P3Y", billing="year")
    premium.withdrawn_on = DAY
    premium.save()
    ids = [row[0] for row in Product.select(Product.id).tuples()]
    for market in MARKETS.values():
        bought = offers_of(ids, market.country.code, DAY)
        found = cheapest_of(ids, market.country.code, DAY)
        assert set(found) == {product for product, plans in bought.items() if plans}
        for product, cheapest in found.items():
            plans = bought[product]
            assert cheapest.offer == min(plans, key=lambda each: per_month(each.unit_price, each.commitment, each.billing))
            assert cheapest.plans == len(plans)
            days = [each.announced[0] for each in plans if each.announced]
            assert (cheapest.announced[0] if cheapest.announced else None) == min(days, default=None)


def test_cards_tell_of_the_cheapest_offer(app):
    demo_load.load(DAY)
    check_cards_against_offers()


def test_first_comes_what_was_meant(app):
    demo_load.load(DAY)
    check_first_results()


def test_nothing_breaks_and_changes_are_found(app):
    demo_load.load(DAY)
    check_the_rest()


def test_facets_count_and_sorts_order(app):
    demo_load.load()
    check_lists()


@pytest.mark.postgresql
def test_all_of_it_holds_on_postgresql(postgresql_app):
    demo_load.load(DAY)
    check_cards_against_offers()
    check_first_results()
    check_the_rest()
    check_lists()
