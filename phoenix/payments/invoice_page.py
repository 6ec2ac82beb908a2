"""Paying an invoice in the page, whichever way one comes: from My Account, or by a mailed link (clauses 3.3c, 6.1a).

The link shows number, day, sum and seller, and nothing else of the customer (clause 14b).
"""

from __future__ import annotations


from flask import Response, abort, request, url_for

from phoenix.accounts.models import Person
from phoenix.gateways.stripe_api import OutcomeUnknown, Refused
from phoenix.invoices.models import Invoice
from phoenix.kernel.markets import market_of
from phoenix.kernel.money import Money
from phoenix.kernel.sellers import SELLERS
from phoenix.kernel.values import frozen
from phoenix.payments import answers, checkout, invoice_payment, invoice_words, mails, means, obstacles, rules, withholding, words
from phoenix.payments.forms import NEW_CARD, NEW_SEPA, MeansForm
from phoenix.payments.invoice_payment import Standing
from phoenix.payments.means import Evidence, NotStored
from phoenix.payments.models import PaymentMethod
from phoenix.payments.service import EarlierAttemptOpen
from phoenix.web.market import current_market
from phoenix.web.ratelimit import refuse_haste
from phoenix.web.render import page

SAME = "same"  # the attempt that waits for its customer is confirmed, nothing new is charged


@frozen
class Door:
    """The way by which somebody came to an invoice: signed in, or (`person` None) by its mailed link."""

    invoice: Invoice
    person: Person | None
    arguments: dict

    @property
    def country(self) -> str:
        """The country whose seller issued the invoice."""
        return SELLERS[self.invoice.seller_code].country

    @property
    def stored(self) -> list[PaymentMethod]:
        """The customer's means, for the customer alone."""
        return means.usable(self.invoice.organisation_id, self.kinds) if self.person else []

    @property
    def kinds(self) -> tuple[str, ...]:
        """What may pay: by the link a card only, for a mandate is signed by a person we know."""
        debited = self.person and self.invoice.currency == "EUR" and obstacles.debits_possible()
        return ("card", "sepa") if debited else ("card",)

    def at(self, step: str, **more) -> str:
        """The address of a step: "pay", "prepare", "confirm", "returned" or "verify"."""
        by_link = "by_link" if step == "pay" else f"{step}_by_link"
        return url_for(f"invoice_payment.{step if self.person else by_link}", **self.arguments, **more)

    def evidence(self) -> Evidence:
        """Who pays, from where; by the link it is whoever was written to, and it says so."""
        if self.person:
            return checkout.evidence_for(self.invoice.seller_code)
        return Evidence(
            person=mails.contact(self.invoice.organisation),
            language=current_market().language,
            address=request.remote_addr or "",
            user_agent=f"by the link of invoice {self.invoice.number}: {request.user_agent.string}",
        )


def show(door: Door) -> Response:
    """What is owed and why, and how to pay it; or that nothing is left to do."""
    if door.country != current_market().country.code:
        return answers.go(door.at("pay", market=market_of(current_market().language, door.country)))
    now = invoice_payment.standing(door.invoice)
    if now.unsettled:
        return answers.go(door.at("verify"))
    return _page(door, _form(door), now)


def prepare(door: Door) -> Response:
    """Have Stripe expect a new card or account; for payment.js alone."""
    now = invoice_payment.standing(door.invoice)
    if not _payable(now):
        return answers.go(_next(door, now))
    form = _form(door)
    if not form.validate():
        return answers.errors(form.errors)
    if form.means.data not in (NEW_CARD, NEW_SEPA):
        abort(400)
    refuse_haste("means", door.invoice.organisation.reference, means.NEW_MEANS)
    try:
        return answers.setup(means.prepare(door.invoice.organisation, form.means.data))
    except (OutcomeUnknown, Refused):
        return answers.errors({"means": [answers.unreachable()]}, 503)


