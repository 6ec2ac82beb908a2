"""Collecting invoices by ourselves: off session, by mandate or card, tried again, given up (clauses 3.3c, 6.1c, 6.1d).

The row first, then Stripe: `start` writes attempts and commits, `charge` has Stripe make them.
"""

from __future__ import annotations

from datetime import date, timedelta

from phoenix.database import for_update, transaction
from phoenix.gateways.stripe_api import OutcomeUnknown
from phoenix.invoices import service as invoices
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.sellers import SELLERS
from phoenix.payments import charging, declines, ledger, mails, means, notices, returning, rules, settling
from phoenix.payments import collection_rules as plan
from phoenix.payments.bank_days import bank_day_after
from phoenix.payments.models import Attempt, Collection, Payment, PaymentMethod

CLOSED = (plan.COLLECTED, plan.OVERDUE)
CONFIRMING = timedelta(hours=1)  # for so long a customer may be at their bank's page


def open_collection(invoice: Invoice, wanted: date, subject: str = "", subscription_id: int | None = None) -> Collection:
    """Owe the collection of an invoice from `wanted` on, in the caller's transaction; once."""
    values = {
        "invoice": invoice.id,
        "organisation": invoice.organisation_id,
        "country": SELLERS[invoice.seller_code].country,
        "subscription_id": subscription_id,
        "subject": subject or f"invoice:{invoice.number}",
        "due_on": wanted,
        "try_on": wanted,
        "created_at": clock.now(),
    }
    Collection.insert(values).on_conflict_ignore().execute()
    return Collection.get(Collection.invoice == invoice)


def due_ids(country: str, day: date) -> list[int]:
    """Collections of a country to look at on `day`, in the order of their rows."""
    query = (
        Collection.select(Collection.id)
        .where(Collection.try_on <= day, Collection.country == country)
        .where(Collection.state.not_in(CLOSED))
        .order_by(Collection.id)
    )
    return [row for (row,) in query.tuples()]


def collect(collection_id: int, today: date) -> str:
    """Do what a collection needs today; what came of it, as a word for the report.

    "charged", "waiting" (at the bank, for its customer or its notice), "refused", "overdue",
    "collected" or "nothing". Safe to repeat and to be cut off anywhere.
    """
    _close_refused(collection_id)
    _let_go_of_abandoned(collection_id)
    with transaction():
        outcome, attempts = start(collection_id, today)
    for attempt in attempts:
        charging.submit(attempt, "collection")
    return outcome


def _close_refused(collection_id: int) -> None:
    """No new attempt while a refused one might still be paid at Stripe."""
    unclosed = (
        Attempt.select()
        .join(Payment)
        .join(Collection, on=(Collection.invoice == Payment.invoice))
        .where(Collection.id == collection_id, Attempt.reached << rules.FINAL_NO, Attempt.closed_at.is_null())
    )
    for attempt in list(unclosed):
        try:
            settling.close(attempt)
        except OutcomeUnknown:
            return


def _let_go_of_abandoned(collection_id: int) -> None:
    """A customer who tried by themselves and walked away from their bank's question does not hold up our tries."""
    begun_before = clock.now() - CONFIRMING
    abandoned = (
        Attempt.select()
        .join(Payment)
        .join(Collection, on=(Collection.invoice == Payment.invoice))
        .where(Collection.id == collection_id, Collection.state == plan.DUE, Attempt.reached == rules.ACTION)
        .where(Attempt.off_session == False, Attempt.submitted_at < begun_before)  # noqa: E712
    )
    for attempt in list(abandoned):
        charging.give_up(attempt)


def start(collection_id: int, today: date) -> tuple[str, list[Attempt]]:
    """The same without Stripe, in the caller's transaction: what came of it, and the attempts to make."""
    row = locked(collection_id)
    lock_invoice(row.invoice_id)
    if row.try_on is None or row.try_on > today or row.state in CLOSED:
        return "nothing", []
    sums = ledger.account(row.invoice)
    if sums.owed <= 0:
        close(row)
        return "collected", []
    if row.state == plan.WAITING and (asked := _asked(row.invoice)) is not None:
        return _remind(row, asked, today), []
    if sums.to_charge <= 0 or is_open(row.invoice):
        return "waiting", []
    if sums.to_charge < rules.LEAST_MINOR:
        row.try_on, row.refusal = None, plan.TOO_SMALL
        row.save(only=[Collection.try_on, Collection.refusal])
        return "waiting", []
    method = means.for_collection(row.organisation_id, row.invoice.currency)
    if method is None:
        outcome = refuse(row, None, plan.NO_MEANS, today)
        mails.no_means(row)
        return outcome, []
    if not plan.charges_again(row.refusal, method.id == row.refused_method_id):
        return refuse(row, method, row.refusal, today), []
    again = row.refused_method_id == method.id  # what was announced is tried once more
    if method.kind == "sepa" and not again and not _may_debit(row, method, sums.to_charge, today):
        return "waiting", []
    row.state, row.try_on = plan.WAITING, None
    row.save(only=[Collection.state, Collection.try_on])
    return "charged", open_attempts(row.invoice, method, sums.to_charge, off_session=True)


