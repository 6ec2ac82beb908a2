"""Everything that staff may look for in one search: numbers, references, addresses, names (issue: search over everything).

Each kind is asked once or twice, by an index; what bears exactly what was typed comes first. The same
number of queries whatever there is: a million rows cost as a thousand.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from phoenix.accounts.models import Organisation
from phoenix.care.models import Claim, ContactMessage
from phoenix.invoices.models import Invoice
from phoenix.kernel.values import frozen
from phoenix.orders.models import Order
from phoenix.payments.models import Attempt, Mandate, Payment, Refund
from phoenix.quotes.models import Quote
from phoenix.standing import finding
from phoenix.standing.models import FormalNotice
from phoenix.subscriptions.models import Subscription

MOST = 8
LAST_SIGN = "\U0010ffff"
LEAST_OF_A_NUMBER = 4


@frozen
class Asked:
    """What was typed, and as numbers are written."""

    text: str

    @property
    def number(self) -> str:
        """Without blanks and points, in capitals."""
        return re.sub(r"[\s.]", "", self.text).upper()

    @property
    def address(self) -> str:
        """As an e-mail address; empty when it is none."""
        return self.text.lower() if "@" in self.text else ""

    @property
    def is_number(self) -> bool:
        """Whether it can be the beginning of a document's number."""
        return len(self.number) >= LEAST_OF_A_NUMBER and not self.address and any(sign.isdecimal() for sign in self.number)


@frozen
class Hit:
    """One thing found: its kind, what its page's address is made of, two lines of words, and whether it bears what was typed."""

    kind: str
    key: str
    title: str
    hint: str
    exact: bool


def search(text: str, finders: dict[str, Callable[[Asked], list[Hit]]]) -> dict[str, list[Hit]]:
    """What `text` names, by kind, as far as `finders` look for it; kinds with an exact hit first."""
    asked, found = Asked(text.strip()), {}
    if asked.text:
        for kind, find in finders.items():
            hits = sorted(find(asked), key=lambda hit: not hit.exact)[:MOST]
            found |= {kind: hits} if hits else {}
    return dict(sorted(found.items(), key=lambda pair: not pair[1][0].exact))


def only(found: dict[str, list[Hit]]) -> Hit | None:
    """The one thing that bears exactly what was typed, if there is one only."""
    exact = [hit for hits in found.values() for hit in hits if hit.exact]
    return exact[0] if len(exact) == 1 else None


def _organisations(asked: Asked) -> list[Hit]:
    exact = [] if asked.is_number and _is_document(asked.number) else finding.named_exactly(asked.text)
    rows = {row.id: (row, True) for row in exact}
    named = [] if asked.address else finding.by_name(asked.text, None, MOST)
    rows |= {row.id: (row, row.name.casefold() == asked.text.casefold()) for row in named if row.id not in rows}
    return [
        Hit("organisation", row.reference, row.name, " · ".join(filter(None, (row.reference, row.siren or row.ice, row.city))), same)
        for row, same in rows.values()
    ]


def _is_document(number: str) -> bool:
    """Orders, invoices and subscriptions are found as themselves, not as their customers."""
    return any(model.select(model.id).where(model.number == number).exists() for model in (Order, Invoice, Subscription))


def numbered(kind: str, model, field, address=None, hint: Callable | None = None) -> Callable[[Asked], list[Hit]]:
    """Finds rows of `model` whose number in `field` begins as typed, or that came from the `address` typed."""

    def find(asked: Asked) -> list[Hit]:
        rows = []
        if asked.is_number:
            rows = _rows(model, (field >= asked.number) & (field < asked.number + LAST_SIGN), field)
            rows = [row for row in rows if getattr(row, field.name).upper().startswith(asked.number)]
        elif asked.address and address is not None:
            rows = _rows(model, address == asked.address, model.id.desc())
        return [_hit(kind, row, getattr(row, field.name), asked, hint) for row in rows]

    return find


def _hit(kind: str, row, number: str, asked: Asked, hint: Callable | None) -> Hit:
    customer = row.organisation.name if row.organisation_id else getattr(row, "name", "")
    words = " · ".join(filter(None, (hint(row) if hint else "", customer)))
    return Hit(kind, number, number, words, number.upper() == asked.number)


def _rows(model, condition, order) -> list:
    """With their customers, where they have any."""
    query = model.select(model, Organisation).left_outer_join(Organisation, on=(model.organisation == Organisation.id))
    return list(query.where(condition).order_by(order).limit(MOST))


def _payments(asked: Asked) -> list[Hit]:
    """By our reference, by a refund's, or by Stripe's name of the payment."""
    if " " in asked.text or len(asked.text) < LEAST_OF_A_NUMBER:
        return []
    tried = Attempt.select(Attempt.payment).where(Attempt.intent_id == asked.text)
    refunded = Refund.select(Refund.payment).where((Refund.reference == asked.number) | (Refund.stripe_id == asked.text))
    by_id = [row for (row,) in tried.tuples()] + [row for (row,) in refunded.tuples()]
    rows = _rows(Payment, (Payment.reference == asked.number) | (Payment.id << by_id), Payment.id)
    return [Hit("payment", str(row.id), row.reference, row.organisation.name, True) for row in rows]


def _mandates(asked: Asked) -> list[Hit]:
    rows = _rows(Mandate, Mandate.reference << (asked.text, asked.number), Mandate.id)
    return [Hit("mandate", row.organisation.reference, row.reference, row.organisation.name, True) for row in rows]


def _messages(asked: Asked) -> list[Hit]:
    if not asked.address:
        return []
    rows = ContactMessage.select().where(ContactMessage.email << {asked.text, asked.address}).order_by(ContactMessage.id.desc())
    return [Hit("message", str(row.id), row.name, row.body[:80], False) for row in rows.limit(MOST)]


FINDERS: dict[str, Callable[[Asked], list[Hit]]] = {
    "organisation": _organisations,
    "order": numbered("order", Order, Order.number),
    "invoice": numbered("invoice", Invoice, Invoice.number),
    "subscription": numbered("subscription", Subscription, Subscription.number, hint=lambda row: row.name),
    "quote": numbered("quote", Quote, Quote.number, Quote.email_key),
    "payment": _payments,
    "mandate": _mandates,
    "claim": numbered("claim", Claim, Claim.reference, Claim.email, hint=lambda row: row.title),
    "message": _messages,
    "notice": numbered("notice", FormalNotice, FormalNotice.reference),
}
