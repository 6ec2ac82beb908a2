"""Many subscriptions that fall due on one day, for the measures of the billing run."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime

from phoenix.accounts.models import Organisation, Person
from phoenix.application import create_app
from phoenix.database import transaction
from phoenix.database_rows import add
from phoenix.kernel import clock
from phoenix.kernel.money import Money
from phoenix.messages.models import Message
from phoenix.orders.models import PAID, PREPARED, Order, OrderLine
from phoenix.payments.models import DebitNotice, Mandate, PaymentMethod
from phoenix.subscriptions.models import Lot, Period, Subscription, Term
from tests import builders

ANCHOR = date(2026, 1, 15)
DUE = date(2026, 2, 15)
UNIT = 20_60
SEATS = 12
EACH = 5  # subscriptions of one organisation
BATCH = 400


def fill(count: int, debited: int = 2) -> None:
    """`count` subscriptions due on DUE, one in `debited` organisations by mandate, the others by card."""
    instant = datetime(2026, 1, 15, 12, tzinfo=UTC)
    with clock.frozen(instant):
        plan = builders.plan(UNIT)
        facts = builders.confirmed_order(builders.representative(builders.lyon()), [(plan, SEATS, UNIT)])
        for start in range(0, count, BATCH):
            with transaction():
                _batch(plan, facts, range(start, min(count, start + BATCH)), debited)


def _batch(plan, sample: Order, numbers: range, debited: int) -> None:
    now = clock.now()
    places = sorted({number // EACH for number in numbers})
    organisations = [
        add(
            Organisation,
            reference=f"B-{place}", name=f"Client démo {place}", country="fr", siren="552100554",
            vat_number="FR96552100554", address_line1="1 place Bellecour", postal_code="69002", city="Lyon",
            vat_territory="fr-metropole", phone="+33472000000", created_at=now,
        )
        for place in places
    ]  # fmt: skip
    by_place = dict(zip(places, organisations, strict=True))
    Person.insert_many(
        {
            "organisation": by_place[place], "username": f"b{place}", "username_key": f"b{place}",
            "email": f"b{place}@demo.example", "email_key": f"b{place}@demo.example", "password_hash": "!",
            "first_name": "Camille", "last_name": "Démo", "created_at": now, "power_declared_at": now,
        }
        for place in places
    ).execute()  # fmt: skip
    mandates = {place: _means(by_place[place], place, place % debited == 0) for place in places}
    for number in numbers:
        _subscription(plan, sample, number, by_place[number // EACH], mandates[number // EACH])


def _means(organisation: int, place: int, debited: bool) -> int | None:
    now = clock.now()
    kind = "sepa" if debited else "card"
    method = add(
        PaymentMethod,
        organisation=organisation, stripe_id=f"pm_b{place}", stripe_customer=f"cus_b{place}", kind=kind,
        brand="" if debited else "visa", last4="2606", country="FR", exp_month=12, exp_year=2034, created_at=now,
    )  # fmt: skip
    if not debited:
        return None
    return add(
        Mandate,
        method=method, organisation=organisation, reference=f"RUM-{place}", text="J’autorise.", language="fr",
        signed_at=now,
    )


def _subscription(plan, sample: Order, number: int, organisation: int, mandate: int | None) -> None:
    now = clock.now()
    order = add(
        Order,
        number=f"CF-B-{number}", key=f"b{number}", organisation=organisation, seller_code="pa-fr", country="fr",
        currency="EUR", language="fr", state=PREPARED, net=sample.net, vat=sample.vat, gross=sample.gross,
        facts="{}", created_at=now, confirmed_at=now, paid_at=now,
    )
    line = add(
        OrderLine,
        order=order, position=1, plan=plan.id, product_reference="REF", name="Produit démo", kind="subscription",
        unit="seat", commitment="P1Y", billing="month", quantity=SEATS, unit_price=UNIT, net=UNIT * SEATS,
        vat_rate=2000,
    )
    Order.update(state=PAID).where(Order.id == order).execute()
    row = add(
        Subscription,
        number=f"CF-B-{number}-1", organisation=organisation, plan=plan.id, order_line=line, seller_code="pa-fr",
        country="fr", currency="EUR", name="Produit démo", unit="seat", commitment="P1Y", billing="month",
        vat_rate=2000, anchor=ANCHOR, term_number=1, term_end=date(2027, 1, 15), next_due_on=DUE,
        next_notice_on=date(2026, 11, 16), created_at=now,
    )
    term = add(
        Term,
        subscription=row, number=1, start=ANCHOR, end=date(2027, 1, 15), unit_price=UNIT, opened_at=now
    )
    add(Lot, subscription=row, quantity=SEATS, added_on=ANCHOR, added_at=now)
    add(Period, subscription=row, term=term, start=ANCHOR, end=DUE, seats=SEATS)
    if mandate is not None:
        _announced(organisation, mandate, f"CF-B-{number}-1:{DUE}")


def _announced(organisation: int, mandate: int, subject: str) -> None:
    now, key = clock.now(), f"payments.debit_notice:{subject}:1"
    gross = Money(UNIT * SEATS, "EUR").share(12, 10).minor
    add(
        DebitNotice,
        organisation=organisation, subject=subject, number=1, mandate=mandate, amount=gross, currency="EUR",
        debit_on=DUE, message_key=key, at=now,
    )
    add(
        Message,
        key=key, kind="payments.debit_notice", organisation_id=organisation, to_address="b@demo.example",
        language="fr", country="fr", context={}, created_at=now, sent_at=now,
    )


def main(instance: str, count: str) -> None:
    app = create_app({"instance": instance, "log_requests": False})
    with app.app_context():
        fill(int(count))


if __name__ == "__main__":
    main(*sys.argv[1:])
