"""Buyers are asked once, in time, if they allow it, and never rewarded (clauses 9.3, 10.1, 12a)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests import builders
from tests.review_world import buyer, paid, published, refunded

from phoenix.accounts import uses
from phoenix.accounts.models import ContactPreference, Organisation
from phoenix.care import review_invitations
from phoenix.care.review_models import ReviewInvitation
from phoenix.database import transaction
from phoenix.kernel import clock, events
from phoenix.orders.models import OrderLine

MONDAY = datetime(2026, 9, 7, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday(app):
    clock.set_to(MONDAY)


@pytest.fixture
def asked(mails):
    """Run the day's work `days` later; the products that each mail since asks about."""

    def run(days: int) -> list[list[str]]:
        clock.set_to(MONDAY + timedelta(days=days))
        review_invitations.daily()
        review_invitations.daily()
        sent = [each.context["products"] for each in mails() if each.kind == "care.review_invitation"]
        return [[product["slug"] for product in products] for products in sent]

    return run


def emitted(event):
    with transaction():
        events.emit(event)


def service_line(person):
    order = paid(person, builders.product(kind="service"), commitment="one_off", billing="once")
    return OrderLine.get(OrderLine.order == order)


def test_a_subscription_is_asked_about_after_fourteen_days(asked):
    product = builders.product()
    paid(buyer(), product)
    assert asked(13) == []
    assert asked(14) == [[product.slug]]
    assert asked(30) == [[product.slug]]


def test_one_mail_for_all_that_was_bought_together(asked):
    paid(buyer(), builders.product(position=1), builders.product(position=2))
    (products,) = asked(15)
    assert len(products) == 2


def test_nobody_is_asked_twice_about_one_product(asked):
    person, product = buyer(), builders.product()
    paid(person, product)
    asked(14)
    paid(person, product)
    assert len(asked(40)) == 1


def test_a_service_is_asked_about_once_it_is_delivered(asked):
    line = service_line(buyer())
    assert asked(20) == []
    emitted(events.ServiceDelivered(line.id, 7))
    assert asked(21) == []
    assert len(asked(22)) == 1


def test_a_delivery_that_was_a_mistake_is_not_asked_about(asked):
    line = service_line(buyer())
    emitted(events.ServiceDelivered(line.id, 7))
    emitted(events.DeliveryUndone(line.id, 7))
    assert asked(30) == []
    emitted(events.ServiceDelivered(line.id, 8))
    assert len(asked(33)) == 1


def test_who_refuses_offers_by_mail_is_not_asked(asked):
    person = buyer()
    paid(person, builders.product())
    ContactPreference.create(person=person, channel="email", allowed=False, at=clock.now())
    assert asked(14) == []
    assert ReviewInvitation.get().state == "dropped"


def test_nor_who_never_said_yes(asked):
    paid(builders.representative(builders.lyon()), builders.product())
    assert asked(14) == []


@pytest.mark.parametrize("use", [uses.REVIEWS, uses.PROSPECTING])
def test_nor_who_had_the_use_of_their_data_stopped(asked, use):
    person = buyer()
    paid(person, builders.product())
    uses.restrict(person, [use], uses.RESTRICTION)
    assert asked(14) == []


def test_nor_whose_account_is_closed(asked):
    person = buyer()
    paid(person, builders.product())
    Organisation.update(closed_at=clock.now()).execute()
    assert asked(14) == []


def test_nor_who_had_everything_refunded_or_wrote_already(asked):
    person, written, given_back = buyer(), builders.product(), builders.product()
    paid(person, written)
    refunded(paid(person, given_back))
    published(person, written)
    assert asked(14) == []


def test_old_purchases_are_let_be(asked):
    paid(buyer(), builders.product())
    assert asked(61) == []


def test_a_day_that_was_missed_is_made_up_for(asked):
    paid(buyer(), builders.product())
    assert len(asked(25)) == 1


def test_the_mail_has_no_reward_and_a_way_to_end_such_mails(asked, mails):
    paid(buyer(), builders.product())
    asked(14)
    (mail,) = [each for each in mails() if each.kind == "care.review_invitation"]
    assert mail.context["unsubscribe_url"].startswith("http://localhost/fr-fr/desabonnement/")


@pytest.mark.postgresql
def test_the_same_on_postgresql(postgresql_app):
    clock.set_to(MONDAY)
    product, person = builders.product(), buyer()
    paid(person, product)
    line = service_line(person)
    emitted(events.ServiceDelivered(line.id, 7))
    clock.set_to(MONDAY + timedelta(days=14))
    review_invitations.daily(date(2026, 9, 21))
    review_invitations.daily()
    assert [row.state for row in ReviewInvitation.select()] == ["sent", "sent"]
