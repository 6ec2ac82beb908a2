"""The demo catalogue: what such a reseller really sells, whole in both languages (clauses 5a, 15c, 16a)."""

from datetime import date

import pytest

from phoenix.catalogue import demo_load, rules
from phoenix.catalogue.models import PackItem, Plan, Price, Product, Publisher, SearchText
from phoenix.catalogue.offers import offers_of
from phoenix.catalogue.wording import PER_UNIT, units

DAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def loaded(app):
    return demo_load.load(DAY)


def test_at_least_45_offers_are_on_sale_in_each_country():
    ids = [row.id for row in Product.select()]
    for country in ("fr", "ma"):
        assert len(offers_of(ids, country, DAY)) >= 45


def test_loading_again_changes_nothing(loaded):
    assert demo_load.load(DAY) == loaded


def test_every_text_is_there_in_both_languages():
    for product in Product.select():
        for language in ("fr", "en"):
            for text in ("name", "summary", "description", "limits"):
                assert product.text(text, language), (product.slug, text, language)
        shapes = [[isinstance(block, list) for block in product.text("description", each)] for each in ("fr", "en")]
        assert shapes[0] == shapes[1], product.slug


def test_what_others_publish_says_so():
    """clause 16a"""
    others = Product.select().join(Publisher).where(Publisher.slug != "phoenix-alliance")
    assert others.count() > 40
    assert all(product.third_party_fr and product.third_party_en for product in others)


def test_every_plan_is_an_allowed_pair_with_a_price_of_its_own_in_each_country():
    """clause 5a: set, not converted"""
    ratios = set()
    for plan in Plan.select(Plan, Product).join(Product):
        rules.check_plan(plan.product.kind, plan.commitment, plan.billing)
        prices = {price.country: price for price in plan.prices.where(Price.valid_from <= DAY)}
        for country in ("fr", "ma"):
            assert (country in prices) or not plan.product.sold_in(country)
        if len(prices) == 2:
            ratios.add(round(prices["ma"].amount / prices["fr"].amount, 3))
    assert len(ratios) > 20
    assert {price.currency for price in Price.select().where(Price.country == "ma")} == {"MAD"}


def test_business_premium_has_the_plans_to_compare():
    product = Product.get(slug="microsoft-365-business-premium")
    pairs = {(offer.commitment, offer.billing) for offer in offers_of([product.id], "fr", DAY)[product.id]}
    assert pairs >= {("none", "month"), ("P1Y", "month"), ("P1Y", "once"), ("P3Y", "month")}


def test_a_year_by_the_month_costs_more_than_at_once_and_no_commitment_more_still():
    for product in Product.select().where(Product.kind == "subscription"):
        yearly = {
            (offer.commitment, offer.billing): rules.per_year(offer.unit_price, offer.commitment, offer.billing)
            for offer in offers_of([product.id], "fr", DAY)[product.id]
        }
        monthly, once = yearly.get(("P1Y", "month")), yearly.get(("P1Y", "once"))
        if monthly and once:
            assert once < monthly
        if ("none", "month") in yearly and monthly:
            assert monthly < yearly[("none", "month")]


def test_prices_are_announced_for_some_offers():
    """clause 15c"""
    announced = Price.select(Price.plan).where(Price.valid_from > DAY).distinct().count()
    assert announced >= 8


def test_packs_hold_plans_that_are_sold_where_the_pack_is():
    assert PackItem.select(PackItem.pack).distinct().count() >= 4
    for item in PackItem.select():
        for country in ("fr", "ma"):
            assert item.plan.product.sold_in(country) or not item.pack.sold_in(country)


def test_what_goes_with_an_offer_exists():
    slugs = {product.slug for product in Product.select()}
    assert all(set(product.related) <= slugs for product in Product.select())


def test_every_offer_can_be_searched():
    assert SearchText.select().count() == Product.select().count()


def test_every_unit_has_its_words():
    for product in Product.select():
        assert product.unit in PER_UNIT
        assert units(product.unit, 2).startswith("2")
