"""The cart: merged at sign-in, settled by an order, and never a wrong total (clauses 4.1b, 5a)."""

import contextlib
import threading

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from phoenix.cart import rules, service
from phoenix.cart.models import Cart, CartItem
from phoenix.database import database, transaction
from phoenix.kernel import events
from phoenix.kernel.markets import market_of
from phoenix.kernel.schedule import by_rhythm, due_today
from phoenix.orders import service as orders
from phoenix.orders.models import Order
from phoenix.orders.rules import LinesBlocked
from tests import builders
from tests.web.ordering import reprice


@pytest.fixture
def camille(app):
    return builders.representative(builders.lyon())


def cart_of(organisation_id=None, **wanted):
    cart = service.open_cart(None, organisation_id, "fr")
    for plan, quantity in wanted.get("lines", ()):
        service.add(cart, plan.id, str(quantity), "fr")
    return cart


def come_in(cart, person):
    with transaction():
        events.emit(events.SignedIn(person.id, person.organisation_id, cart.key if cart else None))


def lines_of(organisation_id) -> dict:
    cart = service.find(None, organisation_id)
    return {item.plan_id: item.quantity for item in CartItem.select().where(CartItem.cart == cart)}


def test_the_cart_of_the_visit_becomes_the_organisations(camille):
    plan = builders.plan()
    cart = cart_of(lines=[(plan, 3)])
    come_in(cart, camille)
    assert lines_of(camille.organisation_id) == {plan.id: 3}
    assert service.find(cart.key, None) is None


def test_two_carts_become_one_and_the_page_says_so(camille):
    both, mine, visits = builders.plan(), builders.plan(), builders.plan()
    cart_of(camille.organisation_id, lines=[(both, 5), (mine, 1)])
    visit = cart_of(lines=[(both, 3), (visits, 2)])
    come_in(visit, camille)
    assert lines_of(camille.organisation_id) == {both.id: 5, mine.id: 1, visits.id: 2}
    assert Cart.select().count() == 1 and Cart.get().notice == "merged"


def test_signing_in_without_a_cart_or_with_somebody_elses_changes_nothing(camille):
    other = builders.representative(builders.lyon(name="Autre"))
    plan = builders.plan()
    theirs = cart_of(other.organisation_id, lines=[(plan, 4)])
    come_in(None, camille)
    come_in(theirs, camille)
    assert lines_of(other.organisation_id) == {plan.id: 4}
    assert lines_of(camille.organisation_id) == {}


def test_what_was_ordered_leaves_what_changed_since_stays(camille):
    kept, gone = builders.plan(), builders.plan()
    cart = cart_of(camille.organisation_id, lines=[(kept, 1), (gone, 2)])
    with transaction():
        CartItem.update(quantity=7).where(CartItem.plan == kept).execute()
        service.settle(cart.id, 0, {kept.id: 1, gone.id: 2})
        service.settle(cart.id, 0, {kept.id: 7})
    assert lines_of(camille.organisation_id) == {kept.id: 7}


def test_a_cart_has_room_for_fifty_lines(camille):
    cart = cart_of(lines=[(builders.plan(), 1) for _ in range(rules.MOST_LINES)])
    with pytest.raises(rules.CartFull):
        service.add(cart, builders.plan().id, "1", "fr")


