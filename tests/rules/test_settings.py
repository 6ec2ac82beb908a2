"""A production start without its secrets is refused, with the list of what to give."""

import os

import pytest
from flask import Flask

from phoenix import config
from phoenix.kernel import sellers
from phoenix.web import template_globals

GIVEN = {
    "mode": "production",
    "secret_key": "x" * 40,
    "base_url": "https://shop.example",
    "mail_server": "smtp.example",
    "stripe_secret_key": "sk_live_x",
    "stripe_publishable_key": "pk_live_x",
    "stripe_webhook_secret": "whsec_x",
}


@pytest.fixture
def load(tmp_path, monkeypatch):
    for name in list(os.environ):
        if name.startswith("PHOENIX_"):
            monkeypatch.delenv(name)
    return lambda **given: config.load({"instance": str(tmp_path), **given})


def test_a_complete_production_start_is_accepted(load):
    settings = load(**GIVEN)
    assert settings.production
    assert settings.secure
    assert settings.stripe_api_base == "https://api.stripe.com"


@pytest.mark.parametrize("name", [name for name in GIVEN if name != "mode"])
def test_each_missing_setting_is_named(load, name):
    with pytest.raises(config.IncompleteSettings, match=f"PHOENIX_{name.upper()}"):
        load(**{**GIVEN, name: None})


@pytest.mark.parametrize("weak", ["change-me", "short", "dev"])
def test_a_weak_secret_is_refused(load, weak):
    with pytest.raises(config.IncompleteSettings, match="PHOENIX_SECRET_KEY"):
        load(**{**GIVEN, "secret_key": weak})


@pytest.mark.parametrize("sign", [{"base_url": "https://shop.example"}, {"stripe_secret_key": "sk_live_x"}])
def test_tls_or_a_live_key_is_never_a_demo(load, sign):
    with pytest.raises(config.IncompleteSettings):
        load(**sign)


def test_the_demo_needs_nothing_and_keeps_its_secret(load):
    first, second = load(), load()
    assert first.demo
    assert first.payments_simulated
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) > 32


def test_facts_that_a_seller_lacks_are_settings(load, monkeypatch):
    monkeypatch.setenv("PHOENIX_SELLER_FR__SIRET", "89195326700012")
    monkeypatch.setenv("PHOENIX_SELLER_FR__VAT_ON_DEBITS", "true")
    facts = load().sellers["pa-fr"]
    assert facts == {"siret": "89195326700012", "vat_on_debits": True}


def test_facts_that_stand_in_the_code_are_not_settings():
    with pytest.raises(sellers.NotMissing):
        sellers.complete("pa-fr", {"siren": "000000000"})


def test_missing_facts_are_known_by_name():
    assert "siret" in sellers.SELLERS["pa-fr"].missing_facts()


@pytest.mark.parametrize(("key", "real"), [("sk_test_123", False), ("sk_live_123", True), ("rk_live_123", True)])
def test_only_live_keys_take_money(load, key, real):
    """A shop on Stripe's test keys says that its payments are simulated (payments.md)."""
    assert load(**{**GIVEN, "stripe_secret_key": key}).takes_money is real


def test_the_hosts_telephone_is_a_setting_that_every_page_knows(load):
    app = Flask("shop")
    app.config["SETTINGS"] = load(host_phone="+33 1 70 37 76 61")
    template_globals.init_app(app)
    assert app.jinja_env.globals["contacts"].host_phone == "+33 1 70 37 76 61"
    assert load().host_phone is None
