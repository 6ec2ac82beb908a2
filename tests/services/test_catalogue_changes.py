"""Prices and texts change in one transaction, and no kept page or search outlives it (clauses 4.1a, 5b, 15a, 15c)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests import builders

from phoenix.catalogue import demo_load, service
from phoenix.catalogue.models import Plan, Price, Product, SearchWord
from phoenix.catalogue.rules import PriceNotAllowed
from phoenix.catalogue.search import find, known_words
from phoenix.database import database, transaction
from phoenix.kernel import clock
from phoenix.kernel.money import Money
from phoenix.web.models import current_stamp

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = NOON.date()


@pytest.fixture(autouse=True)
def today(app):
    with clock.frozen(NOON):
        demo_load.load(DAY)
        yield


def premium() -> Product:
    return Product.get(slug="microsoft-365-business-premium")


def plan() -> Plan:
    return premium().plans.where(Plan.commitment == "P1Y", Plan.billing == "month").get()


def euros(minor: int) -> Money:
    return Money(minor, "EUR")


def queries(action) -> int:
    """How many statements an action sends."""
    seen = []
    send = database.obj.execute_sql
    database.obj.execute_sql = lambda *args, **kwargs: (seen.append(args[0]), send(*args, **kwargs))[1]
    try:
        action()
    finally:
        database.obj.execute_sql = send
    return len(seen)


def test_a_price_counts_from_its_day_and_earlier_days_keep_theirs():
    """clauses 5b, 15a"""
    before = service.price_in_force(plan(), "fr", DAY)
    service.set_price(plan(), "fr", euros(9_999), DAY + timedelta(5), "staff")
    assert service.price_in_force(plan(), "fr", DAY + timedelta(4)) == before
    assert service.price_in_force(plan(), "fr", DAY + timedelta(5)) == euros(9_999)


def test_a_price_set_for_today_counts_at_once():
    service.set_price(plan(), "fr", euros(1_234), DAY, "staff")
    assert service.price_in_force(plan(), "fr", DAY) == euros(1_234)


def test_an_announced_price_can_be_replaced_until_its_day():
    for amount in (1_000, 2_000):
        service.set_price(plan(), "fr", euros(amount), DAY + timedelta(90), "staff")
    assert service.price_in_force(plan(), "fr", DAY + timedelta(90)) == euros(2_000)


@pytest.mark.parametrize("wrong", ["past", "twice today", "currency", "negative"])
def test_prices_that_would_rewrite_history_or_mix_currencies_are_refused(wrong):
    """clauses 5a, 5b"""
    day, amount = DAY, euros(100)
    if wrong == "past":
        day = DAY - timedelta(1)
    if wrong == "twice today":
        service.set_price(plan(), "fr", euros(1), DAY, "staff")
    if wrong == "currency":
        amount = Money(100, "MAD")
    if wrong == "negative":
        amount = euros(-1)
    with pytest.raises(PriceNotAllowed):
        service.set_price(plan(), "fr", amount, day, "staff")


def test_the_day_of_a_price_is_the_legal_day_of_its_country():
    """In July at 22:30 UTC it is already tomorrow in Paris, not yet in Casablanca."""
    summer = date(2027, 7, 23)
    with clock.frozen(datetime(2027, 7, 23, 22, 30, tzinfo=UTC)):
        service.set_price(plan(), "ma", Money(1, "MAD"), summer, "staff")
        with pytest.raises(PriceNotAllowed):
            service.set_price(plan(), "fr", euros(1), summer, "staff")


@pytest.mark.parametrize(
    "change",
    [
        lambda: service.set_price(plan(), "fr", euros(1), DAY + timedelta(3), "staff"),
        lambda: service.change_texts(premium(), summary_fr="Autre résumé"),
        lambda: service.change_availability(premium(), sold_ma=False),
        lambda: service.withdraw_plan(plan(), DAY),
    ],
)
def test_every_change_bumps_the_stamp_in_its_own_transaction(change):
    before = current_stamp()
    with pytest.raises(ZeroDivisionError), transaction():
        change()
        assert current_stamp() == before + 1
        raise ZeroDivisionError
    assert current_stamp() == before
    change()
    assert current_stamp() == before + 1


def test_search_follows_a_text_at_once():
    service.change_texts(premium(), name_fr="Suite Hirondelle", name_en="Swallow Suite")
    assert find("hirondele", "fr", "fr").ids == (premium().id,)
    assert find("swalow", "en", "fr").ids == (premium().id,)


def test_words_that_nobody_uses_any_more_leave_the_vocabulary():
    service.change_texts(premium(), name_fr="Suite Hirondelle")
    assert known_words("fr").completed("hirondelle")
    service.change_texts(premium(), name_fr="Microsoft 365 Business Premium")
    assert known_words("fr").completed("hirondelle") is None
    assert not SearchWord.select().where(SearchWord.uses <= 0).exists()


def test_a_rolled_back_text_is_not_found():
    with pytest.raises(ZeroDivisionError), transaction():
        service.change_texts(premium(), name_fr="Suite Hirondelle")
        assert find("hirondelle", "fr", "fr").ids
        raise ZeroDivisionError
    assert not find("hirondelle", "fr", "fr").ids


def test_a_withdrawn_plan_cannot_be_bought_from_its_day_on():
    service.withdraw_plan(plan(), DAY + timedelta(1))
    assert service.offers([plan().id], "fr", DAY)[plan().id].available
    assert not service.offers([plan().id], "fr", DAY + timedelta(1))[plan().id].available


def test_an_offer_tells_price_limits_and_announced_price():
    offer = service.offers([plan().id], "fr", DAY)[plan().id]
    assert (offer.unit_price, offer.max_quantity, offer.publisher) == (euros(2165), 300, "Microsoft")
    assert offer.announced == (DAY + timedelta(30), euros(2250))
    assert offer.name("en") == offer.name("fr") == "Microsoft 365 Business Premium"
    assert offer.vendor_window_hours == 168


def test_what_is_not_sold_in_a_country_is_not_available_there():
    product = Product.get(slug="copilot-studio")
    ids = [each.id for each in product.plans]
    assert all(offer.available for offer in service.offers(ids, "fr", DAY).values())
    assert not any(offer.available for offer in service.offers(ids, "ma", DAY).values())


def test_offers_take_as_many_queries_for_all_plans_as_for_one():
    everything = [each.id for each in Plan.select()]
    one = queries(lambda: service.offers(everything[:1], "fr", DAY))
    assert queries(lambda: service.offers(everything, "fr", DAY)) == one == 2


def test_a_plan_without_a_price_is_no_offer():
    bare = builders.product(slug="sans-prix")
    without = Plan.create(product=bare, code="SANS-PRIX", commitment="P1Y", billing="month")
    Price.create(
        plan=without, country="fr", currency="EUR", amount=1, valid_from=date(2030, 1, 1), created_at=NOON
    )
    offer = service.offers([without.id], "fr", DAY)[without.id]
    assert offer.unit_price is None and not offer.available
