"""`archive verify`: each kind of entry, tampered with in each way, is found and named (clause 4.3)."""

import json
from contextlib import contextmanager
from pathlib import Path

import pytest

from phoenix.archive import rules, statements, verifying
from phoenix.archive.models import ArchiveEntry, ArchiveHead
from phoenix.archive.service import append, erase
from phoenix.archive.sources import sources
from phoenix.config import settings
from phoenix.database import database
from phoenix.gateways import files
from phoenix.gateways.files import place

SELLER = "pa-test"
OWN_KINDS = ["archive.erased", "archive.opened", "archive.statement", "closure.decided", "consent.cookies"]


def kinds() -> list[str]:
    return [source.kind for source in sources()] + OWN_KINDS


def fill() -> None:
    """One entry of each kind, with a detail and a file of its own, between two others."""
    append("test.first", seller=SELLER, subject="first", content={})
    for kind in kinds():
        content = {"what": kind} if kind != "archive.erased" else {"details": [], "files": []}
        kept = files.put(f"the piece of {kind}".encode())
        append(kind, seller=SELLER, subject=f"the {kind}", content=content, files=[kept], detail={"who": "Awa Diop"})
    append("test.last", seller=SELLER, subject="last", content={})


def drop_triggers() -> None:
    names = [name for (name,) in database.execute_sql("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'archive%'").fetchall()]
    for name in names:
        database.execute_sql(f"DROP TRIGGER {name}")


@contextmanager
def undone():
    """What is done inside is taken back."""
    with database.atomic() as change:
        yield
        change.rollback()


@pytest.fixture
def chain(app):
    """A chain that other hands can reach."""
    fill()
    drop_triggers()
    return app


def found(**given) -> list[tuple]:
    return [(each.what, each.number, each.other) for each in verifying.verify(SELLER, **given).troubles]


def of(kind: str) -> ArchiveEntry:
    return ArchiveEntry.get(ArchiveEntry.seller == SELLER, ArchiveEntry.kind == kind)


def change(entry: ArchiveEntry, **values) -> None:
    ArchiveEntry.update(**values).where(ArchiveEntry.id == entry.id).execute()


def test_a_whole_chain_shows_nothing(chain):
    report = verifying.verify(SELLER)
    assert (report.troubles, report.count) == ([], len(kinds()) + 2)
    head = ArchiveHead.get(ArchiveHead.seller == SELLER)
    assert report.last_sha256 == head.sha256


@pytest.mark.parametrize("column", ["kind", "subject", "at", "content", "content_sha256", "files", "previous_sha256", "sha256", "detail_sha256"])
def test_an_edit_of_any_part_is_named(chain, column):
    for kind in kinds():
        entry = of(kind)
        with undone():
            change(entry, **{column: getattr(entry, column)[:-1] + "x"})
            assert found() == [("altered", entry.number, "")], kind


def test_an_edit_with_its_hashes_made_anew_breaks_the_next_link(chain):
    for kind in kinds():
        entry = of(kind)
        with undone():
            content = rules.canonical({"what": "another"})
            sha256 = hashed(entry, content_sha256=rules.sha256_of(content))
            change(entry, content=content, content_sha256=rules.sha256_of(content), sha256=sha256)
            assert found() == [("unlinked", entry.number + 1, "")], kind


def hashed(entry: ArchiveEntry, **changes) -> str:
    names = ("seller", "number", "kind", "subject", "at", "content_sha256", "detail_sha256", "files", "previous_sha256")
    return rules.entry_sha256(**{**{name: getattr(entry, name) for name in names}, **changes})


def test_an_edited_detail_is_named(chain):
    for kind in kinds():
        entry = of(kind)
        with undone():
            change(entry, detail='{"who":"another"}')
            assert found() == [("detail", entry.number, "")], kind


def test_a_detail_emptied_without_an_erasure_is_named(chain):
    for kind in kinds():
        entry = of(kind)
        with undone():
            change(entry, detail=None)
            assert found() == [("detail_lost", entry.number, "")], kind


def test_a_deleted_entry_is_named(chain):
    for kind in kinds():
        entry = of(kind)
        with undone():
            entry.delete_instance()
            assert found() == [("missing", entry.number, "")], kind