def _may_debit(row: Collection, method: PaymentMethod, amount: int, today: date) -> bool:
    """Whether the debit was announced in time; where it was not, it is announced now and waits."""
    day = notices.day_of_debit(row.subject, method.mandate, amount, row.due_on)
    if day is not None and day <= today:
        return True
    if day is None:
        notice = notices.announce(row.subject, row.invoice.number, method.mandate, amount, row.due_on, today)
        day = notice.debit_on
    row.try_on = max(day, today)
    row.refusal = row.refusal or plan.NO_NOTICE
    row.save(only=[Collection.try_on, Collection.refusal])
    return False


def open_attempts(invoice: Invoice, method: PaymentMethod, amount: int, off_session: bool) -> list[Attempt]:
    """The attempts that get `amount` for an invoice, in the caller's transaction: payments refused
    before are taken up again, others are added; a debit over the limit is split."""
    free = [row for row in _payments(invoice) if row.state in rules.FINAL_NO | {rules.NEW}]
    number = max((row.part for row in _payments(invoice)), default=0)
    attempts = []
    for sum_of_part in plan.parts(amount, method.kind):
        if free:
            payment = free.pop(0)
            payment.amount = sum_of_part
            payment.save(only=[Payment.amount])
        else:
            number += 1
            payment = _new_payment(invoice, method, sum_of_part, number)
        attempts.append(charging.open_attempt(payment, method, off_session))
    return attempts


def _payments(invoice: Invoice) -> list[Payment]:
    return list(Payment.select().where(Payment.invoice == invoice).order_by(Payment.part))


def _new_payment(invoice: Invoice, method: PaymentMethod, amount: int, part: int) -> Payment:
    return Payment.create(
        organisation=invoice.organisation_id,
        invoice=invoice,
        part=part,
        amount=amount,
        currency=invoice.currency,
        method=method,
        method_kind=method.kind,
        language=mails.language_of(invoice),
        created_at=clock.now(),
    )


def is_open(invoice: Invoice) -> bool:
    """Whether an attempt is under way that may still be paid."""
    open_or_unclosed = (Attempt.reached << (rules.OPEN - {rules.PROCESSING})) | (
        (Attempt.reached << rules.FINAL_NO) & Attempt.closed_at.is_null()
    )
    return Attempt.select().join(Payment).where(Payment.invoice == invoice, open_or_unclosed).exists()


def refuse(
    row: Collection, method: PaymentMethod | None, refusal: str, today: date, tries: int | None = None
) -> str:
    """A charge was refused, or could not be made: when to try again, or that it is given up.

    `tries`: how often this very debit was refused, where it is a debit.
    """
    row.refusals += 1
    row.first_refused_on = row.first_refused_on or today
    row.refusal, row.refused_method = refusal, method
    kind = method.kind if method else None
    tries = tries or row.refusals
    row.try_on = plan.next_try(kind, refusal, tries, row.first_refused_on, today, bank_day_after)
    row.state = plan.DUE if row.try_on else plan.OVERDUE
    row.save()
    if row.state == plan.OVERDUE:
        invoices.change_state(row.invoice, "overdue", {"refusal": refusal})
    return "refused" if row.try_on else "overdue"


def close(row: Collection) -> None:
    """Nothing is owed any more."""
    row.state, row.try_on = plan.COLLECTED, None
    row.save(only=[Collection.state, Collection.try_on])


def locked(collection_id: int) -> Collection:
    """The row, locked until the end of the caller's transaction."""
    return for_update(Collection.select().where(Collection.id == collection_id)).get()


def lock_invoice(invoice_id: int) -> None:
    """Whoever pays an invoice, by hand or by itself, takes its turn."""
    for_update(Collection.select(Collection.id).where(Collection.invoice == invoice_id)).first()
    for_update(Invoice.select(Invoice.id).where(Invoice.id == invoice_id)).first()


def of_invoice(invoice_id: int) -> Collection | None:
    """The collection of an invoice, locked, if the shop collects it."""
    return for_update(Collection.select().where(Collection.invoice == invoice_id)).first()


