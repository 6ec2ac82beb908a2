"""The demo shop has complaints and a message to look at, which say that they are demo (issue: demo data)."""

import dataclasses

from phoenix import operations
from phoenix.care.demo_load import load
from phoenix.care.models import Claim, ClaimEntry, ContactMessage


def test_they_come_once_and_say_what_they_are(app):
    operations.load_demo()
    operations.load_demo()
    rows = list(Claim.select().order_by(Claim.id))
    assert [row.country for row in rows] == ["fr", "ma"]
    assert all("émonstration" in row.title and row.due_on for row in rows)
    assert ClaimEntry.select().count() == 2
    assert "démonstration" in ContactMessage.get().body and ContactMessage.get().state == "open"


def test_a_real_shop_has_none(app, monkeypatch):
    settings = dataclasses.replace(app.config["SETTINGS"], production=True)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    load()
    assert not Claim.select().exists() and not ContactMessage.select().exists()
