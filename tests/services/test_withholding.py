"""Tax that a Moroccan customer holds back at source: the line, the rest, the certificate, what is owed again."""

import csv
import io
from datetime import date, timedelta

import pytest

from phoenix.archive.models import ArchiveEntry
from phoenix.books import differences, figures
from phoenix.evidence import live
from phoenix.files.models import StoredFile
from phoenix.files.service import Sender, check
from phoenix.files.service import remove as take_back
from phoenix.invoices.credit import issue_credit_note
from phoenix.invoices.facts import InvoiceFacts
from phoenix.invoices.models import Invoice
from phoenix.kernel.money import Money
from phoenix.payments import invoice_payment, ledger, liability, means, withholding, withholding_journal
from phoenix.payments import withholding_rules as rules
from phoenix.payments.models import Collection, Payment, PaymentMethod, Withholding
from phoenix.payments.withholding import NotNow, NotOffered, NotPending
from phoenix.privacy import obstacles
from phoenix.subscriptions.run import run
from tests import file_samples as sample
from tests import payment_world as world
from tests import subscription_world as life
from tests.gateways.fixtures import CARDS
from tests.rules.document_samples import moroccan_invoice
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401
from tests.subscription_world import at, casablanca, lived, lyon  # noqa: F401

DUE = date(2026, 2, 28)
GROSS, NET, VAT, HELD = 2472_00, 2060_00, 412_00, 309_00


@pytest.fixture
def owed(casablanca, front):  # noqa: F811
    """A month that fell due in Casablanca, and whose card was refused."""
    life.bought(casablanca, world.card(casablanca, front))
    means.choose(world.card(casablanca, front, CARDS["declined at charge"]))
    lived(DUE)
    with at(DUE):
        yield Invoice.select().order_by(Invoice.id.desc()).first()


def declared(invoice, by, code="vat_75") -> Withholding:
    return withholding.declare(invoice, code, by)


def good(by) -> PaymentMethod:
    return PaymentMethod.get(PaymentMethod.organisation == by.organisation, PaymentMethod.last4 == "4242")


def certificate(row, by, content=sample.PDF):
    return withholding.send_certificate(row, [check(io.BytesIO(content), "attestation.pdf")], Sender(by.organisation, by))


def sums(invoice):
    return ledger.account(invoice)


def test_a_line_takes_its_sum_off_what_is_owed_and_the_rest_pays_the_invoice(owed, casablanca):  # noqa: F811
    row = declared(owed, casablanca)
    assert (row.base, row.basis_points, row.amount, row.currency) == (VAT, 7500, HELD, "MAD")
    assert (row.reference, row.certificate_by, row.state) == (f"{owed.number}-R1", date(2026, 4, 28), rules.DECLARED)
    assert sums(owed).owed == sums(owed).to_charge == GROSS - HELD
    invoice_payment.pay(owed, good(casablanca))
    assert Payment.select().order_by(Payment.id.desc()).first().amount == GROSS - HELD
    assert (Invoice.get_by_id(owed.id).state, Collection.get(Collection.invoice == owed).state) == ("paid", "collected")
    assert [mail.context["left"] for mail in life.mails_of("payments.withholding")] == ["2\u202f163,00\u00a0MAD"]


def test_the_shop_itself_charges_only_the_rest(owed, casablanca):  # noqa: F811
    declared(owed, casablanca)
    means.choose(good(casablanca))
    lived(date(2026, 3, 3))
    assert [row.amount for row in life.attempts_of(owed)] == [GROSS, GROSS - HELD]
    assert Invoice.get_by_id(owed.id).state == "paid"


def test_both_taxes_each_have_their_line_and_neither_two(owed, casablanca):  # noqa: F811
    declared(owed, casablanca)
    declared(owed, casablanca, "public_income")
    assert sums(owed).owed == GROSS - HELD - 103_00
    for code in ("vat_75", "vat_100", "public_income", "foreign_income", "x"):
        with pytest.raises(NotOffered):
            declared(owed, casablanca, code)
    assert [row.reference for row in withholding.of(owed)] == [f"{owed.number}-R1", f"{owed.number}-R2"]