def test_several_deleted_entries_are_named(chain):
    with undone():
        ArchiveEntry.delete().where(ArchiveEntry.seller == SELLER, ArchiveEntry.number.between(3, 6)).execute()
        assert found() == [("missing", 3, "6")]


def test_a_deletion_closed_up_is_named(chain):
    for kind in kinds():
        entry = of(kind)
        with undone():
            entry.delete_instance()
            shift(entry.number, -1)
            assert found() == [("moved", entry.number, str(entry.number + 1))], kind


def shift(after: int, by: int) -> None:
    rows = ArchiveEntry.select().where(ArchiveEntry.seller == SELLER, ArchiveEntry.number > after)
    for row in rows.order_by(ArchiveEntry.number.desc() if by > 0 else ArchiveEntry.number):
        change(row, number=row.number + by)


def test_two_entries_swapped_are_named(chain):
    for kind in kinds():
        one = of(kind)
        other = ArchiveEntry.get(ArchiveEntry.seller == SELLER, ArchiveEntry.number == one.number + 1)
        with undone():
            change(one, number=0)
            change(other, number=one.number)
            change(one, number=one.number + 1)
            assert found() == [("moved", one.number, str(one.number + 1))], kind


def test_an_entry_inserted_is_named_by_what_it_pushed_on(chain):
    for kind in kinds():
        entry = of(kind)
        with undone():
            shift(entry.number, 1)
            forge(entry, entry.number + 1)
            assert found() == [("moved", entry.number + 2, str(entry.number + 1))], kind


def test_an_entry_added_at_the_end_is_named(chain):
    last = of("test.last")
    with undone():
        forge(last, last.number + 1)
        assert found() == [("beyond", last.number + 1, str(last.number + 1))]


def forge(before: ArchiveEntry, number: int) -> None:
    """An entry as good as any, but for where it comes from."""
    values = {
        "seller": SELLER, "number": number, "kind": before.kind, "subject": "forged", "at": before.at,
        "content_sha256": rules.sha256_of("{}"), "detail_sha256": "", "files": "[]", "previous_sha256": before.sha256,
    }  # fmt: skip
    ArchiveEntry.insert(**values, content="{}", sha256=rules.entry_sha256(**values)).execute()


def test_a_cut_tail_is_named(chain):
    for kind in kinds():
        entry = of(kind)
        head = ArchiveHead.get(ArchiveHead.seller == SELLER)
        with undone():
            ArchiveEntry.delete().where(ArchiveEntry.seller == SELLER, ArchiveEntry.number >= entry.number).execute()
            assert found() == [("cut", entry.number, str(head.number))], kind


def test_a_head_that_does_not_fit_or_is_gone_is_named(chain):
    last = len(kinds()) + 2
    with undone():
        ArchiveHead.update(sha256="0" * 64).where(ArchiveHead.seller == SELLER).execute()
        assert found() == [("head", last, "")]
    with undone():
        ArchiveHead.delete().where(ArchiveHead.seller == SELLER).execute()
        assert found() == [("head", last, "")]


def test_a_sellers_whole_chain_gone_is_named(chain):
    with undone():
        ArchiveEntry.delete().where(ArchiveEntry.seller == "pa-fr").execute()
        ArchiveHead.delete().where(ArchiveHead.seller == "pa-fr").execute()
        assert "pa-fr" in verifying.chains()
        assert [each.what for each in verifying.verify("pa-fr").troubles] == ["no_chain"]


@pytest.mark.parametrize("way", ["replaced", "emptied", "removed"])
def test_a_file_replaced_or_removed_is_named(chain, way):
    for kind in kinds():
        entry = of(kind)
        (sha256,) = json.loads(entry.files)
        kept = files.get(sha256)
        path = place(sha256)
        spoil(path, way)
        what = "file_missing" if way == "removed" else "file_altered"
        assert found() == [(what, entry.number, sha256)], kind
        assert found(with_files=False) == []
        spoil(path, "removed")
        files.put(kept)


