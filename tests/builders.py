"""Rows in the field's words: personas, products, orders. What a test does not say has a sensible value."""

from __future__ import annotations

import itertools
from datetime import date

from phoenix.accounts.models import Organisation, Person
from phoenix.accounts.parties import buyer_facts
from phoenix.catalogue.models import Family, Plan, Price, Product, Publisher
from phoenix.kernel import clock
from phoenix.kernel.money import Money
from phoenix.kernel.sellers import SELLERS
from phoenix.kernel.vat import rate_on, totals
from phoenix.orders.facts import AcceptanceFacts, OrderFacts, OrderLineFacts, OrderVatFacts
from phoenix.orders.models import CONFIRMED, Order, OrderLine
from phoenix.payments.models import Payment, PaymentMethod

_count = itertools.count(1)
SELLER = {"fr": "pa-fr", "ma": "pa-ma"}
CURRENCY = {"fr": "EUR", "ma": "MAD"}


def lyon(**changes) -> Organisation:
    """A company in Lyon."""
    values = {
        "reference": f"C-{next(_count):06d}",
        "name": "Atelier Démo Lyon",
        "country": "fr",
        "siren": "552100554",
        "vat_number": "FR96552100554",
        "address_line1": "1 place Bellecour",
        "postal_code": "69002",
        "city": "Lyon",
        "vat_territory": "fr-metropole",
        "phone": "+33472000000",
    }
    return Organisation.create(**{**values, **changes})


def casablanca(**changes) -> Organisation:
    """A company in Casablanca."""
    values = {
        "reference": f"C-{next(_count):06d}",
        "name": "Atelier Démo Casablanca",
        "country": "ma",
        "ice": "001561191000066",
        "address_line1": "1 boulevard d’Anfa",
        "postal_code": "20000",
        "city": "Casablanca",
        "vat_territory": "ma",
        "phone": "+212522000000",
    }
    return Organisation.create(**{**values, **changes})


def representative(organisation: Organisation, **changes) -> Person:
    """A person with power to bind the organisation, address confirmed."""
    number = next(_count)
    values = {
        "organisation": organisation,
        "username": f"camille{number}",
        "username_key": f"camille{number}",
        "email": f"camille{number}@demo.example",
        "email_key": f"camille{number}@demo.example",
        "password_hash": "!",
        "first_name": "Camille",
        "last_name": "Démo",
        "email_confirmed_at": clock.now(),
    }
    return Person.create(**{**values, **changes})


def product(**changes) -> Product:
    """A subscription on the shelf of a family of its own."""
    number = next(_count)
    publisher, _ = Publisher.get_or_create(slug="microsoft", defaults={"name": "Microsoft"})
    family, _ = Family.get_or_create(
        slug="microsoft-365", defaults={"name_fr": "Microsoft 365", "name_en": "Microsoft 365"}
    )
    values = {
        "slug": f"produit-{number}",
        "reference": f"REF-{number}",
        "kind": "subscription",
        "family": family,
        "publisher": publisher,
        "name_fr": f"Produit {number}",
        "name_en": f"Product {number}",
        "summary_fr": "Pour les tests.",
        "summary_en": "For tests.",
        "unit": "seat",
    }
    return Product.create(**{**values, **changes})


def plan(minor: int = 1_000, commitment: str = "P1Y", billing: str = "month", of: Product | None = None,
         countries=("fr", "ma"), **changes) -> Plan:
    """A plan with its price in each country, in force for long."""
    row = Plan.create(
        product=of or product(), code=f"PLAN-{next(_count)}", commitment=commitment, billing=billing, **changes
    )
    for country in countries:
        Price.create(plan=row, country=country, currency=CURRENCY[country], amount=minor,
                     valid_from=date(2020, 1, 1), created_at=clock.now())
    return row


def confirmed_order(person: Person, lines: list[tuple[Plan, int, int]], language: str = "fr") -> Order:
    """An order after its last click: lines are (plan, quantity, unit price in minor units)."""
    organisation = person.organisation
    country, currency = organisation.country, CURRENCY[organisation.country]
    now = clock.now()
    rate = rate_on(organisation.vat_territory, now.date())
    sums = totals([(Money(unit * quantity, currency), rate) for _, quantity, unit in lines], currency)
    number = f"C{country[0].upper()}-TEST-{next(_count):06d}"
    facts = OrderFacts(
        number=number,
        ordered_at=now.isoformat(),
        currency=currency,
        seller=SELLERS[SELLER[country]].as_facts(),
        buyer=buyer_facts(organisation, person),
        lines=tuple(
            OrderLineFacts(p.product.name_fr, quantity, unit, unit * quantity, rate) for p, quantity, unit in lines
        ),
        vat=tuple(OrderVatFacts(row.basis_points, row.net.minor, row.tax.minor) for row in sums.by_rate),
        net=sums.net.minor,
        tax=sums.tax.minor,
        gross=sums.gross.minor,
        acceptance=AcceptanceFacts(person.full_name, now.isoformat(), "192.0.2.1", "test"),
        documents=(),
    )
    order = Order.create(
        number=number, key=number, organisation=organisation, person=person, seller_code=SELLER[country],
        country=country, currency=currency, language=language, net=sums.net.minor,
        vat=sums.tax.minor, gross=sums.gross.minor, facts=facts.to_json(),
    )
    for position, (p, quantity, unit) in enumerate(lines, start=1):
        OrderLine.create(
            order=order, position=position, plan=p, product_reference=p.product.reference, name=p.product.name_fr,
            publisher=p.product.publisher.name, kind=p.product.kind, unit=p.product.unit, commitment=p.commitment,
            billing=p.billing, quantity=quantity, unit_price=unit, net=unit * quantity, vat_rate=rate,
        )
    Order.update(state=CONFIRMED, confirmed_at=now).where(Order.id == order.id).execute()
    return Order.get_by_id(order.id)


def card(organisation: Organisation) -> PaymentMethod:
    """A stored card that ends in 4242."""
    number = next(_count)
    return PaymentMethod.create(
        organisation=organisation, stripe_id=f"pm_{number}", stripe_customer=f"cus_{number}", kind="card",
        brand="visa", last4="4242", exp_month=12, exp_year=2031,
    )


def accepted_payment(order: Order) -> Payment:
    """A card payment of an order, as the bank accepted it just now."""
    return Payment.create(
        organisation=order.organisation_id, order=order, amount=order.gross, currency=order.currency,
        state="succeeded", method_kind="card", method=card(order.organisation), confirmed_at=clock.now(),
    )
