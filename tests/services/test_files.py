"""Papers from their arrival to their end: kept once, scanned, weighed, taken back, purged (issue 5, clauses 4.3, 5d)."""

import dataclasses
import io
import json
from datetime import timedelta

import pytest
from tests import builders
from tests import file_samples as sample

from phoenix.archive import verifying
from phoenix.archive.models import ArchiveEntry
from phoenix.files import examining, reading, rules, service
from phoenix.files.models import StoredFile
from phoenix.files.rules import Refused
from phoenix.files.service import Sender, Subject
from phoenix.gateways import clamd, files
from phoenix.gateways.clamd import ScannerAway
from phoenix.kernel import clock
from phoenix.outbox.models import Job

ORDER = Subject("order", "CF-2026-000001", "fr")


def send(content=sample.PDF, name="contrat.pdf", about=ORDER, sender=Sender(email="Camille@Atelier.example")):
    return service.receive(service.check(io.BytesIO(content), name), about, sender)


@pytest.fixture
def scanner(app, monkeypatch):
    """A scanner is set; what it says is in its list, the next first, a clean answer for want of any."""
    says = []

    def scan(_url, content):
        told = says.pop(0) if says else ""
        if told == "away":
            raise ScannerAway("refused")
        return told

    known = app.config["SETTINGS"]
    monkeypatch.setitem(app.config, "SETTINGS", dataclasses.replace(known, clamd_url="tcp://127.0.0.1:3310"))
    monkeypatch.setattr(clamd, "scan", scan)
    return says


def test_a_paper_is_kept_apart_under_a_name_that_tells_nothing(app):
    row = send()
    assert (row.media, row.size, row.state, row.email) == ("pdf", len(sample.PDF), "unscanned", "camille@atelier.example")
    assert row.store != row.sha256
    stored = files.get(row.store)
    assert stored[rules.SALT :] == sample.PDF and not stored.startswith(b"%PDF")
    assert service.content_of(row) == sample.PDF


def test_the_same_again_is_one_in_its_subject_and_another_elsewhere(app):
    row = send()
    assert send(name="autre nom.pdf").id == row.id
    other = send(about=Subject("claim", "R-000001", "fr"))
    assert other.id != row.id and other.store != row.store
    service.remove(row)
    assert service.content_of(StoredFile.get()) == sample.PDF  # taking one back takes no other's


def test_taking_an_upload_back_never_takes_the_shops_own_copy_of_the_same_bytes(app):
    own = files.put(sample.PDF)
    service.remove(send())
    assert files.get(own) == sample.PDF


def test_a_subject_has_room_for_so_many_and_so_much(app, monkeypatch):
    monkeypatch.setattr(rules, "MOST_OF_SUBJECT", 2)
    send()
    monkeypatch.setattr(rules, "BYTES_OF_SUBJECT", len(sample.PDF) + 10)
    with pytest.raises(Refused) as refusal:
        send(sample.TXT * 10, "mot.txt")
    assert (refusal.value.code, refusal.value.name) == ("no_room", "mot.txt")
    send(b"ok", "mot.txt")
    with pytest.raises(Refused) as refusal:
        send(b"o", "mot.txt")
    assert refusal.value.code == "too_many"
    send(about=Subject("order", "CF-2026-000002", "fr"))


def test_several_are_kept_all_or_none(app, monkeypatch):
    monkeypatch.setattr(rules, "MOST_OF_SUBJECT", 1)
    checked = [service.check(io.BytesIO(content), "mot.txt") for content in (b"un", b"deux")]
    with pytest.raises(Refused):
        service.receive_all(checked, ORDER, Sender())
    assert StoredFile.select().count() == 0 and Job.select().where(Job.kind == "files.examine").count() == 0


def test_it_stands_in_the_archive_by_hashes_only(app):
    row = send()
    entry = ArchiveEntry.get(ArchiveEntry.kind == "file.received")
    assert json.loads(entry.files) == [row.store]
    told = json.loads(entry.content)
    assert told["about"] == "order:CF-2026-000001" and "contrat" not in entry.content and row.sha256 not in entry.content
    assert json.loads(entry.detail)["sha256"] == row.sha256
    assert verifying.verify("pa-fr").troubles == []


def test_with_a_scanner_nobody_opens_it_before(scanner, run_outbox):
    row = send()
    assert row.state == "waiting"
    with pytest.raises(service.NotReadable):
        service.read(row)
    run_outbox()
    row = StoredFile.get()
    assert row.state == "clean" and row.scanned_at and row.pages == 1
    assert service.read(row) == sample.PDF


