"""The acknowledgement: what was ordered, what is attached, what is agreed (clauses 2d, 4.1e, 4.2)."""

import email
import email.policy

import pytest

from phoenix.cart import service as carts
from phoenix.database import transaction
from phoenix.gateways import files
from phoenix.kernel.markets import market_of
from phoenix.legal import service as legal
from phoenix.messages.models import Message
from phoenix.orders import service
from phoenix.orders.jobs import documents
from phoenix.orders.models import Order
from phoenix.outbox.service import NotYet
from tests import builders
from tests.web.ordering import paid


def ordered(language="fr", **changes) -> Order:
    """An order confirmed and paid from the cart on."""
    organisation = builders.lyon(**changes)
    camille = builders.representative(organisation)
    cart = carts.open_cart(None, organisation.id, "fr")
    for plan, quantity in ((builders.plan(2_060), "12"), (builders.plan(99_000, "one_off", "once"), "1")):
        carts.add(cart, plan.id, quantity, "fr")
    order = service.prepare(cart, camille, market_of(language, "fr"), "BC-2026-7")
    versions = [version.id for version in legal.documents_for_order("fr")]
    with transaction():
        order = service.confirm(order, camille, language, "192.0.2.1", "Firefox", versions)
    return paid(order)


def confirmations() -> list[Message]:
    return list(Message.select().where(Message.kind == "order.confirmed").order_by(Message.id))


def read(message: Message):
    return email.message_from_bytes(files.get(message.raw_sha256), policy=email.policy.default)


def plain(message) -> str:
    return message.get_body(("plain",)).get_content().replace("\u00a0", " ").replace("\u202f", " ")


def test_the_mail_carries_the_summary_the_invoice_and_every_document(app, run_outbox):
    order = ordered()
    run_outbox()
    (row,) = confirmations()
    sent = read(row)
    names = [part.get_filename() for part in sent.iter_attachments()]
    assert names == [f"{order.number}.pdf", order.invoices.get().number + ".pdf", "conditions-1.pdf", "conditions-de-service-1.pdf"]
    assert all(part.get_content().startswith(b"%PDF") for part in sent.iter_attachments())
    assert order.number in sent["Subject"]


def test_the_text_says_what_is_agreed_and_what_comes_later(app, run_outbox):
    ordered()
    run_outbox()
    text = plain(read(confirmations()[0]))
    for expected in ("12 utilisateurs à 20,60 € HT par mois", "1 484,64 €", "11 échéances", "296,64 € TTC",
                     "aussitôt", "pas de droit de rétractation", "Votre référence : BC-2026-7", "PIÈCES JOINTES"):
        assert expected in text, expected
    assert "{" not in text and "<" not in text
    assert max(len(line) for line in text.splitlines() if "  " in line[4:]) <= 60


def test_the_billing_address_gets_its_copy(app, run_outbox):
    ordered(billing_email="compta@demo.example")
    run_outbox()
    assert len({row.to_address for row in confirmations()}) == 2


def test_telling_twice_sends_once(app, run_outbox):
    order = ordered()
    run_outbox()
    documents({"order": order.id})
    run_outbox()
    assert len(confirmations()) == 1


def test_the_mail_waits_for_its_documents(app):
    order = ordered()
    with pytest.raises(NotYet):
        documents({"order": order.id})
    assert Order.get_by_id(order.id).summary_sha
    assert confirmations() == []
