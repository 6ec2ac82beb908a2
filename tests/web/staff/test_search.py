"""The search over everything: numbers, references, addresses and names; exact hits lead straight to their page."""

from __future__ import annotations

import pytest
from tests import builders
from tests.filled import see
from tests.web.staff.people import staff

from phoenix.care.models import Claim, ContactMessage
from phoenix.kernel import clock, events
from phoenix.payments.models import Attempt, Payment
from phoenix.subscriptions.models import Subscription

HERE = "/equipe/recherche"


def _shop():
    """A customer with an order, its invoice, subscription and payment, a claim and a message."""
    person = builders.representative(builders.lyon(name="Maison Dumas", siren="552100554", reference="C-777777"))
    payment = builders.accepted_payment(builders.confirmed_order(person, [(builders.plan(), 3, 1_000)]))
    events.emit(events.PaymentConfirmed(payment.id))
    common = {"name": "Camille", "email": person.email_key, "language": "fr", "country": "fr", "key": "k", "subject": "invoice"}
    Claim.create(reference="R-2026-000007", title="Facture en double", organisation=person.organisation, received_on=clock.today("Europe/Paris"), **common)
    ContactMessage.create(body="Où en est ma commande ?", network="192.0.2.0/24", **common)
    return person, Payment.get_by_id(payment.id)


@pytest.fixture
def customer(app):
    return _shop()


def _leads_to(client, asked: str) -> str:
    answer = client.get(HERE, query_string={"q": asked})
    return answer.headers.get("Location", "")


def _everything_is_found(client, person, payment):
    order, organisation = payment.order, person.organisation
    invoice, subscription = order.invoices.get(), Subscription.get()
    Attempt.create(
        payment=payment, number=1, key="pay:1:1", method=payment.method, kind="card", stripe_customer="cus_1", stripe_method="pm_1",
        amount=payment.amount, currency=payment.currency, intent_id="pi_demo_1",
    )
    for asked, place in (
        (order.number.lower(), f"commandes/{order.number}"),
        (invoice.number, f"factures/{invoice.number}"),
        (subscription.number, f"abonnements/{subscription.number}"),
        (payment.reference.lower(), f"paiements/{payment.id}"),
        ("pi_demo_1", f"paiements/{payment.id}"),
        ("r-2026-000007", "reclamations/R-2026-000007"),
        ("c-777777", f"organisations/{organisation.reference}"),
        ("552 100 554", f"organisations/{organisation.reference}"),
        ("maison dumas", f"organisations/{organisation.reference}"),
        (person.username, f"organisations/{organisation.reference}"),
    ):
        assert _leads_to(client, asked) == f"/equipe/{place}", asked


def test_what_is_named_exactly_is_opened(client, customer):
    staff(client, "support")
    _everything_is_found(client, *customer)


@pytest.mark.postgresql
def test_also_on_postgresql(postgresql_app):
    client = postgresql_app.test_client()
    staff(client, "support")
    _everything_is_found(client, *_shop())


def test_the_beginning_of_a_number_or_of_a_name_lists_what_begins_so(client, customer):
    staff(client, "sales")
    order = customer[1].order
    page = see(client, f"{HERE}?q={order.number[:-3]}")
    assert page.status == 200 and order.number in page.text and f"{order.number}-1" in page.text
    assert "Maison Dumas" in see(client, f"{HERE}?q=mais").text


def test_an_address_shows_all_that_came_from_it(client, customer):
    staff(client, "support")
    builders.representative(builders.lyon(), email="autre@demo.example")
    Claim.update(email="zoe@demo.example").execute()
    ContactMessage.update(email="zoe@demo.example").execute()
    page = see(client, f"{HERE}?q=Zoe@demo.example")
    assert "Réclamations" in page.text and "R-2026-000007" in page.text
    assert "Messages" in page.text and "Où en est ma commande" in page.text
    assert _leads_to(client, customer[0].email) == f"/equipe/organisations/{customer[0].organisation.reference}"


def test_each_role_finds_what_it_may_see(client, customer):
    staff(client, "accounting")
    assert "Rien trouvé" in see(client, f"{HERE}?q=R-2026-000007").text


def test_a_translator_searches_nothing_and_has_no_box(client, app):
    staff(client, "translator")
    assert client.get(f"{HERE}?q=a").status_code == 403
    assert "recherche" not in client.get("/equipe").get_data(as_text=True)


def test_nothing_found_is_said_and_nothing_typed_is_fine(client, customer):
    staff(client, "sales")
    assert "Rien trouvé pour « <b>zz »" in see(client, f"{HERE}?q=<b>zz").text.replace("\u00a0", " ")
    assert see(client, HERE).status == 200
    for asked in ("%", "'", "\\", "9" * 200, "_", "@", "....", "🙂"):
        assert client.get(HERE, query_string={"q": asked}).status_code == 200


def test_the_queries_do_not_grow_with_what_there_is(client, customer, queries_of):
    staff(client, "support")
    asked = f"{HERE}?q=maison"
    before = queries_of(lambda: client.get(asked))
    for place in range(20):
        builders.lyon(name=f"Maison {place}")
    assert queries_of(lambda: client.get(asked)) == before
