"""A customer with many paid orders and a live session, for the measures of cart and My Account."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from flask.sessions import SecureCookieSessionInterface

from phoenix.accounts.models import LoginSession, Organisation, Person
from phoenix.catalogue.models import Plan
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.orders.models import PAID, Order
from phoenix.payments.models import Payment

TOKEN = "bench-session"


def fill(count: int) -> None:
    """`count` paid orders of one organisation."""
    with transaction():
        camille = _customer()
        plan = Plan.select().first()
        for place in range(count):
            _order(camille, plan, place)


def cookie(app) -> str:
    """The session cookie of the customer's browser."""
    return SecureCookieSessionInterface().get_signing_serializer(app).dumps({"login": TOKEN})


def _customer() -> Person:
    organisation = Organisation.create(
        reference="C-BENCH", name="Mesure", country="fr", address_line1="1 rue", postal_code="69001",
        city="Lyon", vat_territory="fr-metropole",
    )
    person = Person.create(
        organisation=organisation, username="mesure", username_key="mesure", email="m@bench.example",
        email_key="m@bench.example", password_hash="!", first_name="Camille", last_name="Mesure",
        email_confirmed_at=clock.now(),
    )
    LoginSession.create(person=person, token_hash=hashlib.sha256(TOKEN.encode()).hexdigest())
    return person


def _order(person: Person, plan: Plan, place: int) -> None:
    at = clock.now() - timedelta(hours=place)
    order = Order.create(
        number=f"CF-BENCH-{place:06d}", key=f"bench:{place}", organisation=person.organisation_id, person=person,
        seller_code="pa-fr", country="fr", currency="EUR", language="fr", state="prepared", net=24_720, vat=4_944,
        gross=29_664, facts="{}" + " " * 4_000, created_at=at,
    )
    Order.update(state=PAID, confirmed_at=at, paid_at=at).where(Order.id == order.id).execute()
    Payment.create(
        organisation=person.organisation_id, order=order, amount=29_664, currency="EUR", state="succeeded",
        method_kind="card", confirmed_at=at,
    )
