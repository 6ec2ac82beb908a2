"""Pauses side by side: what was held is let go, and nothing written meanwhile is undone (clause 13c)."""

from datetime import date

import pytest

from phoenix.invoices.models import Invoice
from phoenix.payments import collecting
from phoenix.subscriptions import endings, force_majeure
from phoenix.subscriptions.models import ForceMajeure
from tests import payment_world as world
from tests import subscription_world as life
from tests.services.test_locks import at_once
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401
from tests.subscription_world import at, lyon  # noqa: F401


def test_what_two_pauses_held_is_collected_when_the_first_ends(lyon, front):  # noqa: F811
    first, second = world.plan(), world.plan()
    world.order(lyon, first, 2)
    world.pay(world.order(lyon, second, 2), lyon, world.account(lyon, front))
    invoice = Invoice.get()
    with at(date(2026, 2, 3)):
        a = force_majeure.declare(first.product, "fr", "Panne")
        b = force_majeure.declare(second.product, "fr", "Panne")
        collecting.open_collection(invoice, date(2026, 2, 3))
        force_majeure.hold_again(invoice.id)
    assert life.collection_of(invoice).try_on is None
    with at(date(2026, 2, 9)):
        force_majeure.lift(a)
        force_majeure.lift(b)
    assert life.collection_of(invoice).try_on == date(2026, 2, 9)


def test_paused_days_are_given_back_to_who_moves_to_another_partner(lyon, front):  # noqa: F811
    row = life.bought(lyon, world.card(lyon, front), world.plan("none"))
    with at(date(2026, 2, 3)):
        declared = force_majeure.declare(row.plan.product, "fr", "Panne")
    with at(date(2026, 2, 10)):
        force_majeure.lift(declared)
    with at(date(2026, 2, 12)):
        endings.transfer_out(row, date(2026, 2, 12), "Autre partenaire", life.actor(lyon))
    (note,) = life.credit_notes()
    assert note.net == 51_50  # 7 of 28 days of 206.00


@pytest.mark.postgresql
def test_two_who_declare_at_once_declare_one_case(postgresql_app):
    product = world.plan().product
    declare = [lambda: force_majeure.declare(product, "fr", "Panne")] * 4
    assert at_once(postgresql_app, *declare) == []
    assert ForceMajeure.select().count() == 1
