"""My Account: overview, orders, invoices, subscriptions, documents (clauses 4.3, 6.2a, 6.2c, 14b)."""

import io
import zipfile

import pytest

from phoenix.database import database
from phoenix.invoices.models import Invoice
from phoenix.legal import service as legal
from phoenix.my_account.sections import SECTIONS
from phoenix.orders.models import Order
from phoenix.subscriptions.models import Subscription
from tests import builders
from tests.web.ordering import HTMX, bought, sign_in
from tests.web.test_cart import text_of

PAGES = ("", "/commandes", "/factures", "/abonnements", "/documents", "/donnees", "/reclamations", "/avis")


@pytest.fixture
def camille(app):
    return builders.representative(builders.lyon())


@pytest.fixture
def client(app, camille):
    browser = app.test_client()
    sign_in(browser, camille)
    return browser


def accept(order: Order, person) -> None:
    legal.record_acceptance(
        legal.documents_for_order(order.country), person_id=person.id, organisation_id=person.organisation_id,
        order_id=order.id, language="fr", address="192.0.2.9", user_agent="test",
    )


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("market", ["fr-fr", "en-fr", "fr-ma", "en-ma"])
def test_every_page_is_there_when_nothing_was_bought(client, page, market):
    answer = client.get(f"/{market}/compte{page}")
    assert answer.status_code == 200
    assert answer.get_data(as_text=True).count("<h1") == 1


@pytest.mark.parametrize("page", PAGES)
def test_visitors_sign_in_first(app, page):
    assert app.test_client().get(f"/fr-fr/compte{page}").status_code == 303


def test_the_menu_lists_what_works_and_marks_where_one_is(client):
    body = client.get("/fr-fr/compte/factures").get_data(as_text=True)
    assert body.count('aria-current="page"') == 1
    for path, _label, _icon in SECTIONS:
        if f'href="/fr-fr/compte{path}"' in body:
            assert client.get(f"/fr-fr/compte{path}").status_code == 200


def test_the_overview_tells_what_needs_attention(client, camille):
    order = builders.confirmed_order(camille, [(builders.plan(), 1, 1_000)])
    payment = builders.accepted_payment(order)
    type(payment).update(state="failed").where(type(payment).id == payment.id).execute()
    words = text_of(client.get("/fr-fr/compte"))
    assert "Paiement refusé" in words and "Payer 12,00 €" in words
    assert "Aucune action n’est attendue" not in words


def test_the_overview_shows_next_due_dates(client, camille):
    bought(camille, (builders.plan(), 3, 1_000))
    words = text_of(client.get("/fr-fr/compte"))
    assert words.startswith("Mon compte · Phoenix Alliance")
    assert "Prochaines échéances" in words and "Aucune action n’est attendue de votre part" in words
    assert "36,00 €" in words.split("Prochaines échéances", 1)[1]


def test_what_stops_before_its_next_invoice_is_no_due_date(client, camille):
    row = bought(camille, (builders.plan(), 3, 1_000))
    subscription = Subscription.get(Subscription.organisation == camille.organisation_id)
    subscription.renewal, subscription.next_due_on = "stop", subscription.term_end
    subscription.save()
    assert row and "Prochaines échéances" not in text_of(client.get("/fr-fr/compte"))


def test_the_list_of_orders_comes_in_pages(client, camille):
    plan = builders.plan()
    for _ in range(27):
        builders.confirmed_order(camille, [(plan, 1, 1_000)])
    words = text_of(client.get("/fr-fr/compte/commandes"))
    assert "27 commandes" in words
    part = client.get("/fr-fr/compte/commandes?page=2", headers=HTMX).get_data(as_text=True)
    assert part.lstrip().startswith('<div id="orders"') and part.count("<tr") == 3
    for odd in ("0", "-1", "x", "99999999999"):
        assert client.get(f"/fr-fr/compte/commandes?page={odd}").status_code == 200


def test_an_order_shows_all_of_itself(client, camille):
    order = bought(camille, (builders.plan(), 12, 2_060))
    words = text_of(client.get(f"/fr-fr/compte/commandes/{order.number}"))
    for expected in (order.number, "247,20 €", "296,64 €", "11 échéances", "Commander à nouveau", "Payée"):
        assert expected in words


def test_an_order_tells_what_is_engaged_to_the_end(client, camille):
    """Twelve months of 296,64 €, by the month, and what was bought once (clause 5c)."""
    order = bought(camille, (builders.plan(), 12, 2_060), (builders.plan(10_000, "one_off", "once"), 1, 10_000))
    words = text_of(client.get(f"/fr-fr/compte/commandes/{order.number}"))
    assert "3 263,04 € TTC en tout" in words
    assert "Engagement en tout, commande comprise : 3 679,68 € TTC." in words
    once = bought(camille, (builders.plan(10_000, "one_off", "once"), 1, 10_000))
    assert "Engagement en tout" not in text_of(client.get(f"/fr-fr/compte/commandes/{once.number}"))


