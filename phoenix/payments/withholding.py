"""Tax held back at source by a Moroccan customer: a line of settlement, its certificate, what becomes of it (documents-and-law.md).

A line counts from the moment it is declared; the rest is paid as ever. Its certificate is a file about
("withholding", its reference). Accepted, it is final; refused or taken back, the sum is owed again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import peewee

from phoenix.accounts.models import Organisation, Person
from phoenix.archive.sources import note
from phoenix.database import for_update, transaction
from phoenix.files import service as files
from phoenix.files.models import StoredFile
from phoenix.files.rules import GONE, WITHHOLDING
from phoenix.files.service import Checked, Sender, Subject
from phoenix.invoices import service as invoices
from phoenix.invoices.facts import PaymentFacts
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.kernel.formats import rate
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.sellers import SELLERS
from phoenix.kernel.values import frozen
from phoenix.payments import collecting, ledger, withholding_mails
from phoenix.payments import collection_rules as plan
from phoenix.payments import withholding_rules as rules
from phoenix.payments import withholding_words as words
from phoenix.payments.models import Collection, Withholding, WithholdingChoice
from phoenix.payments.withholding_rules import Ground

COUNTRY = "ma"  # whose law it is


class NotOffered(ValueError):
    """No line on that ground: not this customer or invoice, not from this seller, or there is one already."""


class NotNow(ValueError):
    """A payment is under way, or less is owed than would be held back."""


class NotPending(ValueError):
    """It was accepted, refused or taken back meanwhile."""


@frozen
class Offer:
    """A line that could be declared now: its ground, what it is counted on and what it comes to, in minor units."""

    ground: Ground
    base: int
    amount: int


def concerns(organisation: Organisation) -> bool:
    """Whether Moroccan tax law lets this customer hold tax back."""
    return organisation.country == COUNTRY


def offers(invoice: Invoice) -> list[Offer]:
    """What its customer could hold back of this invoice, whether or not the time is right."""
    if invoice.kind != "invoice" or not concerns(invoice.organisation):
        return []
    taken = {row.tax for row in of(invoice) if row.open_of is not None}
    found = _offers(invoice.seller_code, *_left(invoice), invoice.issued_on)
    return [each for each in found if each.ground.tax not in taken]


def _offers(seller_code: str, net: int, vat: int, day: date) -> list[Offer]:
    found = [
        Offer(ground, rules.base_of(ground, net, vat), rules.held_back(ground, net, vat))
        for ground in rules.grounds_on(seller_code, day)
    ]
    return [each for each in found if each.amount > 0]


def _left(invoice: Invoice) -> tuple[int, int]:
    """Net and VAT of an invoice, less its credit notes."""
    sums = Invoice.select(peewee.fn.SUM(Invoice.net), peewee.fn.SUM(Invoice.vat)).where(Invoice.corrects == invoice)
    net, vat = sums.tuples().get()
    return invoice.net - int(net or 0), invoice.vat - int(vat or 0)


def of(invoice: Invoice) -> list[Withholding]:
    """Every line of an invoice, the oldest first."""
    return list(Withholding.select().where(Withholding.invoice == invoice).order_by(Withholding.id))


def declare(invoice: Invoice, code: str, person: Person) -> Withholding:
    """The customer holds this back and will send its certificate. NotOffered, NotNow."""
    with transaction():
        collecting.lock_invoice(invoice.id)
        offer = next((each for each in offers(invoice) if each.ground.code == code), None)
        if offer is None:
            raise NotOffered(code)
        if collecting.is_open(invoice) or offer.amount > ledger.account(invoice).to_charge:
            raise NotNow(invoice.number)
        row = _write(invoice, offer, person)
        _paid_if_nothing_is_owed(invoice)
        withholding_mails.declared(row, ledger.account(invoice).money_owed)
        return row


def _write(invoice: Invoice, offer: Offer, person: Person | None, standing: bool = False) -> Withholding:
    today, ground = collecting.today_of(invoice), offer.ground
    by = rules.certificate_by(today)
    return Withholding.create(
        reference=f"{invoice.number}-R{len(of(invoice)) + 1}",
        invoice=invoice,
        organisation=invoice.organisation_id,
        country=SELLERS[invoice.seller_code].country,
        ground=ground.code,
        tax=ground.tax,
        base=offer.base,
        basis_points=ground.basis_points,
        amount=offer.amount,
        currency=invoice.currency,
        open_of=f"{invoice.id}:{ground.tax}",
        person=person,
        standing=standing,
        declared_at=clock.now(),
        certificate_by=by,
        remind_on=rules.next_reminder(by, today),
    )


def _paid_if_nothing_is_owed(invoice: Invoice) -> None:
    if ledger.account(invoice).owed > 0:
        return
    invoices.mark_paid(invoice, collecting.today_of(invoice))
    row = collecting.of_invoice(invoice.id)
    if row is not None:
        collecting.close(row)


# The certificate.


def papers(row: Withholding) -> list[StoredFile]:
    """The certificate's files, the oldest first."""
    return files.of(WITHHOLDING, row.reference)


