"""A customer in Lyon with everything that a shop comes to hold of somebody."""

from __future__ import annotations

from phoenix.accounts.models import ContactPreference, LoginSession, Person, ProfileChange, SignIn
from phoenix.care.models import ContactMessage
from phoenix.cart.models import Cart, CartItem
from phoenix.database import transaction
from phoenix.gateways import files
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.kernel.events import PaymentConfirmed, emit
from phoenix.legal.models import Acceptance, DocumentVersion
from phoenix.messages.models import Message
from phoenix.orders.models import Order
from phoenix.payments.models import Mandate, PaymentMethod
from tests import builders

CAMILLE = {"first_name": "Camille", "last_name": "Vasseur", "email": "camille@vasseur.example",
           "email_key": "camille@vasseur.example", "username": "camille.vasseur", "username_key": "camille.vasseur"}


def camille() -> Person:
    """A representative whose name and address can be looked for everywhere."""
    return builders.representative(builders.lyon(name="Vasseur Lumière", reference="C-VASSEUR"), **CAMILLE)


def camille_again() -> Person:
    """The same person opens an account anew."""
    return builders.representative(builders.lyon(), **CAMILLE)


def bought(person: Person, commitment: str = "none", billing: str = "month", kind: str = "subscription") -> Invoice:
    """An order accepted, paid and invoiced, with its documents in the store."""
    plan = builders.plan(commitment=commitment, billing=billing, of=builders.product(kind=kind))
    order = builders.confirmed_order(person, [(plan, 3, 1_000)])
    version = DocumentVersion.select().first()
    Acceptance.create(person_id=person.id, organisation_id=person.organisation_id, order_id=order.id, version=version,
                      sha256=version.sha256, language="fr", at=clock.now(), address="192.0.2.7", user_agent="Firefox")
    payment = builders.accepted_payment(order)
    with transaction():
        emit(PaymentConfirmed(payment.id))
    invoice = Invoice.get(Invoice.order == order)
    pdf, xml = (files.put(f"{kind} of {invoice.number}".encode()) for kind in ("PDF", "XML"))
    Invoice.update(pdf_sha=pdf, xml_sha=xml, state="paid").where(Invoice.id == invoice.id).execute()
    summary = files.put(f"summary of {order.number}".encode())
    Order.update(summary_sha=summary, address="192.0.2.7").where(Order.id == order.id).execute()
    payment_done(payment)
    return Invoice.get_by_id(invoice.id)


def payment_done(payment) -> None:
    """The money is there."""
    type(payment).update(settled_at=clock.now()).where(type(payment).id == payment.id).execute()


def traces(person: Person) -> None:
    """What use of the site leaves behind."""
    now = clock.now()
    LoginSession.create(person=person, token_hash=f"token-{person.id}", address="192.0.2.7", user_agent="Firefox")
    SignIn.create(account_key="k", network="n", person=person, succeeded=True, address="192.0.2.7", at=now)
    ContactPreference.create(person=person, channel="email", allowed=True, at=now)
    ProfileChange.create(organisation=person.organisation_id, person=person, field="last_name", old="Roche", new="Vasseur")
    cart = Cart.create(key=f"cart-{person.id}", organisation=person.organisation_id, country="fr")
    CartItem.create(cart=cart, plan=builders.plan(), quantity=1, seen_price=1, seen_currency="EUR")
    ContactMessage.create(key=f"letter-{person.id}", subject="order", name="Camille Vasseur", email=person.email,
                          body="Où est ma facture ?", language="fr", country="fr", network="n", created_at=now)
    for kind in ("account.new_browser", "invoices.invoice"):
        raw = files.put(f"{kind} to {person.email}".encode())
        Message.create(key=f"{kind}:{person.id}", kind=kind, organisation_id=person.organisation_id,
                       to_address=person.email, language="fr", country="fr", context={"name": "Camille Vasseur"},
                       subject="Objet", raw_sha256=raw, sent_at=now, created_at=now)


def mandate(person: Person) -> Mandate:
    """A bank account with its mandate."""
    method = PaymentMethod.create(organisation=person.organisation_id, stripe_id=f"pm_sepa_{person.id}", kind="sepa",
                                  stripe_customer="cus", last4="2606", holder="Camille Vasseur", fingerprint="f")
    return Mandate.create(method=method, organisation=person.organisation_id, reference=f"PA-{person.id}", text="J’autorise.",
                          language="fr", person=person, signed_at=clock.now())
