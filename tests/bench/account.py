"""My Account with 500 invoices and 200 subscriptions: the queries of its pages, against those of a new customer.

    python -m tests.bench account
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, date, datetime

from phoenix.accounts.models import LoginSession
from phoenix.application import create_app
from phoenix.database import database
from phoenix.kernel import clock, events
from phoenix.operations import upgrade
from phoenix.subscriptions.models import Subscription
from phoenix.subscriptions.run import run
from tests import builders, payment_world
from tests.bench.report import Measure, report
from tests.conftest import OwnContext

BOUGHT = datetime(2026, 1, 31, 12, tzinfo=UTC)
RUNS = (date(2026, 2, 28), date(2026, 3, 31))  # with the first invoice of each: 600 for 200
PAGES = ("/fr-fr/compte", "/fr-fr/compte/factures", "/fr-fr/compte/abonnements", "/fr-fr/compte/cloture")


def measures() -> list[Measure]:
    """The most queries of each page, and by how many a large account exceeds a small one."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"instance": folder, "database_url": f"sqlite:///{folder}/shop.db", "log_requests": False})
        app.test_client_class = OwnContext
        with app.app_context():
            upgrade()
            few, many = _account(app, 1), _account(app, 200)
            database.close()
    return [
        Measure(f"queries of {name}: 200 subscriptions, 600 invoices", many[name], few[name], "", f"{few[name]} with one of each")
        for name in many
    ]


def _account(app, subscriptions: int) -> dict[str, int]:
    """Each page's queries for a customer with so many subscriptions, three months old."""
    with clock.frozen(BOUGHT):
        person = builders.representative(builders.lyon())
        plan = builders.plan(1_000, "P1Y", "month", of=builders.product(max_quantity=10_000))
        for _each in range(subscriptions):
            payment = builders.accepted_payment(builders.confirmed_order(person, [(plan, 1, 1_000)]))
            events.emit(events.PaymentConfirmed(payment.id))
            events.emit(events.PaymentSettled(payment.id))
    for day in RUNS:
        with clock.frozen(datetime(day.year, day.month, day.day, 12, tzinfo=UTC)):
            run(day, charge=False)
    one = Subscription.select().where(Subscription.organisation == person.organisation_id).first()
    pages = {path: path for path in PAGES} | {"one subscription": f"/fr-fr/compte/abonnements/{one.number}"}
    with clock.frozen(datetime(2026, 4, 1, 12, tzinfo=UTC)):
        client = app.test_client()
        payment_world.sign_in(client, person)
        return {name: _queries(client, path) for name, path in pages.items()}


def _queries(client, path: str) -> int:
    """How many statements the page's second showing asks of the database: what is kept, is kept."""
    LoginSession.update(last_seen_at=clock.now()).execute()
    client.get(path)
    asked, real = [], type(database.obj).execute_sql

    def counted(self, sql, *more, **named):
        asked.append(sql)
        return real(self, sql, *more, **named)

    type(database.obj).execute_sql = counted
    try:
        assert client.get(path).status_code == 200, path
    finally:
        type(database.obj).execute_sql = real
    return len(asked)


if __name__ == "__main__":
    sys.exit(report(measures))
