"""The schema: which modules hold tables, and bringing a database up to date."""

from __future__ import annotations

import importlib
import inspect

import peewee
from playhouse.migrations import Runner

from phoenix.config import ROOT
from phoenix.database import Model, database

MODULES = (
    "phoenix.database_triggers",
    "phoenix.web.models",
    "phoenix.outbox.models",
    "phoenix.archive.models",
    "phoenix.messages.models",
    "phoenix.legal.models",
    "phoenix.accounts.models",
    "phoenix.files.models",
    "phoenix.consent.models",
    "phoenix.audience.models",
    "phoenix.team.models",
    "phoenix.barring.models",
    "phoenix.catalogue.models",
    "phoenix.catalogue.third_party_models",
    "phoenix.partners.models",
    "phoenix.cart.models",
    "phoenix.orders.models",
    "phoenix.quotes.models",
    "phoenix.invoices.models",
    "phoenix.payments.models",
    "phoenix.subscriptions.models",
    "phoenix.books.models",
    "phoenix.prospecting.models",
    "phoenix.contracts.models",
    "phoenix.care.models",
    "phoenix.care.review_models",
    "phoenix.standing.models",
    "phoenix.privacy.models",
    "phoenix.translating.models",
)
TRIGGERS = ("phoenix.legal.ddl", "phoenix.team.ddl", "phoenix.orders.ddl", "phoenix.invoices.ddl", "phoenix.archive.ddl")


def models() -> list[type[Model]]:
    """Every table of the shop, those that others point to first."""
    found = []
    for name in MODULES:
        module = importlib.import_module(name)
        for _, member in inspect.getmembers(module, inspect.isclass):
            if issubclass(member, Model) and member.__module__ == name:
                found.append(member)
    return peewee.sort_models(found)


def upgrade() -> list[str]:
    """Apply the migrations that this database has not had yet; their names.

    The triggers that keep rows as written are made anew after a change of tables.
    """
    runner = Runner(database.obj, directory=str(ROOT / "phoenix" / "migrations"))
    applied = runner.up()
    if applied:
        with database.atomic():
            for name in TRIGGERS:
                importlib.import_module(name).apply(database)
    return applied
