"""One order, invoice and payment on one screen each; deliveries; refunds shown, confirmed, refused, settled (5d, 13b)."""

import io
import zipfile

import pytest

from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.orders.models import OrderLine, ServiceDelivery
from phoenix.payments import rules, settling
from phoenix.payments.models import Attempt, Payment, Refund
from phoenix.subscriptions.models import Subscription
from phoenix.team.models import StaffAct
from tests import payment_world as world
from tests.filled import see, send
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401
from tests.web.staff import people


@pytest.fixture
def paid(shop, front):  # noqa: F811
    """Twelve seats and one migration, paid by card."""
    lyon = world.person(world.organisation("fr"))
    world.order(lyon, world.plan())
    order = world.order(lyon, world.plan("one_off", "once", "service", 900_00), 1)
    world.pay(order, lyon, world.card(lyon, front))
    return order


@pytest.fixture
def desk(shop):  # noqa: F811
    """Signs a member with these roles in, on a browser of their own."""

    def sign_in(*roles):
        client = shop.test_client()
        people.staff(client, *roles)
        return client

    return sign_in


def order_page(client, order):
    return see(client, f"/equipe/commandes/{order.number}")


def payment_address() -> str:
    return f"/equipe/paiements/{Payment.get().id}"


@pytest.mark.parametrize("role", ("sales", "support", "accounting"))
def test_the_order_page_says_everything(paid, desk, run_outbox, role):
    run_outbox()
    page = order_page(desk(role), paid)
    assert page.status == 200 and page.heading == f"Commande {paid.number}"
    invoice = Invoice.get()
    for words in ("Atelier Lumière", "3 rue Mercière", "Microsoft 365 Business Premium", invoice.number, "192.0.2.7", "Firefox",
                  "Paiement accepté, exécution commencée", "Plafond de responsabilité", "Abonnements ouverts", "est confirmée"):  # fmt: skip
        assert words in page.text, words
    assert page.response.text.count("<code") >= 1
    assert f'href="/equipe/abonnements/{Subscription.get(Subscription.order_line << paid.lines).number}"' in page.response.text


def test_an_order_of_nobody_is_not_found(shop, desk):  # noqa: F811
    client = desk("admin")
    for path in ("commandes/CF-2020-000001", "factures/PAF-999999", "factures/PAF-999999.pdf", "paiements/999", "paiements/999/remboursement"):
        assert client.get(f"/equipe/{path}").status_code == 404


def test_its_evidence_is_a_zip_and_its_invoice_a_pdf(paid, desk, run_outbox):
    run_outbox()
    client = desk("sales")
    answer = client.get(f"/equipe/commandes/{paid.number}/preuves.zip")
    assert zipfile.ZipFile(io.BytesIO(answer.data)).testzip() is None
    invoice = Invoice.get()
    assert client.get(f"/equipe/factures/{invoice.number}.pdf").data.startswith(b"%PDF")
    assert client.get(f"/equipe/factures/{invoice.number}.xml").data.lstrip().startswith(b"<?xml")
    assert client.get(f"/equipe/commandes/{paid.number}/recapitulatif.pdf").data.startswith(b"%PDF")
    assert see(client, f"/equipe/factures/{invoice.number}").heading == f"Facture {invoice.number}"


def test_the_page_asks_the_same_however_much_there_is(paid, desk, queries_of):
    client = desk("sales")
    before = queries_of(lambda: order_page(client, paid))
    invoice, payment = Invoice.get(), Payment.get()
    for part in range(2, 8):
        row = Payment.create(organisation=payment.organisation_id, invoice=invoice, part=part, amount=1, currency="EUR", method_kind="card", method=payment.method)
        Attempt.create(payment=row, number=1, key=f"k{part}", method=payment.method, kind="card", stripe_customer="c", stripe_method="m", amount=1, currency="EUR", reached="failed")
    assert queries_of(lambda: order_page(client, paid)) == before


# Deliveries


def deliver(client, order, **answers):
    line = OrderLine.get(OrderLine.order == order, OrderLine.kind == "service")
    form = see(client, f"/equipe/commandes/{order.number}/lignes/{line.position}/livraison")
    return form.submit("/livraison", **answers)


def test_a_service_is_marked_delivered_and_the_customer_told(paid, desk, mails):
    client = desk("support")
    page = deliver(client, paid, note="Tout est en place.")
    assert "est livré. Le client en est averti." in page.text
    assert ServiceDelivery.get().delivered_by == "Aïcha Martin"
    [mail] = [each for each in mails() if each.kind == "order.delivered"]
    assert mail.context["note"] == "Tout est en place."
    undo = see(client, f"/equipe/commandes/{paid.number}/livraisons/{ServiceDelivery.get().id}/annulation")
    assert undo.submit("/annulation", why="").status == 422
    assert "La livraison est annulée" in undo.submit("/annulation", why="Autre dossier").text
    assert [row.act for row in StaffAct.select().order_by(StaffAct.id)] == ["service_delivered", "delivery_undone"]


def test_a_day_to_come_is_refused_with_what_was_typed(paid, desk):
    page = deliver(desk("sales"), paid, day="2099-01-01", note="Bientôt")
    assert page.status == 422 and "n’est pas encore venu" in page.text
    assert page.form("/livraison")["values"]["note"].strip() == "Bientôt"


def test_the_customer_sees_what_is_delivered(shop, paid, desk):  # noqa: F811
    deliver(desk("sales"), paid)
    customer = shop.test_client()
    world.sign_in(customer, paid.person)
    page = see(customer, f"/fr-fr/compte/commandes/{paid.number}")
    assert "Livraison des services" in page.text and "livré le" in page.text


# Refunds


