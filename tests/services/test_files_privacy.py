"""Papers in the copy of all data, in an erasure and in the retention run (clauses 3.3a, 9.3)."""

import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from tests import builders
from tests import file_samples as sample

from phoenix.archive import verifying
from phoenix.care import claims
from phoenix.care.models import Claim
from phoenix.files import service
from phoenix.files.models import StoredFile
from phoenix.files.service import Sender, Subject
from phoenix.gateways import files
from phoenix.kernel import clock
from phoenix.kernel.markets import market_of
from phoenix.privacy import erasure, export, held, retention

WRITTEN = {"key": "one", "subject": "order", "title": "Deux sièges manquent", "body": "Il en manque deux.", "email": "camille@atelier.example", "name": "Camille"}


@pytest.fixture
def camille(app):
    clock.set_to(datetime(2026, 9, 7, 9, tzinfo=UTC))
    return builders.representative(builders.lyon())


def send(number: str, kind="order", sender=None, name="Camille Roche.pdf") -> StoredFile:
    return service.receive(service.check(io.BytesIO(sample.PDF), name), Subject(kind, number, "fr"), sender or Sender(email="camille@atelier.example"))


def lost(row: StoredFile) -> bool:
    try:
        files.get(row.store)
    except files.FileMissing:
        return True
    return False


def test_the_copy_holds_the_papers_as_they_were_sent(app, camille):
    send("CF-1", sender=Sender(camille.organisation, camille))
    with app.test_request_context("/fr-fr/"):
        packed = b"".join(export.stream(held.whose(camille.organisation)))
    with zipfile.ZipFile(io.BytesIO(packed)) as copy:
        (name,) = [name for name in copy.namelist() if name.startswith("fichiers/")]
        assert name.endswith("Camille Roche.pdf") and copy.read(name) == sample.PDF
        told = copy.read("donnees.json").decode()
        assert '"stored_file"' in told and StoredFile.get().store not in told


def test_an_account_without_contract_takes_its_papers_with_it(app, camille):
    row = send("CF-1", sender=Sender(camille.organisation, camille))
    with app.test_request_context("/fr-fr/"):
        erasure.erase(camille.organisation, "closure", tell=False)
    assert StoredFile.select().count() == 0 and lost(row)
    assert verifying.verify("pa-fr").troubles == []


def test_under_contract_papers_of_orders_stay_without_their_author(app, camille, run_outbox):
    order = builders.confirmed_order(camille, [(builders.plan(), 1, 0)])
    type(order).update(paid_at=clock.now(), state="paid").where(type(order).id == order.id).execute()
    sender = Sender(camille.organisation, camille)
    kept, gone = send(order.number, sender=sender), send("DV-1", "quote", sender)
    with app.test_request_context("/fr-fr/"):
        erasure.erase(camille.organisation, "closure", tell=False)
    (row,) = StoredFile.select()
    assert row.id == kept.id and "Camille" not in row.name and row.email == ""
    assert service.bytes_of(row) == sample.PDF and lost(gone)
    assert verifying.verify("pa-fr").troubles == []


def test_papers_of_a_complaint_leave_with_it(app):
    clock.set_to(datetime(2026, 9, 7, 9, tzinfo=UTC))
    claim = claims.receive(WRITTEN, market_of("fr", "fr"))
    row = send(claim.reference, "claim")
    Claim.update(state="closed", closed_at=clock.now(), answered_at=clock.now()).execute()
    day = date(2031, 9, 6)
    retention.run(day, "test")
    assert StoredFile.select().count() == 1
    retention.run(date(2031, 12, 1), "test")
    assert StoredFile.select().count() == 0 and lost(row)
    assert verifying.verify("pa-fr").troubles == []


def test_papers_of_a_quote_that_came_to_nothing_leave_after_three_years(app):
    clock.set_to(datetime(2026, 9, 7, 9, tzinfo=UTC))
    row = send("DV-1", "quote")
    retention.run(date(2029, 9, 6), "test")
    assert StoredFile.select().count() == 1
    retention.run(date(2029, 12, 1), "test")
    assert StoredFile.select().count() == 0 and lost(row)
