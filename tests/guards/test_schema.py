"""The migrations make exactly the tables that the models describe, on both databases."""

import pytest
from playhouse.schema_diff import diff_models

from phoenix import schema
from phoenix.database import database


def difference():
    """What would have to change for the database to be what the models say; search has indexes of its own."""
    parts = diff_models(database.obj, schema.models())
    return [change for part in parts for change in part if not str(getattr(change, "name", "")).startswith("search_text_")]


def test_the_migrations_make_the_models_on_sqlite(app):
    assert difference() == []


@pytest.mark.postgresql
def test_the_migrations_make_the_models_on_postgresql(postgresql_app):
    assert difference() == []


def test_an_upgrade_again_changes_nothing(app):
    assert schema.upgrade() == []
