"""What becomes of quotes: in the order's file, in the copy of one's data, gone after their time or with the account (3.3a, 4.3, 9.3)."""

from datetime import timedelta

import pytest

from phoenix.archive.models import ArchiveEntry
from phoenix.database import transaction
from phoenix.evidence import live
from phoenix.evidence.order_file import entries_of, gather
from phoenix.invoices.models import Invoice, InvoiceLine
from phoenix.kernel import clock, events
from phoenix.kernel.events import PaymentConfirmed
from phoenix.orders import service as orders
from phoenix.privacy import held, quotes
from phoenix.quotes import jobs, pricing, sending, settling, thread
from phoenix.quotes.models import Quote, QuoteEntry, QuoteVersion
from phoenix.subscriptions.models import Term
from tests import builders
from tests.services.test_quotes import STAFF, asked, confirm, draft, sent


@pytest.fixture
def camille(app):
    return builders.representative(builders.lyon())


@pytest.fixture
def monthly(app):
    return builders.plan(2_060)


def bought(camille, monthly):
    """A quote accepted, its order paid by card."""
    row = sent(camille, monthly)
    order = confirm(settling.accept(row.id, 1, camille), camille)
    payment = builders.accepted_payment(order)
    with transaction():
        events.emit(PaymentConfirmed(payment.id))
    return Quote.get_by_id(row.id), order


def papers_made(run_outbox):
    run_outbox()
    clock.set_to(clock.now() + timedelta(seconds=5))
    run_outbox()


def test_the_invoice_shows_the_discount_and_the_first_term_has_the_price_of_the_quote(camille, monthly):
    _row, order = bought(camille, monthly)
    assert order.facts and Invoice.get().gross == order.gross
    first, second = InvoiceLine.select().order_by(InvoiceLine.position)
    assert (first.net, second.net) == (22_248, 160_000)
    told = Invoice.get().facts
    assert '"discount":2472' in told and '"unit_price":2060' in told and "prix du devis" in told
    assert Term.get().unit_price == 1_854


def test_its_files_carry_the_discount(camille, monthly, run_outbox):
    bought(camille, monthly)
    papers_made(run_outbox)
    invoice = Invoice.get()
    assert invoice.pdf_sha and invoice.xml_sha


def test_the_file_of_the_order_holds_its_quote(camille, monthly, run_outbox):
    row, order = bought(camille, monthly)
    papers_made(run_outbox)
    gathered = gather(orders.order_of(camille.organisation_id, order.number))
    kinds = {entry.kind for entry in entries_of(gathered)}
    assert {"quote.asked", "quote.sent", "quote.filed", "quote.accepted", "order.confirmed"} <= kinds
    assert [(each.quote.number, bool(each.pdf_sha)) for each in gathered.quotes] == [(row.number, True)]
    assert {"quotes.received", "quotes.sent"} <= {mail.kind for mail in gathered.mails}


def test_the_archive_agrees_with_the_rows(camille, monthly, run_outbox):
    row, _order = bought(camille, monthly)
    pricing.save(asked(camille, monthly, key="two").id, 1, draft(monthly), STAFF)
    papers_made(run_outbox)
    assert [each for each in live.differences() if each.kind.startswith("quote.")] == []
    version = sending.sent_version(row)
    QuoteVersion.update(gross=version.gross - 1).where(QuoteVersion.id == version.id).execute()
    assert [each.kind for each in live.differences() if each.kind.startswith("quote.")] == ["quote.sent"]


def test_a_quote_that_came_to_nothing_goes_after_three_years(camille, monthly, run_outbox):
    row = sent(camille, monthly)
    settling.refuse(row.id, 1, "Trop cher.", "Camille Démo")
    papers_made(run_outbox)
    today = clock.today("Europe/Paris")
    assert not quotes.old(today + timedelta(days=1_000)).count()
    later = today + timedelta(days=1_200)
    with transaction():
        quotes.remove([each.id for each in quotes.old(later)], later)
    assert not Quote.select().exists() and not QuoteEntry.select().exists() and not QuoteVersion.select().exists()
    assert ArchiveEntry.select().where(ArchiveEntry.subject == f"quote:{row.number}").exists()


def test_an_accepted_quote_stays_with_its_order(camille, monthly):
    bought(camille, monthly)
    assert not quotes.old(clock.today("Europe/Paris") + timedelta(days=1_200)).count()


def test_an_erased_account_leaves_no_name_in_what_stays(camille, monthly):
    kept, _order = bought(camille, monthly)
    gone = asked(camille, monthly, key="two")
    thread.ask(kept.id, "Et ensuite ?", "q", camille.full_name)
    with transaction():
        quotes.forget(camille.organisation_id, (camille.email_key,), "x@efface.invalid", "erasure test")
    assert Quote.get_or_none(Quote.id == gone.id) is None
    row = Quote.get_by_id(kept.id)
    assert (row.name, row.email, row.organisation_name) == ("", "x@efface.invalid", "")
    assert {entry.by for entry in QuoteEntry.select() if entry.author == "customer"} == {""}


def test_the_copy_of_ones_data_has_the_quotes(camille, monthly):
    sent(camille, monthly)
    assert held.counts(held.whose(camille.organisation))["quotes"] >= 5


def test_a_reminder_goes_once_before_the_end_and_not_after_a_short_validity(camille, monthly, mails):
    sent(camille, monthly)
    for days in (0, 25, 26, 30):
        jobs.warn(clock.today("Europe/Paris") + timedelta(days=days))
    assert [mail.kind for mail in mails()].count("quotes.ends_soon") == 1
