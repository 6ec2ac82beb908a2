"""Paying an order: the terms accepted, the order bound, the attempt written, then Stripe asked."""

from __future__ import annotations


from phoenix.accounts.models import Person
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.values import frozen
from phoenix.orders import service as orders
from phoenix.orders.models import CONFIRMED, PAID, PREPARED, Order
from phoenix.orders.rules import TermsChanged
from phoenix.payments import charging, collecting, ledger, obstacles, rules, settling
from phoenix.payments.means import STRIPE_KINDS, Evidence, choose, gateway, is_usable
from phoenix.payments.models import Attempt, Payment, PaymentMethod


class OrderChanged(Exception):
    """A price, a document or an offer changed since the review: `differences` says which."""

    def __init__(self, differences: list):
        super().__init__(differences)
        self.differences = differences


class TermsMoved(Exception):
    """A newer version of a document is in force than the one that was ticked (clause 2b)."""


class OrderClosed(Exception):
    """This order was replaced, abandoned or cancelled: it can no longer be paid."""


class NotPayableBy(Exception):
    """This means of payment cannot pay this sum: kind, limit, expiry or mandate."""


class EarlierAttemptOpen(Exception):
    """What became of the attempt before is not known yet: nothing else may be charged."""


@frozen
class Standing:
    """Where the payment of an order stands, in the eyes of its customer."""

    state: str
    payment: Payment | None = None
    attempt: Attempt | None = None

    @property
    def accepted(self) -> bool:
        """Whether there is nothing left for the customer to do."""
        return self.state not in rules.NOT_ACCEPTED

    @property
    def open(self) -> bool:
        """Whether an attempt is under way of which we do not know the end."""
        return self.state in (rules.SUBMITTED, rules.UNKNOWN)


def standing(order: Order) -> Standing:
    """The payment of an order and its last attempt."""
    payment = Payment.get_or_none(Payment.order == order)
    if payment is None:
        return Standing(rules.NEW)
    return Standing(payment.state, payment, payment.last_attempt())


def pay_order(
    order: Order, person: Person, method: PaymentMethod, evidence: Evidence, version_ids: list[int]
) -> Attempt | None:
    """The last click (clauses 2e, 4.1b, 6.1a): bind the order, write the attempt, ask Stripe.

    Gives the attempt as it stands afterwards; None when the order was paid already. However
    often and in however many tabs it is clicked, one order is bound and one charge made.
    """
    _clear_the_way(order, method)
    with transaction():
        order = orders.locked(order)
        if standing(order).accepted:
            return None
        _bind(order, person, evidence, version_ids)
        payment = _payment_of(order, method, evidence.language)
        if payment.invoice_id is not None and not _fit_to_invoice(payment):
            return None
        attempt = charging.open_attempt(payment, method)
        if method.chosen_at is None:
            choose(method)
    return charging.submit(attempt)


def _clear_the_way(order: Order, method: PaymentMethod) -> None:
    """The order can be paid by this means; an earlier attempt is a final no, unless it is repeated."""
    if why := obstacles.obstacle(order):
        raise obstacles.NotPayable(why)
    if obstacles.obstacle(order, method.kind):
        raise NotPayableBy(method.kind)
    if STRIPE_KINDS[method.kind] not in rules.means_allowed(order.currency, order.gross):
        raise NotPayableBy(method.kind)
    if not is_usable(method):
        raise NotPayableBy(method.kind)
    now = standing(order)
    if now.attempt is None or now.accepted or now.state in rules.OURS_TO_SETTLE:
        return
    if now.attempt.reached == rules.ACTION and now.attempt.method_id == method.id:
        return
    if not charging.give_up(now.attempt) and not standing(order).accepted:
        raise EarlierAttemptOpen(order.number)


def _bind(order: Order, person: Person, evidence: Evidence, version_ids: list[int]) -> None:
    """Confirm an order that is only prepared; prices and texts must still be those reviewed."""
    if order.state in (CONFIRMED, PAID):  # paid: its debit failed later
        return
    if order.state != PREPARED:
        raise OrderClosed(order.number)
    today = clock.today(COUNTRIES[order.country].timezone)
    if differences := orders.check_before_last_click(order, today):
        raise OrderChanged(differences)
    where = (evidence.language, evidence.address, evidence.user_agent)
    try:
        orders.confirm(order, person, *where, version_ids)
    except TermsChanged as changed:
        raise TermsMoved(order.number) from changed


def _payment_of(order: Order, method: PaymentMethod, language: str) -> Payment:
    known = Payment.get_or_none(Payment.order == order)
    return known or Payment.create(
        organisation=order.organisation_id,
        order=order,
        amount=order.gross,
        currency=order.currency,
        method=method,
        method_kind=method.kind,
        language=language,
        created_at=clock.now(),
    )


def _fit_to_invoice(payment: Payment) -> bool:
    """A debit that failed after its invoice was issued: what is owed by now is charged; False when nothing is."""
    collecting.lock_invoice(payment.invoice_id)
    sums = ledger.account(payment.invoice)
    if sums.to_charge > 0 and not collecting.is_open(payment.invoice):
        payment.amount = sums.to_charge
        payment.save(only=[Payment.amount])
    return sums.to_charge > 0


def refresh(order: Order, source: str = "return") -> Standing:
    """Ask Stripe about an attempt that is not final, then say where the payment stands."""
    now = standing(order)
    attempt = now.attempt
    if attempt is None or attempt.reached not in rules.OPEN:
        return now
    if attempt.intent_id is not None:
        settling.settle(attempt, source)
    elif rules.repeats(clock.now(), attempt.submitted_at, attempt.called_at) == "repeat":
        charging.submit(attempt, source)
    return standing(order)


def client_secret(attempt: Attempt) -> str:
    """What lets the page confirm the very same intent with the bank; never stored."""
    return gateway().intent(attempt.intent_id).client_secret
