"""A publisher's price list is brought to our plans: looked at, mapped, its prices set as they were shown (clauses 5a, 15a)."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import builders

from phoenix.catalogue import importing, sheets, vendor_lists
from phoenix.catalogue.models import CatalogueFile, Plan, Price
from phoenix.catalogue.rules import PriceBegun
from phoenix.catalogue.vendor_lists import CHANGED, ENDED, NEW, NO_PLAN, OTHER_CURRENCY, OTHER_TIER, SAME, Settings
from phoenix.kernel import clock
from phoenix.kernel.money import Money
from phoenix.subscriptions import price_files

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = NOON.date()
JANUARY = DAY + timedelta(39)
HEAD = "ProductTitle,ProductId,SkuId,SkuTitle,Publisher,SkuDescription,UnitOfMeasure,TermDuration,BillingPlan,Market,Currency,UnitPrice,PricingTierRangeMin,PricingTierRangeMax,EffectiveStartDate,EffectiveEndDate,Tags,ERP Price,Segment"
AICHA = importing.By(None, "Aïcha")


@pytest.fixture(autouse=True)
def today(request):
    request.getfixturevalue("postgresql_app" if "postgresql_app" in request.fixturenames else "app")
    with clock.frozen(NOON):
        yield


def line(price="264.00", term="P1Y", billing="Monthly", market="FR", currency="EUR", sku="0001", tier="", ends="12/31/9999", segment="Commercial") -> str:
    return f'Suite Démo,DEMO,{sku},Suite Démo Premium,Demo Corp,"One, two",1 User,{term},{billing},{market},{currency},1.00,{tier},,11/1/2026,{ends},,{price},{segment}'


def bring(*lines: str) -> CatalogueFile:
    return vendor_lists.receive("list.csv", "\n".join([HEAD, *lines]).encode(), AICHA)


def settings(**changes) -> Settings:
    return Settings(**{"segment": "Commercial", "margin": 0, "valid_from": JANUARY, "countries": ("fr", "ma"), **changes})


def mapped(**changes) -> Plan:
    return builders.plan(vendor_sku="DEMO:0001", **changes)


def proposed(*lines: str, **changes):
    return vendor_lists.proposals(bring(*lines), settings(**changes))


def test_a_line_proposes_a_price_for_the_plan_that_has_its_reference():
    plan = mapped()
    (found,) = proposed(line()).found
    assert (found.plan, found.state, found.present, found.amount) == (plan, CHANGED, Money(10_00, "EUR"), Money(22_00, "EUR"))


def test_what_costs_that_already_is_the_same_and_what_costs_nothing_yet_is_new():
    mapped(minor=22_00, countries=("fr",))
    assert [(each.line.country, each.state) for each in proposed(line(), line(market="MA", currency="MAD")).found] == [("fr", SAME), ("ma", NEW)]


def test_nothing_is_converted_and_what_does_not_fit_is_counted():
    """clause 5a"""
    mapped()
    found = proposed(line(market="MA", currency="USD"), line(tier="300"), line(ends="11/30/2026"), line(term="P3Y"), line(market="US"))
    assert found.left_out == {OTHER_CURRENCY: 1, OTHER_TIER: 1, ENDED: 1, NO_PLAN: 1} and found.found == []


def test_other_segments_are_left_alone():
    mapped()
    assert proposed(line(segment="Education")).found == []
    assert len(proposed(line(segment="Education"), segment="Education").found) == 1


def test_what_no_plan_goes_by_is_listed_and_then_brought_together():
    monthly = builders.plan()
    yearly = builders.plan(of=monthly.product, billing="once")
    file = bring(line(), line(billing="Annual"))
    assert vendor_lists.proposals(file, settings()).unmapped == [("DEMO:0001", "Suite Démo Premium", 2)]
    assert vendor_lists.bring_together("DEMO:0001", monthly.product) == 2
    found = vendor_lists.proposals(file, settings())
    assert found.unmapped == [] and {each.plan for each in found.found} == {monthly, yearly}
    assert vendor_lists.bring_together("OTHER:1", monthly.product) == 0


def test_month_by_month_prices_both_plans_without_commitment():
    one = mapped(commitment="none")
    other = builders.plan(of=one.product, commitment="P1M", vendor_sku="DEMO:0001")
    assert {each.plan for each in proposed(line("26.40", "P1M")).found} == {one, other}


def test_the_prices_are_set_as_they_were_shown_and_only_then():
    plan, file = mapped(), bring(line())
    vendor_lists.settle(file, settings(margin=500))
    file = CatalogueFile.get()
    look = price_files.look_at_list(file, vendor_lists.settings_of(file))
    assert not Price.select().where(Price.valid_from == JANUARY).exists()
    assert price_files.apply_list(file, look.seen, "Aïcha") == 1
    row = Price.get(Price.valid_from == JANUARY)
    assert (row.plan, row.amount, row.set_by) == (plan, 23_10, "Aïcha")


def test_other_settings_meanwhile_and_nothing_is_set():
    mapped()
    file = bring(line())
    vendor_lists.settle(file, settings())
    seen = price_files.look_at_list(CatalogueFile.get(), settings()).seen
    vendor_lists.settle(file, settings(margin=1))
    with pytest.raises(price_files.ChangedMeanwhile):
        price_files.apply_list(file, seen, "Aïcha")


def test_a_day_that_has_come_is_refused_whole():
    mapped()
    file = bring(line())
    vendor_lists.settle(file, settings(valid_from=DAY - timedelta(1)))
    look = price_files.look_at_list(CatalogueFile.get(), settings(valid_from=DAY - timedelta(1)))
    assert look.refused
    with pytest.raises(PriceBegun):
        price_files.apply_list(file, look.seen, "Aïcha")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (HEAD.replace(",ERP Price", "") + "\n", sheets.MISSING_COLUMN),
        (HEAD + "\n" + line("free"), sheets.NOT_AMOUNT),
        ("", sheets.NO_HEADER),
    ],
)
def test_what_is_no_such_list_is_refused(text, reason):
    with pytest.raises(sheets.Unreadable) as told:
        vendor_lists.receive("list.csv", text.encode(), AICHA)
    assert told.value.reason == reason


@pytest.mark.postgresql
def test_the_same_on_postgresql(postgresql_app):
    mapped()
    file = bring(line())
    vendor_lists.settle(file, settings())
    file = CatalogueFile.get()
    assert price_files.apply_list(file, price_files.look_at_list(file, settings()).seen, "Aïcha") == 1
