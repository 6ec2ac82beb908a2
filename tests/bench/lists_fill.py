"""Rows by the hundred thousand for every staff list, written by the database itself from each table's own columns."""

from __future__ import annotations

import importlib
import json
import pkgutil

import peewee

from phoenix import staff
from phoenix.database import JsonField, Model, UtcField, database, is_sqlite
from phoenix.staff.lists import StaffList
from phoenix.subscriptions.models import Subscription, Term

PLAIN = {"country": "fr", "ground": "vat_75", "currency": "EUR", "language": "fr", "seller_code": "pa-fr", "vat_territory": "fr-metropole", "commitment": "P1Y", "billing": "month", "unit": "seat", "source": "account", "subject": "order", "number": "1"}
ALWAYS = ("answered_at", "confirmed_at", "created_at", "term_end", "valid_until", "sent_at")
NEVER = ("superseded_by", "previous", "corrects", "method", "closed_on")
ELSEWHERE = {"candidatures": "/equipe/partenaires/candidatures"}
BESIDE = {Subscription: (Term,)}


def lists() -> dict[str, tuple[StaffList, str]]:
    """Every declared list with its address, by name."""
    found = {}
    for each in pkgutil.iter_modules(staff.__path__):
        module = importlib.import_module(f"phoenix.staff.{each.name}")
        for value in vars(module).values():
            if isinstance(value, StaffList) and hasattr(module, "blueprint"):
                prefix = module.blueprint.url_prefix
                found[value.name] = (value, ELSEWHERE.get(value.name) or (f"/equipe/{value.name}" if prefix == "/equipe" else prefix))
    return found


class Filler:
    """Fills tables up to a number of rows, those that they point to before them."""

    def __init__(self, size: int, parents: int = 1_000):
        self.size, self.parents, self.filled = size, parents, {}
        _open("order_line")
        self.choices = {field: options for declared, _address in lists().values() for field, options in _choices(declared).items()}

    def fill(self, declared: StaffList) -> None:
        """The list's table and what its rows are shown with."""
        self.table(declared.model, self.size)
        for other in BESIDE.get(declared.model, ()):
            self.table(other, self.size)

    def table(self, model: type[Model], size: int) -> None:
        """Rows of a model, as many as `size`, numbered from 1."""
        if self.filled.get(model, 0) >= size:
            return
        start = self.filled[model] = model.select(peewee.fn.COUNT(model.id)).scalar()
        columns = [field for field in model._meta.sorted_fields if not field.primary_key]
        given = [(field, self._value(field, size)) for field in columns]
        names = ", ".join(f'"{field.column_name}"' for field, _value in given)
        values = ", ".join(value for _field, value in given)
        if is_sqlite():
            series = f"WITH RECURSIVE s(n) AS (SELECT {start + 1} UNION ALL SELECT n + 1 FROM s WHERE n < {size}) "
            source = "s"
        else:
            series, source = "", f"generate_series({start + 1}, {size}) AS s(n)"
        if size > start:
            sql = f'INSERT INTO "{model._meta.table_name}" ({names}) {series}SELECT {values} FROM {source}'
            database.execute_sql(sql if is_sqlite() else sql.replace("%", "%%"))
        self.filled[model] = max(size, start)

    def _value(self, field, size: int) -> str:
        if field.name in NEVER and field.null:
            return "NULL"
        if isinstance(field, peewee.ForeignKeyField):
            return self._key(field, size)
        if field in self.choices:
            cases = " ".join(f"WHEN {place} THEN '{value}'" for place, value in enumerate(self.choices[field]))
            return f"CASE n % {len(self.choices[field])} {cases} END"
        value = _plain(field)
        return f"CASE WHEN n % 7 = 0 THEN NULL ELSE {value} END" if field.null and field.name not in ALWAYS else value

    def _key(self, field, size: int) -> str:
        other = field.rel_model
        if field.null and (field.unique or other is field.model):
            return "NULL"
        many = size if field.unique or other.__name__ in ("Subscription", "Invoice") else min(size, self.parents)
        if other is not field.model:
            self.table(other, many)
        return f"(n - 1) % {self.filled.get(other, many)} + 1"


def _open(table: str) -> None:
    """Let rows be added to what is kept as agreed, in this database of the measures alone."""
    if not is_sqlite():
        database.execute_sql(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        return
    known = database.execute_sql("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,))
    for (name,) in known.fetchall():
        database.execute_sql(f'DROP TRIGGER "{name}"')


def _choices(declared: StaffList) -> dict:
    found = {}
    for each in declared.filters:
        if getattr(each, "field", None) is not None and each.kind == "choice":
            options = each.options() if callable(each.options) else each.options
            found[each.field] = list(options)
    return found


def _plain(field) -> str:
    sqlite = is_sqlite()
    if isinstance(field, JsonField):
        return f"'{json.dumps(field.default() if callable(field.default) else field.default or {})}'"
    if isinstance(field, UtcField):
        return "datetime('2020-01-01', '+' || n || ' seconds')" if sqlite else "TIMESTAMP '2020-01-01' + n * INTERVAL '1 second'"
    if isinstance(field, peewee.DateField):
        return "date('2024-01-01', '+' || (n % 900) || ' days')" if sqlite else "DATE '2024-01-01' + (n % 900)"
    if isinstance(field, peewee.BooleanField):
        return "0" if sqlite else "false"
    if isinstance(field, peewee.IntegerField):
        if field.name == "rating":
            return "n % 5 + 1"
        return "n" if field.unique else "1" if "number" in field.name or field.name in ("position", "part") else "n % 100000 + 1"
    if field.unique or field.name in ("email", "email_key", "slug", "name", "sha256"):
        return f"'{field.name}-' || n"
    default = field.default if isinstance(field.default, str) and field.default else PLAIN.get(field.name, "{}" if field.name == "facts" else "x")
    return f"'{default}'"
