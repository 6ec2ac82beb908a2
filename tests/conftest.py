"""Fixtures of all tests: the shop on a real database, its outbox, its mails, and the outside servers."""

from __future__ import annotations

import contextvars
import os
import secrets
import shutil
from pathlib import Path

import psycopg
import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from tests.outside import OUTSIDE, Outside

from phoenix import database as phoenix_database
from phoenix import operations, worker
from phoenix.accounts import passwords
from phoenix.application import create_app
from phoenix.demo_clock import service as demo_clock
from phoenix.demo_clock import state as clock_state
from phoenix.kernel import clock
from phoenix.messages.models import Message
from phoenix.outbox.service import run_due
from phoenix.web.static_files import collect

pytest_plugins = ("tests.browser",)
SETTINGS = {
    "base_url": "http://localhost",
    "log_requests": False,
    "rate_limits": False,
    "mail_server": None,
    "redis_url": None,
    "stripe_secret_key": None,
}


def pytest_collection_modifyitems(items):
    """Skip, saying so at the end, what needs a server that is not here."""
    for item in items:
        for name, outside in OUTSIDE.items():
            if item.get_closest_marker(name):
                outside.wanted += 1
                if not outside.there:
                    item.add_marker(pytest.mark.skip(reason=f"no {outside.label} here"))


def pytest_terminal_summary(terminalreporter):
    """Say plainly which of the outside servers were covered."""
    for outside in OUTSIDE.values():
        terminalreporter.write_line(outside.report())


def pytest_sessionfinish(session):
    """PHOENIX_TEST_REQUIRE=all turns a missing server into a failure (.ci/run sets it)."""
    missing = [o.label for o in OUTSIDE.values() if not o.there]
    if os.environ.get("PHOENIX_TEST_REQUIRE") == "all" and missing and session.exitstatus == 0:
        print("not covered:", ", ".join(missing))
        session.exitstatus = 1


@pytest.fixture(scope="session")
def static_tree(tmp_path_factory) -> Path:
    """Compressed static files, made once for all apps of the run."""
    target = tmp_path_factory.mktemp("static")
    collect(target)
    return target


class OwnContext(FlaskClient):
    """Each request has its own `g`, as on the server: nothing is left over from the one before."""

    def open(self, *args, **kwargs):
        return contextvars.Context().run(super().open, *args, **kwargs)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords():
    """Argon2 with as little work as it permits; tests/rules/test_accounts_passwords.py looks at the real one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


def _app_on(url: str, instance: Path, static_tree: Path):
    """One app, its schema made once; each test gets a fresh copy of the database."""
    (instance / "static").symlink_to(static_tree)
    app = create_app({**SETTINGS, "instance": str(instance), "database_url": url})
    app.test_client_class = OwnContext
    with app.app_context():
        operations.upgrade()
    phoenix_database.disconnect()
    return app


def _as_new(app, settings) -> None:
    """Settings, clock and kept pages as no test has touched them, the models bound to this app's database."""
    app.config["SETTINGS"] = settings
    phoenix_database.connect(settings.database_url)
    (settings.instance / clock_state.FILE).unlink(missing_ok=True)
    demo_clock.init_app(app)
    app.extensions["pages"].clear()


@pytest.fixture(scope="session")
def app_of_the_run(tmp_path_factory, static_tree):
    """The run's app on SQLite."""
    instance = tmp_path_factory.mktemp("shop")
    app = _app_on(f"sqlite:///{instance}/shop.db", instance, static_tree)
    shutil.copy(instance / "shop.db", instance / "empty.db")
    return app


def begin_anew(app) -> None:
    """Put an empty SQLite database in the place of the one there was."""
    settings = app.config["SETTINGS"]
    for suffix in ("", "-wal", "-shm"):
        Path(f"{settings.instance}/shop.db{suffix}").unlink(missing_ok=True)
    shutil.copy(settings.instance / "empty.db", settings.instance / "shop.db")
    _as_new(app, settings)


@pytest.fixture
def app(app_of_the_run):
    """The shop on an empty SQLite database, inside its app context."""
    begin_anew(app_of_the_run)
    with app_of_the_run.app_context():
        yield app_of_the_run
    clock.set_to(None)
    phoenix_database.database.close()


def _on_the_server(statement: str) -> None:
    with psycopg.connect(OUTSIDE["postgresql"].address, autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture(scope="session")
def postgresql_of_the_run(tmp_path_factory, static_tree):
    """The run's app on PostgreSQL with its settings and the name of its database, of which `…_empty` is the template."""
    name = f"phoenix_test_{secrets.token_hex(4)}"
    _on_the_server(f"CREATE DATABASE {name}")
    url = f"{OUTSIDE['postgresql'].address.rsplit('/', 1)[0]}/{name}"
    app = _app_on(url, tmp_path_factory.mktemp("postgresql"), static_tree)
    _on_the_server(f"ALTER DATABASE {name} RENAME TO {name}_empty")
    yield app, app.config["SETTINGS"], name
    _on_the_server(f"DROP DATABASE {name}_empty WITH (FORCE)")


@pytest.fixture
def postgresql_app(postgresql_of_the_run):
    """The shop on an empty PostgreSQL database, dropped afterwards, inside its app context."""
    app, settings, name = postgresql_of_the_run
    _on_the_server(f"CREATE DATABASE {name} TEMPLATE {name}_empty")
    _as_new(app, settings)
    with app.app_context():
        yield app
    phoenix_database.disconnect()
    clock.set_to(None)
    _on_the_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def client(app):
    """A visitor without JavaScript."""
    return app.test_client()


@pytest.fixture
def run_outbox(app):
    """Do all that the outbox owes; how many jobs were done."""
    known = worker.handlers()
    return lambda: run_due(known)


@pytest.fixture
def mails(app, run_outbox):
    """The mails made so far, oldest first, after doing what the outbox owes."""

    def read():
        run_outbox()
        return list(Message.select().order_by(Message.id))

    return read


@pytest.fixture
def outside() -> dict[str, Outside]:
    """PostgreSQL, Redis and Chromium as found on this machine."""
    return OUTSIDE