def hold(ids: list[int]) -> None:
    """Force majeure: nothing of these collections is charged until `release` (clause 13c)."""
    mine = (Collection.id << ids) & (Collection.state == plan.DUE)
    Collection.update(try_on=None).where(mine).execute()
    # Why the bank refused stays known: a lost card is not charged again after the pause.
    Collection.update(refusal=plan.PAUSED).where(mine, Collection.refusal == "").execute()


def release(ids: list[int], day: date) -> None:
    """The pause is over: what was held is charged from `day` on."""
    held = (Collection.id << ids) & (Collection.state == plan.DUE) & Collection.try_on.is_null()
    Collection.update(try_on=day).where(held).execute()
    Collection.update(refusal="").where(Collection.id << ids, Collection.refusal == plan.PAUSED).execute()


# What happened to payments: called by the reactions, in the transaction of the event.


def payment_settled(payment: Payment) -> None:
    """Money came in: the invoice is paid when nothing is owed any more, however late (clause 3.3c)."""
    invoice = payment.invoice
    row = of_invoice(invoice.id)
    owed = ledger.account(invoice).owed
    if owed > 0:
        return
    if owed < 0:
        returning.owe_again(invoice, payment)
        returning.report_surplus(invoice, payment)
    invoices.mark_paid(invoice, today_of(invoice))
    if row is not None:
        close(row)


def payment_failed(payment: Payment) -> None:
    """A refusal: the sum is owed again; when it is tried next, and the news with a link to pay."""
    invoice, attempt = payment.invoice, payment.last_attempt()
    if attempt.kind == "card" and not attempt.off_session:
        return  # the page told its customer, and the shop's own tries go on as planned
    if ledger.account(invoice).owed <= 0:
        return  # it was credited meanwhile: nothing is owed, and nobody is asked for it
    today = today_of(invoice)
    if invoice.state == "paid":
        invoices.reopen(invoice, "PaymentFailed")
    row = of_invoice(invoice.id) or open_collection(invoice, today)
    if not (attempt.off_session and row.state != plan.WAITING and row.first_refused_on is not None):
        kind = declines.kind(attempt.error_code, attempt.decline_code)
        refuse(row, attempt.method, kind, today, _debits_refused(payment))
    # Otherwise another part of the same sum was refused before, and the next day for both is set.
    if payment.order_id is None:  # an order's own mail leads to its payment page
        mails.collection_refused(row, attempt, today)


def _debits_refused(payment: Payment) -> int:
    """How often the bank refused to be debited for this payment."""
    return payment.attempts.where(Attempt.kind == "sepa", Attempt.reached == rules.FAILED).count()


def payment_needs_customer(payment: Payment) -> None:
    """The bank wants to see the customer: a link to confirm the same intent. That is no decline."""
    row = of_invoice(payment.invoice_id)
    if row is None:
        return
    row.state, row.refusal = plan.WAITING, declines.CUSTOMER
    row.try_on = today_of(payment.invoice) + timedelta(days=plan.REMINDERS[0])
    row.save()
    mails.authentication_asked(row, payment.last_attempt(), 0)


def payment_disputed(payment: Payment) -> None:
    """The bank took the money back: final, and owed again; nothing is tried or refunded by itself."""
    invoice = payment.invoice
    if ledger.account(invoice).owed <= 0:
        return  # it was credited, or paid otherwise
    invoices.reopen(invoice, "PaymentDisputed")
    row = of_invoice(invoice.id) or open_collection(invoice, today_of(invoice))
    row.state, row.try_on, row.refusal = plan.OVERDUE, None, plan.DISPUTED
    row.save()
    mails.disputed(row)


def _asked(invoice: Invoice) -> Attempt | None:
    """The attempt that waits for its customer; None: they took another way, which came to nothing."""
    mine = Attempt.select().join(Payment).where(Payment.invoice == invoice, Attempt.reached == rules.ACTION)
    return mine.order_by(Attempt.id.desc()).first()


def _remind(row: Collection, asked: Attempt, today: date) -> str:
    """A customer who has not authenticated is reminded, then the invoice is overdue."""
    since = clock.local_day(asked.submitted_at, COUNTRIES[row.country].timezone)
    waited = (today - since).days
    if waited >= plan.GIVEN_UP_AFTER:
        row.state, row.try_on = plan.OVERDUE, None
        invoices.change_state(row.invoice, "overdue", {"refusal": declines.CUSTOMER})
    else:
        following = [each for each in (*plan.REMINDERS, plan.GIVEN_UP_AFTER) if each > waited]
        row.try_on = since + timedelta(days=following[0])
        mails.authentication_asked(row, asked, waited)
    row.save()
    return "overdue" if row.state == plan.OVERDUE else "waiting"


def today_of(invoice: Invoice) -> date:
    """Today where the invoice's seller is."""
    return clock.today(COUNTRIES[SELLERS[invoice.seller_code].country].timezone)
