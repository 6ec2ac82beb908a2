"""The tables that the shop opened with."""

import importlib.util

from phoenix import schema

DDL = ("phoenix.legal.ddl", "phoenix.catalogue.ddl", "phoenix.orders.ddl", "phoenix.invoices.ddl")


def up(migrator, db):
    db.create_tables(schema.models())
    for name in DDL:
        try:
            importlib.import_module(name).apply(db)
        except ImportError:  # while we build
            pass