def test_eight_clicks_at_once_prepare_one_order(app, camille):
    plan = builders.plan()
    cart = cart_of(camille.organisation_id, lines=[(plan, 3)])
    numbers, ready = [], threading.Barrier(8)

    def click():
        with app.app_context():
            ready.wait()
            numbers.append(orders.prepare(cart, camille, market_of("fr", "fr")).number)
            database.close()

    threads = [threading.Thread(target=click) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(numbers) == 8 and len(set(numbers)) == 1
    assert Order.select().count() == 1


def test_many_additions_at_once_all_count(app):
    plan = builders.plan()
    cart = cart_of()

    def put():
        with app.app_context():
            service.add(cart, plan.id, "1", "fr")
            database.close()

    threads = [threading.Thread(target=put) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert CartItem.get().quantity == 10


class CartEdits(RuleBasedStateMachine):
    """Any sequence of edits: totals are never negative, never of two currencies, always the sum."""

    @initialize()
    def begin(self):
        CartItem.delete().execute()
        Cart.delete().execute()
        self.country = "fr"
        self.cart = service.open_cart(None, None, "fr")
        self.removed = None

    @rule(place=st.integers(0, 5), typed=st.one_of(st.integers(-5, 400).map(str), st.text(max_size=4)))
    def add(self, place, typed):
        with contextlib.suppress(rules.QuantityRefused, rules.NotForSale):
            service.add(self.cart, PLANS[place].id, typed, self.country)

    @precondition(lambda self: CartItem.select().exists())
    @rule(data=st.data(), typed=st.integers(-5, 400).map(str))
    def change(self, data, typed):
        item = data.draw(st.sampled_from([row.id for row in CartItem.select().order_by(CartItem.id)]))
        with contextlib.suppress(rules.QuantityRefused, rules.NotForSale):
            service.change(self.cart, item, typed, self.country)

    @precondition(lambda self: CartItem.select().exists())
    @rule()
    def remove(self):
        self.removed = service.remove(self.cart, CartItem.select().order_by(CartItem.id).first().id)

    @precondition(lambda self: self.removed)
    @rule()
    def undo(self):
        service.restore(self.cart, self.removed)

    @rule(country=st.sampled_from(["fr", "ma"]))
    def switch(self, country):
        self.country = country

    @rule(place=st.integers(0, 5), amount=st.integers(0, 99_999))
    def reprice(self, place, amount):
        reprice(PLANS[place], self.country, amount)

    @rule()
    def look(self):
        service.acknowledge(self.cart, self._priced(), self.country)

    def _priced(self):
        return service.priced(self.cart, service.scene(self.country, "fr"))

    @invariant()
    def totals_hold(self):
        if not hasattr(self, "cart"):
            return
        priced = self._priced()
        today = due_today(priced.items, priced.currency)
        wanted = {"fr": "EUR", "ma": "MAD"}[self.country]
        assert today.gross.currency == wanted and today.gross.minor >= 0
        assert today.net.minor == sum(line.price.minor * line.quantity for line in priced.lines if line.sold)
        for row in by_rhythm(priced.items, service.scene(self.country, "fr").today):
            assert row.gross.currency == wanted and row.gross.minor >= 0
        for item in CartItem.select():
            assert item.quantity >= 1


PLANS: list = []


def test_no_sequence_of_edits_makes_a_wrong_total(app):
    limited = builders.product(min_quantity=2, max_quantity=300)
    PLANS[:] = [
        builders.plan(1_000, "P1Y", "month"),
        builders.plan(2_000, "none", "month", of=limited),
        builders.plan(3_333, "P3Y", "year"),
        builders.plan(99_900, "one_off", "once"),
        builders.plan(500, "P1Y", "once", countries=("fr",)),
        builders.plan(777, "P3Y", "month", countries=("ma",)),
    ]
    run = settings(max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(CartEdits, settings=run)


def test_a_products_maximum_counts_all_of_its_plans(camille):
    product = builders.product(max_quantity=300)
    monthly = builders.plan(of=product, commitment="P1Y", billing="month")
    yearly = builders.plan(of=product, commitment="P1Y", billing="once")
    cart = cart_of(camille.organisation_id, lines=[(monthly, 200)])
    with pytest.raises(rules.AboveMaximum) as refused:
        service.add(cart, yearly.id, "101", "fr")
    assert refused.value.highest == 100
    item = service.add(cart, yearly.id, "100", "fr")
    with pytest.raises(rules.AboveMaximum):
        service.change(cart, item.id, "101", "fr")


def test_two_lines_that_exceed_a_products_maximum_are_not_ordered(camille):
    product = builders.product(max_quantity=300)
    monthly = builders.plan(of=product, commitment="P1Y", billing="month")
    yearly = builders.plan(of=product, commitment="P1Y", billing="once")
    cart = cart_of(camille.organisation_id, lines=[(monthly, 200), (yearly, 100)])
    CartItem.update(quantity=299).where(CartItem.plan == yearly).execute()
    with pytest.raises(LinesBlocked):
        orders.prepare(cart, camille, market_of("fr", "fr"))
