"""From the cart to the account's pages on PostgreSQL: the same behaviour as on SQLite."""

import threading

import pytest

from phoenix.cart import service as carts
from phoenix.cart.models import CartItem
from phoenix.database import database
from phoenix.kernel.markets import market_of
from phoenix.orders import service
from phoenix.orders.models import Order
from tests import builders
from tests.filled import see
from tests.web.ordering import add, paid, post, reprice, sign_in
from tests.web.test_cart import text_of
from tests.web.test_orders import confirm

pytestmark = pytest.mark.postgresql


@pytest.fixture
def camille(postgresql_app):
    return builders.representative(builders.lyon())


@pytest.fixture
def client(postgresql_app, camille):
    browser = postgresql_app.test_client()
    sign_in(browser, camille)
    return browser


def test_from_the_cart_to_the_account(client, camille):
    plan = builders.plan(2_060)
    add(client, plan, "12")
    add(client, plan, "1")
    item = CartItem.get()
    assert item.quantity == 13
    assert post(client, f"/fr-fr/panier/lignes/{item.id}", {"quantity": "0"}).status_code == 422
    post(client, f"/fr-fr/panier/lignes/{item.id}", {"quantity": "12"})
    post(client, f"/fr-fr/panier/lignes/{item.id}/retrait")
    post(client, "/fr-fr/panier/retour")
    reprice(plan, "fr", 2_500)
    assert "25,00 €" in text_of(client.get("/fr-fr/panier"))
    see(client, "/fr-fr/commande").submit("/commande", follow=False)
    order = paid(confirm(Order.get(), camille))
    assert order.net == 30_000 and CartItem.select().count() == 0
    for path in (f"/commande/{order.number}", "/compte", "/compte/commandes", f"/compte/commandes/{order.number}",
                 "/compte/factures", "/compte/abonnements", "/compte/documents"):
        answer = client.get(f"/fr-fr{path}")
        assert answer.status_code == 200, path
        assert "360,00 €" in text_of(answer) or path in ("/compte/documents",), path


def test_clicks_at_once_prepare_one_order(postgresql_app, camille):
    cart = carts.open_cart(None, camille.organisation_id, "fr")
    carts.add(cart, builders.plan().id, "3", "fr")
    numbers, ready = [], threading.Barrier(6)

    def click():
        with postgresql_app.app_context():
            ready.wait()
            numbers.append(service.prepare(cart, camille, market_of("fr", "fr")).number)
            database.close()

    threads = [threading.Thread(target=click) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(numbers) == 6 and len(set(numbers)) == 1