def test_an_order_leads_to_the_subscriptions_that_it_opened(client, camille):
    order, other = bought(camille, (builders.plan(), 12, 2_060)), bought(camille, (builders.plan(), 1, 1_000))
    words = client.get(f"/fr-fr/compte/commandes/{order.number}").get_data(as_text=True)
    link = f"/fr-fr/compte/abonnements/{order.number}-1"
    assert link in words and f"abonnements/{other.number}" not in words
    assert client.get(link).status_code == 200


def test_orders_that_bind_nobody_are_not_listed(client, camille):
    order = builders.confirmed_order(camille, [(builders.plan(), 1, 1_000)])
    assert client.get(f"/fr-fr/compte/commandes/{order.number}").status_code == 200
    assert client.get("/fr-fr/compte/commandes/CF-2026-999999").status_code == 404


def test_invoices_are_filtered_and_downloaded(client, camille, run_outbox):
    bought(camille, (builders.plan(), 12, 2_060))
    run_outbox()
    invoice = Invoice.get()
    year = invoice.issued_on.year
    assert invoice.number in text_of(client.get(f"/fr-fr/compte/factures?year={year}&state=paid"))
    assert "Aucune facture ne correspond" in text_of(client.get("/fr-fr/compte/factures?year=2001"))
    assert invoice.number in text_of(client.get("/fr-fr/compte/factures?year=x&kind=autre&state=nope"))
    pdf = client.get(f"/fr-fr/compte/factures/{invoice.number}.pdf")
    assert pdf.data.startswith(b"%PDF")
    assert pdf.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert pdf.headers["Content-Disposition"] == f'attachment; filename="{invoice.number}.pdf"'
    again = client.get(f"/fr-fr/compte/factures/{invoice.number}.pdf", headers={"If-None-Match": pdf.headers["ETag"]})
    assert again.status_code == 304


def test_each_invoice_leads_to_its_order(client, camille):
    orders = [bought(camille, (builders.plan(), 1, 1_000)) for _ in range(2)]
    body = client.get("/fr-fr/compte/factures").get_data(as_text=True)
    for order in orders:
        assert f'href="/fr-fr/compte/commandes/{order.number}"' in body


def test_all_invoices_of_a_year_come_in_one_file(client, camille, run_outbox):
    for _ in range(3):
        bought(camille, (builders.plan(), 1, 1_000))
    run_outbox()
    late = bought(camille, (builders.plan(), 1, 1_000))
    answer = client.get(f"/fr-fr/compte/factures.zip?year={late.confirmed_at.year}")
    package = zipfile.ZipFile(io.BytesIO(answer.data))
    names = package.namelist()
    assert [name[11:] for name in names[:3]] == ["PAF-000001.pdf", "PAF-000002.pdf", "PAF-000003.pdf"]
    assert names[3] == "A-LIRE.txt" and "PAF-000004" in package.read("A-LIRE.txt").decode()
    assert package.read(names[0]).startswith(b"%PDF") and package.testzip() is None
    assert client.get("/fr-fr/compte/factures.zip?year=2001").status_code == 404


def test_nobody_elses_invoice_exists(client, run_outbox):
    stranger = builders.representative(builders.lyon(name="Autre"))
    bought(stranger, (builders.plan(), 1, 1_000))
    run_outbox()
    number = Invoice.get().number
    assert client.get(f"/fr-fr/compte/factures/{number}.pdf").status_code == 404
    assert number not in text_of(client.get("/fr-fr/compte/factures"))
    assert client.get("/fr-fr/compte/factures.zip").status_code == 404


def test_subscriptions_tell_plan_seats_price_and_next_due_date(client, camille):
    bought(camille, (builders.plan(2_060), 12, 2_060))
    words = text_of(client.get("/fr-fr/compte/abonnements"))
    for expected in ("12 utilisateurs", "20,60 €", "Un an", "296,64 € TTC", "Prix garanti jusqu’au", "En cours"):
        assert expected in words


def test_accepted_documents_tell_version_and_hash(client, camille):
    order = bought(camille, (builders.plan(), 1, 1_000))
    accept(order, camille)
    body = client.get("/fr-fr/compte/documents").get_data(as_text=True)
    version = legal.version_in_force("conditions")
    assert version.sha256 in body and order.number in body and "/fr-fr/conditions/1" in body


@pytest.mark.parametrize("count", [1, 12])
def test_lists_cost_the_same_number_of_queries_whatever_their_length(client, camille, count, monkeypatch):
    plan = builders.plan()
    for _ in range(count):
        bought(camille, (plan, 1, 1_000))
    asked = []
    real = database.obj
    original = type(real).execute_sql

    def counted(self, sql, *args, **kwargs):
        asked.append(sql)
        return original(self, sql, *args, **kwargs)

    monkeypatch.setattr(type(real), "execute_sql", counted)
    for page, most in (("", 12), ("/commandes", 7), ("/factures", 8), ("/abonnements", 7), ("/documents", 7)):
        asked.clear()
        client.get(f"/fr-fr/compte{page}")
        assert len(asked) <= most, (page, len(asked), asked)
