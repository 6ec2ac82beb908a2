"""An invoice paid by its customer, at once: from My Account or by a mailed link, even after the account closed (clause 3.3c)."""

from __future__ import annotations


from phoenix.database import transaction
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.kernel.values import frozen
from phoenix.payments import charging, collecting, ledger, rules, settling
from phoenix.payments.ledger import Account
from phoenix.payments.means import is_usable
from phoenix.payments.models import Attempt, Collection, Payment, PaymentMethod
from phoenix.payments.service import EarlierAttemptOpen, NotPayableBy


@frozen
class Standing:
    """Where the payment of an invoice stands: its sums, its last attempt, what the shop does by itself."""

    sums: Account
    attempt: Attempt | None
    collection: Collection | None

    @property
    def paid(self) -> bool:
        """Whether nothing is owed."""
        return self.sums.owed <= 0

    @property
    def at_the_bank(self) -> bool:
        """Whether all that is owed is being debited."""
        return not self.paid and self.sums.to_charge <= 0

    @property
    def needs_customer(self) -> bool:
        """Whether the bank waits for the customer to confirm the attempt."""
        return self.attempt is not None and self.attempt.reached == rules.ACTION

    @property
    def refused(self) -> bool:
        """Whether the bank said no, and the sum is still owed."""
        failed = self.attempt is not None and self.attempt.reached == rules.FAILED
        return failed and self.sums.to_charge > 0

    @property
    def unsettled(self) -> bool:
        """Whether an attempt is under way of which we do not know the end."""
        return self.attempt is not None and self.attempt.reached in (rules.SUBMITTED, rules.UNKNOWN)


def standing(invoice: Invoice) -> Standing:
    """Where an invoice stands; the attempt that needs someone comes before the others."""
    attempts = list(
        Attempt.select(Attempt, Payment)
        .join(Payment)
        .where(Payment.invoice == invoice)
        .order_by(Payment.part, Attempt.number)
    )
    urgent = [row for row in attempts if row.reached in (rules.ACTION, rules.SUBMITTED, rules.UNKNOWN)]
    latest = max(attempts, key=lambda row: row.id, default=None)
    collection = Collection.get_or_none(Collection.invoice == invoice)
    return Standing(ledger.account(invoice), urgent[0] if urgent else latest, collection)


def pay(invoice: Invoice, method: PaymentMethod, once: bool = False) -> Standing:
    """Charge what is owed to a stored means, the customer being present (clause 6.1a).

    `once`: a card given for this payment alone, which is not kept. However often it is clicked,
    one charge. NotPayableBy, EarlierAttemptOpen.
    """
    if not _can_pay(invoice, method, once):
        raise NotPayableBy(method.kind)
    _clear_the_way(invoice, method)
    with transaction():
        collecting.lock_invoice(invoice.id)
        sums = ledger.account(invoice)
        if sums.to_charge <= 0 or collecting.is_open(invoice):
            return standing(invoice)
        attempts = collecting.open_attempts(invoice, method, sums.to_charge, off_session=False)
    for attempt in attempts:
        charging.submit(attempt)
    return standing(invoice)


def _can_pay(invoice: Invoice, method: PaymentMethod, once: bool) -> bool:
    if method.organisation_id != invoice.organisation_id:
        return False
    if method.kind == "sepa" and invoice.currency != "EUR":
        return False
    return is_usable(method) or (once and method.kind == "card")


def _clear_the_way(invoice: Invoice, method: PaymentMethod) -> None:
    """Earlier attempts are a final no, unless it is the very same that waits for its customer."""
    attempts = Attempt.select().join(Payment).where(Payment.invoice == invoice)
    for attempt in list(attempts):
        if attempt.reached == rules.ACTION and (attempt.method_id != method.id or attempt.off_session):
            if not charging.give_up(attempt) and not standing(invoice).paid:
                raise EarlierAttemptOpen(invoice.number)
        elif attempt.reached in rules.FINAL_NO and not settling.close(attempt):
            if not standing(invoice).paid:
                raise EarlierAttemptOpen(invoice.number)


def refresh(invoice: Invoice, source: str = "return") -> Standing:
    """Ask Stripe about attempts that are not final, then say where the invoice stands."""
    attempts = Attempt.select().join(Payment).where(Payment.invoice == invoice, Attempt.reached << rules.OPEN)
    for attempt in list(attempts):
        if attempt.intent_id is not None:
            settling.settle(attempt, source)
        elif rules.repeats(clock.now(), attempt.submitted_at, attempt.called_at) == "repeat":
            charging.submit(attempt, source)
    return standing(invoice)