def confirm(door: Door) -> Response:
    """The click: the waiting attempt is confirmed with the bank, or a means is charged."""
    now = invoice_payment.standing(door.invoice)
    form = _form(door)
    if form.means.data == SAME:
        return _outcome(door, now) if now.needs_customer else answers.go(_next(door, now))
    if not _payable(now):
        return answers.go(_next(door, now))
    if not form.validate():
        return _invalid(door, form)
    try:
        now = invoice_payment.pay(door.invoice, _chosen(door, form), once=door.person is None)
    except EarlierAttemptOpen:
        form.means.errors = [answers.unreachable()]
        return _invalid(door, form)
    except answers.REFUSALS as refusal:
        form.means.errors = [answers.words_of(refusal)]
        return _invalid(door, form)
    return _outcome(door, now)


def returned(door: Door) -> Response:
    """Back from the bank: Stripe is asked what became of the payment; the page is not believed."""
    try:
        now = invoice_payment.refresh(door.invoice)
    except OutcomeUnknown:
        return answers.go(door.at("verify"))
    return _outcome(door, now)


def verify(door: Door) -> Response:
    """While an outcome is not known: a page that looks again by itself."""
    if not invoice_payment.standing(door.invoice).unsettled:
        return answers.go(door.at("pay"))
    return page("payments/invoice_verify.html", "payments/_verify.html", again=door.at("verify"), invoice=door.invoice)


def _payable(now: Standing) -> bool:
    return not now.unsettled and rules.is_chargeable(now.sums.to_charge)


def _chosen(door: Door, form: MeansForm) -> PaymentMethod:
    """The stored means, or the new one that the page says it stored, once Stripe says so too."""
    if form.stored_id is not None:
        return checkout.stored_method(door.invoice, form.stored_id)
    if not form.setup.data:
        raise NotStored(None)
    return means.adopt(door.invoice.organisation, form.setup.data, door.evidence(), kept=door.person is not None)


def _outcome(door: Door, now: Standing) -> Response:
    """What the page does next: authenticate, wait, try again, or see that it is paid."""
    if now.needs_customer and answers.wants_json():
        return answers.authentication(now.attempt, door.at("returned"))
    if now.attempt is not None and (now.refused or now.paid or now.at_the_bank):
        _after(now.attempt.method, now.refused)
    if now.refused and answers.wants_json():
        return answers.refused(now.attempt)
    return answers.go(_next(door, now))


def _after(method: PaymentMethod, refused: bool) -> None:
    """A new means that paid will pay the next due dates; one that was refused, or given for once, is let go."""
    if method.chosen_at is not None:
        return
    if not refused and method.removed_at is None:
        return means.choose(method)
    try:
        means.revoke(method)
    except OutcomeUnknown:
        pass  # it is on no list of ours, so it is not charged again


def _next(door: Door, now: Standing) -> str:
    return door.at("verify" if now.unsettled else "pay")


def _form(door: Door) -> MeansForm:
    now = invoice_payment.standing(door.invoice)
    refused = now.attempt.method_id if now.refused else None
    return MeansForm(checkout.choices_of(door.stored, door.kinds), refused)


def _invalid(door: Door, form: MeansForm) -> Response:
    if answers.wants_json():
        return answers.errors(form.errors)
    return _page(door, form, invoice_payment.standing(door.invoice), 422)


def _page(door: Door, form: MeansForm, now: Standing, status: int = 200) -> Response:
    checkout.allow_stripe()
    invoice = door.invoice
    return page(
        "payments/invoice.html",
        status=status,
        invoice=invoice,
        invoice_seller=SELLERS[invoice.seller_code],
        by_link=door.person is None,
        at=door.at,
        form=form,
        now=now,
        state=_state(now),
        as_money=Money,
        withholdable=door.person is not None and not now.paid and bool(withholding.offers(invoice)),
        to_pay=Money(now.sums.to_charge, invoice.currency),
        why=invoice_words.why(now) if door.person else "",
        next_try=invoice_words.next_try(now.collection),
        told=words.obstacle_of(obstacles.AMOUNT),
        **checkout.means_context(door.stored, invoice.seller_code),
        **checkout.stripe_context(door.person),
    )


def _state(now: Standing) -> str:
    """Which of the pages is shown: "paid", "bank", "confirm", "pay" or "not_payable"."""
    if now.paid:
        return "paid"
    if now.needs_customer and "autrement" not in request.args:
        return "confirm"
    if now.at_the_bank:
        return "bank"
    return "pay" if rules.is_chargeable(now.sums.to_charge) else "not_payable"