def spoil(path: str, way: str) -> None:
    target = Path(path)
    target.unlink(missing_ok=True)
    if way != "removed":
        target.write_bytes(b"" if way == "emptied" else b"another paper")


def test_what_was_erased_by_the_law_is_no_loss(chain):
    entry = of("message.received")
    (sha256,) = json.loads(entry.files)
    erase(SELLER, subjects=[entry.subject], files=[sha256], reason="three years are over")
    assert found() == []
    with pytest.raises(files.FileMissing):
        files.get(sha256)


def test_a_shop_that_goes_on_meanwhile_is_no_trouble(chain, monkeypatch):
    monkeypatch.setattr(verifying, "PAGE", 5)

    def goes_on(count: int) -> None:
        if count <= 15:
            append("test.meanwhile", seller=SELLER, subject=f"at {count}", content={})
            erase(SELLER, subjects=["the message.received", "the order.confirmed"], reason="in time")

    report = verifying.verify(SELLER, progress=goes_on)
    assert (report.troubles, report.count) == ([], of("test.last").number + 4)


def verify(app, *options):
    return app.test_cli_runner().invoke(args=["archive", "verify", *options])


def test_the_command_says_that_all_is_well(chain):
    result = verify(chain)
    assert result.exit_code == 0, result.output
    assert "Nothing was altered" in result.output


def test_the_command_names_the_entry_its_neighbours_and_what_to_do(chain):
    entry = of("invoice.issued")
    change(entry, content='{"gross":1}')
    result = verify(chain)
    assert result.exit_code == 1
    assert f"pa-test: entry {entry.number} (the invoice.issued) was altered" in result.output
    assert f"{entry.number - 1}  subscription" in result.output or f"{entry.number - 1}  notice" in result.output
    assert f"{entry.number + 1}  invoice.filed" in result.output
    assert "What to do" in result.output


def rewritten(after: int) -> None:
    """The chain from there on as if it had always been so: what no chain can show by itself."""
    rows = ArchiveEntry.select().where(ArchiveEntry.seller == SELLER, ArchiveEntry.number >= after)
    last = ArchiveEntry.get(ArchiveEntry.seller == SELLER, ArchiveEntry.number == after - 1).sha256
    for row in rows.order_by(ArchiveEntry.number):
        content = rules.canonical({"what": "another story"})
        values = {"content_sha256": rules.sha256_of(content), "previous_sha256": last}
        last = hashed(row, **values)
        change(row, content=content, sha256=last, **values)
    ArchiveHead.update(sha256=last).where(ArchiveHead.seller == SELLER).execute()


def test_even_a_chain_rewritten_whole_shows_against_a_statement(chain, tmp_path):
    paper = tmp_path / "statement.json"
    paper.write_text("Bonjour,\n" + statements.now() + "\nAu revoir")
    append("test.later", seller=SELLER, subject="later", content={})
    assert verify(chain, "--against", str(paper)).exit_code == 0
    rewritten(4)
    assert verify(chain).exit_code == 0
    result = verify(chain, "--against", str(paper))
    assert result.exit_code == 1
    assert "pa-test: entry" in result.output and "was rewritten or cut" in result.output


def test_a_tail_cut_together_with_its_head_shows_against_a_statement(chain, tmp_path):
    paper = tmp_path / "statement.json"
    paper.write_text(statements.now())
    last = of("test.last")
    last.delete_instance()
    ArchiveHead.update(number=last.number - 1, sha256=last.previous_sha256).where(ArchiveHead.seller == SELLER).execute()
    assert verify(chain).exit_code == 0
    assert verify(chain, "--against", str(paper)).exit_code == 1


def test_a_statement_altered_or_absent_is_refused(chain, tmp_path):
    paper = tmp_path / "statement.json"
    said = statements.now()
    paper.write_text(said.replace('"number":', '"number":1'))
    assert "the seal is not ours" in verify(chain, "--against", str(paper)).output
    paper.write_text("nothing of the kind")
    result = verify(chain, "--against", str(paper))
    assert result.exit_code == 1 and "no head statement" in result.output
    assert chain.test_cli_runner().invoke(args=["archive", "head"]).output.startswith('{"at":')
    assert settings().secret_key not in said
