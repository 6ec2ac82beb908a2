"""What payments say by mail: mandates, debits announced, refusals that came while nobody looked."""

from datetime import UTC, datetime, timedelta

import pytest

from phoenix.database import database
from phoenix.kernel import clock
from phoenix.messages.delivery import compose
from phoenix.messages.models import Message
from phoenix.payments import expiring, means, service, settling
from phoenix.payments.models import Mandate, Payment
from tests import payment_world as world
from tests.gateways.fixtures import CARDS
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401


@pytest.fixture
def lyon(shop):  # noqa: F811
    return world.person(world.organisation("fr"), "en")


def written(kind: str) -> list[str]:
    rows = Message.select().where(Message.kind == kind)
    return [compose(row).get_body(("plain",)).get_content() for row in rows]


def test_a_debit_sends_its_mandate_and_is_announced(lyon, front):  # noqa: F811
    front.overlay.hold_sepa = True
    world.pay(world.order(lyon, world.plan()), lyon, world.account(lyon, front))
    (mandate,), (debit,) = written("payments.mandate"), written("payments.debit")
    for text in (mandate, debit):
        assert Mandate.get().reference in text
        assert "2606" in text
    assert "J’autorise." in mandate
    for named in ("PHOENIX ALLIANCE, 31 rue Stendhal", "Debtor: Atelier Lumière", "recurrent", "in Lyon"):
        assert named in mandate
    assert "296.64" in debit


def test_a_late_refusal_is_told_once_with_a_link(lyon, front):  # noqa: F811
    front.overlay.hold_sepa = True
    order = world.order(lyon, world.plan())
    world.pay(order, lyon, world.account(lyon, front))
    attempt = Payment.get().last_attempt()
    front.overlay.fail(attempt.intent_id)
    for _news in range(2):
        settling.settle(attempt, "webhook")
    (text,) = written("payments.failed")
    assert f"/en-fr/commande/{order.number}/paiement" in text


def test_a_refusal_that_the_page_tells_needs_no_mail(lyon, front):  # noqa: F811
    world.pay(world.order(lyon, world.plan()), lyon, world.card(lyon, front, CARDS["declined at charge"]))
    assert written("payments.failed") == []


def test_a_card_is_announced_in_the_month_before_it_expires_once(lyon, front):  # noqa: F811
    card = world.card(lyon, front)
    means.choose(card)
    for day, expected in ((datetime(2034, 10, 31, 12), 0), (datetime(2034, 11, 1, 12), 1), (datetime(2034, 11, 30, 12), 0)):
        with clock.frozen(day.replace(tzinfo=UTC)):
            assert expiring.announce() == expected
    (text,) = written("payments.expiring")
    assert "12/2034" in text


def test_expiring_cards_cost_the_queries_of_one(lyon, front, monkeypatch):  # noqa: F811
    cards = [world.card(world.person(world.organisation("fr", f"Atelier {number}")), front, CARDS["good"]) for number in range(4)]
    for card in cards:
        means.choose(card)
    month = datetime(cards[0].exp_year, cards[0].exp_month, 1, 12, tzinfo=UTC) - timedelta(days=10)
    seen = []
    kind = type(database.obj)
    original = kind.execute_sql
    counted = lambda self, sql, *a, **k: (seen.append(sql), original(self, sql, *a, **k))[1]  # noqa: E731
    with clock.frozen(month), monkeypatch.context() as patched:
        patched.setattr(kind, "execute_sql", counted)
        assert expiring.announce() == 4
        asked = [sql for sql in seen if sql.startswith("SELECT") and ('FROM "payment_method"' in sql or 'FROM "person"' in sql)]
        assert len(asked) == 3
        assert expiring.announce() == 0


def test_a_second_debit_by_hand_is_announced_like_the_first(lyon, front):  # noqa: F811
    front.overlay.hold_sepa = True
    order, account = world.order(lyon, world.plan()), world.account(lyon, front)
    world.pay(order, lyon, account)
    first = Payment.get().last_attempt()
    front.overlay.fail(first.intent_id)
    settling.settle(first, "webhook")
    assert len(written("payments.debit")) == 1
    front.overlay.hold_sepa = True
    service.pay_order(order, lyon, account, world.evidence(lyon), [])
    assert Payment.get().last_attempt().number == 2
    assert len(written("payments.debit")) == 2
