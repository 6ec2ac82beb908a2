"""Operator commands on the database; filling it with demo data."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from phoenix import schema
from phoenix.accounts import demo_load as customers
from phoenix.care import demo_load as care
from phoenix.catalogue import demo_load as catalogue
from phoenix.database import transaction
from phoenix.evidence.backfill import open_archive, widen_archive
from phoenix.legal.service import publish
from phoenix.quotes import demo_load as quotes
from phoenix.team import demo_load as staff

db = AppGroup("db", help="The database's schema.")


def upgrade() -> list[str]:
    """Bring the schema up to date, open the archive, publish the contract texts; names of what was applied."""
    applied = schema.upgrade()
    open_archive()
    widen_archive()
    with transaction():
        publish()
    return applied


def load_demo() -> None:
    """Fill an empty database with the demo catalogue, the demo customers, the demo staff, and something for it to do."""
    catalogue.load()
    customers.load()
    staff.load()
    care.load()
    quotes.load()


@db.command("upgrade")
def db_upgrade():
    """Create or migrate the tables, and publish the contract texts of this version."""
    applied = upgrade()
    click.echo(f"{len(applied)} migration(s) applied." if applied else "The database is up to date.")
