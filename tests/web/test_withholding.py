"""Tax held back at source, in the pages: declared and attested by the customer, looked at by accounting."""

import io
from datetime import date

import pytest

from phoenix.files.models import StoredFile
from phoenix.invoices.models import Invoice
from phoenix.payments import ledger, means, withholding
from phoenix.payments import withholding_rules as rules
from phoenix.payments.models import Withholding
from phoenix.team.models import StaffAct
from tests import file_samples as sample
from tests import payment_world as world
from tests import subscription_world as life
from tests.filled import see
from tests.gateways.fixtures import CARDS
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401
from tests.subscription_world import at, casablanca, lived  # noqa: F401
from tests.web.staff import people as members

DUE = date(2026, 2, 28)


@pytest.fixture
def owed(casablanca, front):  # noqa: F811
    """A month that fell due in Casablanca, and whose card was refused."""
    life.bought(casablanca, world.card(casablanca, front))
    means.choose(world.card(casablanca, front, CARDS["declined at charge"]))
    lived(DUE)
    with at(DUE):
        yield Invoice.select().order_by(Invoice.id.desc()).first()


@pytest.fixture
def client(shop, casablanca, owed):  # noqa: F811
    browser = shop.test_client()
    world.sign_in(browser, casablanca)
    return browser


@pytest.fixture
def desk(shop, owed):  # noqa: F811
    browser = shop.test_client()
    members.staff(browser, "accounting")
    return browser


def declared(client, owed, market="fr-ma"):
    return see(client, f"/{market}/compte/factures/{owed.number}/retenue").submit("/retenue", ground="vat_75")


def upload(page):
    return page.submit("/attestation", files=(io.BytesIO(sample.PDF), "attestation.pdf"))


@pytest.mark.parametrize(("market", "words", "rest"), [("fr-ma", "Attestation attendue", "2 163,00"), ("en-ma", "Certificate awaited", "2,163.00")])
def test_the_customer_declares_it_on_the_way_to_pay(client, owed, market, words, rest):
    page = client.get(f"/{market}/compte/factures/{owed.number}/paiement").get_data(as_text=True)
    assert f"/{market}/compte/factures/{owed.number}/retenue" in page
    shown = declared(client, owed, market)
    assert words in shown.text and "309" in shown.text and f"{owed.number}-R1" in shown.heading
    assert rest in see(client, f"/{market}/compte/factures/{owed.number}/paiement").text
    listed = see(client, f"/{market}/compte/factures/retenues")
    assert f"{owed.number}-R1" in listed.text
    assert "/compte/factures/retenues" in client.get(f"/{market}/compte/factures").get_data(as_text=True)


def test_nothing_chosen_is_said_beside_the_field(client, owed):
    page = see(client, f"/fr-ma/compte/factures/{owed.number}/retenue").submit("/retenue")
    assert page.status == 422 and "Choisissez ce que vous retenez." in page.text
    assert Withholding.select().count() == 0


def test_the_certificate_arrives_is_accepted_and_shown_as_such(client, owed, desk):
    page = upload(declared(client, owed))
    assert "Votre attestation est bien arrivée" in page.text and "attestation.pdf" in page.text
    reference = Withholding.get().reference
    assert "1 Attestations de retenue à examiner" in see(desk, "/equipe").text
    assert reference in see(desk, "/equipe/retenues?state=received").text
    sheet = see(desk, f"/equipe/retenues/{reference}")
    assert "attestation.pdf" in sheet.text
    assert desk.get(f"/equipe/fichiers/{StoredFile.get().id}").data == sample.PDF
    wrong = sheet.submit("/acceptation", number="77", on="2026-03-01")
    assert wrong.status == 422 and "pas encore venu" in wrong.text
    done = see(desk, f"/equipe/retenues/{reference}").submit("/acceptation", number="ATT-77", on="2026-02-27")
    assert "L’attestation est acceptée." in done.text and "ATT-77" in done.text
    assert [act.act for act in StaffAct.select().where(StaffAct.subject == f"withholding:{reference}")] == ["file_read", "withholding_accepted"]
    assert "Attestation acceptée" in see(client, f"/fr-ma/compte/factures/retenues/{reference}").text
    assert reference in see(desk, f"/equipe/factures/{owed.number}").text


def test_a_wrong_paper_goes_back_and_a_missing_one_is_owed_again(client, owed, desk):
    upload(declared(client, owed))
    reference = Withholding.get().reference
    back = see(desk, f"/equipe/retenues/{reference}").submit("/renvoi", **{"back-reason": "Un autre mois."})
    assert "prié d’envoyer la bonne attestation" in back.text
    assert "Un autre mois." in see(client, f"/fr-ma/compte/factures/retenues/{reference}").text
    Withholding.update(certificate_by=date(2026, 2, 27)).execute()
    assert "1 Retenues dont l’attestation manque" in see(desk, "/equipe").text
    assert reference in see(desk, "/equipe/retenues?state=late").text
    refused = see(desk, f"/equipe/retenues/{reference}").submit("/refus", **{"refuse-reason": ""})
    assert refused.status == 422
    refused.submit("/refus", **{"refuse-reason": "Rien reçu."})
    assert Withholding.get().state == rules.REFUSED
    assert "Rien reçu." in see(client, f"/fr-ma/compte/factures/retenues/{reference}").text
    assert ledger.account(owed).owed == owed.gross


def test_somebody_faster_is_said_so(client, owed, desk):
    page = declared(client, owed)
    sheet = see(desk, f"/equipe/retenues/{Withholding.get().reference}")
    assert "de nouveau à payer" in page.submit("/retrait").text
    assert "entre-temps" in sheet.submit("/acceptation", number="1", on="2026-02-27").text
    assert Withholding.get().state == rules.WITHDRAWN
    assert "entre-temps" in page.submit("/retrait").text


def test_the_standing_choice_is_kept_changed_and_ended(client, casablanca):  # noqa: F811
    page = see(client, "/fr-ma/compte/factures/retenues").submit("/retenues", vat="vat_100", income="public_income")
    assert withholding.chosen(casablanca.organisation_id) == {"vat": "vat_100", "income": "public_income"}
    page = page.submit("/retenues", vat="vat_75", income="none")
    assert withholding.chosen(casablanca.organisation_id) == {"vat": "vat_75"}
    assert page.form("/retenues")["values"]["vat"] == "vat_75"
    assert page.submit("/retenues", vat="foreign_income").status == 422


def test_anothers_line_does_not_exist(shop, client, owed, front):  # noqa: F811
    declared(client, owed)
    reference = Withholding.get().reference
    other = shop.test_client()
    world.sign_in(other, world.person(world.organisation("ma", "Une autre")))
    for path in (f"factures/retenues/{reference}", f"factures/{owed.number}/retenue"):
        assert other.get(f"/fr-ma/compte/{path}").status_code == 404
    in_france = shop.test_client()
    world.sign_in(in_france, world.person(world.organisation("fr")))
    assert in_france.get("/fr-fr/compte/factures/retenues").status_code == 404
