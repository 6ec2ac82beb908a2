"""The head statement of each day: made once, kept, chained, mailed, and checked with what came by mail (clause 4.3)."""

import dataclasses
import email
import email.policy
import json
from datetime import UTC, date, datetime

from phoenix import worker
from phoenix.archive.models import ArchiveEntry, ArchiveHead
from phoenix.archive.service import append
from phoenix.evidence.jobs import make_statement, owe_statement
from phoenix.gateways import files
from phoenix.kernel import clock
from phoenix.kernel.sellers import SELLERS
from phoenix.messages.models import Message


def made() -> list[ArchiveEntry]:
    return list(ArchiveEntry.select().where(ArchiveEntry.kind == "archive.statement").order_by(ArchiveEntry.id))


def test_a_day_has_one_statement_in_each_chain_however_often_it_is_asked(app, run_outbox):
    for _hour in range(3):
        owe_statement(None)
        run_outbox()
    make_statement({"on": clock.today("Europe/Paris").isoformat()})
    assert [entry.seller for entry in made()] == sorted(SELLERS)


def test_the_next_day_has_another_that_covers_the_first(app, run_outbox):
    owe_statement(date(2026, 11, 26))
    run_outbox()
    heads = {row.seller: (row.number, row.sha256) for row in ArchiveHead.select()}
    owe_statement(date(2026, 11, 27))
    run_outbox()
    later = json.loads(made()[-1].content)
    assert {head["seller"]: (head["number"], head["sha256"]) for head in later["heads"]} == heads
    assert len(made()) == 2 * len(SELLERS)


def test_it_is_mailed_where_the_setting_says_and_what_was_mailed_checks(app, run_outbox, tmp_path):
    app.config["SETTINGS"] = dataclasses.replace(before := app.config["SETTINGS"], archive_statement_to="notaire@etude.example")
    try:
        with clock.frozen(datetime(2026, 11, 26, 8, tzinfo=UTC)):
            owe_statement(None)
            run_outbox()
    finally:
        app.config["SETTINGS"] = before
    row = Message.get(Message.kind == "archive.statement")
    assert row.to_address == "notaire@etude.example"
    mail = email.message_from_bytes(files.get(row.raw_sha256), policy=email.policy.default)
    (part,) = mail.iter_attachments()
    assert (part.get_filename(), part.get_content_type()) == ("etat-archive-2026-11-26.json", "application/json")
    paper = tmp_path / part.get_filename()
    paper.write_bytes(part.get_content())
    append("test.later", seller="pa-fr", subject="later", content={})
    result = app.test_cli_runner().invoke(args=["archive", "verify", "--against", str(paper)])
    assert result.exit_code == 0, result.output
    assert "The chains go on from the statement of 2026-11-26" in result.output


def test_without_an_address_nothing_is_mailed(app, run_outbox):
    owe_statement(None)
    run_outbox()
    assert not Message.select().where(Message.kind == "archive.statement").exists()


def test_the_worker_makes_it_each_day(app):
    assert owe_statement in worker.daily()
    assert "archive.statement" in worker.handlers()