def test_what_the_scanner_finds_loses_its_bytes_and_both_are_told(scanner, run_outbox, mails):
    scanner.append("Eicar-Signature")
    row = send(sample.EICAR + b"\n", "facture.txt")
    run_outbox()
    row = StoredFile.get()
    assert row.state == "infected" and row.gone_at
    with pytest.raises(files.FileMissing):
        files.get(row.store)
    told = {each.kind: each for each in mails()}
    assert told["files.infected"].to_address == "camille@atelier.example"
    assert told["files.infected_news"].context["number"] == "CF-2026-000001"
    assert verifying.verify("pa-fr").troubles == []
    with pytest.raises(Refused) as refusal:
        send(sample.EICAR + b"\n", "facture.txt")
    assert refusal.value.code == "infected"


def test_a_scanner_that_is_away_is_asked_again_until_it_is_back(scanner, run_outbox):
    scanner.extend(["away"] * 20)
    send()
    for minute in range(30):
        clock.set_to(clock.now() + timedelta(minutes=2))
        run_outbox()
        if StoredFile.get().state != "waiting":
            break
        assert Job.get(Job.kind == "files.examine").done_at is None
    assert minute >= 19 and StoredFile.get().state == "clean"


def test_a_file_that_waits_too_long_is_told(scanner):
    send()
    assert reading.waiting(clock.now())[0] == 0
    assert reading.waiting(clock.now() + reading.SLOW * 2)[0] == 1


def test_what_came_before_the_scanner_is_looked_at_once_there_is_one(app, run_outbox, monkeypatch, request):
    row = send()
    run_outbox()
    assert StoredFile.get_by_id(row.id).state == "unscanned"
    request.getfixturevalue("scanner")
    examining.scan_unscanned()
    run_outbox()
    assert StoredFile.get_by_id(row.id).state == "clean"


def test_papers_that_are_too_many_wait_for_somebody_once(app, run_outbox):
    send(sample.many_pages(150))
    run_outbox()
    assert reading.bulky()[0] == 0
    send(sample.many_pages(151), "suite.pdf")
    run_outbox()
    assert reading.bulky()[0] == 1
    service.settle_bulk(StoredFile.get(StoredFile.bulky == "open"))
    send(sample.many_pages(152), "fin.pdf")
    run_outbox()
    assert reading.bulky()[0] == 0


def test_a_paper_that_lies_about_its_pages_stops_nothing(app):
    assert examining.pages_of("pdf", b"%PDF-1.4 nonsense") == 1
    assert examining.pages_of("pdf", sample.many_pages(42)) == 42
    assert examining.pages_of("docx", b"") == 1


def test_its_sender_takes_it_back_until_one_of_ours_has_opened_it(app):
    row = send()
    service.remove(row)
    assert StoredFile.select().count() == 0
    with pytest.raises(files.FileMissing):
        files.get(row.store)
    assert verifying.verify("pa-fr").troubles == []
    row = send()
    service.read(row)
    with pytest.raises(service.NotRemovable):
        service.remove(row)


def test_an_identity_paper_is_destroyed_once_looked_at_and_its_line_stays(app):
    row = send()
    service.destroy(row)
    row = StoredFile.get()
    assert row.state == "destroyed" and row.gone_at
    with pytest.raises(service.NotReadable):
        service.content_of(row)
    assert send().state == "destroyed"  # sent again: it was looked at already
    assert verifying.verify("pa-fr").troubles == []


def test_files_leave_with_their_subject(app):
    send()
    send(about=Subject("order", "CF-2026-000002", "fr"))
    assert service.purge("order", [ORDER.number], "retention: test") == 1
    assert [row.number for row in StoredFile.select()] == ["CF-2026-000002"]
    assert verifying.verify("pa-fr").troubles == []


def test_an_altered_file_is_not_given_out(app):
    row = send()
    path = app.config["SETTINGS"].instance / "files" / row.store[:2] / row.store
    path.chmod(0o640)
    path.write_bytes(b"x" * 100)
    with pytest.raises(files.FileAltered):
        service.content_of(row)
    path.unlink()  # other tests share the folder


def test_another_organisations_file_is_not_found(app):
    lyon, casablanca = builders.lyon(), builders.casablanca()
    row = send(sender=Sender(lyon, builders.representative(lyon)))
    assert service.owned(lyon.id, row.key) == row
    assert service.owned(casablanca.id, row.key) is None
