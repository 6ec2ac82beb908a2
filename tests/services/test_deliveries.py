"""A service is delivered once, on a day; a mistake is undone with its reason; the customer is told of both."""

import threading
from datetime import timedelta

import pytest

from phoenix.archive.models import ArchiveEntry
from phoenix.database import database, transaction
from phoenix.kernel import clock, events
from phoenix.messages.models import Message
from phoenix.orders import delivering, delivery_rules
from phoenix.orders.delivering import Said
from phoenix.orders.models import CANCELLED, PAID, Order, OrderLine, ServiceDelivery
from phoenix.team.models import StaffAct
from tests import builders


@pytest.fixture
def line(app) -> OrderLine:
    return migration()


def migration() -> OrderLine:
    """A paid order of one migration."""
    buyer = builders.representative(builders.lyon())
    service = builders.plan(900_00, "one_off", "once", of=builders.product(kind="service", unit="service"))
    order = builders.confirmed_order(buyer, [(service, 1, 900_00)])
    Order.update(state=PAID, paid_at=clock.now()).where(Order.id == order.id).execute()
    return OrderLine.get(OrderLine.order == order)


def today():
    return clock.today("Europe/Paris")


def said(key: str = "form", **changes) -> Said:
    return Said(**{"day": today(), "by": "Aïcha Martin", "note": "Tout est en place.", "key": key, "recorded_by": "Bruno", **changes})


@pytest.fixture
def told(monkeypatch):
    """What other rooms are told."""
    heard = []
    for kind in (events.ServiceDelivered, events.DeliveryUndone):
        monkeypatch.setitem(events._reactions, kind, [heard.append])
    return heard


def test_it_is_kept_told_and_announced(line, told):
    row = delivering.deliver(line, said())
    assert delivering.standing([line]) == {line.id: row}
    [mail] = Message.select().where(Message.kind == "order.delivered")
    assert (mail.context["service"], mail.context["note"]) == (line.name, "Tout est en place.")
    assert told == [events.ServiceDelivered(line.id, row.id)]
    assert StaffAct.get().act == "service_delivered"
    entry = ArchiveEntry.get(ArchiveEntry.kind == "service.delivered")
    assert "Tout est en place" in entry.detail and "Tout est en place" not in entry.content


def test_the_same_form_again_delivers_once(line, told):
    assert delivering.deliver(line, said()) == delivering.deliver(line, said())
    assert (ServiceDelivery.select().count(), len(told), Message.select().count()) == (1, 1, 1)


def test_a_colleague_who_comes_second_is_told(line, told):
    delivering.deliver(line, said())
    with pytest.raises(delivery_rules.Already):
        delivering.deliver(line, said("other"))
    assert len(told) == 1


def test_a_mistake_is_undone_with_its_reason_and_may_be_delivered_again(line, told):
    row = delivering.undo(delivering.deliver(line, said()), "Autre commande", "Bruno")
    assert (row.undone_why, row.undone_by, delivering.standing([line])) == ("Autre commande", "Bruno", {})
    again = delivering.deliver(line, said("again"))
    assert [each.id for each in delivering.history([line])] == [row.id, again.id]
    assert told[1] == events.DeliveryUndone(line.id, row.id)
    assert [each.kind for each in Message.select().order_by(Message.id)] == ["order.delivered", "order.undelivered", "order.delivered"]
    assert {"service.delivered", "service.undelivered"} <= {each.kind for each in ArchiveEntry.select()}


def test_undone_twice_is_undone_once(line, told):
    row = delivering.deliver(line, said())
    delivering.undo(row, "Autre commande", "Bruno")
    with pytest.raises(delivery_rules.Already):
        delivering.undo(row, "Encore", "Aïcha")
    assert ServiceDelivery.get().undone_why == "Autre commande"


@pytest.mark.parametrize("days", (1, -1))
def test_the_day_is_neither_before_the_order_nor_to_come(line, days):
    with pytest.raises(delivery_rules.WrongDay):
        delivering.deliver(line, said(day=today() + timedelta(days=days)))


@pytest.mark.parametrize("state", ("confirmed", CANCELLED))
def test_nothing_is_delivered_of_an_order_that_is_not_paid(line, state):
    Order.update(state=state).where(Order.id == line.order_id).execute()
    with pytest.raises(delivery_rules.OrderNotUnderWay):
        delivering.deliver(OrderLine.get(), said())


@pytest.mark.parametrize("kind, commitment, once", (
    ("service", "one_off", True), ("licence", "one_off", True), ("service", "included", True),
    ("subscription", "P1Y", False), ("pack", "one_off", False), ("pack", "P1M", False),
))  # fmt: skip
def test_what_is_delivered_once(kind, commitment, once):
    assert delivery_rules.is_delivered_once(kind, commitment) is once


def test_nothing_stays_when_the_transaction_fails(line, told):
    with pytest.raises(RuntimeError), transaction():
        delivering.deliver(line, said())
        raise RuntimeError("cut off")
    assert not ServiceDelivery.select().exists() and not Message.select().exists()


@pytest.mark.postgresql
def test_two_at_once_deliver_once(postgresql_app):
    with postgresql_app.app_context():
        line = migration()
    outcomes = []

    def go(key):
        with postgresql_app.app_context():
            try:
                outcomes.append(delivering.deliver(line, said(key)).key)
            except delivery_rules.Already:
                outcomes.append("already")
            finally:
                database.close()

    threads = [threading.Thread(target=go, args=(key,)) for key in ("a", "b", "c")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert outcomes.count("already") == 2
    assert ServiceDelivery.select().count() == 1
