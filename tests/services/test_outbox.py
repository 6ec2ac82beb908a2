"""The outbox: effects are owed with their transaction, had once, and again after a failure."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from huey import MemoryHuey

from phoenix import worker
from phoenix.database import database, transaction
from phoenix.gateways.queue import Waker
from phoenix.kernel import clock
from phoenix.outbox import service
from phoenix.outbox.models import Job


@pytest.fixture(autouse=True)
def empty(app):
    """Nothing else is owed."""
    Job.delete().execute()


def owe(kind="note", key="one", **payload):
    with transaction():
        service.enqueue(kind, payload, key=key)


def test_what_is_owed_is_done_once():
    done = []
    owe(text="a")
    assert service.run_due({"note": done.append}) == 1
    assert service.run_due({"note": done.append}) == 0
    assert done == [{"text": "a"}]


def test_the_same_key_is_owed_once():
    owe()
    owe()
    assert Job.select().count() == 1


def test_a_rolled_back_transaction_owes_nothing():
    with pytest.raises(RuntimeError), transaction():
        service.enqueue("note", {}, key="lost")
        raise RuntimeError("cut off")
    assert Job.select().count() == 0


def test_the_worker_is_woken_only_after_the_commit(app, monkeypatch):
    woken = []
    monkeypatch.setattr(service, "_wake", [lambda: woken.append(database.in_transaction())])
    with transaction():
        service.enqueue("note", {}, key="one")
        assert woken == []
    assert woken == [False]


def test_a_failure_is_kept_and_tried_again_later():
    tries = []

    def fails_once(payload):
        tries.append(payload)
        if len(tries) == 1:
            raise OSError("the line is down")

    owe()
    assert service.run_due({"note": fails_once}) == 0
    assert "the line is down" in Job.get().error
    with clock.frozen(clock.now() + timedelta(minutes=10)):
        assert service.run_due({"note": fails_once}) == 1
    assert len(tries) == 2


def test_not_yet_is_no_failure():
    def waits(_payload):
        raise service.NotYet("the document is being made")

    owe()
    service.run_due({"note": waits})
    assert Job.get().attempts == 0
    assert Job.get().done_at is None


def test_a_worker_that_died_half_way_is_followed_by_another():
    owe()
    job = Job.get()
    assert service._claim(job.id) is not None
    assert service.run_due({"note": lambda _: None}) == 0
    with clock.frozen(clock.now() + service.CLAIM_LASTS + timedelta(seconds=1)):
        assert service.run_due({"note": lambda _: None}) == 1


def test_two_workers_at_once_do_each_job_once(app):
    done, start = [], threading.Barrier(4)
    for number in range(40):
        owe(key=str(number), number=number)

    def work():
        with app.app_context():
            start.wait()
            service.run_due({"note": lambda payload: done.append(payload["number"])})
            database.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == list(range(40))


def test_timed_work_that_fails_holds_up_no_other(caplog):
    def broken():
        raise RuntimeError("no")

    worker.run_safely(broken)
    assert "timed work broken failed" in caplog.text


def test_who_must_wait_is_looked_at_again_when_due():
    def not_yet(_payload):
        raise service.NotYet("its invoice")

    assert service.seconds_to_next() is None
    owe()
    service.run_due({"note": not_yet})
    assert 1 <= service.seconds_to_next() <= 2


def test_one_look_serves_all_who_wait(monkeypatch):
    asked = []
    waker = Waker(MemoryHuey())
    monkeypatch.setattr(waker.task, "schedule", lambda delay: asked.append(delay))
    waker.wake_in(2)
    waker.wake_in(2)
    waker.wake_in(1)
    assert asked == [2, 1]


def test_what_is_done_leaves_no_content_behind():
    owe(text="personal")
    service.run_due({"note": lambda _: None})
    assert Job.get().payload == {}


def test_waiting_gets_slower(monkeypatch):
    def waits(_payload):
        raise service.NotYet("the document is being made")

    owe()
    start = clock.now()
    service.run_due({"note": waits})
    assert Job.get().due_at - start < timedelta(seconds=10)
    with clock.frozen(start + timedelta(minutes=5)):
        service.run_due({"note": waits})
        assert Job.get().due_at == start + timedelta(minutes=6)


def test_a_job_that_never_works_is_given_up_aloud(caplog):
    def fails(_payload):
        raise OSError("never")

    owe()
    instant = clock.now()
    for _ in range(service.MOST_ATTEMPTS + 2):
        instant += timedelta(hours=7)
        with clock.frozen(instant):
            service.run_due({"note": fails})
    assert Job.get().attempts == service.MOST_ATTEMPTS
    assert "given up" in caplog.text
