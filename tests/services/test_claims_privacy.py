"""Complaints are data of who complains: handed out, forgotten with the account, purged after their time (clauses 3.3a, 9.3)."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from tests.services import privacy_world as world

from phoenix.archive.models import ArchiveEntry
from phoenix.care import claim_answers, claims, service
from phoenix.care.claim_answers import Act
from phoenix.care.models import Claim, ClaimEntry, ContactMessage, ContactReply
from phoenix.kernel import clock
from phoenix.kernel.markets import market_of
from phoenix.privacy import erasure, export, held, retention

FR = market_of("fr", "fr")
WRITTEN = {"subject": "order", "title": "Sièges", "body": "Il en manque deux.", "wanted": "Deux sièges"}


@pytest.fixture
def camille(app):
    person = world.camille()
    claims.receive({**WRITTEN, "key": "own"}, FR, person=person, channel="account")
    claims.receive({**WRITTEN, "key": "form", "name": "Camille Vasseur", "email": person.email}, FR)
    claims.receive({**WRITTEN, "key": "other", "name": "Zoé", "email": "zoe@other.example"}, FR)
    letter = {"key": "m", "subject": "sales", "name": "Camille Vasseur", "organisation_name": "", "email": person.email, "body": "Bonjour à vous."}
    row = service.receive(letter, FR, "192.0.2.7", 60)
    service.write(row.id, "Encore ceci.", "w1")
    return person


def test_the_copy_holds_all_of_them_and_nobody_elses(camille):
    content = b"".join(export.stream(held.whose(camille.organisation)))
    data = json.loads(zipfile.ZipFile(io.BytesIO(content)).read("donnees.json"))
    assert [row["reference"] for row in data["claim"]] == [row.reference for row in Claim.select().order_by(Claim.id).limit(2)]
    assert len(data["claim_entry"]) == 2 and "key" not in data["claim"][0]
    assert [row["body"] for row in data["contact_reply"]] == ["Encore ceci."]
    assert b"zoe@other" not in content


def test_without_a_contract_they_go_with_the_account(camille, run_outbox):
    run_outbox()
    erasure.erase(camille.organisation, "closure", tell=False)
    assert [row.name for row in Claim.select()] == ["Zoé"]
    assert ClaimEntry.select().count() == 1
    assert not ContactMessage.select().exists() and not ContactReply.select().exists()
    kept = ArchiveEntry.select().where(ArchiveEntry.kind.startswith("claim."), ArchiveEntry.detail.is_null(False))
    assert [json.loads(each.detail)["name"] for each in kept] == ["Zoé"]


def test_with_a_contract_they_stay_without_a_name(camille, run_outbox):
    world.bought(camille, "one_off", "once", "service")
    run_outbox()
    erasure.erase(camille.organisation, "closure", tell=False)
    assert [row.name for row in Claim.select().order_by(Claim.id)] == ["", "", "Zoé"]
    assert "vasseur" not in json.dumps(list(Claim.select().dicts()), default=str).lower()
    assert "vasseur" not in json.dumps(list(ClaimEntry.select().dicts()), default=str).lower()
    assert "vasseur" not in json.dumps(list(ContactReply.select().dicts()), default=str).lower()


def test_five_years_after_its_end_a_complaint_is_purged(camille, run_outbox):
    row = Claim.get(Claim.key == "other")
    claim_answers.close(Act(row.id, row.version, "k", "Chloé", "Tout est là."), "accepted")
    run_outbox()
    today = clock.now().date()
    assert retention.due(today + timedelta(days=5 * 365))["claims"] == 0
    later = today + timedelta(days=5 * 366)
    assert retention.due(later)["claims"] == 1
    retention.run(later, "command")
    assert not Claim.select().where(Claim.key == "other").exists()
    assert Claim.select().where(Claim.key == "own").exists()  # never closed, never forgotten