def ask(client, **answers):
    form = see(client, f"{payment_address()}/remboursement")
    return form.submit("/remboursement", **{"reason": "Geste commercial", **answers})


def test_a_part_is_shown_then_refunded_with_its_credit_note(paid, desk):
    client = desk("accounting")
    shown = ask(client, amount="100,50")
    assert shown.heading == "Rembourser 100,50 € ?" and "Avoir de 100,50 €" in shown.text
    assert not Refund.select().exists()
    done = shown.submit("/remboursements")
    note = Invoice.get(Invoice.kind == "credit_note")
    assert "fait" in done.text and note.number in done.text and note.gross == 100_50
    again = shown.submit("/remboursements")
    assert again.status == 200 and Refund.select().count() == 1
    assert see(client, f"/equipe/factures/{note.number}").heading == f"Avoir {note.number}"
    assert "Remboursement de 100,50 € : fait" in order_page(client, paid).text


def test_by_quantities_of_lines(paid, desk):
    client = desk("accounting")
    place = next(row.position for row in Invoice.get().lines if row.quantity == 12)
    shown = ask(client, **{f"quantity_{place}": "5"})
    assert shown.heading == "Rembourser 123,60 € ?"
    shown.submit("/remboursements")
    assert Refund.get().lines == [[place, 5]]
    assert "sur 7" in see(client, f"{payment_address()}/remboursement").text


@pytest.mark.parametrize("answers", ({"amount": ""}, {"amount": "dix"}, {"amount": "99999"}, {"amount": "0"}, {"amount": "10", "quantity_1": "1"}, {"quantity_1": "99"}, {"amount": "10", "reason": ""}))
def test_what_cannot_be_is_said_and_what_was_typed_stays(paid, desk, answers):
    page = ask(desk("accounting"), **answers)
    assert page.status == 422
    form = page.form("/remboursement")["values"]
    for name, value in answers.items():
        assert form[name].strip() == value
    assert not Refund.select().exists()


def test_a_colleague_was_faster(paid, desk):
    first, second = desk("accounting"), desk("accounting")
    shown = [ask(client, amount="800,00") for client in (first, second)]
    shown[0].submit("/remboursements")
    late = shown[1].submit("/remboursements")
    assert late.status == 422 and "à rembourser au plus" in late.text
    small = ask(second, amount="10,00")
    ask(first, amount="5,00").submit("/remboursements")
    moved = small.submit("/remboursements")
    assert moved.status == 409 and "Un collègue a remboursé" in moved.text
    moved.submit("/remboursements")
    assert [row.amount for row in Refund.select().order_by(Refund.id)] == [800_00, 5_00, 10_00]


def test_what_the_bank_took_back_has_no_refund_button(paid, desk, front):  # noqa: F811
    attempt = Payment.get().last_attempt()
    front.overlay.dispute(attempt.intent_id, "lost")
    settling.settle(attempt, "webhook")
    client = desk("accounting")
    page = see(client, payment_address())
    assert "n’est jamais remboursé en plus" in page.text and not [form for form in page.forms if "remboursement" in form["action"]]
    sent_away = see(client, f"{payment_address()}/remboursement")
    assert sent_away.address == payment_address() and "ne peut pas être remboursé" in sent_away.text


def refused(desk, front):  # noqa: F811
    client = desk("accounting")
    shown = ask(client, amount="10,00")
    front.fault("/v1/refunds", "refused")
    assert "refusé par Stripe" in shown.submit("/remboursements").text
    return client, f"{payment_address()}/remboursements/{Refund.get().id}"


def test_a_refused_refund_waits_on_the_start_page_and_is_tried_again(paid, desk, front):  # noqa: F811
    client, address = refused(desk, front)
    assert "Remboursements refusés par Stripe" in see(client, "/equipe").text
    assert "Geste commercial" in see(client, "/equipe/paiements/remboursements-refuses").text
    page = see(client, address)
    assert "Stripe ne peut pas rembourser ce paiement." in page.text
    assert "fait" in page.submit("/nouvel-essai").text
    assert Invoice.select().where(Invoice.kind == "credit_note").count() == 1
    assert "s’en est occupé" in page.submit("/nouvel-essai").text
    assert "Remboursements refusés" not in see(client, "/equipe").text


def test_or_it_left_by_transfer_or_is_given_up(paid, desk, front):  # noqa: F811
    client, address = refused(desk, front)
    page = see(client, address)
    assert page.submit("/virement", **{"transfer-how": ""}).status == 422
    assert page.submit("/abandon", **{"drop-why": ""}).status == 422
    assert "par virement" in page.submit("/virement", **{"transfer-how": "Virement du 3 mars"}).text
    assert Payment.get().state == rules.PARTLY_REFUNDED


# Asking Stripe


def test_stripe_is_asked_at_once_about_what_is_open(paid, desk):
    payment = Payment.get()
    Payment.update(state=rules.UNKNOWN).execute()
    Attempt.update(reached=rules.UNKNOWN, called_at=clock.now()).execute()
    client = desk("accounting")
    page = see(client, payment_address())
    assert "Stripe a été interrogé : Payé." in page.submit("/verification").text
    assert Payment.get_by_id(payment.id).state == rules.SUCCEEDED
    assert not [form for form in see(client, payment_address()).forms if "verification" in form["action"]]


def test_money_acts_are_for_the_accountants(paid, desk):
    client = desk("sales", "support")
    page = see(client, payment_address())
    assert page.status == 200 and "Rembourser" not in page.text
    with client.session_transaction() as session:
        token = session["csrf_token"]
    assert client.get(f"{payment_address()}/remboursement").status_code == 403
    assert send(client, f"{payment_address()}/verification", {"csrf_token": token}).status == 403
