"""What identifies the seller is on every page, in mails and for machines, in the seller's own currency (clause 0)."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from flask import render_template
from flask_babel import force_locale
from tests.filled import see

from phoenix.kernel import clock
from phoenix.kernel.sellers import SELLERS
from phoenix.messages.delivery import compose
from phoenix.messages.models import Message

FRENCH = ("PHOENIX ALLIANCE SAS", "8 000 €", "RCS Nanterre 891 953 267", "FR62891953267", "31 rue Stendhal")
MOROCCAN = ("P-A Distri MECEE", "RC 609779", "ICE 003408820000019", "TP 34209337", "46 bd Zerktouni, 2e étage, apt 6")
GIVEN = {"legal_form": "SARL", "capital_minor": 10_000_000, "rc_city": "Casablanca", "tax_id": "12345678"}


@pytest.fixture
def complete(monkeypatch):
    """The Moroccan seller with what its settings add."""
    monkeypatch.setitem(SELLERS, "pa-ma", replace(SELLERS["pa-ma"], **GIVEN))


def plain(text: str) -> str:
    return re.sub(r"[\s\u00a0\u202f]+", " ", text)


def footer(app, market: str) -> str:
    """Made anew: pages keep theirs as long as the process lives."""
    with app.test_request_context(f"/{market}/contact"), force_locale(market[:2]):
        app.preprocess_request()
        return plain(render_template("layouts/_footer.html"))


def mail(country: str, language: str = "fr") -> str:
    row = Message(
        id=1, kind="account.address_changed", to_address="camille@demo.example", language=language, country=country, key="k",
        context={"name": "Camille", "at": "12 mars", "email": "c@demo.example"}, created_at=clock.now(), attachments=[],
    )  # fmt: skip
    return plain(compose(row).get_body(("plain",)).get_content())


def machine(client, market: str) -> dict:
    page = client.get(f"/{market}/").text
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1])


@pytest.mark.parametrize(("market", "facts"), [("fr-fr", FRENCH), ("fr-ma", MOROCCAN)])
def test_each_page_ends_with_who_sells(client, market, facts):
    shown = plain(see(client, f"/{market}/contact").text)
    assert [fact for fact in facts if fact not in shown] == []


def test_the_footer_says_the_capital_in_the_sellers_currency(app, complete):
    shown = footer(app, "fr-ma")
    assert "Capital de 100 000 MAD" in shown and "€" not in shown
    assert "RC Casablanca 609779" in shown and "IF 12345678" in shown
    assert "MAD 100,000" in footer(app, "en-ma")


def test_so_do_the_company_page_and_the_legal_notice(client, complete):
    for page in ("a-propos", "mentions-legales"):
        shown = plain(see(client, f"/fr-fr/{page}").text)
        assert "100 000 MAD" in shown and "8 000 €" in shown, page


def test_machines_read_the_registration_and_no_ice_as_a_vat_number(client):
    french, moroccan = machine(client, "fr-fr"), machine(client, "en-ma")
    assert (french["legalName"], french["vatID"]) == ("PHOENIX ALLIANCE SAS", "FR62891953267")
    assert [each["value"] for each in french["identifier"]] == ["891953267"]
    assert "vatID" not in moroccan
    assert {each["propertyID"]: each["value"] for each in moroccan["identifier"]} == {
        "RC": "609779", "ICE": "003408820000019", "TP": "34209337",
    }  # fmt: skip


def test_each_mail_ends_with_who_sells(app):
    assert [fact for fact in FRENCH if fact not in mail("fr")] == []
    assert [fact for fact in MOROCCAN if fact not in mail("ma")] == []


def test_mails_say_what_the_settings_add(app, complete):
    assert "Capital de 100 000 MAD · RC Casablanca 609779 · ICE 003408820000019 · IF 12345678 · TP 34209337" in mail("ma")
    assert "Share capital MAD 100,000" in mail("ma", "en")
