"""The archive's chain: gapless, written with its transaction or not at all, never edited (clause 4.3)."""

import json
import threading

import peewee
import pytest

from phoenix.archive import rules, service
from phoenix.archive.models import ArchiveEntry, ArchiveHead
from phoenix.archive.service import append
from phoenix.database import database, transaction

SELLER = "pa-test"


def kept(seller: str = SELLER) -> list[ArchiveEntry]:
    return list(ArchiveEntry.select().where(ArchiveEntry.seller == seller).order_by(ArchiveEntry.number))


def subjects(seller: str = SELLER) -> list[str]:
    return [entry.subject for entry in kept(seller)]


def note(subject: str, seller: str = SELLER, **given) -> None:
    append("test.noted", seller=seller, subject=subject, content={"what": subject}, **given)


def assert_whole(seller: str = SELLER) -> None:
    previous, entries = rules.NOTHING_BEFORE, kept(seller)
    for number, entry in enumerate(entries, 1):
        assert (entry.number, entry.previous_sha256) == (number, previous)
        assert entry.content_sha256 == rules.sha256_of(entry.content)
        previous = entry.sha256
    head = ArchiveHead.get(ArchiveHead.seller == seller)
    assert (head.number, head.sha256) == (len(entries), previous)


def test_outside_of_a_transaction_an_entry_is_kept_at_once(app):
    note("one")
    note("two")
    assert subjects() == ["one", "two"]
    assert_whole()


def test_inside_of_one_entries_come_last_and_in_order(app):
    with transaction():
        note("one")
        assert subjects() == []
        with transaction():
            note("two")
        note("three")
    assert subjects() == ["one", "two", "three"]
    assert_whole()


def test_a_transaction_rolled_back_leaves_nothing(app):
    note("before")
    with pytest.raises(LookupError), transaction():
        note("lost")
        raise LookupError
    note("after")
    assert subjects() == ["before", "after"]
    assert_whole()


def test_a_savepoint_rolled_back_takes_its_entries_with_it(app):
    with transaction():
        note("kept")
        with pytest.raises(LookupError), transaction():
            note("lost")
            with transaction():
                note("lost too")
            raise LookupError
        note("kept too")
    assert subjects() == ["kept", "kept too"]


def test_each_seller_has_a_chain_of_its_own(app):
    with transaction():
        note("one", "pa-x")
        note("two", "pa-a")
        note("three", "pa-x")
    assert subjects("pa-x") == ["one", "three"]
    assert_whole("pa-x")
    assert_whole("pa-a")


def test_outside_of_our_transactions_nothing_is_lost_unsaid(app):
    with pytest.raises(RuntimeError), database.atomic():
        note("nowhere to be written")


def attempts() -> list[str]:
    return [
        "UPDATE archive_entry SET content = '{}' WHERE number = 1",
        "UPDATE archive_entry SET number = 9 WHERE number = 1",
        "UPDATE archive_entry SET detail = '{\"who\":\"another\"}' WHERE number = 1",
        "DELETE FROM archive_entry WHERE number = 1",
        "DELETE FROM archive_head",
        "UPDATE archive_head SET number = 0, sha256 = ''",
    ]


def refused() -> list[str]:
    """The statements that the database did not refuse."""
    note("one", detail={"who": "Awa Diop"})
    done = []
    for statement in attempts():
        try:
            with database.atomic():
                database.execute_sql(statement)
                done.append(statement)
        except peewee.DatabaseError as error:
            assert "kept as written" in str(error)
    return done


def test_the_database_refuses_edits_and_deletions_on_sqlite(app):
    assert refused() == []


@pytest.mark.postgresql
def test_the_database_refuses_edits_and_deletions_on_postgresql(postgresql_app):
    assert refused() == []
    with pytest.raises(peewee.DatabaseError):
        database.execute_sql("TRUNCATE archive_entry")


def test_erasing_empties_the_detail_and_says_so(app):
    note("person:1", detail={"who": "Awa Diop"})
    (entry,) = kept()
    assert json.loads(entry.detail)["who"] == "Awa Diop"
    assert service.erase(SELLER, subjects=["person:1"], reason="five years are over") == 1
    entry, erasure = kept()
    assert entry.detail is None
    assert entry.detail_sha256 in service.erased(SELLER)
    assert "Awa" not in erasure.content
    assert service.erase(SELLER, subjects=["person:1"], reason="again") == 0
    assert_whole()


def test_the_same_person_twice_leaves_two_hashes(app):
    note("person:1", detail={"who": "Awa Diop"})
    note("person:1", detail={"who": "Awa Diop"})
    one, two = kept()
    assert one.detail_sha256 != two.detail_sha256


def many_at_once(app, count: int = 50) -> None:
    """So many threads, each with a transaction that appends to both chains in opposite orders."""
    failures, start = [], threading.Barrier(count)

    def one(number: int):
        sellers = ("pa-test", "pa-other")[:: 1 if number % 2 else -1]
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    for seller in sellers:
                        note(f"from {number}", seller)
                        note(f"again from {number}", seller)
            except Exception as error:
                failures.append(error)
            finally:
                database.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert failures == []
    for seller in ("pa-test", "pa-other"):
        assert len(kept(seller)) == 2 * count
        assert_whole(seller)


def test_fifty_at_once_leave_no_gap_on_sqlite(app):
    many_at_once(app)


@pytest.mark.postgresql
def test_fifty_at_once_leave_no_gap_on_postgresql(postgresql_app):
    database.obj._max_connections = 60
    many_at_once(postgresql_app)