def test_a_customer_in_france_holds_nothing_back(shop, lyon, front):  # noqa: F811
    life.bought(lyon, world.card(lyon, front))
    invoice = life.last_invoice()
    assert withholding.offers(invoice) == []
    with pytest.raises(NotOffered):
        declared(invoice, lyon, "foreign_income")


def test_a_french_invoice_of_a_customer_in_morocco_knows_the_tax_on_sums_paid_abroad(shop, lyon, front):  # noqa: F811
    life.bought(lyon, world.card(lyon, front))
    means.choose(world.card(lyon, front, CARDS["declined at charge"]))
    lived(DUE)
    invoice = life.last_invoice()
    lyon.organisation.country = "ma"  # its seat moved: the French company's invoices stay
    lyon.organisation.save()
    with at(DUE):
        row = declared(Invoice.get_by_id(invoice.id), lyon, "foreign_income")
    assert (row.base, row.amount, row.currency, row.country) == (206_00, 20_60, "EUR", "fr")
    assert sums(invoice).owed == 247_20 - 20_60


def test_nothing_is_held_back_of_what_is_paid_or_being_paid(owed, casablanca):  # noqa: F811
    invoice_payment.pay(owed, good(casablanca))
    with pytest.raises(NotNow):
        declared(owed, casablanca)
    assert withholding.of(owed) == []


def test_an_accepted_certificate_is_final_and_is_paid_for_the_service(owed, casablanca):  # noqa: F811
    row = declared(owed, casablanca)
    invoice_payment.pay(owed, good(casablanca))
    line = owed.lines.first().order_line
    before = liability.paid_by_line([line.id])[line.id]
    certificate(row, casablanca)
    assert Withholding.get().state == rules.RECEIVED
    withholding.accept(row, "ATT-2026-77", DUE, "Aïcha Martin")
    row = Withholding.get()
    assert (row.state, row.certificate_number, row.settled_by, row.settled_on) == (rules.CERTIFIED, "ATT-2026-77", "Aïcha Martin", DUE)
    assert liability.paid_by_line([line.id])[line.id] == before + HELD
    for act in (lambda: withholding.withdraw(row), lambda: withholding.refuse(row, "x", "y"), lambda: certificate(row, casablanca, sample.many_pages(2))):
        with pytest.raises(NotPending):
            act()
    assert [mail.context["outcome"] for mail in life.mails_of("payments.withholding_settled")] == ["certified"]
    kinds = [entry.kind for entry in ArchiveEntry.select().where(ArchiveEntry.kind.startswith("withholding."))]
    assert kinds == ["withholding.declared", "withholding.settled"]
    assert list(live.differences()) == []


def test_another_paper_is_asked_for_and_its_clock_begins_again(owed, casablanca):  # noqa: F811
    row = declared(owed, casablanca)
    certificate(row, casablanca)
    with at(date(2026, 4, 20)):
        withholding.send_back(row, "Ce n’est pas le bon mois.")
    row = Withholding.get()
    assert (row.state, row.reason, row.certificate_by) == (rules.DECLARED, "Ce n’est pas le bon mois.", date(2026, 6, 20))
    assert sums(owed).owed == GROSS - HELD


