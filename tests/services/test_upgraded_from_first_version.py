"""A shop of the first version, with an order paid, is brought up to date and billed on (subscriptions.md)."""

import sqlite3
from contextlib import closing
from datetime import date

import peewee
from playhouse.migrations import Runner

from phoenix import database as phoenix_database
from phoenix import schema
from phoenix.config import ROOT
from phoenix.database import database
from phoenix.invoices.models import Invoice
from phoenix.subscriptions.models import Lot, Period, Subscription
from tests import payment_world as world
from tests import subscription_world as life
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401
from tests.subscription_world import casablanca, live_until, lived, lyon, now  # noqa: F401

FIRST = "0001_first_tables"


def as_first_version(path: str, old: str) -> None:
    """The same rows in the tables of the first version, as far as it had their columns."""
    first = peewee.SqliteDatabase(old)
    Runner(first, directory=str(ROOT / "phoenix" / "migrations")).up(FIRST)
    first.close()
    with closing(sqlite3.connect(old)) as made:
        made.execute("ATTACH ? AS present", (path,))
        tables = [name for (name,) in made.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in set(tables) - {"schema_migration", "sqlite_sequence"}:
            of = [{row[1] for row in made.execute(f"PRAGMA {place}.table_info({name})")} for place in ("main", "present")]
            if not of[1] or "VIRTUAL" in (made.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0] or ""):
                continue
            columns = ", ".join(f'"{each}"' for each in sorted(of[0] & of[1]))
            made.execute(f'DELETE FROM main."{name}"')
            made.execute(f'INSERT INTO main."{name}" ({columns}) SELECT {columns} FROM present."{name}"')
        made.commit()


def test_what_was_bought_before_is_billed_as_what_is_bought_now(shop, lyon, casablanca, front, tmp_path):  # noqa: F811
    monthly = life.bought(lyon, world.card(lyon, front))
    short = life.bought(casablanca, world.card(casablanca, front), world.plan("P1M"))
    debited = life.bought(lyon, world.account(lyon, front), world.plan("P3Y", "year"))
    before = {row.id: (row.term_end, row.next_due_on) for row in Subscription.select()}
    lots = list(Lot.select(Lot.id, Lot.invoice).tuples())
    seats = list(Period.select(Period.id, Period.seats).tuples())
    as_first_version(database.obj.database, str(tmp_path / "old.db"))
    database.close()
    phoenix_database.connect(f"sqlite:///{tmp_path}/old.db")
    assert schema.upgrade()[0] == "0002_subscriptions_live"
    assert {row.id: (row.term_end, row.next_due_on) for row in Subscription.select()} == before
    assert list(Lot.select(Lot.id, Lot.invoice).tuples()) == lots
    assert list(Period.select(Period.id, Period.seats).tuples()) == seats
    assert schema.upgrade() == []
    live_until(date(2027, 2, 28))
    counts = [row.periods.count() for row in (monthly, short, debited)]
    assert (counts, now(monthly).term_number) == ([14, 14, 2], 2)
    assert {row.state for row in Invoice.select()} == {"paid"}
    assert not lived(date(2027, 2, 28)).counts
