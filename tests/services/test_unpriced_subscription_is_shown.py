"""A plan whose price staff forgot is the run's to report: its customer still sees their subscription (clause 15b)."""

from datetime import date

from phoenix.catalogue.models import Price
from phoenix.subscriptions import reading
from tests import payment_world as world
from tests import subscription_world as life
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401
from tests.subscription_world import at, lyon  # noqa: F401


def test_its_page_opens_all_the_same(lyon, front):  # noqa: F811
    row = life.bought(lyon, world.card(lyon, front), world.plan("P1M"))
    Price.delete().where(Price.plan == row.plan).execute()
    with at(date(2026, 3, 1)):
        case = reading.case_of(lyon.organisation_id, row.number)
    assert (case.row.active, case.row.next_due_on) == (True, date(2026, 2, 28))