def test_a_refused_line_is_owed_again_told_and_charged_a_week_later(owed, casablanca):  # noqa: F811
    row = declared(owed, casablanca)
    invoice_payment.pay(owed, good(casablanca))
    means.choose(good(casablanca))
    with at(date(2026, 5, 4)):
        withholding.refuse(row, "Aucune attestation.", "Aïcha Martin")
    assert (Invoice.get_by_id(owed.id).state, sums(owed).owed) == ("issued", HELD)
    mail = life.mails_of("payments.withholding_settled")[0]
    assert (mail.context["outcome"], mail.context["tried_on"]) == ("refused", "11 mai 2026")
    charged = len(life.attempts_of(owed))
    lived(date(2026, 5, 10))
    assert len(life.attempts_of(owed)) == charged
    lived(date(2026, 5, 11))
    assert life.attempts_of(owed)[-1].amount == HELD
    assert Invoice.get_by_id(owed.id).state == "paid"


def test_who_takes_a_line_back_pays_the_sum(owed, casablanca):  # noqa: F811
    row = declared(owed, casablanca)
    withholding.withdraw(row)
    assert sums(owed).owed == GROSS
    again = declared(owed, casablanca, "vat_100")  # another may take its place
    assert (again.reference, again.amount) == (f"{owed.number}-R2", VAT)


def test_a_certificate_is_asked_for_before_and_after_its_day_and_then_staff_see_it(owed, casablanca):  # noqa: F811
    declared(owed, casablanca)
    day, mailed = DUE, []
    while day < date(2026, 6, 1):
        with at(day):
            withholding.daily(day)
            withholding.daily(day)
        if len(life.mails_of("payments.withholding_reminder")) > len(mailed):
            mailed.append(day)
        day += timedelta(1)
    assert mailed == [date(2026, 4, 13), date(2026, 5, 5)]
    assert [mail.context["late"] for mail in life.mails_of("payments.withholding_reminder")] == [False, True]


def test_a_certificate_taken_back_is_missing_again(owed, casablanca):  # noqa: F811
    row = declared(owed, casablanca)
    certificate(row, casablanca)
    take_back(StoredFile.get())
    withholding.daily(DUE)
    assert (Withholding.get().state, Withholding.get().remind_on) == (rules.DECLARED, date(2026, 4, 13))


def test_a_standing_choice_is_on_each_invoice_and_only_the_rest_is_charged(casablanca, front):  # noqa: F811
    life.bought(casablanca, world.card(casablanca, front))
    withholding.choose(casablanca.organisation, rules.VAT, "vat_75", casablanca)
    withholding.choose(casablanca.organisation, rules.INCOME, "public_income", casablanca)
    lived(DUE)
    invoice = life.last_invoice()
    assert sorted((row.ground, row.amount, row.standing) for row in withholding.of(invoice)) == [("public_income", 103_00, True), ("vat_75", HELD, True)]
    assert [row.amount for row in life.attempts_of(invoice)] == [GROSS - HELD - 103_00]
    assert Invoice.get_by_id(invoice.id).state == "paid"
    facts = InvoiceFacts.from_json(invoice.facts)
    assert (facts.due, facts.to_pay, facts.payment.withheld) == (GROSS, GROSS - HELD - 103_00, HELD + 103_00)
    withholding.choose(casablanca.organisation, rules.VAT, None, casablanca)
    assert withholding.chosen(casablanca.organisation_id) == {rules.INCOME: "public_income"}
    lived(date(2026, 3, 31))
    assert [row.ground for row in withholding.of(life.last_invoice())] == ["public_income"]


def test_a_credit_note_gives_back_money_and_not_what_was_only_promised(owed, casablanca):  # noqa: F811
    declared(owed, casablanca)
    invoice_payment.pay(owed, good(casablanca))
    issue_credit_note(owed, owed.total, "Erreur", DUE, refund_key="whole", returned=False)
    assert sums(owed).owed == -(GROSS - HELD)


def test_a_credit_note_on_a_certified_line_owes_all_of_it(owed, casablanca):  # noqa: F811
    row = declared(owed, casablanca)
    invoice_payment.pay(owed, good(casablanca))
    withholding.accept(row, "1", DUE, "A")
    issue_credit_note(owed, Money(1000_00, "MAD"), "Erreur", DUE, refund_key="part", returned=False)
    assert sums(owed).owed == -1000_00


