"""A customer in Lyon, one in Casablanca, what they order, and the simulated Stripe beside the shop."""

import dataclasses
import hashlib
import re
import secrets
from datetime import date

import pytest

from phoenix.accounts.models import LoginSession, Organisation, Person
from phoenix.cart import service as carts
from phoenix.cart.models import Cart
from phoenix.catalogue.models import Family, Plan, Price, Product, Publisher
from phoenix.gateways.stripe_api import OutcomeUnknown, RefundOrder  # noqa: F401
from phoenix.kernel import clock
from phoenix.kernel.markets import market_of
from phoenix.kernel.money import Money
from phoenix.legal import service as legal
from phoenix.orders import service as orders
from phoenix.payments import means, service
from phoenix.payments.means import Evidence
from tests.gateways.fixtures import (  # noqa: F401
    CARDS,
    GOOD_IBAN,
    _front,
    browser_authenticates,
    browser_card,
    browser_iban,
    front,
    localstripe_base,
)

SINCE = date(2020, 1, 1)
OTHER_IBAN = "FR7630006000011234567890189"  # of another bank


@pytest.fixture
def shop(app, front):  # noqa: F811
    """The app, its Stripe being the front."""
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = dataclasses.replace(before, stripe_api_base=front.base)
    yield app
    app.config["SETTINGS"] = before


def organisation(country: str = "fr", name: str = "Atelier Lumière") -> Organisation:
    place = {"fr": ("3 rue Mercière", "69002", "Lyon"), "ma": ("12 rue Tahar Sebti", "20250", "Casablanca")}
    line, postcode, city = place[country]
    return Organisation.create(
        reference=f"C-{secrets.token_hex(4).upper()}",
        name=name,
        country=country,
        siren="123456782" if country == "fr" else None,
        vat_number="FR00123456782" if country == "fr" else None,
        ice="001234567000017" if country == "ma" else None,
        address_line1=line,
        postal_code=postcode,
        city=city,
        vat_territory="fr-metropole" if country == "fr" else "ma",
        phone="+33478000000",
    )


def person(of: Organisation, language: str = "fr") -> Person:
    name = secrets.token_hex(4)
    return Person.create(
        organisation=of,
        username=name,
        username_key=name,
        email=f"{name}@atelier.example",
        email_key=f"{name}@atelier.example",
        password_hash="!",
        first_name="Camille",
        last_name="Roche",
        language=language,
        email_confirmed_at=clock.now(),
    )


def plan(commitment: str = "P1Y", billing: str = "month", kind: str = "subscription", euros: int = 20_60) -> Plan:
    """A plan on sale in both countries; dirhams are ten times the euros."""
    family, _new = Family.get_or_create(slug="microsoft-365", defaults={"name_fr": "Microsoft 365", "name_en": "Microsoft 365"})
    publisher, _new = Publisher.get_or_create(slug="microsoft", defaults={"name": "Microsoft"})
    word = secrets.token_hex(4)
    product = Product.create(
        slug=word,
        reference=word.upper(),
        kind=kind,
        family=family,
        publisher=publisher,
        name_fr="Microsoft 365 Business Premium",
        name_en="Microsoft 365 Business Premium",
        unit="seat",
        max_quantity=300,
    )
    made = Plan.create(product=product, code=word, commitment=commitment, billing=billing)
    set_price(made, euros, SINCE)
    return made


def set_price(of: Plan, euros: int, since: date) -> None:
    for country, currency, amount in (("fr", "EUR", euros), ("ma", "MAD", euros * 10)):
        Price.create(
            plan=of, country=country, currency=currency, amount=amount, valid_from=since, created_at=clock.now()
        )


def order(by: Person, of: Plan, quantity: int = 12):
    """An order prepared by « Commander »."""
    country = by.organisation.country
    cart = Cart.get_or_none(Cart.organisation == by.organisation_id) or Cart.create(
        key=secrets.token_hex(8), organisation=by.organisation_id, country=country
    )
    carts.add(cart, of.id, str(quantity), country)
    return orders.prepare(cart, by, market_of(by.language, country))


def version_ids(of) -> list[int]:
    return [version.id for version in legal.documents_for_order(of.country)]


def evidence(by: Person) -> Evidence:
    return Evidence(by, by.language, "192.0.2.7", "Firefox", "J’autorise.")


def card(by: Person, front, number: str = CARDS["good"]):  # noqa: F811
    """A card that this customer has stored."""
    setup = means.prepare(by.organisation, "card")
    browser_card(front.base, setup.client_secret, number)
    return means.adopt(by.organisation, setup.id, evidence(by))


def account(by: Person, front, iban: str = GOOD_IBAN):  # noqa: F811
    """A bank account with its mandate."""
    setup = means.prepare(by.organisation, "sepa")
    browser_iban(front.base, setup.client_secret, iban)
    return means.adopt(by.organisation, setup.id, evidence(by))


def pay(of, by: Person, method):
    """The last click, as the page makes it."""
    return service.pay_order(of, by, method, evidence(by), version_ids(of))


def refund_in_dashboard(intent: str, minor: int) -> None:
    """Somebody refunds without asking the shop."""
    key = f"refund:dashboard:{secrets.token_hex(4)}"
    means.gateway().refund(RefundOrder(key, intent, Money(minor, "EUR"), {}))


def sign_in(client, by: Person) -> None:
    """This browser is signed in as that person."""
    token = secrets.token_urlsafe(32)
    LoginSession.create(person=by, token_hash=hashlib.sha256(token.encode()).hexdigest())
    with client.session_transaction() as session:
        session["login"] = token


def at(order, step: str = "", market: str = "fr-fr") -> str:
    """The address of an order's payment page, or of one of its steps."""
    return f"/{market}/commande/{order.number}/paiement{step}"


def read(client, order) -> tuple[str, str]:
    """The payment page's text and its token, as a browser has them."""
    text = client.get(at(order)).get_data(as_text=True)
    return text, re.search(r'name="csrf_token" value="([^"]+)"', text)[1]


def click(client, order, step: str = "/confirmation", headers=None, **fields):
    """Fill the form that the page shows, and send it as payment.js does."""
    _text, token = read(client, order)
    documents = [str(number) for number in version_ids(order)]
    form = {"csrf_token": token, "documents": documents, "means": "card", **fields}
    headers = {"Accept": "application/json"} if headers is None else headers
    return client.post(at(order, step), data=form, headers=headers)
