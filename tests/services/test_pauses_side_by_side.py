"""Pauses side by side: what was held is let go, and nothing written meanwhile is undone (clause 13c)."""

from datetime import date

from phoenix.invoices.models import Invoice
from phoenix.payments import collecting
from phoenix.subscriptions import endings
from tests import payment_world as world
from tests import subscription_world as life
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401
from tests.subscription_world import at, lyon  # noqa: F401


def test_what_two_pauses_held_is_collected_when_the_first_ends(lyon, card, front):  # noqa: F811
    first, second = world.plan(), world.plan()
    world.order(lyon, first, 2)
    world.pay(world.order(lyon, second, 2), lyon, world.account(lyon, front))
    invoice = Invoice.get()
    with at(date(2026, 2, 3)):
        a = endings.declare_force_majeure(first.product, "fr", "Panne")
        b = endings.declare_force_majeure(second.product, "fr", "Panne")
        collecting.open_collection(invoice, date(2026, 2, 3))
        endings.hold_again(invoice.id)
    assert life.collection_of(invoice).try_on is None
    with at(date(2026, 2, 9)):
        endings.lift_force_majeure(a)
        endings.lift_force_majeure(b)
    assert life.collection_of(invoice).try_on == date(2026, 2, 9)
