"""Prices of the catalogue are evidence: set, announced, withdrawn, and proved with the order (clauses 4.3, 5b, 15a)."""

import json
from datetime import date, timedelta

import pytest
from tests import builders

from phoenix.archive.models import ArchiveEntry
from phoenix.catalogue.models import Price
from phoenix.catalogue.prices import PriceChange, change_prices
from phoenix.database import database
from phoenix.evidence import live
from phoenix.evidence.backfill import WIDENED, open_archive, widen_archive
from phoenix.evidence.order_file import entries_of, gather
from phoenix.kernel import clock
from phoenix.kernel.money import Money

BY = "Zoé Vente <ventes@demo.example>"


def entries(kind: str, seller: str = "pa-fr") -> list[dict]:
    mine = ArchiveEntry.select().where(ArchiveEntry.kind == kind, ArchiveEntry.seller == seller).order_by(ArchiveEntry.number)
    return [json.loads(entry.content) for entry in mine]


def change(plan, minor: int | None, day: date, country: str = "fr") -> PriceChange:
    return PriceChange(plan.id, country, day, None if minor is None else Money(minor, builders.CURRENCY[country]))


@pytest.fixture
def plan(app):
    return builders.plan(1_000)


@pytest.fixture
def soon():
    return clock.today("Europe/Paris") + timedelta(days=30)


def test_a_price_set_is_kept_in_the_chain_of_its_country(plan, soon):
    change_prices([change(plan, 1_200, soon), change(plan, 13_000, soon, "ma")], BY)
    french, moroccan = entries("price.set")[-1], entries("price.set", "pa-ma")[-1]
    assert (french["plan"], french["amount"], french["currency"], french["valid_from"]) == (plan.code, 1_200, "EUR", soon.isoformat())
    assert (moroccan["amount"], moroccan["currency"]) == (13_000, "MAD")
    assert french["row"] == Price.get(Price.amount == 1_200).id


def test_who_set_it_is_in_the_part_that_can_be_erased(plan, soon):
    change_prices([change(plan, 1_200, soon)], BY)
    entry = ArchiveEntry.select().where(ArchiveEntry.kind == "price.set").order_by(ArchiveEntry.id.desc()).get()
    assert json.loads(entry.detail)["by"] == BY and "Zoé" not in entry.content


def test_an_announcement_withdrawn_or_replaced_stays_in_the_chain(plan, soon):
    change_prices([change(plan, 1_200, soon)], BY)
    change_prices([change(plan, 1_300, soon)], BY)
    change_prices([change(plan, None, soon)], BY)
    assert [each["amount"] for each in entries("price.set")] == [1_000, 1_200, 1_300]
    assert [each["amount"] for each in entries("price.dropped")] == [1_200, 1_300]
    assert list(live.differences()) == []


def test_a_price_altered_behind_the_shops_back_is_named(app, plan):
    assert app.test_cli_runner().invoke(args=["archive", "verify"]).exit_code == 0
    Price.update(amount=1).where(Price.plan == plan, Price.country == "ma").execute()
    result = app.test_cli_runner().invoke(args=["archive", "verify"])
    assert result.exit_code == 1 and f"price.set (plan:{plan.code})" in result.output


def test_the_file_of_an_order_proves_the_price_of_its_day_and_no_other(plan, soon):
    order = builders.confirmed_order(builders.representative(builders.lyon()), [(plan, 2, 1_000)])
    change_prices([change(plan, 1_200, soon)], BY)
    kept = [json.loads(entry.content) for entry in entries_of(gather(order)) if entry.kind.startswith("price.")]
    assert [(each["amount"], each["country"]) for each in kept] == [(1_000, "fr")]


def test_a_shop_whose_archive_is_older_takes_its_prices_over_once(app, plan, soon):
    change_prices([change(plan, 1_200, soon)], BY)
    _as_before_prices_were_kept()
    assert {each.kind for each in live.differences()} == {"price.set"}
    assert widen_archive() == Price.select().count()
    assert list(live.differences()) == []
    assert widen_archive() == 0 and len(entries(WIDENED)) == 1


def test_an_archive_that_is_opened_with_prices_is_not_widened(plan):
    with database.atomic():
        for (name,) in database.execute_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute_sql(f"DROP TRIGGER {name}")
        ArchiveEntry.delete().execute()
    assert open_archive() > 0
    assert widen_archive() == 0


def _as_before_prices_were_kept() -> None:
    """The archive as an earlier version left it: opened, without a word on prices."""
    for (name,) in database.execute_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.execute_sql(f"DROP TRIGGER {name}")
    ArchiveEntry.delete().where(ArchiveEntry.kind << ["price.set", "price.dropped", WIDENED]).execute()
    for entry in ArchiveEntry.select().where(ArchiveEntry.kind == "archive.opened"):
        content = {name: value for name, value in json.loads(entry.content).items() if name != "kinds"}
        ArchiveEntry.update(content=json.dumps(content)).where(ArchiveEntry.id == entry.id).execute()


@pytest.mark.postgresql
def test_prices_are_kept_on_postgresql(postgresql_app, soon):
    plan = builders.plan(1_000)
    change_prices([change(plan, 1_200, soon), change(plan, 13_000, soon, "ma")], BY)
    change_prices([change(plan, None, soon)], BY)
    assert [each["amount"] for each in entries("price.set")] == [1_000, 1_200]
    assert [each["amount"] for each in entries("price.dropped")] == [1_200]
    assert list(live.differences()) == []
