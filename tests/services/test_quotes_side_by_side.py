"""Quotes on a real server: asked, accepted and sent twice at once; accepted while withdrawn, or at its last moment (4.1d)."""

import threading
from datetime import timedelta

import pytest

from phoenix.database import database, transaction
from phoenix.kernel import clock
from phoenix.kernel.markets import market_of
from phoenix.orders import service as orders
from phoenix.orders.models import CANCELLED, CONFIRMED, Order
from phoenix.orders.rules import OrderRefused
from phoenix.quotes import asking, pricing, sending, settling
from phoenix.quotes.asking import Wanted
from phoenix.quotes.models import Quote, QuoteVersion
from phoenix.quotes.pricing import Draft, DraftLine
from phoenix.quotes.rules import QuoteRefused
from tests import builders

pytestmark = pytest.mark.postgresql
REFUSALS = (QuoteRefused, OrderRefused)


def together(app, *functions) -> list:
    """What each gives or raises, all begun at the same moment."""
    found, start = [], threading.Barrier(len(functions))

    def call(function):
        with app.app_context():
            start.wait()
            try:
                found.append(function())
            except REFUSALS as refusal:
                found.append(refusal)
            finally:
                database.close()

    threads = [threading.Thread(target=call, args=(function,)) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(found) == len(functions)
    return found


def refused(found: list) -> int:
    return sum(isinstance(each, REFUSALS) for each in found)


def a_quote(camille, plan, key="one", days=30) -> Quote:
    row = asking.receive(key, "", [Wanted(None, "Reprise", 1)], camille, market_of("fr", "fr"))
    until = clock.today("Europe/Paris") + timedelta(days=days)
    lines = (DraftLine(plan.id, "", 3, percent=1_000), DraftLine(None, "Reprise", 1, agreed=50_000))
    pricing.save(row.id, 1, Draft(lines, until), "Sacha")
    sending.send(row.id, 2, "Sacha")
    return Quote.get_by_id(row.id)


def confirm(order, person):
    versions = [version.id for version in orders.documents_of(order)]
    with transaction():
        return orders.confirm(order, person, "fr", "192.0.2.7", "Firefox", versions)


def test_a_quote_in_the_hands_of_many(postgresql_app):
    app = postgresql_app
    camille, plan = builders.representative(builders.lyon()), builders.plan(2_000)
    wanted = [Wanted(None, "Reprise", 1)]
    together(app, *[lambda: asking.receive("same", "", wanted, camille, market_of("fr", "fr"))] * 4)
    assert Quote.select().count() == 1
    row = Quote.get()
    draft = Draft((DraftLine(plan.id, "", 3),), clock.today("Europe/Paris"))
    assert refused(together(app, *[lambda: pricing.save(row.id, 1, draft, "Sacha")] * 3)) == 2
    assert refused(together(app, *[lambda: sending.send(row.id, 2, "Sacha")] * 3)) == 2
    assert [each.number for each in QuoteVersion.select()] == [1]
    together(app, *[lambda: settling.accept(row.id, 1, camille)] * 4)
    assert Order.select().count() == 1


def test_confirmed_while_staff_withdraw_is_one_or_the_other(postgresql_app):
    app = postgresql_app
    camille, plan = builders.representative(builders.lyon()), builders.plan(2_000)
    for round_ in range(4):
        row = a_quote(camille, plan, key=f"round-{round_}")
        order = settling.accept(row.id, 1, camille)
        acts = [lambda: confirm(order, camille), lambda: settling.withdraw(row.id, row.edition, "Erreur.", "Sacha")]
        assert refused(together(app, *(acts if round_ % 2 else reversed(acts)))) == 1
        row, order = Quote.get_by_id(row.id), Order.get_by_id(order.id)
        assert (row.state, order.state) in (("accepted", CONFIRMED), ("withdrawn", CANCELLED))
        assert (row.order_id == order.id) == (row.state == "accepted")


def test_confirmed_at_the_midnight_of_its_end_is_one_or_the_other(postgresql_app):
    app = postgresql_app
    camille, plan = builders.representative(builders.lyon()), builders.plan(2_000)
    row = a_quote(camille, plan, days=0)
    order = settling.accept(row.id, 1, camille)
    tomorrow = clock.today("Europe/Paris") + timedelta(days=1)
    together(app, lambda: confirm(order, camille), lambda: settling.expire("fr", tomorrow))
    states = Quote.get_by_id(row.id).state, Order.get_by_id(order.id).state
    assert states in (("accepted", CONFIRMED), ("expired", CANCELLED))
