"""A table that leads to a person is handed out with the copy, or says why not (clauses 9.1, 9.3)."""

import peewee

from phoenix.privacy import held, retention, words
from phoenix.schema import models

ROOTS = {"organisation", "person"}
TELLING = {"organisation_id", "person_id", "email", "email_key", "to_address", "address", "user_agent", "person", "body"}


def personal() -> set[str]:
    """The tables with a column that tells of somebody, or that lead to such a table."""
    found = {each._meta.table_name for each in models() if set(each._meta.fields) & TELLING} | ROOTS
    before = set()
    while found != before:
        before = set(found)
        found |= {each._meta.table_name for each in models() if _parents(each) & before}
    return found


def _parents(model) -> set[str]:
    """The tables that own its rows; what is only mentioned does not own."""
    keys = [field for field in model._meta.sorted_fields if isinstance(field, peewee.ForeignKeyField)]
    return {key.rel_model._meta.table_name for key in keys if key.rel_model is not model}


def test_every_personal_table_is_handed_out_or_exempt():
    known = {each.model._meta.table_name for each in held.HELD} | set(held.EXEMPT)
    assert personal() - known == set()


def test_what_is_exempt_exists_and_says_why():
    tables = {each._meta.table_name for each in models()}
    assert set(held.EXEMPT) <= tables
    assert all(len(reason) > 20 for reason in held.EXEMPT.values())


def test_no_secret_column_is_handed_out():
    wrong = []
    for each in held.HELD:
        for name in set(each.model._meta.fields) - set(each.secret):
            if name.endswith(("_hash", "token", "secret")) and name not in ("sha256",):
                wrong.append(f"{each.model._meta.table_name}.{name}")
    assert wrong == []


def test_every_group_has_its_words():
    assert set(held.GROUPS) == set(words.GROUPS)


def test_every_kind_that_is_kept_says_what_and_how_long():
    codes = [kind.code for kind in retention.KINDS]
    assert len(codes) == len(set(codes))
    assert all(str(kind.label) and str(kind.kept) for kind in retention.KINDS)
