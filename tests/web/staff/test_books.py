"""The accounting pages: figures with their charts, exports, what does not agree (issue 5)."""

import io
import re
import zipfile
from datetime import UTC, date, datetime

import pytest
from tests import builders
from tests.filled import see
from tests.web.staff import people

from phoenix.books.models import Finding, Movement
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.team.models import StaffAct

HEAD = "balance_transaction_id,created_utc,currency,gross,fee,reporting_category,source_id,payment_intent_id\n"


@pytest.fixture
def accounting(app):
    """Somebody of the accounts, signed in on the twentieth of November."""
    clock.set_to(datetime(2026, 11, 20, 9, tzinfo=UTC))
    client = app.test_client()
    people.staff(client, "accounting")
    return client


@pytest.fixture
def invoiced():
    """Two invoices and a credit note of Lyon."""
    organisation = builders.lyon()
    for number, kind, day, net in ((1, "invoice", 5, 1000_00), (2, "invoice", 12, 234_50), (3, "credit_note", 15, 100_00)):
        Invoice.create(
            number=f"FR-{number}", seller_code="pa-fr", kind=kind, organisation=organisation, issued_on=date(2026, 10, day), due_on=date(2026, 10, day),
            currency="EUR", net=net, vat=net // 5, gross=net + net // 5, state="issued", facts="{}",
        )  # fmt: skip


def finding(**changes) -> Finding:
    values = {"key": "overpaid:invoice:FR-1", "kind": "overpaid", "subject": "invoice:FR-1", "day": date(2026, 11, 2), "currency": "EUR"}
    return Finding.create(**{**values, "expected": 10_00, "seen": 20_00, **changes})


def test_charts_stand_beside_their_numbers(accounting, invoiced):
    page = see(accounting, "/equipe/chiffres")
    assert re.search(r"octobre 2026 1\s234,50\s€ 100,00\s€ 1\s134,50\s€", page.text)
    assert page.response.text.count("<svg class=\"chart\"") == 4
    assert "octobre 2026" in page.text and "style=" not in page.response.text.split("<main")[1].split("</main")[0]
    assert re.search(r"<title>oct\., 1\s134,50\s€</title>", page.response.text)
    assert "Factures émises dans le mois" in page.text
    assert "1 à 30 jours" in page.text


def test_figures_of_the_other_seller_are_in_its_currency(accounting, invoiced):
    page = see(accounting, "/equipe/chiffres?seller=pa-ma&months=36")
    assert "MAD" in page.text and "1 134,50" not in page.text
    assert see(accounting, "/equipe/chiffres?seller=nobody&months=99").status == 200


def test_the_export_is_written_as_it_is_sent_and_logged(accounting, app):
    answer = accounting.get("/equipe/exports/fichier?seller=pa-fr&first=2026-01-01&last=2026-12-31&format=fec", buffered=True)
    assert answer.data.startswith(b"JournalCode\tJournalLib\tEcritureNum")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="891953267FEC20261231.txt"'
    act = StaffAct.get(StaffAct.act == "invoices_exported")
    assert act.after == {"from": "2026-01-01", "to": "2026-12-31", "format": "fec"}
    assert accounting.get("/equipe/exports/fichier?seller=pa-ma&first=2026-01-01&last=2026-12-31&format=json", buffered=True).json == []


def test_the_electronic_invoices_are_handed_over_in_one_file(accounting, app):
    where = "/equipe/exports/fichier?first=2026-01-01&last=2026-12-31&format=xml&seller="
    answer = accounting.get(f"{where}pa-fr", buffered=True)
    assert zipfile.ZipFile(io.BytesIO(answer.data)).namelist()[-1] == "statuts.csv"
    assert StaffAct.get(StaffAct.act == "invoices_exported").after["format"] == "xml"
    refused = see(accounting, f"{where}pa-ma")
    assert refused.status == 422 and "n’émet pas de factures électroniques" in refused.text


def test_a_period_that_goes_backwards_is_told(accounting):
    page = see(accounting, "/equipe/exports/fichier?seller=pa-fr&first=2026-12-01&last=2026-01-31&format=csv")
    assert page.status == 422 and "précède" in page.text
    assert see(accounting, "/equipe/exports/fichier?seller=x&first=soon&format=exe").status == 422
    assert not StaffAct.select().where(StaffAct.act == "invoices_exported").exists()


def test_a_difference_is_explained_and_logged(accounting):
    row = finding()
    page = see(accounting, "/equipe/rapprochement")
    assert "Facture payée deux fois" in page.text and "FR-1" in page.text
    page = see(accounting, f"/equipe/rapprochement/{row.id}").submit("/explication", note="Payée aussi par virement, remboursée le 3.")
    assert "Expliqué" in page.text and "remboursée le 3" in page.text
    assert "FR-1" not in see(accounting, "/equipe/rapprochement").text
    act = StaffAct.get(StaffAct.act == "finding_explained")
    assert (act.before["state"], act.after["state"]) == ("open", "explained")
    page = page.submit("/reouverture")
    assert "À expliquer" in page.text


def test_two_at_once_the_second_is_told_and_loses_nothing(accounting, app):
    row = finding()
    other = app.test_client()
    people.staff(other, "accounting")
    mine, theirs = (see(each, f"/equipe/rapprochement/{row.id}") for each in (accounting, other))
    mine.submit("/explication", note="Première.")
    told = theirs.submit("/explication", note="Seconde.")
    assert told.status == 409 and "a changé entre-temps" in told.text and "Première." in told.text
    assert Finding.get().note == "Première."


def test_an_explanation_needs_words(accounting):
    row = finding()
    page = see(accounting, f"/equipe/rapprochement/{row.id}").submit("/explication", note="")
    assert page.status == 422 and "Dites pourquoi." in page.text


def test_what_is_to_reconcile_stands_on_the_start_page(accounting):
    finding()
    page = see(accounting, "/equipe")
    assert "À rapprocher" in page.text and "2 novembre 2026" in page.text


def test_a_statement_is_read_and_looked_at(accounting, run_outbox):
    text = HEAD + "txn_1,2026-11-18 10:00:00,eur,12.00,0.50,charge,ch_1,pi_foreign\n"
    page = see(accounting, "/equipe/rapprochement/jours")
    page = page.submit("/jours", statement=(io.BytesIO(text.encode()), "stripe.csv"))
    assert "nouvelles : 1" in page.text and "diffère" in page.text
    run_outbox()
    assert Finding.get().kind == "unknown_to_us"
    assert "Chez Stripe, inconnu ici" in see(accounting, "/equipe/rapprochement").text


def test_what_is_no_statement_is_told(accounting):
    page = see(accounting, "/equipe/rapprochement/jours")
    told = page.submit("/jours", statement=(io.BytesIO(b"a,b\n1,2\n"), "x.csv"))
    assert told.status == 422 and "balance_transaction_id" in told.text
    told = page.submit("/jours", statement=(io.BytesIO(b"\xff\xfe"), "x.csv"))
    assert told.status == 422 and "UTF-8" in told.text
    assert page.submit("/jours", statement=None).status == 422
    assert Movement.select().count() == 0


def test_everything_is_looked_at_when_asked(accounting, run_outbox):
    page = see(accounting, "/equipe/rapprochement").submit("/examen")
    assert "L’examen commence" in page.text
    run_outbox()
