"""A sum falls due in the running shop: `python -m tests.journeys.due EMAIL` adds a seat to the customer's
subscription and charges it while they are away; the invoice's number and the token of its link are printed."""

from __future__ import annotations

import secrets
import sys

from app import app
from phoenix.accounts.models import Person
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.legal import service as legal
from phoenix.payments import collecting, mails
from phoenix.payments.models import Collection
from phoenix.subscriptions import changing
from phoenix.subscriptions.changing import Actor
from phoenix.subscriptions.models import Subscription


def main(email: str) -> None:
    """One more seat of the latest subscription, invoiced and charged at once."""
    with app.app_context():
        person = Person.get(Person.email_key == email.lower())
        mine = Subscription.organisation == person.organisation_id
        row = Subscription.select().where(mine).order_by(Subscription.id.desc()).first()
        versions = [each.id for each in legal.documents_for_order(row.country, [row.plan.product])]
        invoice: Invoice = changing.add_seats(row, 1, Actor(person, person.language), versions, secrets.token_hex(8))
        owed = Collection.get(Collection.invoice == invoice)
        collecting.collect(owed.id, clock.today(row.timezone))
        print(invoice.number, mails.pay_token(invoice))


if __name__ == "__main__":
    main(sys.argv[1])