def send_certificate(row: Withholding, checked: list[Checked], sender: Sender) -> list[StoredFile]:
    """Keep the certificate; one of ours looks at it. NotPending; Refused of the files."""
    with transaction():
        row = _locked(row, rules.PROMISED)
        kept = files.receive_all(checked, Subject(WITHHOLDING, row.reference, row.country), sender)
        row.state, row.remind_on, row.reason = rules.RECEIVED, None, ""
        row.save(only=[Withholding.state, Withholding.remind_on, Withholding.reason])
        return kept


def send_back(row: Withholding, reason: str) -> None:
    """The paper is not the certificate that is needed: the customer is told why, and has two months again. NotPending."""
    with transaction():
        row = _locked(row, (rules.RECEIVED,))
        row.reason = reason
        _missing_again(row, rules.certificate_by(collecting.today_of(row.invoice)))
        withholding_mails.settled(row, "sent_back")


def _missing_again(row: Withholding, by: date) -> Withholding:
    row.state, row.certificate_by = rules.DECLARED, by
    row.remind_on = rules.next_reminder(by, collecting.today_of(row.invoice))
    row.save(only=[Withholding.state, Withholding.certificate_by, Withholding.remind_on, Withholding.reason])
    return row


def accept(row: Withholding, number: str, on: date, by: str) -> None:
    """The certificate is good: the line is final, and as good as money. NotPending."""
    with transaction():
        row = _locked(row, rules.PROMISED)
        row.certificate_number, row.certificate_on = number, on
        _settle(row, rules.CERTIFIED, by, keep_open=True)
        withholding_mails.settled(row, "certified")


def refuse(row: Withholding, reason: str, by: str) -> None:
    """No certificate came, or none can: the sum is owed again, and its customer told. NotPending."""
    with transaction():
        row = _locked(row, rules.PROMISED)
        row.reason = reason
        _settle(row, rules.REFUSED, by)
        _owe_again(row.invoice)
        withholding_mails.settled(row, "refused")


def withdraw(row: Withholding) -> None:
    """Its customer pays the sum after all. NotPending."""
    with transaction():
        row = _locked(row, rules.PROMISED)
        _settle(row, rules.WITHDRAWN, "")
        _owe_again(row.invoice)


def _locked(row: Withholding, states: tuple[str, ...]) -> Withholding:
    """The row, its invoice locked before it as everybody locks them; NotPending in another state."""
    collecting.lock_invoice(row.invoice_id)
    row = for_update(Withholding.select().where(Withholding.id == row.id)).get()
    if row.state not in states:
        raise NotPending(row.reference)
    return row


def _settle(row: Withholding, state: str, by: str, keep_open: bool = False) -> None:
    row.state, row.settled_by, row.settled_at, row.remind_on = state, by, clock.now(), None
    row.settled_on = collecting.today_of(row.invoice)
    row.open_of = row.open_of if keep_open else None
    row.save()
    note("withholding.settled", row)


