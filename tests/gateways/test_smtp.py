"""Mail over real SMTP: what arrives is what was stored, in both languages, with its attachments."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from phoenix.gateways import files, mail
from phoenix.messages.models import Message
from phoenix.messages.service import send
from tests.bench.server import free_port

CONTEXT = {"number": 7, "topic": "Prix", "body": "Bonjour,\nquel est le prix ?", "name": "Camille", "email": "c@demo.example", "organisation_name": ""}


class Inbox:
    """Keeps what arrives."""

    def __init__(self):
        self.arrived = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.arrived.append(envelope)
        return "250 OK"


@pytest.fixture
def inbox(app, monkeypatch):
    """A real SMTP server; the shop sends through it for one test."""
    box = Inbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings = replace(
        app.config["SETTINGS"], mail_server="127.0.0.1", mail_port=controller.port
    )
    before = app.extensions.get("mail")
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    mail.init_app(app, settings)
    yield box
    controller.stop()
    app.extensions["mail"] = before
    app.config["MAIL_SUPPRESS_SEND"] = True
    mail.init_app(app, replace(settings, mail_server=None))


def parsed(envelope):
    return message_from_bytes(envelope.content, policy=policy.default)


def test_a_mail_arrives_as_text_and_html_with_its_attachment(inbox, run_outbox):
    sha = files.put(b"%PDF-1.7 demo")
    send("care.thanks", "c@demo.example", "fr", "fr", CONTEXT, key="k1",
         attachments=({"sha256": sha, "filename": "Facture PAF-000001.pdf"},))
    run_outbox()
    (envelope,) = [e for e in inbox.arrived if "c@demo.example" in e.rcpt_tos]
    message = parsed(envelope)
    assert message["Subject"] == "Nous avons bien reçu votre message"
    assert "n°\u00a07" in message.get_body(("plain",)).get_content().replace("n° 7", "n°\u00a07")
    assert '<html lang="fr">' in message.get_body(("html",)).get_content()
    (piece,) = message.iter_attachments()
    assert (piece.get_filename(), piece.get_content()) == ("Facture PAF-000001.pdf", b"%PDF-1.7 demo")


def test_an_address_whose_domain_has_accents_is_reached(inbox, run_outbox):
    send("care.thanks", "c@exämple.fr", "fr", "fr", CONTEXT, key="k1")
    run_outbox()
    assert "c@xn--exmple-cua.fr" in {address for envelope in inbox.arrived for address in envelope.rcpt_tos}


def test_the_customers_language_decides_never_the_requests(inbox, run_outbox, app):
    with app.test_request_context("/fr-ma/contact"):
        app.preprocess_request()
        send("care.thanks", "e@demo.example", "en", "fr", CONTEXT, key="k2")
    run_outbox()
    message = parsed(inbox.arrived[-1])
    assert '<html lang="en">' in message.get_body(("html",)).get_content()


def test_what_was_sent_is_stored_whole(inbox, run_outbox):
    send("care.thanks", "c@demo.example", "fr", "ma", CONTEXT, key="k3")
    run_outbox()
    row = Message.get(Message.key == "k3")
    stored = message_from_bytes(files.get(row.raw_sha256), policy=policy.default)
    assert stored["Message-ID"] == parsed(inbox.arrived[-1])["Message-ID"]
    assert row.sent_at is not None


def test_a_mail_is_sent_once_however_often_it_is_owed(inbox, run_outbox):
    for _ in range(3):
        send("care.thanks", "c@demo.example", "fr", "fr", CONTEXT, key="k4")
    run_outbox()
    run_outbox()
    assert len(inbox.arrived) == 1


def test_headers_cannot_be_injected(inbox, run_outbox):
    context = {**CONTEXT, "topic": "Prix\r\nBcc: victim@demo.example"}
    send("care.received", "us@demo.example", "fr", "fr", context, key="k5")
    run_outbox()
    message = parsed(inbox.arrived[-1])
    assert message["Bcc"] is None
    assert inbox.arrived[-1].rcpt_tos == ["us@demo.example"]