def test_an_account_is_not_erased_before_its_certificate_came(owed, casablanca):  # noqa: F811
    row = declared(owed, casablanca)
    invoice_payment.pay(owed, good(casablanca))
    assert obstacles.of(casablanca.organisation_id).invoices == 1
    withholding.accept(row, "1", DUE, "A")
    assert obstacles.of(casablanca.organisation_id).invoices == 0


def test_the_books_agree_with_a_line_promised_or_certified(owed, casablanca):  # noqa: F811
    late = date(2026, 3, 10)
    assert figures.overdue_by_day("pa-ma", late)[DUE] == GROSS
    row = declared(owed, casablanca)
    assert figures.overdue_by_day("pa-ma", late)[DUE] == GROSS - HELD
    invoice_payment.pay(owed, good(casablanca))
    for _step in range(2):
        assert list(differences.of_invoice(owed.number, DUE, "paid", sums(owed))) == []
        if Withholding.get().state != rules.CERTIFIED:
            withholding.accept(row, "1", DUE, "A")


def test_accepted_certificates_are_a_journal_of_the_export(shop, owed, casablanca):  # noqa: F811
    row = declared(owed, casablanca)
    other = declared(owed, casablanca, "public_income")
    withholding.accept(row, "ATT\t7", date(2026, 2, 27), "A")
    withholding.withdraw(other)
    done = shop.test_cli_runner().invoke(args=["export", "invoices", "--format", "fec", "--seller", "pa-ma", "--from", "2026-01-01", "--to", "2026-12-31"])
    assert done.exit_code == 0, done.output
    rows = list(csv.DictReader(io.StringIO(done.stdout), delimiter="\t", quoting=csv.QUOTE_NONE))
    mine = [each for each in rows if each["JournalCode"] == "RS"]
    assert [(each["EcritureNum"], each["EcritureDate"], each["CompteNum"], each["Debit"], each["Credit"], each["PieceRef"], each["PieceDate"]) for each in mine] == [
        ("1", "20260228", "345800", "309,00", "0,00", "ATT 7", "20260227"),
        ("1", "20260228", "342100", "0,00", "309,00", "ATT 7", "20260227"),
    ]
    assert mine[1]["CompAuxNum"] == casablanca.organisation.reference
    assert {len(each) for each in rows} == {18}


def test_a_run_again_writes_no_second_line(casablanca, front):  # noqa: F811
    life.bought(casablanca, world.card(casablanca, front))
    withholding.choose(casablanca.organisation, rules.VAT, "vat_100", casablanca)
    with at(DUE):
        run(DUE)
        run(DUE)
    assert Withholding.select().count() == 1


@pytest.mark.postgresql
def test_it_is_the_same_on_postgresql(postgresql_app):
    person = world.person(world.organisation("ma"))
    invoice = Invoice.create(
        number="PAM-000001", seller_code="pa-ma", kind="invoice", organisation=person.organisation, issued_on=DUE, due_on=DUE,
        currency="MAD", net=NET, vat=VAT, gross=GROSS, facts=moroccan_invoice().to_json(),
    )
    with at(DUE):
        row = declared(invoice, person)
        withholding.choose(person.organisation, rules.INCOME, "public_income", person)
    assert (sums(invoice).owed, figures.overdue_by_day("pa-ma", date(2026, 3, 10))[DUE]) == (GROSS - HELD, GROSS - HELD)
    with at(date(2026, 4, 13)):
        withholding.daily(date(2026, 4, 13))
        withholding.accept(row, "7", DUE, "A")
    assert len(life.mails_of("payments.withholding_reminder")) == 1
    assert len(list(withholding_journal.fec_pieces("pa-ma", date(2026, 1, 1), date(2026, 12, 31)))) == 1
    assert withholding.chosen(person.organisation_id) == {"income": "public_income"}