def _owe_again(invoice: Invoice) -> None:
    """What is owed again is charged by the shop after a week, if its customer does not pay before."""
    if ledger.account(invoice).owed <= 0:
        return
    today = collecting.today_of(invoice)
    if invoice.state == "paid":
        invoices.reopen(invoice, "withholding")
    row = collecting.of_invoice(invoice.id) or collecting.open_collection(invoice, today)
    if row.state == plan.COLLECTED or (row.state == plan.DUE and row.try_on == today):
        again = {"state": plan.DUE, "try_on": today + rules.TRIED_AFTER, "refusals": 0, "refusal": "", "first_refused_on": None}
        Collection.update(**again).where(Collection.id == row.id).execute()


# Standing choices.


def choose(organisation: Organisation, tax: str, code: str | None, person: Person) -> None:
    """From now on hold this back of every due date; `code` None: no more. NotOffered."""
    seller = COUNTRIES[organisation.country].seller_code
    known = [ground.code for ground in rules.grounds_on(seller, clock.today(COUNTRIES[COUNTRY].timezone)) if ground.tax == tax]
    if not concerns(organisation) or (code is not None and code not in known):
        raise NotOffered(code)
    with transaction():
        for_update(Organisation.select(Organisation.id).where(Organisation.id == organisation.id)).get()
        mine = f"{organisation.id}:{tax}"
        now = WithholdingChoice.get_or_none(WithholdingChoice.open_of == mine)
        if (now.ground if now else None) == code:
            return
        WithholdingChoice.update(open_of=None, ended_at=clock.now()).where(WithholdingChoice.open_of == mine).execute()
        if code is not None:
            WithholdingChoice.create(organisation=organisation, ground=code, tax=tax, open_of=mine, person=person, chosen_at=clock.now())


def chosen(organisation_id: int) -> dict[str, str]:
    """Tax → ground that the organisation holds back of every due date."""
    rows = WithholdingChoice.select(WithholdingChoice.tax, WithholdingChoice.ground)
    return dict(rows.where(WithholdingChoice.organisation == organisation_id, WithholdingChoice.ended_at.is_null()).tuples())


def standing_offers(organisation: Organisation, seller_code: str, net: int, vat: int, day: date) -> list[Offer]:
    """What the standing choices hold back of an invoice about to be issued."""
    if not concerns(organisation):
        return []
    codes = chosen(organisation.id).values()
    return [each for each in _offers(seller_code, net, vat, day) if each.ground.code in codes]


def told(held: list[Offer], payment: PaymentFacts) -> PaymentFacts:
    """How the invoice is paid, with what is held back of it."""
    if not held:
        return payment
    why = "\u00a0; ".join(words.ON_DOCUMENTS[each.ground.code].format(rate=rate(each.ground.basis_points)) for each in held)
    return replace(payment, withheld=sum(each.amount for each in held), withheld_why=why)


def apply(invoice: Invoice, held: list[Offer]) -> None:
    """Write the lines of the standing choices, in the transaction that issues the invoice."""
    for offer in held:
        _write(invoice, offer, None, standing=True)


# The worker.


def daily(day: date) -> None:
    """Certificates that are there no more are missing again, and those that are missing are asked for."""
    for row in list(Withholding.select().where(Withholding.state == rules.RECEIVED)):
        if all(each.state in GONE for each in papers(row)):
            _look_for_papers(row)
    for code in COUNTRIES:
        remind(code, day)


def _look_for_papers(row: Withholding) -> None:
    """Its customer took the certificate back, or the scanner turned it away."""
    with transaction():
        try:
            row = _locked(row, (rules.RECEIVED,))
        except NotPending:
            return
        if all(each.state in GONE for each in papers(row)):
            _missing_again(row, row.certificate_by)


def remind(country: str, day: date) -> int:
    """Ask again for certificates, fifteen days before and seven after their last day; how many mails."""
    due = Withholding.select(Withholding.id).where(
        Withholding.remind_on <= day, Withholding.country == country, Withholding.state == rules.DECLARED
    )
    count = 0
    for (row_id,) in list(due.order_by(Withholding.id).tuples()):
        with transaction():
            row = for_update(Withholding.select().where(Withholding.id == row_id)).get()
            if row.state == rules.DECLARED and row.remind_on is not None and row.remind_on <= day:
                withholding_mails.reminder(row, late=row.certificate_by < day)
                row.remind_on = rules.next_reminder(row.certificate_by, day)
                row.save(only=[Withholding.remind_on])
                count += 1
    return count
