"""A signed-in browser with a cart, for the tests of cart, orders and My Account."""

from __future__ import annotations

import hashlib
import secrets

from phoenix import database
from phoenix.accounts.models import LoginSession, Person
from phoenix.catalogue.models import Price
from phoenix.orders.models import Order
from phoenix.web.models import bump_stamp
from phoenix.kernel import events
from tests import builders

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
HTMX = {**SAME_ORIGIN, "HX-Request": "true"}


def sign_in(client, person: Person) -> None:
    """Give the browser a live session of this person; its cart stays."""
    token = secrets.token_urlsafe(32)
    LoginSession.create(person=person, token_hash=hashlib.sha256(token.encode()).hexdigest())
    with client.session_transaction() as session:
        session["login"] = token


def post(client, path: str, data: dict | None = None, **headers):
    """A form sent from one of our own pages."""
    with client.session_transaction() as session:
        fresh = "csrf_token" not in session and not session
    sent = dict(data or {})
    if not fresh:
        sent["csrf_token"] = token(client)
    return client.post(path, data=sent, headers={**SAME_ORIGIN, **headers})


def token(client) -> str:
    """A token that fits the browser's session."""
    from_page = ""
    for address in ("/fr-fr/panier", "/fr-fr/connexion", "/fr-fr/compte"):
        from_page = client.get(address).get_data(as_text=True)
        if 'name="csrf_token" value="' in from_page:
            break
    return from_page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]


def add(client, plan, quantity="2", market="fr-fr"):
    """Put a plan into the cart, as the product page does."""
    return post(client, f"/{market}/panier/lignes", {"plan_id": plan.id, "quantity": quantity})


def reprice(plan, country: str, minor: int) -> None:
    """Another price, in force at once, as a change of the catalogue makes it."""
    with database.transaction():
        Price.update(amount=minor).where(Price.plan == plan, Price.country == country).execute()
        bump_stamp()


def paid(order: Order) -> Order:
    """The bank accepts the order's payment by card."""
    payment = builders.accepted_payment(order)
    with database.transaction():
        events.emit(events.PaymentConfirmed(payment.id))
        events.emit(events.PaymentSettled(payment.id))
    return Order.get_by_id(order.id)


def bought(person: Person, *lines, language: str = "fr") -> Order:
    """An order of (plan, quantity, unit price) lines, paid by card."""
    return paid(builders.confirmed_order(person, list(lines), language))


__all__ = ("HTMX", "SAME_ORIGIN", "add", "bought", "paid", "post", "reprice", "sign_in", "token")
