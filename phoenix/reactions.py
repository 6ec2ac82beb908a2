"""When this happened, do that: the one table of reactions, each in the transaction of its event."""

from __future__ import annotations

from flask import Flask

from phoenix.accounts.models import Organisation, Person
from phoenix.care import review_invitations
from phoenix.accounts.on_demand import library
from phoenix.cart import service as cart
from phoenix.contracts import supplements
from phoenix.invoices import service as invoices
from phoenix.invoices.credit import issue_credit_note
from phoenix.invoices.facts import PaymentFacts
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock, events
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.money import Money
from phoenix.orders import service as orders
from phoenix.orders.models import Order
from phoenix.outbox.service import enqueue
from phoenix.partners import ending
from phoenix.payments import collecting, ledger
from phoenix.payments.models import Payment, Refund
from phoenix.payments.telling import mandate_facts
from phoenix.privacy import erasure
from phoenix.prospecting import service as prospecting
from phoenix.prospecting import sharing
from phoenix.prospecting.models import PartnerShare
from phoenix.quotes import service as quotes
from phoenix.quotes import settling
from phoenix.subscriptions import due_dates, force_majeure
from phoenix.subscriptions import service as subscriptions


def open_order(event: events.PaymentConfirmed) -> None:
    """The bank took the first payment: the order is concluded, invoiced, and its terms begin."""
    payment = Payment.get_by_id(event.payment_id)
    if payment.order_id is None:
        return
    order = Order.get_by_id(payment.order_id)
    anchor = clock.local_day(payment.confirmed_at, COUNTRIES[order.country].timezone)
    orders.mark_paid(order.id)
    periods = subscriptions.first_periods(order, anchor)
    invoice = invoices.issue_for_order(order, anchor, payment_facts(payment, anchor), periods)
    Payment.update(invoice=invoice).where(Payment.id == payment.id).execute()
    subscriptions.open_from_order(order, invoice, anchor)
    enqueue("order.documents", {"order": order.id}, key=f"order.documents:{order.id}")


def payment_facts(payment: Payment, day) -> PaymentFacts:
    """How this payment is told on its invoice: a card has paid, a debit is on its way."""
    method = payment.method
    common = {"means": payment.method_kind, "due_on": day.isoformat()}
    if payment.method_kind == "card":
        brand, last4 = (method.brand, method.last4) if method else ("", "")
        return PaymentFacts(
            **common, paid=payment.amount, paid_on=day.isoformat(), card_brand=brand, card_last4=last4
        )
    facts = mandate_facts(method, method.mandate)
    return PaymentFacts(**common, mandate=facts, collected_on=day.isoformat())


def settle_invoice(event: events.PaymentSettled) -> None:
    """The money is there."""
    payment = Payment.get_by_id(event.payment_id)
    if payment.invoice_id is not None:
        collecting.payment_settled(payment)


def collect_again(event: events.PaymentFailed) -> None:
    """A charge was refused, or a debit failed late: the sum is owed again, and tried again by its kind."""
    payment = Payment.get_by_id(event.payment_id)
    if payment.invoice_id is not None:
        collecting.payment_failed(payment)
        force_majeure.hold_again(payment.invoice_id)


def ask_customer(event: events.PaymentNeedsCustomer) -> None:
    """The bank waits for the customer, who is away."""
    payment = Payment.get_by_id(event.payment_id)
    if payment.invoice_id is not None:
        collecting.payment_needs_customer(payment)


def take_back(event: events.PaymentDisputed) -> None:
    """The bank took the money back: the sum is owed again."""
    payment = Payment.get_by_id(event.payment_id)
    if payment.invoice_id is not None:
        collecting.payment_disputed(payment)


def tell_again(event: events.PriceSet) -> None:
    """Customers whose term ends soon are told of a price that was announced late (clause 15b)."""
    due_dates.look_again_at(event.plan_id)


def note_english(event: events.EnglishChanged) -> None:
    """The translators' history tells what changed at another desk, too."""
    library("phoenix.translating.service").note_products(event.texts)


def tell_buyer_again(event: events.BuyerPricesChanged) -> None:
    """The same for partners whose rates, level or status change (clause 15b)."""
    due_dates.look_again_at_prices_of(event.organisation_ids)


def announce_again(event: events.MeansChanged) -> None:
    """What was announced may not fit any more: the billing run looks again."""
    due_dates.look_again_of(event.organisation_id)


def credit_refund(event: events.RefundSucceeded) -> None:
    """Each refund has its credit note, but for what earlier ones had left over for the customer already."""
    refund = Refund.get_by_id(event.refund_id)
    payment = refund.payment
    if payment.invoice_id is None or refund.credit_note_id is not None:
        return
    invoice: Invoice = payment.invoice
    today = clock.today(COUNTRIES["fr" if invoice.seller_code == "pa-fr" else "ma"].timezone)
    uncredited = min(refund.amount, ledger.account(invoice).owed)
    if uncredited > 0:
        chosen = (refund.lines or ()) if uncredited == refund.amount else ()
        amount = Money(uncredited, payment.currency)
        issue_credit_note(invoice, amount, refund.reason, today, refund_key=str(refund.id), chosen=chosen)


def stop_sharing(event: events.PreferenceChosen | events.UsesChanged) -> None:
    """What a person decides may end, or give back, what partners may keep (clause 10.2)."""
    sharing.look_again(PartnerShare.person == event.person_id)


def stop_sharing_of_all(event: events.AccountClosed) -> None:
    """Partners delete what they were given of the people of a closed account (clause 10.2)."""
    sharing.look_again(Person.organisation == event.organisation_id)


def end_partnership(event: events.AccountClosed) -> None:
    """A closed account is no partner any more."""
    ending.end_with_account(Organisation.get_by_id(event.organisation_id))


def erase_account(event: events.AccountClosed) -> None:
    """A closed account's data go, or wait for the last sum due (clauses 3.3a, 3.3b); the closure's own mail tells it."""
    erasure.erase(Organisation.get_by_id(event.organisation_id), "closure", tell=False)


REACTIONS = (
    (events.SignedIn, cart.merge),
    (events.SignedIn, quotes.attach_to),
    (events.QuotedOrderTouched, quotes.lock_by_number),
    (events.OrderConfirmed, settling.accepted),
    (events.QuoteAccepted, supplements.accepted),
    (events.QuoteClosed, supplements.closed),
    (events.PreferenceChosen, prospecting.follow),
    (events.PreferenceChosen, stop_sharing),
    (events.UsesChanged, stop_sharing),
    (events.PaymentConfirmed, open_order),
    (events.PaymentSettled, settle_invoice),
    (events.PaymentFailed, collect_again),
    (events.PaymentNeedsCustomer, ask_customer),
    (events.PaymentDisputed, take_back),
    (events.MeansChanged, announce_again),
    (events.PriceSet, tell_again),
    (events.EnglishChanged, note_english),
    (events.BuyerPricesChanged, tell_buyer_again),
    (events.RefundSucceeded, credit_refund),
    (events.ServiceDelivered, review_invitations.after_delivery),
    (events.DeliveryUndone, review_invitations.delivery_undone),
    (events.AccountClosed, end_partnership),
    (events.AccountClosed, stop_sharing_of_all),
    (events.AccountClosed, erase_account),
)


def init_app(_app: Flask) -> None:
    """Register every reaction."""
    for event_type, reaction in REACTIONS:
        events.react(event_type, reaction)
