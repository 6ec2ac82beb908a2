"""Each staff list with 1,000,000 rows on PostgreSQL, or 200,000 on SQLite, against 1,000 (python -m tests.bench lists).

Whole pages, signed in: as the list opens, its next page, each of its sorts and the first of each choice; the
worst of them counts. PostgreSQL is measured where PHOENIX_TEST_POSTGRESQL_URL names one. `BENCH_LISTS` names
some lists to measure only these; `BENCH_ROWS` makes both shops smaller.
"""

from __future__ import annotations

import html
import os
import re
import secrets
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager

import psycopg

from phoenix.application import create_app
from phoenix.database import database
from phoenix.operations import upgrade
from phoenix.staff.lists import StaffList
from tests.bench.lists_fill import Filler, lists
from tests.bench.report import Measure, report
from tests.conftest import OwnContext
from tests.web.staff.people import member, sign_in

FEW, BUDGET, TIMES = 1_000, 3.0, 7
NEXT = re.compile(r'href="([^"]*[?&;]after=[^"]*)"')


def measures() -> list[Measure]:
    """Each list's worst ratio, and whether the number of queries is the same."""
    found = _compared("SQLite", _sqlite, int(os.environ.get("BENCH_ROWS", 200_000)))
    server = os.environ.get("PHOENIX_TEST_POSTGRESQL_URL")
    return found + (_compared("PostgreSQL", _postgresql, int(os.environ.get("BENCH_ROWS", 1_000_000))) if server else [])


def _compared(what: str, shop, many: int) -> list[Measure]:
    wanted = os.environ.get("BENCH_LISTS", "").split()
    chosen = {name: each for name, each in lists().items() if not wanted or name in wanted}
    costs = []
    for size in (FEW, many):
        with shop() as app:
            costs.append({name: _costs(app, declared, address, size) for name, (declared, address) in chosen.items()})
    return [_measure(f"{what}, {name}", costs[0][name], costs[1][name], many) for name in chosen]


def _measure(name: str, small: dict, large: dict, many: int) -> Measure:
    ratios = {way: large[way][0] / small[way][0] for way in small if way in large}
    worst = max(ratios, key=ratios.get)
    asked = "same queries" if all(small[way][1] == large[way][1] for way in ratios) else "**other queries**"
    median = statistics.median(ratios.values())
    detail = f"worst of {len(ratios)}: {worst or 'as it opens'}, {large[worst][0]:.0f} ms; median {median:.2f}; {asked}"
    return Measure(f"{name}: {many:,} rows / {FEW:,}", ratios[worst], BUDGET, "×", detail)


def _costs(app, declared: StaffList, address: str, size: int) -> dict[str, tuple[float, int]]:
    """Milliseconds and queries of each way into a list."""
    print(f"  {declared.name}, {size:,} rows", file=sys.stderr, flush=True)
    with database.atomic():
        Filler(size).fill(declared)
    database.execute_sql("ANALYZE")
    client = app.test_client()
    sign_in(client, member("admin"))
    return {way: _cost(client, url) for way, url in _ways(client, declared, address).items()}


def _ways(client, declared: StaffList, address: str) -> dict[str, str]:
    ways = {"": address}
    following = NEXT.search(client.get(address).get_data(as_text=True))
    if following:
        ways["next page"] = html.unescape(following[1])
    for column in declared.columns:
        if column.sort is not None:
            ways[f"sort {column.key}"] = f"{address}?sort={'-' if column.down else ''}{column.key}"
    for each in declared.filters:
        if each.kind == "choice" and len(each.words()) > 1:
            ways[f"choice {each.name}"] = f"{address}?{each.name}={each.words()[1][0]}"
    return ways


def _cost(client, url: str) -> tuple[float, int]:
    asked, real = [], type(database.obj).execute_sql

    def counted(self, sql, *more, **named):
        asked.append(sql)
        return real(self, sql, *more, **named)

    client.get(url)
    type(database.obj).execute_sql = counted
    try:
        status = client.get(url).status_code
        assert status == 200, (url, status)
    finally:
        type(database.obj).execute_sql = real
    return min(_timed(client, url) for _each in range(TIMES)), len(asked)


def _timed(client, url: str) -> float:
    begun = time.perf_counter()
    client.get(url)
    return (time.perf_counter() - begun) * 1_000


@contextmanager
def _sqlite():
    with tempfile.TemporaryDirectory() as folder, _open(folder, f"sqlite:///{folder}/shop.db") as app:
        yield app


@contextmanager
def _postgresql():
    server, name = os.environ["PHOENIX_TEST_POSTGRESQL_URL"], f"phoenix_bench_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        with tempfile.TemporaryDirectory() as folder, _open(folder, f"{server.rsplit('/', 1)[0]}/{name}") as app:
            yield app
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _open(folder: str, url: str):
    app = create_app({"instance": folder, "database_url": url, "log_requests": False, "rate_limits": False})
    app.test_client_class = OwnContext
    with app.app_context():
        upgrade()
        yield app
        database.close()


if __name__ == "__main__":
    sys.exit(report(measures))
