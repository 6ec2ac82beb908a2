"""A partner's subscriptions: held at their price, renewed at the list price of the day less the rate of that day (clause 15b)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from phoenix.accounts.models import Organisation
from phoenix.catalogue.service import set_price
from phoenix.kernel import clock
from phoenix.kernel.money import Money
from phoenix.messages.models import Message
from phoenix.partners import ending
from phoenix.subscriptions import cases, changing, listing
from phoenix.subscriptions.changing import Actor
from phoenix.subscriptions.models import RenewalNotice, Subscription, Term
from phoenix.subscriptions.run import run
from phoenix.legal import service as legal
from tests import builders
from tests import partner_world as partners
from tests.web.ordering import bought

BEGUN, RENEWED = date(2026, 1, 31), date(2027, 1, 31)


def at(day: date):
    return clock.frozen(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


@pytest.fixture
def lyon(app):
    with at(BEGUN):
        yield builders.representative(builders.lyon())


def year_at(person, paid: int) -> Subscription:
    """A year paid at once, of a list price of 100.00 a seat."""
    plan = builders.plan(10_000, commitment="P1Y", billing="once", of=builders.product(max_quantity=300))
    bought(person, (plan, 2, paid))
    return Subscription.get()


def next_price(row) -> int:
    (case,) = cases.load([row.id])
    return case.price_on(row.term_end).minor


def test_a_renewal_is_at_the_rate_of_its_day(lyon):
    partners.rate(1_000, BEGUN)
    partners.partner(lyon)
    row = year_at(lyon, 9_000)
    partners.rate(1_200, RENEWED)
    set_price(row.plan, "fr", Money(20_000, "EUR"), date(2026, 12, 1), "test")
    assert next_price(row) == 17_600
    with at(RENEWED):
        run(RENEWED)
    assert [term.unit_price for term in Term.select().order_by(Term.number)] == [9_000, 17_600]


def test_seats_added_join_at_the_term_s_price_whatever_the_rate_does(lyon):
    partners.rate(1_000, BEGUN)
    partners.partner(lyon)
    row = year_at(lyon, 9_000)
    partners.rate(3_000, BEGUN)
    (case,) = cases.load([row.id])
    assert changing.price_addition(case, 1).unit.minor == 9_000
    documents = [version.id for version in legal.documents_for_order("fr", [row.plan.product], partner=True)]
    assert changing.add_seats(row, 1, Actor(lyon, "fr"), documents, "once").net == 9_000


def test_the_notice_announces_the_partner_s_price_and_again_when_the_rate_changes(lyon):
    partners.rate(1_000, BEGUN)
    partners.partner(lyon)
    row = year_at(lyon, 9_000)
    with at(date(2026, 12, 2)):
        run(date(2026, 12, 2))
        partners.rate(500, date(2027, 1, 1))
        assert Subscription.get().next_notice_on == date(2026, 12, 2)
    with at(date(2027, 1, 24)):
        run(date(2027, 1, 24))
    assert [notice.next_price for notice in RenewalNotice.select().order_by(RenewalNotice.id)] == [9_000, 9_500]
    mail = Message.select().where(Message.kind == "subscriptions.renewal").order_by(Message.id.desc()).get()
    assert "95,00" in mail.context["next_price"] and row.number


def test_after_the_end_it_renews_at_the_price_of_all(lyon):
    partners.rate(1_000, BEGUN)
    row = partners.partner(lyon)
    held = year_at(lyon, 9_000)
    with at(date(2026, 10, 31)):
        ending.give_up(row, lyon)
        assert next_price(held) == 10_000
    (listed,) = listing.listed(list(listing.rows_of(lyon.organisation_id, "active")), Organisation.get_by_id(lyon.organisation_id))
    assert listed.following.net.minor == 20_000 and listed.unit.minor == 9_000
    with at(RENEWED):
        run(RENEWED)
        ending.run()
    assert Term.select().order_by(Term.number.desc()).get().unit_price == 10_000


def test_what_renewed_on_the_eve_of_the_end_did_so_at_the_partner_s_price_even_when_done_late(lyon):
    partners.rate(1_000, BEGUN)
    row = partners.partner(lyon)
    year_at(lyon, 9_000)
    with at(date(2026, 11, 5)):
        ending.give_up(row, lyon)  # ends on 5 February 2027
    with at(date(2027, 2, 20)):  # the worker was away
        run(date(2027, 2, 20))
        ending.run()
    assert Term.select().order_by(Term.number.desc()).get().unit_price == 9_000
    assert Organisation.get().partner_since is None
